/**
 * Random nests of conds, loops, scans and TensorArrays, with gradients and with variables that branches and bodies change. All numbers stay
 * within [-1, 1] on their way forward, and nothing rounded decides about a branch or the number of iterations.
 */
import * as tf from '../../src/index.ts'
import type { Dice } from './bad_nodes.ts'
import type { RandomGraph } from './random_graphs.ts'

const DEPTH = 3
/** Largest differences that are allowed: of values, and of gradients, which grow on the way back. */
const VALUE = 2e-5
const GRADIENT = 2e-3

class Nests {
  readonly #dice: Dice
  readonly feeds: [tf.Tensor, tf.NDArray][] = []
  readonly floats: tf.Tensor[] = []
  readonly #width: number
  readonly #flags: tf.Tensor[]
  readonly #counts: tf.Tensor[]
  readonly #rows: tf.Tensor
  readonly variables: tf.Variable[] = []
  updates = 0
  /** The constructs around what is being made: `while`, `cond`. */
  readonly #around: string[] = []

  constructor(dice: Dice) {
    this.#dice = dice
    this.#width = 1 + dice.below(3)
    this.#flags = [0, 1].map(() => this.#feed(tf.bool, [], tf.NDArray.of(dice.below(2) === 1)))
    this.#counts = [0, 1].map(() => this.#feed(tf.int32, [], tf.NDArray.of(dice.below(4), 'int32')))
    const rows = 1 + dice.below(3)
    this.#rows = this.#feed(tf.float32, [dice.below(2) ? null : rows, this.#width], this.#numbers([rows, this.#width]))
    this.floats.push(this.#rows)
  }
  #numbers(shape: readonly number[]): tf.NDArray {
    const size = shape.reduce((product, dim) => product * dim, 1)
    const data = Array.from({ length: size }, () => (this.#dice.below(2001) - 1000) / 1000)
    return tf.NDArray.of(data, 'float32').reshape(...shape)
  }
  #feed(type: tf.DType, shape: readonly (number | null)[], value: tf.NDArray): tf.Tensor {
    const tensor = tf.placeholder(type, shape as never) as tf.Tensor
    this.feeds.push([tensor, value])
    return tensor
  }
  /** A fed row of numbers. */
  row(): tf.Tensor {
    const tensor = this.#feed(tf.float32, [this.#width], this.#numbers([this.#width]))
    this.floats.push(tensor)
    return tensor
  }
  #pick<T>(list: readonly T[]): T {
    return list[this.#dice.below(list.length)] as T
  }

  /** A row made of rows, with further constructs within as long as there is `depth`. */
  rowOf(x: tf.Tensor, y: tf.Tensor, depth: number, counter?: tf.Tensor): tf.Tensor {
    const kind = depth === 0 ? this.#dice.below(4) : this.#dice.below(11)
    const construct = kind < 6 ? 'cond' : kind === 9 ? 'map' : 'while'
    const inner = (a: tf.Tensor, b: tf.Tensor, at?: tf.Tensor): tf.Tensor => {
      this.#around.push(construct)
      const row = this.rowOf(a, b, depth - 1, at ?? counter)
      this.#around.pop()
      return row
    }
    const within = this.#around.join(' ')
    switch (kind) {
      case 0:
        return tf.tanh(x.add(y.mul(0.7)))
      case 1:
        return x.mul(y)
      case 2:
        return tf.sin(x.sub(y))
      case 3:
        return tf.maximum(x.mul(0.5), tf.minimum(y, 0.3))
      case 4:
      case 5:
        return tf.cond(
          this.#predicate(counter),
          () => inner(x, y),
          () => inner(y, x),
        ) as tf.Tensor
      case 6:
      case 7: {
        const times = this.#dice.below(3) === 0 ? tf.constant(tf.int(this.#dice.below(4))) : this.#pick(this.#counts)
        const [, last] = tf.while_loop(
          (i: tf.Tensor) => i.lt(times),
          (i: tf.Tensor, z: tf.Tensor) => [i.add(1), inner(z, y, i)],
          [tf.constant(tf.int(0)), x],
        ) as [tf.Tensor, tf.Tensor]
        return last
      }
      case 8:
        return tf.foldl((a: tf.Tensor, b: tf.Tensor) => inner(a, b), this.#rows, { initializer: x }) as tf.Tensor
      case 9: {
        const mapped = tf.map_fn((row: tf.Tensor) => inner(row, x), this.#rows) as tf.Tensor
        return tf.reduce_mean(mapped, 0) as tf.Tensor
      }
      default:
        if (depth === DEPTH) return this.#collected(x, inner)
        // iterations of a map wait for nothing
        return within.includes('map') ? x.mul(y) : this.#changing(x, y)
    }
  }
  #predicate(counter: tf.Tensor | undefined): tf.Tensor {
    if (counter && this.#dice.below(2)) return tf.equal(tf.mod(counter, 2), this.#dice.below(2)) as tf.Tensor
    const flag = this.#pick(this.#flags)
    return this.#dice.below(3) === 0 ? tf.logical_not(flag) : flag
  }

  /** Rows that a loop writes to a TensorArray. */
  #collected(x: tf.Tensor, inner: (a: tf.Tensor, b: tf.Tensor, at?: tf.Tensor) => tf.Tensor): tf.Tensor {
    const times = this.#pick(this.#counts)
    const rows = new tf.TensorArray(tf.float32, { size: times.add(1) }).write(0, x)
    const [, , written] = tf.while_loop(
      (i: tf.Tensor) => i.lt(times),
      (i: tf.Tensor, z: tf.Tensor, to: tf.TensorArray) => {
        const next = inner(z, x, i)
        return [i.add(1), next, to.write(i.add(1), next)]
      },
      [tf.constant(tf.int(0)), x, rows] as never,
    ) as unknown as [tf.Tensor, tf.Tensor, tf.TensorArray]
    return tf.reduce_mean(written.pack(), 0) as tf.Tensor
  }

  /** Takes what a variable holds, and changes it after that. */
  #changing(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
    const [variable] = this.variables
    if (!variable || this.updates > 0) return x.mul(y)
    this.updates++
    // one of them comes from the iteration before, which has made its change
    const before = tf.control_dependencies([x, y], () => variable.mul(1)) as tf.Tensor
    const changed = tf.control_dependencies([before], () => variable.assign(tf.tanh(x.add(before)))) as tf.Tensor
    return tf.control_dependencies([changed], () => x.mul(0.5).add(before.mul(0.5))) as tf.Tensor
  }

  addVariable(): void {
    this.variables.push(new tf.Variable(this.#numbers([this.#width])))
  }
}

/** None of nests that TensorFlow refuses too: a value that has no gradient stands between, within a loop. */
function gradientsOf(results: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): readonly (tf.Tensor | null)[] {
  try {
    return tf.gradients([...results], [...inputs]) as readonly (tf.Tensor | null)[]
  } catch (error) {
    if ((error as Error).name === 'AssertionError') return []
    throw error
  }
}

/** A random nest; gradients where there is no variable that a repeated run would find changed on the way back. */
export function randomNest(dice: Dice): RandomGraph {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const nests = new Nests(dice)
    const changes = dice.below(3) === 0
    if (changes) nests.addVariable()
    const [x, y] = [nests.row(), nests.row()]
    const results = Array.from({ length: 1 + dice.below(2) }, () => nests.rowOf(x, y, DEPTH))
    const fetches = [...results]
    const allowed = results.map(() => VALUE)
    if (!changes) {
      for (const gradient of gradientsOf(results, nests.floats)) {
        if (!gradient) continue
        fetches.push(tf.convert_to_tensor(gradient as never))
        allowed.push(GRADIENT)
      }
    }
    return { graph, feeds: nests.feeds, fetches, allowed, initializer: tf.initialize_all_variables() }
  }) as RandomGraph
}
