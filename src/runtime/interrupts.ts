/**
 * Ctrl-C in a program that doesn't handle SIGINT. Node calls a handler when its event loop turns, and a training loop is one job; so a thread
 * of its own waits for the signal, in a script that Node breaks off at SIGINT, and writes into a word that the main thread reads between runs,
 * and between operations of a run.
 *
 * - What the main thread notices becomes a KeyboardInterrupt, which a program may catch. Not caught, it ends the process with code 130, as
 *   Python 3's, and its exit handlers run.
 * - Where the main thread waits for events it exits with the same code.
 * - Where it notices nothing for `GRACE` milliseconds (a loop without a run), or at a second Ctrl-C, the signal has its default effect.
 * - A handler of the program's own takes Node's place for the signal, and this one's: the thread is not started, or is never woken.
 */
import { readFileSync } from 'node:fs'
import { isMainThread, Worker } from 'node:worker_threads'
import { KeyboardInterrupt } from '../errors/python.ts'

const GRACE = 10_000
/** Milliseconds within which signals are one: a shell, and a parent process that passes it on, both send it. */
const SAME = 300
/** What a shell sees of a process that SIGINT ended. */
const EXIT_CODE = 130
/** Runs, or milliseconds of them, until the thread is started: a program that is over by then does without. */
const RUNS = 64
const MILLISECONDS = 200

/** Indices of words: whether there is an interrupt that nobody has noticed; how often the thread has been woken; what the thread does. */
const PENDING = 0
const WOKEN = 1
const STATE = 2
const [WATCHING, ENDING, ENDED] = [1, 2, 3] as const
const words = new Int32Array(typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(12) : new SharedArrayBuffer(12))

/**
 * Node watches for the signal while a script runs that it breaks off; between that script and the next one the signal has its default effect,
 * and the second of a pair comes there. So scripts run in scripts: Node takes its handler away where the outermost one ends, and each signal
 * breaks off the innermost that runs.
 */
const LAYERS = 2
const WATCHER = `
const { runInThisContext } = require('node:vm')
const { parentPort, workerData } = require('node:worker_threads')
const { words, grace, same } = workerData
const now = () => performance.now()
// whether the signal is to end the process: it has its default effect when no script runs
let over = false
let came = -Infinity
// whether a signal has been counted and not told: telling may be broken off by the next one
let telling = false
function tell() {
  const time = now()
  if (!telling) {
    if (time - came < same) return
    over = Atomics.load(words, ${PENDING}) !== 0
    came = time
    telling = true
  }
  Atomics.store(words, ${PENDING}, 1)
  Atomics.notify(words, ${PENDING})
  parentPort.postMessage(null)
  telling = false
}
function wait() {
  const pending = Atomics.load(words, ${PENDING}) !== 0
  const left = came + grace - now()
  if (pending && left <= 0) over = true
  const woken = Atomics.load(words, ${WOKEN})
  Atomics.compareExchange(words, ${STATE}, 0, ${WATCHING})
  if (isWatching()) Atomics.wait(words, ${WOKEN}, woken, pending ? Math.max(1, left) : Infinity)
}
const isWatching = () => !over && Atomics.load(words, ${STATE}) < ${ENDING}
globalThis.watch = layer => {
  while (isWatching()) {
    try {
      if (layer === 0) wait()
      else runInThisContext('watch(' + (layer - 1) + ')', { breakOnSigint: true })
    } catch (error) {
      if (error.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
      tell()
    }
  }
}
watch(${LAYERS})
if (over) process.kill(process.pid, 'SIGINT')
Atomics.store(words, ${STATE}, ${ENDED})
`

/** Whether SIGINT is watched for, for tests. */
export const watching = (): boolean => Atomics.load(words, STATE) === WATCHING

/** Whether the process comes to its exit handlers where SIGINT ends it: it is watched for, or the program handles it. */
export const exitsAtInterrupts = (): boolean => watching() || process.listenerCount('SIGINT') > 0

/** Where address space is limited (`ulimit -v`), V8 ends the process if a thread finds none for its heap. */
function hasLittleAddressSpace(): boolean {
  try {
    return !/^Max address space +unlimited/m.test(readFileSync('/proc/self/limits', 'utf8'))
  } catch {
    // not Linux, or nothing may be read
    return false
  }
}

let watched = false
/** Starts to watch for SIGINT, unless the program handles it itself, or the process can't have another thread. */
export function watchInterrupts(): void {
  if (watched) return
  watched = true
  runsLeft = 0
  if (
    !isMainThread ||
    words.buffer instanceof ArrayBuffer ||
    process.listenerCount('SIGINT') > 0 ||
    hasLittleAddressSpace()
  )
    return
  try {
    const watcher = new Worker(WATCHER, {
      eval: true,
      name: 'tf0 interrupts',
      workerData: { words, grace: GRACE, same: SAME },
      execArgv: [],
      env: {},
    })
    // the program does without it
    watcher.on('error', () => undefined)
    watcher.on('message', () => {
      // nothing ran that would have noticed
      if (words[PENDING] === 0) return
      process.on('exit', stopWatching)
      process.exit(EXIT_CODE)
    })
    watcher.unref()
  } catch {
    // no permission for threads, or none left
  }
}

let runsLeft = RUNS
let firstRun = 0

/** Throws KeyboardInterrupt where SIGINT has come. Costs a nanosecond: for loops of a front end, and between parts of a run. */
export function checkInterrupts(): void {
  if (words[PENDING] !== 0) throw noticed()
}
/** Now and then within a run: one that does not end is watched, too. */
export function checkInLongRun(): void {
  if (runsLeft > 0 && performance.now() - firstRun > MILLISECONDS) watchInterrupts()
}
/** The same before a run, and where one waits; programs that run for a while are watched. */
export function checkBeforeRun(): void {
  if (runsLeft > 0) countRun()
  checkInterrupts()
}
function countRun(): void {
  const now = performance.now()
  if (firstRun === 0) firstRun = now
  if (--runsLeft === 0 || now - firstRun > MILLISECONDS) watchInterrupts()
}

/** Blocks the thread for `milliseconds`; an interrupt ends it. */
export function sleep(milliseconds: number): void {
  watchInterrupts()
  if (words.buffer instanceof ArrayBuffer) {
    const end = performance.now() + milliseconds
    while (performance.now() < end);
  } else Atomics.wait(words, PENDING, 0, milliseconds)
  checkInterrupts()
}

let exitsByUncaught = false
function noticed(): KeyboardInterrupt {
  Atomics.store(words, PENDING, 0)
  wake()
  if (!exitsByUncaught) {
    exitsByUncaught = true
    process.on('uncaughtExceptionMonitor', error => {
      if (error instanceof KeyboardInterrupt) process.on('exit', () => (process.exitCode = EXIT_CODE))
    })
    process.on('exit', stopWatching)
  }
  return new KeyboardInterrupt('')
}

function wake(): void {
  Atomics.add(words, WOKEN, 1)
  Atomics.notify(words, WOKEN)
}

/** Milliseconds that the thread may take to end. */
const LAST = 200
/**
 * The last exit handler after an interrupt. Node ends threads before the process, and with the thread its handler; what came twice, by a shell
 * and by npm, would then end the process by the signal, without its code. So a handler without effect takes over, as fast as can be: Node has
 * set up what it needs for one before the thread ends, and the wait is busy.
 */
function stopWatching(): void {
  const ignore = () => undefined
  process.on('SIGINT', ignore)
  if (Atomics.compareExchange(words, STATE, WATCHING, ENDING) !== WATCHING) return
  wake()
  const end = performance.now() + LAST
  while (Atomics.load(words, STATE) === ENDING && performance.now() < end);
  // the system gets a first handler only
  process.off('SIGINT', ignore)
  process.on('SIGINT', ignore)
}
