/** Vector code around loops of a kernel's own: scalar expressions on four floats at hand, and constants for a stretch of code. */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import { type Scalar, scalarType } from '../../scalar.ts'
import { FunctionBuilder, type Local } from '../assembler/function_builder.ts'
import { ModuleBuilder } from '../assembler/module.ts'
import { Constants, VectorMath } from '../math/ops.ts'
import type { Operand } from '../step.ts'
import { VectorCompiler } from './compiler.ts'
import { invariants } from './loops.ts'
import { NotVectorizable, type Value } from './values.ts'

/** Emits `body` with its vector constants set before it. The body is emitted twice (see `Constants`); it must make its locals itself. */
export function withConstants(f: FunctionBuilder, body: (m: VectorMath) => void): void {
  const constants = new Constants()
  const scratch = new FunctionBuilder(f.relaxed)
  scratch.begin(0)
  body(new VectorMath(scratch, constants))
  constants.emit(f)
  body(new VectorMath(f, constants))
}

/** Values of subexpressions that are computed already. */
export type KnownValues = ReadonlyMap<Scalar, Value>

function compiler(
  module: ModuleBuilder,
  m: VectorMath,
  inputs: readonly (Local | undefined)[],
  known?: KnownValues,
): VectorCompiler {
  const fail = (): never => {
    throw new NotVectorizable('an expression that may fail')
  }
  const load = (index: number) => ({ type: 'float32' as const, parts: [inputs[index] as Local] })
  const types: BaseDTypeName[] = inputs.map(() => 'float32')
  return new VectorCompiler({ m, module, inputs: types, load, fail }, known)
}

/** The value of `scalar`, of type float32, with input i in the local inputs[i], also float32. */
export function vectorExpression(
  module: ModuleBuilder,
  m: VectorMath,
  scalar: Scalar,
  inputs: readonly Local[],
): Local {
  return m.scope(() => compiler(module, m, inputs).compile(scalar, 'float32').parts[0] as Local)
}

/** The values of several expressions, what they share computed once. They live as long as the scope around. */
export function vectorExpressions(
  module: ModuleBuilder,
  m: VectorMath,
  scalars: readonly Scalar[],
  inputs: readonly Local[],
  known: KnownValues,
): Local[] {
  const shared = compiler(module, m, inputs, known)
  return scalars.map(scalar => shared.compile(scalar, 'float32').parts[0] as Local)
}

/** Values of what depends only on the inputs that have a local here; they live as long as the scope around. */
export function invariantValues(
  module: ModuleBuilder,
  m: VectorMath,
  scalars: readonly Scalar[],
  inputs: readonly (Local | undefined)[],
): KnownValues {
  const shared = compiler(module, m, inputs)
  const known = new Map<Scalar, Value>()
  for (const scalar of scalars) {
    for (const part of invariants(scalar, index => inputs[index] !== undefined))
      known.set(part, shared.value(part, 'float32'))
  }
  return known
}

/** Whether `vectorExpression` can finish float32 results by it: input 0 is the result, the others are elements of `operands`. */
export function finishesFloats(scalar: Scalar, operands: readonly Operand[]): boolean {
  if (operands.some(({ dtype }) => dtype !== 'float32')) return false
  const types: BaseDTypeName[] = ['float32', ...operands.map(({ dtype }) => dtype)]
  return scalarType(scalar, types) === 'float32' && isVectorizable(scalar, types.length)
}

function isVectorizable(scalar: Scalar, inputs: number): boolean {
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
