/** The chi-square distribution (contrib/distributions/python/ops/chi2.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { abs } from '../../ops/math/function_ops.ts'
import { times } from '../../ops/math/operators.ts'
import { floor } from '../../ops/math/rounding_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { CommonArgs } from './distribution.ts'
import { Gamma } from './gamma.ts'
import { sameShapes } from './static_shapes.ts'

interface Chi2Args extends CommonArgs {
  df: TensorLike
}

const CHI2_TEXT = "Chi2(df, validate_args=False, allow_nan_stats=True, name='Chi2')"

/** The sum of the squares of `df` standard normal variables; `df`, the degrees of freedom, must be positive. */
export class Chi2 extends Gamma {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.chi2'
  _df: Tensor

  constructor(...args: PythonArguments<typeof CHI2_TEXT, Chi2Args>) {
    const parameters = CHI2.bind(args)
    const { df: given, validate_args, allow_nan_stats, name } = parameters as unknown as Chi2Args
    using scope = name_scope(name, { values: [given] })
    const df = convertToTensor(given, { name: 'df' })
    const alpha = times(float(0.5), df)
    super({
      alpha,
      beta: constant(float(0.5), { dtype: df.dtype }),
      validate_args,
      allow_nan_stats,
      name: String(scope),
    })
    this._df = df
    this._parameters = parameters
  }
  /** The degrees of freedom. */
  get df(): Tensor {
    return this._df
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['df'], sample_shape)
  }
}
// @ts-expect-error the guarded class takes its place
Chi2 = guardedClass(Chi2)
const CHI2 = setSignature(Chi2, CHI2_TEXT)

const ABS_TEXT = "Chi2WithAbsDf(df, validate_args=False, allow_nan_stats=True, name='Chi2WithAbsDf')"

/** Chi-square distributions with floor(|df|) degrees of freedom. */
export class Chi2WithAbsDf extends Chi2 {
  constructor(...args: PythonArguments<typeof ABS_TEXT, Chi2Args>) {
    const parameters = ABS.bind(args)
    const { df, validate_args, allow_nan_stats, name } = parameters as unknown as Chi2Args
    using scope = name_scope(name, { values: [df] })
    super({ df: floor(abs(df)), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
Chi2WithAbsDf = guardedClass(Chi2WithAbsDf)
const ABS = setSignature(Chi2WithAbsDf, ABS_TEXT)
