/** Lookup tables node by node; answers recorded from TensorFlow 0.12.1. */
import { describe, expect, test } from 'vitest'
import { apply, applyOp } from '../../src/graph/build/apply_op.ts'
import * as tf from '../../src/index.ts'
import {
  HashTable,
  InitializeTable,
  LookupTableExport,
  LookupTableFind,
  LookupTableImport,
  LookupTableInsert,
  LookupTableSize,
  MutableDenseHashTable,
  MutableHashTable,
} from '../../src/ops/resources/lookup_ops.ts'

const i64 = (values: unknown): tf.Tensor => tf.constant(values as never, tf.int64) as tf.Tensor
const plain = (value: unknown): unknown =>
  value instanceof tf.NDArray ? value.tolist() : Array.isArray(value) ? value.map(plain) : value

/** What running these one after the other gives: values, or the error's first line. */
function answers(build: () => readonly (tf.Tensor | tf.Operation | readonly tf.Tensor[])[]): unknown[] {
  return new tf.Graph().as_default(() => {
    const steps = build()
    using session = tf.with(new tf.Session())
    return steps.map(step => {
      try {
        return plain(session.run(Array.isArray(step) ? [...step] : (step as tf.Tensor)))
      } catch (error) {
        return `${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`
      }
    })
  })
}

describe('dense tables', () => {
  const dense = (empty: tf.Tensor, attrs: object = {}): tf.Tensor =>
    apply(MutableDenseHashTable, { empty_key: empty, value_dtype: tf.int64, ...attrs })
  const find = (table_handle: tf.Tensor, keys: tf.Tensor): tf.Tensor =>
    apply(LookupTableFind, { table_handle, keys, default_value: i64(-1) })
  const all = (table_handle: tf.Tensor): readonly tf.Tensor[] =>
    applyOp(LookupTableExport, { table_handle, Tkeys: tf.int64, Tvalues: tf.int64 }).outputs

  test('buckets stand where TensorFlow puts them', () => {
    const got = answers(() => {
      const t = dense(i64(0), { initial_num_buckets: 4 })
      const insert = applyOp(LookupTableInsert, { table_handle: t, keys: i64([11, 12, 13]), values: i64([1, 2, 3]) })
      // the table grows before it finds out that this key is none
      const refused = applyOp(LookupTableInsert, { table_handle: t, keys: i64([0]), values: i64([1]) })
      return [
        apply(LookupTableSize, { table_handle: t }),
        insert,
        find(t, i64([11, 12, 99])),
        find(t, i64([11, 0])),
        refused,
        all(t),
      ]
    })
    expect(got).toEqual([
      0,
      null,
      [1, 2, -1],
      'InvalidArgumentError: Using the empty_key as a table key is not allowed',
      'InvalidArgumentError: Using the empty_key as a table key is not allowed',
      [
        [[0], [0], [0], [11], [12], [13], [0], [0]],
        [[0], [0], [0], [1], [2], [3], [0], [0]],
      ],
    ])
  })
  test('buckets are imported as they were exported', () => {
    const got = answers(() => {
      const t = dense(i64(0), { initial_num_buckets: 4 })
      const load = (keys: unknown, values: unknown) =>
        applyOp(LookupTableImport, { table_handle: t, keys: i64(keys), values: i64(values) })
      return [
        load([[1], [2], [3], [0]], [[3], [4], [5], [6]]),
        apply(LookupTableSize, { table_handle: t }),
        load([[1], [2]], [3, 4]),
        all(t),
      ]
    })
    expect(got).toEqual([
      null,
      3,
      'InvalidArgumentError: Expected shape [2,1] for value, got [2]',
      [
        [[1], [2], [3], [0]],
        [[3], [4], [5], [6]],
      ],
    ])
  })
  test.each([
    ['Number of buckets must be at least 4 and a power of 2, got: 3', { initial_num_buckets: 3 }],
    ['max_load_factor must be between 0 and 1, got: 1.5', { max_load_factor: 1.5 }],
    ['Empty value must be a scalar or a vector, got shape [2,3]', { value_shape: [2, 3] }],
  ])('%s', (message, attrs) => {
    expect(answers(() => [dense(i64(0), attrs)])).toEqual([`InvalidArgumentError: ${message}`])
  })
  test('keys may be vectors', () => {
    const got = answers(() => {
      const t = dense(i64([0, 0]), { value_dtype: tf.float32, value_shape: [2], initial_num_buckets: 4 })
      const values = tf.constant([
        [1, 2],
        [3, 4],
      ] as never)
      const keys = i64([
        [1, 2],
        [3, 4],
      ])
      const missing = { table_handle: t, default_value: tf.constant([-1, -2] as never) }
      return [
        applyOp(LookupTableInsert, { table_handle: t, keys, values }),
        apply(LookupTableFind, {
          ...missing,
          keys: i64([
            [1, 2],
            [9, 9],
          ]),
        }),
        apply(LookupTableFind, { ...missing, keys: i64([[1, 2, 3]]) }),
        applyOp(LookupTableExport, { table_handle: t, Tkeys: tf.int64, Tvalues: tf.float32 }).outputs,
      ]
    })
    expect(got).toEqual([
      null,
      [
        [1, 2],
        [-1, -2],
      ],
      "InvalidArgumentError: Input key shape [1,3] must end with the table's key shape [2]",
      [
        [
          [3, 4],
          [0, 0],
          [0, 0],
          [1, 2],
        ],
        [
          [3, 4],
          [0, 0],
          [0, 0],
          [1, 2],
        ],
      ],
    ])
  })
})

test('what tables refuse', () => {
  const got = answers(() => {
    const types = { key_dtype: tf.string, value_dtype: tf.int64 }
    const t = apply(HashTable, types)
    const grows = apply(MutableHashTable, types)
    const [keys, values] = [tf.constant(['a', 'b', 'a'] as never) as tf.Tensor, i64([1, 2, 3])]
    return [
      apply(LookupTableFind, { table_handle: t, keys, default_value: i64(-1) }),
      applyOp(InitializeTable, { table_handle: t, keys, values }),
      applyOp(InitializeTable, { table_handle: grows, keys, values }),
      applyOp(LookupTableInsert, { table_handle: t, keys, values }),
      apply(LookupTableFind, {
        table_handle: grows,
        keys: tf.constant([1, 2] as never, tf.int32),
        default_value: i64(-1),
      }),
      applyOp(LookupTableInsert, { table_handle: grows, keys, values: i64([1]) }),
    ]
  })
  expect(got[2]).toMatch(/^InvalidArgumentError: Table localhost _\d+_MutableHashTable is not initializable$/)
  expect(got.toSpliced(2, 1)).toEqual([
    'FailedPreconditionError: Table not initialized.',
    'FailedPreconditionError: HashTable has different value for same key. Key a has 1 and trying to add value 3',
    'UnimplementedError: Insert not supported by InitializableLookupTable implementations',
    'InvalidArgumentError: Signature mismatch, have: string_ref, int32, int64->int64 expected: string_ref, string, int64->int64',
    'InvalidArgumentError: Expected shape [3] for value, got [1]',
  ])
})

test('tensordot', () => {
  const run = (a: tf.NDArray, b: tf.NDArray, axes: unknown): tf.NDArray => {
    using session = tf.with(new tf.Session('', { graph: new tf.Graph() }))
    return session.graph.as_default(() =>
      session.run(tf.tensordot(tf.constant(a as never), tf.constant(b as never), axes as never)),
    ) as tf.NDArray
  }
  const range = (...shape: number[]): tf.NDArray =>
    (tf.np.arange(shape.reduce((x, y) => x * y, 1)) as tf.NDArray).astype('float32').reshape(...shape)
  // numpy.tensordot of the same
  expect(run(range(2, 3), range(3, 2), 1).tolist()).toEqual([
    [10, 13],
    [28, 40],
  ])
  expect(run(range(2, 3), range(2, 3), 2)).toEqual(55)
  expect(
    run(range(2, 3, 2), range(2, 2, 3), [
      [0, 1],
      [1, 2],
    ]).tolist(),
  ).toEqual([
    [110, 290],
    [125, 341],
  ])
  expect(() => run(range(2), range(2), [[0], [0, 1]])).toThrow('Different number of contraction axes')
})
