/** The wide model of the Titanic's passengers trains as TensorFlow's, and crosses make it better. */
import { expect, test } from 'vitest'
import { survival } from '../../examples/wide_titanic.ts'
import { snippetsOf } from '../contrib/snippets.ts'

const crossed = survival(true)

test('losses and predictions are those of the same program in TensorFlow 0.12.1', () => {
  const recorded = snippetsOf('feature_columns').find(({ id }) => id === 'titanic')?.result as [
    { $python_float: number }[],
    { $ndarray: { data: number[][] } },
  ]
  const losses = recorded[0].map(({ $python_float }) => $python_float)
  expect(crossed.losses).toHaveLength(losses.length)
  for (const [i, loss] of losses.entries()) expect(Math.abs(loss - (crossed.losses[i] as number))).toBeLessThan(1e-5)
  for (const [i, [predicted]] of recorded[1].$ndarray.data.entries())
    expect(Math.abs((predicted as number) - (crossed.groups[i]?.predicted as number))).toBeLessThan(1e-4)
})

test('crosses of columns say what single columns cannot', () => {
  const added = survival(false, 100)
  expect(crossed.losses.at(-1)).toBeLessThan((added.losses.at(-1) as number) - 0.02)
  const third = crossed.groups.find(({ name }) => name === 'third female adult')
  expect(third?.predicted).toBeCloseTo(third?.survived as number, 1)
  expect(crossed.accuracy).toBeGreaterThan(0.78)
})
