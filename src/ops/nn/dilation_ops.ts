/** Grey-scale dilation and erosion (core/kernels/dilation_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { opFunction } from '../../graph/build/op_function.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { type Dim, printShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { type DilationGeometry, dilation, dilationGrad } from '../../kernels/reference/nn/dilation.ts'
import { slidingWindow } from '../../kernels/reference/nn/windows.ts'
import { reverse } from '../array/reverse_ops.ts'
import { listAttr, windowedDim } from '../core/sliding_windows.ts'
import { negated } from '../math/operators.ts'

const ATTRS = [
  'T: realnumbertype',
  'strides: list(int32) >= 4',
  'rates: list(int32) >= 4',
  "padding: {'SAME', 'VALID'}",
] as const
type Attrs = AttrsOf<typeof ATTRS>
const settings = (op: Operation) => ({
  strides: op.attr('strides'),
  rates: op.attr('rates'),
  padding: op.attr('padding'),
})

function geometryOf(k: KernelContext<Attrs>): DilationGeometry {
  const [strides, rates] = [k.attr('strides'), k.attr('rates')]
  if (strides.length !== 4) throw invalidArgument('Sliding window stride field must specify 4 dimensions')
  if (strides[0] !== 1 || strides[3] !== 1) throw unimplemented('Stride is only supported across spatial dimensions.')
  if (rates.length !== 4) throw invalidArgument('Input stride (atrous rate) field must specify 4 dimensions')
  if (rates[0] !== 1 || rates[3] !== 1) throw unimplemented('Rate is only supported across spatial dimensions.')
  const [input, filter] = [k.input(0).shape, k.input(1).shape]
  if (input.length !== 4) throw invalidArgument(`input must be 4-dimensional${printShape(input)}`)
  if (filter.length !== 3) throw invalidArgument(`filter must be 3-dimensional: ${printShape(filter)}`)
  if (input[3] !== filter[2])
    throw invalidArgument(`input and filter must have the same depth: ${input[3]} vs ${filter[2]}`)
  const dim = (i: number) =>
    slidingWindow(
      input[i] as number,
      filter[i - 1] as number,
      strides[i] as number,
      k.attr('padding'),
      rates[i] as number,
    )
  return { batch: input[0] as number, rows: dim(1), columns: dim(2), depth: input[3] as number }
}

export const Dilation2D = defineOp('Dilation2D', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: c => {
    const input = c.withRank(c.input(0), 4)
    const filter = c.withRank(c.input(1), 3)
    const strides = listAttr(c, 'Dilation2D requires', 'strides', 4, 'stride')
    const rates = listAttr(c, 'Dilation2D requires', 'rates', 4)
    c.mergeDim(input[3] as Dim, filter[2] as Dim)
    const [batch, depth] = [input[0] as Dim, filter[2] as Dim]
    // nothing is said of rows and columns before all their sizes are known
    if ([input[1], input[2], filter[0], filter[1]].includes(null)) return [[batch, null, null, depth]]
    const output = (i: number): Dim => {
      const size = filter[i - 1] as number
      return windowedDim(c, input[i] as Dim, size + (size - 1) * ((rates[i] as number) - 1), strides[i] as number)
    }
    return [[batch, output(1), output(2), depth]]
  },
  gradient: (op, grad) => {
    const [input, filter] = op.inputs
    return [
      apply(Dilation2DBackpropInput, { input, filter, out_backprop: grad, ...settings(op) }),
      apply(Dilation2DBackpropFilter, { input, filter, out_backprop: grad, ...settings(op) }),
    ]
  },
  kernel: k => dilation(k.input(0), k.input(1), geometryOf(k)),
  lower: { kind: 'reference' },
})

const backprop = (of: 'input' | 'filter') => (k: KernelContext<Attrs>) => {
  const geometry = geometryOf(k)
  const grad = k.input(2)
  const { batch, rows, columns, depth } = geometry
  if (grad.shape.join() !== [batch, rows.output, columns.output, depth].join())
    throw invalidArgument('out_backprop has incompatible size.')
  return dilationGrad(k.input(0), k.input(1), grad, geometry, of)
}
export const Dilation2DBackpropInput = defineOp('Dilation2DBackpropInput', {
  inputs: ['input: T', 'filter: T', 'out_backprop: T'],
  outputs: ['in_backprop: T'],
  attrs: ATTRS,
  infer: c => [c.input(0)],
  gradient: 'unregistered',
  kernel: backprop('input'),
  lower: { kind: 'reference' },
})
export const Dilation2DBackpropFilter = defineOp('Dilation2DBackpropFilter', {
  inputs: ['input: T', 'filter: T', 'out_backprop: T'],
  outputs: ['filter_backprop: T'],
  attrs: ATTRS,
  infer: c => [c.input(1)],
  gradient: 'unregistered',
  kernel: backprop('filter'),
  lower: { kind: 'reference' },
})

interface DilationArgs {
  input: TensorLike
  filter: TensorLike
  strides: readonly number[]
  rates: readonly number[]
  padding: string
  name: Name
}
/** The largest input + filter element of each window, channel by channel. `filter`: [rows, columns, channels]; `rates` spread it. */
export const dilation2d = pyfunction(
  'dilation2d(input, filter, strides, rates, padding, name=None)',
  ({ name, ...args }: DilationArgs) => apply(Dilation2D, { ...args }, name),
)
/** The smallest input − filter element of each window, the filter mirrored. */
export const erosion2d = pyfunction(
  'erosion2d(value, kernel, strides, rates, padding, name=None)',
  ({
    value,
    kernel,
    name,
    ...args
  }: Omit<DilationArgs, 'input' | 'filter'> & { value: TensorLike; kernel: TensorLike }) =>
    withScope(name, 'erosion2d', [value, kernel], scope => {
      const input = negated(value)
      const filter = reverse(kernel, [true, true, false])
      return negated(apply(Dilation2D, { input, filter, ...args }, scope))
    }),
)
/** The gradient of `dilation2d` to its input. */
export const dilation2d_backprop_input = opFunction(
  'dilation2d_backprop_input(input, filter, out_backprop, strides, rates, padding, name=None)',
  Dilation2DBackpropInput,
)
/** The gradient of `dilation2d` to its filter. */
export const dilation2d_backprop_filter = opFunction(
  'dilation2d_backprop_filter(input, filter, out_backprop, strides, rates, padding, name=None)',
  Dilation2DBackpropFilter,
)
