import { describe, expect, it } from 'vitest'
import * as movement from '../../../src/kernels/reference/arrays/movement.ts'
import { failureOf } from '../../../src/kernels/wasm/elementwise/failures.ts'
import { kernels } from '../../../src/kernels/wasm/elementwise/kernels.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep } from './run_step.ts'

const TYPES = ['float32', 'float32', 'bool', 'int16', 'float64', 'complex64', 'complex128', 'float16']
const THREADS = [1, 2, 3, 8]

function check(
  name: string,
  inputs: readonly NDArray[],
  want: readonly NDArray[],
  attrs: Record<string, unknown>,
  threads: number,
): void {
  const outputs = want.map(array => ({ dtype: array.dtype.name, shape: array.shape }))
  const result = runStep(kernels[name] as WasmKernel, { inputs, outputs, attrs, threads })
  if (result === undefined) throw new Error('not taken')
  result.outputs.forEach((array, i) => {
    const about = JSON.stringify({
      name,
      attrs,
      threads,
      from: inputs.map(input => input.shape),
      to: array.shape,
      type: array.dtype.name,
    })
    expect(Buffer.compare(array.to_bytes(), (want[i] as NDArray).to_bytes()), about).toBe(0)
  })
}

const shapes = (rng: ReturnType<typeof random>, rank: number): number[] =>
  Array.from({ length: rank }, () => rng.pick([1, 2, 3, 4, 5, 7, 8, 16, 17, 33]))

describe('data movement', () => {
  it('transposes', () => {
    const rng = random(1)
    for (let trial = 0; trial < 150; trial++) {
      const shape = shapes(rng, 1 + rng.below(4))
      const x = randomArray(rng, rng.pick(TYPES), shape)
      const permutation = shape.map((_, i) => i)
      for (let i = permutation.length - 1; i > 0; i--) {
        const j = rng.below(i + 1)
        ;[permutation[i], permutation[j]] = [permutation[j] as number, permutation[i] as number]
      }
      check('transpose', [x], [movement.transpose(x, permutation)], { permutation }, rng.pick(THREADS))
    }
    const large = randomArray(rng, 'float32', [130, 203])
    for (const threads of THREADS)
      check('transpose', [large], [movement.transpose(large, [1, 0])], { permutation: [1, 0] }, threads)
  })

  it('tiles, broadcasts and copies', () => {
    const rng = random(2)
    for (let trial = 0; trial < 80; trial++) {
      const shape = shapes(rng, rng.below(4))
      const x = randomArray(rng, rng.pick(TYPES), shape)
      check(
        'tile',
        [x],
        [
          movement.tile(
            x,
            shape.map(() => rng.below(4)),
          ),
        ],
        {},
        rng.pick(THREADS),
      )
      const ones = shape.map(length => (rng.below(2) ? 1 : length))
      const small = randomArray(rng, rng.pick(TYPES), ones)
      check('broadcast', [small], [movement.broadcastTo(small, [2, ...shape])], {}, rng.pick(THREADS))
      check('copy', [x], [x], {}, rng.pick(THREADS))
    }
    for (const length of [1023, 1024, 1025, 4096, 10001]) {
      const x = randomArray(rng, 'float32', [length])
      for (const threads of THREADS) check('copy', [x], [x.reshape([1, length])], {}, threads)
    }
  })

  it('slices and reverses', () => {
    const rng = random(3)
    for (let trial = 0; trial < 100; trial++) {
      const shape = shapes(rng, 1 + rng.below(4))
      const x = randomArray(rng, rng.pick(TYPES), shape)
      const begin = shape.map(length => rng.below(length))
      const size = shape.map((length, axis) => rng.below(length - (begin[axis] as number) + 1))
      check('slice', [x], [movement.slice(x, begin, size)], { begin }, rng.pick(THREADS))
      const strides = shape.map(() => rng.pick([1, 1, 2, 3, -1, -2]))
      const sizes = shape.map((length, axis) => {
        const [at, step] = [begin[axis] as number, strides[axis] as number]
        return rng.below(1 + Math.floor(step > 0 ? (length - 1 - at) / step : at / -step) + 1)
      })
      check(
        'strided_slice',
        [x],
        [movement.stridedSlice(x, begin, strides, sizes)],
        { begin, strides, sizes },
        rng.pick(THREADS),
      )
      const axes = shape.map((_, i) => i).filter(() => rng.below(2) === 0)
      check('reverse', [x], [movement.reverse(x, axes)], { axes }, rng.pick(THREADS))
    }
    const x = randomArray(rng, 'float32', [4099])
    check('reverse', [x], [movement.reverse(x, [0])], { axes: [0] }, 3)
  })

  it('joins and parts', () => {
    const rng = random(4)
    for (let trial = 0; trial < 80; trial++) {
      const shape = shapes(rng, 1 + rng.below(3))
      const axis = rng.below(shape.length)
      const type = rng.pick(TYPES)
      const parts = Array.from({ length: 1 + rng.below(4) }, () =>
        randomArray(rng, type, shape.with(axis, rng.below(6))),
      )
      const joined = movement.concat(parts, axis)
      check('concat', parts, [joined], { axis }, rng.pick(THREADS))
      check('split', [joined], parts, { axis }, rng.pick(THREADS))
      const same = parts.map(() => randomArray(rng, type, shape))
      const at = rng.below(shape.length + 1)
      const packed = movement.pack(same, at)
      check('pack', same, [packed], { axis: at }, rng.pick(THREADS))
      check('unpack', [packed], same, { axis: at }, rng.pick(THREADS))
    }
    const scalars = [NDArray.of(1), NDArray.of(2), NDArray.of(3)]
    check('pack', scalars, [NDArray.of([1, 2, 3])], { axis: 0 }, 2)
  })

  it('pads and fills', () => {
    const rng = random(5)
    for (let trial = 0; trial < 80; trial++) {
      const shape = shapes(rng, rng.below(4))
      const x = randomArray(rng, rng.pick(TYPES), shape)
      const paddings = shape.map(() => [rng.below(4), rng.below(4)] as const)
      check('pad', [x], [movement.pad(x, paddings)], { paddings }, rng.pick(THREADS))
      const value = randomArray(rng, rng.pick(TYPES), [])
      check('fill', [value], [movement.broadcastTo(value, shape)], {}, rng.pick(THREADS))
    }
    check('fill', [], [NDArray.of([[2, 2, 2]])], { value: 2 }, 1)
    check('fill', [], [NDArray.of([-1, -1, -1, -1, -1], 'int64')], { value: -1 }, 1)
  })

  it('gathers', () => {
    const rng = random(6)
    for (let trial = 0; trial < 80; trial++) {
      const params = randomArray(rng, rng.pick(TYPES), [1 + rng.below(9), ...shapes(rng, rng.below(3))])
      const shape = shapes(rng, rng.below(3))
      const count = shape.reduce((a, b) => a * b, 1)
      const chosen = Array.from({ length: count }, () => rng.below(params.shape[0] as number))
      const indices = NDArray.of(chosen, rng.pick(['int32', 'int64'])).reshape(shape)
      check('gather', [params, indices], [movement.gather(params, indices)], {}, rng.pick(THREADS))
    }
  })

  it('reports the first index that is out of range', () => {
    for (const type of ['int32', 'int64']) {
      for (const [indices, message] of [
        [
          [
            [1, 2],
            [7, -1],
          ],
          'indices[1,0] = 7 is not in [0, 3)',
        ],
        [
          [
            [0, -1],
            [7, 1],
          ],
          'indices[0,1] = -1 is not in [0, 3)',
        ],
      ] as const) {
        const inputs = [NDArray.of([1, 2, 3]), NDArray.of(indices, type)]
        const result = runStep(kernels.gather as WasmKernel, {
          inputs,
          outputs: [{ dtype: 'float32', shape: [2, 2] }],
          threads: 2,
        })
        expect(failureOf(result!.step, result!.code, ...result!.details).message).toBe(message)
      }
    }
  })
})
