/** The same bytes as elements of another type. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Data, DType, DTypeLike } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, shapeText } from '../../tensor/shape.ts'

export const Bitcast = defineOp('Bitcast', {
  inputs: ['input: T'],
  outputs: ['output: type'],
  attrs: ['T: numbertype', 'type: numbertype'],
  infer: c => {
    const input = c.input(0)
    if (input === null) return [null]
    const [from, to] = [c.attr('T'), c.attr('type')]
    if (from.size === 0 || to.size === 0) {
      throw c.fail(`Cannot bitcast types ${from.name} to ${to.name} because one of the type sizes is zero.`)
    }
    if (from.size === to.size) return [input]
    if (from.size > to.size) return [[...input, from.size / to.size]]
    const known = c.withRankAtLeast(input, 1) as readonly (number | null)[]
    const last = known.at(-1) as number | null
    const times = to.size / from.size
    if (last !== null && last !== times) throw c.fail(`Cannot bitcast due to shape. ${last} does not match ${times}`)
    return [known.slice(0, -1)]
  },
  gradient: 'unregistered',
  scheduling: 'inexpensive',
  aliases: () => [0],
  kernel: k => {
    const input = k.input(0)
    const to = k.attr('type')
    const from = input.dtype.base_dtype
    let shape = input.shape
    if (from.size < to.size) {
      if (shape.length < 1 || shape.at(-1) !== to.size / from.size) {
        throw invalidArgument(`Cannot bitcast from ${from.cpp_name} to ${to.cpp_name}: shape ${shapeText(shape)}`)
      }
      shape = shape.slice(0, -1)
    } else if (from.size > to.size) shape = [...shape, from.size / to.size]
    return new NDArray(to, shape, viewAs(input.data, to, numElements(shape)))
  },
  lower: { kind: 'reference' },
})

/** The bytes of `data` as elements of `dtype`: a view where they are aligned, else a copy. */
function viewAs(data: Data, dtype: DType, count: number): Data {
  const empty = dtype.allocate(count === 0 ? 0 : 1) as Uint8Array
  if (count === 0) return empty
  const bytes = data as Uint8Array
  const Type = empty.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => Data
  const aligned = bytes.byteOffset % empty.BYTES_PER_ELEMENT === 0
  const buffer = aligned ? bytes.buffer : bytes.slice().buffer
  return new Type(buffer, aligned ? bytes.byteOffset : 0, bytes.byteLength / empty.BYTES_PER_ELEMENT)
}

/** The bytes of `input` as elements of `type`; where the sizes differ, the last dimension goes or comes. */
export const bitcast = pyfunction(
  'bitcast(input, type, name=None)',
  ({ input, type, name }: { input: TensorLike; type: DTypeLike; name: Name }) => apply(Bitcast, { input, type }, name),
)
