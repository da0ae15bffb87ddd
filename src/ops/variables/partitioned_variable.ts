/** A variable in parts that reads as one tensor (ops/variables.py, PartitionedVariable). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, TypeError, ValueError } from '../../errors/python.ts'
import { registerConversion } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType, type DTypeLike } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { as_shape, type ShapeLike, type TensorShape } from '../../tensor/tensor_shape.ts'
import { concat } from '../array/concat_ops.ts'
import { identity } from '../core/identity_ops.ts'
import type { SaveSliceInfo } from './save_slice_info.ts'
import { Variable } from './variables.ts'

interface Args {
  name: string
  shape: ShapeLike
  dtype: DTypeLike
  variable_list: readonly Variable[]
  partitions: readonly number[]
}

const SIGNATURE_TEXT = 'PartitionedVariable(name, shape, dtype, variable_list, partitions)'

/**
 * Made by `get_variable` with a partitioner. Iterating gives the parts; where a tensor is asked for, it is their
 * concatenation. `partitions` says into how many parts each axis is cut; every part has a `SaveSliceInfo`.
 */
export class PartitionedVariable {
  static readonly pythonModule = 'tensorflow.python.ops.variables'
  readonly name: string
  readonly dtype: DType
  readonly #shape: TensorShape
  readonly #parts: readonly Variable[]
  readonly #partitions: readonly number[]

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const { name, shape, dtype, variable_list, partitions } = SIGNATURE.bind(args) as unknown as Args
    if (!Array.isArray(variable_list))
      throw new TypeError(`variable_list is not a list or tuple: ${pythonRepr(variable_list)}`)
    if (!Array.isArray(partitions)) throw new TypeError(`partitions is not a list or tuple: ${pythonRepr(partitions)}`)
    const counts = partitions.map(Number)
    if (counts.some(count => count < 1))
      throw new ValueError(`partition values must be positive: ${pythonRepr(partitions)}`)
    if (variable_list.length === 0) throw new ValueError('variable_list may not be empty')
    if (!variable_list.every(part => part instanceof Variable)) {
      throw new TypeError(`Not all entries in variable_list are variables: ${pythonRepr(variable_list)}`)
    }
    if (!variable_list.every(part => part._get_save_slice_info() !== null)) {
      throw new ValueError(
        `All variables must have a save_slice_info available: ${pythonRepr(variable_list.map(part => part.name))}`,
      )
    }
    const whole = as_shape(shape)
    if (whole.length !== counts.length)
      throw new ValueError(`len(shape) != len(partitions): ${whole} vs. ${pythonRepr(partitions)}`)
    const full = variable_list.map(part => [...(part._get_save_slice_info() as SaveSliceInfo).full_shape])
    if (!full.every(dims => String(as_shape(dims)) === String(whole))) {
      throw new ValueError(
        `All variables' full shapes must match shape: ${whole}; but full shapes were: ${pythonRepr(full)}`,
      )
    }
    this.name = name
    this.dtype = as_dtype(dtype)
    this.#shape = whole
    this.#parts = [...variable_list].sort((a, b) => compareOffsets(offsetOf(a), offsetOf(b)))
    this.#partitions = counts
  }
  [Symbol.iterator](): IterableIterator<Variable> {
    return this.#parts[Symbol.iterator]() as IterableIterator<Variable>
  }
  /** How many parts there are; a ValueError where more than one axis is cut. */
  get length(): number {
    const axes = this.#axes()
    if (axes.length > 1) throw new ValueError(`Cannot get a length for ${axes.length} > 1 partition axes`)
    return this.#parts.length
  }
  get_shape(): TensorShape {
    return this.#shape
  }
  /** The parts, concatenated. */
  as_tensor(): Tensor {
    return get_default_graph().control_dependencies(null, () => this.#concat())
  }
  #concat(): Tensor {
    const graph = get_default_graph()
    const { name } = this
    const [first] = this.#parts
    if (this.#parts.length === 1) return graph.inNameScope(null, () => identity(first as Variable, { name }))
    const axes = this.#axes()
    if (axes.length > 1) {
      throw new NotImplementedError(
        `Cannot concatenate along more than one dimension: ${pythonRepr(axes)}.  Multi-axis partition concat is not supported`,
      )
    }
    const joined = graph.inNameScope(`${name}/ConcatPartitions/`, () => concat(int(axes[0] as number), this.#parts))
    return graph.inNameScope(null, () => identity(joined, { name }))
  }
  /** The axes that are cut; the first where none is. */
  #axes(): number[] {
    const cut = [...this.#partitions.keys()].filter(axis => (this.#partitions[axis] as number) > 1)
    return cut.length === 0 ? [0] : cut
  }
  _get_variable_list(): Variable[] {
    return [...this.#parts]
  }
  _get_partitions(): number[] {
    return [...this.#partitions]
  }
  assign(): never {
    throw new NotImplementedError('assign() has not been implemented for PartitionedVariable.')
  }
}
// @ts-expect-error the guarded class takes its place
PartitionedVariable = guardedClass(PartitionedVariable)
const SIGNATURE = setSignature(PartitionedVariable, SIGNATURE_TEXT)

const offsetOf = (part: Variable): readonly number[] => (part._get_save_slice_info() as SaveSliceInfo).var_offset
const compareOffsets = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((offset, i) => offset !== b[i])
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number)
}

registerConversion(
  value => value instanceof PartitionedVariable,
  (value, { dtype, asRef }) => {
    const variable = value as PartitionedVariable
    if (dtype && !dtype.is_compatible_with(variable.dtype)) {
      throw new ValueError(
        `Incompatible type conversion requested to type '${dtype.name}' for variable of type '${variable.dtype.name}'`,
      )
    }
    if (asRef) throw new NotImplementedError("PartitionedVariable doesn't support being used as a reference.")
    return variable.as_tensor()
  },
)
