/** Ops on byte strings; results are TensorFlow 0.12.1's. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { formatC } from '../../src/kernels/reference/text/c_format.ts'
import * as ops from '../../src/ops/index.ts'

function run(build: () => unknown): unknown {
  const graph = new tf.Graph()
  const value = graph.as_default(() => new tf.Session('', { graph }).run(build() as never) as unknown)
  const text = (item: unknown): unknown =>
    Array.isArray(item) ? item.map(text) : item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item
  return text(value instanceof tf.NDArray ? value.tolist() : value)
}

describe('text of numbers', () => {
  test('as printf prints it', () => {
    expect(run(() => ops.as_string(ops.constant([1.5, Number.POSITIVE_INFINITY, 1e20, -0, 1e-7], tf.float32)))).toEqual(
      ['1.500000', 'inf', '100000002004087734272.000000', '-0.000000', '0.000000'],
    )
    expect(run(() => ops.as_string(ops.constant([1.5, 1e20], tf.float32), { precision: 2, scientific: true }))).toEqual(
      ['1.50e+00', '1.00e+20'],
    )
    expect(run(() => ops.as_string(ops.constant([1.5, 2.25], tf.float64), { width: 10, precision: 1 }))).toEqual([
      '       1.5',
      '       2.2',
    ])
    expect(run(() => ops.as_string(ops.constant([1, -22], tf.int32), { width: 5, fill: '+' }))).toEqual([
      '   +1',
      '  -22',
    ])
    expect(run(() => ops.as_string(ops.constant([1, 22], tf.int32), { width: 5, fill: '-' }))).toEqual([
      '1    ',
      '22   ',
    ])
    expect(() => run(() => ops.as_string(ops.constant([1], tf.int32), { precision: 2 }))).toThrow(
      'precision not supported for datatype int32',
    )
  })
  test('shortest form', () => {
    const g = (value: number): string => formatC(value, { flag: '', width: -1, precision: -1, conversion: 'g' })
    expect([0.1, 1e20, 123456789, 100000, 0.0001, 0.00001, 0].map(g)).toEqual([
      '0.1',
      '1e+20',
      '1.23457e+08',
      '100000',
      '0.0001',
      '1e-05',
      '0',
    ])
  })
  test('and back', () => {
    expect(run(() => ops.string_to_number(['1e40', '0x10', ' 3 ', 'inf', '-5']))).toEqual([
      Number.POSITIVE_INFINITY,
      16,
      3,
      Number.POSITIVE_INFINITY,
      -5,
    ])
    expect(run(() => ops.string_to_number(['12 ', ' 12'], { out_type: tf.int32 }))).toEqual([12, 12])
    expect(() => run(() => ops.string_to_number(['99999999999'], { out_type: tf.int32 }))).toThrow(
      'StringToNumberOp could not correctly convert string: 99999999999',
    )
  })
})

test('buckets', () => {
  const long = 'hello world this is long string for hash'.repeat(3)
  expect(run(() => ops.string_to_hash_bucket(['a', 'b', ''], 10))).toEqual([8, 0, 9])
  expect(run(() => ops.string_to_hash_bucket_fast(['a', 'b', '', long], 1000000))).toEqual([
    363939, 164822, 397263, 852256,
  ])
  expect(run(() => ops.string_to_hash_bucket_strong(['a', 'b', '', 'hello world'], 1000000, [1, 2]))).toEqual([
    958646, 888184, 117435, 517446,
  ])
})

test('base64', () => {
  expect(run(() => ops.decode_base64(['YWI', 'YWI=', 'YQ==', 'YQ', '-_8']))).toEqual(['ab', 'ab', 'a', 'a', '\xfb\xff'])
  expect(run(() => ops.encode_base64(['ab', '\u00fb'], { pad: true }))).toEqual(['YWI=', 'w7s='])
  expect(() => run(() => ops.decode_base64('YWI=='))).toThrow('Invalid character found in base64.')
  expect(() => run(() => ops.decode_base64('Y'))).toThrow('Base64 string length cannot be 1 modulo 4.')
})

describe('parts', () => {
  test('substrings', () => {
    expect(run(() => ops.substr([['hello', 'world']], [[1], [2]], [[2], [1]]))).toEqual([
      ['el', 'or'],
      ['l', 'r'],
    ])
    expect(() => run(() => ops.substr('hello', 5, 1))).toThrow("pos 5 out of range for stringb'hello' at index 0")
    expect(() => run(() => ops.substr([['hello', 'ab']], [[1], [7]], [[1], [2]]))).toThrow(
      "pos 7 out of range for string b'hello' at index (1, 0)",
    )
  })
  test('split', () => {
    expect(run(() => ops.string_split(['a b  c', '', ' d']).values)).toEqual(['a', 'b', 'c', 'd'])
    expect(run(() => ops.string_split(['abc'], '').indices)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ])
    expect(() => ops.string_split(['abc'], 'bc')).toThrow('delimiter must be a single byte-character, got bc')
  })
  test('joined', () => {
    const matrix = [
      ['a', 'b'],
      ['c', 'd'],
    ]
    expect(run(() => ops.reduce_join(matrix, []))).toBe('abcd')
    expect(run(() => ops.reduce_join(matrix, [0, 1]))).toBe('acbd')
    expect(run(() => ops.reduce_join(matrix, [1, 0], { separator: '-' }))).toBe('a-b-c-d')
    expect(run(() => ops.reduce_join(matrix, -1, { keep_dims: true }))).toEqual([['ab'], ['cd']])
    expect(run(() => ops.string_join([matrix, 'x'], { separator: ',' }))).toEqual([
      ['a,x', 'b,x'],
      ['c,x', 'd,x'],
    ])
  })
})

test('bytes of no strings have room for one value each', () => {
  const decoded = (strings: tf.NDArray, dtype: tf.DType): unknown =>
    run(() => tf.shape(tf.decode_raw(tf.constant(strings as never), dtype)))
  expect(decoded(tf.NDArray.zeros([0], 'string'), tf.uint8)).toEqual([0, 1])
  expect(decoded(tf.NDArray.zeros([2, 0], 'string'), tf.float64)).toEqual([2, 0, 1])
  expect(decoded(tf.NDArray.zeros([2], 'string'), tf.int16)).toEqual([2, 0])
})
