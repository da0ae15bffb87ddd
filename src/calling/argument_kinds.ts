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
  /** What came, where the type of the value doesn't say it. */
  readonly misfit?: (value: unknown) => string | undefined
}

const isClass = (value: object): boolean => Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
/** What is known by a method of it, so that objects of the user's qualify. */
const having = (noun: string, ...members: readonly string[]): ArgumentKind => ({
  noun,
  fits: value => isObject(value) && members.every(member => member in value),
})

const CALLABLE: ArgumentKind = { noun: 'callable', fits: value => typeof value === 'function' && !isClass(value) }
const TEXT: ArgumentKind = { noun: 'a string', fits: value => typeof value === 'string' }
const LIST: ArgumentKind = { noun: 'a list or tuple', fits: value => Array.isArray(value) }
const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'string' || (isObject(value) && Symbol.iterator in value)
const ITERABLE: ArgumentKind = { noun: 'iterable', fits: isIterable }
const MAPPING: ArgumentKind = {
  noun: 'a dict',
  fits: value => value instanceof Map || (isObject(value) && Object.getPrototypeOf(value) === Object.prototype),
}
const TENSOR = having('a Tensor or Variable', 'get_shape', 'dtype')
const SPARSE = having('a SparseTensor', 'indices', 'values')
const PROTO = having('a TensorProto', 'ToText')

/** Items that are looked at. */
const MOST = 100
/** The first items of a collection, the values of a dict; undefined for what has none. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  const values =
    value instanceof Map
      ? value.values()
      : isIterable(value)
        ? value
        : MAPPING.fits(value)
          ? Object.values(value as object)
          : undefined
  if (values === undefined) return undefined
  const items: unknown[] = []
  try {
    for (const item of values) {
      if (items.length === MOST) break
      items.push(item)
    }
  } catch {
    // a Tensor, a shape of unknown rank
    return undefined
  }
  return items
}
const COLLECTION: ArgumentKind = { noun: 'a list', fits: value => isIterable(value) || MAPPING.fits(value) }
/** Several of a kind, in a list or another collection. */
const several = (
  noun: string,
  kind: ArgumentKind,
  collection: ArgumentKind = { ...ITERABLE, noun: 'a list' },
): ArgumentKind => ({
  noun: `${collection.noun} of ${noun}`,
  fits: value => collection.fits(value) && itemsOf(value)?.every(kind.fits) === true,
  misfit: value => {
    const wrong = itemsOf(value)?.find(item => !kind.fits(item))
    return wrong === undefined ? undefined : `a list that holds ${article(pythonTypeName(wrong))}`
  },
})
const article = (type: string): string => `${/^[aeiou]/i.test(type) ? 'an' : 'a'} ${type}`
const either = (one: ArgumentKind, other: ArgumentKind): ArgumentKind => ({
  noun: `${one.noun} or ${other.noun}`,
  fits: value => one.fits(value) || other.fits(value),
})
const TENSORS = several('Tensors or Variables', TENSOR)
const COLUMNS = several('feature columns', having('a feature column', 'insert_transformed_feature'), COLLECTION)
const PAIR: ArgumentKind = {
  noun: 'a pair',
  fits: value => isIterable(value) && typeof value !== 'string' && !TENSOR.fits(value),
}

/** By the name of a parameter, or of a function and its parameter. */
const KINDS: ReadonlyMap<string, ArgumentKind> = new Map(
  (
    [
      [
        CALLABLE,
        'body fn func fn1 fn2 func_ custom_getter summarizer predicate grad_func rate_fn regularizer matrix_diag_transform.transform',
      ],
      [TEXT, 'pad.mode equation padding pooling_type suffix alias tag data_format separator column_name job_name'],
      [
        LIST,
        'var_list tensors_list tensor_list sequence boundaries arrays inputs_list regularizer_list weights_list bijectors dimensions merge.inputs piecewise_constant.values',
      ],
      [
        ITERABLE,
        'collections variables_collections outputs_collections value_tuples control_inputs iterable summaries names thresholds dependencies moving_avg_variables print_op.data sparse_column_with_keys.keys sampled_values sample_losses surrogate_loss.losses',
      ],
      [MAPPING, 'columns_to_tensors parameters var_names_to_values assignment_map'],
      [having('a Graph', 'get_collection', 'as_graph_def'), 'graph'],
      [having('a Session', 'run'), 'sess session'],
      [having('a VariableStore', 'get_variable'), 'var_store'],
      [having('a GraphDef', 'node'), 'graph_def input_graph_def input_graph'],
      [having('a Distribution', '_graph_parents'), 'distribution base_dist_cls'],
      [having('a context manager', Symbol.dispose as never), 'context'],
      [having('a Distribution', 'log_prob', '_graph_parents'), 'dist_a dist_b'],
      [having('a Bijector', 'forward', 'inverse'), 'bijector'],
      [having('a StochasticTensor', 'distribution'), 'stochastic_tensor'],
      [{ noun: 'a string', fits: (value: unknown) => typeof value === 'string' || value instanceof String }, 'name'],
      [
        TENSOR,
        'primary global_step_tensor expected_tensor get_tensor_alias.tensor with_shape.tensor with_same_shape.tensor summarize_tensor.tensor summarize_activation.op',
      ],
      [TENSORS, 'reduce_sum_n.tensors gather_tensors_alias.tensors assert_same_float_dtype.tensors'],
      [
        either(TENSOR, TENSORS),
        'hessians.xs hashed_embedding_lookup.params safe_embedding_lookup_sparse.embedding_weights ',
      ],
      [either(either(TENSOR, SPARSE), MAPPING), 'infer_real_valued_columns.features'],
      [SPARSE, 'sp_input sparse_ids'],
      [having('a TensorShape', 'ndims', 'at'), 'first_dimension.shape last_dimension.shape'],
      [COLUMNS, 'feature_columns context_feature_columns sequence_feature_columns crossed_column.columns'],
      [several('pairs', PAIR), 'value_update_tuples'],
      [several('pairs', PAIR, MAPPING), 'names_to_tuples'],
      [
        either(MAPPING, several('Tensors', { noun: 'anything', fits: () => true })),
        'batch.tensors shuffle_batch.tensors maybe_batch.tensors',
      ],
      [PROTO, 'tensor_proto make_ndarray.tensor'],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map(name => [name, kind] as const)),
)

/**
 * Parameters without a default that take dicts, messages among them. Elsewhere a plain object is no value: it holds keywords, and if they
 * are none of the function's, they are misspelt.
 */
const DICTS: ReadonlySet<string> = new Set(
  (
    'assignment_map cluster columns_to_tensors decoder_inputs_dict features inputs labels logits names_to_tuples num_decoder_symbols_dict object ' +
    'outputs parameters pred_fn_pairs predictions server_or_cluster_def targets tensors tensors_list vals value values var_list var_names_to_values ' +
    'config event graph_def graph_or_graph_def input_graph input_graph_def meta_graph_def meta_graph_or_file message proto run_metadata ' +
    'session_log signature_def step_stats summary tensor_info tensor_proto'
  ).split(' '),
)
/** Whether a parameter of this name takes a dict. */
export const takesDict = (parameter: string): boolean => DICTS.has(parameter)

/** The argument that does not fit its parameter, in a call of the function `name`, which errors call `called`; `optional`: parameters that may be None. */
export function unfitArgument(
  called: string,
  name: string,
  bound: Readonly<Record<string, unknown>>,
  optional: (parameter: string) => boolean,
): string | undefined {
  const entries = Object.entries(bound)
  for (const [parameter, value] of entries) {
    const foreign = foreignKind(value)
    if (foreign !== undefined) return `${called}() argument '${parameter}' cannot be ${foreign}`
  }
  for (const [parameter, value] of entries) {
    if ((value === null || value === undefined) && optional(parameter)) continue
    const kind = KINDS.get(`${name}.${parameter}`) ?? KINDS.get(parameter)
    if (kind && !kind.fits(value))
      return `${called}() argument '${parameter}' must be ${kind.noun}, not ${kind.misfit?.(value) ?? pythonTypeName(value)}`
  }
  return undefined
}
