/** Runs a Python program on tf0: the file, and its arguments. */
import { readFileSync } from 'node:fs'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'

const [file = '', ...args] = process.argv.slice(2)
const python = await createPython(tf as never)
python.run(readFileSync(file, 'utf8'), { file, argv: [file, ...args] })
