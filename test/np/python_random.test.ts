/** Python's random against CPython 3 (2.7 is in random.test.ts). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PythonRandom } from '../../src/np/python_random.ts'

const golden = JSON.parse(readFileSync(new URL('../golden/random/python3.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, unknown>
>
const times = (n: number, draw: () => unknown): unknown[] => Array.from({ length: n }, draw)
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

const DRAWS: Readonly<Record<string, (r: PythonRandom) => unknown>> = {
  random: r => times(3, () => r.random()),
  randint: r => times(5, () => r.randint(0, 1000)),
  randrange: r => times(5, () => r.randrange(3, 30, 4)),
  choice: r => times(5, () => r.choice('abcde')),
  shuffle: r => {
    const list = range(10)
    r.shuffle(list)
    return list
  },
  sample_pool: r => r.sample(range(30), 6),
  sample_set: r => r.sample(range(1000), 5),
  choices: r => r.choices([1, 2, 3], { weights: [1, 2, 3], k: 5 }),
  gauss: r => times(3, () => r.gauss(0, 1)),
  uniform: r => times(3, () => r.uniform(-1, 1)),
  getrandbits: r => [r.getrandbits(5), r.getrandbits(40)],
  triangular: r => r.triangular(0, 2, 0.5),
  expovariate: r => r.expovariate(2),
}

test.each(Object.keys(golden))('seed %s', seed => {
  const value = /^-?\d+$/.test(seed) ? Number(seed) : seed
  for (const [name, expected] of Object.entries(golden[seed] ?? {}))
    expect(DRAWS[name]?.(new PythonRandom(value)), name).toEqual(expected)
})

test('the state can be taken and set', () => {
  const r = new PythonRandom(3)
  r.gauss(0, 1)
  const state = r.getstate()
  const next = [r.gauss(0, 1), r.random()]
  r.setstate(state)
  expect([r.gauss(0, 1), r.random()]).toEqual(next)
})
