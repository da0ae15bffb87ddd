/** `tf0 run`: a program of Python as the process. */
import { writeSync } from 'node:fs'
import * as z from 'zod/mini'
import { MOST_THREADS } from '../errors/environment.ts'
import * as tf from '../index.ts'
import { createPython, endOf, type ProgramEnd } from '../python/index.ts'
import { notebookProgram, placeInNotebook } from './notebook.ts'
import { commandLine, flag, pythonVersion, versionOption } from './options.ts'
import { programText, STANDARD_INPUT } from './program_text.ts'
import { readLine } from './standard_input.ts'

const OPTIONS = {
  seed: z.optional(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(2 ** 31 - 1))),
  threads: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MOST_THREADS))),
  python: pythonVersion,
  time: flag,
}

/** Runs a program; the exit code is the program's. */
export async function run(args: readonly string[]): Promise<number> {
  const begin = performance.now()
  const { options, file, rest } = commandLine('run', OPTIONS, args)
  const text = programText(file)
  const notebook = file.endsWith('.ipynb') ? notebookProgram(file, text) : null
  if (options.threads !== undefined) process.env['TF0_THREADS'] = String(options.threads)
  const write = writer(1)
  const writeError = writer(2)
  const python = await createPython(tf, { write, writeError, readLine, servers: true, seed: options.seed ?? null })
  const started = performance.now()
  let end: ProgramEnd = { code: 0, text: '' }
  try {
    python.run(notebook?.text ?? text, {
      file: file === STANDARD_INPUT ? '<stdin>' : file,
      argv: [file, ...rest],
      ...versionOption(options.python),
    })
  } catch (error) {
    end = endOf(error, python.sources, notebook ? place => placeInNotebook(notebook, place) : undefined)
  }
  if (end.text !== '') writeError(end.text)
  if (options.time) {
    const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(2)
    const now = performance.now()
    writeError(`tf0: ${seconds(started, now)} s, after ${seconds(begin, started)} s of loading\n`)
  }
  return end.code
}

/** Writes at once: what a program has printed is there whatever ends it. */
function writer(descriptor: 1 | 2): (text: string) => void {
  return text => {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(descriptor, bytes, at)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        // nobody reads any more: Python ends as well
        if (code === 'EPIPE') process.exit(1)
        if (code !== 'EAGAIN') throw error
        // a pipe that is full and does not block
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
      }
    }
  }
}
