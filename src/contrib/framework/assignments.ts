/** Values for variables that are fed, so that they don't stand in the graph (contrib/framework/python/ops/variables.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { asarray } from '../../np/creation.ts'
import { groupOps } from '../../ops/control_flow/control_flow_ops.ts'
import { placeholder } from '../../ops/core/placeholder_ops.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

/** Arrays by the full names of variables. */
type Values = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>

function variableNamed(name: string): Variable {
  const found: Variable[] = get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, name)
  const [only] = found
  if (!only) throw new ValueError(`('Variable %s wasnt found', ${pythonRepr(name)})`)
  if (found.length === 1) return only
  const exact = found.find(({ op }) => op.name === name)
  if (!exact) throw new ValueError(`('Variable %s doesnt uniquely identify a variable', ${pythonRepr(name)})`)
  return exact
}

interface Args {
  var_names_to_values: Values
}
function assignments({ var_names_to_values: given }: Args): [Operation, Map<Tensor, NDArray>] {
  const feeds = new Map<Tensor, NDArray>()
  const assigns = [...(given instanceof Map ? (given as ReadonlyMap<string, unknown>) : Object.entries(given))].map(
    ([name, value]) => {
      const variable = variableNamed(name)
      const shape = variable.get_shape()
      const fed = placeholder(variable.dtype.base_dtype, { shape, name: `placeholder/${variable.op.name}` })
      const assign = variable.assign(fed)
      feeds.set(fed, asarray(value).reshape(shape.as_list() as number[]))
      return assign
    },
  )
  return [groupOps(assigns, null), feeds]
}

/**
 * An operation that assigns to variables, by their full names, the values that it is fed, and the feeds: `[operation, feed_dict]`.
 * Values take the shape of their variable. Error: ValueError for a name that no variable has.
 */
export const assign_from_values = pyfunction('assign_from_values(var_names_to_values)', assignments)

interface Runner {
  run(fetches: unknown, options: { feed_dict: Map<Tensor, NDArray> }): unknown
}
/** A function that does these assignments in the session that it is given. */
export const assign_from_values_fn = pyfunction('assign_from_values_fn(var_names_to_values)', (args: Args) => {
  const [assign, feed_dict] = assignments(args)
  return (session: Runner): unknown => session.run(assign, { feed_dict })
})
