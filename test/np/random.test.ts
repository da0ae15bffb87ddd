/** np.random and Python's random against numpy 1.16.6's and CPython 2.7's own streams, bit for bit. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PythonRandom } from '../../src/np/python_random.ts'
import { RandomState } from '../../src/np/random.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'

type Values = number[]
interface SeedGolden {
  python_random: Record<string, Values>
  [what: string]: unknown
}
const golden = JSON.parse(readFileSync(new URL('../golden/random/mt19937.json', import.meta.url), 'utf8')) as {
  seeds: Record<string, SeedGolden>
}

const arange = (n: number, start = 0): number[] => Array.from({ length: n }, (_, i) => i + start)
const times = (n: number, draw: () => unknown): unknown[] => Array.from({ length: n }, draw)
const shuffled = <T extends NDArray | unknown[]>(r: RandomState, list: T): T => {
  r.shuffle(list)
  return list
}
const p = [0.1, 0.2, 0.3, 0.4]

const NUMPY: Record<string, (r: RandomState) => unknown> = {
  '[choice(4,p=[.1,.2,.3,.4]) for 10]': r => times(10, () => r.choice(4, { p })),
  '[randint(0,10) for 10] (scalar calls)': r => times(10, () => r.randint(0, 10)),
  'beta(2,3,10)': r => r.beta(2, 3, 10),
  'binomial(10,0.5,10)': r => r.binomial(10, 0.5, 10),
  'bytes(10)': r => [...r.bytes(10)],
  'choice(10,10)': r => r.choice(10, 10),
  'choice(10,10,replace=False)': r => r.choice(10, 10, { replace: false }),
  'choice(100,10)': r => r.choice(100, 10),
  'choice(100,16,replace=False)': r => r.choice(100, 16, false),
  'choice(4,10,p=[.1,.2,.3,.4])': r => r.choice(4, { size: 10, p }),
  'choice(arange(1,49),10)': r => r.choice(arange(48, 1), 10),
  'gamma(2.0,1.0,10)': r => r.gamma(2, 1, 10),
  'multinomial(20,[.2,.3,.5],3)': r => r.multinomial(20, [0.2, 0.3, 0.5], 3),
  'multivariate_normal([0,0],eye(2)*18,5)': r =>
    r.multivariate_normal(
      [0, 0],
      [
        [18, 0],
        [0, 18],
      ],
      5,
    ),
  'normal(-1,2.5,10)': r => r.normal(-1, 2.5, 10),
  'normal(0,1,10)': r => r.normal(0, 1, 10),
  'normal(size=5) then uniform(size=2) then normal(size=3)': r => [
    r.normal({ size: 5 }),
    r.uniform({ size: 2 }),
    r.normal({ size: 3 }),
  ],
  'permutation(10)': r => r.permutation(10),
  'permutation(arange(10))': r => r.permutation(arange(10)),
  'poisson(3,10)': r => r.poisson(3, 10),
  pos_after_seed: r => r.get_state()[2],
  'rand(10)': r => r.rand(10),
  'randint(0,10,10)': r => r.randint(0, 10, 10),
  'randint(0,2**31-1,10)': r => r.randint(0, 2 ** 31 - 1, 10),
  'randint(0,2,10)': r => r.randint(0, 2, 10),
  'randint(0,500,10)': r => r.randint(0, 500, 10),
  'randint(0,500,2) x5': r => times(5, () => r.randint(0, 500, 2)),
  'randn(10)': r => r.randn(10),
  'randn(3) then randn(3) (gauss cache across calls)': r => [r.randn(3), r.randn(3)],
  'random_integers(1,6,10)': r => r.random_integers(1, 6, 10),
  'random_sample(10)': r => r.random_sample(10),
  'raw_uint32_first10 (randint(0,2**32,10) dtype uint32)': r => r.randint(0, 2 ** 32, { size: 10, dtype: 'uint32' }),
  'shuffle(arange(10))': r => shuffled(r, NDArray.of(arange(10), 'int64')),
  'shuffle(arange(20).reshape(10,2)) rows': r =>
    (shuffled(r, NDArray.of(arange(20), 'int64').reshape(10, 2)).tolist() as number[][]).map(row => row[0]),
  'shuffle(arange(55000)) first 10': r => shuffled(r, arange(55000)).slice(0, 10),
  'shuffle(list(range(10)))': r => shuffled(r, arange(10)),
  'standard_exponential(10)': r => r.standard_exponential(10),
  state_sha1_le_u32: r => createHash('sha1').update(new Uint8Array(r.get_state()[1].buffer)).digest('hex'),
  state_words_first8_after_seed: r => [...r.get_state()[1].slice(0, 8)],
  'uniform() scalar x10': r => times(10, () => r.uniform()),
  'uniform(-1,1,10)': r => r.uniform(-1, 1, 10),
}

const PYTHON: Record<string, (r: PythonRandom) => unknown> = {
  'choice([0,1]) x10': r => times(10, () => r.choice([0, 1])),
  'gauss(0,1) x10': r => times(10, () => r.gauss(0, 1)),
  'getrandbits(32) x10': r => times(10, () => r.getrandbits(32)),
  'normalvariate(0,1) x10': r => times(10, () => r.normalvariate(0, 1)),
  'randint(0,1000) x10': r => times(10, () => r.randint(0, 1000)),
  'randint(0,2) x10': r => times(10, () => r.randint(0, 2)),
  'randint(3,20) x10': r => times(10, () => r.randint(3, 20)),
  'random() x10': r => times(10, () => r.random()),
  'sample(range(100),10)': r => r.sample(arange(100), 10),
  'shuffle(range(10))': r => {
    const list = arange(10)
    r.shuffle(list)
    return list
  },
  'uniform(0,1) x10': r => times(10, () => r.uniform(0, 1)),
}

/** Everything in a result, row after row. */
function flat(value: unknown): unknown[] | unknown {
  if (value instanceof NDArray) return (value.tolist() as unknown[]).flat(Infinity)
  if (Array.isArray(value)) return value.flatMap(item => flat(item) as unknown[])
  return value
}
const flatGolden = (value: unknown): unknown => (Array.isArray(value) ? value.flat(Infinity) : value)

describe.each(Object.entries(golden.seeds))('seed %s', (seed, values) => {
  test.each(Object.keys(values).filter(what => what !== 'python_random'))('%s', what => {
    const draw = NUMPY[what]
    expect(draw, 'no test for this record').toBeDefined()
    expect(flat(draw?.(new RandomState(Number(seed))))).toEqual(flatGolden(values[what]))
  })
  test.each(Object.keys(values.python_random))('python 2.7 %s', what => {
    const draw = PYTHON[what]
    expect(draw, 'no test for this record').toBeDefined()
    expect(flat(draw?.(new PythonRandom(Number(seed), 2)))).toEqual(flatGolden(values.python_random[what]))
  })
})

test('probabilities of float32 need only sum to 1 within its precision', () => {
  const random = new RandomState(0)
  const p = Float32Array.from([0.25247493, 0.25247493, 0.24257526, 0.2524748])
  expect((random.choice(4, { size: 3, p: NDArray.of(p) }) as NDArray).shape).toEqual([3])
  expect(() => random.choice(4, { size: 3, p: NDArray.of(Float64Array.from(p)) })).toThrow(
    'probabilities do not sum to 1',
  )
})
