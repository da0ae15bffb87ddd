/** Programs that take views and write through them print what numpy 1.16 printed; golden/generators/gen_numpy_views.py records it. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython, type PythonInterpreter } from '../../../src/python/index.ts'

const cases = JSON.parse(
  gunzipSync(readFileSync(new URL('../../golden/numpy_views.json.gz', import.meta.url))).toString(),
) as [code: string, out: string][]

const SHOW = `
def show(v):
    size = v.size
    print(v.shape, [s if d > 1 and size > 0 else 0 for s, d in zip(v.strides, v.shape)] if np.shares_memory(a, v) else 'copy', v.flags.writeable, v.tolist())
`

let python: PythonInterpreter
let output = ''
beforeAll(async () => {
  python = await createPython(tf, {
    write: text => {
      output += text
    },
  })
})

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(300)
})

test.each(cases)('%s', (code, expected) => {
  output = ''
  python.run(`import numpy as np\n${SHOW}\n${code}`, { version: 3 })
  expect(output).toBe(expected)
})
