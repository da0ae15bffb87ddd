/** Values that programs give to public functions, fit or not. */
import * as tf from '../../src/index.ts'

export type Kind = readonly [name: string, value: unknown]

class Something {
  readonly x = 1
}

/** Made once: they belong to no graph. */
const PLAIN: readonly Kind[] = [
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['-1', -1],
  ['0.5', 0.5],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['2 ** 53', 2 ** 53],
  ['1e300', 1e300],
  ["'x'", 'x'],
  ["''", ''],
  ["'float32'", 'float32'],
  ["'a:b/c'", 'a:b/c'],
  ['Symbol()', Symbol('s')],
  ['() => 1', () => 1],
  ['x => x', (x: unknown) => x],
  ['class', Something],
  ['5n', 5n],
  ['2n ** 70n', 2n ** 70n],
  ['{}', {}],
  ['{ x: 1 }', { x: 1 }],
  ['Object.create(null)', Object.create(null)],
  ['[]', []],
  ['[1]', [1]],
  ['[1, 2]', [1, 2]],
  ['[-1, 3]', [-1, 3]],
  ['[0.5, NaN]', [0.5, Number.NaN]],
  ["['a', 'b']", ['a', 'b']],
  ['[null]', [null]],
  ['[Symbol()]', [Symbol('s')]],
  ['[{}]', [{}]],
  ['[5n]', [5n]],
  [
    '[[1, 2], [3, 4]]',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['[[1], [2, 3]]', [[1], [2, 3]]],
  ['[[[]]]', [[[]]]],
  ['[2 ** 31, 2 ** 31]', [2 ** 31, 2 ** 31]],
  ['new Something()', new Something()],
  ['new Date(0)', new Date(0)],
  ['new Date(NaN)', new Date(Number.NaN)],
  ['Promise', Promise.resolve(1)],
  ['new Set([1])', new Set([1])],
  ["new Map([['a', 1]])", new Map([['a', 1]])],
  ["Buffer.from('a')", Buffer.from('a')],
  ['Float32Array', new Float32Array([1, 2])],
  ['BigInt64Array', new BigInt64Array([1n])],
  ['Uint8Array', new Uint8Array(0)],
  ['ArrayBuffer', new ArrayBuffer(8)],
  ['new Error()', new Error('e')],
  ['/x/', /x/],
  ['Proxy', new Proxy({}, {})],
  ['tf.int(3)', tf.int(3)],
  ['tf.float(0.5)', tf.float(0.5)],
  ['tf.float32', tf.float32],
  ['tf.int32', tf.int32],
  ['tf.string', tf.string],
  ['tf.complex64', tf.complex64],
  ['tf.float32_ref', tf.as_dtype('float32_ref' as never)],
  ['new TensorShape([2, 2])', new tf.TensorShape([2, 2])],
  ['new TensorShape([null, 2])', new tf.TensorShape([null, 2])],
  ['new TensorShape(null)', new tf.TensorShape(null)],
  ['new Dimension(null)', new tf.Dimension(null)],
  [
    'NDArray float',
    tf.NDArray.of(
      [
        [1, 2],
        [3, 4],
      ],
      'float32',
    ),
  ],
  ['NDArray int64', tf.NDArray.of([1, 2], 'int64')],
  ['NDArray bool', tf.NDArray.of(true, 'bool')],
  ['NDArray string', tf.NDArray.of(['a', 'b'], 'string')],
  ['NDArray empty', tf.NDArray.of([], 'float64')],
  ['NDArray complex', tf.NDArray.of([1], 'complex128')],
]

interface OfGraph {
  readonly graph: tf.Graph
  readonly kinds: readonly Kind[]
}
let made: OfGraph | undefined

/** All kinds; those of a graph belong to the default one. */
export function argumentKinds(): readonly Kind[] {
  const graph = tf.get_default_graph()
  if (made?.graph === graph) return made.kinds
  const x = tf.constant(
    [
      [1, 2],
      [3, 4],
    ],
    { name: 'x' },
  )
  const variable = new tf.Variable(tf.ones([2, 2]), { name: 'v' })
  const kinds: Kind[] = [
    ...PLAIN,
    ['float tensor [2, 2]', x],
    ['scalar', tf.constant(1)],
    ['int32 vector', tf.constant([0, 1], tf.int32)],
    ['int64 scalar', tf.constant(1, tf.int64)],
    ['string tensor', tf.constant(['a', 'b'])],
    ['bool tensor', tf.constant(true)],
    ['complex tensor', tf.constant([1, 2], tf.complex64)],
    ['half tensor', tf.constant([1, 2], tf.float16)],
    ['placeholder', tf.placeholder(tf.float32)],
    ['placeholder [null, 2]', tf.placeholder(tf.float32, [null, 2])],
    ['rank 4', tf.zeros([1, 4, 4, 2])],
    ['variable', variable],
    ['operation', x.op],
    ['[tensor, tensor]', [x, x]],
    ['[variable]', [variable]],
    ['graph', graph],
    ['tensor of another graph', new tf.Graph().as_default(() => tf.constant(1))],
    ['sparse tensor', new tf.SparseTensor([[0, 0]], [1], [2, 2])],
    ['indexed slices', new tf.IndexedSlices(x, tf.constant([0, 1], tf.int32))],
    ['session', new tf.Session('', { graph })],
    ['GraphDef', new tf.GraphDef()],
    ['optimizer', new tf.train.GradientDescentOptimizer(0.1)],
    ['queue', new tf.FIFOQueue(10, [tf.float32])],
    ['tensor array', new tf.TensorArray(tf.float32, 2)],
  ]
  made = { graph, kinds }
  return kinds
}

/** Objects whose methods are called. */
export function instances(): object[] {
  const own = argumentKinds().map(([, value]) => value)
  const { train, contrib } = tf
  const d = contrib.distributions
  const more: (() => unknown)[] = [
    () => new tf.DeviceSpec({ job: 'ps' }),
    () => tf.get_variable_scope(),
    () => new tf.RandomShuffleQueue(10, 1, [tf.float32]),
    () => new tf.PaddingFIFOQueue(10, [tf.float32], [[null]]),
    () => new tf.PriorityQueue(10, [tf.float32], [[]]),
    () => new tf.Barrier(tf.float32 as never),
    () => new tf.ConditionalAccumulator(tf.float32),
    () => new tf.SparseConditionalAccumulator(tf.float32),
    () => new tf.SparseTensorValue([[0]], [1], [2]),
    () => new tf.Complex(1, 2),
    () => new tf.np.random.RandomState(1),
    () => new train.AdadeltaOptimizer(0.1),
    () => new train.AdagradOptimizer(0.1),
    () => new train.AdamOptimizer(0.1),
    () => new train.FtrlOptimizer(0.1),
    () => new train.MomentumOptimizer(0.1, 0.9),
    () => new train.RMSPropOptimizer(0.1),
    () => new train.ProximalAdagradOptimizer(0.1),
    () => new train.ProximalGradientDescentOptimizer(0.1),
    () => new train.ExponentialMovingAverage(0.9),
    () => new train.ClusterSpec({ ps: ['a:1'] }),
    () => new train.Coordinator(),
    () => new d.Normal(0, 1),
    () => new d.Bernoulli({ p: 0.5 }),
    () => new d.Beta(1, 1),
    () => new d.Binomial({ n: 3, p: 0.5 }),
    () => new d.Categorical([0.1, 0.2]),
    () => new d.Dirichlet([1, 2]),
    () => new d.Exponential(1),
    () => new d.Gamma(1, 1),
    () => new d.Laplace(0, 1),
    () => new d.Poisson(1),
    () => new d.StudentT(2, 0, 1),
    () => new d.Uniform(0, 1),
    () => new d.MultivariateNormalDiag([0, 0], [1, 1]),
    () =>
      new d.WishartFull(3, [
        [1, 0],
        [0, 1],
      ]),
    () => new d.bijector.Exp(),
    () => new d.bijector.ScaleAndShift(1, 2),
    () => contrib.layers.real_valued_column('r'),
    () => contrib.layers.sparse_column_with_keys('k', ['a', 'b']),
    () => contrib.layers.sparse_column_with_hash_bucket('h', 10),
    () => contrib.layers.sparse_column_with_integerized_feature('i', 10),
    () => new contrib.lookup.MutableHashTable(tf.string, tf.int64, -1),
    () => new tf.AttrValue(),
    () => new tf.NodeDef(),
    () => new tf.TensorProto(),
    () => new tf.errors.NotFoundError(null, null, 'n'),
  ]
  return [
    ...own,
    ...more.flatMap(make => {
      try {
        return [make()]
      } catch {
        return []
      }
    }),
  ].filter((value): value is object => typeof value === 'object' && value !== null)
}
