/** Functions, lambdas and generators. */
import { PyGenerator } from '../objects/generator.ts'
import { inActivation } from '../objects/machine.ts'
import { tooDeep } from '../objects/raise.ts'
import { makeFunction, type PyFunction } from '../objects/values/callable.ts'
import type { Home } from '../objects/values/class.ts'
import type { Code, Definition } from '../objects/values/definition.ts'
import { bindArguments, type Parameters, PYTHON_WORDING } from '../objects/values/signature.ts'
import type { Expression, Parameter, Statement } from '../syntax/ast.ts'
import type { Unit } from './context.ts'
import { compileExpression } from './expressions.ts'
import { type Assign, type Evaluate, type Execute, Frame, RETURN } from './frame.ts'
import { compileGeneratorBody } from './generator_statements.ts'
import { docOf } from './introspection.ts'
import { declareBody, declareParameters, Scope, statementYields, yields } from './scope.ts'
import { compileBlock } from './statements.ts'
import { compileTarget } from './targets.ts'

/** A parameter that is a tuple: its value is taken apart. */
interface Unpacked {
  readonly slot: number
  readonly assign: Assign
}

/** Parameters ready to take arguments; their places are the first slots of a frame. */
function parametersOf(name: string, parameters: readonly Parameter[]): Parameters {
  const placeOf = (kind: Parameter['kind']): number => parameters.findIndex(parameter => parameter.kind === kind)
  return {
    name,
    names: parameters.map(({ kind, name }) => (kind === 'positional' || kind === 'keyword_only' ? name : null)),
    positional: parameters.filter(({ kind }) => kind === 'positional').length,
    required: parameters.length,
    rest: placeOf('args'),
    keywords: placeOf('keywords'),
    wording: PYTHON_WORDING,
  }
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
  declareBody(scope, statements, unit.version === 2)
  const defaults = parameters.map(parameter => parameter.default && compileExpression(unit, outer, parameter.default))
  const binder = parametersOf(name, parameters)
  const unpacked = parameters.flatMap((parameter, slot): Unpacked[] =>
    parameter.unpack ? [{ slot, assign: compileTarget(unit, scope, parameter.unpack) }] : [],
  )
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
        bindArguments(binder, frame.slots, args, keywords, values)
        for (const { slot, assign } of unpacked) assign(frame, frame.slots[slot])
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
