/** Step stats as a Chrome trace: the events that TensorFlow's Timeline writes (compared with it on stats of real runs). */
import { expect, test } from 'vitest'
import { StepStats } from '../../src/formats/protos/step_stats.generated.ts'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'

const DEVICE = '/job:localhost/replica:0/task:0/cpu:0'
const node = (name: string, label: string, start: number, duration: number, bytes?: number): object => ({
  node_name: name,
  all_start_micros: start,
  all_end_rel_micros: duration,
  timeline_label: label,
  ...(bytes === undefined
    ? {}
    : {
        output: [
          {
            tensor_description: {
              dtype: 1,
              shape: { dim: [] },
              allocation_description: { requested_bytes: bytes, allocator_name: 'cpu' },
            },
          },
        ],
      }),
})
const stats = (): StepStats =>
  new StepStats({
    dev_stats: [
      {
        device: DEVICE,
        node_stats: [
          node('_SOURCE', '_SOURCE = NoOp()', 100, 0),
          node('a', 'a = Const()', 101, 4, 8),
          node('b', 'b = MatMul(_recv_x_0, a)', 106, 20, 16),
          // while b runs
          node('c', 'c = Add(a, ^b)', 110, 5, 4),
        ],
      },
    ],
  } as never)

interface TraceEvent {
  readonly ph: string
  readonly name: string
  readonly [key: string]: unknown
}
const events = (json: string): TraceEvent[] => (JSON.parse(json) as { traceEvents: TraceEvent[] }).traceEvents
const of = (all: readonly TraceEvent[], ph: string): TraceEvent[] => all.filter(event => event.ph === ph)

test('regions, lanes and arrows', () => {
  const all = events(new tf.timeline.Timeline(stats()).generate_chrome_trace_format())
  expect(of(all, 'M').map(({ pid, args }) => [pid, (args as { name: string }).name])).toEqual([
    [0, 'Allocators'],
    [1, `${DEVICE} Compute`],
    [2, `${DEVICE} Tensors`],
  ])
  expect(of(all, 'X').map(({ name, ts, dur, tid }) => [name, ts, dur, tid])).toEqual([
    ['NoOp', 100, 0, 0],
    ['Const', 101, 4, 0],
    ['MatMul', 106, 20, 0],
    ['Add', 110, 5, 1],
  ])
  expect(of(all, 'X')[2]).toEqual({
    ph: 'X',
    cat: 'Op',
    name: 'MatMul',
    pid: 1,
    tid: 0,
    ts: 106,
    dur: 20,
    args: { name: 'b', op: 'MatMul', input0: '_recv_x_0', input1: 'a' },
  })
  // an arrow from a to c alone: b is in the row of a
  expect(of(all, 's')).toEqual([{ ph: 's', cat: 'DataFlow', name: 'a', pid: 1, tid: 0, ts: 105, id: 0 }])
  expect(of(all, 't')).toEqual([{ ph: 't', cat: 'DataFlow', name: 'a', pid: 1, tid: 1, ts: 110, id: 0 }])
  expect(
    of(events(new tf.timeline.Timeline(stats()).generate_chrome_trace_format({ show_dataflow: false })), 's'),
  ).toEqual([])
})

test('tensors and allocators over time', () => {
  const { chrome_trace, allocator_maximums } = new tf.timeline.Timeline(stats()).analyze_step_stats()
  const all = events(chrome_trace)
  expect(of(all, 'N').map(({ name, ts, id }) => [name, ts, id])).toEqual([
    ['a', 101, 0],
    ['b', 106, 1],
    ['c', 110, 2],
  ])
  // a is taken until b ends
  expect(of(all, 'D').map(({ name, ts }) => [name, ts])).toEqual([
    ['a', 125],
    ['b', 126],
    ['c', 115],
  ])
  expect(of(all, 'C').map(({ ts, args }) => [ts, (args as { cpu: number }).cpu])).toEqual([
    [101, 8],
    [106, 24],
    [110, 28],
    [115, 24],
    [125, 16],
    [126, 0],
  ])
  expect(allocator_maximums.get('cpu')).toEqual({ timestamp: 110, num_bytes: 28, tensors: new Set(['a', 'b', 'c']) })
})

test('a traced run, and a Python program that shows one', async () => {
  tf.reset_default_graph()
  let text = ''
  const python = await createPython(tf, { write: part => void (text += part) })
  python.run(
    `
import tensorflow as tf, json
from tensorflow.python.client import timeline
a = tf.constant([[1., 2.], [3., 4.]])
b = tf.matmul(a, a, name='product')
metadata = tf.RunMetadata()
with tf.Session() as s:
  s.run(b, options=tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), run_metadata=metadata)
trace = timeline.Timeline(metadata.step_stats).generate_chrome_trace_format(show_memory=True)
print([e['args']['name'] for e in json.loads(trace)['traceEvents'] if e['ph'] == 'X'])
`,
    { globals: new Map(), version: 3 },
  )
  expect(text).toBe("['_SOURCE', 'Const', 'product']\n")
})
