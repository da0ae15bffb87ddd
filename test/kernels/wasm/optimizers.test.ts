/** Optimizers' ops in plans, on any number of threads, against float32 steps written out and against the reference kernels. */
import { describe, expect, it } from 'vitest'
import { lookupOp } from '../../../src/graph/op_def.ts'
import * as tf from '../../../src/index.ts'
import { planText, sampleGraph } from '../../laws/op_laws.ts'
import { executing } from '../../support/environment.ts'
import { random } from './run_step.ts'

const THREADS = [1, 2, 3, 8]
const SIZES = [1, 3, 4, 5, 16, 63, 130, 5003]
const { fround, sqrt } = Math

/** s: state, g: gradient, i: indices, h: a hyper-parameter, t: the step's number. */
interface Updater {
  readonly op: string
  readonly inputs: string
  readonly attrs?: Record<string, boolean>
  /** One element's update in float32 steps: state and gradient to new state. */
  readonly rule?: (state: readonly number[], g: number, scalars: readonly number[]) => readonly number[]
}

const r = (x: number): number => fround(x)
const momentum =
  (nesterov: boolean): NonNullable<Updater['rule']> =>
  ([v = 0, a = 0], g, [lr = 0, m = 0]) => {
    const moved = r(r(a * m) + g)
    return [r(v - (nesterov ? r(r(g * lr) + r(r(moved * m) * lr)) : r(moved * lr))), moved]
  }
const UPDATERS: readonly Updater[] = [
  { op: 'ApplyGradientDescent', inputs: 'shg', rule: ([v = 0], g, [alpha = 0]) => [r(v - r(g * alpha))] },
  { op: 'ApplyMomentum', inputs: 'sshgh', attrs: { use_nesterov: false }, rule: momentum(false) },
  { op: 'ApplyMomentum', inputs: 'sshgh', attrs: { use_nesterov: true }, rule: momentum(true) },
  {
    op: 'ApplyAdagrad',
    inputs: 'sshg',
    rule: ([v = 0, a = 0], g, [lr = 0]) => {
      const grown = r(a + r(g * g))
      return [r(v - r(r(g * lr) * r(1 / r(sqrt(grown))))), grown]
    },
  },
  {
    op: 'ApplyRMSProp',
    inputs: 'ssshhhhg',
    rule: ([v = 0, s = 0, m = 0], g, [lr = 0, rho = 0, mu = 0, epsilon = 0]) => {
      const square = r(s + r(r(r(g * g) - s) * r(1 - rho)))
      const moved = r(r(m * mu) + r(r(g * lr) / r(sqrt(r(square + epsilon)))))
      return [r(v - moved), square, moved]
    },
  },
  {
    op: 'ApplyAdam',
    inputs: 'ssshhhhhhg',
    rule: ([v = 0, m = 0, s = 0], g, [power1 = 0, power2 = 0, lr = 0, beta1 = 0, beta2 = 0, epsilon = 0]) => {
      const alpha = r(r(lr * r(sqrt(r(1 - power2)))) / r(1 - power1))
      const mean = r(m + r(r(g - m) * r(1 - beta1)))
      const square = r(s + r(r(r(g * g) - s) * r(1 - beta2)))
      return [r(v - r(r(mean * alpha) / r(r(sqrt(square)) + epsilon))), mean, square]
    },
  },
  { op: 'ApplyAdadelta', inputs: 'ssshhhg' },
  { op: 'ApplyCenteredRMSProp', inputs: 'sssshhhhg' },
  { op: 'ApplyFtrl', inputs: 'sssghhhh' },
  { op: 'ApplyProximalGradientDescent', inputs: 'shhhg' },
  { op: 'ApplyProximalAdagrad', inputs: 'sshhhg' },
  { op: 'ApplyAdagradDA', inputs: 'sssghhht' },
  { op: 'SparseApplyMomentum', inputs: 'sshgih', attrs: { use_nesterov: true } },
  { op: 'SparseApplyAdagrad', inputs: 'sshgi' },
  { op: 'SparseApplyAdadelta', inputs: 'ssshhhgi' },
  { op: 'SparseApplyRMSProp', inputs: 'ssshhhhgi' },
  { op: 'SparseApplyCenteredRMSProp', inputs: 'sssshhhhgi' },
  { op: 'SparseApplyFtrl', inputs: 'sssgihhhh' },
  { op: 'SparseApplyProximalGradientDescent', inputs: 'shhhgi' },
  { op: 'SparseApplyProximalAdagrad', inputs: 'sshhhgi' },
  { op: 'SparseApplyAdagradDA', inputs: 'sssgihhht' },
]

/** Values of an op's inputs: the state has `shape`, of whose rows the sparse ops change some, and some twice. */
function values(updater: Updater, shape: readonly number[], type: 'float32' | 'float64', seed: number): tf.NDArray[] {
  const rng = random(seed)
  const [rows = 1, ...row] = shape
  const sparse = updater.inputs.includes('i')
  const indices = Array.from({ length: 1 + rng.below(2 * rows) }, () => rng.below(rows))
  const array = (dims: readonly number[], element: () => number): tf.NDArray => {
    const size = dims.reduce((a, b) => a * b, 1)
    const data = Array.from({ length: size }, element)
    return new tf.NDArray(type, dims, type === 'float32' ? Float32Array.from(data) : Float64Array.from(data))
  }
  return [...updater.inputs].map((kind, i) => {
    // a mean gradient is smaller than the root of the mean square
    if (kind === 's' && i === 1 && updater.op.includes('Centered')) return array(shape, () => 0.1 * rng.next())
    if (kind === 's') return array(shape, () => 0.05 + rng.next())
    if (kind === 'g') return array(sparse ? [indices.length, ...row] : shape, () => 2 * rng.next() - 1)
    if (kind === 'h') return array([], () => 0.2 + rng.next() / 2)
    if (kind === 't') return new tf.NDArray('int64', [], BigInt64Array.of(3n))
    return new tf.NDArray('int32', [indices.length], Int32Array.from(indices))
  })
}

/** The state after one run; `threads` 0: by the reference kernels. */
function run(updater: Updater, inputs: readonly tf.NDArray[], threads: number): tf.NDArray[] {
  const graph = new tf.Graph()
  const [op, variables, init] = graph.as_default(() => {
    const def = lookupOp(updater.op)
    const states: tf.Variable[] = []
    const tensors = inputs.map((value, i) => {
      if (updater.inputs[i] !== 's') return tf.constant(value as never) as tf.Tensor
      states.push(new tf.Variable(value as never))
      return (states.at(-1) as tf.Variable)._as_graph_element() as tf.Tensor
    })
    if (!def) throw new Error(updater.op)
    const attrs = new Map(
      [...def.attrs.values()].map(attr => [
        attr.name,
        updater.attrs?.[attr.name] ?? attr.defaultValue ?? typeOf(attr.name),
      ]),
    )
    const outputTypes = [(tensors[0] as tf.Tensor).dtype]
    const node = graph.addNode({
      def,
      inputs: tensors,
      argLengths: tensors.map(() => 1),
      outputTypes,
      attrs: attrs as never,
      name: 'update',
    })
    return [node, states, tf.global_variables_initializer()] as const
  })
  function typeOf(name: string): tf.DType {
    return name === 'Tindices' ? tf.int32 : ((inputs[0] as tf.NDArray).dtype as tf.DType)
  }
  using _executor = executing(threads === 0 ? 'reference' : 'compiled')
  const session = new tf.Session('', {
    graph,
    config: new tf.ConfigProto({ intra_op_parallelism_threads: Math.max(1, threads) }),
  })
  try {
    session.run(init)
    session.run(op)
    return session.run([...variables]).map((value: unknown) => tf.NDArray.of(value as never))
  } finally {
    session.close()
  }
}

function near(got: tf.NDArray, want: tf.NDArray, tolerance: number, about: unknown): void {
  const [a, b] = [got.data as Float64Array, want.data as Float64Array]
  expect(a.length).toBe(b.length)
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number]
    if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y))))
      throw new Error(`element ${i} is ${x}, not ${y}: ${JSON.stringify(about)}`)
  }
}

describe.each(UPDATERS)('$op $attrs', updater => {
  it('is the float32 steps, on any number of threads', () => {
    const { rule, inputs: kinds } = updater
    for (const size of rule ? SIZES : []) {
      const inputs = values(updater, [size], 'float32', size)
      const pick = (kind: string): Float32Array[] =>
        inputs.flatMap((array, i) => (kinds[i] === kind ? [array.data as Float32Array] : []))
      const scalars = pick('h').map(data => data[0] as number)
      const expected = pick('s').map(data => new Float32Array(data.length))
      for (let i = 0; i < size; i++) {
        const old = pick('s').map(data => data[i] as number)
        const after = rule?.(old, pick('g')[0]?.[i] as number, scalars) ?? []
        for (const [k, value] of after.entries()) (expected[k] as Float32Array)[i] = value
      }
      for (const threads of THREADS) expect(run(updater, inputs, threads).map(array => array.data)).toEqual(expected)
    }
  })

  it('is what the reference kernel does, on any number of threads', () => {
    const shapes = updater.inputs.includes('i')
      ? [[5], [7, 3], [40, 16], [3, 2, 5], [100, 130]]
      : [[7], [33, 5], [3000]]
    for (const type of ['float32', 'float64'] as const) {
      for (const [i, shape] of shapes.entries()) {
        const inputs = values(updater, shape, type, 100 + i)
        const want = run(updater, inputs, 0)
        let first: tf.NDArray[] | undefined
        for (const threads of THREADS) {
          const got = run(updater, inputs, threads)
          first ??= got
          for (const [k, array] of got.entries()) {
            near(array, want[k] as tf.NDArray, type === 'float32' ? 3e-6 : 1e-12, { shape, threads, state: k })
            expect(Buffer.compare(array.to_bytes(), (first[k] as tf.NDArray).to_bytes())).toBe(0)
          }
        }
      }
    }
  })

  it('is one compiled step', () => {
    const sample = { op: updater.op, inputs: values(updater, [6, 4], 'float32', 1), attrs: updater.attrs ?? {} }
    const text = planText(sampleGraph(sample))
    expect(text).not.toContain('reference')
    expect(text).toContain('plan: 1 steps')
  })
})
