/** The checksums of long data, which are folded, are those that the tables give. */
import { expect, test } from 'vitest'
import { byTables, crc32c, maskCrc, unmaskCrc } from '../../src/formats/crc32c.ts'
import { folded, LEAST_FOLDED } from '../../src/formats/crc32c_folding.ts'
import { randomFrom } from '../support/random_numbers.ts'

test('known checksums', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
  expect(unmaskCrc(maskCrc(0xe3069283))).toBe(0xe3069283)
})

test('folding changes no checksum, whatever the length, the alignment and what came before', () => {
  const random = randomFrom(3)
  const lengths = [0, 1, 63, 64, 5274, 5275, 5276, 5275 + 64, 32768 - 1, 32768, 5275 + 32768, 70000].map(
    n => LEAST_FOLDED + n,
  )
  for (const length of lengths) {
    const bytes = Buffer.alloc(length + 8)
    for (let i = 0; i < bytes.length; i++) bytes[i] = random() * 256
    for (const from of [0, 3]) {
      const part = bytes.subarray(from, from + length)
      for (const previous of [0, 0xffffffff, 0x12345678])
        expect(crc32c(part, previous), `${length} from ${from}`).toBe(byTables(part, previous))
      // in pieces
      const half = length >>> 1
      expect(crc32c(part.subarray(half), crc32c(part.subarray(0, half)))).toBe(byTables(part, 0))
    }
  }
})

test('what is folded is short', () => {
  const rest = folded(Buffer.alloc(10 ** 6, 7), 0)
  expect(rest?.length).toBeGreaterThanOrEqual(5275)
  expect(rest?.length).toBeLessThan(5275 + 64)
})

test('each bit counts', () => {
  const bytes = Buffer.alloc(60000)
  const whole = crc32c(bytes)
  for (const at of [0, 1, 5274, 5275, 32767, 32768, 40000, 54724, 54725, 59999]) {
    bytes[at] = 1
    expect(crc32c(bytes), `byte ${at}`).not.toBe(whole)
    bytes[at] = 0
  }
})
