/** What functions of tf, np and Python's library give, as far as the translation asks. */
import {
  array,
  BOOL,
  type ElementKind,
  FLOAT,
  INT,
  isArrayLike,
  iterator,
  join,
  list,
  NEVER,
  NONE,
  OPERATION,
  PYTHON,
  result,
  STR,
  type Type,
  tensor,
  UNKNOWN,
} from './types.ts'

/** The arguments of a call with their types. */
export interface CallTypes {
  readonly positional: readonly Type[]
  readonly keywords: ReadonlyMap<string, Type>
  /** Of a shape: 1 where it is surely not empty, 0 where it is, null where nobody knows. */
  rankOf(position: number, keyword: string): 0 | 1 | null
  /** Of an argument that names a dtype. */
  elementOf(position: number, keyword: string): ElementKind | null
  readonly version: 2 | 3
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

export function elementOfType(type: Type, depth = 0): ElementKind {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'str':
      return type.kind
    case 'list':
    case 'iterator':
      return depth > 8 ? 'unknown' : elementOfType(type.item, depth + 1)
    case 'tuple':
      return type.items.length === 0 ? 'unknown' : type.items.map(item => elementOfType(item, depth + 1)).reduce(mixed)
    case 'array':
    case 'result':
    case 'tensor':
      return type.element
    default:
      return 'unknown'
  }
}
const mixed = (a: ElementKind, b: ElementKind): ElementKind =>
  a === b ? a : (a === 'int' && b === 'float') || (a === 'float' && b === 'int') ? 'float' : 'unknown'

/** The scalar of an element kind. */
export const scalarOf = (element: ElementKind): Type => (element === 'unknown' ? UNKNOWN : { kind: element })

/** Element kinds by names of dtypes. */
export function elementOfDtype(name: string): ElementKind | null {
  if (/^(u?q?u?int\d*|int_|long|intp|integer)$/.test(name)) return 'int'
  if (/^(b?float\d*|float_|double|half|single|bfloat16)$/.test(name)) return 'float'
  if (/^bool_?8?$/.test(name)) return 'bool'
  return name === 'string' || name === 'str' ? 'str' : null
}

const BOOLEAN = words(
  'equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not logical_xor is_nan is_finite is_inf in_top_k reduce_all reduce_any sequence_mask',
)
const WHOLE = words('argmax argmin arg_max arg_min shape size rank to_int32 to_int64 count_nonzero')
const OPERATIONS = words(
  'initialize_all_variables global_variables_initializer initialize_variables initialize_local_variables local_variables_initializer variables_initializer group no_op tables_initializer initialize_all_tables',
)
const LISTS = words(
  'split unpack unstack split_v gradients trainable_variables all_variables global_variables local_variables meshgrid shape_n',
)
const ELEMENTWISE = words(
  'square sqrt rsqrt log log1p exp abs neg negative sigmoid tanh relu relu6 elu softplus softsign sin cos tan floor ceil round sign inv reciprocal erf identity stop_gradient zeros_like ones_like dropout clip_by_value add sub mul div subtract multiply divide pow maximum minimum truediv mod floordiv add_n squared_difference to_float to_double cast sigmoid_cross_entropy_with_logits check_numerics Print',
)
const WITH_AXES = words(
  'conv2d max_pool avg_pool softmax log_softmax bias_add matmul lrn local_response_normalization one_hot expand_dims pack stack concat embedding_lookup xw_plus_b conv2d_transpose',
)
const UNKNOWN_NAMES = words(
  'cond case while_loop map_fn scan foldl foldr py_func tuple make_template switch merge import_graph_def device container control_dependencies s with int float as_dtype Assert unique unique_with_counts svd self_adjoint_eig qr listdiff setdiff1d dynamic_partition decode_csv set_random_seed reset_default_graph add_to_collection add_to_collections nn.top_k nn.raw_rnn nn.state_saving_rnn nn.weighted_moments nn.sufficient_statistics nn.max_pool_with_argmax summary.FileWriter colocate_with',
)
const UNKNOWN_FAMILIES =
  /^(graph_util|test|saved_model|gfile|python_io|logging|flags|app|examples|compat|train|errors|user_ops|timeline|contrib\.(learn|distributions|slim|framework|metrics|losses|rnn|seq2seq|legacy_seq2seq)|nn\.(seq2seq|rnn_cell))\.|^(get|sparse|parse|assert)_\w+$|_(op_)?scope$|initializer$|regularizer$|_candidate_sampler$|\.ctc_/
const isUnknown = (path: string): boolean => UNKNOWN_NAMES.has(path) || UNKNOWN_FAMILIES.test(path)

/** Of a call of `tf.path`. */
export function tfResult(path: string, isClass: boolean, call: CallTypes): Type {
  const name = path.split('.').at(-1) as string
  const first = call.positional[0] ?? NEVER
  if (isClass) return made(path, name, call)
  const given = [...call.positional, ...call.keywords.values()].filter(isArrayLike) as Extract<
    Type,
    { kind: 'tensor' }
  >[]
  const element: ElementKind = given[0]?.element ?? elementOfType(first)
  if (path === 'get_variable') return tensor(call.elementOf(2, 'dtype') ?? 'float', call.rankOf(1, 'shape'), true)
  if (path === 'get_collection') return list(UNKNOWN)
  if (path === 'get_default_graph') return { kind: 'object', path: 'Graph' }
  if (/^(flags|app\.flags)\.DEFINE_/.test(path)) return NONE
  if (path === 'nn.moments') return { kind: 'tuple', items: [tensor('float'), tensor('float')] }
  if (path === 'nn.rnn') return { kind: 'tuple', items: [list(tensor('float', 1)), UNKNOWN] }
  if (path === 'nn.dynamic_rnn') return { kind: 'tuple', items: [tensor('float', 1), UNKNOWN] }
  if (path === 'nn.bidirectional_rnn') return { kind: 'tuple', items: [list(tensor('float', 1)), UNKNOWN, UNKNOWN] }
  if (path === 'clip_by_global_norm') return { kind: 'tuple', items: [list(tensor('float')), tensor('float', 0)] }
  if (/\.read_data_sets$/.test(path)) return { kind: 'object', path: 'Datasets' }
  if (OPERATIONS.has(name)) return OPERATION
  if (LISTS.has(name)) return list(tensor(name === 'split' || name === 'unpack' ? elementOfAny(call) : 'float'))
  if (path === 'nn.l2_loss') return tensor('float', 0)
  if (path === 'cast') return tensor(call.elementOf(1, 'dtype') ?? 'unknown', rankOfType(first))
  if (path === 'to_float' || path === 'to_double') return tensor('float', rankOfType(first))
  if (path === 'placeholder') return tensor(call.elementOf(0, 'dtype') ?? 'unknown', call.rankOf(1, 'shape'))
  if (path === 'constant' || path === 'convert_to_tensor')
    return tensor(
      call.elementOf(1, 'dtype') ?? elementOfType(call.keywords.get('value') ?? first),
      call.rankOf(2, 'shape') ?? rankOfType(first),
    )
  if (path === 'zeros' || path === 'ones') return tensor(call.elementOf(1, 'dtype') ?? 'float', call.rankOf(0, 'shape'))
  if (/^(random_normal|random_uniform|truncated_normal)$/.test(path))
    return tensor(call.elementOf(3, 'dtype') ?? 'float', call.rankOf(0, 'shape'))
  // null where there are none
  if (/^merge_all(_summaries)?$/.test(name)) return UNKNOWN
  if (/_summary$/.test(name) || /^summary\./.test(path) || /^merge_(all_)?summar/.test(name))
    return isUnknown(path) ? UNKNOWN : tensor('str', 0)
  if (isUnknown(path)) return UNKNOWN
  if (/^reduce_/.test(name)) {
    const all = call.positional.length < 2 && !call.keywords.has('axis') && !call.keywords.has('reduction_indices')
    const kind = BOOLEAN.has(name) ? 'bool' : element
    return tensor(kind, all && !call.keywords.has('keep_dims') ? 0 : null)
  }
  if (BOOLEAN.has(name)) return tensor('bool', rankOfType(first))
  if (WHOLE.has(name)) return tensor('int', path === 'shape' ? 1 : path === 'size' || path === 'rank' ? 0 : null)
  if (ELEMENTWISE.has(name)) {
    const plain = call.positional
      .map(type => elementOfType(type))
      .reduce(mixed, first.kind === 'never' ? 'unknown' : elementOfType(first))
    const found = elementOfAny(call)
    return tensor(name === 'truediv' ? 'float' : found === 'unknown' ? plain : found, commonRank(call.positional))
  }
  return tensor(elementOfAny(call), WITH_AXES.has(name) ? 1 : null)
}

function elementOfAny(call: CallTypes): ElementKind {
  const all = [...call.positional, ...call.keywords.values()]
  const inside = (type: Type): Type[] =>
    type.kind === 'list' ? inside(type.item) : type.kind === 'tuple' ? type.items.flatMap(inside) : [type]
  const found = all.flatMap(inside).find(isArrayLike) as { element: ElementKind } | undefined
  return found?.element ?? 'unknown'
}

const commonRank = (types: readonly Type[]): 0 | 1 | null => {
  const ranks = types.map(rankOfType)
  if (ranks.includes(1)) return 1
  return ranks.length > 0 && ranks.every(rank => rank === 0) ? 0 : null
}

export function rankOfType(type: Type): 0 | 1 | null {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'str':
      return 0
    case 'list':
    case 'tuple':
      return 1
    case 'tensor':
      return type.rank
    default:
      return null
  }
}

function made(path: string, name: string, call: CallTypes): Type {
  if (path === 'Variable') {
    const initial = call.keywords.get('initial_value') ?? call.positional[0] ?? NEVER
    return tensor(call.elementOf(5, 'dtype') ?? elementOfType(initial), rankOfType(initial), true)
  }
  if (name === 'InteractiveSession') return { kind: 'object', path: 'Session' }
  if (/Optimizer$/.test(name)) return { kind: 'object', path: 'Optimizer' }
  return { kind: 'object', path }
}

/** What a fetched value becomes. */
export function fetched(fetch: Type): Type {
  switch (fetch.kind) {
    case 'tensor':
      if (fetch.element === 'str') return UNKNOWN
      if (fetch.rank === 0) return scalarOf(fetch.element)
      return fetch.rank === 1 ? array(fetch.element) : result(fetch.element)
    case 'tuple':
      return { kind: 'tuple', items: fetch.items.map(fetched) }
    case 'list':
      return list(fetched(fetch.item))
    case 'operation':
      return NONE
    default:
      return fetch.kind === 'never' ? NEVER : UNKNOWN
  }
}

/** Attributes and methods of objects of tf, by class. */
export function tfMember(path: string, name: string): Type {
  if (path === 'Datasets' && /^(train|test|validation)$/.test(name)) return { kind: 'object', path: 'DataSet' }
  if (path === 'DataSet') {
    if (name === 'images' || name === 'labels') return array('float')
    if (name === 'num_examples' || name === 'epochs_completed') return INT
  }
  if (path === 'shape' && name === 'ndims') return INT
  return UNKNOWN
}
export function tfMethodResult(path: string, name: string, args: readonly Type[]): Type {
  if (path === 'Session' && name === 'run') return fetched(args[0] ?? NEVER)
  if (path === 'Optimizer') {
    if (name === 'minimize' || name === 'apply_gradients') return OPERATION
    if (name === 'compute_gradients')
      return list({ kind: 'tuple', items: [tensor('float'), tensor('float', null, true)] })
  }
  if (path === 'DataSet' && name === 'next_batch') return { kind: 'tuple', items: [array('float'), array('float')] }
  if (path === 'TensorShape' && name === 'as_list') return list(INT)
  if (path === 'TensorShape' && name === 'num_elements') return INT
  return UNKNOWN
}

const NP_ARRAYS = words(
  'array asarray asanyarray zeros ones empty full zeros_like ones_like empty_like full_like eye identity diag concatenate vstack hstack stack column_stack dstack reshape transpose tile repeat expand_dims squeeze ravel copy arange linspace logspace sort flipud fliplr rot90 roll pad split outer meshgrid cumsum cumprod where unique append delete insert nonzero digitize argsort histogram atleast_1d atleast_2d broadcast_to swapaxes rollaxis tril triu loadtxt genfromtxt fromfile frombuffer load row_stack random.rand random.randn random.permutation random.standard_normal random.random_sample',
)
const NP_REDUCTIONS = words('sum prod max min amax amin mean std var median average')
const NP_FLOATING = words(
  'mean std var median average sqrt exp log log2 log10 log1p sin cos tan tanh arctan arcsin arccos sinh cosh arctan2 linalg.norm linalg.det square power random.rand random.randn random.random random.random_sample random.uniform random.normal random.standard_normal',
)
const NP_WHOLE = words(
  'argmax argmin argsort random.randint random.permutation digitize searchsorted bincount count_nonzero',
)

/** Of a call of `np.path`. */
export function npResult(path: string, call: CallTypes): Type {
  const first = call.positional[0] ?? NEVER
  const dtype = call.elementOf(1, 'dtype')
  const given = elementOfType(first)
  if (/^random\.(seed|shuffle)$/.test(path) || path === 'set_printoptions') return NONE
  const named = elementOfDtype(path)
  if (named) return first.kind === 'array' ? array(named) : rankOfType(first) === 0 ? scalarOf(named) : UNKNOWN
  if (path === 'random.choice' || path === 'vectorize') return UNKNOWN
  if (path === 'shape') return { kind: 'object', path: 'shape' }
  if (path === 'allclose' || path === 'array_equal' || path === 'isscalar') return BOOL
  if (/^(arange)$/.test(path))
    return array(dtypeKeyword(call) ?? (call.positional.every(type => type.kind === 'int') ? 'int' : 'float'))
  if (/^(linspace|logspace)$/.test(path)) return array('float')
  if (/^(split|array_split|hsplit|vsplit|meshgrid|nonzero|where|histogram|unique)$/.test(path))
    return path === 'where' && call.positional.length === 3
      ? array()
      : path === 'unique' && call.keywords.size === 0
        ? array(given)
        : UNKNOWN
  if (path === 'zeros' || path === 'ones' || path === 'empty') return array(dtype ?? 'float')
  if (path === 'eye' || path === 'identity') return array(dtypeKeyword(call) ?? 'float')
  if (/^(array|asarray|asanyarray)$/.test(path)) return array(dtype ?? given)
  if (/^random\.(rand|randn|random|random_sample|standard_normal|randint|normal|uniform)$/.test(path)) {
    const whole = path === 'random.randint'
    const sized = call.keywords.has('size') || call.positional.length > (whole || /normal$|uniform$/.test(path) ? 2 : 0)
    return sized ? array(whole ? 'int' : 'float') : whole ? INT : FLOAT
  }
  if (/^random\.\w+$/.test(path) && path !== 'random.permutation')
    return path === 'random.RandomState' ? UNKNOWN : result('unknown')
  if (NP_REDUCTIONS.has(path)) {
    const element = NP_FLOATING.has(path) ? 'float' : given
    if (call.positional.length > 1 || call.keywords.has('axis')) return result(element)
    return scalarOf(element)
  }
  const all = call.positional.map(type => elementOfType(type))
  const combined =
    /^(dot|matmul|add|subtract|multiply|maximum|minimum|outer|inner|mod)$/.test(path) && all.includes('float')
      ? 'float'
      : given
  const element: ElementKind = NP_WHOLE.has(path) ? 'int' : NP_FLOATING.has(path) ? 'float' : combined
  if (/^(argmax|argmin)$/.test(path))
    return call.positional.length > 1 || call.keywords.has('axis') ? result('int') : INT
  if (NP_ARRAYS.has(path))
    return array(
      path === 'tile' || path === 'repeat' || path === 'reshape' || path === 'concatenate'
        ? elementOfAny(call) === 'unknown'
          ? given
          : elementOfAny(call)
        : element,
    )
  if (first.kind === 'int' || first.kind === 'float')
    return call.positional.length === 1 ? scalarOf(NP_FLOATING.has(path) ? 'float' : first.kind) : result(element)
  if (first.kind === 'array' && call.positional.length === 1 && NP_FLOATING.has(path) && path !== 'linalg.norm')
    return array(element)
  return result(element)
}
const dtypeKeyword = (call: CallTypes): ElementKind | null =>
  call.keywords.has('dtype') ? call.elementOf(99, 'dtype') : null

/** Methods of arrays. */
export function arrayMethod(element: ElementKind, name: string, call: CallTypes): Type {
  const axes = call.positional.length > 0 || call.keywords.size > 0
  switch (name) {
    case 'mean':
    case 'std':
    case 'var':
      return axes ? result('float') : FLOAT
    case 'sum':
    case 'max':
    case 'min':
    case 'prod':
      return axes ? result(element) : scalarOf(element === 'bool' ? 'int' : element)
    case 'argmax':
    case 'argmin':
      return axes ? result('int') : INT
    case 'tolist':
      return UNKNOWN
    case 'astype':
      return array(call.elementOf(0, 'dtype') ?? 'unknown')
    case 'reshape':
    case 'transpose':
    case 'copy':
    case 'flatten':
    case 'ravel':
    case 'squeeze':
    case 'swapaxes':
    case 'repeat':
    case 'clip':
    case 'round':
      return array(element)
    case 'argsort':
      return array('int')
    case 'dot':
      return result(element)
    case 'all':
    case 'any':
      return axes ? UNKNOWN : BOOL
    case 'item':
      return scalarOf(element)
    case 'fill':
    case 'sort':
      return NONE
    default:
      return UNKNOWN
  }
}

/** Methods of texts. */
export function stringMethod(name: string): Type {
  if (
    /^(strip|lstrip|rstrip|lower|upper|replace|join|format|title|capitalize|zfill|ljust|rjust|center|encode|decode|expandtabs|swapcase|translate)$/.test(
      name,
    )
  )
    return name === 'encode' || name === 'decode' ? UNKNOWN : STR
  if (/^(split|rsplit|splitlines)$/.test(name)) return list(STR)
  if (/^(find|rfind|index|count)$/.test(name)) return INT
  return /^(startswith|endswith|is\w+)$/.test(name) ? BOOL : UNKNOWN
}

/** Libraries that draw, whose objects are one object: it can be called and taken apart. */
const DRAWING = /^(matplotlib|pylab|seaborn|PIL|cv2|mpl_toolkits|IPython|tkinter|Tkinter)\b/
const MATH_INTEGER = words('math.floor math.ceil math.trunc')

/** Of a call of a function of Python's library, built-in ones as `builtins.len`. */
export function pythonResult(path: string, call: CallTypes, itemOf: (type: Type) => Type): Type {
  const first = call.positional[0] ?? NEVER
  if (MATH_INTEGER.has(path)) return call.version === 3 ? INT : FLOAT
  if (/^math\./.test(path)) return FLOAT
  if (DRAWING.test(path)) return PYTHON
  switch (path) {
    case 'builtins.len':
    case 'builtins.int':
    case 'builtins.long':
    case 'builtins.ord':
    case 'builtins.id':
    case 'random.randint':
    case 'random.randrange':
    case 'os.getpid':
      return INT
    case 'builtins.float':
    case 'time.time':
    case 'time.clock':
    case 'random.random':
    case 'random.uniform':
    case 'random.gauss':
    case 'timeit.default_timer':
      return FLOAT
    case 'builtins.str':
    case 'builtins.repr':
    case 'builtins.chr':
    case 'builtins.input':
    case 'builtins.raw_input':
    case 'builtins.hex':
    case 'builtins.bin':
    case 'os.path.join':
    case 'os.path.basename':
    case 'os.path.dirname':
    case 'os.path.abspath':
    case 'os.getcwd':
    case 'time.strftime':
    case 'time.ctime':
      return STR
    case 'builtins.bool':
    case 'builtins.isinstance':
    case 'builtins.issubclass':
    case 'builtins.callable':
    case 'builtins.hasattr':
    case 'builtins.any':
    case 'builtins.all':
    case 'os.path.exists':
    case 'os.path.isfile':
    case 'os.path.isdir':
      return BOOL
    case 'builtins.print':
    case 'builtins.setattr':
    case 'os.mkdir':
    case 'os.makedirs':
    case 'os.remove':
    case 'random.seed':
    case 'random.shuffle':
      return NONE
    case 'builtins.range':
    case 'builtins.xrange':
      return call.version === 2 && path === 'builtins.range' ? list(INT) : iterator(INT)
    case 'builtins.list':
    case 'builtins.sorted':
      return list(call.positional.length === 0 ? NEVER : itemOf(first))
    case 'builtins.reversed':
      return iterator(itemOf(first))
    case 'builtins.set':
      return { kind: 'set', item: call.positional.length === 0 ? NEVER : itemOf(first) }
    case 'builtins.dict':
      return { kind: 'dict', key: UNKNOWN, value: UNKNOWN }
    case 'builtins.enumerate':
      return iterator({ kind: 'tuple', items: [INT, itemOf(first)] })
    case 'builtins.zip': {
      const item: Type = { kind: 'tuple', items: call.positional.map(itemOf) }
      return call.version === 2 ? list(item) : iterator(item)
    }
    case 'builtins.abs':
      return first
    case 'builtins.round':
      return call.version === 3 && call.positional.length < 2 ? INT : FLOAT
    case 'builtins.sum': {
      const item = itemOf(first)
      return item.kind === 'int' || item.kind === 'float'
        ? item
        : item.kind === 'bool'
          ? INT
          : item.kind === 'never'
            ? NEVER
            : UNKNOWN
    }
    case 'builtins.max':
    case 'builtins.min':
      if (call.positional.length === 1) return itemOf(first)
      return call.positional.every(type => type.kind === 'int' || type.kind === 'float')
        ? call.positional.reduce((a, b) => join(a, b))
        : UNKNOWN
    case 'builtins.map':
    case 'builtins.filter':
      return call.version === 2 ? list(UNKNOWN) : iterator(UNKNOWN)
    case 'os.listdir':
    case 'glob.glob':
      return list(STR)
    default:
      return UNKNOWN
  }
}
