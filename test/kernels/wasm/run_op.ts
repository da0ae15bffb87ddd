/** An op's compiled kernel beside its reference kernel, on the same inputs. */
import { expect } from 'vitest'
import { kernelOf } from '../../../src/graph/kernel_of.ts'
import { lookupOp, type OpDef, type PlanContext } from '../../../src/graph/op_def.ts'
import type { AttrValue } from '../../../src/graph/serialize/attrs.ts'
import type { KernelContext, VariableBuffer } from '../../../src/kernels/kernel.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import type { DType } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { runStep } from './run_step.ts'

export interface OpCase {
  readonly op: string
  /** Those that the kernel writes come first, and are given as they are before. */
  readonly inputs: readonly NDArray[]
  readonly attrs?: Readonly<Record<string, AttrValue>>
  /** Shape of output 0, where the reference kernel throws. */
  readonly shape?: readonly number[]
  /** Types of the outputs where they are not that of input 0. */
  readonly outputTypes?: readonly DType[]
  /** Largest difference, relative to the largest number; 0: the same bytes. */
  readonly tolerance?: number
  readonly threads?: readonly number[]
  /** Inputs whose values are not known when the kernel is made; all others are. */
  readonly later?: readonly number[]
}

const copyOf = (array: NDArray): NDArray => new NDArray(array.dtype, array.shape, array.data.slice() as never)

function attributes(def: OpDef, { attrs = {} }: OpCase): (name: string) => AttrValue | undefined {
  return name => attrs[name] ?? def.attrs.get(name)?.defaultValue
}

/** What the reference kernel gives, or throws. */
function expected(def: OpDef, spec: OpCase): readonly NDArray[] {
  const inputs = spec.inputs.map(copyOf)
  const variable = (index: number): VariableBuffer => ({
    value: inputs[index],
    replace: () => undefined,
    name: 'variable',
  })
  const context = {
    node: { name: 'node', op: spec.op, device: '' },
    inputs,
    input: (index: number) => inputs[index] as NDArray,
    list: () => inputs,
    attr: attributes(def, spec),
    outputTypes: spec.outputTypes ?? def.outputs.map(() => (inputs[0] as NDArray).dtype),
    variable,
  } as unknown as KernelContext
  const outcome = kernelOf(def)?.(context)
  const list = Array.isArray(outcome) ? outcome : [outcome]
  return (list as readonly (NDArray | VariableBuffer)[]).map(each =>
    each instanceof NDArray ? each : (each.value as NDArray),
  )
}

function near(got: NDArray, want: NDArray, tolerance: number): boolean {
  if (tolerance === 0) return Buffer.compare(got.to_bytes(), want.to_bytes()) === 0
  const [a, b] = [got.data as Float64Array, want.data as Float64Array]
  let scale = 1e-30
  for (const x of b) if (Number.isFinite(x)) scale = Math.max(scale, Math.abs(x))
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [Number(a[i]), Number(b[i])]
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue
    if (!(Math.abs(x - y) <= tolerance * scale)) return false
  }
  return true
}

/**
 * Both kernels on one case, for several numbers of threads: the compiled one gives what the reference kernel gives, and the same bytes for
 * any number. Where the reference kernel throws, the compiled one refuses the node or fails. Says whether the compiled kernel took it.
 */
export function compareOp(spec: OpCase): boolean {
  const def = lookupOp(spec.op) as OpDef
  const { lower } = def.spec
  if (lower?.kind !== 'kernel') throw new Error(`${spec.op} has no compiled kernel`)
  const about = JSON.stringify({
    op: spec.op,
    attrs: spec.attrs,
    inputs: spec.inputs.map(({ dtype, shape }) => `${dtype.name}[${shape}]`),
  })
  let want: readonly NDArray[] | undefined
  try {
    want = expected(def, spec)
  } catch {
    want = undefined
  }
  const outputs = want ?? [NDArray.zeros(spec.shape ?? [1], spec.outputTypes?.[0] ?? (spec.inputs[0] as NDArray).dtype)]
  const context: PlanContext = {
    name: 'node',
    attr: attributes(def, spec),
    inputTypes: spec.inputs.map(({ dtype }) => dtype),
    outputTypes: outputs.map(({ dtype }) => dtype),
    inputShapes: spec.inputs.map(({ shape }) => shape),
    outputShapes: outputs.map(({ shape }) => shape),
    value: index => (spec.later?.includes(index) ? undefined : spec.inputs[index]),
  }
  const attrs = lower.attrs ? lower.attrs(context) : {}
  if (!attrs) return false
  const chosen =
    typeof lower.operands === 'function' ? lower.operands(context) : (lower.operands ?? spec.inputs.map((_, i) => i))
  const [scalar, ...further] = lower.scalars?.(context) ?? []
  const expressions = scalar ? { scalar, ...(further.length > 0 ? { further } : {}) } : {}
  let first: readonly NDArray[] | undefined
  for (const threads of spec.threads ?? [1, 2, 8]) {
    const result = runStep(WASM_KERNELS.get(lower.kernel) as WasmKernel, {
      inputs: chosen.map(index => spec.inputs[index] as NDArray),
      outputs: outputs.map(({ dtype, shape }) => ({ dtype: dtype.name, shape })),
      attrs,
      threads,
      inPlace: lower.inPlace === 0,
      ...expressions,
    })
    if (result === undefined) return false
    if (want === undefined) {
      expect(result.code, `${about}: the reference kernel throws`).not.toBe(0)
      continue
    }
    expect(result.code, about).toBe(0)
    for (const [i, got] of result.outputs.entries()) {
      if (!near(got, want[i] as NDArray, spec.tolerance ?? 0))
        expect.fail(
          `${about} on ${threads} threads: output ${i} is ${String(got)}, the reference kernel says ${String(want[i])}`,
        )
      if (first)
        expect(Buffer.compare(got.to_bytes(), (first[i] as NDArray).to_bytes()), `${about}: ${threads} threads`).toBe(0)
    }
    first ??= result.outputs
  }
  return true
}
