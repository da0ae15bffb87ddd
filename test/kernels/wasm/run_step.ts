/** Runs one step of a WebAssembly kernel in a memory of its own, as several threads would, one after the other. */

import type { Scalar } from '../../../src/kernels/scalar.ts'
import type { Simd } from '../../../src/kernels/wasm/assembler/features.ts'
import { ModuleBuilder } from '../../../src/kernels/wasm/assembler/module.ts'
import {
  ALIGNMENT,
  type Operand,
  type Place,
  SLACK,
  STATUS,
  type Step,
  TABLE_HEADER,
  type WasmKernel,
} from '../../../src/kernels/wasm/step.ts'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

export interface StepCase {
  readonly inputs: readonly NDArray[]
  readonly outputs: readonly { readonly dtype: string; readonly shape: readonly number[] }[]
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly scalar?: Scalar
  readonly further?: readonly Scalar[]
  readonly threads?: number
  /** false forgoes the multiply-add instruction. */
  readonly relaxed?: boolean
  /** What to emit for, where it is more than that. */
  readonly simd?: Simd
  /** Output 0 lies in the place of input 0. */
  readonly inPlace?: boolean
  /** Output i lies where input updates[i] does. */
  readonly updates?: readonly number[]
}

export interface StepResult {
  readonly outputs: readonly NDArray[]
  readonly code: number
  readonly details: readonly [number, number]
  readonly step: Step
}

const GUARD = 0xa5
const ARENA = 4096
const up = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** undefined where the kernel does not take the step. Throws where bytes around the outputs or an input have changed. */
export function runStep(kernel: WasmKernel, spec: StepCase): StepResult | undefined {
  const threads = spec.threads ?? 1
  const slots: number[] = []
  let at = SLACK
  const place = (bytes: number, table: boolean): Place => {
    const offset = at
    at = up(at + bytes + SLACK)
    if (!table) return { base: 'arena', offset }
    slots.push(ARENA + offset)
    return { base: 'table', slot: slots.length - 1 }
  }
  const operand = (dtype: string, shape: readonly number[], index: number): Operand => {
    const type = as_dtype(dtype)
    return { place: place(size(shape) * type.size, index % 2 === 1), dtype: type.base, shape }
  }
  const inputs = spec.inputs.map((array, i) => operand(array.dtype.name, array.shape, i))
  const outputs = spec.outputs.map((out, i) => {
    const own = operand(out.dtype, out.shape, i + inputs.length)
    const shared = spec.updates?.[i] ?? (i === 0 && spec.inPlace === true ? 0 : undefined)
    return shared === undefined ? own : { ...own, place: (inputs[shared] as Operand).place }
  })
  const plain: Step = {
    kernel: 'test',
    inputs,
    outputs,
    attrs: spec.attrs ?? {},
    ...(spec.scalar ? { scalar: spec.scalar } : {}),
    ...(spec.further ? { further: spec.further } : {}),
  }
  const scratchBytes = kernel.scratchBytes?.(plain) ?? 0
  const step: Step = scratchBytes > 0 ? { ...plain, scratch: place(scratchBytes, false) } : plain

  const module = new ModuleBuilder({ simd: spec.simd ?? (spec.relaxed === false ? 'plain' : 'relaxed') })
  const phases = kernel.emit(module, step)
  if (phases === undefined) return undefined
  phases.forEach((phase, i) => module.export(`phase${i}`, phase.function))
  const memory = new WebAssembly.Memory({ initial: Math.ceil((ARENA + at) / 65536) + 1, maximum: 65536, shared: true })
  const bytes = new Uint8Array(memory.buffer)
  bytes.fill(GUARD)
  const table = new Int32Array(memory.buffer, 0, ARENA / 4)
  table.fill(0)
  slots.forEach((address, slot) => (table[TABLE_HEADER + slot] = address))
  const address = (where: Place): number =>
    where.base === 'arena' ? ARENA + where.offset : (slots[where.slot] as number)
  const raw = (array: NDArray): Uint8Array => array.to_bytes()
  spec.inputs.forEach((array, i) => bytes.set(raw(array), address((inputs[i] as Operand).place)))

  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } })
  phases.forEach((phase, i) => {
    // as the driver does: a failed phase is the last
    if (table[STATUS.code] !== 0) return
    const run = instance.exports[`phase${i}`] as (arena: number, table: number, thread: number, threads: number) => void
    if (phase.parallel) for (let thread = 0; thread < threads; thread++) run(ARENA, 0, thread, threads)
    else run(ARENA, 0, 0, 1)
  })

  const owned = new Uint8Array(bytes.length)
  const own = (where: Place, length: number): void => void owned.fill(1, address(where), address(where) + length)
  const results = outputs.map(({ place: where, dtype, shape }) => {
    const type = as_dtype(dtype)
    own(where, size(shape) * type.size)
    return NDArray.from_bytes(type, shape, bytes.slice(address(where), address(where) + size(shape) * type.size))
  })
  if (step.scratch) own(step.scratch, scratchBytes)
  spec.inputs.forEach((array, i) => {
    if ((i === 0 && spec.inPlace === true) || spec.updates?.includes(i)) return
    const where = address((inputs[i] as Operand).place)
    raw(array).forEach((byte, k) => {
      if (bytes[where + k] !== byte) throw new Error(`input ${i} was changed at byte ${k}`)
    })
    own((inputs[i] as Operand).place, array.nbytes)
  })
  for (let i = ARENA; i < bytes.length; i++) {
    if (owned[i] === 0 && bytes[i] !== GUARD)
      throw new Error(`stored outside of the outputs: at ${i - ARENA}, ${JSON.stringify(outputs)}`)
  }
  return {
    outputs: results,
    code: table[STATUS.code] as number,
    details: [table[STATUS.detail0] as number, table[STATUS.detail1] as number],
    step,
  }
}

/** A small generator of random numbers, so that every run tests the same cases. */
export function random(seed: number): { next(): number; below(limit: number): number; pick<T>(list: readonly T[]): T } {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { next, below, pick: list => list[below(list.length)] as never }
}

/** An array of random numbers, some of them special. */
export function randomArray(
  rng: ReturnType<typeof random>,
  dtype: string,
  shape: readonly number[],
  special = false,
): NDArray {
  const specials = [
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1,
    -1,
    1e-40,
    -1e-42,
    3e38,
    0.5,
    -2.5,
    1e-5,
    88.5,
    -103.2,
    700,
  ]
  const element = (): number => {
    if (dtype === 'bool') return rng.below(2)
    if (!/float|complex/.test(dtype))
      return rng.below(8) === 0 ? rng.pick([0, 1, -1, -2147483648, 2147483647, 255, 128]) : rng.below(41) - 20
    if (special && rng.below(3) === 0) return rng.pick(specials)
    return (rng.next() - 0.5) * 10 ** rng.below(special ? 6 : 2)
  }
  const entries = size(shape) * (dtype.startsWith('complex') ? 2 : 1)
  const data = as_dtype(dtype).allocate(size(shape))
  for (let i = 0; i < entries; i++) (data as unknown[])[i] = dtype === 'int64' ? BigInt(element()) : element()
  return new NDArray(dtype, shape, data)
}

/** Largest distance of two float arrays, in units in the last place of float32 (or float64); NaN equals NaN, -0 is 0. */
export function ulps(got: NDArray, want: NDArray): number {
  let worst = 0
  const a = got.data as Float64Array
  const b = want.data as Float64Array
  const single = got.dtype.base === 'float32' || got.dtype.base === 'complex64'
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number]
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue
    const exponent = Math.max(Math.floor(Math.log2(Math.abs(y))), single ? -126 : -1022)
    const distance = Math.abs(x - y) / 2 ** (exponent - (single ? 23 : 52))
    worst = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(worst, distance)
  }
  return worst
}
