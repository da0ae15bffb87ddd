/** Functions of TensorFlow that are generators. */
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { PyIterator } from '../objects/iteration.ts'

const PATHS = ['python_io.tf_record_iterator', 'train.summary_iterator']

function* received(items: Iterable<unknown>): Generator<unknown> {
  for (const item of items) yield fromForeign(item)
}

/** Lets these functions give iterators of Python. */
export function adaptIterators(tf: object): void {
  for (const path of PATHS) {
    const fn = path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], tf)
    if (typeof fn !== 'function') continue
    adapt(
      fn,
      (self, args, keywords) => new PyIterator(received(rawForeign(fn, self, args, keywords) as Iterable<unknown>)),
    )
  }
}
