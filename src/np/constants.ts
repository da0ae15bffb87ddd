/** numpy's constants and the names of its types. */
export const pi: number = Math.PI
export const e: number = Math.E
export const inf: number = Number.POSITIVE_INFINITY
export const Inf: number = inf
export const infty: number = inf
export const nan: number = Number.NaN
export const NaN: number = nan
/** A new axis of length 1 in an index. */
export const newaxis: null = null

export {
  bool,
  bool as bool_,
  bool as bool8,
  complex64,
  complex128,
  float16,
  float16 as half,
  float32,
  float32 as single,
  float64,
  float64 as double,
  float64 as float,
  float64 as float_,
  int8,
  int16,
  int32,
  int32 as intc,
  int64,
  int64 as int,
  int64 as int_,
  int64 as long,
  string as object_,
  string as str_,
  uint8,
  uint16,
} from '../tensor/dtypes.ts'
