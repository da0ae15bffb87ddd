/**
 * The body of a worker thread: it runs its share of plans. Plain JavaScript without imports of this project, so that it starts
 * from the sources and from a build alike. pool.ts describes the protocol and gives the layout of the words.
 *
 * The worker never returns to its event loop: it waits for `generation` to move, takes the messages that have come, and runs
 * if its slot is posted. A trap, or an exit while it runs, is written to the abort word of the memory at hand, which frees
 * the threads that wait at a barrier.
 */
import { receiveMessageOnPort, workerData } from 'node:worker_threads'

const { port, control, spinWait, slot, layout } = workerData
const words = new Int32Array(control.buffer)
const { next, until } = new WebAssembly.Instance(spinWait, { env: { memory: control } }).exports
/** Instances by number: { exports, memory, number } with the number of the memory. */
const instances = new Map()
/** The memory of the run at hand. */
let running

function abort(memory, code) {
  const memoryWords = new Int32Array(memory.buffer, 0, layout.controlBytes / 4)
  Atomics.compareExchange(memoryWords, layout.abort / 4, 0, code)
  Atomics.notify(memoryWords, layout.phase / 4)
}

process.on('exit', () => {
  Atomics.store(words, slot, layout.gone)
  Atomics.notify(words, slot)
  if (running !== undefined) abort(running, layout.abortExit)
})

function receive({ kind, id, module, memory, number }) {
  // only the main thread looks after stalled runs, and ends those that are to end
  const env = { memory, stalled() {}, poll() {} }
  if (kind === 'bind') instances.set(id, { memory, number, exports: new WebAssembly.Instance(module, { env }).exports })
  else drop(id)
}

/** Bytes of memories that no instance uses any more, since the garbage collector was made to look for them. */
let letGo = 0
function drop(id) {
  const dropped = instances.get(id)
  instances.delete(id)
  if (dropped === undefined) return
  for (const { number } of instances.values()) if (number === dropped.number) return
  // the garbage collector of this thread does not know how large the memories are: garbage that it knows lets it look (memory.ts)
  letGo += dropped.memory.buffer.byteLength
  if (letGo < layout.pressBytes) return
  letGo = 0
  // small ones would be collected with the young generation
  for (let i = 0; i < 3; i++) new ArrayBuffer(4 * layout.pressBytes)
}

function run(generation) {
  // the main thread numbers those who took their slots, then sets `go` to the generation
  until(layout.go * 4, generation)
  const { exports, memory } = instances.get(words[layout.instance])
  running = memory
  try {
    exports[`run${words[layout.range]}`](
      words[layout.arena],
      words[layout.table],
      words[slot + 1],
      words[layout.threads],
    )
  } catch (error) {
    port.postMessage(`${error.name}: ${error.message}`)
    abort(memory, layout.abortTrap)
    process.exit(1)
  }
  running = undefined
  Atomics.store(words, slot, layout.idle)
  Atomics.notify(words, slot)
}

Atomics.store(words, slot, layout.idle)
Atomics.notify(words, slot)
for (let seen = 0; ; ) {
  seen = next(layout.generation * 4, seen)
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port))
    receive(received.message)
  if (!instances.has(words[layout.instance])) continue
  if (Atomics.compareExchange(words, slot, layout.posted, layout.claimed) === layout.posted) {
    seen = words[slot + 2]
    run(seen)
  }
}
