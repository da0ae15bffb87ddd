/** Random graphs of arithmetic, data movement and variable updates, from a seed: what any executor computes for them is the same. */
import * as tf from '../../src/index.ts'

type Dims = readonly number[]

/** Numbers from a seed (mulberry32). */
export class Chance {
  #state: number
  constructor(seed: number) {
    this.#state = seed * 0x9e3779b9
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  below(n: number): number {
    return Math.floor(this.next() * n)
  }
  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T
  }
  array(shape: Dims): tf.NDArray {
    const size = shape.reduce((a, b) => a * b, 1)
    return new tf.NDArray(
      tf.float32,
      [...shape],
      Float32Array.from({ length: size }, () => 2 * this.next() - 1),
    )
  }
}

interface Known {
  readonly tensor: tf.Tensor
  readonly dims: Dims
}

export interface RandomGraph {
  readonly graph: tf.Graph
  readonly init: tf.Operation
  readonly fetches: readonly (tf.Tensor | tf.Operation)[]
  readonly variables: readonly tf.Variable[]
  readonly placeholders: readonly { readonly tensor: tf.Tensor; readonly shape: Dims }[]
}

const count = (dims: Dims): number => dims.reduce((a, b) => a * b, 1)
const alias = (fn: unknown, ...args: unknown[]): tf.Tensor => (fn as (...args: unknown[]) => tf.Tensor)(...args)

/** `scale`: how long the dimensions are. */
export function randomGraph(seed: number, scale: number): RandomGraph {
  const chance = new Chance(seed)
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const dim = (): number => 1 + chance.below(scale)
    const [rows, columns] = [dim(), dim()]
    const shapes: Dims[] = [[rows, columns], [rows, columns], [columns], [], [rows, 1], [dim(), rows]]
    const placeholders = shapes.slice(0, 3).map((shape, i) => ({
      tensor: tf.placeholder(tf.float32, i === 0 ? [null, shape[1] as number] : [...shape]),
      shape,
    }))
    const variables = [shapes[0], shapes[2], shapes[5]].map(
      shape => new tf.Variable(tf.constant(chance.array(shape as Dims))),
    )
    const pool: Known[] = [
      ...placeholders.map(({ tensor, shape }) => ({ tensor, dims: shape })),
      ...variables.map(variable => ({ tensor: variable.value(), dims: variable.get_shape().as_list() as number[] })),
      ...shapes.slice(3).map(shape => ({ tensor: tf.constant(chance.array(shape)), dims: shape })),
    ]
    const updates: tf.Tensor[] = []
    const steps = 10 + chance.below(50)
    for (let i = 0; i < steps; i++) {
      const make = (): Known | undefined =>
        chance.next() < 0.2 ? update(chance, variables, pool, updates) : anyOf(chance, pool, variables)
      const made =
        chance.next() < 0.25 && pool.length > 6
          ? tf.control_dependencies([chance.of(updates.length > 0 ? updates : pool.map(one => one.tensor))], make)
          : make()
      if (made) pool.push(made)
    }
    const fetches = [
      ...new Set([
        ...Array.from({ length: 8 }, () => chance.of(pool).tensor),
        pool.at(-1)?.tensor as tf.Tensor,
        ...updates,
      ]),
    ]
    return { graph, init: tf.initialize_all_variables(), fetches, variables, placeholders }
  })
}

function update(
  chance: Chance,
  variables: readonly tf.Variable[],
  pool: readonly Known[],
  updates: tf.Tensor[],
): Known | undefined {
  const variable = chance.of(variables)
  const dims = variable.get_shape().as_list() as number[]
  const fitting = pool.filter(({ dims: other }) => count(other) === count(dims))
  if (fitting.length === 0) return undefined
  const value = tf.reshape(tf.tanh(chance.of(fitting).tensor), dims)
  const made = chance.of([
    () => variable.assign(value),
    () => variable.assign_add(value),
    () => variable.assign_sub(value),
  ])()
  updates.push(made)
  return { tensor: made, dims }
}

function anyOf(chance: Chance, pool: readonly Known[], variables: readonly tf.Variable[]): Known | undefined {
  const x = chance.of(pool)
  const rank = x.dims.length
  const axis = chance.below(Math.max(1, rank))
  const y = chance.of(pool)
  const made = (tensor: tf.Tensor, dims: Dims): Known => ({ tensor, dims })
  switch (chance.below(20)) {
    case 0:
    case 1:
    case 2: {
      const fn = chance.of([
        tf.neg,
        tf.abs,
        tf.square,
        tf.tanh,
        tf.sigmoid,
        tf.sin,
        tf.nn.relu,
        tf.identity,
        tf.zeros_like,
      ])
      return made(fn === tf.square ? tf.tanh(tf.square(x.tensor)) : alias(fn, x.tensor), x.dims)
    }
    case 3:
    case 4:
    case 5: {
      const other = chance.of(
        pool.filter(
          ({ dims }) =>
            dims.join() === x.dims.join() ||
            dims.length === 0 ||
            (rank > 1 && dims.length === 1 && dims[0] === x.dims[rank - 1]),
        ),
      )
      return made(alias(chance.of([tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum]), x.tensor, other.tensor), x.dims)
    }
    case 6:
      return made(tf.div(x.tensor, tf.abs(x.tensor).add(1)), x.dims)
    case 7: {
      if (rank === 0) return undefined
      const keep = chance.next() < 0.5
      const fn = chance.of([tf.reduce_sum, tf.reduce_mean, tf.reduce_max, tf.reduce_min])
      return made(tf.tanh(alias(fn, x.tensor, [axis], keep)), keep ? x.dims.with(axis, 1) : x.dims.toSpliced(axis, 1))
    }
    case 8: {
      if (rank !== 2 || y.dims.length !== 2) return undefined
      const options = [false, true]
        .flatMap(a => [false, true].map(b => ({ a, b })))
        .filter(({ a, b }) => x.dims[a ? 0 : 1] === y.dims[b ? 1 : 0])
      if (options.length === 0) return undefined
      const { a, b } = chance.of(options)
      return made(tf.tanh(tf.matmul(x.tensor, y.tensor, { transpose_a: a, transpose_b: b })), [
        x.dims[a ? 1 : 0] as number,
        y.dims[b ? 0 : 1] as number,
      ])
    }
    case 9: {
      const dims = chance.of([
        [count(x.dims)],
        [1, count(x.dims)],
        [count(x.dims), 1],
        [...x.dims, 1],
        [...x.dims].reverse(),
      ])
      return made(tf.reshape(x.tensor, dims), dims)
    }
    case 10:
      return rank < 2 ? undefined : made(tf.transpose(x.tensor), [...x.dims].reverse())
    case 11: {
      const begin = x.dims.map(n => chance.below(n))
      const size = x.dims.map((n, i) => 1 + chance.below(n - (begin[i] as number)))
      return rank === 0 ? undefined : made(tf.slice(x.tensor, begin, size), size)
    }
    case 12: {
      if (rank === 0) return undefined
      const strides = x.dims.map(() => chance.of([1, 2, -1]))
      const begin = x.dims.map((n, i) => ((strides[i] as number) < 0 ? n - 1 : 0))
      const end = x.dims.map((n, i) => ((strides[i] as number) < 0 ? -n - 1 : n))
      return made(
        tf.strided_slice(x.tensor, begin, end, strides),
        x.dims.map((n, i) => Math.ceil(n / Math.abs(strides[i] as number))),
      )
    }
    case 13:
      return rank === 0
        ? undefined
        : made(tf.concat(axis, [x.tensor, x.tensor]), x.dims.with(axis, 2 * (x.dims[axis] as number)))
    case 14: {
      const packed = tf.pack([x.tensor, tf.neg(x.tensor)])
      return chance.next() < 0.5 ? made(packed, [2, ...x.dims]) : made(tf.unpack(packed)[1] as tf.Tensor, x.dims)
    }
    case 15: {
      const parts = x.dims[axis] as number | undefined
      if (rank === 0 || parts === undefined || parts > 8) return undefined
      return made(chance.of(tf.split(axis, parts, x.tensor) as tf.Tensor[]), x.dims.with(axis, 1))
    }
    case 16: {
      if (rank === 0) return undefined
      const padding = x.dims.map(() => [chance.below(3), chance.below(3)] as const)
      return made(
        tf.pad(x.tensor, padding as never),
        x.dims.map((n, i) => n + (padding[i]?.[0] ?? 0) + (padding[i]?.[1] ?? 0)),
      )
    }
    case 17: {
      if (rank === 0) return undefined
      if (chance.next() < 0.5) return tiled(chance, x, axis)
      return made(tf.reverse(x.tensor, x.dims.map((_, i) => i === axis) as never), x.dims)
    }
    case 18:
      return rank === 0
        ? undefined
        : made(
            tf.gather(
              x.tensor,
              tf.constant(
                Array.from({ length: 3 }, () => chance.below(x.dims[0] as number)),
                tf.int32,
              ),
            ),
            [3, ...x.dims.slice(1)],
          )
    default: {
      const variable = chance.of(variables)
      return chance.next() < 0.5 || rank !== 2
        ? made(variable.value(), variable.get_shape().as_list() as number[])
        : made(alias(chance.of([tf.nn.softmax, tf.nn.log_softmax]), x.tensor), x.dims)
    }
  }
}

function tiled(chance: Chance, x: Known, axis: number): Known {
  const times = 1 + chance.below(3)
  return {
    tensor: tf.tile(x.tensor, x.dims.map((_, i) => (i === axis ? times : 1)) as never),
    dims: x.dims.with(axis, times * (x.dims[axis] as number)),
  }
}
