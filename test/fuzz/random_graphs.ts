/**
 * Random graphs of all families of ops, with variables and effects among them. Every value carries a bound of its magnitude, against which
 * results of different orders of addition are compared; what such results may differ in is not rounded to whole numbers or compared.
 */
import * as tf from '../../src/index.ts'
import type { Dice } from './bad_nodes.ts'

interface Made {
  readonly tensor: tf.Tensor
  readonly bound: number
  /** The part of the bound by which it may differ from one way of computing it to another; 0: not at all. */
  readonly error: number
}

export interface RandomGraph {
  readonly graph: tf.Graph
  readonly feeds: [tf.Tensor, tf.NDArray][]
  readonly fetches: readonly tf.Tensor[]
  /** Largest differences that are allowed, by fetch; 0: none. */
  readonly allowed: readonly number[]
  readonly initializer: tf.Operation
}

const TYPES = [
  'float32',
  'float32',
  'float32',
  'float64',
  'float16',
  'int32',
  'int64',
  'int8',
  'uint8',
  'int16',
  'bool',
  'complex64',
] as const
const DIMS = [1, 2, 3, 5, 7]
const OPS = 14
/** Beyond it halves overflow soon. */
const MOST = 2000
/** Part of the bound by which results may differ. */
const TOLERANCE: Readonly<Record<string, number>> = { float16: 4e-3, float32: 2e-6, float64: 1e-14, complex64: 4e-6 }

type Family = (builder: Builder) => Made | undefined

class Builder {
  readonly dice: Dice
  readonly feeds: [tf.Tensor, tf.NDArray][] = []
  readonly pool: Made[] = []
  readonly updates: tf.Operation[] = []
  constructor(dice: Dice) {
    this.dice = dice
  }
  pick<T>(list: readonly T[]): T {
    return list[this.dice.below(list.length)] as T
  }
  array(name: string, shape: readonly number[]): tf.NDArray {
    const type = tf.as_dtype(name)
    const size = shape.reduce((product, dim) => product * dim, 1)
    const count = name === 'complex64' ? 2 * size : size
    const data = Array.from({ length: count }, () =>
      type.is_integer ? this.dice.below(19) - (name === 'uint8' ? 0 : 9) : (this.dice.below(4001) - 2000) / 1000,
    )
    if (name === 'bool') return tf.NDArray.of(data.map(x => x > 0) as never, type).reshape(...shape)
    if (name === 'complex64') return new tf.NDArray(type, shape, Float32Array.from(data))
    return tf.NDArray.of((name === 'int64' ? data.map(BigInt) : data) as never, type).reshape(...shape)
  }
  /** A fed value. */
  source(type: string, shape: readonly number[]): Made {
    const tensor = tf.placeholder(tf.as_dtype(type), [...shape]) as tf.Tensor
    this.feeds.push([tensor, this.array(type, shape)])
    return { tensor, bound: tf.as_dtype(type).is_integer ? 18 : 3, error: 0 }
  }
  /** A value there is, perhaps of some types. */
  any(types?: readonly string[]): Made {
    const found = this.pool.filter(
      ({ tensor, bound }) => bound < MOST && (types === undefined || types.includes(tensor.dtype.base_dtype.base)),
    )
    return found.length > 0 ? this.pick(found) : this.source(this.pick(types ?? TYPES), this.shape())
  }
  /** Another of the type, whose shape broadcasts with it. */
  like({ tensor }: Made): Made {
    const shape = shapeOf(tensor)
    const found = this.pool.filter(
      other =>
        other.bound < MOST &&
        other.tensor.dtype.base_dtype === tensor.dtype.base_dtype &&
        shapeOf(other.tensor).join() === shape.join(),
    )
    if (found.length > 0 && this.dice.below(2) === 0) return this.pick(found)
    return this.source(
      tensor.dtype.base_dtype.base,
      this.pick([shape, shape, shape.map(dim => (this.dice.below(2) ? dim : 1)), []]),
    )
  }
  shape(): number[] {
    const shape = Array.from({ length: this.dice.below(4) }, () => this.pick(DIMS))
    return this.dice.below(4) === 0 && shape.length > 0 ? [...shape.slice(0, -1), this.pick([130, 257])] : shape
  }
}

const shapeOf = (tensor: tf.Tensor): number[] => (tensor.staticShape ?? []).map(dim => dim ?? 0)
const NUMBERS = ['float32', 'float64', 'float16', 'int32', 'int64']
const FLOATS = ['float32', 'float64', 'float16']
const made = (tensor: unknown, bound: number, ...from: readonly Made[]): Made => ({
  tensor: tensor as tf.Tensor,
  bound,
  error: Math.max(0, ...from.map(({ error }) => error)),
})
const rough = (tensor: unknown, bound: number, ...from: readonly Made[]): Made => ({
  tensor: tensor as tf.Tensor,
  bound,
  error: Math.max(TOLERANCE[(tensor as tf.Tensor).dtype.base_dtype.base] ?? 0, ...from.map(({ error }) => error)),
})

const FAMILIES: readonly Family[] = [
  // sums and products
  b => {
    const x = b.any(NUMBERS)
    const y = b.like(x)
    const [bound, f] = b.pick([
      [x.bound + y.bound, tf.add],
      [x.bound + y.bound, tf.subtract],
      [x.bound * y.bound, tf.multiply],
      [Math.max(x.bound, y.bound), tf.maximum],
      [Math.max(x.bound, y.bound), tf.minimum],
      [(x.bound + y.bound) ** 2, tf.squared_difference],
    ] as const)
    return made(f(x.tensor, y.tensor), bound, x, y)
  },
  b => {
    const x = b.any(['int8', 'uint8', 'int16', 'int32', 'complex64'])
    const product = tf.multiply(x.tensor, b.like(x).tensor)
    return x.tensor.dtype.is_complex ? rough(product, 255, x) : made(product, 255, x)
  },
  b => {
    const x = b.any(['int8', 'int16', 'complex64', 'int64'])
    const y = b.like(x)
    return made(tf.add(x.tensor, y.tensor), x.bound + y.bound, x, y)
  },
  b => {
    const x = b.any([...NUMBERS, 'complex64'])
    const [bound, f] = b.pick([
      [x.bound, tf.negative],
      [x.bound ** 2, tf.square],
    ] as const)
    return x.tensor.dtype.is_complex ? rough(f(x.tensor), bound, x) : made(f(x.tensor), bound, x)
  },
  b => {
    const x = b.any([...FLOATS, 'int32', 'int64'])
    const y = b.like(x)
    if (x.error > 0 || y.error > 0) return undefined
    return made(b.pick([tf.less, tf.greater_equal, tf.equal, tf.not_equal])(x.tensor, y.tensor), 1)
  },
  b => {
    const x = b.any(FLOATS)
    if (x.error > 0) return undefined
    return made(b.pick([tf.floor, tf.ceil, tf.sign, tf.abs])(x.tensor), x.bound + 1)
  },
  b => {
    const x = b.any(FLOATS)
    return rough(b.pick([tf.tanh, tf.sigmoid, tf.nn.relu6])(x.tensor), 6, x)
  },
  b => {
    const x = b.any(FLOATS)
    return rough(b.pick([tf.nn.relu, tf.nn.softplus, tf.nn.elu])(x.tensor), x.bound + 1, x)
  },
  // floored quotients and remainders of whole numbers
  b => {
    const x = b.any(['int32', 'int64'])
    const y = tf.constant(
      new tf.NDArray(
        x.tensor.dtype.base_dtype,
        [],
        (x.tensor.dtype.base === 'int64' ? BigInt64Array.of(-3n) : Int32Array.of(7)) as never,
      ),
    )
    return made(b.pick([tf.floordiv, tf.floormod, tf.mod])(x.tensor, y as never), x.bound, x)
  },
  // types
  b => {
    const x = b.any()
    const to = b.pick(['float32', 'float64', 'float16', 'int32', 'int64', 'int8', 'uint8', 'int16', 'bool'])
    if (x.tensor.dtype.is_complex || (x.error > 0 && !tf.as_dtype(to).is_floating)) return undefined
    if (!x.tensor.dtype.is_integer && tf.as_dtype(to).is_integer && x.bound > 100) return undefined
    return made(tf.cast(x.tensor, tf.as_dtype(to)), Math.max(x.bound, 255 * Number(tf.as_dtype(to).is_integer)), x)
  },
  b => {
    const x = b.any(FLOATS)
    const test = b.source('bool', shapeOf(x.tensor))
    const y = b.source(x.tensor.dtype.base_dtype.base, shapeOf(x.tensor))
    return made(tf.select(test.tensor, x.tensor, y.tensor), Math.max(x.bound, y.bound), x)
  },
  b => {
    const x = b.any(['bool'])
    return made(b.pick([tf.logical_and, tf.logical_or, tf.logical_xor])(x.tensor, b.like(x).tensor), 1)
  },
  // reductions
  b => {
    const x = b.any([...FLOATS, 'int32'])
    const shape = shapeOf(x.tensor)
    if (shape.length === 0) return undefined
    const axis = b.dice.below(shape.length)
    const [bound, f] = b.pick([
      [x.bound * (shape[axis] as number), tf.reduce_sum],
      [x.bound, tf.reduce_max],
      [x.bound, tf.reduce_min],
      [x.bound, tf.reduce_mean],
    ] as const)
    const result = f(x.tensor, [axis], { keep_dims: b.dice.below(2) === 0 })
    return x.tensor.dtype.is_integer ? made(result, bound, x) : rough(result, bound, x)
  },
  // products of matrices
  b => {
    const type = b.pick(['float32', 'float32', 'float64', 'int32', 'float16'])
    const [m, k, n] = [b.pick([1, 3, 17, 40]), b.pick([1, 5, 33]), b.pick([1, 4, 19])]
    const x = b.source(type, [m, k])
    const product = tf.matmul(x.tensor, b.source(type, [k, n]).tensor)
    return type === 'int32' ? made(product, 400 * k) : rough(product, 9 * k)
  },
  // images
  b => {
    const images = b.source('float32', [b.pick([1, 2]), b.pick([4, 7]), b.pick([5, 8]), b.pick([1, 3])])
    const channels = shapeOf(images.tensor)[3] as number
    const filter = b.source('float32', [b.pick([1, 3]), b.pick([2, 3]), channels, b.pick([1, 4])])
    const [h, w] = shapeOf(filter.tensor)
    const convolved = tf.nn.conv2d(images.tensor, filter.tensor, {
      strides: [1, b.pick([1, 2]), 1, 1].with(2, 1).with(1, 1),
      padding: b.pick(['SAME', 'VALID']),
    })
    return rough(convolved, 9 * (h as number) * (w as number) * channels)
  },
  b => {
    const images = b.source('float32', [2, 6, 5, b.pick([1, 3])])
    const options = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: b.pick(['SAME', 'VALID']) }
    return b.dice.below(2)
      ? made(tf.nn.max_pool(images.tensor, options), 3)
      : rough(tf.nn.avg_pool(images.tensor, options), 3)
  },
  // moves
  b => {
    const x = b.any()
    return made(tf.reshape(x.tensor, [-1]), x.bound, x)
  },
  b => {
    const x = b.any()
    return shapeOf(x.tensor).length < 2 ? undefined : made(tf.transpose(x.tensor), x.bound, x)
  },
  b => {
    const x = b.any([...NUMBERS, 'bool'])
    return shapeOf(x.tensor).length === 0 ? undefined : made(tf.concat(0, [x.tensor, x.tensor]), x.bound, x)
  },
  b => {
    const x = b.any(NUMBERS)
    const shape = shapeOf(x.tensor)
    return shape.length === 0
      ? undefined
      : made(
          tf.gather(
            x.tensor,
            Array.from({ length: 4 }, () => b.dice.below(shape[0] as number)),
          ),
          x.bound,
          x,
        )
  },
  b => {
    const x = b.any(FLOATS)
    return shapeOf(x.tensor).length === 0 ? undefined : rough(tf.cumsum(x.tensor), x.bound * 257, x)
  },
  b => {
    const x = b.any(['float32', 'float64'])
    return shapeOf(x.tensor).length === 2 ? rough(tf.nn.softmax(x.tensor), 1, x) : undefined
  },
  // variables: read before and after an update that waits for the first read
  b => {
    const type = b.pick(['float32', 'float64', 'int32', 'float16'])
    const shape = b.shape()
    const variable = new tf.Variable(b.array(type, shape) as never)
    const delta = b.source(type, shape)
    const before = tf.multiply(variable.value(), delta.tensor) as tf.Tensor
    return tf.with(tf.control_dependencies([before.op]), () => {
      const update = b.pick([tf.assign_add, tf.assign_sub])(variable, delta.tensor as never) as tf.Tensor
      b.updates.push(update.op)
      return tf.with(tf.control_dependencies([update.op]), () =>
        made(tf.add(tf.add(variable.value(), delta.tensor), before), 400),
      )
    }) as Made
  },
  b => {
    const type = b.pick(['float32', 'float64', 'float16'])
    const variable = new tf.Variable(b.array(type, [3, 4]) as never)
    const grad = tf.matmul(b.source(type, [3, 6]).tensor, b.source(type, [6, 4]).tensor) as tf.Tensor
    const optimizer = b.dice.below(2)
      ? new tf.train.GradientDescentOptimizer(0.25)
      : new tf.train.MomentumOptimizer(0.25, 0.5)
    const update = optimizer.apply_gradients([[grad, variable]]) as tf.Operation
    b.updates.push(update)
    return tf.with(tf.control_dependencies([update]), () =>
      rough(tf.multiply(variable.value(), tf.ones([], variable.dtype.base_dtype)), 200),
    ) as Made
  },
]

/** The graph that the dice make. */
export function randomGraph(dice: Dice): RandomGraph {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const builder = new Builder(dice)
    for (let i = 0; i < OPS; i++) {
      const value = builder.pick(FAMILIES)(builder)
      if (value) builder.pool.push(value)
    }
    // half of what was made is fetched, and the last: what is not may be fused
    const fetched = builder.pool.filter((_, i) => i === builder.pool.length - 1 || dice.below(2) === 0)
    const fetches = fetched.map(({ tensor }) => tensor)
    const allowed = fetched.map(({ tensor, bound, error }) =>
      error > 0 ? bound * Math.max(error, TOLERANCE[tensor.dtype.base_dtype.base] ?? 0) : 0,
    )
    return { graph, feeds: builder.feeds, fetches, allowed, initializer: tf.initialize_all_variables() as tf.Operation }
  })
}

/** The largest difference of two arrays; infinite where they differ in type, shape or kind of number. */
export function apart(a: tf.NDArray, b: tf.NDArray): number {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY
  const [x, y] = [a, b].map(
    array => (array.dtype.base === 'float16' ? array.astype('float64') : array).data as ArrayLike<number | bigint>,
  ) as [ArrayLike<number | bigint>, ArrayLike<number | bigint>]
  let most = 0
  for (let i = 0; i < x.length; i++) {
    const [p, q] = [Number(x[i]), Number(y[i])]
    if (x[i] === y[i] || (Number.isNaN(p) && Number.isNaN(q))) continue
    const off = Math.abs(p - q)
    most = Math.max(most, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off)
  }
  return most
}
