/** Ops of the debugger (core/ops/array_ops.cc, kernels/debug_ops.h), and one that states a fact. */
import { defineOp, type HostAccess, type OpSpec } from '../../graph/op_def.ts'
import { unchanged, unknownShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'

const copies: OpSpec = {
  inputs: ['input: T'],
  outputs: ['output: T'],
  allowsUninitialized: true,
  infer: unchanged,
  gradient: 'unregistered',
  kernel: k => k.input(0).copy(),
  lower: { kind: 'host' },
}
const COPIED = ['T: type', "tensor_name: string = ''"] as const
const WATCHED = [...COPIED, 'debug_urls: list(string) = []'] as const
/** Where TensorFlow publishes what it watches. */
const hostAccess: HostAccess = { to: 'files', where: 'debug_urls' }

/** A tensor of its own with the same value. */
export const Copy = defineOp('Copy', { ...copies, attrs: COPIED })
/** The same, in the host's memory. */
export const CopyHost = defineOp('CopyHost', { ...copies, attrs: COPIED })
/** The value that a debugger watches; nothing is published. */
export const DebugIdentity = defineOp('DebugIdentity', { ...copies, attrs: WATCHED, hostAccess })

const countNaNs = (k: KernelContext): NDArray => {
  const { dtype } = k.input(0)
  let count = 0
  if (dtype.is_floating)
    for (const value of k.input(0).astype('float64').data as Float64Array) if (Number.isNaN(value)) count++
  return new NDArray(int64, [1], BigInt64Array.of(BigInt(count)))
}
/** How many elements are not a number. */
export const DebugNanCount = defineOp('DebugNanCount', {
  inputs: ['input: T'],
  outputs: ['output: int64'],
  attrs: WATCHED,
  hostAccess,
  allowsUninitialized: true,
  infer: () => [[1]],
  gradient: 'unregistered',
  kernel: countNaNs,
  lower: { kind: 'host' },
})

export const Fact = defineOp('Fact', {
  outputs: ['fact: string'],
  infer: unknownShape,
  gradient: 'unregistered',
  kernel: () => new NDArray('string', [], [Buffer.from('0! == 1')]),
  lower: { kind: 'host' },
})
