import { expect, test } from 'vitest'
import { readMutants } from './file_mutants.ts'

test('a thousand damaged files of records, events, graphs and models end in values or errors on purpose', () => {
  const before = process.memoryUsage().rss
  const { read, refused, complaints } = readMutants(1, 1001)
  expect(complaints).toEqual([])
  // the mutants are neither harmless nor all refused at the door
  expect(read).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(300)
  expect(process.memoryUsage().rss - before).toBeLessThan(600e6)
})
