/** Buffers that are alive together never share memory; those that are not do. */
import { describe, expect, test } from 'vitest'
import { type Lifetime, planMemory } from '../../../src/compiler/steps/memory_planner.ts'
import { ALIGNMENT, SLACK } from '../../../src/kernels/wasm/step.ts'
import { Chance } from '../../plans/graphs.ts'

const size = (bytes: number): number => Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT

function overlaps(lives: readonly Lifetime[], offsets: readonly number[]): [number, number][] {
  const bad: [number, number][] = []
  for (const [i, a] of lives.entries()) {
    for (const [j, b] of lives.entries()) {
      if (j >= i || a.last < b.first || b.last < a.first) continue
      const [x, y] = [offsets[i] as number, offsets[j] as number]
      if (x < y + size(b.bytes) && y < x + size(a.bytes)) bad.push([i, j])
    }
  }
  return bad
}

describe('planMemory', () => {
  test('nothing', () => expect(planMemory([])).toEqual({ offsets: [], bytes: 0, bytesWithoutReuse: 0 }))

  test('a chain needs two buffers', () => {
    const lives = Array.from({ length: 10 }, (_, i) => ({ bytes: 1000, first: i, last: i + 1 }))
    const { offsets, bytes, bytesWithoutReuse } = planMemory(lives)
    expect(overlaps(lives, offsets)).toEqual([])
    expect(bytes).toBe(2 * size(1000))
    expect(bytesWithoutReuse).toBe(10 * size(1000))
  })

  test('a buffer that grows at the end of the arena takes the gap there', () => {
    const { bytes } = planMemory([
      { bytes: 100, first: -1, last: 5 },
      { bytes: 1000, first: 0, last: 1 },
      { bytes: 5000, first: 2, last: 3 },
    ])
    expect(bytes).toBe(size(100) + size(5000))
  })

  test('the smallest gap that is large enough is taken', () => {
    const lives = [
      { bytes: 4000, first: -3, last: 1 },
      { bytes: 64, first: -2, last: 9 },
      { bytes: 1000, first: -1, last: 1 },
      { bytes: 64, first: 0, last: 9 },
      { bytes: 1000, first: 2, last: 3 },
    ]
    const { offsets } = planMemory(lives)
    expect(overlaps(lives, offsets)).toEqual([])
    expect(offsets[4]).toBe(offsets[2])
  })

  test('of 500 random sets of lifetimes none overlaps, offsets are aligned, and memory is shared', () => {
    let [used, sum] = [0, 0]
    for (let seed = 0; seed < 500; seed++) {
      const chance = new Chance(seed)
      const lives = Array.from({ length: 1 + chance.below(60) }, () => {
        const first = chance.below(40) - 1
        return { bytes: 1 + chance.below(chance.of([16, 300, 20000])), first, last: first + chance.below(8) }
      })
      const { offsets, bytes, bytesWithoutReuse } = planMemory(lives)
      expect(overlaps(lives, offsets), `seed ${seed}`).toEqual([])
      for (const [i, offset] of offsets.entries()) {
        expect(offset % ALIGNMENT).toBe(0)
        expect(offset + size(lives[i]?.bytes ?? 0)).toBeLessThanOrEqual(bytes)
      }
      used += bytes
      sum += bytesWithoutReuse
    }
    expect(used / sum).toBeLessThan(0.5)
  })
})
