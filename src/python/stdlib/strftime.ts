/** Dates as text. */
export const MONTHS = 'January February March April May June July August September October November December'.split(' ')
export const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

const two = (value: number): string => String(value).padStart(2, '0')

/** From 1 on, by a date's UTC fields, as everything here. */
const dayOfYear = (at: Date): number => Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86400000) + 1

/** Fields in the order of `time.struct_time`; `isDst`: its last one. */
export const timeFields = (at: Date, isDst: number): number[] => [
  at.getUTCFullYear(),
  at.getUTCMonth() + 1,
  at.getUTCDate(),
  at.getUTCHours(),
  at.getUTCMinutes(),
  at.getUTCSeconds(),
  (at.getUTCDay() + 6) % 7,
  dayOfYear(at),
  isDst,
]

/** `%Y-%m-%d` and the like, of the UTC fields of a date. */
export function strftime(format: string, at: Date, microseconds = 0): string {
  const day = DAYS[at.getUTCDay()] as string
  const month = MONTHS[at.getUTCMonth()] as string
  const hour = at.getUTCHours()
  const fields: Readonly<Record<string, string>> = {
    '%': '%',
    A: day,
    B: month,
    H: two(hour),
    I: two(hour % 12 || 12),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    Y: String(at.getUTCFullYear()),
    a: day.slice(0, 3),
    b: month.slice(0, 3),
    d: two(at.getUTCDate()),
    f: String(microseconds).padStart(6, '0'),
    j: String(dayOfYear(at)).padStart(3, '0'),
    m: two(at.getUTCMonth() + 1),
    p: hour < 12 ? 'AM' : 'PM',
    w: String(at.getUTCDay()),
    y: two(at.getUTCFullYear() % 100),
  }
  return format
    .replace(/%c/g, '%a %b %d %H:%M:%S %Y')
    .replace(/%x/g, '%m/%d/%y')
    .replace(/%X/g, '%H:%M:%S')
    .replace(/%(.)/g, (whole, letter: string) => fields[letter] ?? whole)
}
