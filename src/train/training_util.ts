/** The step counter of a graph (training/training_util.py). */

import { pyfunction } from '../calling/signature.ts'
import { TypeError } from '../errors/python.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { Tensor } from '../graph/tensor.ts'
import { Variable } from '../ops/variables/variables.ts'
import { error } from '../platform/logging.ts'

type Step = Variable | Tensor

/** The value of the step counter as a number. */
export const global_step = pyfunction(
  'global_step(sess, global_step_tensor)',
  ({ sess, global_step_tensor }: { sess: { run(fetches: unknown): unknown }; global_step_tensor: Step }): number =>
    Math.trunc(Number(sess.run(global_step_tensor))),
)

/** Errors: TypeError where it is not an integer scalar. */
export const assert_global_step = pyfunction(
  'assert_global_step(global_step_tensor)',
  ({ global_step_tensor: step }: { global_step_tensor: unknown }): void => {
    if (!(step instanceof Variable || step instanceof Tensor))
      throw new TypeError(`Existing "global_step" must be a Variable or Tensor: ${step ?? 'None'}.`)
    if (!step.dtype.base_dtype.is_integer)
      throw new TypeError(`Existing "global_step" does not have integer type: ${step.dtype}`)
    if (step.get_shape().ndims !== 0) throw new TypeError(`Existing "global_step" is not scalar: ${step.get_shape()}`)
  },
)

/** The one thing in the graph's collection of step counters, else the tensor `global_step:0`; null where there is none. */
export const get_global_step = pyfunction(
  'get_global_step(graph=None)',
  ({ graph }: { graph: Graph | null }): Step | null => {
    const of = graph ?? get_default_graph()
    const [first, ...others] = of.get_collection(GraphKeys.GLOBAL_STEP) as Step[]
    if (others.length > 0) {
      error('Multiple tensors in global_step collection.')
      return null
    }
    const found = first ?? of.operationByName('global_step')?.outputs[0]
    if (found === undefined) return null
    assert_global_step(found)
    return found
  },
)
