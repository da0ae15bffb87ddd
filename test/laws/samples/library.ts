/** Samples of the debugger's ops. */
import * as tf from '../../../src/index.ts'
import type { Sample } from '../sample.ts'

const f32 = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'float32')

export const samples: readonly Sample[] = [
  { op: 'Copy', inputs: [f32([1, -2.5, 3])] },
  { op: 'Copy', inputs: [tf.NDArray.of(['a', 'bc'] as never, 'string')] },
  { op: 'CopyHost', inputs: [f32([[1], [2]])] },
  { op: 'DebugIdentity', inputs: [f32(3)] },
  { op: 'DebugNanCount', inputs: [f32([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN])] },
  { op: 'DebugNanCount', inputs: [tf.NDArray.of([1, 2] as never, 'int32')] },
  { op: 'Fact', inputs: [] },
]
