/** Initializers that keep the scale of what flows through layers (contrib/layers/python/layers/initializers.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { random_uniform, truncated_normal } from '../../ops/random/random_ops.ts'
import { as_dtype, type DType, type DTypeLike } from '../../tensor/dtypes.ts'
import { as_shape, type ShapeLike } from '../../tensor/tensor_shape.ts'

interface CallArgs {
  shape: ShapeLike
  dtype: DTypeLike | null
}
interface ScalingArgs {
  factor: number
  mode: string
  uniform: boolean
  seed: number | null
  dtype: DTypeLike
}

function floating(dtype: DTypeLike): DType {
  const type = as_dtype(dtype)
  if (!type.is_floating) throw new TypeError('Cannot create initializer for non-floating point type.')
  return type
}

/** How many inputs and outputs a unit has: all but the last two dimensions are those of a filter's window. */
function fans(shape: readonly number[]): Readonly<Record<string, number>> {
  const window = shape.slice(0, -2).reduce((product, dim) => product * dim, 1)
  const inputs = window * (shape.at(-2) ?? shape.at(-1) ?? 1)
  const outputs = window * (shape.at(-1) ?? 1)
  return { FAN_IN: inputs, FAN_OUT: outputs, FAN_AVG: (inputs + outputs) / 2 }
}

function scaling({ factor, mode, uniform, seed, dtype }: ScalingArgs) {
  const preset = floating(dtype)
  if (!['FAN_IN', 'FAN_OUT', 'FAN_AVG'].includes(mode))
    throw new TypeError(`('Unknow mode %s [FAN_IN, FAN_OUT, FAN_AVG]', ${pythonRepr(mode)})`)
  return pyfunction('_initializer(shape, dtype=None, partition_info=None)', (given: CallArgs) => {
    const type = floating(given.dtype ?? preset)
    const shape = as_shape(given.shape).as_list() as number[]
    const n = fans(shape)[mode] as number
    if (uniform) {
      const limit = Math.sqrt((3 * Number(factor)) / n)
      return random_uniform(shape, { minval: -limit, maxval: limit, dtype: type, seed })
    }
    return truncated_normal(shape, { mean: 0, stddev: Math.sqrt((1.3 * Number(factor)) / n), dtype: type, seed })
  })
}

/**
 * Makes an initializer whose values have the variance factor / n, where n is the number of a unit's inputs (`FAN_IN`), its
 * outputs (`FAN_OUT`), or the mean of both (`FAN_AVG`); uniform or from a truncated normal distribution.
 * Errors: TypeError for a dtype that is not floating or another mode.
 */
export const variance_scaling_initializer = pyfunction(
  "variance_scaling_initializer(factor=2.0, mode='FAN_IN', uniform=False, seed=None, dtype=float32)",
  scaling,
)
const xavier = (args: Pick<ScalingArgs, 'uniform' | 'seed' | 'dtype'>) =>
  scaling({ factor: 1, mode: 'FAN_AVG', ...args })
/** Xavier's initializer: variance 1 / n with the mean of inputs and outputs for n (Glorot and Bengio, 2010). */
export const xavier_initializer = pyfunction('xavier_initializer(uniform=True, seed=None, dtype=float32)', xavier)
export const xavier_initializer_conv2d = pyfunction(
  'xavier_initializer_conv2d(uniform=True, seed=None, dtype=float32)',
  xavier,
)
