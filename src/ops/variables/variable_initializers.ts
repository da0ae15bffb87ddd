/** The variables of a graph, and the operations that initialise them or look whether they are (ops/variables.py). */

import { listOf, noAttribute } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { string } from '../../tensor/dtypes.ts'
import { boolean_mask } from '../array/mask_ops.ts'
import { pack } from '../array/pack_ops.ts'
import { groupOps } from '../control_flow/control_flow_ops.ts'
import { no_op } from '../core/identity_ops.ts'
import { IsVariableInitialized } from '../core/state_ops.ts'
import { constant } from '../math/constant_op.ts'
import { logical_not } from '../math/logical_ops.ts'
import { rankInternal } from '../math/shape_ops.ts'
import type { Variable } from './variables.ts'

const collection = (key: string): Variable[] => get_default_graph().get_collection(key)

/** All variables that are saved: those of all workers, in order of creation. */
export const global_variables = pyfunction('global_variables()', () => collection(GraphKeys.GLOBAL_VARIABLES))
export const all_variables = pyfunction('all_variables()', () => collection(GraphKeys.GLOBAL_VARIABLES))
/** Variables of this process that are not saved: counters of input pipelines and the like. */
export const local_variables = pyfunction('local_variables()', () => collection(GraphKeys.LOCAL_VARIABLES))
export const model_variables = pyfunction('model_variables()', () => collection(GraphKeys.MODEL_VARIABLES))
/** The variables that optimizers change by default. */
export const trainable_variables = pyfunction('trainable_variables()', () => collection(GraphKeys.TRAINABLE_VARIABLES))
/** The variables that have a moving average. */
export const moving_average_variables = pyfunction('moving_average_variables()', () =>
  collection(GraphKeys.MOVING_AVERAGE_VARIABLES),
)

interface InitializerArgs {
  var_list: readonly { readonly initializer: Operation }[]
  name: string
}
const initializer = (variables: InitializerArgs['var_list'], name: string): Operation =>
  variables !== null && listOf(variables).length > 0
    ? groupOps(
        listOf(variables).map(variable => {
          if (!variable?.initializer) throw noAttribute(variable, 'initializer')
          return variable.initializer
        }),
        name,
      )
    : no_op(name)

/** An operation that gives the variables their initial values, all at once and in no order. */
export const variables_initializer = pyfunction(
  "variables_initializer(var_list, name='init')",
  ({ var_list, name }: InitializerArgs) => initializer(var_list, name),
)
export const initialize_variables = pyfunction(
  "initialize_variables(var_list, name='init')",
  ({ var_list, name }: InitializerArgs) => initializer(var_list, name),
)
/** `variables_initializer` of all global variables that exist by now. */
export const global_variables_initializer = pyfunction('global_variables_initializer()', () =>
  initializer(global_variables(), 'init'),
)
export const initialize_all_variables = pyfunction('initialize_all_variables()', () =>
  initializer(global_variables(), 'init'),
)
/** `variables_initializer` of all local variables. */
export const local_variables_initializer = pyfunction('local_variables_initializer()', () =>
  initializer(local_variables(), 'init'),
)
export const initialize_local_variables = pyfunction('initialize_local_variables()', () =>
  initializer(local_variables(), 'init'),
)

/** Whether the variable has a value. */
export const is_variable_initialized = pyfunction(
  'is_variable_initialized(variable)',
  ({ variable }: { variable: Variable | Tensor }) => apply(IsVariableInitialized, { ref: variable }),
)

type Referable = Variable | Tensor

/** The variables given, else all global and local ones, else what the graph has of variable nodes. */
function variablesOf(given: readonly Referable[] | null): readonly Referable[] {
  const list: readonly Referable[] = given ?? [...global_variables(), ...local_variables()]
  if (list.length > 0) return list
  return get_default_graph()
    .get_operations()
    .filter(op => op.type === 'Variable' || op.type === 'AutoReloadVariable')
    .map(op => op.outputs[0] as Tensor)
}

/** A tensor that fails with FailedPreconditionError where one of the variables has no value; null for no variables. */
export const assert_variables_initialized = pyfunction(
  'assert_variables_initialized(var_list=None)',
  ({ var_list }: { var_list: readonly Referable[] | null }): Tensor | null => {
    const variables = variablesOf(var_list)
    if (variables.length === 0) return null
    const graph = get_default_graph()
    const alien = variables.find(variable => !variable?.op)
    if (alien !== undefined) throw noAttribute(alien, 'op')
    const ranks = variables.map(variable =>
      graph.colocate_with(variable.op, false, () => rankInternal(variable, false)),
    )
    return ranks.length === 1 ? (ranks[0] as Tensor) : pack(ranks)
  },
)

/** The names of the variables that have no value: a vector of strings. By default of all global and local variables. */
export const report_uninitialized_variables = pyfunction(
  "report_uninitialized_variables(var_list=None, name='report_uninitialized_variables')",
  ({ var_list, name }: { var_list: readonly Referable[] | null; name: string }): Tensor => {
    const variables = var_list ?? variablesOf(null)
    return withScope(name, null, [], () => {
      if (variables.length === 0) return constant([], string)
      const missing = logical_not(pack(variables.map(variable => apply(IsVariableInitialized, { ref: variable }))))
      return boolean_mask(constant(variables.map(variable => variable.op.name)), missing)
    })
  },
)
