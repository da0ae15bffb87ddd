/** Statements of Python → lines of TypeScript. */
import type { Expression, Statement } from '../../python/syntax/ast.ts'
import { classLines } from './classes.ts'
import type { Comments } from './comments.ts'
import type { Declarations } from './declarations.ts'
import { assigns, type Expressions } from './expressions.ts'
import { printText } from './formatting.ts'
import { functionLines } from './functions.ts'
import { importLines } from './imports.ts'
import { assignItemText } from './indexing.ts'
import { docLines, indented, startsSafely } from './lines.ts'
import { countingHead, loopItems } from './loops.ts'
import { binaryText, conditionText } from './operators.ts'
import { type Binding, isMainCheck, type Scope } from './scopes.ts'
import { inside, memberName, STRENGTH, safeName, strong, type Text } from './text.ts'
import type { Translation } from './translation.ts'
import { tryLines } from './try_statements.ts'
import { constantIndex } from './type_rules.ts'
import { isNumber, sameType, type Type } from './types.ts'
import { withLines } from './with_statements.ts'

const MAYBE_NONE = new Set([
  'train.get_checkpoint_state',
  'train.latest_checkpoint',
  'get_default_session',
  'import_graph_def',
])

type Sequence = Extract<Expression, { kind: 'list' | 'tuple' | 'set' }>

/** What a loop's `else` needs of its breaks. */
interface Loop {
  readonly flag: string | null
}

export class Statements {
  readonly translation: Translation
  readonly on: Expressions
  readonly declarations: Declarations
  readonly comments: Comments
  readonly #loops: Loop[] = []
  /** The names of the errors that are being handled, innermost last. */
  readonly handled: string[] = []
  /** Imports of files, which stand at the top. */
  readonly header: string[] = []
  /** Whether some `print a,` leaves its line open. */
  readonly openLines: boolean
  #names = 0

  constructor(translation: Translation, on: Expressions, declarations: Declarations, comments: Comments) {
    this.translation = translation
    this.on = on
    this.declarations = declarations
    this.comments = comments
    this.openLines =
      translation.scan.program.lines.some(line => /\bprint\b.*,\s*(#.*)?$/.test(line)) &&
      translation.scan.program.version === 2
  }

  /** The lines of a body. `limit` is the line of what follows it. */
  body(body: readonly Statement[], scope: Scope, limit: number): string[] {
    const out: string[] = []
    for (const [i, statement] of body.entries()) {
      const next = body[i + 1]?.line ?? limit
      const before = this.comments.before(statement.line)
      if (out.length === 0 && before[0] === '' && scope.kind !== 'module') before.shift()
      out.push(...before)
      out.push(...this.#statement(statement, scope, next, i === body.length - 1))
    }
    const first = body[0]
    if (first) out.push(...this.comments.endOfBlock(this.#column(first.line), limit))
    while (out[0] === '') out.shift()
    return out
  }
  #column(line: number): number {
    return /^\s*/.exec(this.translation.scan.program.lines[line - 1] ?? '')?.[0].length ?? 0
  }
  block(body: readonly Statement[], scope: Scope, limit: number): string[] {
    return indented(this.body(body, scope, limit))
  }
  /** A name that the program does not have. */
  fresh(name: string): string {
    this.#names++
    return this.translation.scan.program.lines.some(line => line.includes(name)) ? `${name}_${this.#names}` : name
  }

  #statement(statement: Statement, scope: Scope, limit: number, last: boolean): string[] {
    const out: string[] = []
    for (const binding of this.declarations.before(statement)) out.push(this.#hoisted(binding))
    const behind = this.comments.behind(statement.line)
    const lines = this.#lines(statement, scope, limit, last)
    for (const todo of this.translation.takeTodos()) {
      out.push(`// TODO(port): ${todo}`)
      out.push(`//   ${(this.translation.scan.program.lines[statement.line - 1] ?? '').trim()}`)
    }
    if (behind !== null) {
      if (lines.length === 0) lines.push(behind)
      else if (/[{(]$/.test(lines[0] as string) || lines.length === 1) lines[0] = `${lines[0]} ${behind}`
      else lines.unshift(behind)
    }
    for (const line of lines) out.push(line)
    return out
  }
  #hoisted(binding: Binding): string {
    const exported = this.exported(binding.scope)
    const type = binding.type.kind === 'tensor' ? 'any' : this.translation.written(binding.type)
    return `${exported}let ${safeName(binding.name)}${type === 'any' ? ': any' : `!: ${type}`}`
  }
  /** `export ` in files that others import. */
  exported(scope: Scope): string {
    return scope.kind === 'module' && this.translation.module !== '' ? 'export ' : ''
  }

  #lines(statement: Statement, scope: Scope, limit: number, last: boolean): string[] {
    const { on, translation } = this
    switch (statement.kind) {
      case 'expression':
        return this.#expression(statement.value, scope)
      case 'assign':
        return this.#assign(statement, scope)
      case 'augmented':
        return [this.#augmented(statement, scope)]
      case 'print':
        return [this.#print(statement, scope)]
      case 'if':
        return this.#if(statement, scope, limit)
      case 'for':
        return this.#for(statement, scope, limit)
      case 'while':
        return this.#loop(
          `while (${isTrue(statement.condition) ? 'true' : conditionText(on, statement.condition, scope).text})`,
          [],
          statement,
          scope,
          limit,
        )
      case 'with':
        return withLines(this, statement, scope, limit, last)
      case 'try':
        return tryLines(this, statement, scope, limit)
      case 'raise':
        return [this.#raise(statement, scope)]
      case 'return':
        if (!statement.value) return [scope.body.info?.generator ? 'return' : 'return null']
        return [`return ${on.plainTuple(statement.value, scope).text}`]
      case 'break': {
        const flag = this.#loops.at(-1)?.flag
        return flag ? [`${flag} = false`, 'break'] : ['break']
      }
      case 'continue':
        return ['continue']
      case 'pass':
      case 'global':
      case 'nonlocal':
        return []
      case 'delete':
        return this.#delete(statement.targets, scope)
      case 'assert': {
        const message = statement.message ? on.text(statement.message, scope) : ''
        return [
          `if (!${inside(conditionText(on, statement.condition, scope), STRENGTH.unary)}) throw new ${translation.py('errors')}.AssertionError(${message})`,
        ]
      }
      case 'import':
      case 'from_import':
        return importLines(this, statement, scope)
      case 'function':
        return functionLines(this, statement, scope, limit)
      case 'class':
        return classLines(this, statement, scope, limit)
    }
  }

  #expression(value: Expression, scope: Scope): string[] {
    // texts that nothing is done with are comments
    if (value.kind === 'constant' && typeof value.value === 'string') return docLines(value.value)
    if (value.kind === 'constant' || value.kind === 'ellipsis') return []
    const text = this.on.write(value, scope).text
    return [startsSafely(text)]
  }

  /** How a variable is annotated where its first value says too little. */
  annotation(binding: Binding | undefined, value: Expression, type: Type, keyword: string): string {
    if (!binding) return ''
    const { translation } = this
    if (value.kind === 'list' || value.kind === 'comprehension' || (value.kind === 'binary' && type.kind === 'list')) {
      if (binding.type.kind !== 'list') return ': any'
      const plain =
        value.kind === 'list' &&
        value.items.length > 0 &&
        value.items.every(item => item.kind === 'constant') &&
        isSimpleType(binding.type.item) &&
        keyword === 'const'
      return plain ? '' : `: ${translation.written(binding.type)}`
    }
    if (keyword === 'const') {
      if (value.kind === 'constant')
        return value.value === null ? ': any' : binding.compared ? `: ${translation.written(type)}` : ''
      return value.kind === 'call' && this.#maybeNone(value, binding.scope) ? ': any' : ''
    }
    if (isSimpleType(binding.type) && sameType(type, binding.type)) return ''
    if (isNumber(binding.type) && isNumber(type) && !binding.type.nullable) return ''
    const written = translation.written(binding.type)
    return binding.type.kind === 'tensor' || written === 'any' ? ': any' : `: ${written}`
  }

  /** Functions of tf that may give null, of which a program does not ask each time. */
  #maybeNone(call: Extract<Expression, { kind: 'call' }>, scope: Scope): boolean {
    const type = this.translation.inference.calleeType(call.callee, scope)
    return type.kind === 'library' && type.root === 'tf' && MAYBE_NONE.has(type.path)
  }

  #assign(statement: Extract<Statement, { kind: 'assign' }>, scope: Scope): string[] {
    const { on, translation } = this
    const { targets, value } = statement
    const [first] = targets
    if (!first) return []
    const type = translation.typeOf(value, scope)
    const pattern = (target: Expression): boolean => target.kind === 'tuple' || target.kind === 'list'
    if (targets.length === 1) {
      if (pattern(first)) return this.#unpack(statement, first as Sequence, value, scope)
      return [this.assignText(statement, first, on.write(value, scope), value, type, scope)]
    }
    // `a = b = value`: the value once, then names of it
    const simple = value.kind === 'constant'
    const out: string[] = []
    let source: string = on.text(value, scope)
    for (const target of targets) {
      if (pattern(target)) out.push(...this.#unpack(statement, target as Sequence, value, scope, source))
      else out.push(this.assignText(statement, target, strong(source, STRENGTH.arrow), value, type, scope))
      if (!simple && target.kind === 'name') source = on.text(target, scope)
    }
    return out
  }

  /** `target = value`. */
  assignText(
    statement: Statement,
    target: Expression,
    text: Text,
    value: Expression,
    type: Type,
    scope: Scope,
  ): string {
    const { on } = this
    if (target.kind === 'name') {
      const binding = scope.resolve(target.name)
      const keyword = this.declarations.keyword(binding, statement)
      const name = on.text(target, scope)
      if (keyword === '') return `${binding?.kind === 'import' ? safeName(target.name) : name} = ${text.text}`
      return `${this.exported(scope)}${keyword} ${name}${this.annotation(binding, value, type, keyword)} = ${text.text}`
    }
    if (target.kind === 'subscript') return startsSafely(assignItemText(on, target, text.text, scope))
    if (target.kind === 'attribute') {
      const module = this.translation.inference.calleeType(target.object, scope)
      if (module.kind === 'own module')
        return `${on.text(target.object, scope, STRENGTH.call)}.${setterName(target.name)}(${text.text})`
      const object = this.translation.typeOf(target.object, scope)
      const loose = object.kind === 'unknown' || object.kind === 'instance' ? '' : 'any'
      const at = on.text(target.object, scope, STRENGTH.call)
      const own = object.kind === 'instance' && !this.translation.inference.classMember(object.info, target.name)
      return loose === '' && !own
        ? `${at}.${memberName(target.name)} = ${text.text}`
        : startsSafely(`(${at} as any).${memberName(target.name)} = ${text.text}`)
    }
    return `${on.text(target, scope)} = ${text.text}`
  }

  #unpack(statement: Statement, target: Sequence, value: Expression, scope: Scope, source?: string): string[] {
    const { on, translation } = this
    const names = target.items.map(item => (item.kind === 'name' ? scope.resolve(item.name) : undefined))
    const keywords = names.map(binding => this.declarations.keyword(binding, statement))
    const type = translation.typeOf(value, scope)
    const text =
      source ??
      (value.kind === 'tuple' || value.kind === 'list'
        ? on.plainTuple(value, scope).text
        : type.kind === 'dict'
          ? on.iterable(value, scope).text
          : type.kind === 'python' || (value.kind === 'call' && this.#maybeNone(value, scope))
            ? `${translation.py('unpack')}(${on.text(value, scope)}, ${target.items.length})`
            : on.text(value, scope))
    const flat = target.items.every(item => item.kind === 'name')
    if (flat && new Set(names).size === names.length && keywords.every(keyword => keyword !== '')) {
      const keyword = keywords.every(one => one === 'const') ? 'const' : 'let'
      const types = names.map(binding => (binding ? binding.type : undefined))
      const lists = (value.kind === 'tuple' || value.kind === 'list') && value.items.some(item => item.kind === 'list')
      const loose = lists || (keyword === 'let' && types.some(one => one && !isSimpleType(one))) ? ': any[]' : ''
      return [`${this.exported(scope)}${keyword} ${on.pattern(target, scope)}${loose} = ${text}`]
    }
    if (!hasItems(target)) {
      const out: string[] = []
      for (const binding of new Set(bindingsIn(target, scope)))
        if (this.declarations.keyword(binding, statement) !== '')
          out.push(`${this.exported(scope)}let ${safeName(binding.name)}: any`)
      out.push(`;${on.pattern(target, scope)} = ${text}`)
      return out
    }
    // items are set one by one
    const held = this.fresh('values')
    const out = [`const ${held}: any[] = [...${text}]`]
    for (const [i, item] of target.items.entries()) {
      if (item.kind === 'tuple' || item.kind === 'list')
        out.push(...this.#unpack(statement, item, value, scope, `${held}[${i}]`))
      else
        out.push(
          this.assignText(statement, item, strong(`${held}[${i}]`, STRENGTH.call), item, { kind: 'unknown' }, scope),
        )
    }
    // a block of its own, unless it declares what is used behind it
    return keywords.some(keyword => keyword !== '') ? out : ['{', ...indented(out), '}']
  }

  #augmented(statement: Extract<Statement, { kind: 'augmented' }>, scope: Scope): string {
    const { on, translation } = this
    const { target, operator, value } = statement
    const type = translation.typeOf(target, scope)
    const other = translation.typeOf(value, scope)
    const at = on.write(target, scope)
    const text = on.write(value, scope)
    const plain =
      isNumber(type) &&
      isNumber(other) &&
      !type.nullable &&
      !other.nullable &&
      type.kind !== 'bool' &&
      other.kind !== 'bool'
    const texts = type.kind === 'str' && other.kind === 'str' && operator === '+' && !type.nullable && !other.nullable
    const assignable = target.kind !== 'subscript'
    const dividing =
      operator === '/' &&
      (translation.scan.program.trueDivision || type.kind === 'float' || other.kind === 'float') &&
      !on.mindsZero
    if (assignable && ((plain && (/^[-+*]$/.test(operator) || dividing)) || texts))
      return `${at.text} ${operator}= ${text.text}`
    if (type.kind === 'list' && !type.nullable && operator === '+' && assignable)
      return `${inside(at, STRENGTH.call)}.push(...${on.iterable(value, scope).text})`
    const combined =
      plain || type.kind === 'tensor' || other.kind === 'tensor'
        ? binaryText(on, operator, { text: at, type }, { text, type: other }, false)
        : strong(
            `${translation.py('inplace')}(${at.text}, '${operator === '/' && !translation.scan.program.trueDivision ? 'classic' : operator}', ${text.text})`,
            STRENGTH.call,
          )
    return this.assignText(statement, target, combined, value, type, scope)
  }

  #print(statement: Extract<Statement, { kind: 'print' }>, scope: Scope): string {
    const { on, translation } = this
    const file = statement.file ? on.text(statement.file, scope) : undefined
    if (file === undefined && this.openLines) {
      const helper = statement.newline ? 'print_end' : 'print_part'
      const text = printText(on, statement.values, { end: '' }, scope)
      return text.replace(/^py\.print\(/, `${translation.py(helper)}(`).replace(/(, )?\{ end: {2}\}\)$/, ')')
    }
    return printText(on, statement.values, file === undefined ? {} : { file }, scope)
  }

  #if(statement: Extract<Statement, { kind: 'if' }>, scope: Scope, limit: number): string[] {
    const { on, translation } = this
    if (scope.kind === 'module' && isMainCheck(statement.condition)) {
      if (translation.module !== '') return []
      return this.body(statement.then, scope, limit)
    }
    const elseLine = statement.otherwise[0]?.line ?? limit
    const out = [
      `if (${conditionText(on, statement.condition, scope).text}) {`,
      ...this.block(statement.then, scope, elseLine),
    ]
    const [only] = statement.otherwise
    if (!only) return [...out, '}']
    if (only.kind === 'if' && statement.otherwise.length === 1 && this.declarations.before(only).length === 0) {
      const comments = this.comments.before(only.line)
      const rest = this.#if(only, scope, limit)
      return [...out, ...indented(comments.filter(line => line !== '')), `} else ${rest[0]}`, ...rest.slice(1)]
    }
    return [...out, '} else {', ...this.block(statement.otherwise, scope, limit), '}']
  }

  #loop(
    head: string,
    first: readonly string[],
    statement: Extract<Statement, { kind: 'for' | 'while' }>,
    scope: Scope,
    limit: number,
  ): string[] {
    const flag = statement.otherwise.length > 0 ? this.fresh('finished') : null
    this.#loops.push({ flag })
    const body = this.block(statement.body, scope, statement.otherwise[0]?.line ?? limit)
    this.#loops.pop()
    const out = [`${head} {`, ...indented(first), ...body, '}']
    if (flag === null) return out
    return [`let ${flag} = true`, ...out, `if (${flag}) {`, ...this.block(statement.otherwise, scope, limit), '}']
  }

  #for(statement: Extract<Statement, { kind: 'for' }>, scope: Scope, limit: number): string[] {
    const { on, translation } = this
    const { target, iterable } = statement
    const binding = target.kind === 'name' ? scope.resolve(target.name) : undefined
    const keyword = this.declarations.keyword(binding, statement)
    if (target.kind === 'name' && binding && keyword !== '') {
      const counted = countingHead(this, statement, target.name, iterable, scope)
      if (counted) return this.#loop(counted, [], statement, scope, limit)
      const type = translation.typeOf(iterable, scope)
      const items = on.iterable(iterable, scope).text
      const reassigned = assigns(statement.body, target.name)
      return this.#loop(
        `for (${reassigned ? 'let' : 'const'} ${on.text(target, scope)} of ${type.kind === 'result' ? `(${items} as any)` : items})`,
        [],
        statement,
        scope,
        limit,
      )
    }
    const items = loopItems(this, iterable, target, scope)
    const names = [...new Set(bindingsIn(target, scope))]
    const declared = names.map(one => this.declarations.keyword(one, statement))
    if (!hasItems(target) && declared.every(one => one !== '') && names.length > 0) {
      const reassigned = names.some(one => assigns(statement.body, one.name))
      return this.#loop(
        `for (${reassigned ? 'let' : 'const'} ${on.pattern(target, scope)} of ${items})`,
        [],
        statement,
        scope,
        limit,
      )
    }
    const held = this.fresh('item')
    const first: string[] = []
    for (const [i, name] of names.entries()) if (declared[i] !== '') first.push(`let ${safeName(name.name)}: any`)
    if (target.kind === 'tuple' || target.kind === 'list') first.push(`;${on.pattern(target, scope)} = ${held}`)
    else
      first.push(this.assignText(statement, target, strong(held, STRENGTH.primary), target, { kind: 'unknown' }, scope))
    return this.#loop(`for (const ${held} of ${items})`, first, statement, scope, limit)
  }
  #raise(statement: Extract<Statement, { kind: 'raise' }>, scope: Scope): string {
    const { on, translation } = this
    const { exception, argument } = statement
    if (!exception)
      return `throw ${this.handled.at(-1) ?? `new ${translation.py('errors')}.RuntimeError('No active exception to reraise')`}`
    if (argument) return `throw ${translation.py('error')}(${on.text(exception, scope)}, ${on.text(argument, scope)})`
    if (exception.kind === 'call') {
      const type = translation.inference.calleeType(exception.callee, scope)
      const texts = exception.args.map(one => translation.typeOf(one.value, scope))
      if (type.kind === 'library' && type.root === 'python' && exception.args.length === 1 && texts[0]?.kind === 'str')
        return `throw new ${on.text(exception.callee, scope)}(${on.items([exception.args[0]?.value as Expression], scope)})`
      return `throw ${on.text(exception, scope)}`
    }
    const type = translation.inference.calleeType(exception, scope)
    return type.kind === 'class' || type.kind === 'library'
      ? `throw new ${on.text(exception, scope, STRENGTH.call)}()`
      : `throw ${on.text(exception, scope)}`
  }

  #delete(targets: readonly Expression[], scope: Scope): string[] {
    const { on, translation } = this
    return targets.flatMap(target => {
      if (target.kind === 'subscript')
        return [`${translation.py('del_item')}(${on.text(target.object, scope)}, ${on.text(target.index, scope)})`]
      if (target.kind === 'attribute')
        return [startsSafely(`delete (${on.text(target.object, scope)} as any).${memberName(target.name)}`)]
      return target.kind === 'tuple' || target.kind === 'list' ? this.#delete(target.items, scope) : []
    })
  }
}

/** What a module exports for others that assign one of its names. */
export const setterName = (name: string): string => `set_${name}`

const isSimpleType = (type: Type): boolean =>
  !type.nullable && (type.kind === 'int' || type.kind === 'float' || type.kind === 'bool' || type.kind === 'str')

/** Whether a target sets items of something, for which JavaScript has no pattern. */
const hasItems = (target: Expression): boolean =>
  target.kind === 'subscript' || ((target.kind === 'tuple' || target.kind === 'list') && target.items.some(hasItems))

function bindingsIn(target: Expression, scope: Scope): Binding[] {
  if (target.kind === 'name') {
    const found = scope.resolve(target.name)
    return found ? [found] : []
  }
  if (target.kind === 'tuple' || target.kind === 'list') return target.items.flatMap(item => bindingsIn(item, scope))
  return target.kind === 'starred' ? bindingsIn(target.value, scope) : []
}

const isTrue = (condition: Expression): boolean =>
  condition.kind === 'constant' && (condition.value === true || constantIndex(condition) === 1)
