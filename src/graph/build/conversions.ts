/** Conversions as Python programs ask for and register them (ops.convert_to_tensor_or_indexed_slices and its kin). */

import { pythonClassRepr, pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction, toNumber } from '../../calling/signature.ts'
import { RuntimeError, TypeError, ValueError } from '../../errors/python.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import { IndexedSlices } from '../indexed_slices.ts'
import { Tensor } from '../tensor.ts'
import { convertToTensor, registerConversion } from './convert.ts'
import { SparseTensor } from './sparse_tensor.ts'

type Type = abstract new (...args: never[]) => unknown
type ConversionFunc = (value: unknown, dtype: unknown, name: string | null, as_ref: boolean) => unknown

interface RegisterArgs {
  readonly base_type: Type | readonly Type[]
  readonly conversion_func: ConversionFunc
  readonly priority: number
}
/**
 * Lets `conversion_func(value, dtype, name, as_ref)` make the tensors of instances of `base_type`, a class or an array of classes.
 * Functions with a lower priority are asked first; one that gives nothing leaves it to the next.
 */
export const register_tensor_conversion_function = pyfunction(
  'register_tensor_conversion_function(base_type, conversion_func, priority=100)',
  ({ base_type, conversion_func, priority }: RegisterArgs): void => {
    const types = (Array.isArray(base_type) ? base_type : [base_type]) as readonly Type[]
    if (types.some(type => typeof type !== 'function'))
      throw new TypeError('base_type must be a type or a tuple of types.')
    if (typeof conversion_func !== 'function') throw new TypeError('conversion_func must be callable.')
    registerConversion(
      value => types.some(type => value instanceof type),
      (value, { dtype, name, asRef }) => {
        const result = conversion_func(value, dtype, name, asRef)
        if (result === undefined || result === null) return undefined
        if (!(result instanceof Tensor)) {
          const prefix = name === null ? '' : `${name}: `
          const func = pythonRepr(conversion_func)
          throw new RuntimeError(
            `${prefix}Conversion function ${func} for type ${pythonClassRepr(value)} returned non-Tensor: ${pythonRepr(result)}`,
          )
        }
        return result
      },
      toNumber(priority),
    )
  },
)

interface ConvertArgs {
  readonly value: unknown
  readonly dtype: DTypeLike | null
  readonly name: string | null
  readonly as_ref: boolean
}
/** `value` as a tensor; IndexedSlices and SparseTensors stay what they are. */
export const convert_to_tensor_or_indexed_slices = pyfunction(
  'convert_to_tensor_or_indexed_slices(value, dtype=None, name=None, as_ref=False)',
  ({ value, dtype, name, as_ref }: ConvertArgs): Tensor | IndexedSlices | SparseTensor => {
    const type = dtype === null ? null : as_dtype(dtype)
    if (!(value instanceof Tensor || value instanceof IndexedSlices || value instanceof SparseTensor))
      return convertToTensor(value, { dtype: type, name, asRef: as_ref })
    if (type && !type.is_compatible_with(value.dtype)) {
      throw new ValueError(
        `Tensor conversion requested dtype ${type.name} for Tensor with dtype ${value.dtype.name}: '${value}'`,
      )
    }
    return value
  },
)
