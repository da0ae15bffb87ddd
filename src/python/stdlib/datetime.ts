/** datetime: points in time (in the machine's own zone) and the time between them. */
import { OverflowError, TypeError, ValueError } from '../../errors/index.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { requireIndex, toFloat } from '../objects/convert.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { float, int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { strftime, timeFields } from './strftime.ts'
import { strptime } from './strptime.ts'

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
    return other instanceof DateTime || other instanceof DayDate
      ? other.add(this)
      : new TimeDelta(this.microseconds + microsecondsOf(other))
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

/** A day: `datetime.date`. */
export class DayDate extends Ordered {
  /** Of its beginning, since 1970. */
  readonly microseconds: number
  constructor(microseconds: number) {
    super()
    this.microseconds = Math.floor(microseconds / DAY) * DAY
  }
  get date(): Date {
    return new Date(this.microseconds / 1000)
  }
  add(other: unknown): unknown {
    return new DayDate(this.microseconds + Math.floor(microsecondsOf(other) / DAY) * DAY)
  }
  radd(other: unknown): unknown {
    return this.add(other)
  }
  sub(other: unknown): unknown {
    return other instanceof DayDate
      ? new TimeDelta(this.microseconds - other.microseconds)
      : new DayDate(this.microseconds - Math.floor(microsecondsOf(other) / DAY) * DAY)
  }
  override toString(): string {
    return strftime('%Y-%m-%d', this.date)
  }
  repr(): string {
    const { date } = this
    return `datetime.date(${date.getUTCFullYear()}, ${date.getUTCMonth() + 1}, ${date.getUTCDate()})`
  }
  format(spec: string): string {
    return spec === '' ? String(this) : strftime(spec, this.date)
  }
}

const local = (milliseconds: number): DateTime =>
  new DateTime((milliseconds - new Date(milliseconds).getTimezoneOffset() * 60000) * 1000)
const now = (): DateTime => local(Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000)

/** Days before 1970 since the first of January of the year 1, which is day 1. */
const EPOCH_ORDINAL = 719163

/** What days and points in time both have. */
const DAY_METHODS = {
  'timetuple()': (self: DateTime | DayDate) => tuple(...timeFields(self.date, -1).map(int)),
  'weekday()': (self: DateTime | DayDate) => int((self.date.getUTCDay() + 6) % 7),
  'isoweekday()': (self: DateTime | DayDate) => int(self.date.getUTCDay() || 7),
  'toordinal()': (self: DateTime | DayDate) => int(Math.floor(self.microseconds / DAY) + EPOCH_ORDINAL),
}
const field = (read: (date: Date) => number) => (self: unknown) => int(read((self as DateTime | DayDate).date))
const DAY_FIELDS: readonly (readonly [string, (self: unknown) => unknown])[] = [
  ['year', field(date => date.getUTCFullYear())],
  ['month', field(date => date.getUTCMonth() + 1)],
  ['day', field(date => date.getUTCDate())],
]

/** Microseconds of a day that exists. */
function dayOf(year: unknown, month: unknown, day: unknown): number {
  const [y, m, d] = [year, month, day].map(requireIndex) as [number, number, number]
  if (!(y >= 1 && y <= 9999)) throw new ValueError('year is out of range')
  if (!(m >= 1 && m <= 12)) throw new ValueError('month must be in 1..12')
  const date = new Date(0)
  date.setUTCFullYear(y, m - 1, d)
  if (date.getUTCMonth() !== m - 1) throw new ValueError('day is out of range for month')
  return date.getTime() * 1000
}

const DATE = new PyType('date', {
  module: 'datetime',
  jsClass: DayDate as unknown as new () => object,
  construct: native(
    'date(year, month, day)',
    (...parts: unknown[]) => new DayDate(dayOf(parts[0], parts[1], parts[2])),
  )[CALL],
  check: value => value instanceof DayDate || value instanceof DateTime,
})
DATE.methods = methods({
  '__format__(format)': (self: DayDate, format: string) => self.format(format),
  'strftime(format)': (self: DayDate, format: string) => self.format(format),
  'isoformat()': (self: DayDate) => String(self),
  ...DAY_METHODS,
})
DATE.getters = new Map(DAY_FIELDS)
DATE.functions = {
  today: native('today()', () => new DayDate(now().microseconds)),
  fromtimestamp: native(
    'fromtimestamp(timestamp)',
    (seconds: unknown) => new DayDate(local(toFloat(seconds).value * 1000).microseconds),
  ),
  fromordinal: native('fromordinal(ordinal)', (day: unknown) => new DayDate((requireIndex(day) - EPOCH_ORDINAL) * DAY)),
}
registerType(DayDate, DATE)

const DATETIME = new PyType('datetime', {
  module: 'datetime',
  jsClass: DateTime as unknown as new () => object,
  construct: native(
    'datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0)',
    (year: unknown, month: unknown, day: unknown, ...time: unknown[]) => {
      const [hour = 0, minute = 0, second = 0, micro = 0] = time.map(part => requireIndex(part))
      return new DateTime(dayOf(year, month, day) + ((hour * 60 + minute) * 60 + second) * SECOND + micro)
    },
  )[CALL],
  check: value => value instanceof DateTime,
})
DATETIME.methods = methods({
  '__format__(format)': (self: DateTime, format: string) => self.format(format),
  'strftime(format)': (self: DateTime, format: string) => self.format(format),
  "isoformat(sep='T')": (self: DateTime, separator: string) => self.isoformat(separator),
  'date()': (self: DateTime) => new DayDate(self.microseconds),
  ...DAY_METHODS,
})
DATETIME.getters = new Map<string, (self: unknown) => unknown>([
  ...DAY_FIELDS,
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
  strptime: native('strptime(date_string, format)', (text: unknown, format: unknown) => {
    const { milliseconds, microseconds } = strptime(str(text), str(format))
    return new DateTime(milliseconds * 1000 + microseconds)
  }),
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

export const DATETIMES: Readonly<Record<string, unknown>> = { date: DATE, datetime: DATETIME, timedelta: TIMEDELTA }
