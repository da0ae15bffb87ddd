/** Loads and stores of single elements of any size. */
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'

const LOADS = { 1: 'i32.load8_u', 2: 'i32.load16_u', 4: 'i32.load', 8: 'i64.load', 16: 'v128.load' } as const
const STORES = { 1: 'i32.store8', 2: 'i32.store16', 4: 'i32.store', 8: 'i64.store', 16: 'v128.store' } as const
/** Bytes of an element. */
export type Width = keyof typeof LOADS

/** Copies one element. */
export function copyElement(
  f: FunctionBuilder,
  bytes: number,
  to: Local,
  from: Local,
  toOffset = 0,
  fromOffset = 0,
): void {
  f.store(STORES[bytes as Width], f.get(to), f.load(LOADS[bytes as Width], f.get(from), fromOffset), toOffset)
}

/** Stores one element of zero bytes. */
export function zeroElement(f: FunctionBuilder, bytes: number, to: Local): void {
  f.store(STORES[bytes as Width], f.get(to), bytes === 16 ? f.i32x4(0) : bytes === 8 ? f.i64(0) : f.i32(0))
}
