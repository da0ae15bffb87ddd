/** Programs of Python 2 that use numpy, for tests: what they print, and how they end. */
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

let output = ''
const python = await createPython(tf, {
  write: text => {
    output += text
  },
})
/** What a program prints; an error that ends it is a line, too. */
export function printed(code: string): string {
  output = ''
  try {
    python.run(`import numpy as np\n${code}`, { version: 2 })
  } catch (error) {
    output += `raised ${(error as Error).name}: ${(error as Error).message.split('\n')[0]}\n`
  }
  return output
}
