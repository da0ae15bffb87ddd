/** What pickles keep numpy's arrays, scalars and dtypes by. */
import { ValueError } from '../../errors/python.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { requireIndex } from '../objects/convert.ts'
import { defineSlots } from '../objects/slots.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { registerPickled, Unfinished, UnpicklingError } from '../stdlib/pickling/names.ts'
import { NDARRAY } from './ndarray_type.ts'
import { NumpyScalar } from './scalar.ts'
import { dtypeValue, NumpyType, typeOfCode } from './scalar_type.ts'

/** Names of dtypes in pickles. */
const CODES: Readonly<Record<string, string>> = {
  bool: 'b1',
  int8: 'i1',
  int16: 'i2',
  int32: 'i4',
  int64: 'i8',
  uint8: 'u1',
  uint16: 'u2',
  float16: 'f2',
  float32: 'f4',
  float64: 'f8',
  complex64: 'c8',
  complex128: 'c16',
}

function dtypeOf(code: string): DType {
  const found = typeOfCode(code)
  if (!found || found.base === 'string')
    throw new UnpicklingError(`arrays of the type ${code} are not read from pickles`)
  return found.base_dtype
}

/** A dtype whose byte order is still to come. */
class PickledDType extends Unfinished {
  readonly dtype: DType
  swapped = false
  constructor(code: string) {
    super()
    this.dtype = dtypeOf(code)
  }
  finish(state: unknown): unknown {
    const [, order] = Array.isArray(state) ? state : []
    this.swapped = order === '>'
    // the order matters to bytes that follow, and to nothing else
    return this.swapped ? this : dtypeValue(this.dtype)
  }
}

/** The bytes of elements in this machine's order. */
function elements(type: unknown, content: unknown): NDArray {
  const swapped = type instanceof PickledDType && type.swapped
  const dtype = type instanceof PickledDType ? type.dtype : type instanceof NumpyType ? type.dtype : undefined
  if (!dtype) throw new UnpicklingError('an array without a dtype')
  const bytes = Buffer.from(typeof content === 'string' ? Buffer.from(content, 'latin1') : (content as Buffer))
  if (bytes.length % dtype.size !== 0) throw new ValueError('buffer size does not match array size')
  if (swapped && dtype.size > 1) {
    const word = dtype.name.startsWith('complex') ? dtype.size / 2 : dtype.size
    for (let at = 0; at + word <= bytes.length; at += word) bytes.subarray(at, at + word).reverse()
  }
  return bytes.length === 0 ? NDArray.zeros([0], dtype) : NDArray.from_bytes(dtype, [bytes.length / dtype.size], bytes)
}

class PickledArray extends Unfinished {
  finish(state: unknown): unknown {
    const parts = Array.isArray(state) ? state : []
    const [shape, type, fortran, content] = parts.length === 5 ? parts.slice(1) : parts
    if (Array.isArray(content)) throw new UnpicklingError('arrays of objects are not read from pickles')
    const dims = Array.isArray(shape) ? shape.map(requireIndex) : []
    const flat = elements(type, content)
    if (flat.size !== dims.reduce((a, b) => a * b, 1)) throw new ValueError('buffer size does not match array size')
    const made = flat.reshape(truth(fortran) ? [...dims].reverse() : dims)
    return truth(fortran) ? made.T : made
  }
}

const reconstruct = native('_reconstruct(subtype, shape, dtype)', () => new PickledArray())
const scalar = native('scalar(dtype, string)', (type: unknown, content: unknown) =>
  NumpyScalar.of_array(elements(type, content).reshape([])),
)
const dtype = native('dtype(obj, align=0, copy=0)', (code: unknown) => new PickledDType(str(code)))

for (const module of ['numpy.core.multiarray', 'numpy._core.multiarray']) {
  registerPickled(`${module}._reconstruct`, reconstruct)
  registerPickled(`${module}.scalar`, scalar)
}
registerPickled('numpy.ndarray', NDARRAY)
registerPickled('numpy.dtype', dtype)

defineSlots(NumpyType, {
  reduce: self => {
    const code = CODES[self.dtype.name]
    return code === undefined
      ? { path: `numpy.${self.dtype.name}`, args: [] }
      : {
          path: 'numpy.dtype',
          args: [code, int(0), int(1)],
          state: tuple(int(3), '<', null, null, null, int(-1), int(-1), int(0)),
        }
  },
})
defineSlots(NDArray, {
  reduce: self => ({
    path: 'numpy.core.multiarray._reconstruct',
    args: [NDARRAY, tuple(int(0)), 'b'],
    state: tuple(int(1), tuple(...self.shape.map(int)), dtypeValue(self.dtype), false, self.to_bytes()),
  }),
})
defineSlots(NumpyScalar, {
  reduce: self => ({
    path: 'numpy.core.multiarray.scalar',
    args: [dtypeValue(self.dtype), self.to_bytes()],
  }),
})
