/** The nodes that save and restore (training/saver.py, BaseSaverBuilder): which variables under which names, and where. */
import { randomUUID } from 'node:crypto'
import { listOf, noAttribute, pythonRepr, pythonStr } from '../calling/python_repr.ts'
import { guardedClass } from '../errors/boundary.ts'
import { NotImplementedError, RuntimeError, TypeError, ValueError } from '../errors/python.ts'
import { SaverDef } from '../formats/protos/meta_graph.generated.ts'
import { apply, applyOp } from '../graph/build/apply_op.ts'
import { convertToTensor, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { canonicalDevice } from '../graph/device.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { groupOps, withDependencies } from '../ops/control_flow/control_flow_ops.ts'
import { identity } from '../ops/core/identity_ops.ts'
import { Assign } from '../ops/core/state_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { reshape, shape as shapeOf } from '../ops/math/shape_ops.ts'
import { StringJoin } from '../ops/parsing/string_ops.ts'
import { RestoreV2 } from '../ops/resources/restore_ops.ts'
import { MergeV2Checkpoints, SaveSlices, SaveV2, ShardedFilename, ShardedFilespec } from '../ops/resources/save_ops.ts'
import { Variable } from '../ops/variables/variables.ts'
import { set_cpu0 } from '../platform/graph_util.ts'
import { int } from '../tensor/literals.ts'
import type { TensorShape } from '../tensor/tensor_shape.ts'

/** What can be saved: a variable, its reference, an object that knows how to be restored. */
export type Savable = Variable | Tensor | SaveableObject
/** A variable that is cut into slices is saved whole, under one name. */
export type SavableOrSlices = Savable | readonly Variable[]
export type VarDict = ReadonlyMap<string, SavableOrSlices> | Readonly<Record<string, SavableOrSlices>>
export type VarList = readonly Savable[] | ReadonlySet<Savable> | VarDict

/** The shape that a restored tensor is to have: as it is known, or as it is in the run. */
export type SavedShape = TensorShape | Tensor

/** One tensor of what is saved, which slice of a larger one it is (`''`: none), and the name that it is saved under. */
export class SaveSpec {
  readonly tensor: Variable | Tensor
  readonly slice_spec: string
  readonly name: string

  constructor(tensor: Variable | Tensor, slice_spec: string, name: string) {
    this.tensor = tensor
    this.slice_spec = slice_spec
    this.name = name
  }
}
// @ts-expect-error the guarded class takes its place
SaveSpec = guardedClass(SaveSpec)

/** What is saved as one thing. Classes of one's own define `restore`, which makes the operation that sets it. */
export class SaveableObject {
  readonly op: unknown
  readonly specs: readonly SaveSpec[]
  readonly name: string
  readonly device: string

  constructor(op: unknown, specs: readonly SaveSpec[], name: string) {
    this.op = op
    this.specs = specs
    this.name = name
    const [first] = specs
    if (!first) throw new ValueError(`${name} has nothing to save`)
    this.device = first.tensor.device
  }
  restore(_tensors: readonly Tensor[], _shapes: readonly SavedShape[] | null): Tensor | Operation {
    throw new NotImplementedError('Calling an abstract method.')
  }
}
// @ts-expect-error the guarded class takes its place
SaveableObject = guardedClass(SaveableObject)

/** A variable, or a slice of one. */
export class VariableSaveable extends SaveableObject {
  readonly #variable: Variable | Tensor

  constructor(variable: Variable | Tensor, slice_spec: string, name: string) {
    super(variable, [new SaveSpec(variable, slice_spec, name)], name)
    this.#variable = variable
  }
  override restore([restored]: readonly Tensor[], shapes: readonly SavedShape[] | null): Tensor {
    const value = shapes === null ? restored : reshape(restored as Tensor, shapes[0] as Tensor)
    return apply(Assign, {
      ref: this.#variable,
      value,
      validate_shape: shapes === null && this.#variable.get_shape().is_fully_defined(),
    })
  }
}
// @ts-expect-error the guarded class takes its place
VariableSaveable = guardedClass(VariableSaveable)

export interface BuildOptions {
  readonly reshape: boolean
  readonly sharded: boolean
  readonly max_to_keep: number | null
  readonly keep_checkpoint_every_n_hours: number
  readonly name: string | null
  readonly restore_sequentially: boolean
}

type PerDevice = readonly (readonly [device: string, saveables: readonly SaveableObject[]])[]

/** Makes a Saver's nodes. Classes of one's own override `save_op`, `restore_op` or `sharded_filename`. */
export class BaseSaverBuilder {
  static readonly SaveSpec: typeof SaveSpec = SaveSpec
  static readonly SaveableObject: typeof SaveableObject = SaveableObject
  static readonly VariableSaveable: typeof VariableSaveable = VariableSaveable
  readonly #version: number

  constructor(write_version: number = SaverDef.V2) {
    this.#version = Number(write_version)
  }
  /** The operation that writes what `saveables` hold. */
  save_op(filename: Tensor, saveables: readonly SaveableObject[]): Operation {
    const specs = saveables.flatMap(({ specs }) => specs)
    const tensor_names = specs.map(({ name }) => name)
    const slices = specs.map(({ slice_spec }) => slice_spec)
    const tensors = specs.map(({ tensor }) => tensor)
    if (this.#version === SaverDef.V1) {
      const args = { filename, tensor_names, shapes_and_slices: slices, data: tensors }
      return applyOp(SaveSlices, args, 'save')
    }
    if (this.#version === SaverDef.V2)
      return applyOp(SaveV2, { prefix: filename, tensor_names, shape_and_slices: slices, tensors })
    throw new RuntimeError(`Unexpected write_version: ${this.#version}`)
  }
  /** The tensors that are read for one of them. */
  restore_op(filename: Tensor, saveable: SaveableObject, _preferred_shard: number): Tensor[] {
    return saveable.specs.map(({ tensor, name, slice_spec }) =>
      apply(RestoreV2, {
        prefix: filename,
        tensor_names: [name],
        shape_and_slices: [slice_spec],
        dtypes: [tensor.dtype.base_dtype],
      }),
    )
  }
  sharded_filename(filename: Tensor, shard: number, num_shards: Tensor): Tensor {
    return apply(ShardedFilename, { basename: filename, shard: int(shard), num_shards })
  }

  #save(filename: Tensor, saveables: readonly SaveableObject[]): Tensor {
    return withDependencies([this.save_op(filename, saveables)], filename)
  }
  /** Each device writes its own files; of the second format, they are merged into one checkpoint. */
  #saveShards(filename: Tensor, perDevice: PerDevice): Tensor {
    const graph = get_default_graph()
    const merged = this.#version === SaverDef.V2
    const base = merged
      ? apply(StringJoin, { inputs: [filename, `_temp_${randomUUID().replaceAll('-', '')}/part`], separator: '' })
      : filename
    const count = constant(int(perDevice.length), { name: 'num_shards' })
    const prefixes: Tensor[] = []
    const saves: Tensor[] = []
    for (const [shard, [device, saveables]] of perDevice.entries())
      graph.device(device, () => {
        const name = this.sharded_filename(base, shard, count)
        prefixes.push(name)
        saves.push(this.#save(name, saveables))
      })
    return graph.control_dependencies(
      saves.map(({ op }) => op),
      () => {
        if (!merged) return apply(ShardedFilespec, { basename: filename, num_shards: count })
        return graph.device(perDevice.at(-1)?.[0] ?? null, () => {
          const merge = applyOp(MergeV2Checkpoints, {
            checkpoint_prefixes: prefixes,
            destination_prefix: filename,
            delete_old_dirs: true,
          })
          return graph.control_dependencies([merge], () => identity(filename))
        })
      },
    )
  }
  #restore(
    filename: Tensor,
    saveables: readonly SaveableObject[],
    { restore_sequentially, reshape: reshaped }: BuildOptions,
    preferredShard = -1,
    name = 'restore_all',
  ): Operation {
    const graph = get_default_graph()
    const assigns: (Tensor | Operation)[] = []
    for (const saveable of saveables) {
      const before = restore_sequentially ? assigns.slice(-1) : []
      const device = saveable.device ? set_cpu0(saveable.device) : null
      const assign = graph.device(device, () =>
        graph.control_dependencies(before, () => {
          const tensors = this.restore_op(filename, saveable, preferredShard)
          const shapes = reshaped ? saveable.specs.map(({ tensor }) => staticOrRunShape(tensor)) : null
          return saveable.restore(tensors, shapes)
        }),
      )
      assigns.push(assign)
    }
    return groupOps(assigns, name)
  }
  #restoreShards(filename: Tensor, perDevice: PerDevice, options: BuildOptions): Operation {
    const graph = get_default_graph()
    const shards = perDevice.map(([device, saveables], shard) =>
      graph.device(device, () => this.#restore(filename, saveables, options, shard, 'restore_shard')),
    )
    return groupOps(shards, 'restore_all')
  }

  /** Adds the nodes for the variables, in the order of their names, and returns what a Saver needs to know of them. */
  build(names_to_saveables: VarList, given: Partial<BuildOptions> = {}): SaverDef {
    const options: BuildOptions = {
      reshape: false,
      sharded: false,
      max_to_keep: 5,
      keep_checkpoint_every_n_hours: 10000,
      name: null,
      restore_sequentially: false,
      ...given,
    }
    const saveables = saveablesOf(names_to_saveables)
    const ops = saveables.map(({ op }) => op)
    const [filename, save, restore] = withScope(options.name, 'save', ops, () => {
      const filename = constant('model')
      if (!options.sharded)
        return [filename, this.#save(filename, saveables), this.#restore(filename, saveables, options)] as const
      const perDevice = groupByDevice(saveables)
      return [
        filename,
        this.#saveShards(filename, perDevice),
        this.#restoreShards(filename, perDevice, options),
      ] as const
    })
    return new SaverDef({
      filename_tensor_name: filename.name,
      save_tensor_name: save.name,
      restore_op_name: restore.name,
      max_to_keep: Number(options.max_to_keep ?? 0),
      sharded: Boolean(options.sharded),
      keep_checkpoint_every_n_hours: Number(options.keep_checkpoint_every_n_hours),
      version: this.#version,
    })
  }
}
// @ts-expect-error the guarded class takes its place
BaseSaverBuilder = guardedClass(BaseSaverBuilder)

const staticOrRunShape = (tensor: Variable | Tensor): SavedShape =>
  tensor.get_shape().is_fully_defined() ? tensor.get_shape() : shapeOf(tensor)

/** By device, in the order of their names. */
function groupByDevice(saveables: readonly SaveableObject[]): PerDevice {
  const groups = new Map<string, SaveableObject[]>()
  for (const saveable of saveables) {
    const devices = new Set(saveable.specs.map(({ tensor }) => canonicalDevice(tensor.device)))
    if (devices.size !== 1)
      throw new ValueError(`All tensors of a saveable object must be on the same device: ${saveable.name}`)
    const [device] = devices as Set<string>
    groups.set(device as string, [...(groups.get(device as string) ?? []), saveable])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

const isVariableNode = (tensor: Tensor): boolean =>
  tensor.op.type === 'Variable' || tensor.op.type === 'AutoReloadVariable' || tensor.op.type === 'VariableV2'
const isDict = (value: unknown): value is VarDict =>
  value instanceof Map ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)

/** A list of variables by the names that they are saved under; slices of one variable stand together. */
function byName(list: unknown): Map<string, SavableOrSlices> {
  if (!(list instanceof Set || Array.isArray(list) || isListLike(list)))
    throw new TypeError(`Variables to save should be passed in a dict or a list: ${pythonStr(list)}`)
  const found = new Map<string, SavableOrSlices>()
  for (const item of new Set(list instanceof Set ? list : listOf(list as readonly unknown[]))) {
    if (item instanceof SaveableObject) {
      found.set(item.name, item)
      continue
    }
    const info = item instanceof Variable ? item._get_save_slice_info() : null
    if (info) {
      const slices = found.get(info.full_name)
      if (slices !== undefined && !Array.isArray(slices))
        throw new ValueError(`Mixing slices and non-slices with the same name: ${info.full_name}`)
      found.set(info.full_name, [...((slices as Variable[] | undefined) ?? []), item as Variable])
      continue
    }
    const variable = convertToTensor(item, { asRef: true })
    if (!isVariableNode(variable)) throw new TypeError(`Variable to save is not a Variable: ${variable}`)
    const { name } = variable.op
    if (found.has(name)) throw new ValueError(`At least two variables have the same name: ${name}`)
    found.set(name, variable)
  }
  return found
}
const isListLike = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || value instanceof Variable || value instanceof Tensor) return false
  return Array.isArray(listOf(value as readonly unknown[]))
}

/** Code points, as Python orders texts: JavaScript orders by units of UTF-16. */
function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** What is saved, by ascending name. */
function saveablesOf(given: VarList): SaveableObject[] {
  const named: ReadonlyMap<unknown, unknown> = isDict(given)
    ? given instanceof Map
      ? given
      : new Map(Object.entries(given))
    : byName(given)
  for (const name of named.keys())
    if (typeof name !== 'string')
      throw new TypeError(
        `names_to_saveables must be a dict mapping string names to checkpointable operations. Name is not a string: ${pythonStr(name)}`,
      )
  const saveables: SaveableObject[] = []
  const seen = new Set<unknown>()
  const add = (saveable: SaveableObject): void => {
    if (seen.has(saveable.op))
      throw new ValueError(`The same saveable will be restored with two names: ${saveable.name}`)
    seen.add(saveable.op)
    saveables.push(saveable)
  }
  for (const name of ([...named.keys()] as string[]).sort(compareNames)) {
    const item = named.get(name)
    if (item instanceof SaveableObject) add(item)
    else if (!(item instanceof Variable) && Array.isArray(item))
      for (const saveable of slicesOf(item, name)) add(saveable)
    else {
      if (item === null || item === undefined) throw noAttribute(item, 'op')
      const variable = convertToTensor(item, { asRef: true })
      if (!isVariableNode(variable))
        throw new TypeError(
          `names_to_saveables must be a dict mapping string names to Tensors/Variables. Not a variable: ${variable}`,
        )
      add(new VariableSaveable(variable, '', name))
    }
  }
  return saveables
}
function* slicesOf(slices: readonly unknown[], name: string): Generator<SaveableObject> {
  let whole: string | undefined
  for (const slice of slices) {
    if (!(slice instanceof Variable)) throw new ValueError(`Slices must all be Variables: ${pythonStr(slice)}`)
    const info = slice._get_save_slice_info()
    if (!info) throw new ValueError(`Slices must all be slices: ${pythonRepr(slice)}`)
    whole ??= info.full_name
    if (whole !== info.full_name)
      throw new ValueError(`Slices must all be from the same tensor: ${whole} != ${info.full_name}`)
    yield new VariableSaveable(slice, info.spec, name)
  }
}
