/** datetime: points in time (in the machine's own zone) and the time between them. */
import { OverflowError, TypeError } from '../../errors/index.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { requireIndex, toFloat } from '../objects/convert.ts'
import { machine } from '../objects/machine.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { float, int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { strftime } from './strftime.ts'

const SECOND = 1e6
const DAY = 86400 * SECOND

const two = (value: number): string => String(value).padStart(2, '0')
const fraction = (microseconds: number): string =>
  microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`
const clock = (seconds: number): string => `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`

/** What two values of one kind differ by, for comparisons. */
abstract class Ordered {
  abstract readonly microseconds: number
  #compared(other: unknown): number {
    if (!(other instanceof Ordered) || other.constructor !== this.constructor)
      throw new TypeError("can't compare values of other types")
    return this.microseconds - other.microseconds
  }
  lt(other: unknown): boolean {
    return this.#compared(other) < 0
  }
  le(other: unknown): boolean {
    return this.#compared(other) <= 0
  }
  gt(other: unknown): boolean {
    return this.#compared(other) > 0
  }
  ge(other: unknown): boolean {
    return this.#compared(other) >= 0
  }
  equals(other: unknown): boolean {
    return (
      other instanceof Ordered && other.constructor === this.constructor && other.microseconds === this.microseconds
    )
  }
  hash(): number {
    return this.microseconds
  }
}

const numberOf = (value: unknown): number | undefined =>
  value instanceof PyInt || value instanceof PyFloat ? Number(value.value) : undefined

export class TimeDelta extends Ordered {
  readonly microseconds: number
  constructor(microseconds: number) {
    super()
    if (Math.abs(microseconds) > DAY * 999999999) throw new OverflowError('date value out of range')
    this.microseconds = Math.round(microseconds)
  }
  get days(): number {
    return Math.floor(this.microseconds / DAY)
  }
  get rest(): number {
    return this.microseconds - this.days * DAY
  }
  add(other: unknown): unknown {
    return other instanceof DateTime ? other.add(this) : new TimeDelta(this.microseconds + microsecondsOf(other))
  }
  sub(other: unknown): unknown {
    return new TimeDelta(this.microseconds - microsecondsOf(other))
  }
  neg(): unknown {
    return new TimeDelta(-this.microseconds)
  }
  abs(): unknown {
    return new TimeDelta(Math.abs(this.microseconds))
  }
  mul(factor: unknown): unknown {
    return new TimeDelta(this.microseconds * (numberOf(factor) ?? Number(factor)))
  }
  rmul(factor: unknown): unknown {
    return this.mul(factor)
  }
  /** By a number, or by another one. */
  truediv(by: unknown): unknown {
    return by instanceof TimeDelta
      ? float(this.microseconds / by.microseconds)
      : new TimeDelta(this.microseconds / (numberOf(by) ?? Number(by)))
  }
  div(by: unknown): unknown {
    return new TimeDelta(Math.floor(this.microseconds / (numberOf(by) ?? Number(by))))
  }
  override toString(): string {
    const { days, rest } = this
    const seconds = Math.floor(rest / SECOND)
    const time = `${Math.floor(seconds / 3600)}:${clock(seconds)}${fraction(rest % SECOND)}`
    return days === 0 ? time : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${time}`
  }
  repr(): string {
    const [seconds, micro] = [Math.floor(this.rest / SECOND), this.rest % SECOND]
    if (machine.version === 3) {
      const parts = Object.entries({ days: this.days, seconds, microseconds: micro }).filter(([, value]) => value !== 0)
      return `datetime.timedelta(${parts.map(([name, value]) => `${name}=${value}`).join(', ') || '0'})`
    }
    return `datetime.timedelta(${[this.days, ...(seconds || micro ? [seconds] : []), ...(micro ? [micro] : [])].join(', ')})`
  }
}

function microsecondsOf(value: unknown): number {
  if (value instanceof TimeDelta) return value.microseconds
  throw new TypeError('a timedelta is expected')
}

export class DateTime extends Ordered {
  /** Since 1970, in the machine's own zone. */
  readonly microseconds: number
  constructor(microseconds: number) {
    super()
    this.microseconds = microseconds
  }
  /** The fields, which are UTC's for JavaScript. */
  get date(): Date {
    return new Date(Math.floor(this.microseconds / 1000))
  }
  get micro(): number {
    return ((this.microseconds % SECOND) + SECOND) % SECOND
  }
  add(other: unknown): unknown {
    return new DateTime(this.microseconds + microsecondsOf(other))
  }
  radd(other: unknown): unknown {
    return this.add(other)
  }
  sub(other: unknown): unknown {
    return other instanceof DateTime
      ? new TimeDelta(this.microseconds - other.microseconds)
      : new DateTime(this.microseconds - microsecondsOf(other))
  }
  isoformat(separator: string): string {
    return strftime(`%Y-%m-%d${separator}%H:%M:%S`, this.date, this.micro) + fraction(this.micro)
  }
  override toString(): string {
    return this.isoformat(' ')
  }
  repr(): string {
    const { date, micro } = this
    const time = [date.getUTCSeconds(), micro]
    while (time.length > 0 && time.at(-1) === 0) time.pop()
    const fields = [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      ...time,
    ]
    return `datetime.datetime(${fields.join(', ')})`
  }
  /** `'{:%Y-%m-%d}'.format(now)` */
  format(spec: string): string {
    return spec === '' ? String(this) : strftime(spec, this.date, this.micro)
  }
}

const local = (milliseconds: number): DateTime =>
  new DateTime((milliseconds - new Date(milliseconds).getTimezoneOffset() * 60000) * 1000)
const now = (): DateTime => local(Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000)

const DATETIME = new PyType('datetime', {
  module: 'datetime',
  jsClass: DateTime as unknown as new () => object,
  construct: native(
    'datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0)',
    (year: unknown, month: unknown, day: unknown, ...time: unknown[]) => {
      const [hour = 0, minute = 0, second = 0, micro = 0] = time.map(part => requireIndex(part))
      return new DateTime(
        Date.UTC(requireIndex(year), requireIndex(month) - 1, requireIndex(day), hour, minute, second) * 1000 + micro,
      )
    },
  )[CALL],
  check: value => value instanceof DateTime,
})
DATETIME.methods = methods({
  '__format__(format)': (self: DateTime, format: string) => self.format(format),
  'strftime(format)': (self: DateTime, format: string) => self.format(format),
  "isoformat(sep='T')": (self: DateTime, separator: string) => self.isoformat(separator),
  'date()': (self: DateTime) => new DateTime(Math.floor(self.microseconds / DAY) * DAY),
  'timetuple()': (self: DateTime) =>
    tuple(...[self.date.getUTCFullYear(), self.date.getUTCMonth() + 1, self.date.getUTCDate()].map(int)),
})
const field = (read: (date: Date) => number) => (self: unknown) => int(read((self as DateTime).date))
DATETIME.getters = new Map<string, (self: unknown) => unknown>([
  ['year', field(date => date.getUTCFullYear())],
  ['month', field(date => date.getUTCMonth() + 1)],
  ['day', field(date => date.getUTCDate())],
  ['hour', field(date => date.getUTCHours())],
  ['minute', field(date => date.getUTCMinutes())],
  ['second', field(date => date.getUTCSeconds())],
  ['microsecond', self => int((self as DateTime).micro)],
])
/** These belong to the class. */
DATETIME.functions = {
  now: native('now(tz=None)', now),
  today: native('today()', now),
  utcnow: native('utcnow()', () => new DateTime(Math.round((performance.timeOrigin + performance.now()) * 1000))),
  fromtimestamp: native('fromtimestamp(timestamp, tz=None)', (seconds: unknown) =>
    local(toFloat(seconds).value * 1000),
  ),
}
registerType(DateTime, DATETIME)

const UNITS = [DAY, SECOND, 1, 1000, 60 * SECOND, 3600 * SECOND, 7 * DAY]

const TIMEDELTA = new PyType('timedelta', {
  module: 'datetime',
  jsClass: TimeDelta as unknown as new () => object,
  construct: native(
    'timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)',
    (...parts: unknown[]) =>
      new TimeDelta(parts.reduce<number>((sum, part, i) => sum + toFloat(part).value * (UNITS[i] as number), 0)),
  )[CALL],
  check: value => value instanceof TimeDelta,
})
TIMEDELTA.methods = methods({ 'total_seconds()': (self: TimeDelta) => float(self.microseconds / SECOND) })
TIMEDELTA.getters = new Map<string, (self: unknown) => unknown>([
  ['days', self => int((self as TimeDelta).days)],
  ['seconds', self => int(Math.floor((self as TimeDelta).rest / SECOND))],
  ['microseconds', self => int((self as TimeDelta).rest % SECOND)],
])
registerType(TimeDelta, TIMEDELTA)

export const DATETIMES: Readonly<Record<string, unknown>> = { datetime: DATETIME, timedelta: TIMEDELTA }
