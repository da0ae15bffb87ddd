/** Days and hours of `time`: struct_time, strftime, localtime and their kin. */
import { optionalIndex, toFloat } from '../objects/convert.ts'
import { str } from '../objects/text/repr.ts'
import { native } from '../objects/values/callable.ts'
import { float, int } from '../objects/values/numbers.ts'
import { makeNamedTuple, type PyNamedTuple } from '../objects/values/tuple.ts'
import { defineNamedTuple } from './collections.ts'
import { strftime, timeFields } from './strftime.ts'
import { strptime } from './strptime.ts'

const STRUCT_TIME = defineNamedTuple('struct_time', [
  'tm_year',
  'tm_mon',
  'tm_mday',
  'tm_hour',
  'tm_min',
  'tm_sec',
  'tm_wday',
  'tm_yday',
  'tm_isdst',
])

const MINUTE = 60_000

/** The time of a clock on the wall as a Date whose UTC parts are the wall's. */
const onWall = (milliseconds: number): Date =>
  new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * MINUTE)

const structOf = (date: Date): PyNamedTuple => makeNamedTuple(STRUCT_TIME, timeFields(date, 0).map(int))

const millisecondsOf = (seconds: unknown): number => (seconds === null ? Date.now() : toFloat(seconds).value * 1000)

function dateOf(given: unknown): Date {
  if (!Array.isArray(given)) return onWall(Date.now())
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = given.map(
    part => optionalIndex(part) ?? 0,
  )
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

const ctimeText = (date: Date): string => strftime('%a %b %d %H:%M:%S %Y', date)

export const CALENDAR: Readonly<Record<string, unknown>> = {
  struct_time: STRUCT_TIME,
  strptime: native("strptime(string, format='%a %b %d %H:%M:%S %Y')", (text: unknown, format: unknown) =>
    structOf(new Date(strptime(str(text), str(format)).milliseconds)),
  ),
  timezone: int(new Date().getTimezoneOffset() * 60),
  strftime: native('strftime(format, t=None)', (format: unknown, time: unknown) => strftime(str(format), dateOf(time))),
  localtime: native('localtime(seconds=None)', (seconds: unknown) => structOf(onWall(millisecondsOf(seconds)))),
  gmtime: native('gmtime(seconds=None)', (seconds: unknown) => structOf(new Date(millisecondsOf(seconds)))),
  mktime: native('mktime(t)', (time: unknown) => {
    const wall = dateOf(time).getTime()
    return float((wall + new Date(wall).getTimezoneOffset() * MINUTE) / 1000)
  }),
  ctime: native('ctime(seconds=None)', (seconds: unknown) => ctimeText(onWall(millisecondsOf(seconds)))),
  asctime: native('asctime(t=None)', (time: unknown) => ctimeText(dateOf(time))),
}
