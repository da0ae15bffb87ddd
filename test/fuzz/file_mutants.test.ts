import { expect, test } from 'vitest'
import { FILE_KINDS, readMutants } from './file_mutants.ts'
import { IMAGE_KINDS } from './image_mutants.ts'

test('a thousand damaged files of records, events, graphs and models end in values or errors on purpose', () => {
  const before = process.memoryUsage().rss
  const { read, refused, complaints } = readMutants(FILE_KINDS, 1, 1001)
  expect(complaints).toEqual([])
  // the mutants are neither harmless nor all refused at the door
  expect(read).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(300)
  expect(process.memoryUsage().rss - before).toBeLessThan(600e6)
})

test('a thousand damaged pictures end in pixels or errors on purpose', () => {
  const before = process.memoryUsage().rss
  const { read, refused, complaints } = readMutants(IMAGE_KINDS, 1, 1001)
  expect(complaints).toEqual([])
  expect(read).toBeGreaterThan(200)
  expect(refused).toBeGreaterThan(200)
  expect(process.memoryUsage().rss - before).toBeLessThan(600e6)
})
