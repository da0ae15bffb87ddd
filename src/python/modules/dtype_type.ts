/** tf.DType as a type of the program: its limits are numpy's numbers. */
import { DType } from '../../tensor/dtypes.ts'
import { NumpyScalar } from '../values/numpy_scalar.ts'
import { scalarType } from '../values/numpy_type.ts'
import { PyType, registerType } from '../values/type.ts'

const DTYPE = new PyType('DType', {
  writtenInPython: true,
  jsClass: DType as unknown as new () => object,
  construct: () => {
    throw new TypeError('use tf.as_dtype')
  },
  check: value => value instanceof DType,
})

const limit = (name: 'max' | 'min'): readonly [string, (self: unknown) => unknown] => [
  name,
  self => {
    const type = self as DType
    return NumpyScalar.of_value(type[name], type.base_dtype)
  },
]

DTYPE.getters = new Map<string, (self: unknown) => unknown>([limit('max'), limit('min'), ['as_numpy_dtype', self => scalarType(self as DType)]])
registerType(DType, DTYPE)
