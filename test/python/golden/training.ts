/** optimizers.json and initializers.json. */
import { compareJson, type Differences } from './compare.ts'
import type { EncodedTensor } from './encoding.ts'
import { type ErrorRecord, type GoldenCase, type Harness, tf } from './harness.ts'

interface OptimizerCase {
  readonly id: string
  readonly expr: string
  readonly kind: 'dense' | 'sparse'
  readonly dtype: string
  readonly error?: ErrorRecord
  readonly values?: Readonly<Record<string, readonly unknown[]>>
}

interface ExpressionCase {
  readonly id: string
  readonly expr: string
  readonly step_dtype?: string
  readonly steps?: readonly number[]
  readonly values?: readonly unknown[]
  readonly value?: unknown
  readonly error?: ErrorRecord
}

interface AverageCase {
  readonly id: string
  readonly kind: 'variable' | 'tensor'
  readonly error?: ErrorRecord
  readonly fed?: readonly (readonly number[])[]
}

export interface OptimizersFile {
  readonly optimizers: readonly OptimizerCase[]
  readonly learning_rate_decays: readonly ExpressionCase[]
  readonly moving_averages: readonly AverageCase[]
  readonly clipping: readonly ExpressionCase[]
}

const MODELS: Readonly<Record<OptimizerCase['kind'], string>> = {
  dense: `
v = tf.Variable(np.array([3.0, -1.0, 0.0]), name='v', dtype=dt)
w = tf.Variable(np.array([2.0]), name='w', dtype=dt)
opt = make(global_step)
loss = tf.reduce_sum(tf.square(v - [1.0, -2.0, 0.5]) * [1.0, 0.3, 2.0]) + tf.reduce_sum(0.25 * tf.square(w) + tf.exp(-w))
model = [v, w]
feed = lambda i: {}
`,
  sparse: `
e = tf.Variable(np.array([[0.5, -0.5], [1.0, 2.0], [-1.0, 0.25], [3.0, -3.0]]), name='e', dtype=dt)
ids = tf.placeholder(tf.int32, [3], name='ids')
opt = make(global_step)
loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(e, ids) - tf.constant([[1.0, 0.0]], dt)))
model = [e]
feed = lambda i: {ids: [[0, 2, 2], [1, 3, 1]][i % 2]}
`,
}

const TRAIN = `
train = opt.minimize(loss, global_step=global_step)
result = {'train_op': [train.name, train.type], 'slot_names': opt.get_slot_names()}
result['variables_in_creation_order'] = [[x.op.name, str(x.get_shape()), x.dtype.base_dtype.name] for x in tf.global_variables()]
result['slots'] = {}
for x in model:
    slots = {}
    for n in opt.get_slot_names():
        slot = opt.get_slot(x, n)
        slots[n] = None if slot is None else slot.op.name
    result['slots'][x.op.name] = slots
tracked = [x for x in tf.global_variables() if x.op.name != 'global_step']
values = dict((x.op.name, []) for x in tracked)
losses = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(21):
        for x in tracked:
            values[x.op.name].append(sess.run(x))
        if i < 20:
            losses.append(sess.run(loss, feed(i)))
            sess.run(train, feed(i))
result['values'] = values
result['losses_before_step'] = losses
result['train_ops'] = [[o.name, o.type] for o in tf.get_default_graph().get_operations() if o.type.startswith(('Apply', 'SparseApply', 'Scatter'))]
`

/** The facts of a case that a result must have. */
function facts(
  expected: object,
  harness: Harness,
  globals: Map<string, unknown>,
  without: readonly string[],
): Differences {
  const result = globals.get('result') as Map<string, unknown>
  return Object.entries(expected)
    .flatMap(([key, value]) => (without.includes(key) ? [] : compareJson(value, result.get(key) ?? null, key)))
    .slice(0, 6)
}

const withError = (
  harness: Harness,
  error: ErrorRecord | undefined,
  run: () => void,
  compare: () => Differences,
): Differences => {
  if (error) return harness.expectError(error, run)
  run()
  return compare()
}

const optimizerCase = (test: OptimizerCase): GoldenCase => ({
  id: `${test.id} ${test.kind} ${test.dtype}`,
  source: test.expr,
  run: harness => {
    const globals = harness.names()
    const source = `dt = tf.${test.dtype}\nglobal_step = tf.Variable(0, name='global_step', trainable=False, dtype=tf.int64)\nmake = lambda global_step: ${test.expr}\n${MODELS[test.kind]}${TRAIN}`
    return withError(
      harness,
      test.error,
      () => harness.run(source, globals),
      () => facts(test, harness, globals, ['id', 'expr', 'kind', 'dtype']),
    )
  },
})

const DECAY = `
with tf.Session() as sess:
    values = []
    for s in steps:
        try:
            values.append(sess.run(lr, {step: s}))
        except Exception as e:
            values.append({'error': e.message})
`

const decayCase = (test: ExpressionCase): GoldenCase => ({
  id: `${test.id} ${test.step_dtype}`,
  source: test.expr,
  run: harness => {
    const globals = harness.names({ steps: test.steps ?? [] })
    const build = `step = tf.placeholder(tf.${test.step_dtype}, [], name='step')\nnp_int = np.${test.step_dtype}\nlr = ${test.expr}\n`
    return withError(
      harness,
      test.error,
      () => harness.run(build + DECAY, globals),
      () => compareJson(test.values, globals.get('values'), 'values'),
    )
  },
})

const AVERAGE = `
n = tf.Variable(0, name='n', trainable=False)
v = tf.Variable([1.0, 2.0], name='v')
x = tf.placeholder(tf.float32, [2], name='x')
target = v if kind == 'variable' else tf.identity(x, name='t')
options = {'decay': 0.9}
if 'num_updates' in ident:
    options['num_updates'] = n
if 'zero_debias' in ident:
    options['zero_debias'] = True
ema = tf.train.ExponentialMovingAverage(**options)
op = ema.apply([target])
avg = ema.average(target)
result = {'average_name': ema.average_name(target), 'average_op': avg.op.name}
result['variables'] = [q.op.name for q in tf.global_variables()]
result['moving_average_variables'] = [q.op.name for q in tf.moving_average_variables()]
values = []
inc = n.assign_add(1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result['initial'] = sess.run(avg)
    for value in fed:
        if kind == 'variable':
            sess.run(v.assign(value))
        sess.run(op, {x: value})
        values.append(sess.run(avg))
        sess.run(inc)
    result['values'] = values
    result['final_variables'] = dict((q.op.name, sess.run(q)) for q in tf.global_variables())
`

const averageCase = (test: AverageCase): GoldenCase => ({
  id: `average ${test.id} ${test.kind}`,
  source: test.id,
  run: harness => {
    const globals = harness.names({
      kind: test.kind,
      ident: test.id,
      fed: test.fed?.map(row => row.map(value => tf.float(value))) ?? [],
    })
    return withError(
      harness,
      test.error,
      () => harness.run(AVERAGE, globals),
      () => facts(test, harness, globals, ['id', 'kind', 'fed']),
    )
  },
})

const CLIP = `
if isinstance(t, (list, tuple)):
    t = {'list': [q for q in t[0] if q is not None], 'norm': t[1]}
with tf.Session() as s:
    result = s.run(t)
`

const clipCase = (test: ExpressionCase): GoldenCase => ({
  id: test.id,
  source: test.expr,
  run: harness => {
    const globals = harness.names()
    return withError(
      harness,
      test.error,
      () => harness.run(`t = ${test.expr}\n${CLIP}`, globals),
      () => compareJson(test.value, globals.get('result'), 'value'),
    )
  },
})

/** The cases of optimizers.json. */
export function optimizersCases(file: OptimizersFile): GoldenCase[] {
  return [
    ...file.optimizers.map(optimizerCase),
    ...file.learning_rate_decays.map(decayCase),
    ...file.moving_averages.map(averageCase),
    ...file.clipping.map(clipCase),
  ]
}

interface InitializerCase {
  readonly id: string
  readonly initializer: string
  readonly graph_seed: number | null
  readonly dtype: string
  readonly shape: readonly number[]
  readonly attrs?: unknown
  readonly value?: EncodedTensor
  readonly error?: ErrorRecord
}

interface LayerCase {
  readonly id: string
  readonly source: string
  readonly attrs?: unknown
  readonly variables?: unknown
  readonly y?: EncodedTensor
  readonly error?: ErrorRecord
}

export interface InitializersFile {
  readonly initializers: readonly InitializerCase[]
  readonly layers: readonly LayerCase[]
}

export const SEEDS = `
attrs = [[o.name, o.type, o.get_attr('seed'), o.get_attr('seed2')] for o in tf.get_default_graph().get_operations() if 'seed' in o.node_def.attr]
`

const initializerCase = (test: InitializerCase): GoldenCase => ({
  id: `${test.id} ${test.dtype} [${test.shape.join()}]`,
  source: test.initializer,
  run: harness => {
    const globals = harness.names()
    const seed = test.graph_seed === null ? '' : `tf.set_random_seed(${test.graph_seed})\n`
    const source = `${seed}v = tf.get_variable('w', [${test.shape.join(', ')}], dtype=tf.${test.dtype}, initializer=${test.initializer})\n${SEEDS}with tf.Session() as s:\n    s.run(v.initializer)\n    value = s.run(v)\n`
    return withError(
      harness,
      test.error,
      () => harness.run(source, globals),
      () => [
        ...compareJson(test.attrs, globals.get('attrs'), 'attrs'),
        ...compareJson(test.value, globals.get('value'), 'value'),
      ],
    )
  },
})

const LAYER = `
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    variables = dict((v.op.name, s.run(v)) for v in tf.global_variables())
    y_value = s.run(y)
`

const layerCase = (test: LayerCase): GoldenCase => ({
  id: `layer ${test.id}`,
  source: test.source,
  run: harness => {
    const globals = harness.names()
    return withError(
      harness,
      test.error,
      () => harness.run(`${test.source}\n${SEEDS}${LAYER}`, globals),
      () => [
        ...compareJson(test.attrs, globals.get('attrs'), 'attrs'),
        ...compareJson(test.variables, globals.get('variables'), 'variables'),
        ...compareJson(test.y, globals.get('y_value'), 'y'),
      ],
    )
  },
})

/** The cases of initializers.json. */
export function initializersCases(file: InitializersFile): GoldenCase[] {
  return [...file.initializers.map(initializerCase), ...file.layers.map(layerCase)]
}
