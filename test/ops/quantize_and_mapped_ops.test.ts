/** Constants that are files, and values rounded to levels, as TensorFlow 0.12.1 has them (generators/quantize_and_dequantize.py). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { apply } from '../../src/graph/build/apply_op.ts'
import * as tf from '../../src/index.ts'
import { QuantizeAndDequantize } from '../../src/ops/nn/quantize_ops.ts'
import { ImmutableConst } from '../../src/ops/resources/memory_mapped_ops.ts'
import recorded from '../golden/quantize_and_dequantize.json' with { type: 'json' }

function run(tensor: () => tf.Tensor): tf.NDArray {
  return new tf.Graph().as_default(() => {
    const made = tensor()
    using session = new tf.Session()
    return tf.NDArray.of(session.run(made) as never, made.dtype)
  })
}

describe('ImmutableConst', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-regions-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  const twelve = file('twelve', new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i + 1).buffer))
  const constant = (dtype: string, shape: readonly (number | null)[] | null, memory_region_name: string): tf.NDArray =>
    run(() => apply(ImmutableConst, { dtype, shape, memory_region_name }))

  test('is what the file holds, as far as it is needed', () => {
    expect(constant('float32', [3, 4], twelve).tolist()).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ])
    expect(constant('float32', [2], `file://${twelve}`).tolist()).toEqual([1, 2])
    expect(constant('float32', [], twelve).item()).toBe(1)
    expect(constant('float32', null, twelve).item()).toBe(1)
    expect(constant('float32', [0], twelve).shape).toEqual([0])
    expect(constant('uint8', [4], twelve).tolist()).toEqual([0, 0, 128, 63])
    expect(constant('bool', [4], twelve).tolist()).toEqual([false, false, true, true])
    expect(constant('float16', [2], twelve).tolist()).toEqual([0, 1.875])
    expect(String(constant('complex64', [2], twelve))).toBe('[1.+2.j 3.+4.j]')
    expect(constant('int64', [1], twelve).tolist()).toEqual([4611686019492741120n])
  })
  test('errors', () => {
    expect(() => constant('float32', [13], twelve)).toThrow(
      'Readonly memory region has wrong length (48) when allocating 52',
    )
    expect(() => constant('float32', [2], file('odd', Buffer.from('abcde')))).toThrow(tf.errors.InternalError)
    expect(() => constant('float32', [1], file('empty', Buffer.alloc(0)))).toThrow(tf.errors.InvalidArgumentError)
    expect(() => constant('float32', [1], join(folder, 'nothing'))).toThrow(tf.errors.NotFoundError)
    for (const name of ['', folder, 'memmapped_package://./x'])
      expect(() => constant('float32', [1], name)).toThrow(tf.errors.NotFoundError)
    expect(() => constant('string', [1], twelve)).toThrow(tf.errors.UnimplementedError)
    expect(() => constant('float32', [2, null], twelve)).toThrow('negative dimensions')
  })
})

describe('QuantizeAndDequantize', () => {
  const number = (text: string): number => Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'))
  test('values and errors, bit by bit', () => {
    const wrong: unknown[] = []
    for (const { input, shape, dtype, attrs, answer } of recorded) {
      const array = tf.NDArray.of(input.map(number) as never, dtype as 'float32').reshape(...shape)
      const compute = (): tf.NDArray => run(() => apply(QuantizeAndDequantize, { input: tf.constant(array), ...attrs }))
      if ('error' in answer) {
        expect(compute).toThrow(answer.error)
        continue
      }
      const got = [...(compute().data as Float64Array)]
      const expected = (answer.values as string[]).map(number)
      if (got.length !== expected.length || got.some((x, i) => !Object.is(x, expected[i])))
        wrong.push({ input, attrs, dtype, got, expected })
    }
    expect(wrong).toEqual([])
    expect(recorded.length).toBeGreaterThan(300)
  })
  test('the gradient passes', () => {
    const gradient = run(() => {
      const x = tf.constant([1.3, -2.7])
      return tf.gradients(tf.square(apply(QuantizeAndDequantize, { input: x, num_bits: 2 })), x)[0] as tf.Tensor
    })
    // the levels are -2.7, 0 and 2.7
    expect([...(gradient.data as Float32Array)].map(x => x.toFixed(3))).toEqual(['0.000', '-5.400'])
  })
})
