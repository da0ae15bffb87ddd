/** Several readers that fill one queue (contrib/slim/data/parallel_reader.py). */
import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, pyfunction, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { type Name, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { to_float } from '../../ops/math/cast_ops.ts'
import { times } from '../../ops/math/operators.ts'
import { FIFOQueue, type QueueBase, RandomShuffleQueue } from '../../ops/resources/queue_classes.ts'
import { ReaderBase } from '../../ops/resources/reader_classes.ts'
import { Glob } from '../../platform/gfile.ts'
import { scalar } from '../../summary/summaries.ts'
import { type DTypeLike, string } from '../../tensor/dtypes.ts'
import { string_input_producer } from '../../train/input_producers.ts'
import { add_queue_runner, QueueRunner } from '../../train/queue_runner.ts'
import { type Dict, entriesOf } from './named_values.ts'

/** A class of readers, or a function that makes one. */
export type ReaderClass = (new (...args: never[]) => ReaderBase) | ((...args: never[]) => ReaderBase)

function newReader(reader: ReaderClass, kwargs: Dict<unknown> | null): ReaderBase {
  const args = (kwargs === null ? [] : [Object.fromEntries(entriesOf(kwargs))]) as never[]
  const isClass = reader.prototype instanceof ReaderBase
  return isClass
    ? new (reader as new (...args: never[]) => ReaderBase)(...args)
    : (reader as (...args: never[]) => ReaderBase)(...args)
}

const PARALLEL_TEXT = 'ParallelReader(reader_class, common_queue, num_readers=4, reader_kwargs=None)'
interface ParallelArgs {
  reader_class: ReaderClass
  common_queue: QueueBase
  num_readers: number
  reader_kwargs: Dict<unknown> | null
}
const METHODS = {
  read: 'read(queue, name=None)',
  num_records_produced: 'num_records_produced(name=None)',
  num_work_units_completed: 'num_work_units_completed(name=None)',
} as const

/**
 * `num_readers` readers, which read different files in turn and put their records into `common_queue`, from which reads take them. Error: TypeError
 * for a queue of anything but pairs of strings.
 */
export class ParallelReader extends ReaderBase {
  readonly #readers: readonly ReaderBase[]
  readonly common_queue: QueueBase

  constructor(...args: PythonArguments<typeof PARALLEL_TEXT, ParallelArgs>) {
    const { reader_class, common_queue, num_readers, reader_kwargs } = PARALLEL.bind(args) as unknown as ParallelArgs
    const { dtypes } = common_queue
    if (dtypes.length !== 2 || !dtypes.every(dtype => dtype.is_compatible_with(string)))
      throw new TypeError('common_queue.dtypes must be [tf.string, tf.string]')
    const readers = Array.from({ length: num_readers }, () => newReader(reader_class, reader_kwargs))
    super(null as never)
    this.#readers = readers
    this.common_queue = common_queue
  }
  get num_readers(): number {
    return this.#readers.length
  }
  /** The next record of the common queue. Adds the queue runner that fills it. */
  override read(
    ...args: PythonArguments<typeof METHODS.read, { queue: QueueBase | Tensor; name: Name }>
  ): [Tensor, Tensor]
  override read(queue: QueueBase | Tensor, name: Name): [Tensor, Tensor] {
    const enqueues = this.#readers.map(reader => this.common_queue.enqueue(reader.read(queue)))
    add_queue_runner(new QueueRunner(this.common_queue, enqueues))
    return this.common_queue.dequeue({ name })
  }
  /** How many records all readers have given: an int64 scalar. */
  override num_records_produced(...args: PythonArguments<typeof METHODS.num_records_produced, { name: Name }>): Tensor
  override num_records_produced(name: Name): Tensor {
    return add_n(
      this.#readers.map(reader => reader.num_records_produced()),
      name,
    )
  }
  /** How many files all readers have come to the end of: an int64 scalar. */
  override num_work_units_completed(
    ...args: PythonArguments<typeof METHODS.num_work_units_completed, { name: Name }>
  ): Tensor
  override num_work_units_completed(name: Name): Tensor {
    return add_n(
      this.#readers.map(reader => reader.num_work_units_completed()),
      name,
    )
  }
}
// @ts-expect-error the guarded class takes its place
ParallelReader = guardedClass(ParallelReader)
setMethodSignatures(ParallelReader, ...Object.values(METHODS))
const PARALLEL = setSignature(ParallelReader, PARALLEL_TEXT)

type Sources = string | readonly Sources[]
interface ReadArgs {
  data_sources: Sources
  reader_class: ReaderClass
  num_epochs: number | null
  num_readers: number
  reader_kwargs: Dict<unknown> | null
  shuffle: boolean
  dtypes: readonly DTypeLike[] | null
  capacity: number
  min_after_dequeue: number
  seed: number | null
}
/**
 * Key and value of the next record of these files (names, or patterns of names), which `num_readers` readers read, `num_epochs` times (null: without
 * end). `shuffle`: files and records come in random order; `seed` decides that of the records.
 */
export const parallel_read = pyfunction(
  'parallel_read(data_sources, reader_class, num_epochs=None, num_readers=4, reader_kwargs=None, shuffle=True, dtypes=None, capacity=256, min_after_dequeue=128, seed=None)',
  (args: ReadArgs): [Tensor, Tensor] => {
    const { reader_class, num_epochs, num_readers, reader_kwargs, shuffle, capacity, min_after_dequeue, seed } = args
    const files = get_data_files(args.data_sources)
    return withScope(null, 'parallel_read', [], () => {
      const names = string_input_producer(files, { num_epochs, shuffle })
      const dtypes = args.dtypes ?? [string, string]
      const common = shuffle
        ? new RandomShuffleQueue({ capacity, min_after_dequeue, dtypes, seed })
        : new FIFOQueue({ capacity, dtypes })
      scalar(`queue/${common.name}/fraction_of_${capacity}_full`, times(to_float(common.size()), 1 / capacity))
      return new ParallelReader(reader_class, common, { num_readers, reader_kwargs }).read(names)
    })
  },
)

/** Key and value of the next record of these files, which one reader reads once, in their order. */
export const single_pass_read = pyfunction(
  'single_pass_read(data_sources, reader_class, reader_kwargs=None)',
  ({
    data_sources,
    reader_class,
    reader_kwargs,
  }: {
    data_sources: Sources
    reader_class: ReaderClass
    reader_kwargs: Dict<unknown> | null
  }): [Tensor, Tensor] => {
    const files = get_data_files(data_sources)
    return withScope(null, 'single_pass_read', [], () => {
      const names = string_input_producer(files, { num_epochs: 1, shuffle: false, capacity: 1 })
      return newReader(reader_class, reader_kwargs).read(names)
    })
  },
)

const filesOf = (sources: Sources): string[] => {
  let files: string[]
  if (Array.isArray(sources)) files = sources.flatMap(source => filesOf(source as Sources))
  else files = /[*?[]/.test(sources as string) ? Glob(sources as string) : [sources as string]
  if (files.length === 0) throw new ValueError(`('No data files found in %s', ${pythonRepr(sources)})`)
  return files
}
/** The names of files: those that are given, and those that patterns among them mean. Error: ValueError where there are none. */
export const get_data_files = pyfunction(
  'get_data_files(data_sources)',
  ({ data_sources }: { data_sources: Sources }): string[] => filesOf(data_sources),
)
