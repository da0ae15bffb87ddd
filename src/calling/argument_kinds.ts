/**
 * What the parameters of public functions take, by the names that they have in all of them: says which argument of a failed call does not fit.
 * Values are converted and checked where they are used; this names the mistake where the use itself has failed.
 */
import { foreignKind } from '../errors/unfit.ts'
import { pythonTypeName } from './python_repr.ts'

interface ArgumentKind {
  /** As errors name it. */
  readonly noun: string
  readonly fits: (value: unknown) => boolean
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function'
/** What is known by a method of it, so that objects of the user's qualify. */
const having = (noun: string, ...members: readonly string[]): ArgumentKind => ({
  noun,
  fits: value => isObject(value) && members.every(member => member in value),
})

const CALLABLE: ArgumentKind = { noun: 'callable', fits: value => typeof value === 'function' }
const TEXT: ArgumentKind = { noun: 'a string', fits: value => typeof value === 'string' }
const LIST: ArgumentKind = { noun: 'a list or tuple', fits: value => Array.isArray(value) }
const ITERABLE: ArgumentKind = { noun: 'iterable', fits: value => typeof value === 'string' || (isObject(value) && Symbol.iterator in value) }
const MAPPING: ArgumentKind = {
  noun: 'a dict',
  fits: value => value instanceof Map || (isObject(value) && Object.getPrototypeOf(value) === Object.prototype),
}
const TENSOR = having('a Tensor or Variable', 'get_shape', 'dtype')

const KINDS: ReadonlyMap<string, ArgumentKind> = new Map(
  (
    [
      [CALLABLE, 'body fn func fn1 fn2 func_ custom_getter summarizer predicate grad_func rate_fn'],
      [TEXT, 'equation padding pooling_type suffix alias tag data_format separator column_name job_name'],
      [LIST, 'var_list tensors_list tensor_list sequence boundaries arrays inputs_list regularizer_list weights_list bijectors dimensions'],
      [
        ITERABLE,
        'collections variables_collections outputs_collections value_tuples control_inputs iterable summaries names thresholds dependencies moving_avg_variables',
      ],
      [MAPPING, 'columns_to_tensors parameters var_names_to_values assignment_map'],
      [having('a Graph', 'get_collection', 'as_graph_def'), 'graph'],
      [having('a Session', 'run'), 'sess session'],
      [having('a VariableStore', 'get_variable'), 'var_store'],
      [having('a GraphDef', 'node'), 'graph_def input_graph_def input_graph'],
      [having('a Distribution', '_graph_parents'), 'distribution base_dist_cls'],
      [having('a context manager', Symbol.dispose as never), 'context'],
      [TENSOR, 'primary global_step_tensor'],
      [having('a TensorProto', 'ToText'), 'tensor_proto'],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map(name => [name, kind] as const)),
)

/** The argument that does not fit its parameter, in a call of `name`; `optional`: parameters that may be None. */
export function unfitArgument(name: string, bound: Readonly<Record<string, unknown>>, optional: (parameter: string) => boolean): string | undefined {
  const entries = Object.entries(bound)
  for (const [parameter, value] of entries) {
    const foreign = foreignKind(value)
    if (foreign !== undefined) return `${name}() argument '${parameter}' cannot be ${foreign}`
  }
  for (const [parameter, value] of entries) {
    if ((value === null || value === undefined) && optional(parameter)) continue
    const kind = KINDS.get(parameter)
    if (kind && !kind.fits(value)) return `${name}() argument '${parameter}' must be ${kind.noun}, not ${pythonTypeName(value)}`
  }
  return undefined
}
