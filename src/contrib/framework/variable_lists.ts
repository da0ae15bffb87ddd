/** Variables of a graph by collection, scope and name (contrib/framework/python/ops/variables.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { VariableScope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'

/** A variable scope, or a regular expression that names match at their start. */
type ScopeLike = string | VariableScope | null
interface ListArgs {
  scope: ScopeLike
  suffix: string | null
}

function variablesIn(collection: string, scope: ScopeLike, suffix: string | null): Variable[] {
  let pattern = scope instanceof VariableScope ? scope.name : scope
  if (suffix !== null) pattern = `${pattern || ''}.*${suffix.includes(':') ? suffix : `${suffix}:`}`
  return get_default_graph().get_collection(collection, pattern)
}

/**
 * The variables of a collection whose names begin with `scope` and end with `suffix`. Both are regular expressions; `scope` may be a
 * VariableScope.
 *
 *     get_variables('layer1')                         // layer1/weights, layer1/biases, and those of layer10
 *     get_variables({ suffix: 'biases' })
 */
export const get_variables = pyfunction(
  "get_variables(scope=None, suffix=None, collection='variables')",
  ({ scope, suffix, collection }: ListArgs & { collection: string }) => variablesIn(collection, scope, suffix),
)
/** `get_variables` of the variables that belong to models. */
export const get_model_variables = pyfunction(
  'get_model_variables(scope=None, suffix=None)',
  ({ scope, suffix }: ListArgs) => variablesIn(GraphKeys.MODEL_VARIABLES, scope, suffix),
)
/** `get_variables` of the local variables. */
export const get_local_variables = pyfunction(
  'get_local_variables(scope=None, suffix=None)',
  ({ scope, suffix }: ListArgs) => variablesIn(GraphKeys.LOCAL_VARIABLES, scope, suffix),
)
/** `get_variables` with the suffix first. */
export const get_variables_by_suffix = pyfunction(
  'get_variables_by_suffix(suffix, scope=None)',
  ({ suffix, scope }: { suffix: string; scope: ScopeLike }) => variablesIn(GraphKeys.GLOBAL_VARIABLES, scope, suffix),
)
/** The variables whose own name, behind their scopes, is `given_name`. */
export const get_variables_by_name = pyfunction(
  'get_variables_by_name(given_name, scope=None)',
  ({ given_name, scope }: { given_name: string; scope: ScopeLike }) =>
    variablesIn(GraphKeys.GLOBAL_VARIABLES, scope, `/${given_name}:|^${given_name}:`),
)

interface RestoreArgs {
  include: readonly string[] | null
  exclude: readonly string[] | null
}
const checkList = (value: unknown, name: string): void => {
  if (value !== null && !Array.isArray(value)) throw new TypeError(`${name} is provided but is not a list or a tuple.`)
}
/** The variables of the scopes `include` (null: all) that are in none of the scopes `exclude`. Error: TypeError for what is no list. */
export const get_variables_to_restore = pyfunction(
  'get_variables_to_restore(include=None, exclude=None)',
  ({ include, exclude }: RestoreArgs): Variable[] => {
    checkList(include, 'include')
    checkList(exclude, 'exclude')
    const inScope = (scope: string): Variable[] => variablesIn(GraphKeys.GLOBAL_VARIABLES, scope, null)
    const excluded = new Set((exclude ?? []).flatMap(inScope))
    const included = include === null ? variablesIn(GraphKeys.GLOBAL_VARIABLES, null, null) : include.flatMap(inScope)
    return included.filter(variable => !excluded.has(variable))
  },
)

/** The variable of that full name. Error: ValueError where there is none. */
export const get_unique_variable = pyfunction(
  'get_unique_variable(var_op_name)',
  ({ var_op_name }: { var_op_name: string }): Variable => {
    const candidates = variablesIn(GraphKeys.GLOBAL_VARIABLES, var_op_name, null)
    if (candidates.length === 0) throw new ValueError(`Couldnt find variable ${var_op_name}`)
    const found = candidates.find(({ op }) => op.name === var_op_name)
    if (!found)
      throw new ValueError(`('Variable %s does not uniquely identify a variable', ${pythonRepr(var_op_name)})`)
    return found
  },
)
