/** Diagonals, bands, sequences, borders and patches: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/array/diag_ops.ts'
import '../../../src/ops/image/image_patch_ops.ts'
import '../../../src/ops/array/pad_ops.ts'
import '../../../src/ops/array/reverse_ops.ts'
import '../../../src/ops/array/slice_ops.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

const TYPES = ['float32', 'float32', 'bool', 'int16', 'float64', 'complex128', 'float16', 'int64']
type Rng = ReturnType<typeof random>
const dims = (rng: Rng, rank: number): number[] => Array.from({ length: rank }, () => rng.pick([1, 2, 3, 5, 8, 17, 33]))
const scalar = (value: number): NDArray => new NDArray('int64', [], BigInt64Array.of(BigInt(value)))
const integers = (values: readonly number[], shape = [values.length]): NDArray =>
  new NDArray('int32', shape, Int32Array.from(values))

it('diagonals', () => {
  const rng = random(61)
  for (let trial = 0; trial < 30; trial++) {
    const type = rng.pick(TYPES)
    const batch = rng.pick([[], [1], [3], [2, 2], [0]])
    const [rows, columns] = [rng.pick([1, 2, 5, 16, 33, 0]), rng.pick([1, 2, 5, 16, 33, 0])]
    const matrix = randomArray(rng, type, [...batch, rows, columns])
    const diagonal = randomArray(rng, type, [...batch, Math.min(rows, columns)])
    expect(compareOp({ op: 'MatrixDiag', inputs: [diagonal] })).toBe(true)
    expect(compareOp({ op: 'MatrixDiagPart', inputs: [matrix] })).toBe(true)
    expect(compareOp({ op: 'MatrixSetDiag', inputs: [matrix, diagonal] })).toBe(true)
    const cube = rng.pick([[7], [2, 3], [1, 2, 2], [0]])
    expect(compareOp({ op: 'Diag', inputs: [randomArray(rng, type, cube)] })).toBe(true)
    expect(compareOp({ op: 'DiagPart', inputs: [randomArray(rng, type, [...cube, ...cube])] })).toBe(true)
  }
  const wrong = randomArray(rng, 'float32', [2, 3])
  expect(compareOp({ op: 'MatrixSetDiag', inputs: [wrong, wrong] })).toBe(false)
  expect(compareOp({ op: 'DiagPart', inputs: [wrong] })).toBe(false)
})

it('bands', () => {
  const rng = random(62)
  for (let trial = 0; trial < 50; trial++) {
    const shape = [...rng.pick([[], [3], [2, 2], [0]]), rng.pick([1, 2, 5, 16, 33]), rng.pick([1, 2, 5, 16, 33, 700])]
    const bounds = [rng.below(9) - 2, rng.below(9) - 2, 40].map(scalar)
    const inputs = [randomArray(rng, rng.pick(TYPES), shape), rng.pick(bounds), rng.pick(bounds)]
    expect(compareOp({ op: 'MatrixBandPart', inputs })).toBe(true)
  }
})

it('sequences turned round', () => {
  const rng = random(63)
  for (let trial = 0; trial < 50; trial++) {
    const shape = dims(rng, 2 + rng.below(3))
    const seq_dim = rng.below(shape.length)
    const batch_dim = (seq_dim + 1 + rng.below(shape.length - 1)) % shape.length
    const lengths = Array.from({ length: shape[batch_dim] as number }, () => rng.below((shape[seq_dim] as number) + 1))
    const input = randomArray(rng, rng.pick(TYPES), shape)
    const attrs = { seq_dim, batch_dim }
    const counts = rng.below(2) ? integers(lengths) : integers(lengths).astype('int64')
    expect(compareOp({ op: 'ReverseSequence', inputs: [input, counts], attrs })).toBe(true)
    const bad = integers(lengths.with(rng.below(lengths.length), rng.pick([-1, (shape[seq_dim] as number) + 1])))
    expect(compareOp({ op: 'ReverseSequence', inputs: [input, bad], attrs, shape })).toBe(true)
  }
})

it('borders folded back', () => {
  const rng = random(64)
  for (let trial = 0; trial < 50; trial++) {
    const mode = rng.pick(['REFLECT', 'SYMMETRIC'])
    const inner = dims(rng, 1 + rng.below(4))
    const most = inner.map(length => Math.min(5, length - Number(mode === 'REFLECT')))
    const paddings = most.map(border => [rng.below(border + 1), rng.below(border + 1)] as const)
    const input = randomArray(
      rng,
      rng.pick(['float32', 'float64', 'int32', 'int64']),
      inner.map((length, axis) => length + (paddings[axis]?.[0] as number) + (paddings[axis]?.[1] as number)),
    )
    const inputs = [input, integers(paddings.flat(), [inner.length, 2])]
    expect(compareOp({ op: 'MirrorPadGrad', inputs, attrs: { mode } })).toBe(true)
  }
})

it('patches of images', () => {
  const rng = random(65)
  for (let trial = 0; trial < 40; trial++) {
    const images = randomArray(rng, rng.pick(['float32', 'float64', 'int32', 'uint8', 'int16']), [
      rng.pick([1, 2]),
      rng.pick([3, 5, 8]),
      rng.pick([4, 7, 9]),
      rng.pick([1, 3, 4, 5]),
    ])
    const pair = (list: readonly number[]): number[] => [1, rng.pick(list), rng.pick(list), 1]
    const attrs = {
      ksizes: pair([1, 2, 3]),
      strides: pair([1, 2, 3]),
      rates: pair([1, 1, 2]),
      padding: rng.pick(['SAME', 'VALID']),
    }
    expect(compareOp({ op: 'ExtractImagePatches', inputs: [images], attrs })).toBe(true)
  }
})

it('slices of variables that are assigned to', () => {
  const rng = random(66)
  for (let trial = 0; trial < 50; trial++) {
    const shape = dims(rng, 1 + rng.below(3))
    const steps = shape.map(() => rng.pick([1, 1, 2, -1, -2]))
    const begin = shape.map(length => rng.below(length))
    const sizes = shape.map((length, axis) => {
      const [at, step] = [begin[axis] as number, steps[axis] as number]
      return 1 + rng.below(Math.floor((step > 0 ? length - 1 - at : at) / Math.abs(step)) + 1)
    })
    const end = sizes.map((size, axis) => (begin[axis] as number) + size * (steps[axis] as number))
    const back = end.reduce((mask, at, axis) => (at < 0 ? mask | (1 << axis) : mask), 0)
    const type = rng.pick(TYPES)
    const inputs = [
      randomArray(rng, type, shape),
      integers(begin),
      integers(end),
      integers(steps),
      randomArray(rng, type, sizes),
    ]
    expect(compareOp({ op: 'StridedSliceAssign', inputs, attrs: { end_mask: back } })).toBe(true)
  }
})
