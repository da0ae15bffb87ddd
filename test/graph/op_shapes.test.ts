/** Static shapes of every op, and the errors of shape inference, as TensorFlow 0.12.1 gave them for random nodes. */
import { expect, test } from 'vitest'
import opNames from '../golden/op_names.json' with { type: 'json' }
import { opShapeCases, wrongShapes } from './op_shape_cases.ts'

test('shapes and errors are TensorFlow’s', () => {
  const wrong: string[] = []
  let right = 0
  const cases = Object.entries(opShapeCases())
  for (const [op, each] of cases) {
    for (const one of each) {
      const why = wrongShapes(op, one)
      if (why === undefined) right++
      else wrong.push(`${op} ${JSON.stringify(one.attrs)} ${JSON.stringify(one.inputs)}: ${why}`)
    }
  }
  expect(wrong).toEqual([])
  expect(cases.length).toBeGreaterThan(0.9 * opNames.length)
  expect(right).toBeGreaterThan(17_000)
})
