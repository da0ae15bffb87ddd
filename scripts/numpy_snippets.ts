/**
 * Random programs of a few lines that use numpy, run here and by CPython 2.7 with numpy 1.16, whose printed text must be the same.
 *
 *     npx tsx scripts/numpy_snippets.ts PYTHON [count [seed]]              # compares, and shows what differs
 *     npx tsx scripts/numpy_snippets.ts PYTHON count seed --record FILE    # writes the programs with Python's answers
 *
 * PYTHON is the path of a Python 2.7 that has numpy.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as tf from '../src/index.ts'
import { createPython, type PythonInterpreter } from '../src/python/index.ts'
import { Snippets } from './numpy_snippets/generator.ts'

/** Runs every program of a JSON list in one process, and writes what each has printed. */
const DRIVER = `
import json, sys, warnings
from StringIO import StringIO
import numpy as np
warnings.simplefilter('ignore')
np.seterr(all='ignore')
programs = json.load(open(sys.argv[1]))
answers = []
for text in programs:
    out = StringIO()
    sys.stdout, before = out, sys.stdout
    np.set_printoptions(precision=8, threshold=1000, edgeitems=3, linewidth=75, suppress=False)
    try:
        exec(text.encode('utf8'), {'np': np, '__name__': '__main__'})
    except BaseException as error:
        out.write('raised ' + type(error).__name__ + '\\n')
    finally:
        sys.stdout = before
    answers.append(out.getvalue())
json.dump(answers, open(sys.argv[2], 'w'))
`

/** What CPython prints for each of the programs. */
function answersOf(python: string, programs: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'numpy-snippets-'))
  try {
    const [driver, given, out] = ['driver.py', 'programs.json', 'answers.json'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(driver, DRIVER)
    writeFileSync(given, JSON.stringify(programs))
    const { status, stderr } = spawnSync(python, [driver, given, out], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${python} failed: ${stderr}`)
    return JSON.parse(readFileSync(out, 'utf8')) as string[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

let output = ''
/** What a program prints here. */
export function printed(python: PythonInterpreter, text: string): string {
  output = ''
  try {
    tf.np.set_printoptions({ precision: 8, threshold: 1000, edgeitems: 3, linewidth: 75, suppress: false })
    python.run(`import numpy as np\n${text}`, { version: 2 })
  } catch (error) {
    output += `raised ${(error as Error).name}\n`
  }
  return output
}

export const pythonThatPrints = (): Promise<PythonInterpreter> =>
  createPython(tf, {
    write: text => {
      output += text
    },
  })

const BATCH = 1000
/** Differences that are shown of each kind. */
const SHOWN = 3

async function main(): Promise<void> {
  const [path, count = '1000', seed = '1', record, file] = process.argv.slice(2)
  if (path === undefined) throw new Error('the path of a Python 2.7 with numpy is needed')
  const python = await pythonThatPrints()
  const snippets = new Snippets(Number(seed))
  const recorded: [string, string][] = []
  const differing = new Map<string, number>()
  let different = 0
  for (let done = 0; done < Number(count); done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, Number(count) - done) }, () => snippets.next())
    const answers = answersOf(
      path,
      batch.map(({ text }) => text),
    )
    for (const [i, { kind, text }] of batch.entries()) {
      const expected = answers[i] as string
      if (record === '--record') {
        recorded.push([text, expected])
        continue
      }
      const got = printed(python, text)
      if (got === expected) continue
      different += 1
      const seen = (differing.get(kind) ?? 0) + 1
      differing.set(kind, seen)
      if (seen <= SHOWN) console.log(`--- ${kind}\n${text}\n--- numpy\n${expected}--- here\n${got}`)
    }
  }
  if (record === '--record') writeFileSync(file as string, gzipSync(JSON.stringify(recorded)))
  else {
    for (const [kind, times] of differing) console.log(`${kind}: ${times}`)
    console.log(`${different} of ${count} differ`)
    process.exitCode = different === 0 ? 0 : 1
  }
}

if (process.argv[1]?.endsWith('numpy_snippets.ts')) await main()
