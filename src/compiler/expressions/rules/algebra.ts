/** Simplifications of scalar expressions: one rule a line, its algebra as the comment. The first that fits is taken. */
import type { Scalar } from '../../../kernels/scalar.ts'

/** Rewrites a call whose arguments are simplified already, or returns undefined. */
export type AlgebraRule = (call: Extract<Scalar, { kind: 'call' }>) => Scalar | undefined

const isLiteral = (scalar: Scalar | undefined, value: number): boolean =>
  scalar?.kind === 'literal' && Object.is(scalar.value, value)

const binary =
  (fn: string, test: (a: Scalar, b: Scalar) => Scalar | undefined): AlgebraRule =>
  call =>
    call.fn === fn && call.args.length === 2 ? test(call.args[0] as Scalar, call.args[1] as Scalar) : undefined
const unary =
  (fn: string, test: (a: Scalar) => Scalar | undefined): AlgebraRule =>
  call =>
    call.fn === fn && call.args.length === 1 ? test(call.args[0] as Scalar) : undefined
const inner = (scalar: Scalar, fn: string): Scalar | undefined =>
  scalar.kind === 'call' && scalar.fn === fn && scalar.args.length === 1 ? scalar.args[0] : undefined

export const ALGEBRA: readonly AlgebraRule[] = [
  binary('mul', (a, b) => (isLiteral(b, 1) ? a : undefined)), // x * 1 -> x
  binary('mul', (a, b) => (isLiteral(a, 1) ? b : undefined)), // 1 * x -> x
  binary('div', (a, b) => (isLiteral(b, 1) ? a : undefined)), // x / 1 -> x
  binary('sub', (a, b) => (isLiteral(b, 0) ? a : undefined)), // x - 0 -> x
  binary('mul', (a, b) => (isLiteral(b, -1) ? { kind: 'call', fn: 'neg', args: [a] } : undefined)), // x * -1 -> -x
  binary('mul', (a, b) => (isLiteral(a, -1) ? { kind: 'call', fn: 'neg', args: [b] } : undefined)), // -1 * x -> -x
  unary('neg', a => inner(a, 'neg')), // -(-x) -> x
  unary('not', a => inner(a, 'not')), // !!x -> x
  // -(c) -> (-c), but for the integer whose negative is itself
  unary('neg', a =>
    a.kind === 'literal' && a.value !== -(2 ** 31) ? { kind: 'literal', value: -a.value } : undefined,
  ),
]

/** `scalar` with every rule applied, innermost first. */
export const simplify = (scalar: Scalar): Scalar => simplifier()(scalar)

/** What applies every rule, innermost first. What several expressions share stays shared. */
export function simplifier(): (scalar: Scalar) => Scalar {
  const done = new Map<Scalar, Scalar>()
  const visit = (node: Scalar): Scalar => {
    const known = done.get(node)
    if (known) return known
    const result = rewrite(node, visit)
    done.set(node, result)
    return result
  }
  return visit
}

function rewrite(node: Scalar, visit: (scalar: Scalar) => Scalar): Scalar {
  if (node.kind === 'cast') {
    const arg = visit(node.arg)
    return arg === node.arg ? node : { ...node, arg }
  }
  if (node.kind !== 'call') return node
  const args = node.args.map(visit)
  const call = args.every((arg, i) => arg === node.args[i]) ? node : { ...node, args }
  for (const rule of ALGEBRA) {
    const simpler = rule(call)
    if (simpler) return visit(simpler)
  }
  return call
}
