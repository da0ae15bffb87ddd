/** The reference kernel of an op: its own, or the one that its lowering implies; and how it is called. */

import { checkInt32 } from '../errors/int32.ts'
import { invalidArgument, unimplemented } from '../errors/status.ts'
import type { BlockedKernel, Kernel, KernelContext, KernelOutput } from '../kernels/kernel.ts'
import { reduce } from '../kernels/reference/arrays/reduce.ts'
import { elementwise } from '../kernels/reference/scalars/scalar_evaluator.ts'
import { input, type Scalar } from '../kernels/scalar.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { integersOf } from './kernel_helpers.ts'
import type { NodeInfo, OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'

const cache = new WeakMap<OpDef, Kernel | null>()

/** undefined where the op cannot run yet. */
export function kernelOf(def: OpDef): Kernel | undefined {
  let kernel = cache.get(def)
  if (kernel === undefined) {
    kernel = (def.spec.kernel as Kernel | undefined) ?? implied(def) ?? null
    if (kernel && def.int32Attrs.length > 0) kernel = checked(kernel, def.int32Attrs)
    cache.set(def, kernel)
  }
  return kernel ?? undefined
}

/** All outputs of a node. */
export type KernelOutputs = readonly (KernelOutput | undefined)[]

/** The kernel of a node that is to run; throws Unimplemented where there is none. */
export function requireKernel(def: OpDef): Kernel {
  const kernel = kernelOf(def)
  if (!kernel) throw unimplemented(`${def.name} is not implemented in tf0 yet`)
  return kernel
}

/** Computes a node: its outputs, or a kernel that waits. Throws the Status of a kernel that fails, or that isn't there. */
export function callKernel(def: OpDef, context: KernelContext): KernelOutputs | BlockedKernel {
  const outcome = requireKernel(def)(context)
  if (outcome instanceof NDArray) return [outcome]
  if (Array.isArray(outcome)) return outcome as KernelOutputs
  return 'next' in outcome ? outcome : [outcome as KernelOutput]
}

/** The first output of another type than the node says, and that type. */
export function wrongOutput(
  types: readonly DType[],
  outputs: KernelOutputs,
): [index: number, found: DType] | undefined {
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i]
    const declared = types[i]
    if (output instanceof NDArray && declared !== undefined && output.dtype !== declared.base_dtype)
      return [i, output.dtype]
  }
  return undefined
}

/** The kernel, once integers are known to be of 32 bits. */
const checked =
  (kernel: Kernel, names: readonly string[]): Kernel =>
  k => {
    for (const name of names) checkInt32(name, k.attr(name))
    return kernel(k)
  }

function implied(def: OpDef): Kernel | undefined {
  const { lower } = def.spec
  switch (lower?.kind) {
    case 'view':
      return k => k.input(0)
    case 'elementwise': {
      const { scalar } = lower
      return k => {
        const expression = interned(
          scalar(
            k.inputs.map((_, i) => input(i)),
            nodeInfo(k),
          ),
        )
        return elementwise(expression, k.inputs, (k.outputTypes[0] as DType).base_dtype)
      }
    }
    case 'update': {
      const { values } = lower
      return k => {
        const variable = k.variable(0)
        const inputs = k.inputs.map((_, i) => input(i))
        const updates = values(inputs, nodeInfo(k)).map(([at, expression]) => {
          const value = k.input(at)
          const updated = elementwise(expression, k.inputs, value.dtype)
          if (updated.shape.join() !== value.shape.join())
            throw invalidArgument(
              `The update has shape [${updated.shape.join()}], the variable [${value.shape.join()}]`,
            )
          return { value, updated }
        })
        for (const { value, updated } of updates) (value.data as Uint8Array).set(updated.data as Uint8Array)
        return variable
      }
    }
    case 'reduce': {
      const { reducer } = lower
      return k => reduce(reducer, k.input(0), integersOf(k.input(1)), k.attr('keep_dims') === true)
    }
    default:
      return undefined
  }
}

const KEPT_EXPRESSIONS = 512
const expressions = new Map<string, Scalar>()
/** One object per expression: compiled loops are kept by it. */
function interned(expression: Scalar): Scalar {
  const key = JSON.stringify(expression)
  const found = expressions.get(key)
  if (found) return found
  expressions.set(key, expression)
  if (expressions.size > KEPT_EXPRESSIONS) expressions.delete(expressions.keys().next().value as string)
  return expression
}

function nodeInfo(k: KernelContext): NodeInfo {
  return {
    name: k.node.name,
    attr: name => k.attr(name) as AttrValue | undefined,
    inputTypes: k.inputs.map(value => value.dtype),
    outputTypes: k.outputTypes,
  }
}
