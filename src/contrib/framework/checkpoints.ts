/**
 * Checkpoints without a Saver: looking into them, and variables that begin with what is in them
 * (contrib/framework/python/framework/checkpoint_utils.py, python/ops/variables.py).
 */
import { pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { folderExists } from '../../formats/files/matching_files.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { asarray } from '../../np/creation.ts'
import { groupOps } from '../../ops/control_flow/control_flow_ops.ts'
import { placeholder } from '../../ops/core/placeholder_ops.ts'
import { Assign } from '../../ops/core/state_ops.ts'
import { RestoreV2 } from '../../ops/resources/restore_ops.ts'
import { variableStoreOf } from '../../ops/variables/variable_store.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { info, warning } from '../../platform/logging.ts'
import type { BaseSession } from '../../session/base_session.ts'
import type { Element } from '../../tensor/array_parts.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { as_shape } from '../../tensor/tensor_shape.ts'
import { CheckpointReader } from '../../train/checkpoint_reader.ts'
import { latest_checkpoint } from '../../train/checkpoint_state.ts'
import { Saver } from '../../train/saver.ts'
import type { SavableOrSlices, VarDict } from '../../train/saver_builder.ts'

/** The path of a checkpoint, or of the latest one of a folder. */
const pathOf = (given: string): string | null => (folderExists(given) ? latest_checkpoint(given) : given)

function open(filepattern: string): CheckpointReader {
  const path = pathOf(filepattern)
  if (path === null)
    throw new ValueError(`Couldn't find 'checkpoint' file or checkpoints in given directory ${filepattern}`)
  return new CheckpointReader(path)
}

/** A reader of a checkpoint, or of the latest one of a folder. Error: ValueError where the folder has none. */
export const load_checkpoint = pyfunction(
  'load_checkpoint(filepattern)',
  ({ filepattern }: { filepattern: string }): CheckpointReader => open(filepattern),
)
/** The value of a variable in a checkpoint, or in the latest one of a folder. Error: NotFoundError for a name that is not there. */
export const load_variable = pyfunction(
  'load_variable(checkpoint_dir, name)',
  ({ checkpoint_dir, name }: { checkpoint_dir: string; name: string }): NDArray | Element =>
    open(checkpoint_dir).get_tensor(name.replace(/:0$/, '')),
)
/** The variables of a checkpoint, or of the latest one of a folder: pairs of name and shape, in the order of the names. */
export const list_variables = pyfunction(
  'list_variables(checkpoint_dir)',
  ({ checkpoint_dir }: { checkpoint_dir: string }): [name: string, shape: number[]][] =>
    Object.entries(open(checkpoint_dir).get_variable_to_shape_map()).sort(([a], [b]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    ),
)

/** What in a checkpoint a variable, a list of slices, a name or a scope of the graph begins with. */
type AssignmentMap =
  | ReadonlyMap<string, string | Variable | readonly Variable[]>
  | Readonly<Record<string, string | Variable | readonly Variable[]>>
const entriesOf = <T>(map: ReadonlyMap<string, T> | Readonly<Record<string, T>>): [string, T][] =>
  map instanceof Map ? [...(map as ReadonlyMap<string, T>)] : Object.entries(map as Readonly<Record<string, T>>)

const isSlices = (value: unknown): value is readonly Variable[] =>
  Array.isArray(value) && value.every(item => item instanceof Variable)

/** The variable of that name, or the slices that it is made of. */
function namedVariable(name: string): Variable | Variable[] | undefined {
  const { variables } = variableStoreOf(get_default_graph())
  const single = variables.get(name)
  if (single) return single
  const slices: Variable[] = []
  for (let i = 0; ; i++) {
    const slice = variables.get(`${name}/part_${i}`)
    if (!slice) return slices.length > 0 ? slices : undefined
    slices.push(slice)
  }
}

function beginWith(variable: Variable, path: string, name: string, slice: string): void {
  const value = apply(
    RestoreV2,
    { prefix: path, tensor_names: [name], shape_and_slices: [slice], dtypes: [variable.dtype.base_dtype] },
    'checkpoint_initializer',
  )
  variable._set_initializer(apply(Assign, { ref: variable, value }).op)
}
function beginAllWith(variables: Variable | readonly Variable[], path: string, name: string): void {
  if (variables instanceof Variable) {
    beginWith(variables, path, name, '')
    return
  }
  let whole: string | undefined
  for (const slice of variables) {
    const info = slice._get_save_slice_info()
    if (!info) throw new ValueError(`Slices must all be slices: ${pythonStr(slice)}`)
    whole ??= info.full_name
    if (whole !== info.full_name)
      throw new ValueError(`Slices must all be from the same tensor: ${whole} != ${info.full_name}`)
    beginWith(slice, path, name, info.spec)
  }
}

interface InitArgs {
  checkpoint_dir: string
  assignment_map: AssignmentMap
}
/**
 * Lets variables begin with values of a checkpoint: their initializers read them from there. Keys of `assignment_map` are names or scopes (`scope/`,
 * `/` for all) in the checkpoint, values are variables, lists of slices, names of variables or scopes in the graph.
 * Errors: ValueError for names that are not in the checkpoint and for shapes that don't fit.
 */
export const init_from_checkpoint = pyfunction(
  'init_from_checkpoint(checkpoint_dir, assignment_map)',
  ({ checkpoint_dir, assignment_map }: InitArgs): void => {
    const shapes = open(checkpoint_dir).get_variable_to_shape_map()
    const path = pathOf(checkpoint_dir) as string
    const log = (variable: string, name: string): void =>
      info(`Initialize variable ${variable} from checkpoint ${checkpoint_dir} with ${name}`)
    for (const [name, current] of entriesOf(assignment_map)) {
      const given = current instanceof Variable || isSlices(current) ? current : namedVariable(String(current))
      if (given === undefined) {
        scopeFrom(name, String(current), { checkpoint_dir, path, shapes, log })
        continue
      }
      const shape = shapes[name]
      if (!shape)
        throw new ValueError(`Tensor ${name} is not found in ${checkpoint_dir} checkpoint ${pythonStr(shapes)}`)
      if (given instanceof Variable && !given.get_shape().is_compatible_with(as_shape(shape))) {
        throw new ValueError(
          `Shape of variable ${given.name} (${given.get_shape()}) doesn't match with shape of tensor ${name} (${pythonStr(shape)}) from checkpoint reader.`,
        )
      }
      beginAllWith(given, path, name)
      log(given instanceof Variable ? given.name : given.map(each => each.name).join(), name)
    }
  },
)
interface Source {
  readonly checkpoint_dir: string
  readonly path: string
  readonly shapes: Readonly<Record<string, unknown>>
  log(variable: string, name: string): void
}
/** The variables of a scope of the graph begin with those of a scope of the checkpoint. */
function scopeFrom(name: string, current: string, { checkpoint_dir, path, shapes, log }: Source): void {
  const scope = current.slice(0, Math.max(0, current.lastIndexOf('/')))
  if (!name.endsWith('/')) {
    throw new ValueError(
      `Assignment map with scope only name ${scope} should map to scope only ${name}. Should be 'scope/': 'other_scope/'.`,
    )
  }
  for (const [own, variable] of variableStoreOf(get_default_graph()).variables) {
    if (!own.startsWith(scope)) continue
    const inner = scope === '' ? own : own.slice(scope.length + 1)
    const full = name === '/' ? inner : name + inner
    if (!Object.hasOwn(shapes, full))
      throw new ValueError(`Tensor ${full} (${inner} in ${name}) is not found in ${checkpoint_dir} checkpoint`)
    beginAllWith(variable, path, full)
    log(own, full)
  }
}

interface AssignArgs {
  model_path: string
  var_list: readonly Variable[] | ReadonlyMap<string, Variable> | Readonly<Record<string, Variable>>
}
const byName = (given: AssignArgs['var_list']): [string, Variable][] =>
  Array.isArray(given)
    ? (given as readonly Variable[]).map(variable => [variable.op.name, variable])
    : entriesOf(given as ReadonlyMap<string, Variable>)

/**
 * An operation that assigns the values of a checkpoint, which it is fed, to variables (a list, or a dict by their names in the checkpoint),
 * and the feeds: `[operation, feed_dict]`. Errors: ValueError for names that are not there and for other shapes.
 */
export const assign_from_checkpoint = pyfunction(
  'assign_from_checkpoint(model_path, var_list)',
  ({ model_path, var_list }: AssignArgs): [Operation, Map<Tensor, NDArray>] => {
    const reader = new CheckpointReader(model_path)
    const feeds = new Map<Tensor, NDArray>()
    const assigns = byName(var_list).map(([name, variable]) => {
      if (!reader.has_tensor(name)) throw new ValueError(`Checkpoint is missing variable [${name}]`)
      const value = asarray(reader.get_tensor(name), variable.dtype.base_dtype)
      const shape = variable.get_shape()
      const fed = placeholder(variable.dtype.base_dtype, { shape, name: `placeholder/${variable.op.name}` })
      const assign = variable.assign(fed)
      if (String(as_shape([...value.shape])) !== String(shape))
        throw new ValueError(
          `Total size of new array must be unchanged for ${name} lh_shape: [${as_shape([...value.shape])}], rh_shape: [${shape}]`,
        )
      feeds.set(fed, value)
      return assign
    })
    return [groupOps(assigns, null), feeds]
  },
)

interface AssignFnArgs extends AssignArgs {
  ignore_missing_vars: boolean
  reshape_variables: boolean
}
/** A function that gives variables the values of a checkpoint in the session that it is given. Variables that are not in it may be ignored, with a warning. */
export const assign_from_checkpoint_fn = pyfunction(
  'assign_from_checkpoint_fn(model_path, var_list, ignore_missing_vars=False, reshape_variables=False)',
  ({ model_path, var_list, ignore_missing_vars, reshape_variables }: AssignFnArgs) => {
    let list: AssignArgs['var_list'] = var_list
    if (ignore_missing_vars) {
      const reader = new CheckpointReader(model_path)
      list = new Map(
        byName(var_list).filter(([name]) => {
          if (reader.has_tensor(name)) return true
          warning('Variable %s missing in checkpoint %s', name, model_path)
          return false
        }),
      )
    }
    const saver = new Saver({ var_list: list as VarDict & Record<string, SavableOrSlices>, reshape: reshape_variables })
    return (session: BaseSession): void => saver.restore(session, model_path)
  },
)
