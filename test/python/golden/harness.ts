/** Runs snippets on tf0 and says how their outcomes differ from TensorFlow's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpError, UnimplementedError } from '../../../src/errors/index.ts'
import * as tf from '../../../src/index.ts'
import { createPython, MissingNameError, type PythonInterpreter } from '../../../src/python/index.ts'
import { exceptionArgs } from '../../../src/python/objects/exceptions.ts'
import { str } from '../../../src/python/objects/text/repr.ts'
import { typeName } from '../../../src/python/objects/values/type.ts'
import type { Differences } from './compare.ts'
import { exceptionFor } from './exceptions.ts'
import { sameMessage, spelling } from './messages.ts'

/** An exception as the golden files write it. */
export interface ErrorRecord {
  readonly class: string
  readonly message: string
  readonly op?: string | null
  readonly error_code?: number
}

export interface GoldenCase {
  readonly id: string
  /** The snippet, for reports. */
  readonly source: string
  /** Runs it; throws what the snippet throws where no exception is expected. */
  readonly run: (harness: Harness) => Differences
}

/** How a case went. */
export type Outcome =
  | { readonly id: string; readonly kind: 'passed' }
  | { readonly id: string; readonly kind: 'failed'; readonly source: string; readonly differences: Differences }
  /** tf0 differs on purpose. */
  | { readonly id: string; readonly kind: 'excepted'; readonly reason: string }
  /** tf0 does not have it yet: `what` is the name that is missing. */
  | { readonly id: string; readonly kind: 'skipped'; readonly what: string }

/** What tf0 lacks, where that is why an error was thrown. */
export function missing(error: unknown): string | undefined {
  if (error instanceof MissingNameError) return error.path
  if (error instanceof UnimplementedError) return error.message.split('\n')[0]
  if (error instanceof Error) {
    const op = /(?:Op type not registered|unregistered op|No such op|not registered:?) '?(\w+)'?/.exec(error.message)
    const loaded = /^op (\w+) is not loaded/.exec(error.message)
    if (op ?? loaded) return `op ${(op ?? loaded)?.[1]}`
  }
  return undefined
}

/** The text of an exception, as the golden files take it. */
function messageOf(error: Error): string {
  if (error instanceof OpError) return error.message
  const [first] = exceptionArgs(error)
  return error.name === 'KeyError' && typeof first === 'string' ? first : str(error)
}

export class Harness {
  readonly python: PythonInterpreter
  folder = ''
  /** The file name that the running snippet has. */
  #file = '<snippet>'
  /** The errors that the running case expects. */
  #expected: ErrorRecord[] = []

  private constructor(python: PythonInterpreter) {
    this.python = python
  }
  static async create(): Promise<Harness> {
    return new Harness(await createPython(tf, { write: () => undefined }))
  }

  /** A new default graph, numpy's stream at its start, an empty folder. */
  fresh(): void {
    tf.reset_default_graph()
    tf.np.random.seed(0)
  }
  inFolder<T>(body: () => T): T {
    this.folder = mkdtempSync(join(tmpdir(), 'golden-'))
    try {
      return body()
    } finally {
      rmSync(this.folder, { recursive: true, force: true })
      this.folder = ''
    }
  }
  /** The names that every snippet finds defined. */
  names(more: Readonly<Record<string, unknown>> = {}): Map<string, unknown> {
    const globals = new Map<string, unknown>()
    this.python.run('import tensorflow as tf\nimport numpy as np\n', { globals, version: 3 })
    for (const [name, value] of Object.entries(more)) globals.set(name, value)
    return globals
  }
  run(source: string, globals: Map<string, unknown>, trueDivision = true): Map<string, unknown> {
    return this.python.run(source, { globals, version: 3, trueDivision, file: this.#file })
  }
  evaluate(expression: string, globals: Map<string, unknown>): unknown {
    return this.python.evaluate(expression, { globals, version: 3, file: this.#file })
  }

  /** Compares the error that `body` throws with the expected one. */
  expectError(expected: ErrorRecord, body: () => unknown): Differences {
    this.#expected.push(expected)
    try {
      body()
    } catch (error) {
      return this.compareError(expected, error)
    }
    return [`expected ${expected.class}: ${expected.message}, got no error`]
  }
  compareError(expected: ErrorRecord, error: unknown): Differences {
    if (!(error instanceof Error)) return [`threw ${String(error)}`]
    const out: Differences = []
    const name = typeName(error)
    const message = messageOf(error)
    if (name !== expected.class || !sameMessage(expected.message, message, this.folder)) {
      if (missing(error) !== undefined) throw error
      out.push(
        `expected ${expected.class}: ${spelling(expected.message)}\n      got ${name}: ${spelling(message, this.folder)}`,
      )
    }
    if (error instanceof OpError) {
      const op = error.op?.name ?? null
      if (expected.op !== undefined && op !== expected.op) out.push(`op: expected ${expected.op}, got ${op}`)
      if (expected.error_code !== undefined && error.error_code !== expected.error_code)
        out.push(`error_code: expected ${expected.error_code}, got ${error.error_code}`)
    }
    return out
  }

  /** Runs one case. */
  judge(test: GoldenCase): Outcome {
    const { id, source } = test
    this.#expected = []
    this.#file = `<snippet ${id}>`
    this.fresh()
    try {
      const differences = test.run(this)
      if (differences.length === 0) return { id, kind: 'passed' }
      const reason = exceptionFor(id, this.#expected)
      return reason === undefined ? { id, kind: 'failed', source, differences } : { id, kind: 'excepted', reason }
    } catch (error) {
      const what = missing(error)
      if (what !== undefined) return { id, kind: 'skipped', what }
      const traced = error instanceof Error ? `${typeName(error)}: ${error.message}` : String(error)
      const stack = process.env['GOLDEN_STACK'] && error instanceof Error ? `\n${error.stack}` : ''
      return { id, kind: 'failed', source, differences: [`threw ${traced}${stack}`] }
    }
  }
}

export { tf }
