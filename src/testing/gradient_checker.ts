/** Gradients against finite differences (ops/gradient_checker.py). */
import { gradients } from '../autodiff/gradients.ts'
import { pythonRepr, pythonStr } from '../calling/python_repr.ts'
import { pyfunction, toNumber } from '../calling/signature.ts'
import { AssertionError, AttributeError, ValueError } from '../errors/python.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { random_sample } from '../np/random.ts'
import { identity } from '../ops/core/identity_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import type { Variable } from '../ops/variables/variables.ts'
import type { FeedDict } from '../session/feeds.ts'
import { get_default_session } from '../session/session.ts'
import { complex64, complex128, type DType, float16, float32, float64 } from '../tensor/dtypes.ts'
import type { PyFloat, PyInt } from '../tensor/literals.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'

type Sizes = readonly (number | PyInt)[] | number | PyInt
/** Rows for the elements of x, columns for those of y; a complex number counts as two. */
export type Jacobians = [theoretical: NDArray, numeric: NDArray]
type Feeds = [unknown, unknown][]

const sizesOf = (sizes: Sizes): number[] =>
  (Array.isArray(sizes) ? (sizes as readonly number[]) : [sizes]).map(toNumber)
const product = (sizes: readonly number[]): number => sizes.reduce((size, dim) => size * dim, 1)
const lanesOf = (type: DType): number => (type.is_complex ? 2 : 1)

/** All numbers of an array, of complex ones both parts. */
const realsOf = (array: NDArray): Float64Array =>
  Float64Array.from(
    (array.dtype.base_dtype === float16 ? array.astype(float32) : contiguous(array)).data as ArrayLike<number>,
  )
/** An array of such numbers, rounded to its type. */
function ofReals(reals: Float64Array, shape: readonly number[], type: DType): NDArray {
  if (type === float16) return new NDArray(float32, shape, Float32Array.from(reals)).astype(float16)
  return new NDArray(type, shape, type === float32 || type === complex64 ? Float32Array.from(reals) : reals.slice())
}

function session() {
  const found = get_default_session()
  if (found === null) throw new AttributeError("'NoneType' object has no attribute 'run'")
  return found
}
const fetched = (of: Tensor, feeds: Feeds): NDArray => {
  const value: unknown = session().run(of, { feed_dict: feeds as unknown as FeedDict })
  return value instanceof NDArray ? value : NDArray.of(value as number, of.dtype.base_dtype)
}

interface Checked {
  readonly x: Tensor | Variable
  readonly shape: readonly number[]
  readonly data: NDArray
  readonly y: Tensor
  readonly yShape: readonly number[]
  readonly feeds: Feeds
}

/** One column for each element of y: what reaches x of a gradient that is 1 there. */
function theoretical(
  dx: Tensor | IndexedSlices | null,
  dy: Tensor,
  { x, shape, data, yShape, feeds }: Checked,
): NDArray {
  if (!(dx instanceof Tensor || dx instanceof IndexedSlices)) throw new AssertionError(`dx = ${pythonStr(dx)}`)
  const type = x.dtype.base_dtype
  const rows = product(shape) * lanesOf(type)
  const columns = product(yShape) * lanesOf(dy.dtype)
  const row = product(shape.slice(1)) * (shape.length > 1 ? lanesOf(type) : 1)
  const jacobian = new Float64Array(rows * columns)
  const given = (column: number): Feeds => {
    const one = new Float64Array(columns)
    if (column >= 0) one[column] = 1
    return [...feeds, [x, data], [dy, ofReals(one, yShape, dy.dtype.base_dtype)]]
  }
  const add = (from: Float64Array, at: number, column: number): void => {
    for (const [i, value] of from.entries())
      jacobian[(at + i) * columns + column] = (jacobian[(at + i) * columns + column] as number) + value
  }
  for (let column = 0; column < columns; column++) {
    if (dx instanceof Tensor) add(realsOf(fetched(dx, given(column))), 0, column)
    else {
      const values = realsOf(fetched(dx.values, given(column)))
      const indices = realsOf(fetched(dx.indices, given(column)))
      for (const [i, index] of indices.entries()) add(values.subarray(i * row, (i + 1) * row), index * row, column)
    }
  }
  if (columns === 0 && dx instanceof Tensor) {
    const nothing = fetched(dx, given(-1))
    if (nothing.shape.join() !== data.shape.join()) {
      throw new ValueError(
        `Empty gradient has wrong shape: expected ${pythonRepr(data.shape)}, got ${pythonRepr(nothing.shape)}`,
      )
    }
    if (realsOf(nothing).some(value => value !== 0)) throw new ValueError('Empty tensor with nonzero gradients')
  }
  return ofReals(jacobian, [rows, columns], type.real_dtype)
}

/** One row for each element of x: how y changes with it, over 2·delta. */
function numeric({ x, data, y, yShape, feeds }: Checked, delta: number): NDArray {
  const type = x.dtype.base_dtype
  const rows = data.size * lanesOf(type)
  const columns = product(yShape) * lanesOf(y.dtype)
  const jacobian = new Float64Array(rows * columns)
  const start = realsOf(data)
  const yType = y.dtype.base_dtype
  const rounded = (values: Float64Array): Float64Array => realsOf(ofReals(values, [values.length], yType.real_dtype))
  const [scale] = rounded(Float64Array.of(2 * delta)) as unknown as [number]
  const valueAt = (row: number, by: number): Float64Array => {
    const moved = start.slice()
    moved[row] = (moved[row] as number) + by
    return realsOf(fetched(y, [...feeds, [x, ofReals(moved, data.shape, type)]]))
  }
  for (let row = 0; row < rows; row++) {
    const after = valueAt(row, delta)
    const before = valueAt(row, -delta)
    const difference = rounded(after.map((value, i) => value - (before[i] as number)))
    jacobian.set(rounded(difference.map(value => value / scale)), row * columns)
  }
  return ofReals(jacobian, [rows, columns], type.real_dtype)
}

const ALLOWED: readonly DType[] = [float16, float32, float64, complex64, complex128]

interface Arguments {
  x: Tensor | Variable | readonly (Tensor | Variable)[]
  x_shape: Sizes | readonly Sizes[]
  y: Tensor
  y_shape: Sizes
  x_init_value: NDArray | null | readonly (NDArray | null)[]
  delta: number | PyFloat
  init_targets: readonly (Operation | Tensor)[] | null
  extra_feed_dict: FeedDict | null
}
const pairsOf = (feeds: FeedDict | null): Feeds =>
  feeds === null
    ? []
    : feeds instanceof Map
      ? [...feeds]
      : Array.isArray(feeds)
        ? ([...feeds] as Feeds)
        : Object.entries(feeds)

/** The gradient of y for x, and the gradient of y that it is computed from, which runs feed. */
function differentiated(x: Tensor | Variable, y: Tensor, shape: readonly number[]) {
  const dy = x.graph.as_default(() => constant(1, y.dtype.base_dtype, shape))
  const [dx = null] = gradients(y, x, { grad_ys: x.graph.as_default(() => identity(dy)) })
  return { dx, dy }
}

function compared(
  x: Tensor | Variable,
  x_shape: Sizes,
  made: ReturnType<typeof differentiated>,
  init: NDArray | null,
  args: Arguments,
): Jacobians {
  const type = x.dtype.base_dtype
  if (!ALLOWED.includes(type)) throw new AssertionError(`Don't support type ${x.dtype.name} for x`)
  if (!ALLOWED.includes(args.y.dtype.base_dtype))
    throw new AssertionError(`Don't support type ${args.y.dtype.name} for y`)
  const shape = sizesOf(x_shape)
  if (init !== null && init.shape.join() !== shape.join()) {
    throw new AssertionError(`x_shape = ${pythonRepr(x_shape)}, init_data shape = ${pythonRepr([...init.shape])}`)
  }
  const drawn = (): NDArray => NDArray.of(random_sample(shape) as never, 'float64')
  const data = (init ?? drawn()).astype(type)
  const checked = { x, shape, data, y: args.y, yShape: sizesOf(args.y_shape), feeds: pairsOf(args.extra_feed_dict) }
  return [theoretical(made.dx, made.dy, checked), numeric(checked, Number(args.delta.valueOf()))]
}

const SIGNATURE = 'x, x_shape, y, y_shape, x_init_value=None, delta=0.001, init_targets=None, extra_feed_dict=None'

function jacobians(args: Arguments): Jacobians | Jacobians[] {
  const { x, y } = args
  const yShape = sizesOf(args.y_shape)
  const initialise = (): void => {
    for (const target of args.init_targets ?? []) session().run(target)
  }
  if (!Array.isArray(x)) {
    initialise()
    const one = x as Tensor | Variable
    return compared(
      one,
      args.x_shape as Sizes,
      differentiated(one, y, yShape),
      args.x_init_value as NDArray | null,
      args,
    )
  }
  const all = x as readonly (Tensor | Variable)[]
  const made = all.map(one => differentiated(one, y, yShape))
  initialise()
  const inits = (args.x_init_value ?? []) as readonly (NDArray | null)[]
  return all.map((one, i) => {
    const derived = made[i] as ReturnType<typeof differentiated>
    return compared(one, (args.x_shape as readonly Sizes[])[i] as Sizes, derived, inits[i] ?? null, args)
  })
}

/**
 * The Jacobian of `y` for `x` in the default session, as gradients give it and as finite differences do: [theoretical, numeric], each
 * [elements of x, elements of y]. `x` may be a list, with lists of shapes and initial values; then it gives a list of such pairs. Without
 * `x_init_value` x is random, between 0 and 1. `init_targets` run first; `extra_feed_dict` is fed in addition.
 *
 *     using session = tf.with(new tf.Session())
 *     const x = tf.constant([1, 2])
 *     tf.test.compute_gradient(x, [2], tf.square(x), [2])
 *
 * Errors: AssertionError for types other than floating and complex ones, for an `x_init_value` of another shape, or without a gradient.
 */
export const compute_gradient = pyfunction(`compute_gradient(${SIGNATURE})`, jacobians)

/** The largest difference between both Jacobians of `compute_gradient`. */
export const compute_gradient_error = pyfunction(`compute_gradient_error(${SIGNATURE})`, (args: Arguments): number => {
  const found = jacobians(args)
  const pairs = (Array.isArray(found[0]) ? found : [found]) as Jacobians[]
  let error = 0
  for (const [first, second] of pairs) {
    const [a, b] = [realsOf(first), realsOf(second)]
    for (const [i, value] of a.entries()) {
      const difference = Math.abs(value - (b[i] as number))
      if (difference > error || Number.isNaN(difference)) error = difference
    }
  }
  return error
})
