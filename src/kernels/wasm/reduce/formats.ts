/** Numbers that are added and multiplied one by one or in vectors: how they are loaded, stored and combined. */
import type { LoadOpcode, Opcode, StoreOpcode } from '../assembler/opcodes.ts'

export interface Format {
  readonly bytes: number
  readonly load: LoadOpcode
  readonly store: StoreOpcode
  readonly local: 'f32' | 'f64' | 'i32' | 'i64'
  readonly sum: Opcode
  readonly product: Opcode
  readonly vectorSum: Opcode
  readonly vectorProduct: Opcode
  /** One number in all lanes. */
  readonly splat: Opcode
}

export const FORMATS: Readonly<Record<string, Format>> = {
  float32: {
    bytes: 4,
    load: 'f32.load',
    store: 'f32.store',
    local: 'f32',
    sum: 'f32.add',
    product: 'f32.mul',
    vectorSum: 'f32x4.add',
    vectorProduct: 'f32x4.mul',
    splat: 'f32x4.splat',
  },
  float64: {
    bytes: 8,
    load: 'f64.load',
    store: 'f64.store',
    local: 'f64',
    sum: 'f64.add',
    product: 'f64.mul',
    vectorSum: 'f64x2.add',
    vectorProduct: 'f64x2.mul',
    splat: 'f64x2.splat',
  },
  int32: {
    bytes: 4,
    load: 'i32.load',
    store: 'i32.store',
    local: 'i32',
    sum: 'i32.add',
    product: 'i32.mul',
    vectorSum: 'i32x4.add',
    vectorProduct: 'i32x4.mul',
    splat: 'i32x4.splat',
  },
  int64: {
    bytes: 8,
    load: 'i64.load',
    store: 'i64.store',
    local: 'i64',
    sum: 'i64.add',
    product: 'i64.mul',
    vectorSum: 'i64x2.add',
    vectorProduct: 'i64x2.mul',
    splat: 'i64x2.splat',
  },
}
