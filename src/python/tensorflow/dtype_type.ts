/** tf.DType as a type of the program: its limits are numpy's numbers. */
import { TypeError } from '../../errors/python.ts'
import { bool, DType, nameDType, string } from '../../tensor/dtypes.ts'
import { BOOL } from '../builtins/number_types.ts'
import { NumpyScalar } from '../numpy/scalar.ts'
import { scalarType } from '../numpy/scalar_type.ts'
import { OBJECT } from '../objects/object_type.ts'
import { PyType, registerType } from '../objects/values/type.ts'

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

DTYPE.getters = new Map<string, (self: unknown) => unknown>([
  limit('max'),
  limit('min'),
  ['as_numpy_dtype', self => scalarType(self as DType)],
])
registerType(DType, DTYPE)

// numpy knows these two of Python's types as its own, and so does TensorFlow
nameDType(BOOL, bool)
nameDType(OBJECT, string)
