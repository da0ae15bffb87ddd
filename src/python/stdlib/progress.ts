/** tqdm: what it wraps passes through; its bar is the error stream's, and is left out. */

import { StopIteration } from '../../errors/index.ts'
import { makeRange } from '../builtins/sequence_types.ts'
import { optionalIndex } from '../objects/convert.ts'
import { iterable, PyIterator } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { defineSlots } from '../objects/slots.ts'
import { lengthOf } from '../objects/subscript.ts'
import { str } from '../objects/text/repr.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import type { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import type { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

class Progress extends PyIterator {
  static override readonly pythonName = 'tqdm'
  readonly items: unknown
  count = 0
  constructor(items: unknown) {
    super((items === null ? [] : iterable(items))[Symbol.iterator]())
    this.items = items
  }
  override next(): IteratorResult<unknown> {
    const step = super.next()
    if (!step.done) this.count++
    return step
  }
  [Symbol.dispose](): void {
    // no bar is there to be closed
  }
}
defineSlots(Progress, { length: self => lengthOf(self.items) })

const TQDM_TYPE = new PyType('tqdm', {
  module: 'tqdm',
  writtenInPython: true,
  construct: native(
    'tqdm(iterable=None, desc=None, total=None, *args, **options)',
    (items: unknown) => new Progress(items),
  )[CALL],
  check: value => value instanceof Progress,
})
const next = (self: Progress): unknown => {
  const step = self.next()
  if (step.done) throw new StopIteration('')
  return step.value
}
TQDM_TYPE.methods = methods({
  'next()': next,
  '__next__()': next,
  '__iter__()': (self: Progress) => self,
  'update(n=1)': (self: Progress, n: unknown) => {
    self.count += optionalIndex(n) ?? 1
    return null
  },
  'set_description(desc=None, refresh=True)': () => null,
  'set_postfix(*args, **options)': () => null,
  'refresh()': () => null,
  'close()': () => null,
})
TQDM_TYPE.getters = new Map([['n', (self: unknown) => int((self as Progress).count)]])
TQDM_TYPE.functions = {
  write: native('write(s, file=None, end=None)', (text: unknown, _: unknown, end: unknown) => {
    machine.write(str(text) + (end === null ? '\n' : str(end)))
    return null
  }),
}
registerType(Progress, TQDM_TYPE)

const trange = native('trange(*args, **options)', (args: PyTuple, _: PyDict) => new Progress(makeRange([...args])))

export const TQDM: Readonly<Record<string, unknown>> = {
  tqdm: TQDM_TYPE,
  trange,
  tqdm_notebook: TQDM_TYPE,
  tnrange: trange,
}
