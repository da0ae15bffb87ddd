/** Pooling by ratios that are not whole (core/kernels/fractional_{max,avg}_pool_op.cc). */
import { randomFillSync } from 'node:crypto'
import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type GradientFunction, opSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  type FractionalGeometry,
  fractionalAvgPool,
  fractionalAvgPoolGrad,
  fractionalMaxPool,
  fractionalMaxPoolGrad,
  poolingSequence,
} from '../../kernels/reference/nn/fractional_pool.ts'
import { type Reals, realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import { int64 } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { PhiloxState } from '../../tensor/random/index.ts'
import type { Shape } from '../../tensor/shape.ts'
import { integerArray } from '../math/shape_ops.ts'
import { wholeShapeInput } from './conv2d_ops.ts'

const TYPES = 'T: {float, double, int32, int64}'

function inferPool(c: InferenceContext<{ pooling_ratio: readonly number[] }>): readonly Shape[] {
  const input = c.withRank(c.input(0), 4)
  const ratio = c.attr('pooling_ratio')
  if (ratio.length !== 4) throw invalidArgument('pooling_ratio field must specify 4 dimensions')
  const out = input.map((dim, i) => {
    if (dim === null) return null
    const size = Math.floor(dim / (ratio[i] as number))
    if (size < 0) throw invalidArgument(`Size computed for dim ${i} is negative: ${size}`)
    return size
  })
  // the sequences are one longer, but this is what TensorFlow says
  return [out, [out[1] ?? null], [out[2] ?? null]]
}

/** The node's random numbers: the same in each run where it is deterministic, else those that follow the last run's. */
function randomOf(k: KernelContext): PhiloxState {
  const [seed, seed2] = [Number(k.attr('seed')), Number(k.attr('seed2'))]
  const unseeded = seed === 0 && seed2 === 0
  const seeds = (): readonly [number, number] =>
    unseeded ? (Array.from(randomFillSync(new Uint32Array(2))) as [number, number]) : [seed, seed2]
  if (k.attr('deterministic') !== true) return k.state(() => new PhiloxState(...seeds()))
  return new PhiloxState(...(unseeded ? k.state(seeds) : seeds()))
}

type Pool = (g: FractionalGeometry, input: Reals, array: NDArray) => Float64Array

const poolKernel =
  (name: string, pool: Pool) =>
  (
    k: KernelContext<{
      readonly pooling_ratio: readonly number[]
      readonly overlapping: boolean
      readonly pseudo_random: boolean
    }>,
  ): readonly NDArray[] => {
    const ratio = k.attr('pooling_ratio')
    if (ratio.length !== 4) throw invalidArgument('pooling_ratio field must specify 4 dimensions')
    if (ratio[0] !== 1 || ratio[3] !== 1)
      throw unimplemented(`Fractional ${name} pooling is not yet supported on the batch nor channel dimension.`)
    const random = randomOf(k)
    const input = k.input(0)
    if (input.shape.length !== 4) throw invalidArgument('tensor_in must be 4-dimensional')
    const [batch, height, width, depth] = input.shape as readonly [number, number, number, number]
    const sequence = (axis: 1 | 2) =>
      poolingSequence(
        input.shape[axis] as number,
        Math.floor((input.shape[axis] as number) / (ratio[axis] as number)),
        random,
        k.attr('pseudo_random') === true,
      )
    const rows = sequence(1)
    const columns = sequence(2)
    const g = { batch, height, width, depth, rows, columns, overlapping: k.attr('overlapping') === true }
    return [
      storeReals(pool(g, realsOf(input), input), input.dtype, [batch, rows.length - 1, columns.length - 1, depth]),
      integerArray(rows, [rows.length], int64),
      integerArray(columns, [columns.length], int64),
    ]
  }

const fractionalPool = (name: string, pool: Pool, gradient: GradientFunction) =>
  opSpec({
    inputs: ['value: T'],
    outputs: ['output: T', 'row_pooling_sequence: int64', 'col_pooling_sequence: int64'],
    attrs: [
      'pooling_ratio: list(float) >= 4',
      'pseudo_random: bool = false',
      'overlapping: bool = false',
      'deterministic: bool = false',
      'seed: int64 = 0',
      'seed2: int64 = 0',
      TYPES,
    ],
    infer: inferPool,
    gradient,
    kernel: poolKernel(name, pool),
    // its numbers change from run to run unless it is deterministic
    lower: { kind: 'host' },
  })

/** The regions in a gradient's inputs `at` and `at + 1`, over an input of shape `dims`. */
function regionsOf(k: KernelContext, dims: readonly number[], at: number): FractionalGeometry {
  const [batch, height, width, depth] = dims as readonly [number, number, number, number]
  const [rows, columns] = [integersOf(k.input(at)), integersOf(k.input(at + 1))]
  for (const [name, sequence, size] of [
    ['row', rows, height],
    ['col', columns, width],
  ] as const) {
    if (sequence.some(n => n < 0 || n > size))
      throw invalidArgument(`${name}_pooling_sequence must lie in [0, ${size}]`)
  }
  return { batch, height, width, depth, rows, columns, overlapping: k.attr('overlapping') === true }
}

export const FractionalMaxPool = defineOp(
  'FractionalMaxPool',
  fractionalPool(
    'max',
    (g, x, input) => fractionalMaxPool(g, x, Number(input.dtype.base_dtype.min)),
    (op, grad) => [
      apply(FractionalMaxPoolGrad, {
        orig_input: op.inputs[0],
        orig_output: op.outputs[0],
        out_backprop: grad,
        row_pooling_sequence: op.outputs[1],
        col_pooling_sequence: op.outputs[2],
        overlapping: op.attr('overlapping'),
      }),
    ],
  ),
)
export const FractionalMaxPoolGrad = defineOp('FractionalMaxPoolGrad', {
  inputs: [
    'orig_input: T',
    'orig_output: T',
    'out_backprop: T',
    'row_pooling_sequence: int64',
    'col_pooling_sequence: int64',
  ],
  outputs: ['output: T'],
  attrs: ['overlapping: bool = false', TYPES],
  infer: c => [c.withRank(c.input(0), 4)],
  gradient: 'unregistered',
  kernel: k => {
    const [input, grad] = [k.input(0), k.input(2)]
    if (input.shape.length !== 4) throw invalidArgument('orig_input must be 4-dimensional')
    return storeReals(
      fractionalMaxPoolGrad(regionsOf(k, input.shape, 3), realsOf(input), realsOf(grad)),
      input.dtype,
      input.shape,
    )
  },
  lower: { kind: 'reference' },
})
export const FractionalAvgPool = defineOp(
  'FractionalAvgPool',
  fractionalPool('average', fractionalAvgPool, (op, grad) => [
    apply(FractionalAvgPoolGrad, {
      orig_input_tensor_shape: (op.inputs[0] as Tensor).get_shape(),
      out_backprop: grad,
      row_pooling_sequence: op.outputs[1],
      col_pooling_sequence: op.outputs[2],
      overlapping: op.attr('overlapping'),
    }),
  ]),
)
export const FractionalAvgPoolGrad = defineOp('FractionalAvgPoolGrad', {
  inputs: [
    'orig_input_tensor_shape: int64',
    'out_backprop: T',
    'row_pooling_sequence: int64',
    'col_pooling_sequence: int64',
  ],
  outputs: ['output: T'],
  attrs: ['overlapping: bool = false', TYPES],
  infer: wholeShapeInput(0),
  gradient: 'unregistered',
  kernel: k => {
    const sizes = k.input(0)
    if (sizes.shape.length !== 1 || sizes.size !== 4)
      throw invalidArgument('original input tensor shape must be1-dimensional and 4 elements')
    const dims = integersOf(sizes)
    const grad = k.input(1)
    return storeReals(fractionalAvgPoolGrad(regionsOf(k, dims, 2), realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [0],
  lower: { kind: 'reference' },
})

// --- functions

interface FractionalArgs {
  value: TensorLike
  pooling_ratio: readonly number[]
  pseudo_random: boolean | null
  overlapping: boolean | null
  deterministic: boolean | null
  seed: number | null
  seed2: number | null
  name: Name
}
type Pooled = readonly [Tensor, Tensor, Tensor]

/**
 * Maxima over regions whose lengths are whole and whose number is the size divided by `pooling_ratio` [1, rows, columns, 1]:
 * [output, row_pooling_sequence, col_pooling_sequence], the sequences being where the regions begin and, last, end.
 */
export const fractional_max_pool = pyfunction(
  'fractional_max_pool(value, pooling_ratio, pseudo_random=None, overlapping=None, deterministic=None, seed=None, seed2=None, name=None)',
  ({ name, ...args }: FractionalArgs) => applyOp(FractionalMaxPool, { ...args }, name).outputs as unknown as Pooled,
)
/** As `fractional_max_pool`, with means. */
export const fractional_avg_pool = pyfunction(
  'fractional_avg_pool(value, pooling_ratio, pseudo_random=None, overlapping=None, deterministic=None, seed=None, seed2=None, name=None)',
  ({ name, ...args }: FractionalArgs) => applyOp(FractionalAvgPool, { ...args }, name).outputs as unknown as Pooled,
)
