/** Constants in memory-mapped files (core/ops/array_ops.cc, core/kernels/immutable_constant_op.cc). */
import { readFileSync, statSync } from 'node:fs'
import { internal, invalidArgument, notFound, unimplemented } from '../../errors/status.ts'
import { defineOp } from '../../graph/op_def.ts'
import { printShape } from '../../graph/shape_inference.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'

/** The bytes of a region: those of the file of that name. */
function regionOf(name: string): Buffer {
  // other kinds of file systems are not there
  const path = name.startsWith('file://') ? name.slice('file://'.length) : name
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw notFound(name)
  const bytes = readFileSync(path)
  // an empty file cannot be mapped
  if (bytes.length === 0) throw invalidArgument(name)
  return bytes
}

export const ImmutableConst = defineOp('ImmutableConst', {
  outputs: ['tensor: dtype'],
  attrs: ['dtype: type', 'shape: shape', 'memory_region_name: string'],
  hostAccess: { to: 'files' },
  infer: c => {
    // a shape of unknown rank is read as a scalar's
    const shape = c.attr('shape').toShape() ?? []
    if (shape.includes(null))
      throw invalidArgument(`Shape ${printShape(shape).replaceAll('?', '-1')} has negative dimensions`)
    return [shape]
  },
  gradient: 'unregistered',
  kernel: k => {
    const dtype = k.attr('dtype')
    if (dtype.base === 'string' || dtype.base === 'resource')
      throw unimplemented(`Values of ${dtype.name} are no bytes that a file could hold`)
    const shape = (k.attr('shape').toShape() ?? []) as readonly number[]
    const bytes = regionOf(String(k.attr('memory_region_name')))
    const needed = numElements(shape) * dtype.size
    if (bytes.length < needed)
      throw internal(`Readonly memory region has wrong length (${bytes.length}) when allocating ${needed}`)
    return NDArray.from_bytes(dtype, shape, bytes.subarray(0, needed))
  },
  // it reads files
  lower: { kind: 'host' },
})
