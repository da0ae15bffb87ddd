/** Variables of models and the step counter (contrib/framework/python/ops/variables.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { DeviceLike } from '../../graph/device.ts'
import type { Graph } from '../../graph/graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable } from '../../ops/variables/variable_scope.ts'
import type { VariableArguments } from '../../ops/variables/variable_types.ts'
import { type InitialValue, Variable } from '../../ops/variables/variables.ts'
import { int64 } from '../../tensor/dtypes.ts'
import { assert_global_step, get_global_step } from '../../train/training_util.ts'
import { scopable } from './arg_scope.ts'

export { assert_global_step, get_global_step }

/** `global_step_tensor` once it is known to be a step counter, else the graph's; null where there is none. */
export const assert_or_get_global_step = pyfunction(
  'assert_or_get_global_step(graph=None, global_step_tensor=None)',
  ({
    graph,
    global_step_tensor: step,
  }: {
    graph: Graph | null
    global_step_tensor: Variable | Tensor | null
  }): Variable | Tensor | null => {
    if (step === null) return get_global_step(graph)
    assert_global_step(step)
    return step
  },
)

/** Makes the variable `global_step`, an int64 that begins with 0. Errors: ValueError where the graph has a step counter. */
export const create_global_step = pyfunction(
  'create_global_step(graph=None)',
  ({ graph }: { graph: Graph | null }): Variable => {
    const of = graph ?? get_default_graph()
    if (get_global_step(of) !== null) throw new ValueError('"global_step" already exists.')
    return of.as_default(() =>
      of.inNameScope(null, () =>
        variable(GraphKeys.GLOBAL_STEP, {
          shape: [],
          dtype: int64,
          initializer: zeros_initializer,
          trainable: false,
          collections: [GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        }),
      ),
    )
  },
)

/** The graph's step counter, made where there is none. */
export const get_or_create_global_step = pyfunction(
  'get_or_create_global_step(graph=None)',
  ({ graph }: { graph: Graph | null }): Variable | Tensor => get_global_step(graph) ?? create_global_step(graph),
)

interface LocalArgs {
  initial_value: InitialValue
  validate_shape: boolean
  name: string | null
}
/** A variable that is neither trained nor saved. */
export const local_variable = pyfunction(
  'local_variable(initial_value, validate_shape=True, name=None)',
  ({ initial_value, validate_shape, name }: LocalArgs): Variable =>
    new Variable(initial_value, { trainable: false, collections: [GraphKeys.LOCAL_VARIABLES], validate_shape, name }),
)

type Arguments = Pick<
  VariableArguments,
  'shape' | 'dtype' | 'initializer' | 'regularizer' | 'trainable' | 'collections' | 'caching_device'
> & {
  name: string
  device: DeviceLike
}
const ARGUMENTS =
  'initializer=None, regularizer=None, trainable=True, collections=None, caching_device=None, device=None'

/** `tf.get_variable` with a device; the variable is in each of the collections once. */
export const variable = scopable(
  `variable(name, shape=None, dtype=None, ${ARGUMENTS})`,
  ({ name, device, collections, ...given }: Arguments): Variable => {
    const unique = new Set(collections?.length ? collections : [GraphKeys.GLOBAL_VARIABLES])
    return get_default_graph().device(device || '', () => get_variable(name, { ...given, collections: [...unique] }))
  },
  0,
)

/** `variable` that is in the collections of global variables and of the model's variables, too. */
export const model_variable = scopable(
  `model_variable(name, shape=None, dtype=float32, ${ARGUMENTS})`,
  ({ collections, ...given }: Arguments): Variable =>
    variable({
      ...given,
      collections: [...(collections ?? []), GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES],
    }),
  0,
)

/** Adds a variable to the model's variables, where it isn't one of them. */
export const add_model_variable = pyfunction('add_model_variable(var)', (args: { var: Variable }): void => {
  const graph = get_default_graph()
  if (!graph.get_collection(GraphKeys.MODEL_VARIABLES).includes(args.var))
    graph.add_to_collection(GraphKeys.MODEL_VARIABLES, args.var)
})
