/** Each rule of the compiler against what it replaces, on ordinary and special numbers. */
import { describe, expect, test } from 'vitest'
import { ALGEBRA, simplify } from '../../../src/compiler/expressions/rules/algebra.ts'
import { BROADCASTS } from '../../../src/compiler/expressions/rules/broadcast.ts'
import { UNIFORM } from '../../../src/compiler/expressions/rules/uniform.ts'
import * as tf from '../../../src/index.ts'
import { elementwise } from '../../../src/kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, literal, type Scalar } from '../../../src/kernels/scalar.ts'
import { Chance } from '../../plans/graphs.ts'
import { executing } from '../../support/environment.ts'

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  3.4028234663852886e38,
  1.401298464324817e-45,
  -2.5,
]
const x = input(0)

/** For each rule, in the table's order: an expression that it simplifies, and to what. */
const ALGEBRA_SAMPLES: readonly (readonly [string, Scalar, Scalar])[] = [
  ['x * 1', call('mul', x, literal(1)), x],
  ['1 * x', call('mul', literal(1), x), x],
  ['x / 1', call('div', x, literal(1)), x],
  ['x - 0', call('sub', x, literal(0)), x],
  ['x * -1', call('mul', x, literal(-1)), call('neg', x)],
  ['-1 * x', call('mul', literal(-1), x), call('neg', x)],
  ['-(-x)', call('neg', call('neg', x)), x],
  ['!!x', call('not', call('not', x)), x],
  ['-(c)', call('neg', literal(2)), literal(-2)],
]

const numbers = (type: tf.DType): tf.NDArray => {
  const chance = new Chance(7)
  const values = [...SPECIAL, ...Array.from({ length: 500 }, () => (chance.next() - 0.5) * 10 ** (8 * chance.next()))]
  if (type.base === 'bool') return new tf.NDArray(type, [2], Uint8Array.of(0, 1))
  if (type.base === 'int32') return new tf.NDArray(type, [values.length], Int32Array.from(values))
  if (type.base === 'int64')
    return new tf.NDArray(
      type,
      [values.length],
      BigInt64Array.from(values, value => BigInt(Number.isFinite(value) ? Math.trunc(value % 1e15) : 5)),
    )
  return new tf.NDArray(
    type,
    [values.length],
    type.base === 'float64' ? Float64Array.from(values) : Float32Array.from(values),
  )
}
const evaluate = (scalar: Scalar, operand: tf.NDArray): unknown[] =>
  Array.from(elementwise(scalar, [operand], operand.dtype).broadcast_to(operand.shape).data as ArrayLike<unknown>)

describe('algebra', () => {
  test('every rule has a sample', () => expect(ALGEBRA_SAMPLES).toHaveLength(ALGEBRA.length))

  for (const [index, [name, before, after]] of ALGEBRA_SAMPLES.entries()) {
    test(name, () => {
      expect(ALGEBRA[index]?.(before as Extract<Scalar, { kind: 'call' }>)).toEqual(after)
      expect(simplify(before)).toEqual(after)
      const types = name.includes('!') ? [tf.bool] : [tf.float32, tf.float64, tf.int32, tf.int64]
      for (const type of types) {
        const operand = numbers(type)
        const [slow, fast] = [evaluate(before, operand), evaluate(after, operand)]
        // same bits, zeros' signs too; a NaN is a NaN
        slow.forEach((value, i) =>
          expect(
            Object.is(fast[i], value),
            `${name} of ${String(operand.data[i])} in ${type.name}: ${String(fast[i])}, not ${String(value)}`,
          ).toBe(true),
        )
      }
    })
  }

  test.each([
    ['x + 0: -0 + 0 is 0', call('add', x, literal(0))],
    ['x * 0: NaN, infinities, signs', call('mul', x, literal(0))],
    ['x - -0: 0 - -0 is 0, but -0 - -0 is 0 too', call('sub', x, literal(-0))],
    ['x - x: NaN and infinities', call('sub', x, x)],
    ['x / x: NaN, zero and infinities', call('div', x, x)],
  ] as const)('not simplified: %s', (_, expression) => expect(simplify(expression)).toEqual(expression))

  test('inner expressions first, to the end', () => {
    const whole = call('mul', call('neg', call('mul', call('neg', x), literal(1))), literal(1))
    expect(simplify(whole)).toEqual(x)
  })
})

describe('uniform tensors', () => {
  const c = tf.constant(2.5)
  const cases: Readonly<Record<string, () => readonly [tf.Tensor, readonly (number | undefined)[]]>> = {
    Fill: () => [tf.fill([2, 3], c), [undefined, 2.5]],
    Tile: () => [tf.tile(tf.fill([2, 3], c), [2, 2]), [2.5, undefined]],
    Transpose: () => [tf.transpose(tf.fill([2, 3], c)), [2.5, undefined]],
    ZerosLike: () => [tf.zeros_like(tf.fill([2, 3], c)), [2.5]],
    OnesLike: () => [tf.ones_like(tf.fill([2, 3], c)), [2.5]],
  }
  test('every rule has a sample', () => expect(Object.keys(cases).sort()).toEqual([...UNIFORM.keys()].sort()))
  for (const [name, make] of Object.entries(cases)) {
    test(name, () => {
      const [tensor, inputs] = make()
      const value = UNIFORM.get(name)?.(inputs)
      using _executor = executing('reference')
      using session = new tf.Session('', { graph: tensor.graph })
      const result = session.run(tensor) as tf.NDArray
      expect(Array.from(result.data as Float32Array)).toEqual(new Array(result.size).fill(value))
      if (!['ZerosLike', 'OnesLike'].includes(name)) expect(UNIFORM.get(name)?.([undefined, undefined])).toBeUndefined()
    })
  }
})

describe('broadcasts', () => {
  test('every rule is tested here', () => expect([...BROADCASTS.keys()]).toEqual(['Tile']))
  test('tile of dimensions of size 1 is what numpy broadcasts to', () => {
    const rule = BROADCASTS.get('Tile')
    const chance = new Chance(3)
    for (let i = 0; i < 200; i++) {
      const shape = Array.from({ length: chance.below(4) }, () => chance.of([1, 1, 2, 3]))
      const times = shape.map(() => chance.of([1, 2, 3]))
      const output = shape.map((n, axis) => n * (times[axis] as number))
      const array = chance.array(shape)
      const tiled = tf.np.tile(array, times as never)
      if (rule?.(shape, output)) expect(array.broadcast_to(output).tolist()).toEqual(tiled.tolist())
      else expect(shape.some((n, axis) => n > 1 && (times[axis] as number) > 1)).toBe(true)
    }
  })
})
