/** Constants in memory-mapped files (core/ops/array_ops.cc). There is no kernel yet. */
import { invalidArgument } from '../errors/status.ts'
import { defineOp } from '../graph/op_def.ts'
import { printShape } from '../graph/shape_inference.ts'
import type { TensorShape } from '../tensor/tensor_shape.ts'

export const ImmutableConst = defineOp('ImmutableConst', {
  outputs: ['tensor: dtype'],
  attrs: ['dtype: type', 'shape: shape', 'memory_region_name: string'],
  infer: c => {
    // a shape of unknown rank is read as a scalar's
    const shape = c.attr<TensorShape>('shape').toShape() ?? []
    if (shape.includes(null)) throw invalidArgument(`Shape ${printShape(shape).replaceAll('?', '-1')} has negative dimensions`)
    return [shape]
  },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})
