/** tf.contrib.metrics makes TensorFlow's graphs, local variables, collections, errors and numbers. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { play, snippetsOf } from '../snippets.ts'

describe.each([
  ['metrics', 55],
  ['metrics_sets', 30],
] as const)('%s', (file, least) => {
  const snippets = snippetsOf(file)

  test('there are snippets', () => {
    expect(snippets.length).toBeGreaterThan(least)
  })
  test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
    expect(await play(snippet)).toEqual([])
  })
})

describe('in TypeScript', () => {
  const { metrics } = tf.contrib
  const scores = (): tf.Tensor => tf.constant([0.1, 0.4, 0.35, 0.8])
  const labels = (): tf.Tensor => tf.constant([0, 0, 1, 1], tf.int32)
  const decisions = (): tf.Tensor => tf.constant([0, 1, 0, 1], tf.int32)
  const numbers = (): [tf.Tensor, tf.Tensor] => [tf.constant([1, 2, 4]), tf.constant([3, 1, -1])]
  const table = (): [tf.Tensor, tf.Tensor] => [
    tf.constant([
      [0.1, 0.2, 0.3, 0.4],
      [0.1, 0.3, 0.2, 0.4],
    ]),
    tf.constant(
      [
        [3, 0],
        [2, 1],
      ],
      tf.int64,
    ),
  ]

  /** Each metric's value after one update, as TensorFlow gives it. */
  const METRICS: readonly [name: string, build: () => Iterable<tf.Tensor>, value: number][] = [
    ['streaming_mean', () => metrics.streaming_mean([1, 2, 6], { weights: [1, 1, 2] }), 3.75],
    ['streaming_accuracy', () => metrics.streaming_accuracy(decisions(), labels()), 0.5],
    ['streaming_precision', () => metrics.streaming_precision(decisions(), labels(), { name: 'p' }), 0.5],
    ['streaming_recall', () => metrics.streaming_recall(decisions(), labels()), 0.5],
    ['streaming_auc', () => metrics.streaming_auc(scores(), labels()), 0.75],
    [
      'streaming_specificity_at_sensitivity',
      () => metrics.streaming_specificity_at_sensitivity(scores(), labels(), 1),
      0.5,
    ],
    [
      'streaming_sensitivity_at_specificity',
      () => metrics.streaming_sensitivity_at_specificity(scores(), labels(), 1),
      0.5,
    ],
    [
      'streaming_precision_at_thresholds',
      () => metrics.streaming_precision_at_thresholds(scores(), labels(), [0.3]),
      2 / 3,
    ],
    ['streaming_recall_at_thresholds', () => metrics.streaming_recall_at_thresholds(scores(), labels(), [0.5]), 0.5],
    ['streaming_recall_at_k', () => metrics.streaming_recall_at_k(table()[0], tf.constant([2, 3], tf.int32), 1), 0.5],
    ['streaming_mean_absolute_error', () => metrics.streaming_mean_absolute_error(...numbers()), 8 / 3],
    ['streaming_mean_squared_error', () => metrics.streaming_mean_squared_error(...numbers()), 10],
    ['streaming_root_mean_squared_error', () => metrics.streaming_root_mean_squared_error(...numbers()), Math.sqrt(10)],
    ['streaming_mean_relative_error', () => metrics.streaming_mean_relative_error(...numbers(), [1, 0, 5]), 1],
    [
      'streaming_mean_cosine_distance',
      () => metrics.streaming_mean_cosine_distance([[1, 0]], [[0.6, 0.8]], { dim: 1 }),
      0.4,
    ],
    ['streaming_percentage_less', () => metrics.streaming_percentage_less([1, 2, 3, 4], 3), 0.5],
    ['streaming_covariance', () => metrics.streaming_covariance(...numbers()), -3],
    ['streaming_pearson_correlation', () => metrics.streaming_pearson_correlation(...numbers()), -0.98198],
    ['streaming_sparse_recall_at_k', () => metrics.streaming_sparse_recall_at_k(...table(), 2), 0.5],
    ['streaming_sparse_precision_at_k', () => metrics.streaming_sparse_precision_at_k(...table(), 2), 0.5],
    [
      'streaming_sparse_precision_at_top_k',
      () => metrics.streaming_sparse_precision_at_top_k(tf.constant([[3, 1]], tf.int64), tf.constant([[3]], tf.int64)),
      0.5,
    ],
    [
      'streaming_sparse_average_precision_at_k',
      () => metrics.streaming_sparse_average_precision_at_k(...table(), 2),
      0.375,
    ],
  ]

  test.each(METRICS)('%s', (_, build, value) => {
    new tf.Graph().as_default(() => {
      const [metric, update] = [...build()] as [tf.Tensor, tf.Tensor]
      using session = new tf.Session()
      session.run(tf.local_variables_initializer())
      const first = (result: number | tf.NDArray): number =>
        typeof result === 'number' ? result : Number(result.at(0))
      expect(first(session.run(update))).toBeCloseTo(value, 5)
      expect(first(session.run(metric))).toBeCloseTo(value, 5)
    })
  })
  test('tensors, sets and histograms', () => {
    new tf.Graph().as_default(() => {
      const [mean, updateMean] = metrics.streaming_mean_tensor(tf.constant([1, 3]))
      const [iou, updateIou] = metrics.streaming_mean_iou(decisions(), labels(), 2)
      const [all, updateAll] = metrics.streaming_concat(tf.constant([1, 2]), { axis: 0 })
      const [auc, updateAuc] = metrics.auc_using_histogram(tf.cast(labels(), tf.bool), scores(), [0, 1])
      const common = metrics.set_intersection(
        [[1, 2, 3]].map(row => row.map(tf.int)),
        [[3, 1, 9]].map(row => row.map(tf.int)),
      )
      const only = metrics.set_difference(tf.constant([[1, 2]], tf.int32), tf.constant([[2]], tf.int32), {
        aminusb: true,
      })
      const size = metrics.set_size(metrics.set_union(tf.constant([['a', 'b']]), tf.constant([['b', 'c']])))
      using session = new tf.Session()
      session.run(tf.local_variables_initializer())
      session.run([updateMean, updateIou, updateAll, updateAuc])
      expect(session.run(mean).tolist()).toEqual([1, 3])
      expect(session.run(iou)).toBeCloseTo(1 / 3, 5)
      expect(session.run(all).tolist()).toEqual([1, 2])
      expect(session.run(auc)).toBeCloseTo(0.75, 5)
      expect(session.run(common.values).tolist()).toEqual([1, 3])
      expect(session.run(only.values).tolist()).toEqual([1])
      expect(session.run(size).tolist()).toEqual([3])
      expect(session.run(metrics.accuracy(decisions(), labels()))).toBe(0.5)
    })
  })
  test('several at once', () => {
    new tf.Graph().as_default(() => {
      const mean = metrics.streaming_mean([1, 2])
      const accuracy = metrics.streaming_accuracy(decisions(), labels())
      expect(metrics.aggregate_metrics(mean, accuracy).map(list => list.map(({ name }) => name))).toEqual([
        ['mean/value:0', 'accuracy/value:0'],
        ['mean/update_op:0', 'accuracy/update_op:0'],
      ])
      const [values, updates] = metrics.aggregate_metric_map({ mean, accuracy }) as [
        Record<string, tf.Tensor>,
        Record<string, tf.Tensor>,
      ]
      expect(Object.keys(values)).toEqual(['mean', 'accuracy'])
      expect(updates['mean']?.name).toBe('mean/update_op:0')
      const [byMap] = metrics.aggregate_metric_map(new Map([['mean', mean]]))
      expect((byMap as ReadonlyMap<string, tf.Tensor>).get('mean')?.name).toBe('mean/value:0')
    })
  })
})
