/** tf.ReaderBase and the readers (ops/io_ops.py). */

import { noAttribute } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { makeTuple, type NamedTuple, namedTupleClass } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import type { OpDef } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import type { QueueBase } from './queue_classes.ts'
import {
  FixedLengthRecordReader as FixedLengthRecordReaderOp,
  IdentityReader as IdentityReaderOp,
  ReaderNumRecordsProduced,
  ReaderNumWorkUnitsCompleted,
  ReaderRead,
  ReaderReadUpTo,
  ReaderReset,
  ReaderRestoreState,
  ReaderSerializeState,
  TextLineReader as TextLineReaderOp,
  TFRecordReader as TFRecordReaderOp,
  WholeFileReader as WholeFileReaderOp,
} from './reader_ops.ts'
import { TFRecordOptions } from './record_options.ts'

/** What reads give. */
export const OneRecord: typeof NamedTuple = namedTupleClass('ReaderRead', ['key', 'value'])
export const Records: typeof NamedTuple = namedTupleClass('ReaderReadUpTo', ['keys', 'values'])
type KeysAndValues = [Tensor, Tensor]

/** A queue of work, or the reference to one. */
type Work = QueueBase | Tensor
function queueRef(queue: Work): Tensor {
  if (queue instanceof Tensor) return queue
  const ref: unknown = (queue as Partial<QueueBase> | null | undefined)?.queue_ref
  if (ref === undefined) throw noAttribute(queue, 'queue_ref')
  return ref as Tensor
}

const READER_TEXT = 'ReaderBase(reader_ref, supports_serialize=False)'
const METHODS = {
  read: 'read(queue, name=None)',
  read_up_to: 'read_up_to(queue, num_records, name=None)',
  num_records_produced: 'num_records_produced(name=None)',
  num_work_units_completed: 'num_work_units_completed(name=None)',
  serialize_state: 'serialize_state(name=None)',
  restore_state: 'restore_state(state, name=None)',
  reset: 'reset(name=None)',
} as const
interface ReadArgs {
  queue: Work
  name: Name
}

/**
 * What all readers have in common: they take units of work from a queue, names of files mostly, and give the records in them one by one. A read
 * waits while the queue is empty.
 *
 *     const [key, value] = new tf.TextLineReader().read(tf.train.string_input_producer(['a.csv', 'b.csv']))
 *
 * Run-time errors: OutOfRange where the queue is closed and empty; what keeps a file from being opened or read, NotFound for instance; DataLoss
 * where a record is damaged. A file that can't be opened is passed over by the next read; what can't be read in the middle of a file fails again.
 */
export class ReaderBase {
  /** The reference that the operations work on. */
  readonly reader_ref: Tensor
  /** Whether its state can be saved. */
  readonly supports_serialize: boolean

  constructor(...args: PythonArguments<typeof READER_TEXT, { reader_ref: Tensor; supports_serialize: boolean }>) {
    const { reader_ref, supports_serialize } = READER.bind(args)
    this.reader_ref = reader_ref as Tensor
    this.supports_serialize = supports_serialize as boolean
  }
  /** The next record: its key, which says where it was found, and its value; two string scalars. */
  read(...args: PythonArguments<typeof METHODS.read, ReadArgs>): KeysAndValues
  read(queue: Work, name: Name): KeysAndValues {
    const { outputs } = applyOp(ReaderRead, { reader_handle: this.reader_ref, queue_handle: queueRef(queue) }, name)
    return makeTuple(OneRecord, outputs) as unknown as KeysAndValues
  }
  /** Up to `num_records` (int64 scalar) records of one unit of work: two string vectors of one length. */
  read_up_to(...args: PythonArguments<typeof METHODS.read_up_to, ReadArgs & { num_records: TensorLike }>): KeysAndValues
  read_up_to(queue: Work, num_records: TensorLike, name: Name): KeysAndValues {
    const inputs = { reader_handle: this.reader_ref, queue_handle: queueRef(queue), num_records }
    return makeTuple(Records, applyOp(ReaderReadUpTo, inputs, name).outputs) as unknown as KeysAndValues
  }
  #scalar(def: OpDef, name: Name): Tensor {
    return apply(def, { reader_handle: this.reader_ref }, name)
  }
  /** How many records it has given: an int64 scalar. */
  num_records_produced(...args: PythonArguments<typeof METHODS.num_records_produced, { name: Name }>): Tensor
  num_records_produced(name: Name): Tensor {
    return this.#scalar(ReaderNumRecordsProduced, name)
  }
  /** How many units of work it has come to the end of: an int64 scalar. */
  num_work_units_completed(...args: PythonArguments<typeof METHODS.num_work_units_completed, { name: Name }>): Tensor
  num_work_units_completed(name: Name): Tensor {
    return this.#scalar(ReaderNumWorkUnitsCompleted, name)
  }
  /** Its state as bytes, a string scalar. Run-time error: Unimplemented for readers that are in the middle of files. */
  serialize_state(...args: PythonArguments<typeof METHODS.serialize_state, { name: Name }>): Tensor
  serialize_state(name: Name): Tensor {
    return this.#scalar(ReaderSerializeState, name)
  }
  /** The operation that puts it into a state that was saved. Run-time error: InvalidArgument for what is none. */
  restore_state(...args: PythonArguments<typeof METHODS.restore_state, { state: TensorLike; name: Name }>): Operation
  restore_state(state: TensorLike, name: Name): Operation {
    return applyOp(ReaderRestoreState, { reader_handle: this.reader_ref, state }, name)
  }
  /** The operation after which it is as new: the file at hand is forgotten. */
  reset(...args: PythonArguments<typeof METHODS.reset, { name: Name }>): Operation
  reset(name: Name): Operation {
    return applyOp(ReaderReset, { reader_handle: this.reader_ref }, name)
  }
}
// @ts-expect-error the guarded class takes its place
ReaderBase = guardedClass(ReaderBase)
setMethodSignatures(ReaderBase, ...Object.values(METHODS))
const READER = setSignature(ReaderBase, READER_TEXT)

const WHOLE_TEXT = 'WholeFileReader(name=None)'
/** Each file is one record: its name and its bytes. */
export class WholeFileReader extends ReaderBase {
  constructor(...args: PythonArguments<typeof WHOLE_TEXT, { name: Name }>) {
    super(apply(WholeFileReaderOp, {}, WHOLE.bind(args)['name'] as Name), true)
  }
}
// @ts-expect-error the guarded class takes its place
WholeFileReader = guardedClass(WholeFileReader)
const WHOLE = setSignature(WholeFileReader, WHOLE_TEXT)

const IDENTITY_TEXT = 'IdentityReader(name=None)'
/** The work itself is key and value. */
export class IdentityReader extends ReaderBase {
  constructor(...args: PythonArguments<typeof IDENTITY_TEXT, { name: Name }>) {
    super(apply(IdentityReaderOp, {}, IDENTITY.bind(args)['name'] as Name), true)
  }
}
// @ts-expect-error the guarded class takes its place
IdentityReader = guardedClass(IdentityReader)
const IDENTITY = setSignature(IdentityReader, IDENTITY_TEXT)

const LINE_TEXT = 'TextLineReader(skip_header_lines=None, name=None)'
/** The lines of files, without their ends; keys are `FILE:LINE`, counted from 1. `skip_header_lines` of each file are left out. */
export class TextLineReader extends ReaderBase {
  constructor(...args: PythonArguments<typeof LINE_TEXT, { skip_header_lines: number | null; name: Name }>) {
    const { skip_header_lines, name } = LINE.bind(args)
    super(apply(TextLineReaderOp, { skip_header_lines }, name as Name))
  }
}
// @ts-expect-error the guarded class takes its place
TextLineReader = guardedClass(TextLineReader)
const LINE = setSignature(TextLineReader, LINE_TEXT)

const FIXED_TEXT = 'FixedLengthRecordReader(record_bytes, header_bytes=None, footer_bytes=None, name=None)'
interface FixedArgs {
  record_bytes: number
  header_bytes: number | null
  footer_bytes: number | null
  name: Name
}
/** Records of `record_bytes` each, between a header and a footer; keys are `FILE:NUMBER`, counted from 0. */
export class FixedLengthRecordReader extends ReaderBase {
  constructor(...args: PythonArguments<typeof FIXED_TEXT, FixedArgs>) {
    const { name, ...attrs } = FIXED.bind(args)
    super(apply(FixedLengthRecordReaderOp, attrs, name as Name))
  }
}
// @ts-expect-error the guarded class takes its place
FixedLengthRecordReader = guardedClass(FixedLengthRecordReader)
const FIXED = setSignature(FixedLengthRecordReader, FIXED_TEXT)

const RECORD_TEXT = 'TFRecordReader(name=None, options=None)'
/**
 * The records of TFRecord files, whose compression `options` say (`tf.python_io.TFRecordOptions`); keys are `FILE:OFFSET`. Run-time error: DataLoss
 * where a record is damaged or cut.
 */
export class TFRecordReader extends ReaderBase {
  constructor(...args: PythonArguments<typeof RECORD_TEXT, { name: Name; options: TFRecordOptions | null }>) {
    const { name, options } = RECORD.bind(args)
    const compression_type = TFRecordOptions.get_compression_type_string(options as TFRecordOptions | null)
    super(apply(TFRecordReaderOp, { compression_type }, name as Name))
  }
}
// @ts-expect-error the guarded class takes its place
TFRecordReader = guardedClass(TFRecordReader)
const RECORD = setSignature(TFRecordReader, RECORD_TEXT)
