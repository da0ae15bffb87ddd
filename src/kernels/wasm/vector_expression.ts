/** Vector code around loops of a kernel's own: scalar expressions on four floats at hand, and constants for a stretch of code. */
import type { BaseDTypeName } from '../../tensor/dtypes.ts'
import type { Scalar } from '../scalar.ts'
import { VectorCompiler } from './elementwise_compiler.ts'
import { NotVectorizable } from './elementwise_values.ts'
import { FunctionBuilder, type Local } from './function_builder.ts'
import { Constants, VectorMath } from './math_ops.ts'
import { ModuleBuilder } from './module.ts'

/** Emits `body` with its vector constants set before it. The body is emitted twice (see `Constants`); it must make its locals itself. */
export function withConstants(f: FunctionBuilder, body: (m: VectorMath) => void): void {
  const constants = new Constants()
  const scratch = new FunctionBuilder(f.relaxed)
  scratch.begin(0)
  body(new VectorMath(scratch, constants))
  constants.emit(f)
  body(new VectorMath(f, constants))
}

/** The value of `scalar`, of type float32, with input i in the local inputs[i], also float32. */
export function vectorExpression(module: ModuleBuilder, m: VectorMath, scalar: Scalar, inputs: readonly Local[]): Local {
  const fail = (): never => {
    throw new NotVectorizable('an expression that may fail')
  }
  const load = (index: number) => ({ type: 'float32' as const, parts: [inputs[index] as Local] })
  const types: BaseDTypeName[] = inputs.map(() => 'float32')
  return m.scope(() => new VectorCompiler({ m, module, inputs: types, load, fail }).compile(scalar, 'float32').parts[0] as Local)
}

/** Whether `vectorExpression` can emit it. */
export function isVectorExpression(scalar: Scalar, inputs: number): boolean {
  const scratch = new FunctionBuilder(false)
  scratch.begin(inputs)
  try {
    vectorExpression(
      new ModuleBuilder({ simd: 'plain' }),
      new VectorMath(scratch, new Constants()),
      scalar,
      Array.from({ length: inputs }, (_, i) => i),
    )
    return true
  } catch (error) {
    if (error instanceof NotVectorizable) return false
    throw error
  }
}
