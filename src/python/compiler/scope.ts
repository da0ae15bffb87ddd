/** Which names are local to what: decided before anything runs. */
import type { Clause, Expression, Parameter, Statement } from '../syntax/ast.ts'

export type ScopeKind = 'module' | 'function' | 'class'

/** Where a name lives. */
export type Place =
  | { readonly kind: 'slot'; readonly depth: number; readonly slot: number }
  | { readonly kind: 'global' }
  /** In a class body: the class's own names first, then `outer`. */
  | { readonly kind: 'class'; readonly outer: Place }

/** The names of a module, function, lambda, comprehension or class body. */
export class Scope {
  readonly kind: ScopeKind
  readonly parent: Scope | null
  readonly slots = new Map<string, number>()
  readonly globals = new Set<string>()

  constructor(kind: ScopeKind, parent: Scope | null) {
    this.kind = kind
    this.parent = parent
  }
  declare(name: string): number {
    let slot = this.slots.get(name)
    if (slot === undefined) {
      slot = this.slots.size
      this.slots.set(name, slot)
    }
    return slot
  }
  /** Frames between this scope and the one that holds the name; class bodies have frames but hide their names. */
  resolve(name: string): Place {
    if (this.kind === 'class' && !this.globals.has(name)) return { kind: 'class', outer: this.#lookUp(name, true) }
    return this.#lookUp(name, false)
  }
  #lookUp(name: string, skipSelf: boolean): Place {
    let depth = 0
    for (let at: Scope | null = this; at; at = at.parent) {
      if (at.globals.has(name)) return { kind: 'global' }
      if (at.kind === 'module') return { kind: 'global' }
      const slot = at.kind === 'function' && !(skipSelf && at === this) ? at.slots.get(name) : undefined
      if (slot !== undefined) return { kind: 'slot', depth, slot }
      depth++
    }
    return { kind: 'global' }
  }
}

/** Declares what the targets of an assignment bind. */
export function declareTarget(scope: Scope, target: Expression): void {
  switch (target.kind) {
    case 'name':
      if (!scope.globals.has(target.name)) scope.declare(target.name)
      break
    case 'tuple':
    case 'list':
      for (const item of target.items) declareTarget(scope, item)
      break
    case 'starred':
      declareTarget(scope, target.value)
      break
  }
}

export function declareParameters(scope: Scope, parameters: readonly Parameter[]): void {
  for (const parameter of parameters) scope.declare(parameter.name)
  for (const parameter of parameters) if (parameter.unpack) declareTarget(scope, parameter.unpack)
}

export function declareClauses(scope: Scope, clauses: readonly Clause[]): void {
  for (const clause of clauses) if (clause.kind === 'for') declareTarget(scope, clause.target)
}

/**
 * Declares all names that the statements of one body bind; bodies of nested functions and classes keep theirs. `leaks`: names in comprehensions
 * of lists are bound in the body, as in Python 2.
 */
export function declareBody(scope: Scope, body: readonly Statement[], leaks: boolean): void {
  const nonlocals = new Set<string>()
  visit(body, statement => {
    if (statement.kind === 'global') for (const name of statement.names) scope.globals.add(name)
    if (statement.kind === 'nonlocal') for (const name of statement.names) nonlocals.add(name)
  })
  const declare = (name: string): void => {
    if (!scope.globals.has(name) && !nonlocals.has(name)) scope.declare(name)
  }
  const target = (expression: Expression): void => {
    if (expression.kind === 'name') declare(expression.name)
    else if (expression.kind === 'tuple' || expression.kind === 'list') expression.items.forEach(target)
    else if (expression.kind === 'starred') target(expression.value)
  }
  visit(body, statement => {
    switch (statement.kind) {
      case 'assign':
        statement.targets.forEach(target)
        break
      case 'augmented':
      case 'for':
        target(statement.target)
        break
      case 'with':
        for (const item of statement.items) if (item.target) target(item.target)
        break
      case 'try':
        for (const handler of statement.handlers) if (handler.target) target(handler.target)
        break
      case 'import':
        for (const { name, alias } of statement.names) declare(alias ?? (name.split('.')[0] as string))
        break
      case 'from_import':
        if (statement.names !== '*') for (const { name, alias } of statement.names) declare(alias ?? name)
        break
      case 'function':
      case 'class':
        declare(statement.name)
        break
      case 'delete':
        statement.targets.forEach(target)
        break
    }
    for (const expression of expressionsOf(statement)) {
      walruses(expression, declare)
      if (leaks) leakedTargets(expression, target)
    }
  })
}

function visit(body: readonly Statement[], see: (statement: Statement) => void): void {
  for (const statement of body) {
    see(statement)
    for (const inner of bodiesOf(statement)) visit(inner, see)
  }
}

/** The bodies inside a statement that belong to the same scope. */
export function bodiesOf(statement: Statement): (readonly Statement[])[] {
  switch (statement.kind) {
    case 'if':
      return [statement.then, statement.otherwise]
    case 'for':
    case 'while':
      return [statement.body, statement.otherwise]
    case 'with':
      return [statement.body]
    case 'try':
      return [statement.body, ...statement.handlers.map(handler => handler.body), statement.otherwise, statement.final]
    default:
      return []
  }
}

/** The expressions that a statement evaluates in its own scope. */
export function expressionsOf(statement: Statement): Expression[] {
  const present = (...expressions: (Expression | null)[]): Expression[] =>
    expressions.filter(expression => expression !== null)
  switch (statement.kind) {
    case 'expression':
      return [statement.value]
    case 'assign':
      return [statement.value, ...statement.targets]
    case 'augmented':
      return [statement.value, statement.target]
    case 'print':
      return present(...statement.values, statement.file)
    case 'if':
    case 'while':
      return [statement.condition]
    case 'for':
      return [statement.iterable]
    case 'with':
      return statement.items.map(item => item.context)
    case 'return':
      return present(statement.value)
    case 'raise':
      return present(statement.exception, statement.argument)
    case 'assert':
      return present(statement.condition, statement.message)
    default:
      return []
  }
}

/** The direct parts of an expression that belong to the same function. */
export function partsOf(expression: Expression): Expression[] {
  const present = (...parts: (Expression | null)[]): Expression[] => parts.filter(part => part !== null)
  switch (expression.kind) {
    case 'attribute':
      return [expression.object]
    case 'subscript':
      return [expression.object, expression.index]
    case 'slice':
      return present(expression.start, expression.stop, expression.step)
    case 'call':
      return [expression.callee, ...expression.args.map(argument => argument.value)]
    case 'unary':
      return [expression.operand]
    case 'binary':
    case 'logical':
      return [expression.left, expression.right]
    case 'compare':
      return [...expression.operands]
    case 'conditional':
      return [expression.condition, expression.then, expression.otherwise]
    case 'list':
    case 'tuple':
    case 'set':
      return [...expression.items]
    case 'starred':
    case 'walrus':
      return [expression.value]
    case 'dict':
      return expression.entries.flatMap(entry => present(entry.key, entry.value))
    case 'yield':
      return present(expression.value)
    default:
      return []
  }
}

function walruses(expression: Expression, declare: (name: string) => void): void {
  if (expression.kind === 'walrus') declare(expression.name)
  for (const part of partsOf(expression)) walruses(part, declare)
}

/** The targets of comprehensions of lists in an expression. */
function leakedTargets(expression: Expression, declare: (target: Expression) => void): void {
  if (expression.kind !== 'comprehension') {
    for (const part of partsOf(expression)) leakedTargets(part, declare)
    return
  }
  const [first, ...rest] = expression.clauses
  if (first?.kind === 'for') leakedTargets(first.iterable, declare)
  // what else is in the others has a scope of its own
  if (expression.form !== 'list') return
  for (const clause of expression.clauses) if (clause.kind === 'for') declare(clause.target)
  for (const clause of rest) leakedTargets(clause.kind === 'for' ? clause.iterable : clause.condition, declare)
  leakedTargets(expression.element, declare)
}

/** Whether an expression yields, which makes its function a generator. */
export function yields(expression: Expression): boolean {
  return expression.kind === 'yield' || partsOf(expression).some(yields)
}

/** Whether a statement yields, itself or in a body that belongs to the same function. */
export function statementYields(statement: Statement): boolean {
  return expressionsOf(statement).some(yields) || bodiesOf(statement).some(body => body.some(statementYields))
}
