/** RunMetadata: step stats of compiled plans and of host operations, partition graphs, as TensorFlow 0.12.1 writes them. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const CPU = '/job:localhost/replica:0/task:0/cpu:0'
interface Stats {
  readonly node_name: string
  readonly all_start_micros: number
  readonly op_end_rel_micros: number
  readonly all_end_rel_micros: number
  readonly timeline_label: string
  readonly output: readonly {
    slot: number
    tensor_description: { dtype: number; shape: { dim: { size: number }[] } }
  }[]
}
/** A traced run: its result, and the stats by node. */
function traced(
  session: tf.Session,
  fetches: tf.Fetch,
  feeds: [unknown, unknown][] = [],
  level = 3,
): { result: unknown; nodes: Map<string, Stats> } {
  const run_metadata = new tf.RunMetadata()
  const result = session.run(fetches, {
    feed_dict: feeds as never,
    options: new tf.RunOptions({ trace_level: level }),
    run_metadata,
  })
  const [device] = run_metadata.step_stats.dev_stats
  if (!device) return { result, nodes: new Map() }
  expect(device.device).toBe(CPU)
  return { result, nodes: new Map([...device.node_stats].map(node => [node.node_name, node as unknown as Stats])) }
}
const shapeText = (stats: Stats | undefined): string[] =>
  [...(stats?.output ?? [])].map(({ tensor_description: { shape } }) => [...shape.dim].map(dim => dim.size).join('x'))

function model(): { x: tf.Tensor; loss: tf.Tensor; step: tf.Operation; init: tf.Operation } {
  const x = tf.placeholder(tf.float32, [null, 3], { name: 'x' })
  const w = new tf.Variable(tf.ones([3, 2]), { name: 'w' })
  const y = tf.nn.relu(tf.matmul(x, w).add(new tf.Variable(tf.zeros([2]), { name: 'b' })), { name: 'y' })
  const loss = tf.reduce_mean(y, { name: 'loss' })
  return {
    x,
    loss,
    step: new tf.train.GradientDescentOptimizer(0.1).minimize(loss),
    init: tf.initialize_all_variables(),
  }
}

test('a training step: every node, with labels, shapes and times within the run', () => {
  const { x, loss, step, init } = model()
  using session = new tf.Session()
  session.run(init)
  const before = Date.now() * 1000
  const { nodes } = traced(session, [loss, step], [[x, tf.np.ones([4, 3])]])
  const after = (Date.now() + 1) * 1000
  expect([...nodes.keys()][0]).toBe('_SOURCE')
  expect(nodes.get('_SOURCE')?.timeline_label).toBe('_SOURCE = NoOp()')
  expect(nodes.get('MatMul')?.timeline_label).toBe('MatMul = MatMul(_recv_x_0, w/read)')
  expect(nodes.get('gradients/add_grad/Sum_1')?.timeline_label).toBe(
    'gradients/add_grad/Sum_1 = Sum(gradients/y_grad/ReluGrad, gradients/add_grad/BroadcastGradientArgs:1)',
  )
  expect(nodes.get('GradientDescent')?.timeline_label).toBe(
    'GradientDescent = NoOp(^GradientDescent/update_w/ApplyGradientDescent, ^GradientDescent/update_b/ApplyGradientDescent)',
  )
  expect(nodes.has('x')).toBe(false)
  for (const [name, shapes] of Object.entries({
    MatMul: ['4x2'],
    y: ['4x2'],
    loss: [''],
    w: ['3x2'],
    'gradients/add_grad/BroadcastGradientArgs': ['0', '1'],
  }))
    expect(shapeText(nodes.get(name))).toEqual(shapes)
  for (const { all_start_micros, all_end_rel_micros, op_end_rel_micros } of nodes.values()) {
    expect(all_start_micros).toBeGreaterThanOrEqual(before)
    expect(all_start_micros + all_end_rel_micros).toBeLessThanOrEqual(after)
    expect(all_end_rel_micros).toBeGreaterThanOrEqual(op_end_rel_micros)
  }
})

test('times are those of the plan: what costs most takes longest', () => {
  const a = tf.placeholder(tf.float32, [400, 400], { name: 'a' })
  const big = tf.matmul(tf.matmul(a, a, { name: 'product' }), a)
  const out = tf.reduce_sum(tf.exp(big.mul(1e-9)), { name: 'sum' })
  using session = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) })
  const feeds: [unknown, unknown][] = [[a, tf.np.ones([400, 400])]]
  const untraced = session.run(out, { feed_dict: feeds as never })
  const { result, nodes } = traced(session, out, feeds)
  expect(result).toBe(untraced)
  const micros = (name: string): number => nodes.get(name)?.op_end_rel_micros ?? 0
  // 128 MFLOP take milliseconds, whatever the machine
  expect(micros('product')).toBeGreaterThan(500)
  expect(micros('product')).toBeGreaterThan(micros('mul'))
  // a view takes nothing
  expect(micros('Const')).toBe(0)
})

test('traced and untraced runs give the same numbers and updates', () => {
  const { x, loss, step, init } = model()
  const input = tf.np.arange(12).reshape(4, 3)
  const losses = (trace: boolean): unknown[] => {
    using session = new tf.Session()
    session.run(init)
    const feeds: [unknown, unknown][] = [[x, input]]
    return Array.from(
      { length: 5 },
      () =>
        (trace
          ? (traced(session, [loss, step], feeds).result as unknown[])
          : session.run([loss, step], feeds as never))[0],
    )
  }
  expect(losses(true)).toEqual(losses(false))
})

test('a failure in a traced plan is that of its own node', () => {
  const x = tf.placeholder(tf.int32, [3], { name: 'x' })
  const y = tf.floordiv(tf.add(x, 1), x, { name: 'quotient' })
  using session = new tf.Session()
  expect(traced(session, y, [[x, [1, 2, 3]]]).result).toEqual(session.run(y, { feed_dict: [[x, [1, 2, 3]]] }))
  const failing = (): unknown => traced(session, tf.add(y, 1), [[x, [1, 0, 3]]])
  expect(failing).toThrow('Integer division by zero')
  expect(failing).toThrow('[[Node: quotient = Div')
})

test('host operations, loops and what waits are traced too', async () => {
  const joined = tf.string_join([tf.constant(['a', 'b']), 'c'], { name: 'joined' })
  const loop = tf.while_loop(
    (i: tf.Tensor) => i.lt(3),
    (i: tf.Tensor) => i.add(1),
    [tf.constant(0)],
  )
  const q = new tf.FIFOQueue(3, tf.float32, { shapes: [[]], name: 'q' })
  const dequeue = q.dequeue()
  const enqueue = q.enqueue(1)
  using session = new tf.Session()
  expect(traced(session, joined).nodes.get('joined')?.timeline_label).toBe(
    'joined = StringJoin(Const, joined/inputs_1)',
  )
  const run_metadata = new tf.RunMetadata()
  const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
  session.run(loop, { options, run_metadata })
  const names = [...(run_metadata.step_stats.dev_stats[0]?.node_stats ?? [])].map(node => node.node_name)
  // a node of a loop is there once an iteration
  expect(names.filter(name => name === 'while/Merge').length).toBe(4)
  expect(names.filter(name => name === 'while/add').length).toBe(3)
  const waiting = session.run_async(dequeue, { options, run_metadata })
  await new Promise(resolve => setTimeout(resolve, 20))
  const enqueued = 1000 * (performance.timeOrigin + performance.now())
  session.run(enqueue)
  expect(await waiting).toBe(1)
  const stats = [...(run_metadata.step_stats.dev_stats[0]?.node_stats ?? [])].find(
    node => node.node_name === dequeue.op.name,
  )
  expect(Number(stats?.all_start_micros)).toBeLessThan(enqueued)
  expect(Number(stats?.all_start_micros) + Number(stats?.op_end_rel_micros)).toBeGreaterThanOrEqual(
    Math.floor(enqueued),
  )
})

test('levels, and what metadata held before', () => {
  const y = tf.add(tf.constant(1), 2)
  using session = new tf.Session()
  for (const level of [1, 2, 3]) expect(traced(session, y, [], level).nodes.has('Add')).toBe(true)
  expect(traced(session, y, [], 0).nodes.size).toBe(0)
  const run_metadata = new tf.RunMetadata()
  session.run(y, { options: new tf.RunOptions({ trace_level: 3 }), run_metadata })
  expect(run_metadata.HasField('step_stats')).toBe(true)
  // a run that is not traced leaves nothing of it
  session.run(y, { run_metadata })
  expect(run_metadata.HasField('step_stats')).toBe(false)
  expect(() => session.run(y, { options: 3 as never })).toThrow("'int' object has no attribute 'SerializeToString'")
  expect(() => session.run(y, { run_metadata: 'x' as never })).toThrow(
    "'str' object has no attribute 'ParseFromString'",
  )
})

test('partition graphs: what runs, with the nodes that feed and fetch', () => {
  const { x, loss } = model()
  const run_metadata = new tf.RunMetadata()
  using session = new tf.Session()
  session.run(tf.initialize_all_variables())
  session.run(loss, {
    feed_dict: [[x, tf.np.ones([4, 3])]],
    options: new tf.RunOptions({ output_partition_graphs: true }),
    run_metadata,
  })
  expect(run_metadata.HasField('step_stats')).toBe(false)
  expect(run_metadata.partition_graphs.length).toBe(1)
  const nodes = new Map([...(run_metadata.partition_graphs[0]?.node ?? [])].map(node => [node.name, node]))
  expect([...nodes.keys()].sort()).toEqual([
    'Const',
    'MatMul',
    '_recv_x_0',
    '_send_loss_0',
    'add',
    'b',
    'b/read',
    'loss',
    'w',
    'w/read',
    'y',
  ])
  expect([...(nodes.get('MatMul')?.input ?? [])]).toEqual(['_recv_x_0', 'w/read'])
  expect([...nodes.values()].every(node => node.device === CPU)).toBe(true)
  expect(String(nodes.get('_send_loss_0')?.attr['tensor_name']?.s)).toBe('loss:0')
})
