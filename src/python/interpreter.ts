/** Runs Python programs on tf0. */
import { dirname } from 'node:path'
import { compileExpression } from './compiler/expressions.ts'
import { Frame, type Globals } from './compiler/frame.ts'
import { docOf } from './compiler/introspection.ts'
import { Scope } from './compiler/scope.ts'
import { compileBlock } from './compiler/statements.ts'
import './builtins/install.ts'
import './compiler/import_functions.ts'
import { watchInterrupts } from '../runtime/interrupts.ts'
import { type Importer, useImports } from './compiler/modules.ts'
import { endsWell } from './objects/exceptions.ts'
import { inActivation, machine } from './objects/machine.ts'
import { normalError, tooDeep } from './objects/raise.ts'
import { finishThreads } from './objects/threads.ts'
import type { PyDict } from './objects/values/dict.ts'
import { PyModule } from './objects/values/module.ts'
import { describeMissing } from './stdlib/missing_modules.ts'
import { seedRandom } from './stdlib/random.ts'
import { standardModules } from './stdlib/standard.ts'
import type { Program } from './syntax/ast.ts'
import { loadGrammar } from './syntax/grammar.ts'
import { type ParseOptions, parseExpression, parseProgram, versionOfModules } from './syntax/parse.ts'

export interface InterpreterOptions {
  /** Modules that the program can import besides Python's own: tensorflow, numpy. */
  readonly modules?: readonly Importer[]
  /** Takes what the program prints; default: standard output. */
  readonly write?: (text: string) => void
  /** Takes what it prints on its error stream; default: standard error. */
  readonly writeError?: (text: string) => void
  /** Gives `input()` and `sys.stdin` the next line with its end, null after the last one; default: there is none. */
  readonly readLine?: () => string | null
  /** Whether the program may have sessions on TensorFlow servers (`tf.Session('grpc://…')`); default: not, as it has no network. */
  readonly servers?: boolean
  /** Seeds Python's `random` at the start of each run. */
  readonly seed?: number | null
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
  readonly #options: InterpreterOptions
  readonly #sources = new Map<string, readonly string[]>()

  private constructor(options: InterpreterOptions) {
    this.#modules = options.modules ?? []
    this.#options = options
  }
  /** The lines of all files that have run, by name: what `formatTraceback` shows. */
  get sources(): ReadonlyMap<string, readonly string[]> {
    return this.#sources
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
    machine.output = null
    machine.sources = this.#sources
    machine.sources.set(program.file, program.lines)
    const { write, writeError, readLine, seed, servers = false } = this.#options
    machine.servers = servers
    if (write) machine.write = write
    if (writeError) machine.writeError = writeError
    if (readLine) machine.readLine = readLine
    if (seed !== undefined && seed !== null) seedRandom(seed)
    const standard = standardModules()
    const sys = standard('sys') as PyModule
    sys.set('path', [program.file.startsWith('<') ? '' : dirname(program.file)])
    ;(sys.find('modules') as PyDict).set('__main__', mainModule(main))
    const imports = useImports({
      builtin: name => findFirst(this.#modules, name) ?? standard(name),
      sys,
      run: (text, file, globals) => runModule(text, file, globals, program),
      describeMissing,
    })
    try {
      return inActivation('<module>', program.file, 1, body, tooDeep)
    } catch (error) {
      throw normalError(error)
    } finally {
      useImports(imports)
      Object.assign(machine, before)
    }
  }
}

/** Runs a module's text in the program that imports it. */
function runModule(text: string, file: string, globals: Globals, main: Program): void {
  const program = parseProgram(text, { file, ...versionOfModules(main) })
  const body = compileBlock(program, new Scope('module', null), program.body)
  machine.sources.set(file, program.lines)
  globals.set('__doc__', docOf(program.body))
  inActivation('<module>', file, 1, () => body(new Frame(0, null, globals, null, null)), tooDeep)
}

/** The names of the program as a module. */
class MainModule extends PyModule {
  override readonly own: Globals
  constructor(globals: Globals) {
    super('__main__')
    this.own = globals
  }
}
const mainModule = (globals: Globals): PyModule => new MainModule(globals)

const findFirst = (importers: readonly Importer[], name: string): PyModule | undefined => {
  for (const importer of importers) {
    const found = importer(name)
    if (found) return found
  }
  return undefined
}
