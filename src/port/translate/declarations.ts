/** Where variables are declared: at their first assignment where that stands before everything else, else in front of it. */
import type { Statement } from '../../python/syntax/ast.ts'
import type { Binding, Block, Occurrence, Scope } from './scopes.ts'

export type Declaration =
  /** By the statement that assigns it first. */
  | { readonly kind: 'here'; readonly statement: Statement; readonly constant: boolean }
  /** In front of a statement. */
  | { readonly kind: 'before'; readonly block: Block; readonly statement: Statement }

const enclosing = (a: Block, b: Block): Block => {
  let [x, y] = [a, b]
  while (x !== y) {
    if (x.depth >= y.depth && x.parent) x = x.parent
    else if (y.parent) y = y.parent
    else return x
  }
  return x
}

/** The statement of `block` that an occurrence is in. */
function statementIn(block: Block, { block: at, statement }: Occurrence): Statement {
  let [b, s] = [at, statement]
  while (b !== block && b.parent && b.within) {
    s = b.within
    b = b.parent
  }
  return s
}

const isLoopInside = (block: Block): boolean => {
  for (let at: Block | null = block; at; at = at.parent) if (at.loop) return true
  return false
}

/** Whether the first thing that happens to a name in a block is that it is assigned. */
function assignedFirst(block: Block, first: Occurrence, all: readonly Occurrence[]): boolean {
  if (first.kind !== 'assign' || first.block !== block) return false
  // `x = f(x)` reads what an earlier turn of a loop has left
  return !all.some(one => one.kind === 'read' && one.order < first.order)
}

function declarationOf(binding: Binding): Declaration | undefined {
  const { occurrences } = binding
  const ordered = [...occurrences].sort((a, b) => a.order - b.order)
  const direct = ordered.filter(one => one.kind !== 'closure')
  const [first] = direct.length > 0 ? direct : ordered
  if (!first) return undefined
  let block = ordered.map(one => one.block).reduce(enclosing)
  for (;;) {
    if (assignedFirst(block, first, direct))
      return { kind: 'here', statement: first.statement, constant: binding.assignments === 1 }
    // what an earlier turn of a loop has left lives around the loop
    const loop = loopAround(block)
    if (!loop) break
    block = loop
  }
  return { kind: 'before', block, statement: statementIn(block, first) }
}

/** The block around the outermost loop that a block is in. */
function loopAround(block: Block): Block | null {
  if (!isLoopInside(block)) return null
  for (let at: Block | null = block; at; at = at.parent) if (at.loop) return at.parent
  return null
}

export class Declarations {
  readonly #of = new Map<Binding, Declaration>()
  /** What is declared in front of a statement, by statement. */
  readonly #before = new Map<Statement, Binding[]>()

  constructor(scopes: Iterable<Scope>) {
    for (const scope of scopes) {
      if (scope.kind === 'class' || scope.kind === 'comprehension') continue
      for (const binding of scope.bindings.values()) {
        if (binding.kind === 'parameter' || binding.kind === 'import') continue
        const declaration = declarationOf(binding)
        if (!declaration) continue
        this.#of.set(binding, declaration)
        if (declaration.kind === 'before') {
          const list = this.#before.get(declaration.statement) ?? []
          list.push(binding)
          this.#before.set(declaration.statement, list)
        }
      }
    }
  }
  before(statement: Statement): readonly Binding[] {
    return this.#before.get(statement) ?? []
  }
  /** `const` or `let` where a statement declares a name, '' where it only assigns it. */
  keyword(binding: Binding | undefined, statement: Statement): '' | 'const' | 'let' {
    const found = binding && this.#of.get(binding)
    if (found?.kind !== 'here' || found.statement !== statement) return ''
    return found.constant ? 'const' : 'let'
  }
}
