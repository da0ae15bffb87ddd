/** Casts, arithmetic and reductions against numpy's own results, bit for bit. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { castData } from '../../src/tensor/cast.ts'
import { as_dtype } from '../../src/tensor/dtypes.ts'
import { float } from '../../src/tensor/literals.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import type { Axis } from '../../src/tensor/reductions.ts'

interface Encoded {
  dtype: string
  shape: number[]
  b64: string
}
type Binary = 'add' | 'sub' | 'mul' | 'div' | 'floordiv' | 'mod' | 'maximum' | 'minimum' | 'lt' | 'ge' | 'eq' | 'ne'
type Reduction = 'sum' | 'mean' | 'max' | 'min' | 'argmax' | 'argmin'

const golden = JSON.parse(readFileSync(new URL('../golden/ndarray/numpy.json', import.meta.url), 'utf8')) as {
  /** x is the index of an input. */
  casts: { x: number; out: Encoded }[]
  binary: { op: Binary; x: Encoded; y: Encoded; out: Encoded }[]
  scalars: { x: number; scalar: number; out: Encoded }[]
  reductions: { op: Reduction; x: number; axis: Axis; out: Encoded }[]
  inputs: Encoded[]
}

const decode = ({ dtype, shape, b64 }: Encoded): NDArray => NDArray.from_bytes(dtype, shape, Buffer.from(b64, 'base64'))

const inputs = golden.inputs.map(decode)
const input = (index: number): NDArray => inputs[index] as NDArray

/** Dtype, shape and elements as text; NaNs of all kinds are one. */
const shown = (array: NDArray): string =>
  `${array.dtype.name} [${array.shape}] ${Array.from(array.data as ArrayLike<unknown>, value => (Object.is(value, -0) ? '-0' : String(value)))}`

function sameAs(array: NDArray, out: Encoded): void {
  // the bits of halves hold NaNs of their own
  const plain = (value: NDArray): NDArray => (value.dtype.base === 'float16' ? value.astype('float32') : value)
  expect(array.dtype.name).toBe(out.dtype)
  expect(shown(plain(array))).toBe(shown(plain(decode(out))))
}

describe('casts', () => {
  test.each(golden.casts.map(c => [input(c.x).dtype.name, c.out.dtype, c] as const))(
    '%s to %s',
    (_, to, { x, out }) => {
      sameAs(castData(input(x), as_dtype(to)), out)
    },
  )
})

describe('elementwise', () => {
  test.each(golden.binary.map(c => [c.op, c.x.dtype, c.y.dtype, c] as const))(
    '%s of %s and %s',
    (op, _x, _y, { x, y, out }) => {
      sameAs(decode(x)[op](decode(y)), out)
    },
  )
  test.each(golden.scalars.map(c => [input(c.x).dtype.name, c.scalar, c] as const))(
    '%s + %d',
    (_, scalar, { x, out }) => {
      sameAs(input(x).add(Number.isInteger(scalar) && scalar < 2 ** 53 && scalar !== 1e6 ? scalar : float(scalar)), out)
    },
  )
})

describe('reductions', () => {
  test.each(golden.reductions.map(c => [c.op, c.out.dtype, String(c.axis), c] as const))(
    '%s to %s along %s',
    (op, _type, _axis, { x, axis, out }) => {
      const result = input(x)[op](axis as null) as unknown
      sameAs(result instanceof NDArray ? result : NDArray.of(result, out.dtype), out)
    },
  )
})
