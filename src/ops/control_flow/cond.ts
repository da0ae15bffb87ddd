/** tf.cond (ops/control_flow_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { identity } from '../core/identity_ops.ts'
import { componentsOf, type TensorOrComposite } from './composite_tensors.ts'
import { CondContext } from './cond_context.ts'
import { mergeNode, switchNode } from './dataflow_nodes.ts'
import { tensorArraysOf } from './loop_structures.ts'

interface CondArgs {
  pred: TensorLike
  fn1: () => unknown
  fn2: () => unknown
  name: Name
}
/**
 * `fn1()` where the bool scalar `pred` holds, else `fn2()`. Both are called now and add their nodes; at a run only the nodes of
 * one branch run, but what they take from outside always does. Each returns tensors, operations, IndexedSlices, SparseTensors or
 * TensorArrays, as many and of the same types. One result comes bare, several as a list.
 *
 *     tf.cond(tf.less(x, y), () => tf.add(x, z), () => tf.square(y))
 *
 * Errors: TypeError for branches that cannot be called or a plain bool; ValueError for results that don't match.
 */
export const cond = pyfunction(
  'cond(pred, fn1, fn2, name=None)',
  // biome-ignore lint/suspicious/noExplicitAny: one result or a list of them, as the branches give
  ({ pred, fn1, fn2, name }: CondArgs): any =>
    withScope(name, 'cond', [pred], () => {
      if (typeof fn1 !== 'function') throw new TypeError('fn1 must be callable.')
      if (typeof fn2 !== 'function') throw new TypeError('fn2 must be callable.')
      if (typeof pred === 'boolean') throw new TypeError('pred must not be a Python bool')
      const graph = get_default_graph()
      const [otherwise, then] = withScope(null, 'Switch', [pred], scope => {
        const data = convertToTensor(pred, { name: 'data', asRef: true })
        return switchNode(data, convertToTensor(pred, { name: 'pred' }), scope)
      })
      const pivotThen = identity(then, 'switch_t')
      const pivotElse = identity(otherwise, 'switch_f')
      const predicate = identity(pred, 'pred_id')
      for (const { op } of [otherwise, then, pivotThen, pivotElse, predicate]) graph.prevent_fetching(op)

      const contextThen = new CondContext(predicate, pivotThen, 1)
      const { given, results: resultsThen } = branch(contextThen, fn1)
      const contextElse = new CondContext(predicate, pivotElse, 0)
      const { results: resultsElse } = branch(contextElse, fn2)

      if (resultsThen.length !== resultsElse.length)
        throw new ValueError('fn1 and fn2 must return the same number of results.')
      if (resultsThen.length === 0) throw new ValueError('fn1 and fn2 must return at least one result.')
      for (const [i, x] of resultsElse.entries()) checkTypes(x, resultsThen[i] as TensorOrComposite)
      const merged = resultsElse.map((x, i) => mergeNode([x, resultsThen[i]])[0])
      const results = tensorArraysOf(given as unknown[], merged)
      graph.add_to_collection(GraphKeys.COND_CONTEXT, contextThen)
      graph.add_to_collection(GraphKeys.COND_CONTEXT, contextElse)
      return results.length === 1 ? results[0] : results
    }),
  { true_fn: 'fn1', false_fn: 'fn2' },
)

function branch(context: CondContext, make: () => unknown): ReturnType<CondContext['build']> {
  return context.inside(() => {
    const built = context.build(make)
    context.exitResult(built.results)
    return built
  })
}

function checkTypes(otherwise: TensorOrComposite, then: TensorOrComposite): void {
  const [x] = componentsOf(otherwise) as [Tensor]
  const [y] = componentsOf(then) as [Tensor]
  if (x.dtype.base_dtype !== y.dtype.base_dtype) {
    throw new ValueError(`Outputs of fn1 and fn2 must have the same type: ${x.dtype.name}, ${y.dtype.name}`)
  }
}
