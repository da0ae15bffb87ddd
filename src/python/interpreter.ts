/** Runs Python programs on tf0. */
import { compileExpression } from './compiler/expressions.ts'
import { Frame, type Globals } from './compiler/frame.ts'
import { docOf } from './compiler/introspection.ts'
import { Scope } from './compiler/scope.ts'
import { compileBlock } from './compiler/statements.ts'
import './builtins/install.ts'
import { watchInterrupts } from '../runtime/interrupts.ts'
import { fileModules } from './compiler/file_modules.ts'
import { type Importer, useImporter } from './compiler/modules.ts'
import { endsWell } from './objects/exceptions.ts'
import { inActivation, machine } from './objects/machine.ts'
import { normalError, tooDeep } from './objects/raise.ts'
import { errorLines } from './objects/text/traceback.ts'
import { finishThreads } from './objects/threads.ts'
import type { PyModule } from './objects/values/module.ts'
import { standardModules } from './stdlib/standard.ts'
import type { Program } from './syntax/ast.ts'
import { loadGrammar } from './syntax/grammar.ts'
import { type ParseOptions, parseExpression, parseProgram } from './syntax/parse.ts'

export interface InterpreterOptions {
  /** Modules that the program can import besides Python's own: tensorflow, numpy. */
  readonly modules?: readonly Importer[]
  /** Takes what the program prints; default: standard output. */
  readonly write?: (text: string) => void
}

export interface RunOptions extends ParseOptions {
  /** Names that the program finds defined; what it defines itself is added. */
  readonly globals?: Globals
  /** `sys.argv`; default: the file alone. */
  readonly argv?: readonly string[]
}

/** A Python that knows tf0. */
export class PythonInterpreter {
  readonly #modules: readonly Importer[]
  readonly #write: ((text: string) => void) | undefined

  private constructor(options: InterpreterOptions) {
    this.#modules = options.modules ?? []
    this.#write = options.write
  }

  /** Loads the grammar; everything after it is synchronous. */
  static async create(options: InterpreterOptions = {}): Promise<PythonInterpreter> {
    await loadGrammar()
    return new PythonInterpreter(options)
  }

  /** Runs a program and returns its global names; `sys.exit()` ends it. Errors carry the lines they passed through; see `formatTraceback`. */
  run(text: string, options: RunOptions = {}): Globals {
    const program = parseProgram(text, options)
    const globals: Globals = options.globals ?? new Map<string, unknown>()
    if (!globals.has('__name__')) globals.set('__name__', '__main__')
    if (!globals.has('__file__')) globals.set('__file__', program.file)
    globals.set('__doc__', docOf(program.body))
    const body = compileBlock(program, new Scope('module', null), program.body)
    const { argv = [program.file] } = options
    watchInterrupts()
    this.#within(program, [...argv], globals, () => {
      try {
        body(new Frame(0, null, globals, null, null))
      } catch (error) {
        if (!endsWell(error)) throw error
      }
      finishThreads()
    })
    return globals
  }

  /** The value of an expression. */
  evaluate(text: string, options: RunOptions = {}): unknown {
    const { program, value } = parseExpression(text, options)
    const evaluate = compileExpression(program, new Scope('module', null), value)
    const { globals = new Map<string, unknown>() } = options
    return this.#within(program, [program.file], globals, () => evaluate(new Frame(0, null, globals, null, null)))
  }

  #within<T>(program: Program, argv: string[], main: Globals, body: () => T): T {
    const before = { ...machine }
    machine.argv = argv
    machine.main = main
    machine.version = program.version
    machine.current = null
    if (this.#write) machine.write = this.#write
    const standard = standardModules()
    const files = fileModules(program.file, runModule)
    const importer = useImporter(name => findFirst(this.#modules, name) ?? standard.get(name) ?? files(name))
    try {
      return inActivation('<module>', program.file, 1, body, tooDeep)
    } catch (error) {
      throw normalError(error)
    } finally {
      useImporter(importer)
      Object.assign(machine, before)
    }
  }
}

/** Runs a module's text in the program that imports it. */
function runModule(text: string, file: string, globals: Globals): void {
  const program = parseProgram(text, { file })
  const body = compileBlock(program, new Scope('module', null), program.body)
  globals.set('__file__', file)
  globals.set('__doc__', docOf(program.body))
  inActivation('<module>', file, 1, () => body(new Frame(0, null, globals, null, null)), tooDeep)
}

const findFirst = (importers: readonly Importer[], name: string): PyModule | undefined => {
  for (const importer of importers) {
    const found = importer(name)
    if (found) return found
  }
  return undefined
}

/** An error as Python prints it: the lines it passed through, outermost first, then its class and text. */
export function formatTraceback(error: unknown, sources: ReadonlyMap<string, readonly string[]>): string {
  return errorLines(error, sources).join('\n')
}
