/** `tf0 port`: a program of Python as TypeScript. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { PythonError } from '../errors/index.ts'
import * as tf from '../index.ts'
import { portFile } from '../port/translate/port_file.ts'
import type { PortedFile } from '../port/translate/port_program.ts'
import { notebookProgram } from './notebook.ts'
import { commandLine, flag, pythonVersion, versionOption } from './options.ts'
import { programText, STANDARD_INPUT } from './program_text.ts'
import { UsageError } from './usage_error.ts'

const OPTIONS = { output: z.optional(z.string()), force: flag, python: pythonVersion }

/** Prints a program as TypeScript, or writes it and its modules into a folder; the exit code is 1 where the program is none. */
export async function port(args: readonly string[]): Promise<number> {
  const { options, file, rest } = commandLine('port', OPTIONS, optionsFirst(args), { o: 'output' })
  if (rest.length > 0) throw new UsageError(`one file is ported at a time: ${rest.join(' ')}`)
  const raw = programText(file)
  const text = file.endsWith('.ipynb') ? notebookProgram(file, raw).text : raw
  const name = file === STANDARD_INPUT ? 'program.py' : basename(file)
  let ported: PortedFile[]
  try {
    ported = await portFile(
      {
        file: name,
        folder: file === STANDARD_INPUT ? null : dirname(file),
        text,
        ...versionOption(options.python),
      },
      tf,
    )
  } catch (error) {
    if (!(error instanceof PythonError)) throw error
    process.stderr.write(`tf0: ${error.message}\n`)
    return 1
  }
  if (options.output === undefined) {
    process.stdout.write((ported[0] as PortedFile).text)
    for (const { file: other } of ported.slice(1))
      process.stderr.write(`tf0: ${other} belongs to it: -o DIR writes it as well\n`)
    return 0
  }
  return writeAll(options.output, ported, options.force)
}

/** `tf0 port FILE -o DIR`: there are no arguments of a program behind the file. */
function optionsFirst(args: readonly string[]): string[] {
  const at = args.findIndex((arg, i) => (!arg.startsWith('-') || arg === '-' ? !takesValue(args[i - 1]) : false))
  return at < 0
    ? [...args]
    : [...args.slice(0, at), ...args.slice(at + 1).filter(arg => arg !== '--'), args[at] as string]
}
const takesValue = (arg: string | undefined): boolean => arg === '-o' || arg === '--output' || arg === '--python'

function writeAll(folder: string, files: readonly PortedFile[], force: boolean): number {
  const taken = files.map(({ file }) => join(folder, file)).filter(path => existsSync(path))
  if (taken.length > 0 && !force)
    throw new UsageError(`${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already: --force overwrites`)
  for (const { file, text, todos } of files) {
    const path = join(folder, file)
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    } catch (error) {
      throw new UsageError(`can't write '${path}': ${(error as Error).message}`)
    }
    process.stdout.write(`${path}${todos > 0 ? `: ${todos} left to do` : ''}\n`)
  }
  return 0
}
