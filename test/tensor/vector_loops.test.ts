/** Loops by vectors give, bit for bit, what the compiled loops give, whose code is JavaScript. */
import { describe, expect, it } from 'vitest'
import '../../src/kernels/wasm/array_loops/index.ts'
import { where } from '../../src/np/index.ts'
import { binaryLoop, type Entries, type Expression, type Storage, unaryLoop } from '../../src/tensor/compiled_loops.ts'
import { convertElements } from '../../src/tensor/convert.ts'
import * as dtypes from '../../src/tensor/dtypes.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import { COMPARISONS, OPERATOR_RUNTIME, OPERATORS, type Operator } from '../../src/tensor/operators.ts'
import { type VectorUnary, vectorLoops } from '../../src/tensor/vector_loops.ts'

const STORAGES: readonly Storage[] = ['f4', 'f8', 'i1', 'u1', 'i2', 'u2', 'i4', 'i8']
const TYPES = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  i8: Int32Array,
}
const FLOATS = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2.5,
  -1.5,
  1e300,
  -1e300,
  3e38,
  5e-324,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  -(2 ** 63),
  2 ** 63,
  1e10,
]
const WORDS = [0, 1, -1, 2, -2, 127, -128, 255, 32767, -32768, 65535, 2 ** 31 - 1, -(2 ** 31), 3, 7, 1000]

let seed = 1
const random = (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0
  return (seed >>> 0) / 2 ** 32
}
function filled(storage: Storage, count: number, small = false): Entries {
  const isFloat = storage === 'f4' || storage === 'f8'
  const width = storage === 'i8' ? 2 : 1
  const data = new TYPES[storage](count * width)
  for (let i = 0; i < data.length; i++) {
    const special = random() < 0.3
    data[i] = isFloat
      ? special
        ? (FLOATS[Math.floor(random() * FLOATS.length)] as number)
        : (random() - 0.5) * 100
      : special && !small
        ? (WORDS[Math.floor(random() * WORDS.length)] as number)
        : Math.floor((random() - 0.5) * 20)
  }
  // most int64s are small: high words follow from the low ones
  if (storage === 'i8')
    for (let i = 0; i < count; i++) if (small || random() < 0.7) data[2 * i + 1] = (data[2 * i] as number) >> 31
  return data
}
const bytes = (data: Entries): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
/** Bits, of which those of a NaN say nothing. */
const plainBits = (data: Entries): Entries =>
  data instanceof Float32Array || data instanceof Float64Array
    ? (data.map(x => (Number.isNaN(x) ? Number.NaN : x)) as Entries)
    : data

/** No whole number of turns. */
const COUNT = 1043
/** More than two pieces of the memory that vectors work in. */
const MANY = 20_003
const OFFSET = 3

const withoutVector = ({ vector: _, ...expression }: Expression): Expression => expression

describe('loops by vectors', () => {
  const operations = new Map<string, Expression>()
  for (const operator of Object.values(OPERATORS) as Operator[])
    for (const kind of operator.trueDivision ? (['float'] as const) : (['float', 'int', 'int64'] as const)) {
      const expression = operator[kind]
      if (expression?.vector !== undefined) operations.set(`${kind} ${expression.vector}`, expression)
    }
  for (const expression of Object.values(COMPARISONS)) operations.set(`compared ${expression.vector}`, expression)

  for (const [name, expression] of operations) {
    it(`computes ${name}`, () => {
      const [kind] = name.split(' ')
      let tried = 0
      for (const out of STORAGES)
        for (const a of STORAGES)
          for (const b of new Set([a, out])) {
            const isFloat = out === 'f4' || out === 'f8'
            if (
              kind === 'float'
                ? !isFloat
                : kind === 'int64'
                  ? out !== 'i8'
                  : kind === 'int'
                    ? isFloat || out === 'i8'
                    : out !== 'u1'
            )
              continue
            const storages = [a, b, out] as const
            const vectors = vectorLoops()?.binary(expression.vector as 'add', storages)
            if (vectors === undefined) continue
            tried++
            const plain = binaryLoop(withoutVector(expression), storages, OPERATOR_RUNTIME)
            const x = filled(a, COUNT + OFFSET)
            const y = filled(b, COUNT + OFFSET, random() < 0.5)
            for (const [as, bs] of [
              [1, 1],
              [1, 0],
              [0, 1],
            ] as const) {
              const [expected, got] = [filled(out, COUNT + OFFSET), filled(out, COUNT + OFFSET)]
              got.set(expected as never)
              plain(x, OFFSET, as, y, 1, bs, expected, 2, COUNT)
              vectors(x, OFFSET, as, y, 1, bs, got, 2, COUNT)
              expect(Buffer.compare(bytes(plainBits(got)), bytes(plainBits(expected))), `${storages} ${as} ${bs}`).toBe(
                0,
              )
            }
          }
      expect(tried).toBeGreaterThan(0)
    })
  }

  it('works piece by piece', () => {
    const { float } = OPERATORS.add
    for (const storage of ['f8', 'f4'] as const) {
      const [x, y, expected, got] = Array.from({ length: 4 }, () => filled(storage, MANY)) as [
        Entries,
        Entries,
        Entries,
        Entries,
      ]
      binaryLoop(withoutVector(float), [storage, storage, storage], {})(x, 0, 1, y, 0, 1, expected, 0, MANY)
      vectorLoops()?.binary('add', [storage, storage, storage])?.(x, 0, 1, y, 0, 1, got, 0, MANY)
      expect(plainBits(got)).toEqual(plainBits(expected))
    }
  })

  it('computes operations of one operand', () => {
    const expressions: readonly [VectorUnary, Expression][] = [
      ['neg', { code: '-x', big: '-x' }],
      ['abs', { code: '(x < 0 ? -x : x)', big: '(x < 0n ? -x : x)' }],
      ['not', { code: '~x', big: '~x', words: '~x' }],
      ['flip', { code: 'x ^ 1' }],
      ['sqrt', { code: 'Math.sqrt(x)' }],
      ['floor', { code: 'Math.floor(x)' }],
      ['ceil', { code: 'Math.ceil(x)' }],
      ['trunc', { code: 'Math.trunc(x)' }],
    ]
    let tried = 0
    for (const [operation, expression] of expressions)
      for (const storage of STORAGES) {
        const vectors = vectorLoops()?.unary(operation, [storage, storage])
        if (vectors === undefined) continue
        tried++
        const plain = unaryLoop(expression, [storage, storage], {})
        const x = filled(storage, COUNT)
        // the absolute value of a float says nothing of the zero's sign here
        if (operation === 'abs' && (storage === 'f4' || storage === 'f8'))
          for (let i = 0; i < COUNT; i++) if (x[i] === 0) x[i] = 0
        const [expected, got] = [filled(storage, COUNT), filled(storage, COUNT)]
        plain(x, 0, 1, expected, 0, COUNT)
        vectors(x, 0, 1, got, 0, COUNT)
        expect(Buffer.compare(bytes(plainBits(got)), bytes(plainBits(expected))), `${operation} ${storage}`).toBe(0)
      }
    expect(tried).toBeGreaterThan(20)
  })

  it('reduces and chooses', () => {
    for (const count of [1024, 1031, MANY])
      for (const type of [dtypes.float64, dtypes.float32, dtypes.int64]) {
        const storage = type === dtypes.int64 ? 'i8' : type === dtypes.float32 ? 'f4' : 'f8'
        const data = type.allocate(count) as Float64Array
        for (let i = 0; i < count; i++)
          (data as unknown as unknown[])[i] =
            type === dtypes.int64 ? BigInt(Math.floor(random() * 2 ** 62)) * 4n : random() - 0.3
        const array = new NDArray(type, [count], data)
        // by rows of few columns, which no vectors add, and by halves as numpy does
        const halves = (from: number, n: number): number => {
          const round = storage === 'f4' ? Math.fround : (x: number): number => x
          if (n > 128) return round(halves(from, (n >> 1) & -8) + halves(from + ((n >> 1) & -8), n - ((n >> 1) & -8)))
          const r = Array.from(data.subarray(from, from + 8))
          let i = 8
          for (; i + 8 <= n; i += 8)
            for (let j = 0; j < 8; j++) r[j] = round((r[j] as number) + (data[from + i + j] as number))
          const [a, b, c, d, e, f, g, h] = r as [number, number, number, number, number, number, number, number]
          let sum = round(round(round(a + b) + round(c + d)) + round(round(e + f) + round(g + h)))
          for (; i < n; i++) sum = round(sum + (data[from + i] as number))
          return sum
        }
        const sum =
          type === dtypes.int64
            ? BigInt.asIntN(
                64,
                [...(data as unknown as bigint[])].reduce((x, y) => x + y, 0n),
              )
            : halves(0, count)
        expect(type === dtypes.int64 ? BigInt(array.sum()) : array.sum(), `sum ${storage} ${count}`).toBe(sum)
        const sorted = [...data].sort((x, y) => (x < y ? -1 : 1))
        expect([Number(array.min()), Number(array.max())]).toEqual([Number(sorted[0]), Number(sorted.at(-1))])
        // rows: each column one after the other
        const columns = 33
        const rows = Math.floor(count / columns)
        const table = new NDArray(type, [rows, columns], data.slice(0, rows * columns))
        const down = Array.from({ length: columns }, (_, column) => {
          let total = (type === dtypes.int64 ? 0n : 0) as number
          for (let row = 0; row < rows; row++) {
            const next = total + (data[row * columns + column] as number)
            total =
              storage === 'f4'
                ? Math.fround(next)
                : type === dtypes.int64
                  ? (BigInt.asIntN(64, next as unknown as bigint) as unknown as number)
                  : next
          }
          return total
        })
        expect([...table.sum(0).data], `rows ${storage} ${count}`).toEqual(down)
        const flags = NDArray.of(Array.from({ length: count }, () => random() < 0.5))
        const chosen = where(flags, array, array.neg()) as NDArray
        expect([...chosen.data]).toEqual([...data].map((value, i) => (flags.data[i] ? value : -value)))
      }
    for (const largest of [true, false]) {
      const data = new Float64Array(5000).fill(2)
      const array = new NDArray('float64', [5000], data)
      data[4321] = Number.NaN
      expect(largest ? array.max() : array.min()).toBeNaN()
      data.fill(-0)
      expect(largest ? array.max() : array.min()).toBe(-0)
    }
  })

  it('converts', () => {
    const types = {
      f4: dtypes.float32,
      f8: dtypes.float64,
      i1: dtypes.int8,
      u1: dtypes.uint8,
      i2: dtypes.int16,
      u2: dtypes.uint16,
      i4: dtypes.int32,
      i8: dtypes.int64,
    }
    let tried = 0
    for (const from of STORAGES)
      for (const to of STORAGES) {
        const vectors = from === to ? undefined : vectorLoops()?.unary('copy', [from, to])
        if (vectors === undefined) continue
        tried++
        const x = filled(from, COUNT)
        const got = filled(to, COUNT)
        vectors(x, 0, 1, got, 0, COUNT)
        // few elements at a time are converted without vectors
        for (let i = 0; i < COUNT; i += 1000) {
          const n = Math.min(1000, COUNT - i)
          const width = from === 'i8' ? 8 : x.BYTES_PER_ELEMENT
          const data = new (from === 'i8' ? BigInt64Array : TYPES[from])(x.buffer as ArrayBuffer, i * width, n)
          const expected = convertElements({ dtype: types[from], shape: [n], data }, types[to]) as unknown as Entries
          const piece = got.subarray(i * (to === 'i8' ? 2 : 1), (i + n) * (to === 'i8' ? 2 : 1)) as Entries
          expect(Buffer.compare(bytes(piece), bytes(expected)), `${from} ${to} ${i}`).toBe(0)
        }
      }
    expect(tried).toBeGreaterThan(20)
  })
})
