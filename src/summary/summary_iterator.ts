/** Event files, read (summary/summary_iterator.py). */
import { pathText } from '../calling/path_text.ts'
import { pyfunction } from '../calling/signature.ts'
import { guardMethods } from '../errors/boundary.ts'
import { RecordIterator } from '../formats/files/record_files.ts'
import { Event } from '../formats/protos/summary.generated.ts'

/** The events of a file, one by one. */
class EventIterator implements IterableIterator<Event> {
  readonly #records: RecordIterator
  constructor(path: string) {
    this.#records = new RecordIterator(path, '')
  }
  next(): IteratorResult<Event, undefined> {
    const step = this.#records.next()
    return step.done ? step : { done: false, value: Event.FromString(step.value) }
  }
  return(): IteratorReturnResult<undefined> {
    return this.#records.return()
  }
  [Symbol.iterator](): this {
    return this
  }
}
guardMethods(EventIterator)

/**
 * The events of an event file, in order, one by one.
 *
 *     for (const event of tf.train.summary_iterator(path))
 *       for (const value of event.summary.value) if (value.tag === 'loss') console.log(event.step, value.simple_value)
 *
 * Errors, as the events are read: NotFoundError where there is no such file, DataLossError where it is damaged, DecodeError where a record
 * is no event.
 */
export const summary_iterator = pyfunction(
  'summary_iterator(path)',
  ({ path }: { path: string | Uint8Array }): IterableIterator<Event> => new EventIterator(pathText(path)),
)
