import { expect, test } from 'vitest'
import '../../src/index.ts'
import { inferCase, shapeCases, wrongInference } from './shape_cases.ts'

test("shape functions give what TensorFlow's own tests expect", () => {
  const wrong: string[] = []
  const skipped = new Map<string, number>()
  let right = 0
  for (const each of shapeCases()) {
    const got = inferCase(each)
    if ('skipped' in got) {
      skipped.set(got.skipped, (skipped.get(got.skipped) ?? 0) + 1)
      continue
    }
    const why = wrongInference(each, got)
    if (why) wrong.push(`${each.op} (${each.where}) ${each.inputs} ${each.context}: ${why}`)
    else right++
  }
  expect(wrong).toEqual([])
  expect(right).toBeGreaterThan(500)
})
