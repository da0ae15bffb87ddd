/** Queue (queue), within one thread: what would wait for ever lets threads run that have been started, else it is empty or full. */
import { sortOrder } from '../objects/compare.ts'
import { optionalIndex } from '../objects/convert.ts'
import { Exception } from '../objects/exceptions.ts'
import { runPendingThread } from '../objects/threads.ts'
import { truth } from '../objects/truth.ts'
import { CALL, keepsUnicode, methods, native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'

class Empty extends Exception {}
class Full extends Exception {}

type Order = 'first' | 'last' | 'least'

class PyQueue {
  static readonly pythonName = 'Queue'
  readonly items: unknown[] = []
  readonly limit: number
  readonly #order: Order
  constructor(limit: number, order: Order) {
    this.limit = limit
    this.#order = order
  }
  get full(): boolean {
    return this.limit > 0 && this.items.length >= this.limit
  }
  put(item: unknown, block: boolean): null {
    while (this.full) if (!block || !runPendingThread()) throw new Full('')
    if (this.#order === 'least') {
      let at = this.items.length
      while (at > 0 && sortOrder(this.items[at - 1], item) > 0) at--
      this.items.splice(at, 0, item)
    } else this.items.push(item)
    return null
  }
  get(block: boolean): unknown {
    while (this.items.length === 0) if (!block || !runPendingThread()) throw new Empty('')
    return this.#order === 'last' ? this.items.pop() : this.items.shift()
  }
}

const type = (name: string, order: Order): PyType => {
  const made = new PyType(name, {
    module: 'Queue',
    writtenInPython: true,
    construct: native(`${name}(maxsize=0)`, (limit: unknown) => new PyQueue(optionalIndex(limit) ?? 0, order))[CALL],
    check: value => value instanceof PyQueue,
  })
  made.methods = METHODS
  return made
}

const METHODS = methods({
  'put(item, block=True, timeout=None)': (self: PyQueue, item: unknown, block: unknown) => self.put(item, truth(block)),
  'put_nowait(item)': (self: PyQueue, item: unknown) => self.put(item, false),
  'get(block=True, timeout=None)': (self: PyQueue, block: unknown) => self.get(truth(block)),
  'get_nowait()': (self: PyQueue) => self.get(false),
  'qsize()': (self: PyQueue) => int(self.items.length),
  'empty()': (self: PyQueue) => self.items.length === 0,
  'full()': (self: PyQueue) => self.full,
  'task_done()': () => null,
  'join()': () => {
    while (runPendingThread());
    return null
  },
  'close()': () => null,
})
for (const method of METHODS.values()) keepsUnicode(method)

const QUEUE_TYPE = type('Queue', 'first')
registerType(PyQueue, QUEUE_TYPE)

export const QUEUE: Readonly<Record<string, unknown>> = {
  Queue: QUEUE_TYPE,
  LifoQueue: type('LifoQueue', 'last'),
  PriorityQueue: type('PriorityQueue', 'least'),
  Empty,
  Full,
}
