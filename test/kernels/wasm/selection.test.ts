import { describe, expect, it } from 'vitest'
import { oneHot } from '../../../src/kernels/reference/arrays/one_hot.ts'
import { scan } from '../../../src/kernels/reference/arrays/scan.ts'
import { topK } from '../../../src/kernels/reference/arrays/top_k.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep, type StepResult } from './run_step.ts'

const THREADS = [1, 2, 3, 8]

function check(
  name: string,
  inputs: readonly NDArray[],
  want: readonly NDArray[],
  attrs: Record<string, unknown>,
): void {
  for (const threads of THREADS) {
    const outputs = want.map(array => ({ dtype: array.dtype.name, shape: array.shape }))
    const result = runStep(WASM_KERNELS.get(name) as WasmKernel, { inputs, outputs, attrs, threads }) as StepResult
    const about = JSON.stringify({
      name,
      attrs,
      threads,
      from: inputs.map(input => input.shape),
      type: inputs[0]?.dtype.name,
    })
    expect(result, about).toBeDefined()
    expect(result.code).toBe(0)
    for (const [i, array] of want.entries())
      expect(Buffer.compare(result.outputs[i]?.to_bytes() as Buffer, array.to_bytes()), about).toBe(0)
  }
}

it('one-hot vectors of every type, along every dimension', () => {
  const rng = random(41)
  for (let trial = 0; trial < 120; trial++) {
    const shape = Array.from({ length: rng.below(3) }, () => rng.pick([0, 1, 3, 5, 17]))
    const depth = rng.pick([0, 1, 3, 4, 10, 33])
    const type = rng.pick(['uint8', 'int32', 'int64'])
    const entries = Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => rng.below(depth + 3) - (type === 'uint8' ? 0 : 1),
    )
    const data = {
      uint8: Uint8Array.from(entries),
      int32: Int32Array.from(entries),
      int64: BigInt64Array.from(entries, BigInt),
    }[type]
    const indices = new NDArray(type as 'int32', shape, data as Int32Array)
    const values = rng.pick(['float32', 'float32', 'bool', 'int16', 'float64', 'complex128', 'int32'])
    const [on, off] = [randomArray(rng, values, []), randomArray(rng, values, [])]
    const axis = rng.below(shape.length + 1)
    check('one_hot', [indices, on, off], [oneHot(indices, depth, on, off, axis)], { axis })
  }
})

it('running sums and products, to the last bit', () => {
  const rng = random(42)
  for (let trial = 0; trial < 200; trial++) {
    const shape = Array.from({ length: 1 + rng.below(3) }, () => rng.pick([0, 1, 2, 3, 5, 8, 17, 33]))
    const x = randomArray(rng, rng.pick(['float32', 'float32', 'float64', 'int32', 'int64']), shape)
    const axis = rng.below(shape.length)
    const kind = rng.pick(['sum', 'prod'] as const)
    const options = { exclusive: rng.below(2) === 0, reverse: rng.below(2) === 0 }
    check('scan', [x], [scan(kind, x, axis, options)], { axis, product: kind === 'prod', ...options })
  }
})

describe('the largest elements', () => {
  it('come in order, of equal ones the first first', () => {
    const rng = random(43)
    for (let trial = 0; trial < 120; trial++) {
      const columns = rng.pick([1, 2, 5, 16, 100, 999])
      const k = rng.below(Math.min(columns, 20) + 1)
      const shape = [...rng.pick([[], [1], [7], [2, 3], [0]]), columns]
      const size = shape.reduce((a, b) => a * b, 1)
      const levels = rng.pick([3, 10, 1e6])
      const x = new NDArray(
        'float32',
        shape,
        Float32Array.from({ length: size }, () => rng.below(levels) - levels / 2),
      )
      check('top_k', [x], topK(x, k, true), {})
    }
  })

  it('have a target among them or not', () => {
    const rng = random(44)
    for (let trial = 0; trial < 100; trial++) {
      const [rows, classes] = [rng.pick([0, 1, 5, 200]), rng.pick([1, 2, 3, 4, 10, 101])]
      const predictions = new NDArray(
        'float32',
        [rows, classes],
        Float32Array.from({ length: rows * classes }, () => rng.below(6)),
      )
      const labels = Array.from({ length: rows }, () => rng.below(classes))
      const k = rng.pick([0, 1, 2, 5])
      const want = labels.map((label, row) => {
        const own = predictions.data.slice(row * classes, (row + 1) * classes) as Float32Array
        return Number(own.filter(value => value > (own[label] as number)).length < k)
      })
      const targets =
        rng.below(2) === 0
          ? new NDArray('int32', [rows], Int32Array.from(labels))
          : new NDArray('int64', [rows], BigInt64Array.from(labels, BigInt))
      check('in_top_k', [predictions, targets], [new NDArray('bool', [rows], Uint8Array.from(want))], { k })
    }
  })

  it('refuse a target that is no class', () => {
    const inputs = [NDArray.zeros([2, 3], 'float32'), new NDArray('int32', [2], Int32Array.of(0, 3))]
    const result = runStep(WASM_KERNELS.get('in_top_k') as WasmKernel, {
      inputs,
      outputs: [{ dtype: 'bool', shape: [2] }],
      attrs: { k: 1 },
    })
    expect(result?.code).not.toBe(0)
  })
})
