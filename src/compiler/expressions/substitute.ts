/** Other expressions in the place of an expression's inputs. */
import type { Scalar } from '../../kernels/scalar.ts'

/** What puts `replacement(i)` in the place of input i. What several expressions share stays shared. */
export function inputReplacer(replacement: (index: number) => Scalar): (scalar: Scalar) => Scalar {
  const done = new Map<Scalar, Scalar>()
  const visit = (node: Scalar): Scalar => {
    const known = done.get(node)
    if (known) return known
    let result = node
    if (node.kind === 'input') result = replacement(node.index)
    else if (node.kind === 'cast') result = { ...node, arg: visit(node.arg) }
    else if (node.kind === 'call') result = { ...node, args: node.args.map(visit) }
    done.set(node, result)
    return result
  }
  return visit
}

/** `scalar` with `replacements[i]` for input i. */
export const substitute = (scalar: Scalar, replacements: readonly Scalar[]): Scalar =>
  inputReplacer(index => replacements[index] as Scalar)(scalar)
