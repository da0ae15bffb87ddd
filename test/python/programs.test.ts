/**
 * Plain Python programs, whose output was recorded from real Pythons: `programs/*.py` from Python 3, `programs/*_py2.py` from Python 2.7
 * (with numpy 1.16). `programs/record.sh` records them again.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as np from '../../src/np/index.ts'
import { PythonInterpreter } from '../../src/python/interpreter.ts'
import { numpyModules } from '../../src/python/numpy/module.ts'

const FOLDER = fileURLToPath(new URL('./programs/', import.meta.url))
const programs = readdirSync(FOLDER).filter(file => file.endsWith('.py'))

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(5)
})

test.each(programs)('%s prints what Python prints', async file => {
  let output = ''
  const write = (text: string): void => {
    output += text
  }
  const python = await PythonInterpreter.create({ write, modules: [numpyModules(np)] })
  python.run(readFileSync(FOLDER + file, 'utf8'), {
    file: FOLDER + file,
    ...(file.endsWith('_py2.py') ? { version: 2 } : {}),
  })
  expect(output).toBe(readFileSync(FOLDER + file.replace(/py$/, 'out'), 'utf8'))
})
