/**
 * Readers of files and whole files (core/ops/io_ops.cc). There are no kernels yet: a graph with readers loads, prints and is
 * written, and says which op is missing when it is run.
 */
import { defineOp } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Shape } from '../../tensor/shape.ts'
import { handleShape, handleVector } from '../core/resource_handles.ts'

const scalars = (c: InferenceContext): readonly Shape[] => {
  for (const shape of c.inputs()) c.withRank(shape, 0)
  return c.outputTypes.map(() => [])
}
/** Handles in, scalars out. */
const handles = (c: InferenceContext): readonly Shape[] => {
  for (const i of c.inputs().keys()) handleVector(c, i)
  return c.outputTypes.map(() => [])
}

export const FixedLengthRecordReader = defineOp('FixedLengthRecordReader', {
  outputs: ['reader_handle: Ref(string)'],
  attrs: [
    'header_bytes: int = 0',
    'record_bytes: int',
    'footer_bytes: int = 0',
    "container: string = ''",
    "shared_name: string = ''",
  ],
  stateful: true,
  infer: handleShape,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const IdentityReader = defineOp('IdentityReader', {
  outputs: ['reader_handle: Ref(string)'],
  attrs: ["container: string = ''", "shared_name: string = ''"],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const TextLineReader = defineOp('TextLineReader', {
  outputs: ['reader_handle: Ref(string)'],
  attrs: ['skip_header_lines: int = 0', "container: string = ''", "shared_name: string = ''"],
  stateful: true,
  infer: handleShape,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const TFRecordReader = defineOp('TFRecordReader', {
  outputs: ['reader_handle: Ref(string)'],
  attrs: ["container: string = ''", "shared_name: string = ''", "compression_type: string = ''"],
  stateful: true,
  infer: handleShape,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const WholeFileReader = defineOp('WholeFileReader', {
  outputs: ['reader_handle: Ref(string)'],
  attrs: ["container: string = ''", "shared_name: string = ''"],
  stateful: true,
  infer: handleShape,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderRead = defineOp('ReaderRead', {
  inputs: ['reader_handle: Ref(string)', 'queue_handle: Ref(string)'],
  outputs: ['key: string', 'value: string'],
  infer: handles,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderReadUpTo = defineOp('ReaderReadUpTo', {
  inputs: ['reader_handle: Ref(string)', 'queue_handle: Ref(string)', 'num_records: int64'],
  outputs: ['keys: string', 'values: string'],
  infer: c => {
    // all ranks before the sizes
    for (const [i, rank] of [1, 1, 0].entries()) c.withRank(c.input(i), rank)
    handleVector(c, 0)
    handleVector(c, 1)
    return [[null], [null]]
  },
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderNumRecordsProduced = defineOp('ReaderNumRecordsProduced', {
  inputs: ['reader_handle: Ref(string)'],
  outputs: ['records_produced: int64'],
  infer: handles,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderNumWorkUnitsCompleted = defineOp('ReaderNumWorkUnitsCompleted', {
  inputs: ['reader_handle: Ref(string)'],
  outputs: ['units_completed: int64'],
  infer: handles,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderSerializeState = defineOp('ReaderSerializeState', {
  inputs: ['reader_handle: Ref(string)'],
  outputs: ['state: string'],
  infer: handles,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderRestoreState = defineOp('ReaderRestoreState', {
  inputs: ['reader_handle: Ref(string)', 'state: string'],
  infer: c => {
    handleVector(c, 0)
    c.withRank(c.input(1), 0)
    return []
  },
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const ReaderReset = defineOp('ReaderReset', {
  inputs: ['reader_handle: Ref(string)'],
  infer: handles,
  hostAccess: { to: 'files' },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

export const MatchingFiles = defineOp('MatchingFiles', {
  inputs: ['pattern: string'],
  outputs: ['filenames: string'],
  infer: c => {
    c.withRank(c.input(0), 0)
    return [[null]]
  },
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const ReadFile = defineOp('ReadFile', {
  inputs: ['filename: string'],
  outputs: ['contents: string'],
  infer: scalars,
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const WriteFile = defineOp('WriteFile', {
  inputs: ['filename: string', 'contents: string'],
  infer: scalars,
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})
