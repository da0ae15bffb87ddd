/** Readers and what works on them (core/ops/io_ops.cc, kernels/reader_ops.cc). */
import { invalidArgument, type Status } from '../../errors/status.ts'
import { defineOp, opSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { QueueResource } from '../../kernels/reference/resources/queues.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { handleShape, handleVector, requireResource, sharedResource } from '../core/resource_handles.ts'
import { ReaderResource, type WorkFormat } from './reader_resource.ts'
import { FixedLengthFormat, IdentityFormat, RecordFormat, TextLineFormat, WholeFileFormat } from './work_formats.ts'

/** Handles in, scalars out. */
const handles = (c: InferenceContext): readonly Shape[] => {
  for (const i of c.inputs().keys()) handleVector(c, i)
  return c.outputTypes.map(() => [])
}

/** The reader of a node: its own, or the one of its `shared_name`, whatever that reads. */
const reader = (k: KernelContext, make: () => WorkFormat): ReturnType<typeof sharedResource> =>
  sharedResource(
    k,
    'reader',
    () => new ReaderResource(`${k.node.op} '${k.node.name}'`, make()),
    () => undefined,
  )
/** TensorFlow's error of a node with a negative attribute. */
const notNegative =
  (...names: readonly string[]) =>
  (node: { attr(name: string): unknown }): Status | undefined => {
    const name = names.find(name => Number(node.attr(name)) < 0)
    return name === undefined ? undefined : invalidArgument(`${name} must be >= 0 not ${node.attr(name)}`)
  }

const readerSpec = opSpec({
  outputs: ['reader_handle: Ref(string)'],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  lower: { kind: 'host' },
})
const SHARED = ["container: string = ''", "shared_name: string = ''"] as const

export const FixedLengthRecordReader = defineOp('FixedLengthRecordReader', {
  ...readerSpec,
  attrs: ['header_bytes: int = 0', 'record_bytes: int', 'footer_bytes: int = 0', ...SHARED],
  hostAccess: { to: 'files' },
  refuses: notNegative('header_bytes', 'record_bytes', 'footer_bytes'),
  kernel: k =>
    reader(k, () => {
      const [header, record, footer] = [k.attr('header_bytes'), k.attr('record_bytes'), k.attr('footer_bytes')]
      return new FixedLengthFormat({ header: Number(header), record: Number(record), footer: Number(footer) })
    }),
})
export const IdentityReader = defineOp('IdentityReader', {
  ...readerSpec,
  attrs: SHARED,
  kernel: k => reader(k, () => new IdentityFormat()),
})
export const TextLineReader = defineOp('TextLineReader', {
  ...readerSpec,
  attrs: ['skip_header_lines: int = 0', ...SHARED],
  hostAccess: { to: 'files' },
  refuses: notNegative('skip_header_lines'),
  kernel: k => reader(k, () => new TextLineFormat(Number(k.attr('skip_header_lines')))),
})
export const TFRecordReader = defineOp('TFRecordReader', {
  ...readerSpec,
  attrs: [...SHARED, "compression_type: string = ''"],
  hostAccess: { to: 'files' },
  kernel: k =>
    reader(k, () => {
      const type = String(k.attr('compression_type'))
      // of others TensorFlow logs that they are not supported, and reads without
      return new RecordFormat(type === 'ZLIB' || type === 'GZIP' ? type : '')
    }),
})
export const WholeFileReader = defineOp('WholeFileReader', {
  ...readerSpec,
  attrs: SHARED,
  hostAccess: { to: 'files' },
  kernel: k => reader(k, () => new WholeFileFormat()),
})

// --- access

const accessSpec = opSpec({ writes: [], hostAccess: { to: 'files' }, gradient: 'none', lower: { kind: 'host' } })

const readerOf = (k: KernelContext): ReaderResource => requireResource(k, 0, ReaderResource, 'ReaderInterface')
const queueOf = (k: KernelContext): QueueResource => requireResource(k, 1, QueueResource, 'QueueInterface')
const count = (value: bigint): NDArray => new NDArray('int64', [], BigInt64Array.of(value))

export const ReaderRead = defineOp('ReaderRead', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)', 'queue_handle: Ref(string)'],
  outputs: ['key: string', 'value: string'],
  scheduling: 'asynchronous',
  infer: handles,
  kernel: k => readerOf(k).read(queueOf(k)),
})
export const ReaderReadUpTo = defineOp('ReaderReadUpTo', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)', 'queue_handle: Ref(string)', 'num_records: int64'],
  outputs: ['keys: string', 'values: string'],
  scheduling: 'asynchronous',
  infer: c => {
    // all ranks before the sizes
    for (const [i, rank] of [1, 1, 0].entries()) c.withRank(c.input(i), rank)
    handleVector(c, 0)
    handleVector(c, 1)
    return [[null], [null]]
  },
  kernel: k => {
    const records = k.input(2)
    if (records.size !== 1)
      throw invalidArgument(`num_records must be a scalar, but had shape: ${shapeText(records.shape)}`)
    const most = Number((records.data as BigInt64Array)[0])
    if (most < 0) throw invalidArgument(`num_records must be >= 0 not ${most}`)
    return readerOf(k).readUpTo(queueOf(k), most)
  },
})
export const ReaderNumRecordsProduced = defineOp('ReaderNumRecordsProduced', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)'],
  outputs: ['records_produced: int64'],
  infer: handles,
  kernel: k => {
    const reader = readerOf(k)
    return reader.alone(() => [count(reader.produced)])
  },
})
export const ReaderNumWorkUnitsCompleted = defineOp('ReaderNumWorkUnitsCompleted', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)'],
  outputs: ['units_completed: int64'],
  infer: handles,
  kernel: k => {
    const reader = readerOf(k)
    return reader.alone(() => [count(reader.finished)])
  },
})
export const ReaderSerializeState = defineOp('ReaderSerializeState', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)'],
  outputs: ['state: string'],
  infer: handles,
  kernel: k => {
    const reader = readerOf(k)
    return reader.alone(() => [new NDArray('string', [], [reader.serialize()])])
  },
})
export const ReaderRestoreState = defineOp('ReaderRestoreState', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)', 'state: string'],
  infer: c => {
    handleVector(c, 0)
    c.withRank(c.input(1), 0)
    return []
  },
  kernel: k => {
    const state = k.input(1)
    const reader = readerOf(k)
    if (state.shape.length > 0)
      throw invalidArgument(`Reader state must be scalar, but had shape: ${shapeText(state.shape)}`)
    return reader.alone(() => {
      reader.restore((state.data as Uint8Array[])[0] as Uint8Array)
      return []
    })
  },
})
export const ReaderReset = defineOp('ReaderReset', {
  ...accessSpec,
  inputs: ['reader_handle: Ref(string)'],
  infer: handles,
  kernel: k => {
    const reader = readerOf(k)
    return reader.alone(() => {
      reader.reset()
      return []
    })
  },
})
