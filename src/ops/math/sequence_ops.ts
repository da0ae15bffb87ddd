/** Sequences of numbers (kernels/sequence_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { as_dtype, type DType, type DTypeLike, float32, float64, int32, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { float32Text, float64Text } from '../../tensor/number_text.ts'
import { cast } from './cast_ops.ts'

type Element = number | bigint
const elementOf = (array: NDArray): Element => (array.data as ArrayLike<Element>)[0] as Element

/** How many numbers there are from `start` to before `limit`. Throws where they do not lead there; `known`: before a run. */
function rangeLength(start: Element, limit: Element, delta: Element, type: DType, known = false): number {
  const text = (n: Element): string =>
    type.is_integer ? String(n) : type === float64 ? float64Text(Number(n)) : float32Text(Number(n))
  const zero = typeof delta === 'bigint' ? 0n : 0
  if (delta === zero) throw invalidArgument(known ? 'Requires delta != 0' : `Requires delta != 0: ${text(delta)}`)
  if (delta > zero && !(start <= limit))
    throw invalidArgument(`Requires start <= limit when delta > 0: ${text(start)}/${text(limit)}`)
  if (delta < zero && !(start >= limit))
    throw invalidArgument(`Requires start >= limit when delta < 0: ${text(start)}/${text(limit)}`)
  if (typeof start === 'bigint') {
    const span = start > (limit as bigint) ? start - (limit as bigint) : (limit as bigint) - start
    const step = (delta as bigint) < 0n ? -(delta as bigint) : (delta as bigint)
    return Number((span + step - 1n) / step)
  }
  const count = Math.ceil(Math.abs(((limit as number) - start) / (delta as number)))
  // the smallest integer of TensorFlow's, which its client refuses and its kernel ends the process for
  if (!Number.isFinite(count) && known) return -(2 ** 63)
  if (!Number.isFinite(count))
    throw invalidArgument(`Requires a finite number of elements: ${text(start)} to ${text(limit)} by ${text(delta)}`)
  return count
}

function rangeKernel(start: NDArray, limit: NDArray, delta: NDArray): NDArray {
  for (const [name, value] of [
    ['start', start],
    ['limit', limit],
    ['delta', delta],
  ] as const) {
    if (value.shape.length !== 0) throw invalidArgument(`${name} must be a scalar, not shape [${value.shape.join()}]`)
  }
  const dtype = start.dtype.base_dtype
  const from = elementOf(start)
  const step = elementOf(delta)
  const count = rangeLength(from, elementOf(limit), step, start.dtype)
  checkAllocation([count], dtype)
  const data = dtype.allocate(count)
  if (typeof from === 'bigint') {
    for (let i = 0; i < count; i++) (data as BigInt64Array)[i] = from + BigInt(i) * (step as bigint)
  } else {
    // TensorFlow adds up, in the type itself
    const round = dtype === float32 ? Math.fround : (n: number): number => n
    for (let i = 0, value = from; i < count; i++, value = round(value + (step as number)))
      (data as Float64Array)[i] = value
  }
  return new NDArray(dtype, [count], data)
}

function scalarInput(c: InferenceContext, index: number, name: string): void {
  const shape = c.input(index)
  if (shape !== null && shape.length !== 0)
    throw c.fail(`Shape must be rank 0 but is rank ${shape.length}\n\t for '${name}'`)
}

export const Range = defineOp('Range', {
  inputs: ['start: Tidx', 'limit: Tidx', 'delta: Tidx'],
  outputs: ['output: Tidx'],
  attrs: ['Tidx: {float, double, int32, int64} = DT_INT32'],
  infer: c => {
    scalarInput(c, 0, 'start')
    scalarInput(c, 1, 'limit')
    scalarInput(c, 2, 'delta')
    const [start, limit, delta] = [c.value(0), c.value(1), c.value(2)]
    if (!start || !limit || !delta) return [[null]]
    return [[rangeLength(elementOf(start), elementOf(limit), elementOf(delta), start.dtype, true)]]
  },
  gradient: 'none',
  shapeInputs: [0, 1, 2],
  kernel: k => rangeKernel(k.input(0), k.input(1), k.input(2)),
  lower: { kind: 'reference' },
  constantValue: (op, valueOf) => {
    const [start, limit, delta] = op.inputs.map(input => valueOf(input))
    return start && limit && delta ? rangeKernel(start, limit, delta) : undefined
  },
})

export const LinSpace = defineOp('LinSpace', {
  inputs: ['start: T', 'stop: T', 'num: Tidx'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}', 'Tidx: {int32, int64} = DT_INT32'],
  infer: c => {
    scalarInput(c, 0, 'start')
    scalarInput(c, 1, 'stop')
    scalarInput(c, 2, 'num')
    const num = c.scalar(2)
    if (num === undefined) return [[null]]
    if (num <= 0) throw c.fail(`Requires num > 0: ${num}`)
    return [[num]]
  },
  gradient: 'none',
  shapeInputs: [2],
  kernel: k => {
    const [start, stop] = [k.input(0), k.input(1)]
    for (const [i, name] of ['start', 'stop', 'num'].entries()) {
      const { shape } = k.input(i)
      if (shape.length !== 0) throw invalidArgument(`${name} must be a scalar, not shape [${shape.join()}]`)
    }
    const num = integerOf(k.input(2))
    if (num <= 0) throw invalidArgument(`Requires num > 0: ${num}`)
    const round = start.dtype.base_dtype === float32 ? Math.fround : (n: number): number => n
    const [a, b] = [elementOf(start) as number, elementOf(stop) as number]
    const step = num === 1 ? 0 : round(round(b - a) / (num - 1))
    const data = start.dtype.base_dtype.allocate(num) as Float64Array
    for (let i = 0; i < num; i++) data[i] = round(a + round(i * step))
    return new NDArray(start.dtype, [num], data)
  },
  lower: { kind: 'reference' },
})

// --- functions

interface RangeArgs {
  start: TensorLike
  limit: TensorLike | null
  delta: TensorLike
  dtype: DTypeLike | null
  name: Name
}
const HIERARCHY: readonly DType[] = [int32, int64, float32, float64]

/**
 * The numbers from `start` (0 where only the limit is given) to before `limit`, `delta` apart: int32 for whole numbers, or
 * the widest type of the three. Run-time error: InvalidArgument where `delta` leads away from `limit`.
 */
export const range = pyfunction(
  "range(start, limit=None, delta=1, dtype=None, name='range')",
  ({ start, limit, delta, dtype, name }: RangeArgs) => {
    const [first, last] = limit === null ? [0, start] : [start, limit]
    return withScope(name, 'Range', [first, last, delta], scope => {
      const type = dtype === null ? null : as_dtype(dtype)
      // a bare number without a fraction is an integer, as in Python
      const bare = (value: TensorLike): DType =>
        typeof value === 'number' && !Number.isInteger(value) ? float32 : int32
      const convert = (value: TensorLike, argument: string): Tensor =>
        convertToTensor(value, { dtype: type, name: argument, bare: bare(value) })
      const all = { start: convert(first, 'start'), limit: convert(last, 'limit'), delta: convert(delta, 'delta') }
      if (type) return apply(Range, all, scope)
      const chosen = widest([all.start.dtype, all.limit.dtype, all.delta.dtype])
      const a = cast(all.start, chosen)
      const b = cast(all.limit, chosen)
      return apply(Range, { start: a, limit: b, delta: cast(all.delta, chosen) }, scope)
    })
  },
)
function widest(types: readonly DType[]): DType {
  return types.map(type => type.base_dtype).reduce((a, b) => (HIERARCHY.indexOf(b) > HIERARCHY.indexOf(a) ? b : a))
}

interface LinSpaceArgs {
  start: TensorLike
  stop: TensorLike
  num: TensorLike
  name: Name
}
/** `num` numbers from `start` to `stop`, evenly spaced, as float32 or float64. Errors: InvalidArgument where `num` ≤ 0. */
export const lin_space = pyfunction(
  'lin_space(start, stop, num, name=None)',
  ({ start, stop, num, name }: LinSpaceArgs) => apply(LinSpace, { start, stop, num }, name),
)
export const linspace = lin_space
