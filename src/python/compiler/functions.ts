/** Functions, lambdas and generators. */
import { TypeError } from '../../errors/index.ts'
import { PyGenerator } from '../objects/generator.ts'
import { inActivation } from '../objects/machine.ts'
import { tooDeep } from '../objects/raise.ts'
import { type Keywords, makeFunction, type PyFunction } from '../objects/values/callable.ts'
import type { Home } from '../objects/values/class.ts'
import type { Code, Definition } from '../objects/values/definition.ts'
import { PyDict } from '../objects/values/dict.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import type { Expression, Parameter, Statement } from '../syntax/ast.ts'
import type { Unit } from './context.ts'
import { compileExpression } from './expressions.ts'
import { type Assign, type Evaluate, type Execute, Frame, RETURN } from './frame.ts'
import { compileGeneratorBody } from './generator_statements.ts'
import { docOf } from './introspection.ts'
import { declareBody, declareParameters, Scope, statementYields, yields } from './scope.ts'
import { compileBlock } from './statements.ts'
import { compileTarget } from './targets.ts'

/** Parameters ready to take arguments. */
interface Binder {
  readonly name: string
  readonly parameters: readonly Parameter[]
  /** Positional parameters come first, in slots 0 to `positional` - 1. */
  readonly positional: number
  readonly args: number
  readonly keywords: number
  readonly unpack: readonly { readonly slot: number; readonly assign: Assign }[]
}

function makeBinder(unit: Unit, scope: Scope, name: string, parameters: readonly Parameter[]): Binder {
  const slotOf = (kind: Parameter['kind']): number => {
    const found = parameters.find(parameter => parameter.kind === kind)
    return found ? (scope.slots.get(found.name) as number) : -1
  }
  return {
    name,
    parameters,
    positional: parameters.filter(parameter => parameter.kind === 'positional').length,
    args: slotOf('args'),
    keywords: slotOf('keywords'),
    unpack: parameters.flatMap((parameter, slot) =>
      parameter.unpack ? [{ slot, assign: compileTarget(unit, scope, parameter.unpack) }] : [],
    ),
  }
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

function bindKeywords(binder: Binder, frame: Frame, given: ReadonlyMap<string, unknown>): void {
  const { name, parameters } = binder
  const rest = binder.keywords < 0 ? null : (frame.slots[binder.keywords] as PyDict)
  for (const [key, value] of given) {
    const slot = parameters.findIndex(
      parameter => parameter.name === key && (parameter.kind === 'positional' || parameter.kind === 'keyword_only'),
    )
    if (slot >= 0) {
      if (frame.slots[slot] !== undefined) throw new TypeError(`${name}() got multiple values for argument '${key}'`)
      frame.slots[slot] = value
    } else if (rest) rest.set(key, value)
    else throw new TypeError(`${name}() got an unexpected keyword argument '${key}'`)
  }
}

function bindArguments(
  binder: Binder,
  frame: Frame,
  args: readonly unknown[],
  keywords: Keywords,
  defaults: readonly unknown[],
): void {
  const { name, parameters, positional } = binder
  const { slots } = frame
  const count = Math.min(args.length, positional)
  for (let i = 0; i < count; i++) slots[i] = args[i]
  if (binder.args >= 0) slots[binder.args] = PyTuple.from_items(args.slice(positional))
  else if (args.length > positional)
    throw new TypeError(
      `${name}() takes ${plural(positional, 'positional argument')} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`,
    )
  if (binder.keywords >= 0) slots[binder.keywords] = new PyDict()
  if (keywords && keywords.size > 0) bindKeywords(binder, frame, keywords)
  let missing: string[] | undefined
  for (let i = 0; i < parameters.length; i++) {
    if (slots[i] !== undefined) continue
    const value = defaults[i]
    if (value === undefined) (missing ??= []).push((parameters[i] as Parameter).name)
    else slots[i] = value
  }
  if (missing) {
    const quoted = missing.map(one => `'${one}'`)
    const list =
      quoted.length < 2
        ? quoted.join('')
        : `${quoted.slice(0, -1).join(', ')}${quoted.length > 2 ? ',' : ''} and ${quoted.at(-1)}`
    throw new TypeError(`${name}() missing ${plural(missing.length, 'required positional argument')}: ${list}`)
  }
  for (const { slot, assign } of binder.unpack) assign(frame, slots[slot])
}

interface Body {
  readonly name: string
  readonly line: number
  readonly parameters: readonly Parameter[]
  readonly statements: readonly Statement[]
}

/** A function as a closure that makes it; defaults are evaluated where it is defined. */
export function compileFunction(unit: Unit, outer: Scope, definition: Body): (frame: Frame) => PyFunction {
  const { name, line, parameters, statements } = definition
  const scope = new Scope('function', outer)
  declareParameters(scope, parameters)
  declareBody(scope, statements)
  const defaults = parameters.map(parameter => parameter.default && compileExpression(unit, outer, parameter.default))
  const binder = makeBinder(unit, scope, name, parameters)
  const generator = statements.some(statementYields)
  const resume = generator ? compileGeneratorBody(unit, scope, statements) : null
  const body = generator ? null : compileBlock(unit, scope, statements)
  const inClass = outer.kind === 'class'
  const { file } = unit
  const doc = docOf(statements)
  const code: Code = {
    get names() {
      return [...scope.slots.keys()]
    },
    positional: binder.positional,
    defaults: parameters.filter(parameter => parameter.kind === 'positional' && parameter.default).length,
    rest: parameters.find(parameter => parameter.kind === 'args')?.name ?? null,
    keywords: parameters.find(parameter => parameter.kind === 'keywords')?.name ?? null,
  }
  return defining => {
    const values = defaults.map(value => value?.(defining))
    const home: Home = { type: null }
    const outerFrame = defining
    const made = makeFunction(
      name,
      (args, keywords) => {
        const frame = new Frame(scope.slots.size, outerFrame, defining.globals, null, null)
        frame.method = inClass ? { home, frame } : defining.method
        bindArguments(binder, frame, args, keywords, values)
        if (resume) return new PyGenerator(name, file, line, () => resume(frame), frame)
        return inActivation(
          name,
          file,
          line,
          () => (execute(body as Execute, frame) === RETURN ? frame.result : null),
          tooDeep,
        )
      },
      true,
    )
    if (inClass) Object.defineProperty(made, 'home', { value: home })
    Object.defineProperty(made, 'parameterNames', { value: parameters.map(parameter => parameter.name) })
    Object.defineProperty(made, 'definition', { value: { code, doc, defaults: values } satisfies Definition })
    return made
  }
}

const execute = (body: Execute, frame: Frame): number => body(frame)

/** `lambda …: …`. */
export function compileLambda(unit: Unit, scope: Scope, expression: Extract<Expression, { kind: 'lambda' }>): Evaluate {
  const { line, parameters, body } = expression
  const statement: Statement = yields(body)
    ? { kind: 'expression', value: body, line }
    : { kind: 'return', value: body, line }
  return compileFunction(unit, scope, { name: '<lambda>', line, parameters, statements: [statement] })
}
