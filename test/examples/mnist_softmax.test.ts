/** The tutorial on the real MNIST against TensorFlow 0.12.1's record of the same run. */
import { afterEach, expect, test, vi } from 'vitest'
import { run, type Training, train } from '../../examples/mnist_softmax.ts'
import * as tf from '../../src/index.ts'
import golden from '../golden/mnist_tutorial.json' with { type: 'json' }
import { executing } from '../support/environment.ts'

const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
afterEach(() => {
  printed.mockClear()
  tf.reset_default_graph()
})

/** Within `tolerance` of the largest expected magnitude. */
function expectClose(got: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(got).toHaveLength(expected.length)
  const scale = Math.max(...expected.map(Math.abs))
  got.forEach((value, i) =>
    expect(Math.abs(value - (expected[i] as number)), `element ${i}`).toBeLessThanOrEqual(tolerance * scale),
  )
}

function expectSteps(training: Training, steps: number): void {
  expect(training.losses).toHaveLength(steps)
  training.losses.forEach((loss, i) => {
    const expected = golden.losses[i] as number
    expect(Math.abs(loss - expected), `cross-entropy of step ${i + 1}`).toBeLessThanOrEqual(1e-3 * expected)
  })
  training.accuracies.forEach((accuracy, i) => {
    expect(
      Math.abs(accuracy - (golden.accuracies[i] as number)),
      `accuracy at step ${(i + 1) * 100}`,
    ).toBeLessThanOrEqual(0.002)
  })
}

function expectStart({ start }: Training): void {
  // 10000 ln 10 = 23025.85; TensorFlow's own float32 sum is a little off
  expect(start.cross_entropy).toBeGreaterThanOrEqual(23025.8)
  expect(start.cross_entropy).toBeLessThanOrEqual(23026.1)
  expect(start.accuracy).toBeCloseTo(golden.start.accuracy, 6)
  expectClose(start.grad_W_row380, golden.start.grad_W_row380, 1e-5)
  expectClose(start.grad_b, golden.start.grad_b, 1e-4)
}

test('1000 steps are those of TensorFlow', () => {
  const training = train(1000)
  expectStart(training)
  expectSteps(training, 1000)
  expect(training.accuracies).toHaveLength(10)
  expect(Math.abs(training.end.accuracy - golden.end.accuracy)).toBeLessThanOrEqual(0.002)
  expect(Math.abs(training.end.cross_entropy - golden.end.cross_entropy)).toBeLessThanOrEqual(
    1e-3 * golden.end.cross_entropy,
  )
  expectClose(training.final_W_row380, golden.final_W_row380, 1e-3)
  expectClose(training.final_b, golden.final_b, 1e-3)
})

test('so are they on the reference executor', () => {
  using _executor = executing('reference')
  const training = train(20)
  expectStart(training)
  expectSteps(training, 20)
})

test('run prints plain lines where there is no terminal', () => {
  run(100)
  const lines = printed.mock.calls.map(call => call.join(' '))
  expect(lines).toContainEqual(expect.stringMatching(/^step 100: loss \d+\.\d{3}, test accuracy 0\.89\d\d$/))
  expect(lines.join('\n')).toMatch(
    /before training, on the test images:\n {2}cross-entropy 2302[56]\.\d+, accuracy 0\.0980\n {2}grad W\[380\] +511\.78\d +59\.33\d/,
  )
  expect(lines.join('\n')).toMatch(/grad b +19\.99\d|grad b +20\.000/)
})
