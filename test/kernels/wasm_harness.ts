/** Runs one step of WebAssembly in a memory of its own, with guard bytes around every buffer. */

import type { Scalar } from '../../src/kernels/scalar.ts'
import type { Simd } from '../../src/kernels/wasm/assembler/features.ts'
import { ModuleBuilder } from '../../src/kernels/wasm/assembler/module.ts'
import { CONTROL_BYTES } from '../../src/kernels/wasm/barrier.ts'
import {
  ALIGNMENT,
  type Operand,
  type Phase,
  SLACK,
  STATUS,
  type Step,
  TABLE_HEADER,
  type WasmKernel,
} from '../../src/kernels/wasm/step.ts'
import { as_dtype, type Data, float32, type TypedArray } from '../../src/tensor/dtypes.ts'

export interface Given {
  readonly dtype: Operand['dtype']
  readonly shape: readonly number[]
  /** Contents; outputs have none, updated inputs do. */
  readonly data?: Data
}

export interface StepSpec {
  readonly inputs: readonly Given[]
  readonly outputs: readonly Given[]
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly scalar?: Scalar
  /** Use addresses in the table in place of offsets of the arena. */
  readonly table?: boolean
  /** false forgoes the multiply-add instruction. */
  readonly relaxed?: boolean
  /** What to emit for, where it is more than that. */
  readonly simd?: Simd
  /**
   * What the kernel makes of one input is kept: the step runs once more without making it, after that input was destroyed. Nothing
   * changes for kernels that keep nothing.
   */
  readonly keep?: boolean
}

export interface StepResult {
  readonly outputs: readonly TypedArray[]
  /** Contents of the inputs afterwards. */
  readonly inputs: readonly TypedArray[]
  readonly status: readonly number[]
}

const GUARD = 0xab
const ARENA = 4096
const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

/** Runs the step's phases for `threads` threads, one thread after the other; undefined if the kernel does not take it. */
export function runStep(name: string, kernel: WasmKernel, spec: StepSpec, threads: number): StepResult | undefined {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true })
  let top = 0
  const place = (bytes: number): number => {
    const offset = top
    top += Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT
    return offset
  }
  const operands = [...spec.inputs, ...spec.outputs].map((given, slot): Operand & { offset: number; bytes: number } => {
    const bytes = elements(given.shape) * as_dtype(given.dtype).size
    const offset = place(bytes)
    return {
      dtype: given.dtype,
      shape: given.shape,
      place: spec.table ? { base: 'table', slot } : { base: 'arena', offset },
      offset,
      bytes,
    }
  })
  let step: Step = {
    kernel: name,
    inputs: operands.slice(0, spec.inputs.length),
    outputs: operands.slice(spec.inputs.length),
    attrs: spec.attrs ?? {},
    ...(spec.scalar === undefined ? {} : { scalar: spec.scalar }),
  }
  const wish = spec.keep ? kernel.keeps?.(step) : undefined
  const kept = place(wish?.bytes ?? 0)
  const [keptSlot, fresh] = [operands.length, operands.length + 1]
  if (wish) step = { ...step, kept: { place: { base: 'table', slot: keptSlot }, fresh } }
  const scratchBytes = kernel.scratchBytes?.(step) ?? 0
  const scratch = place(scratchBytes)
  if (scratchBytes > 0) step = { ...step, scratch: { base: 'arena', offset: scratch } }

  const module = new ModuleBuilder({ simd: spec.simd ?? (spec.relaxed === false ? 'plain' : 'relaxed') })
  const phases = kernel.emit(module, step)
  if (phases === undefined) return undefined
  for (const [index, phase] of phases.entries()) module.export(`phase${index}`, phase.function)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } })

  memory.grow(Math.ceil((ARENA + top) / 65536))
  const bytes = new Uint8Array(memory.buffer)
  bytes.fill(GUARD, CONTROL_BYTES)
  const table = new Int32Array(memory.buffer, CONTROL_BYTES, TABLE_HEADER + operands.length + 2)
  table.fill(0)
  const view = (operand: (typeof operands)[number]): TypedArray => {
    const empty = as_dtype(operand.dtype).allocate(0) as TypedArray
    const make = empty.constructor as new (buffer: SharedArrayBuffer, offset: number, length: number) => TypedArray
    return new make(memory.buffer, ARENA + operand.offset, operand.bytes / empty.BYTES_PER_ELEMENT)
  }
  for (const [slot, operand] of operands.entries()) {
    table[TABLE_HEADER + slot] = ARENA + operand.offset
    const data = [...spec.inputs, ...spec.outputs][slot]?.data
    if (data !== undefined) view(operand).set(data as never)
  }
  table[TABLE_HEADER + keptSlot] = ARENA + kept
  const runPhase = (phase: Phase, index: number): void => {
    const run = exports[`phase${index}`] as (arena: number, table: number, thread: number, threads: number) => void
    if (!phase.parallel) run(ARENA, CONTROL_BYTES, 0, 1)
    else for (let thread = 0; thread < threads; thread++) run(ARENA, CONTROL_BYTES, thread, threads)
  }
  // as the drivers of plans do
  for (const [index, phase] of phases.entries()) if (table[STATUS.code] === 0) runPhase(phase, index)
  if (wish) {
    const given = operands[wish.input] as (typeof operands)[number]
    if (!phases.some(phase => phase.unless === fresh))
      throw new Error('nothing is left out where the kernel keeps something')
    bytes.fill(GUARD, ARENA + given.offset, ARENA + given.offset + given.bytes)
    for (const output of operands.slice(spec.inputs.length))
      bytes.fill(GUARD, ARENA + output.offset, ARENA + output.offset + output.bytes)
    for (const [index, phase] of phases.entries()) if (phase.unless !== fresh) runPhase(phase, index)
  }
  const used = operands.map(operand => [ARENA + operand.offset, ARENA + operand.offset + operand.bytes] as const)
  used.push([ARENA + scratch, ARENA + scratch + scratchBytes])
  used.push([ARENA + kept, ARENA + kept + (wish?.bytes ?? 0)])
  used.push([0, CONTROL_BYTES + 4 * table.length])
  used.sort((x, y) => x[0] - y[0])
  let end = 0
  for (const [start, stop] of [...used, [bytes.length, bytes.length] as const]) {
    for (let i = end; i < start; i++)
      if (bytes[i] !== GUARD) throw new Error(`byte ${i - end} behind a buffer was written`)
    end = Math.max(end, stop)
  }
  const results = operands.map(operand => view(operand).slice() as TypedArray)
  return {
    inputs: results.slice(0, spec.inputs.length),
    outputs: results.slice(spec.inputs.length),
    status: [...table.slice(0, 4)],
  }
}

/** A pseudo-random sequence for test data, the same in every run. */
export function sequence(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

/** float32 numbers in [−1, 1). */
export function floats(random: () => number, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => 2 * random() - 1)
}

export const floatArray = (shape: readonly number[], data?: Data): Given => ({
  dtype: float32.base,
  shape,
  ...(data === undefined ? {} : { data }),
})
