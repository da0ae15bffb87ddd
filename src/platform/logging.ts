/** `tf.logging`: leveled messages on standard error, as `LEVEL:tensorflow:message`. */
import { guarded } from '../errors/boundary.ts'
import { NotImplementedError, TypeError } from '../errors/index.ts'
import { captureTraceback, userLine } from '../errors/user_line.ts'
import { percentFormat } from './percent_format.ts'

export const DEBUG = 10
export const INFO = 20
export const WARN = 30
export const ERROR = 40
export const FATAL = 50

/** The names that Python's logging prints. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [DEBUG, 'DEBUG'],
  [INFO, 'INFO'],
  [WARN, 'WARNING'],
  [ERROR, 'ERROR'],
  [FATAL, 'CRITICAL'],
])

let verbosity = WARN
/** How often each line of the user's program has logged by `log_every_n` or `log_first_n`. */
const counts = new Map<string, number>()

/** Logs `msg % args` if `level` is at least the verbosity. A message that can't be formatted is reported, not thrown, as in Python. */
export function log(level: number, msg: unknown, ...args: unknown[]): void {
  if (level < verbosity) return
  const name = NAMES.get(level) ?? `Level ${level}`
  let text: string
  try {
    text = args.length ? percentFormat(String(msg), args) : typeof msg === 'string' ? msg : percentFormat('%s', [msg])
  } catch (error) {
    text = `${String(msg)} [not formatted: ${(error as Error).message}]`
  }
  process.stderr.write(`${name}:tensorflow:${text}\n`)
}
// @ts-expect-error the guarded function takes its place
log = guarded(log)
export const vlog: typeof log = log

export const debug = guarded((msg: unknown, ...args: unknown[]): void => log(DEBUG, msg, ...args), 'debug')
/** `tf.logging.info('step %d: loss %.3f', step, loss)` */
export const info = guarded((msg: unknown, ...args: unknown[]): void => log(INFO, msg, ...args), 'info')
export const warn = guarded((msg: unknown, ...args: unknown[]): void => log(WARN, msg, ...args), 'warn')
export const warning: typeof warn = warn
export const error = guarded((msg: unknown, ...args: unknown[]): void => log(ERROR, msg, ...args), 'error')
/** Logs; it doesn't end the program. */
export const fatal = guarded((msg: unknown, ...args: unknown[]): void => log(FATAL, msg, ...args), 'fatal')
export const TaskLevelStatusMessage = guarded((msg: unknown): void => error(msg), 'TaskLevelStatusMessage')

/** How often the calling line has come by before. */
function timesBefore(): number {
  const line = userLine(captureTraceback()) ?? '<unknown>'
  const before = counts.get(line) ?? 0
  counts.set(line, before + 1)
  return before
}

/** Logs the 1st, (n + 1)st, (2n + 1)st … call of this line. */
export function log_every_n(level: number, msg: unknown, n: number, ...args: unknown[]): void {
  log_if(level, msg, timesBefore() % n === 0, ...args)
}
// @ts-expect-error the guarded function takes its place
log_every_n = guarded(log_every_n)
/** Logs the first `n` calls of this line. */
export function log_first_n(level: number, msg: unknown, n: number, ...args: unknown[]): void {
  log_if(level, msg, timesBefore() < n, ...args)
}
// @ts-expect-error the guarded function takes its place
log_first_n = guarded(log_first_n)
export function log_if(level: number, msg: unknown, condition: unknown, ...args: unknown[]): void {
  if (condition) log(level, msg, ...args)
}
// @ts-expect-error the guarded function takes its place
log_if = guarded(log_if)

/** The lowest level that is logged; WARN at first. */
export const get_verbosity = guarded((): number => verbosity, 'get_verbosity')
/** `tf.logging.set_verbosity(tf.logging.INFO)`; takes a level's name too. TypeError for an unknown name. */
export function set_verbosity(level: number | string): void {
  const named = { DEBUG, INFO, WARN, WARNING: WARN, ERROR, FATAL, CRITICAL: FATAL }[String(level)]
  if (typeof level === 'string' && named === undefined) throw new TypeError(`Unknown level: '${level}'`)
  verbosity = named ?? Number(level)
}
// @ts-expect-error the guarded function takes its place
set_verbosity = guarded(set_verbosity)

/** TensorFlow doesn't implement it either. */
export function flush(): never {
  throw new NotImplementedError('')
}
// @ts-expect-error the guarded function takes its place
flush = guarded(flush)
