/** multiprocessing as threads of one process, signal, atexit. */
import { availableParallelism } from 'node:os'
import { call } from '../objects/call.ts'
import { PyIterator, toArray } from '../objects/iteration.ts'
import { atExit } from '../objects/threads.ts'
import { methods, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import type { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { QUEUE } from './queues.ts'
import { THREADING } from './threading.ts'

/** multiprocessing.Pool: what it is given is done at once. */
class Pool {
  static readonly pythonName = 'Pool'
  closed = false
  close(): void {
    this.closed = true
  }
  [Symbol.dispose](): void {
    this.close()
  }
}

class AsyncResult {
  static readonly pythonName = 'ApplyResult'
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}
const RESULT = new PyType('ApplyResult', { construct: () => null, check: value => value instanceof AsyncResult })
RESULT.methods = methods({
  'get(timeout=None)': (self: AsyncResult) => self.value,
  'wait(timeout=None)': () => null,
  'ready()': () => true,
  'successful()': () => true,
})
registerType(AsyncResult, RESULT)

const keywordsOf = (dict: unknown): ReadonlyMap<string, unknown> | null =>
  dict instanceof PyDict ? new Map([...dict].map(([name, value]) => [String(name), value])) : null
const applied = (fn: unknown, args: unknown, keywords: unknown): unknown =>
  call(fn, args === null ? [] : toArray(args), keywordsOf(keywords))
const mapped = (fn: unknown, items: unknown): unknown[] => toArray(items).map(item => call(fn, [item], null))

const POOL = new PyType('Pool', { construct: () => new Pool(), check: value => value instanceof Pool })
POOL.methods = methods({
  'map(func, iterable, chunksize=None)': (_: Pool, fn: unknown, items: unknown) => mapped(fn, items),
  'imap(func, iterable, chunksize=1)': (_: Pool, fn: unknown, items: unknown) =>
    new PyIterator(mapped(fn, items)[Symbol.iterator]()),
  'imap_unordered(func, iterable, chunksize=1)': (_: Pool, fn: unknown, items: unknown) =>
    new PyIterator(mapped(fn, items)[Symbol.iterator]()),
  'map_async(func, iterable, chunksize=None, callback=None)': (
    _: Pool,
    fn: unknown,
    items: unknown,
    __: unknown,
    callback: unknown,
  ) => {
    const value = mapped(fn, items)
    if (callback !== null) call(callback, [value], null)
    return new AsyncResult(value)
  },
  'starmap(func, iterable, chunksize=None)': (_: Pool, fn: unknown, items: unknown) =>
    toArray(items).map(item => call(fn, toArray(item), null)),
  'apply(func, args=None, kwds=None)': (_: Pool, fn: unknown, args: unknown, keywords: unknown) =>
    applied(fn, args, keywords),
  'apply_async(func, args=None, kwds=None, callback=None)': (
    _: Pool,
    fn: unknown,
    args: unknown,
    keywords: unknown,
    callback: unknown,
  ) => {
    const value = applied(fn, args, keywords)
    if (callback !== null) call(callback, [value], null)
    return new AsyncResult(value)
  },
  'close()': () => null,
  'join()': () => null,
  'terminate()': () => null,
})
registerType(Pool, POOL)

const cpuCount = native('cpu_count()', () => int(availableParallelism()))

export const MULTIPROCESSING: Readonly<Record<string, unknown>> = {
  Pool: POOL,
  Process: THREADING['Thread'],
  Queue: QUEUE['Queue'],
  JoinableQueue: QUEUE['Queue'],
  Lock: THREADING['Lock'],
  RLock: THREADING['RLock'],
  Event: THREADING['Event'],
  cpu_count: cpuCount,
  current_process: THREADING['currentThread'],
  freeze_support: native('freeze_support()', () => null),
}

/** Handlers are kept and never called: Ctrl-C is a KeyboardInterrupt. */
export function SIGNAL(): Readonly<Record<string, unknown>> {
  const handlers = new Map<number, unknown>()
  const numbers = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGQUIT: 3,
    SIGKILL: 9,
    SIGUSR1: 10,
    SIGUSR2: 12,
    SIGPIPE: 13,
    SIGALRM: 14,
    SIGTERM: 15,
  }
  return {
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, int(value)])),
    SIG_DFL: int(0),
    SIG_IGN: int(1),
    signal: native('signal(signalnum, handler)', (signal: unknown, handler: unknown) => {
      const before = handlers.get(Number(signal)) ?? int(0)
      handlers.set(Number(signal), handler)
      return before
    }),
    getsignal: native('getsignal(signalnum)', (signal: unknown) => handlers.get(Number(signal)) ?? int(0)),
    alarm: native('alarm(seconds)', () => int(0)),
  }
}

export const ATEXIT: Readonly<Record<string, unknown>> = {
  register: native('register(func, *args, **kwargs)', (fn: unknown, args: PyTuple, keywords: PyDict) => {
    atExit(() => void call(fn, [...args], keywordsOf(keywords)))
    return fn
  }),
}
