/** Losses of graphs with stochastic tensors (contrib/bayesflow/python/ops/stochastic_graph.py). */

import { pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { type Name, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { Tensor } from '../../graph/tensor.ts'
import { stop_gradient } from '../../ops/core/identity_ops.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { warn } from '../../platform/logging.ts'
import { int } from '../../tensor/literals.ts'
import { type BaseStochasticTensor, STOCHASTIC_TENSOR_COLLECTION } from './stochastic_tensor.ts'

/** The stochastic tensors on which losses depend, each with those losses. */
function dependencies(
  losses: readonly Tensor[],
  tensors: readonly BaseStochasticTensor[],
): Map<BaseStochasticTensor, Tensor[]> {
  const byValue = new Map(tensors.map(tensor => [tensor.value(), tensor] as const))
  const found = new Map<BaseStochasticTensor, Tensor[]>()
  for (const loss of losses) {
    const seen = new Set<Tensor>([loss])
    // a set is walked to its end, also where it grows meanwhile
    for (const edge of seen) {
      const own = byValue.get(edge)
      const known = own && found.get(own)
      if (known) known.push(loss)
      else if (own) found.set(own, [loss])
      for (const input of edge.op.inputs) seen.add(input)
    }
  }
  return found
}

/** The sum of losses: by one node where their shapes are known and equal, else one by one. */
function total(terms: readonly Tensor[]): Tensor {
  const [first] = terms as [Tensor]
  const alike = (term: Tensor): boolean =>
    term.get_shape().is_fully_defined() &&
    term.get_shape().is_compatible_with(first.get_shape()) &&
    term.dtype === first.dtype
  return terms.every(alike) ? add_n(terms) : terms.slice(1).reduce(plus, plus(int(0), first))
}

interface SurrogateArgs {
  sample_losses: readonly Tensor[]
  stochastic_tensors: readonly BaseStochasticTensor[] | null
  name: Name
}
/**
 * The sum of losses, one for each sample, and of the terms through which gradients reach the parameters of the stochastic
 * tensors (by default the graph's) on which they depend. Errors: TypeError for other than a list of tensors, ValueError for scalars.
 */
export const surrogate_loss = pyfunction(
  "surrogate_loss(sample_losses, stochastic_tensors=None, name='SurrogateLoss')",
  ({ sample_losses: losses, stochastic_tensors, name }: SurrogateArgs): Tensor =>
    withScope(name, null, Array.isArray(losses) || losses instanceof Tensor ? [...losses] : [], () => {
      if (!Array.isArray(losses)) throw new TypeError('sample_losses must be a list or tuple')
      for (const loss of losses as readonly Tensor[]) {
        if (!(loss instanceof Tensor)) throw new TypeError(`loss is not a Tensor: ${pythonStr(loss)}`)
        if (!loss.get_shape().ndims) throw new ValueError(`loss must have dimensionality 1 or greater: ${loss}`)
      }
      const tensors = stochastic_tensors?.length
        ? stochastic_tensors
        : get_default_graph().get_collection(STOCHASTIC_TENSOR_COLLECTION)
      const influenced = dependencies(losses, tensors)
      if (influenced.size === 0) {
        warn('No collection of Stochastic Tensors found for current graph.')
        return add_n(losses)
      }
      const terms = [...(losses as readonly Tensor[])]
      for (const [tensor, dependent] of influenced) {
        const own = tensor.loss(stop_gradient(total(dependent)))
        if (own) terms.push(own)
      }
      return total(terms)
    }),
)
