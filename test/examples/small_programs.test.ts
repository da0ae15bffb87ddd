/** The smaller examples, shortened. */
import { afterEach, expect, test } from 'vitest'
import { evolve, LIMIT, OPTIMUM, VALUES, WEIGHTS } from '../../examples/genetic_algorithm.ts'
import { fitLines } from '../../examples/linear_regression.ts'
import { train } from '../../examples/mlp_mnist.ts'
import { documentation, learn, vocabulary } from '../../examples/word_embeddings.ts'
import * as tf from '../../src/index.ts'
import golden from '../golden/example_programs.json' with { type: 'json' }

afterEach(() => tf.reset_default_graph())

test("Anscombe's four sets have the same line", () => {
  const lines = fitLines(3000)
  expect(lines).toHaveLength(4)
  for (const { slope, intercept, mean_squared_error } of lines) {
    // the published least squares are y = 3.00 + 0.500 x
    expect(slope).toBeCloseTo(0.5, 2)
    expect(Math.abs(intercept - 3)).toBeLessThan(0.03)
    expect(mean_squared_error).toBeCloseTo(1.25, 2)
  }
})

test('the perceptron learns digits while its learning rate decays', () => {
  const { losses, learning_rates, accuracy } = train(600)
  // TensorFlow 0.12.1's record of the same program
  expect(losses).toHaveLength(golden.mlp_mnist.length)
  for (const [i, loss] of losses.entries())
    expect(Math.abs(loss / (golden.mlp_mnist[i] as number) - 1), `loss ${i}`).toBeLessThan(0.01)
  // at steps 500 and 600 the rate has fallen once; it is read before the step counts
  expect(learning_rates.map(rate => Number(rate.toPrecision(3)))).toEqual([0.001, 0.001, 0.001, 0.001, 0.001, 0.0008])
  expect(accuracy).toBeGreaterThan(0.94)
})

test('word vectors learn from the documentation', () => {
  const text = documentation()
  const { words } = vocabulary(text)
  expect(words.length).toBeGreaterThan(100)
  const { losses, nearest } = learn(text, { steps: 600, dimensions: 16, batch: 32 })
  expect(losses).toHaveLength(10)
  expect(losses.at(-1)).toBeLessThan(losses[0] as number)
  const [word = ''] = words
  const neighbours = nearest(word, 3)
  expect(new Set(neighbours).size).toBe(3)
  expect(neighbours).not.toContain(word)
})

test('the genetic algorithm packs the knapsack better and better', () => {
  const { value, weight, parcels, history } = evolve(40)
  expect(weight).toBeLessThanOrEqual(LIMIT)
  expect(weight).toBe(parcels.reduce((sum, i) => sum + (WEIGHTS[i] as number), 0))
  expect(value).toBe(parcels.reduce((sum, i) => sum + (VALUES[i] as number), 0))
  // the best survives: the history never falls
  for (let i = 1; i < history.length; i++) expect(history[i]).toBeGreaterThanOrEqual(history[i - 1] as number)
  expect(value).toBeGreaterThan(0.97 * OPTIMUM)
  expect(value).toBeLessThanOrEqual(OPTIMUM)
})
