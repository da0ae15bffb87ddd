import { describe, expect, it } from 'vitest'
import { compilePlan, scratchBytes } from '../../src/kernels/wasm/plan_code.ts'
import type { Step } from '../../src/kernels/wasm/step.ts'
import { KERNELS, step } from '../runtime/step_kernels.ts'

const refused: Step = step('unknown')

describe('ranges of a plan', () => {
  it.each([
    [[], []],
    [[null], []],
    [[step('mix')], [[0, 1]]],
    [
      [step('mix'), null, null, step('mix'), step('mix'), refused, step('mix')],
      [
        [0, 1],
        [3, 5],
        [6, 7],
      ],
    ],
    [[refused, step('mix'), null], [[1, 2]]],
  ] as const)('lie between the steps that are not taken (%#)', (steps, ranges) => {
    const code = compilePlan(steps, { kernels: KERNELS })
    expect(code.ranges.map(range => [range.begin, range.end])).toEqual(ranges)
    expect(code.taken).toEqual(steps.map(each => each !== null && each !== refused))
  })

  it('count only what is worth sharing as parallel', () => {
    const [range] = compilePlan([step('mix'), step('advance', { add: 1 })], { kernels: KERNELS }).ranges
    expect(range).toMatchObject({ cost: 1e6 + 10, parallel: 1e6 })
  })
})

it('equal plans share one module', () => {
  const steps = [step('mix'), step('advance', { add: 1 })]
  expect(compilePlan(steps, { kernels: KERNELS }).module).toBe(compilePlan(steps, { kernels: KERNELS }).module)
  expect(compilePlan(steps, { kernels: KERNELS }).module).not.toBe(
    compilePlan(steps.toReversed(), { kernels: KERNELS }).module,
  )
})

it('kernels that refuse leave nothing behind', () => {
  const half = {
    emit: (module: Parameters<NonNullable<ReturnType<typeof KERNELS.get>>['emit']>[0]) => {
      module.phase(() => {})
      return undefined
    },
  }
  const kernels = new Map([...KERNELS, ['half', half] as const])
  expect(compilePlan([step('half'), step('mix')], { kernels }).size).toBe(
    compilePlan([refused, step('mix')], { kernels }).size,
  )
})

it('scratch is what the kernel asks for', () => {
  const operand = (shape: readonly number[]) =>
    ({ dtype: 'float32', shape, place: { base: 'arena', offset: 0 } }) as const
  const product = (n: number): Step => ({
    kernel: 'matmul',
    inputs: [operand([64, 512]), operand([512, n])],
    outputs: [operand([64, n])],
    attrs: {},
  })
  expect(scratchBytes(product(10))).toBe(0)
  expect(scratchBytes(product(512))).toBeGreaterThanOrEqual(4 * 256 * 512)
  expect(scratchBytes(refused)).toBe(0)
})
