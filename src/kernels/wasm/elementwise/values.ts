/**
 * Values of vector code: always four elements, in one or two vectors. How each data type lies in memory and in vectors, and how
 * values pass from type to type.
 */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { VectorMath } from '../math/ops.ts'

/**
 * f32: one vector. i32: one vector, narrower integers extended. mask (bool): one vector, lanes 0 or −1. f64, i64: elements 0–1, elements
 * 2–3. c64: real parts, imaginary parts.
 */
export type ValueKind = 'f32' | 'i32' | 'mask' | 'f64' | 'i64' | 'c64'

const KINDS: Readonly<Partial<Record<BaseDTypeName, ValueKind>>> = {
  float32: 'f32',
  float64: 'f64',
  int8: 'i32',
  uint8: 'i32',
  int16: 'i32',
  uint16: 'i32',
  int32: 'i32',
  int64: 'i64',
  bool: 'mask',
  complex64: 'c64',
}

/** What vector code cannot do; the kernel then leaves the step to the reference kernels. */
export class NotVectorizable extends Error {}

export function kindOf(type: BaseDTypeName): ValueKind {
  const kind = KINDS[type]
  if (kind === undefined) throw new NotVectorizable(type)
  return kind
}

/** Bytes of an element in memory. */
export function elementBytes(type: BaseDTypeName): number {
  switch (type) {
    case 'bool':
    case 'int8':
    case 'uint8':
    case 'qint8':
    case 'quint8':
      return 1
    case 'int16':
    case 'uint16':
    case 'qint16':
    case 'quint16':
    case 'float16':
    case 'bfloat16':
      return 2
    case 'float64':
    case 'int64':
    case 'complex64':
      return 8
    case 'complex128':
      return 16
    case 'string':
    case 'resource':
      throw new NotVectorizable(type)
    default:
      return 4
  }
}

export interface Value {
  readonly type: BaseDTypeName
  readonly parts: readonly Local[]
}

/** Four elements from pointer + offset on. Reads up to 32 bytes, past the end of an array too. */
export function loadValue(m: VectorMath, type: BaseDTypeName, pointer: Local, offset: number): Value {
  const { f } = m
  const vector = (at: number): Local => {
    f.load('v128.load', f.get(pointer), at)
    return m.keep()
  }
  switch (type) {
    case 'float32':
    case 'int32':
      return { type, parts: [vector(offset)] }
    case 'float64':
    case 'int64':
      return { type, parts: [vector(offset), vector(offset + 16)] }
    case 'complex64': {
      const [low, high] = [vector(offset), vector(offset + 16)]
      const parts = [m.shuffle32([0, 2, 4, 6], low, high), m.shuffle32([1, 3, 5, 7], low, high)]
      return { type, parts }
    }
    case 'int16':
      f.load('v128.load16x4_s', f.get(pointer), offset)
      return { type, parts: [m.keep()] }
    case 'uint16':
      f.load('v128.load16x4_u', f.get(pointer), offset)
      return { type, parts: [m.keep()] }
    case 'int8':
      f.op(
        'i32x4.extend_low_i16x8_s',
        f.op('i16x8.extend_low_i8x16_s', f.load('v128.load32_zero', f.get(pointer), offset)),
      )
      return { type, parts: [m.keep()] }
    case 'uint8':
    case 'bool':
      f.op(
        'i32x4.extend_low_i16x8_u',
        f.op('i16x8.extend_low_i8x16_u', f.load('v128.load32_zero', f.get(pointer), offset)),
      )
      if (type === 'bool') f.op('i32x4.neg')
      return { type, parts: [m.keep()] }
    default:
      throw new NotVectorizable(type)
  }
}

/** One element, in every lane. */
export function splatValue(m: VectorMath, type: BaseDTypeName, pointer: Local, offset = 0): Value {
  const { f } = m
  switch (kindOf(type)) {
    case 'f32':
      f.load('v128.load32_splat', f.get(pointer), offset)
      return { type, parts: [m.keep()] }
    case 'f64':
    case 'i64': {
      f.load('v128.load64_splat', f.get(pointer), offset)
      const part = m.keep()
      return { type, parts: [part, part] }
    }
    case 'c64': {
      f.load('v128.load32_splat', f.get(pointer), offset)
      const re = m.keep()
      f.load('v128.load32_splat', f.get(pointer), offset + 4)
      return { type, parts: [re, m.keep()] }
    }
    default: {
      const loads = {
        int8: 'i32.load8_s',
        uint8: 'i32.load8_u',
        bool: 'i32.load8_u',
        int16: 'i32.load16_s',
        uint16: 'i32.load16_u',
        int32: 'i32.load',
      } as const
      f.op('i32x4.splat', f.load(loads[type as keyof typeof loads], f.get(pointer), offset))
      if (type === 'bool') f.op('i32x4.neg')
      return { type, parts: [m.keep()] }
    }
  }
}

/** The value as it lies in memory: one vector (of which 4, 8 or 16 bytes count), or two. */
function packed(m: VectorMath, value: Value): readonly Local[] {
  const { f } = m
  const [first, second] = value.parts as readonly [Local, Local]
  switch (value.type) {
    case 'complex64':
      return [m.shuffle32([0, 4, 1, 5], first, second), m.shuffle32([2, 6, 3, 7], first, second)]
    case 'bool':
    case 'int8':
    case 'uint8':
      // the lowest byte of each lane
      f.shuffle([0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], f.get(first), f.get(first))
      if (value.type === 'bool') f.op('v128.and', undefined, f.get(m.constant('i32x4', 0x01010101)))
      return [m.keep()]
    case 'int16':
    case 'uint16':
      f.shuffle([0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0], f.get(first), f.get(first))
      return [m.keep()]
    default:
      return value.parts
  }
}

const LANE_STORE = {
  1: 'v128.store8_lane',
  2: 'v128.store16_lane',
  4: 'v128.store32_lane',
  8: 'v128.store64_lane',
} as const

/** Stores all four elements. */
export function storeValue(m: VectorMath, value: Value, pointer: Local, offset: number): void {
  const { f } = m
  const [first, second] = packed(m, value) as readonly [Local, Local | undefined]
  const bytes = elementBytes(value.type)
  if (bytes < 4)
    f.store_lane(bytes === 1 ? 'v128.store32_lane' : 'v128.store64_lane', 0, f.get(pointer), f.get(first), offset)
  else f.store('v128.store', f.get(pointer), f.get(first), offset)
  if (second !== undefined) f.store('v128.store', f.get(pointer), f.get(second), offset + 16)
}

/** Stores the first `count` (a local, 1–3) elements. */
export function storePartial(m: VectorMath, value: Value, pointer: Local, count: Local): void {
  const { f } = m
  const [first, second] = packed(m, value) as readonly [Local, Local | undefined]
  const bytes = elementBytes(value.type)
  const isOne = (): void => void f.op('i32.eq', f.get(count), f.i32(1))
  const isThree = (): void => void f.op('i32.eq', f.get(count), f.i32(3))
  if (second !== undefined) {
    f.if(
      isOne() as undefined,
      () => f.store_lane('v128.store64_lane', 0, f.get(pointer), f.get(first)),
      () => {
        f.store('v128.store', f.get(pointer), f.get(first))
        f.if(isThree() as undefined, () => f.store_lane('v128.store64_lane', 0, f.get(pointer), f.get(second), 16))
      },
    )
    return
  }
  const one = LANE_STORE[bytes as 1 | 2 | 4]
  const two = LANE_STORE[(2 * bytes) as 2 | 4 | 8]
  f.if(
    isOne() as undefined,
    () => f.store_lane(one, 0, f.get(pointer), f.get(first)),
    () => {
      f.store_lane(two, 0, f.get(pointer), f.get(first))
      f.if(isThree() as undefined, () => f.store_lane(one, 2, f.get(pointer), f.get(first), 2 * bytes))
    },
  )
}

/** A mask of 32-bit lanes as two masks of 64-bit lanes. */
export function widenMask(m: VectorMath, mask: Local): readonly [Local, Local] {
  return [m.op1('i64x2.extend_low_i32x4_s', mask), m.op1('i64x2.extend_high_i32x4_s', mask)]
}

/** Two masks of 64-bit lanes as one of 32-bit lanes. */
export function narrowMask(m: VectorMath, low: Local, high: Local): Local {
  return m.shuffle32([0, 2, 4, 6], low, high)
}

/** Lanes of an i32 vector wrapped to a narrower integer type. */
export function wrapLanes(m: VectorMath, type: BaseDTypeName, lanes: Local): Local {
  switch (type) {
    case 'int8':
      return m.shift('i32x4.shr_s', m.shift('i32x4.shl', lanes, 24), 24)
    case 'int16':
      return m.shift('i32x4.shr_s', m.shift('i32x4.shl', lanes, 16), 16)
    case 'uint8':
      return m.op2('v128.and', lanes, m.constant('i32x4', 0xff))
    case 'uint16':
      return m.op2('v128.and', lanes, m.constant('i32x4', 0xffff))
    default:
      return lanes
  }
}
