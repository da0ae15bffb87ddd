/** Expressions of Python → expressions of TypeScript. */
import { findBuiltin } from '../../python/builtins/names.ts'
import { bodiesOf, expressionsOf, partsOf } from '../../python/compiler/scope.ts'
import type { Clause, Expression, Statement } from '../../python/syntax/ast.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { callText } from './calls.ts'
import { formattedText } from './formatting.ts'
import { subscriptText } from './indexing.ts'
import { binaryText, compareText, conditionText, isSimple, logicalText, unaryText } from './operators.ts'
import { parametersText } from './parameters.ts'
import type { Scope } from './scopes.ts'
import {
  called,
  floatLiteral,
  inside,
  isIdentifier,
  keyText,
  memberName,
  primary,
  quote,
  STRENGTH,
  safeName,
  strong,
  type Text,
} from './text.ts'
import type { Translation } from './translation.ts'
import { hasDecorator, isStatic } from './type_rules.ts'
import type { FunctionInfo, Library, Type } from './types.ts'

const MATH: Readonly<Record<string, string>> = { 'math.pi': 'Math.PI', 'math.e': 'Math.E' }
/** Built-in functions that are helpers when they are used as values. */
const HELPERS = new Set(
  'abs all any bool dict enumerate filter float getattr hasattr int isinstance iter len list map max min next range repr reversed round set setattr sorted str sum type zip'.split(
    ' ',
  ),
)
const EXCEPTION = /(Error|Exception|Exit|Interrupt|Iteration|Warning)$/

export class Expressions {
  readonly translation: Translation
  /** Whether the program looks out for divisions by zero. */
  readonly mindsZero: boolean

  constructor(translation: Translation) {
    this.translation = translation
    this.mindsZero = translation.scan.program.lines.some(line => line.includes('ZeroDivisionError'))
  }

  /** The text of an expression. */
  write(expression: Expression, scope: Scope): Text {
    const { translation } = this
    switch (expression.kind) {
      case 'constant':
        return this.constant(expression.value)
      case 'ellipsis':
        return primary("'...'")
      case 'name':
        return this.#name(expression.name, scope)
      case 'attribute':
        return this.attribute(expression, scope)
      case 'subscript':
        return subscriptText(this, expression, scope)
      case 'slice':
        return called(
          `${translation.py('slice')}(${[expression.start, expression.stop, expression.step]
            .map(part => (part ? this.write(part, scope).text : 'null'))
            .join(', ')
            .replace(/(, null)+$/, '')})`,
        )
      case 'call':
        return callText(this, expression, scope)
      case 'unary':
        return unaryText(this, expression, scope)
      case 'binary': {
        const formatted = formattedText(this, expression, scope)
        if (formatted) return formatted
        return binaryText(
          this,
          expression.operator,
          { text: this.write(expression.left, scope), type: translation.typeOf(expression.left, scope) },
          { text: this.write(expression.right, scope), type: translation.typeOf(expression.right, scope) },
          this.isPositive(expression.left, scope) && this.isPositive(expression.right, scope),
        )
      }
      case 'logical':
        return logicalText(this, expression, scope)
      case 'compare':
        return this.#compare(expression, scope)
      case 'conditional':
        return strong(
          `${inside(conditionText(this, expression.condition, scope), STRENGTH.or)} ? ${inside(this.write(expression.then, scope), STRENGTH.conditional)} : ${inside(this.write(expression.otherwise, scope), STRENGTH.conditional)}`,
          STRENGTH.conditional,
        )
      case 'lambda': {
        const info = translation.scan.functions.get(expression) as FunctionInfo
        const body = this.write(expression.body, info.scope)
        const text = body.text.startsWith('{') ? `(${body.text})` : inside(body, STRENGTH.arrow)
        return strong(`${parametersText(this, info, scope)} => ${text}`, STRENGTH.arrow)
      }
      case 'list':
        return primary(`[${this.items(expression.items, scope)}]`)
      case 'tuple':
        return called(`${translation.py('tuple')}(${this.items(expression.items, scope)})`)
      case 'set':
        return called(`${translation.py('set')}([${this.items(expression.items, scope)}])`)
      case 'dict':
        return this.#dict(expression, scope)
      case 'starred':
        return strong(`...${this.iterable(expression.value, scope).text}`, STRENGTH.arrow)
      case 'comprehension':
        return this.comprehension(expression, scope)
      case 'formatted':
        return formattedText(this, expression, scope) as Text
      case 'yield': {
        const value = expression.value ? ` ${inside(this.write(expression.value, scope), STRENGTH.arrow)}` : ''
        return strong(expression.from ? `yield*${value}` : `yield${value}`, STRENGTH.arrow)
      }
      case 'walrus':
        return strong(`${safeName(expression.name)} = ${this.write(expression.value, scope).text}`, 0)
    }
  }

  /** The text in a place that wants at least this strength. */
  text(expression: Expression, scope: Scope, strength: number = STRENGTH.arrow): string {
    return inside(this.write(expression, scope), strength)
  }
  items(items: readonly Expression[], scope: Scope): string {
    return items.map(item => this.text(item, scope)).join(', ')
  }
  /** A tuple that is taken apart where it stands, or that tf0 takes as a list. */
  plainTuple(expression: Expression, scope: Scope): Text {
    return expression.kind === 'tuple'
      ? primary(`[${expression.items.map(item => this.plainTuple(item, scope).text).join(', ')}]`)
      : this.write(expression, scope)
  }

  constant(value: unknown): Text {
    if (value === null) return primary('null')
    if (typeof value === 'boolean') return primary(String(value))
    if (typeof value === 'string') return primary(quote(value))
    if (value instanceof PyInt)
      return primary(typeof value.value === 'bigint' ? `${value.value}n` : String(value.value))
    if (value instanceof PyFloat) return floatLiteral(value.value)
    if (Buffer.isBuffer(value)) return called(`Buffer.from(${quote(value.toString('latin1'))}, 'latin1')`)
    if (value instanceof Complex) return called(`new ${this.translation.tfName('Complex')}(${value.re}, ${value.im})`)
    return primary('null')
  }

  #name(name: string, scope: Scope): Text {
    const { translation } = this
    const binding = scope.resolve(name)
    if (binding) {
      if (binding.kind === 'import') return this.imported(binding.type, safeName(name))
      return primary(translation.nameOf(binding))
    }
    if (name === '__name__') return primary(quote(translation.module === '' ? '__main__' : translation.module))
    if (name === '__file__') return called('process.argv[1]!')
    return this.builtin(name)
  }
  /** A built-in function or class as a value. */
  builtin(name: string): Text {
    const { translation } = this
    if (name === 'tuple') return primary(translation.py('to_tuple'))
    if (HELPERS.has(name)) return primary(translation.py(name))
    if (name === 'xrange') return primary(translation.py('range'))
    if (EXCEPTION.test(name) && findBuiltin(name) !== undefined) return primary(`${translation.py('errors')}.${name}`)
    if (name === 'print') return primary(translation.py('print'))
    if (findBuiltin(name) === undefined) translation.todo(`nothing is called ${name} here`)
    return called(`${translation.py('builtin')}(${quote(name)})`)
  }
  /** What an imported name is in TypeScript. */
  imported(type: Type, name: string): Text {
    if (type.kind === 'library') return this.library(type.root, type.path, name)
    if (type.kind === 'own module') return primary(this.translation.imports.get(type.name) ?? name)
    return primary(name)
  }
  /** Whether an expression is a library's name by way of an import, not a variable that holds it. */
  isImported(expression: Expression, scope: Scope): boolean {
    if (expression.kind === 'name') {
      const binding = scope.resolve(expression.name)
      return binding === undefined || binding.kind === 'import'
    }
    return expression.kind === 'attribute' && this.isImported(expression.object, scope)
  }
  /** A name of a library by its path. */
  library(root: Library, path: string, name: string): Text {
    const { translation } = this
    if (root === 'tf') {
      if (translation.inference.names.has('tf', path)) return primary(translation.tfName(path))
      translation.todo(`tf.${path} has no counterpart`)
      return called(`${translation.py('missing')}(${quote(`tf.${path}`)})`)
    }
    if (root === 'np') {
      if (path === '' || translation.inference.names.has('np', path)) return primary(translation.npName(path))
      return primary(`${translation.py('module')}('numpy').${path}`)
    }
    if (path.startsWith('builtins.')) return this.builtin(path.slice('builtins.'.length))
    return primary(MATH[path] ?? name)
  }

  attribute(expression: Extract<Expression, { kind: 'attribute' }>, scope: Scope): Text {
    const { translation } = this
    const object = translation.inference.calleeType(expression.object, scope)
    const { name } = expression
    if (
      object.kind === 'library' &&
      object.root !== 'python' &&
      this.isImported(expression.object, scope) &&
      (object.path === '' ||
        translation.inference.names.holdsNames(object.root, object.path) ||
        !translation.inference.names.has(object.root, object.path))
    )
      return this.library(object.root, object.path === '' ? name : `${object.path}.${name}`, name)
    if (object.kind === 'library' && MATH[`${object.path}.${name}`])
      return primary(MATH[`${object.path}.${name}`] as string)
    const member = object.kind === 'instance' ? translation.inference.classMember(object.info, name) : undefined
    const owner =
      member?.kind === 'function' && (isStatic(member.info) || hasDecorator(member.info, 'classmethod'))
        ? member.info.owner
        : null
    const at = owner ? safeName(owner.name) : this.text(expression.object, scope, STRENGTH.call)
    // of no type in the declarations
    if (name === 'graph_def') return called(`(${at}.graph_def as any)`)
    if (name === '__class__') return called(`${translation.py('type')}(${at})`)
    if (name === '__name__') return called(`${at}.name`)
    if (name === '__dict__') return called(`${translation.py('dict')}({ ...${at} })`)
    if (name === 'message' && object.kind === 'unknown') return called(`${at}.message`)
    return called(`${at}.${memberName(name)}`)
  }

  #compare(expression: Extract<Expression, { kind: 'compare' }>, scope: Scope): Text {
    const { operands, operators } = expression
    const parts = operators.map((operator, i) => {
      const [left, right] = [operands[i] as Expression, operands[i + 1] as Expression]
      if (i > 0 && !isSimple(left)) this.translation.todo('an operand of a chain of comparisons is evaluated twice')
      return compareText(this, operator, left, right, scope)
    })
    if (parts.length === 1) return parts[0] as Text
    return strong(parts.map(part => inside(part, STRENGTH.and)).join(' && '), STRENGTH.and)
  }

  #dict(expression: Extract<Expression, { kind: 'dict' }>, scope: Scope): Text {
    const { entries } = expression
    const make = this.translation.py('dict')
    if (entries.length === 0) return called(`${make}()`)
    if (entries.every(entry => entry.key !== null && plainKey(entry.key)))
      return called(
        `${make}({ ${entries.map(entry => `${keyText((entry.key as Extract<Expression, { kind: 'constant' }>).value as string)}: ${this.text(entry.value, scope)}`).join(', ')} })`,
      )
    return called(
      `${make}([${entries
        .map(entry =>
          entry.key === null
            ? `...${this.text(entry.value, scope, STRENGTH.call)}`
            : `[${this.text(entry.key, scope)}, ${this.text(entry.value, scope)}]`,
        )
        .join(', ')}])`,
    )
  }
  /** A dict as tf0's functions take it: an object. */
  objectText(expression: Extract<Expression, { kind: 'dict' }>, scope: Scope): Text | undefined {
    if (!expression.entries.every(entry => entry.key !== null && plainKey(entry.key))) return undefined
    if (expression.entries.length === 0) return primary('{}')
    return primary(
      `{ ${expression.entries
        .map(({ key, value }) => {
          const name = (key as Extract<Expression, { kind: 'constant' }>).value as string
          const text = this.text(value, scope)
          return text === name ? name : `${keyText(name)}: ${text}`
        })
        .join(', ')} }`,
    )
  }

  /** An expression as something that JavaScript can go through with `for … of` and spread. */
  iterable(expression: Expression, scope: Scope): Text {
    const { translation } = this
    const type = translation.typeOf(expression, scope)
    if (expression.kind === 'tuple') return this.plainTuple(expression, scope)
    const text = this.write(expression, scope)
    if (type.nullable) return called(`${translation.py('iter')}(${text.text})`)
    switch (type.kind) {
      case 'list':
      case 'tuple':
      case 'iterator':
      case 'array':
      case 'set':
      case 'str':
        return text
      case 'dict':
        return called(`${inside(text, STRENGTH.call)}.keys()`)
      default:
        return called(`${translation.py('iter')}(${text.text})`)
    }
  }
  /** An expression as an array with `map` and `filter`. */
  arrayOf(expression: Expression, scope: Scope): Text {
    const { translation } = this
    const type = translation.typeOf(expression, scope)
    if (expression.kind === 'tuple') return this.plainTuple(expression, scope)
    if (expression.kind === 'call' || type.kind === 'list') {
      const text = this.write(expression, scope)
      if (type.kind === 'list' && !type.nullable) return text
      if (
        type.kind === 'iterator' &&
        expression.kind === 'call' &&
        /^py\.(range|zip|enumerate|map|filter|reversed|sorted)\(/.test(text.text)
      )
        return text
    }
    const items = this.iterable(expression, scope)
    return primary(`[...${inside(items, STRENGTH.call)}]`)
  }

  comprehension(expression: Extract<Expression, { kind: 'comprehension' }>, scope: Scope): Text {
    const { translation } = this
    const own = translation.scan.scopes.get(expression) as Scope
    const element = (): string => {
      if (expression.form !== 'dict') {
        const text = this.text(expression.element, own)
        return text.startsWith('{') ? `(${text})` : text
      }
      return `[${this.text(expression.element, own)}, ${this.text(expression.value as Expression, own)}]`
    }
    const mapped = this.#clauses(expression.clauses, 0, scope, own, element, expression.element)
    if (expression.form === 'dict') return called(`${translation.py('dict')}(${mapped})`)
    if (expression.form === 'set') return called(`${translation.py('set')}(${mapped})`)
    return called(mapped)
  }
  #clauses(
    clauses: readonly Clause[],
    at: number,
    outer: Scope,
    own: Scope,
    element: () => string,
    result: Expression,
  ): string {
    const clause = clauses[at] as Extract<Clause, { kind: 'for' }>
    const scope = at === 0 ? outer : own
    let text = inside(this.arrayOf(clause.iterable, scope), STRENGTH.call)
    const parameter = `${clause.target.kind === 'name' ? '' : '('}${this.pattern(clause.target, own)}${clause.target.kind === 'name' ? '' : ')'}`
    const head = clause.target.kind === 'name' ? this.#typed(parameter) : `(${this.pattern(clause.target, own)}: any)`
    let next = at + 1
    for (let condition = clauses[next]; condition?.kind === 'if'; condition = clauses[++next])
      text += `.filter(${head} => ${conditionText(this, condition.condition, own).text})`
    if (next < clauses.length)
      return `${text}.flatMap(${head} => ${this.#clauses(clauses, next, outer, own, element, result)})`
    const value = element()
    if (value === parameter && next > at + 1) return text
    return value === parameter ? `[...${text}]` : `${text}.map(${head} => ${value})`
  }
  #typed(parameter: string): string {
    return `(${parameter}: any)`
  }

  /** A target as a pattern: `[a, [b, c]]`. */
  pattern(target: Expression, scope: Scope): string {
    if (target.kind === 'tuple' || target.kind === 'list')
      return `[${target.items.map(item => this.pattern(item, scope)).join(', ')}]`
    if (target.kind === 'starred') return `...${this.pattern(target.value, scope)}`
    return this.text(target, scope, STRENGTH.call)
  }

  /** Whether a number is surely not negative. */
  isPositive(expression: Expression, scope: Scope, depth = 0): boolean {
    if (depth > 4) return false
    const both = (a: Expression, b: Expression): boolean =>
      this.isPositive(a, scope, depth + 1) && this.isPositive(b, scope, depth + 1)
    switch (expression.kind) {
      case 'constant':
        return (
          (expression.value instanceof PyInt || expression.value instanceof PyFloat) &&
          Number(expression.value.value) >= 0
        )
      case 'name': {
        const binding = scope.resolve(expression.name)
        return (
          binding !== undefined &&
          binding.sources.length > 0 &&
          binding.kind === 'variable' &&
          binding.sources.every(
            source => source !== null && (source === expression || this.isPositive(source, binding.scope, depth + 1)),
          )
        )
      }
      case 'binary':
        return expression.operator !== '-' && expression.operator !== '%' && both(expression.left, expression.right)
      case 'call': {
        const { callee, args } = expression
        if (callee.kind !== 'name') return callee.kind === 'attribute' && callee.name === 'time'
        if (callee.name === 'len') return true
        return (
          /^(int|float|max|min|abs)$/.test(callee.name) &&
          args.every(argument => this.isPositive(argument.value, scope, depth + 1))
        )
      }
      default:
        return false
    }
  }
}

const plainKey = (key: Expression): boolean =>
  key.kind === 'constant' &&
  typeof key.value === 'string' &&
  key.value !== '__proto__' &&
  !/^\d/.test(key.value) &&
  (isIdentifier(key.value) || key.value.length < 40)

/** Whether a name is assigned in the statements, by a loop, a deletion or a walrus too. */
export function assigns(body: readonly Statement[], name: string): boolean {
  const inTarget = (target: Expression): boolean =>
    target.kind === 'name'
      ? target.name === name
      : target.kind === 'tuple' || target.kind === 'list'
        ? target.items.some(inTarget)
        : target.kind === 'starred' && inTarget(target.value)
  const walrus = (expression: Expression): boolean =>
    (expression.kind === 'walrus' && expression.name === name) || partsOf(expression).some(walrus)
  return body.some(statement => {
    if (statement.kind === 'assign' && statement.targets.some(inTarget)) return true
    if ((statement.kind === 'augmented' || statement.kind === 'for') && inTarget(statement.target)) return true
    if (statement.kind === 'delete' && statement.targets.some(inTarget)) return true
    if (statement.kind === 'with' && statement.items.some(item => item.target && inTarget(item.target))) return true
    return expressionsOf(statement).some(walrus) || bodiesOf(statement).some(inner => assigns(inner, name))
  })
}
