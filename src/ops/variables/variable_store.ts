/** The variables that get_variable makes and shares, by name (ops/variable_scope.py, _VariableStore). */

import { pythonRepr, pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { tracebackLines, userFrames } from '../../errors/user_line.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Graph } from '../../graph/graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { as_dtype } from '../../tensor/dtypes.ts'
import { as_shape } from '../../tensor/tensor_shape.ts'
import { ScopeCounts } from '../core/scope_counts.ts'
import { uniform_unit_scaling_initializer } from './init_ops.ts'
import type { PartitionInfo } from './partition_info.ts'
import { getPartitionedVariable, type PartitionedArguments } from './partitioned_store.ts'
import type { PartitionedVariable } from './partitioned_variable.ts'
import type { CustomGetter, Getter, GetterArguments, Initializer } from './variable_types.ts'
import { type InitialValue, Variable } from './variables.ts'

export type SingleArguments = Omit<GetterArguments, 'partitioner'> & {
  name: string
  partition_info: PartitionInfo | null
}
type FullArguments = GetterArguments & { name: string; custom_getter: CustomGetter | null }

export class VariableStore {
  readonly variables = new Map<string, Variable>()
  readonly partitioned = new Map<string, PartitionedVariable>()
  readonly scopes = new ScopeCounts()

  /** The variable `name`, which is a full name: an existing one where `reuse`, else a new one. */
  get_variable({ custom_getter, name, ...args }: FullArguments): ReturnType<CustomGetter> {
    if (custom_getter === null) return this.#get({ name, ...args })
    if (typeof custom_getter !== 'function')
      throw new ValueError(`Passed a custom_getter which is not callable: ${pythonRepr(custom_getter)}`)
    return custom_getter(this.#getter as Getter, name, args)
  }
  /** What custom getters call. */
  readonly #getter = pyfunction(
    '_true_getter(name, shape=None, dtype=float32, initializer=None, regularizer=None, reuse=None, trainable=True, collections=None, caching_device=None, partitioner=None, validate_shape=True)',
    (args: GetterArguments & { name: string }) => this.#get(args),
  )
  #get(args: GetterArguments & { name: string }): Variable | PartitionedVariable {
    const { name, reuse, partitioner } = args
    if (partitioner !== null) {
      if (typeof partitioner !== 'function')
        throw new ValueError(`Partitioner must be callable, but received: ${pythonRepr(partitioner)}`)
      return get_default_graph().inNameScope(null, () => getPartitionedVariable(this, args as PartitionedArguments))
    }
    if (reuse === true && this.partitioned.has(name)) return getPartitionedVariable(this, args)
    if (this.variables.has(`${name}/part_0`)) {
      throw new ValueError(
        `No partitioner was provided, but a partitioned version of the variable was found: ${name}/part_0. Perhaps a variable of the same name was already created with partitioning?`,
      )
    }
    return this.getSingleVariable({ ...args, partition_info: null })
  }

  getSingleVariable(args: SingleArguments): Variable {
    const { name, reuse } = args
    const fromValue = args.initializer !== null && typeof args.initializer !== 'function'
    if (args.shape !== null && fromValue) throw new ValueError('If initializer is a constant, do not specify shape.')
    const dtype = as_dtype(args.dtype ?? 'float32')
    const shape = as_shape(args.shape)
    const found = this.variables.get(name)
    if (found) {
      if (reuse === false) {
        throw new ValueError(
          `Variable ${name} already exists, disallowed. Did you mean to set reuse=True in VarScope? Originally defined at:\n\n${placeOf(found)}`,
        )
      }
      if (!shape.is_compatible_with(found.get_shape())) {
        throw new ValueError(
          `Trying to share variable ${name}, but specified shape ${shape} and found shape ${found.get_shape()}.`,
        )
      }
      if (!dtype.is_compatible_with(found.dtype)) {
        throw new ValueError(
          `Trying to share variable ${name}, but specified dtype ${dtype.name} and found dtype ${found.dtype.name}.`,
        )
      }
      return found
    }
    if (reuse) {
      throw new ValueError(
        `Variable ${name} does not exist, or was not created with tf.get_variable(). Did you mean to set reuse=None in VarScope?`,
      )
    }
    if (!shape.is_fully_defined() && !fromValue) {
      throw new ValueError(
        `Shape of a new variable (${pythonStr(name)}) must be fully defined, but instead was ${shape}.`,
      )
    }
    const initializer = (args.initializer ?? uniform_unit_scaling_initializer()) as unknown as Initializer
    const initial_value: InitialValue = fromValue
      ? (args.initializer as InitialValue)
      : () => initializer(shape.as_list() as number[], { dtype, partition_info: args.partition_info })
    const { trainable, collections, caching_device, validate_shape } = args
    const variable = new Variable({
      initial_value,
      name,
      trainable,
      collections,
      caching_device,
      dtype: fromValue ? null : dtype.base_dtype,
      validate_shape,
      expected_shape: shape,
    })
    this.variables.set(name, variable)
    regularize(variable, name, args.regularizer)
    return variable
  }
}

/** Adds the regularizer's penalty of the variable to the graph's regularization losses. */
function regularize(variable: Variable, name: string, regularizer: SingleArguments['regularizer']): void {
  if (!regularizer) return
  if (typeof regularizer !== 'function') throw new TypeError(`'${pythonTypeName(regularizer)}' object is not callable`)
  const graph = get_default_graph()
  const loss = graph.colocate_with(variable.op, false, () =>
    graph.inNameScope(`${name}/Regularizer/`, () => regularizer(variable)),
  )
  if (loss !== null && loss !== undefined) graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
}

/** Where the user's program made it, innermost call first, as TensorFlow says it. */
const placeOf = (variable: Variable): string => tracebackLines(userFrames(variable.op.traceback_, 5))

/** The store of a graph. */
export function variableStoreOf(graph: Graph): VariableStore {
  let store = graph.extras.get(VariableStore) as VariableStore | undefined
  if (!store) {
    store = new VariableStore()
    graph.extras.set(VariableStore, store)
  }
  return store
}
