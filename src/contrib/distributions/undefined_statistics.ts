/** Statistics that are undefined for some parameters: NaN there, or an error when they are run. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { fill, ones } from '../../ops/math/constant_op.ts'
import { select } from '../../ops/math/select_ops.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { Distribution } from './distribution.ts'

/** `value` in the type of a distribution, everywhere in `dims`. */
export function filled(
  self: Distribution,
  value: number,
  name: string,
  dims: () => Tensor = () => self.batch_shape(),
): Tensor {
  return fill(dims(), NDArray.of(value, self.dtype), { name })
}

/**
 * `statistic` where `isDefined`, NaN elsewhere; where NaN is not allowed, after `assertions` hold. `dims`: the shape of the
 * statistic, by default that of the batch.
 */
export function whereDefined(
  self: Distribution,
  statistic: Tensor,
  isDefined: () => Tensor,
  assertions: () => readonly Operation[],
  dims: () => Tensor = () => self.batch_shape(),
): Tensor {
  if (!self.allow_nan_stats) return withDependencies(assertions(), statistic)
  const defined = isDefined()
  return select(defined, statistic, filled(self, Number.NaN, 'nan', dims))
}

/** 1, in the type of a distribution. */
export const one = (self: Distribution): Tensor => ones([], { dtype: self.dtype })
