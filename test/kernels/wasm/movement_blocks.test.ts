import { expect, it } from 'vitest'
import { pad, stridedAssign } from '../../../src/kernels/reference/arrays/movement.ts'
import {
  batchToSpace,
  depthToSpace,
  spaceToBatch,
  spaceToDepth,
} from '../../../src/kernels/reference/arrays/space_to_batch.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep } from './run_step.ts'

const TYPES = ['float32', 'float32', 'bool', 'int16', 'float64', 'complex128', 'float16']

function check(name: string, input: NDArray, want: NDArray, attrs: Record<string, unknown>): void {
  for (const threads of [1, 2, 3, 8]) {
    const spec = { inputs: [input], outputs: [{ dtype: want.dtype.name, shape: want.shape }], attrs, threads }
    const got = runStep(WASM_KERNELS.get(name) as WasmKernel, spec)?.outputs[0]
    const about = JSON.stringify({ name, attrs, threads, from: input.shape, to: want.shape, type: want.dtype.name })
    expect(got, about).toBeDefined()
    expect(Buffer.compare(got?.to_bytes() as Buffer, want.to_bytes()), about).toBe(0)
  }
}

it('boxes in zeros', () => {
  const rng = random(51)
  for (let trial = 0; trial < 150; trial++) {
    const shape = Array.from({ length: 1 + rng.below(4) }, () => rng.pick([1, 2, 3, 5, 8, 17]))
    const strides = shape.map(() => rng.pick([1, 1, 2, 3, -1, -2]))
    const begin = shape.map(length => rng.below(length))
    const sizes = shape.map((length, axis) => {
      const [at, step] = [begin[axis] as number, strides[axis] as number]
      return rng.below(Math.floor((step > 0 ? length - 1 - at : at) / Math.abs(step)) + 2)
    })
    const dy = randomArray(rng, rng.pick(TYPES), sizes)
    const want = NDArray.zeros(shape, dy.dtype)
    stridedAssign(want, dy, begin, strides, sizes)
    check('strided_embed', dy, want, { begin, strides, sizes })
  }
})

it('blocks of space in the batch, and back', () => {
  const rng = random(52)
  for (let trial = 0; trial < 150; trial++) {
    const count = 1 + rng.below(2)
    const blocks = Array.from({ length: count }, () => rng.pick([1, 2, 3, 4]))
    const batchSizes = blocks.map(() => rng.pick([1, 2, 3, 5]))
    const borders = blocks.map((block, d): [number, number] => {
      const all = block * (batchSizes[d] as number)
      const before = rng.below(Math.min(all, 4))
      return [before, rng.below(Math.min(all - before, 4))]
    })
    const images = rng.pick([1, 2, 3])
    const rest = rng.pick([[], [1], [4], [3, 5]])
    const space = [
      images,
      ...blocks.map(
        (block, d) => block * (batchSizes[d] as number) - (borders[d]?.[0] as number) - (borders[d]?.[1] as number),
      ),
      ...rest,
    ]
    const batch = [images * blocks.reduce((a, b) => a * b, 1), ...batchSizes, ...rest]
    const attrs = { blocks, before: borders.map(([before]) => before) }
    const [whole, parts] = [randomArray(rng, rng.pick(TYPES), space), randomArray(rng, rng.pick(TYPES), batch)]
    check('space_to_batch', whole, spaceToBatch(whole, blocks, borders), attrs)
    check('batch_to_space', parts, batchToSpace(parts, blocks, borders), attrs)
  }
})

it('blocks of space in the depth, and back, as permutations of another shape', () => {
  const rng = random(53)
  for (let trial = 0; trial < 60; trial++) {
    const [n, h, w, d, b] = [
      rng.pick([1, 3]),
      rng.pick([1, 2, 5]),
      rng.pick([1, 3, 4]),
      rng.pick([1, 2, 4, 7]),
      rng.pick([2, 3]),
    ] as const
    const permutation = [0, 1, 3, 2, 4, 5]
    const image = randomArray(rng, rng.pick(TYPES), [n, h * b, w * b, d])
    check('transpose', image, spaceToDepth(image, b), { permutation, shape: [n, h, b, w, b, d] })
    const deep = randomArray(rng, rng.pick(TYPES), [n, h, w, b * b * d])
    check('transpose', deep, depthToSpace(deep, b), { permutation, shape: [n, h, w, b, b, d] })
  }
})

it('mirror images around arrays', () => {
  const rng = random(54)
  for (let trial = 0; trial < 100; trial++) {
    const shape = Array.from({ length: 1 + rng.below(3) }, () => rng.pick([1, 2, 3, 5, 8, 17]))
    const symmetric = rng.below(2) === 0
    const most = (length: number): number => rng.below(symmetric ? length + 1 : length)
    const paddings = shape.map((length): [number, number] => [most(length), most(length)])
    const input = randomArray(rng, rng.pick(TYPES), shape)
    check('mirror_pad', input, pad(input, paddings, symmetric ? 'SYMMETRIC' : 'REFLECT'), { paddings, symmetric })
  }
})
