/** Which names a program binds where, and in which blocks they occur: what decides `const`, `let` and where they stand. */
import { bodiesOf, expressionsOf, partsOf, statementYields } from '../../python/compiler/scope.ts'
import type { Argument, Expression, Parameter, Program, Statement } from '../../python/syntax/ast.ts'
import { PyInt } from '../../tensor/literals.ts'
import { type ClassInfo, type FunctionInfo, NEVER, type Type } from './types.ts'

/** A sequence of statements: a body, or the branch of one. */
export interface Block {
  readonly parent: Block | null
  /** The statement of the parent that holds it. */
  readonly within: Statement | null
  readonly loop: boolean
  readonly depth: number
}

export type OccurrenceKind = 'assign' | 'read' | 'closure'

export interface Occurrence {
  readonly block: Block
  /** The statement of the block in which it is. */
  readonly statement: Statement
  readonly kind: OccurrenceKind
  /** In the order of the text. */
  readonly order: number
}

export type BindingKind = 'variable' | 'parameter' | 'function' | 'class' | 'import'

/** A name of a scope. */
export class Binding {
  readonly name: string
  readonly scope: Scope
  kind: BindingKind
  type: Type = NEVER
  /** How often it is bound; more than once, where it changes. */
  assignments = 0
  /** What it is made of, one for each time; null for what is no expression. */
  readonly sources: (Expression | null)[] = []
  readonly occurrences: Occurrence[] = []
  /** Whether it is a function that names itself. */
  recursive = false
  /** Whether other modules assign it. */
  assignedOutside = false
  /** Whether it is compared with something. */
  compared = false
  constructor(name: string, scope: Scope, kind: BindingKind) {
    this.name = name
    this.scope = scope
    this.kind = kind
  }
}

export type ScopeKind = 'module' | 'function' | 'class' | 'comprehension'

export class Scope {
  readonly kind: ScopeKind
  readonly parent: Scope | null
  readonly bindings = new Map<string, Binding>()
  readonly globals = new Set<string>()
  readonly nonlocals = new Set<string>()
  readonly root: Block = { parent: null, within: null, loop: false, depth: 0 }
  /** The function, where the scope is one's. */
  info: FunctionInfo | null = null
  /** The class around a method, whose `self` is `this`. */
  owner: ClassInfo | null = null
  /** Where a nested scope stands in its parent. */
  readonly place: { readonly block: Block; readonly statement: Statement } | null

  constructor(kind: ScopeKind, parent: Scope | null, place: Scope['place'] = null) {
    this.kind = kind
    this.parent = parent
    this.place = place
  }
  get module(): Scope {
    return this.parent ? this.parent.module : this
  }
  /** The scope whose statements these are: a comprehension is part of the one around it. */
  get body(): Scope {
    return this.kind === 'comprehension' && this.parent ? this.parent.body : this
  }
  resolve(name: string): Binding | undefined {
    for (let at: Scope | null = this; at; at = at.parent) {
      if (at.globals.has(name)) return at.module.bindings.get(name)
      if (at.kind === 'class' && at !== this) continue
      const found = at.nonlocals.has(name) ? undefined : at.bindings.get(name)
      if (found) return found
    }
    return undefined
  }
  /** The binding that an assignment in this scope makes or takes. */
  bind(name: string, kind: BindingKind): Binding {
    if (this.globals.has(name)) return this.module.#own(name, kind)
    if (this.nonlocals.has(name)) return this.parent?.resolve(name) ?? this.#own(name, kind)
    return this.#own(name, kind)
  }
  #own(name: string, kind: BindingKind): Binding {
    let found = this.bindings.get(name)
    if (!found) {
      found = new Binding(name, this, kind)
      this.bindings.set(name, found)
    } else if (found.kind !== kind && found.kind !== 'parameter') found.kind = 'variable'
    return found
  }
}

/** What the scan has found. */
export interface Scan {
  readonly program: Program
  readonly module: Scope
  readonly scopes: ReadonlyMap<object, Scope>
  readonly blocks: ReadonlyMap<readonly Statement[], Block>
  readonly functions: ReadonlyMap<object, FunctionInfo>
  readonly classes: ReadonlyMap<object, ClassInfo>
}

/** Every name that a target binds. */
export function targetNames(target: Expression): string[] {
  switch (target.kind) {
    case 'name':
      return [target.name]
    case 'tuple':
    case 'list':
      return target.items.flatMap(targetNames)
    case 'starred':
      return targetNames(target.value)
    default:
      return []
  }
}

export function scanProgram(program: Program): Scan {
  return new Scanner(program).scan()
}

class Scanner {
  readonly #program: Program
  readonly #scopes = new Map<object, Scope>()
  readonly #blocks = new Map<readonly Statement[], Block>()
  readonly #functions = new Map<object, FunctionInfo>()
  readonly #classes = new Map<object, ClassInfo>()
  /** Bodies are read when all names around them are known. */
  readonly #later: (() => void)[] = []
  #order = 0

  constructor(program: Program) {
    this.#program = program
  }
  scan(): Scan {
    const module = new Scope('module', null)
    this.#body(module, this.#program.body)
    for (let next = this.#later.shift(); next; next = this.#later.shift()) next()
    return {
      program: this.#program,
      module,
      scopes: this.#scopes,
      blocks: this.#blocks,
      functions: this.#functions,
      classes: this.#classes,
    }
  }

  #body(scope: Scope, body: readonly Statement[]): void {
    this.#declarations(scope, body)
    this.#block(scope, body, scope.root)
  }
  /** `global` and `nonlocal` hold for the whole body. */
  #declarations(scope: Scope, body: readonly Statement[]): void {
    for (const statement of body) {
      if (statement.kind === 'global') for (const name of statement.names) scope.globals.add(name)
      if (statement.kind === 'nonlocal') for (const name of statement.names) scope.nonlocals.add(name)
      for (const inner of bodiesOf(statement)) this.#declarations(scope, inner)
    }
    if (scope.kind === 'module') scope.globals.clear()
  }
  #block(scope: Scope, body: readonly Statement[], block: Block): void {
    this.#blocks.set(body, block)
    for (const statement of body) this.#statement(scope, statement, block)
  }

  #assign(
    scope: Scope,
    name: string,
    block: Block,
    statement: Statement,
    kind: Binding['kind'] = 'variable',
    source: Expression | null = null,
  ): void {
    const binding = scope.bind(name, kind)
    binding.assignments++
    binding.sources.push(source)
    this.#occurs(scope, binding, 'assign', block, statement)
  }
  /** An occurrence counts where the nested scope stands, if the name belongs to an outer one. */
  #occurs(
    scope: Scope,
    binding: Binding,
    kind: OccurrenceKind,
    block: Block,
    statement: Statement,
    order = this.#order++,
  ): void {
    let at: Scope = scope
    let place = { block, statement }
    let seen = kind
    while (at !== binding.scope && at.parent && at.place) {
      if (at.kind === 'function') seen = 'closure'
      if (at.parent === binding.scope && at.info?.name === binding.name) binding.recursive = true
      place = at.place
      at = at.parent
    }
    binding.occurrences.push({ ...place, kind: seen, order })
  }
  #read(scope: Scope, name: string, block: Block, statement: Statement): void {
    const order = this.#order++
    this.#later.push(() => {
      const binding = scope.resolve(name)
      if (binding) this.#occurs(scope, binding, 'read', block, statement, order)
    })
  }

  #compared(scope: Scope, name: string): void {
    const binding = scope.resolve(name)
    if (binding) binding.compared = true
  }

  #target(
    scope: Scope,
    target: Expression,
    block: Block,
    statement: Statement,
    source: Expression | null = null,
  ): void {
    switch (target.kind) {
      case 'name':
        this.#assign(scope, target.name, block, statement, 'variable', source)
        break
      case 'tuple':
      case 'list':
        for (const item of target.items) this.#target(scope, item, block, statement)
        break
      case 'starred':
        this.#target(scope, target.value, block, statement)
        break
      default:
        for (const part of partsOf(target)) this.#expression(scope, part, block, statement)
    }
  }

  #statement(scope: Scope, statement: Statement, block: Block): void {
    const inner = (body: readonly Statement[], loop = false): Block => {
      const made: Block = { parent: block, within: statement, loop, depth: block.depth + 1 }
      this.#blocks.set(body, made)
      return made
    }
    if (statement.kind !== 'assign' && statement.kind !== 'augmented')
      for (const expression of expressionsOf(statement)) this.#expression(scope, expression, block, statement)
    switch (statement.kind) {
      case 'assign':
        this.#expression(scope, statement.value, block, statement)
        for (const target of statement.targets) this.#target(scope, target, block, statement, statement.value)
        break
      case 'augmented':
        this.#expression(scope, statement.value, block, statement)
        if (statement.target.kind === 'name') {
          const binding = scope.bind(statement.target.name, 'variable')
          binding.assignments += 2
          binding.sources.push(statement.operator === '+' || statement.operator === '*' ? statement.value : null)
          this.#occurs(scope, binding, 'read', block, statement)
        } else this.#target(scope, statement.target, block, statement)
        break
      case 'for': {
        const body = inner(statement.body, true)
        this.#target(scope, statement.target, body, statement, countingRange(statement.iterable))
        for (const one of statement.body) this.#statement(scope, one, body)
        this.#block(scope, statement.otherwise, inner(statement.otherwise))
        break
      }
      case 'while':
        this.#block(scope, statement.body, inner(statement.body, true))
        this.#block(scope, statement.otherwise, inner(statement.otherwise))
        break
      case 'with': {
        const body = inner(statement.body)
        for (const item of statement.items) if (item.target) this.#target(scope, item.target, body, statement)
        for (const one of statement.body) this.#statement(scope, one, body)
        break
      }
      case 'try':
        this.#block(scope, statement.body, inner(statement.body))
        for (const handler of statement.handlers) {
          const body = inner(handler.body)
          if (handler.type) this.#expression(scope, handler.type, block, statement)
          if (handler.target) this.#target(scope, handler.target, body, statement)
          for (const one of handler.body) this.#statement(scope, one, body)
        }
        this.#block(scope, statement.otherwise, inner(statement.otherwise))
        this.#block(scope, statement.final, inner(statement.final))
        break
      case 'if':
        // the program's own part stands at the top of the file
        if (scope.kind === 'module' && block.parent === null && isMainCheck(statement.condition))
          this.#block(scope, statement.then, block)
        else this.#block(scope, statement.then, inner(statement.then))
        this.#block(scope, statement.otherwise, inner(statement.otherwise))
        break
      case 'delete':
        for (const target of statement.targets) {
          if (target.kind === 'name') {
            const binding = scope.bind(target.name, 'variable')
            binding.assignments++
            this.#occurs(scope, binding, 'read', block, statement)
          } else this.#expression(scope, target, block, statement)
        }
        break
      case 'import':
        for (const { name, alias } of statement.names)
          this.#assign(scope, alias ?? (name.split('.')[0] as string), block, statement, 'import')
        break
      case 'from_import':
        if (statement.names !== '*')
          for (const { name, alias } of statement.names) this.#assign(scope, alias ?? name, block, statement, 'import')
        break
      case 'function':
        this.#function(scope, statement, block)
        break
      case 'class':
        this.#class(scope, statement, block)
        break
    }
  }

  #defaults(scope: Scope, parameters: readonly Parameter[], block: Block, statement: Statement): void {
    for (const parameter of parameters)
      if (parameter.default) this.#expression(scope, parameter.default, block, statement)
  }
  #parameters(scope: Scope, parameters: readonly Parameter[], statement: Statement): void {
    for (const parameter of parameters) {
      const binding = scope.bind(parameter.name, 'parameter')
      binding.kind = 'parameter'
      binding.assignments++
      if (parameter.unpack) this.#target(scope, parameter.unpack, scope.root, statement)
    }
  }

  #function(scope: Scope, statement: Extract<Statement, { kind: 'function' }>, block: Block): void {
    for (const decorator of statement.decorators) this.#expression(scope, decorator, block, statement)
    this.#defaults(scope, statement.parameters, block, statement)
    this.#assign(scope, statement.name, block, statement, 'function')
    const own = new Scope('function', scope, { block, statement })
    const owner = scope.kind === 'class' ? scope.owner : null
    own.owner = owner ?? scope.owner
    this.#scopes.set(statement, own)
    const info: FunctionInfo = {
      name: statement.name,
      definition: statement,
      body: statement.body,
      scope: own,
      owner,
      generator: statement.body.some(statementYields),
      returns: NEVER,
      escapes: statement.decorators.length > 0,
    }
    own.info = info
    this.#functions.set(statement, info)
    owner?.methods.set(statement.name, info)
    this.#later.push(() => {
      this.#parameters(own, statement.parameters, statement)
      this.#body(own, statement.body)
    })
  }

  #class(scope: Scope, statement: Extract<Statement, { kind: 'class' }>, block: Block): void {
    this.#arguments(scope, statement.arguments, block, statement)
    for (const decorator of statement.decorators) this.#expression(scope, decorator, block, statement)
    this.#assign(scope, statement.name, block, statement, 'class')
    const own = new Scope('class', scope, { block, statement })
    const info: ClassInfo = {
      name: statement.name,
      statement,
      scope: own,
      methods: new Map(),
      attributes: new Map(),
      members: new Map(),
      base: null,
      foreign: null,
    }
    own.owner = info
    this.#scopes.set(statement, own)
    this.#classes.set(statement, info)
    this.#body(own, statement.body)
  }

  #arguments(scope: Scope, args: readonly Argument[], block: Block, statement: Statement): void {
    for (const argument of args) this.#expression(scope, argument.value, block, statement)
  }

  #expression(scope: Scope, expression: Expression, block: Block, statement: Statement): void {
    switch (expression.kind) {
      case 'name':
        this.#read(scope, expression.name, block, statement)
        return
      case 'compare':
        for (const operand of expression.operands) {
          if (operand.kind === 'name') this.#later.push(() => this.#compared(scope, operand.name))
          this.#expression(scope, operand, block, statement)
        }
        return
      case 'lambda': {
        this.#defaults(scope, expression.parameters, block, statement)
        const own = new Scope('function', scope, { block, statement })
        own.owner = scope.owner
        this.#scopes.set(expression, own)
        const info: FunctionInfo = {
          name: 'lambda',
          definition: expression,
          body: expression.body,
          scope: own,
          owner: null,
          generator: false,
          returns: NEVER,
          escapes: true,
        }
        own.info = info
        this.#functions.set(expression, info)
        this.#parameters(own, expression.parameters, statement)
        this.#expression(own, expression.body, own.root, statement)
        return
      }
      case 'comprehension': {
        const own = new Scope('comprehension', scope, { block, statement })
        own.owner = scope.owner
        this.#scopes.set(expression, own)
        for (const [i, clause] of expression.clauses.entries()) {
          if (clause.kind === 'if') {
            this.#expression(own, clause.condition, own.root, statement)
            continue
          }
          this.#expression(i === 0 ? scope : own, clause.iterable, i === 0 ? block : own.root, statement)
          this.#target(own, clause.target, own.root, statement)
        }
        this.#expression(own, expression.element, own.root, statement)
        if (expression.value) this.#expression(own, expression.value, own.root, statement)
        return
      }
      case 'walrus':
        this.#expression(scope, expression.value, block, statement)
        this.#assign(scope.body, expression.name, block, statement)
        return
      case 'formatted':
        for (const part of expression.parts)
          if (typeof part !== 'string') this.#expression(scope, part.value, block, statement)
        return
      default:
        for (const part of partsOf(expression)) this.#expression(scope, part, block, statement)
    }
  }
}

/** What `range(...)` counts from, if it counts up. */
function countingRange(iterable: Expression): Expression | null {
  if (iterable.kind !== 'call' || iterable.callee.kind !== 'name' || !/^x?range$/.test(iterable.callee.name))
    return null
  const [first, , third] = iterable.args
  if (third || !first || iterable.args.some(argument => argument.kind !== 'positional')) return null
  return iterable.args.length === 1 ? { kind: 'constant', value: new PyInt(0), line: iterable.line } : first.value
}

/** `__name__ == '__main__'`. */
export function isMainCheck(condition: Expression): boolean {
  if (condition.kind !== 'compare' || condition.operators[0] !== '==' || condition.operands.length !== 2) return false
  const [a, b] = condition.operands as [Expression, Expression]
  const name = (one: Expression): boolean => one.kind === 'name' && one.name === '__name__'
  const main = (one: Expression): boolean => one.kind === 'constant' && one.value === '__main__'
  return (name(a) && main(b)) || (name(b) && main(a))
}
