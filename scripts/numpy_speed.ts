/**
 * How fast arrays are: 60 operations of numpy at three sizes, run by this Python and, where a Python with numpy is given, by that one, on the
 * same machine, one after the other. Times are the best of several batches; the ratio of both is what counts.
 *
 *     npx tsx scripts/numpy_speed.ts [PYTHON [word]]       # `word`: only the operations that have it in their names
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '../src/index.ts'
import { createPython } from '../src/python/index.ts'

/** Numbers of elements: of a parameter, of a batch, of a data set. */
const SIZES = [12, 4000, 1_000_000] as const

/** a, b: float64 matrices of 4 columns fewer than rows or so; v, w: vectors; m: a mask; i: int64; f: float32; n: positions. */
const SETUP = `
import numpy as np
rows = {12: 3, 4000: 80, 1000000: 1000}[SIZE]
columns = SIZE // rows
state = np.random.RandomState(1)
a = state.rand(rows, columns)
b = state.rand(rows, columns)
v = state.rand(SIZE)
w = state.rand(SIZE)
m = v > 0.5
i = np.arange(SIZE)
f = a.astype(np.float32)
row = state.rand(columns)
n = state.permutation(SIZE)
u = (v * 255).astype(np.uint8)
out = np.zeros((rows, columns))
listed = v[:1000].tolist()
`

const OPERATIONS = `
a + 1
a + b
a * 2.5
a - row
a / b
-a
a ** 2
a > 0.5
a == b
i + 1
i * i
i % 7
i // 3
i * 0.5
f * 0.5
f + f
u + u
m & m
~m
np.add(a, 1, out)
np.exp(v)
np.log(v)
np.sqrt(v)
np.tanh(v)
np.abs(v)
np.maximum(v, w)
np.clip(v, 0.2, 0.8)
np.floor(v)
np.where(m, v, w)
np.round(v, 2)
a.sum()
a.sum(axis=0)
a.sum(axis=1)
a.mean()
a.mean(axis=0)
a.std()
a.max()
a.argmax(axis=1)
np.argmax(v)
i.sum()
m.any()
np.cumsum(v)
v[m]
v[m] = 0.5
v[n]
v[5]
a[1]
a[1, 2]
a[1:3]
a[:, 1]
a[:, 1] = 0
a.T
a.reshape(-1)
a.copy()
a.T.copy()
a.astype(np.float32)
i.astype(float)
np.concatenate([a, b])
np.zeros((rows, columns))
np.array(listed)
np.dot(a, b.T)
np.sort(v)
np.argsort(v)
state.rand(rows, columns)
`
  .trim()
  .split('\n')

/** Runs a statement for a while, and gives the seconds of one run. */
const MEASURE = `
import time
def measure(text, names):
    statement = '    ' + text
    space = dict(names)
    exec('def run(times):\\n  for k in range(times):\\n' + statement + '\\n', space)
    run = space['run']
    times, spent = 1, 0
    while spent < 0.02:
        begin = time.time()
        run(times)
        spent = time.time() - begin
        times *= 2
    best = spent / (times / 2)
    # many short batches: on a machine with other work some of them run undisturbed
    times = max(1, int(0.0005 / best))
    end = time.time() + 0.15
    while time.time() < end:
        begin = time.time()
        run(times)
        best = min(best, (time.time() - begin) / times)
    return best
`

const program = (size: number, operations: readonly string[]): string =>
  `SIZE = ${size}\n${SETUP}\n${MEASURE}\nnames = dict(globals())\nfor text in ${JSON.stringify(operations)}:\n    print('%s\\t%r' % (text, measure(text, names)))\n`

const timesOf = (output: string): Map<string, number> =>
  new Map(
    output
      .trim()
      .split('\n')
      .map(line => line.split('\t') as [string, string])
      .map(([name, seconds]) => [name, Number(seconds)]),
  )

function timesOfNumpy(python: string, text: string): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'numpy-speed-'))
  try {
    const file = join(folder, 'measure.py')
    writeFileSync(file, text)
    const { status, stdout, stderr } = spawnSync(python, [file], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return timesOf(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [python, word = ''] = process.argv.slice(2)
const operations = OPERATIONS.filter(text => text.includes(word))
let written = ''
const own = await createPython(tf, {
  write: text => {
    written += text
  },
})
const micros = (seconds: number | undefined): string => ((seconds ?? Number.NaN) * 1e6).toFixed(2).padStart(11)
for (const size of SIZES) {
  const text = program(size, operations)
  const numpy = python === undefined ? undefined : timesOfNumpy(python, text)
  written = ''
  own.run(text, { version: 2 })
  const here = timesOf(written)
  console.log(`\n${size} elements${' '.repeat(20)}   here µs${numpy ? '   numpy µs   ratio' : ''}`)
  const ratios: number[] = []
  for (const name of operations) {
    const ratio = (here.get(name) ?? Number.NaN) / (numpy?.get(name) ?? Number.NaN)
    ratios.push(ratio)
    console.log(
      `${name.padEnd(28)}${micros(here.get(name))}${numpy ? `${micros(numpy.get(name))}${ratio.toFixed(2).padStart(8)}` : ''}`,
    )
  }
  if (!numpy) continue
  const limit = size > 100_000 ? 1.5 : 3
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
  console.log(
    `${ratios.filter(ratio => ratio <= limit).length} of ${ratios.length} within ${limit} ×; geometric mean ${mean.toFixed(2)}`,
  )
}
