/** Elements of arrays in vectors: how those of one storage are read as another, sixteen elements a turn. */
import type { Storage } from '../../../tensor/compiled_loops.ts'
import type { FunctionBuilder, Local } from '../assembler/module.ts'
import type { Opcode } from '../assembler/opcodes.ts'

/** Elements of one turn of a loop. */
export const TURN = 16

export const SIZES: Readonly<Record<Storage, number>> = { f4: 4, f8: 8, i1: 1, u1: 1, i2: 2, u2: 2, i4: 4, i8: 8 }
const VECTOR = 16

/** Vectors that hold the elements of a turn. */
export const vectorsOf = (storage: Storage): number => (TURN * SIZES[storage]) / VECTOR

export type Shape = 'f32x4' | 'f64x2' | 'i8x16' | 'i16x8' | 'i32x4' | 'i64x2'
const SHAPES: Readonly<Record<Storage, Shape>> = {
  f4: 'f32x4',
  f8: 'f64x2',
  i1: 'i8x16',
  u1: 'i8x16',
  i2: 'i16x8',
  u2: 'i16x8',
  i4: 'i32x4',
  i8: 'i64x2',
}
export const shapeOf = (storage: Storage): Shape => SHAPES[storage]
export const isFloat = (storage: Storage): boolean => storage === 'f4' || storage === 'f8'
export const isUnsigned = (storage: Storage): boolean => storage === 'u1' || storage === 'u2'

type Load = (f: FunctionBuilder, address: Local, at: number) => void

/** Two elements, each loaded and converted by itself. */
const inPairs =
  (splat: 'f64x2' | 'i64x2', bytes: number, one: Load): Load =>
  (f, address, at) => {
    one(f, address, at)
    f.op(`${splat}.splat`)
    one(f, address, at + bytes)
    f.lane(`${splat}.replace_lane`, 1)
  }

const scalar =
  (load: Parameters<FunctionBuilder['load']>[0], ...ops: readonly Opcode[]): Load =>
  (f, address, at) => {
    f.load(load, f.get(address), at)
    for (const op of ops) f.op(op)
  }
const vector = scalar

/** How a vector of elements of one storage is read as one of another, in which all of them are exact or rounded once. */
const CONVERSIONS: Partial<Record<`${Storage} ${Storage}`, Load>> = {
  'f4 f8': vector('v128.load64_zero', 'f64x2.promote_low_f32x4'),
  'i4 f8': vector('v128.load64_zero', 'f64x2.convert_low_i32x4_s'),
  'i8 f8': inPairs('f64x2', 8, scalar('i64.load', 'f64.convert_i64_s')),
  'i1 f8': inPairs('f64x2', 1, scalar('i32.load8_s', 'f64.convert_i32_s')),
  'u1 f8': inPairs('f64x2', 1, scalar('i32.load8_u', 'f64.convert_i32_u')),
  'i2 f8': inPairs('f64x2', 2, scalar('i32.load16_s', 'f64.convert_i32_s')),
  'u2 f8': inPairs('f64x2', 2, scalar('i32.load16_u', 'f64.convert_i32_u')),
  'i1 f4': vector('v128.load32_zero', 'i16x8.extend_low_i8x16_s', 'i32x4.extend_low_i16x8_s', 'f32x4.convert_i32x4_s'),
  'u1 f4': vector('v128.load32_zero', 'i16x8.extend_low_i8x16_u', 'i32x4.extend_low_i16x8_u', 'f32x4.convert_i32x4_s'),
  'i2 f4': vector('v128.load64_zero', 'i32x4.extend_low_i16x8_s', 'f32x4.convert_i32x4_s'),
  'u2 f4': vector('v128.load64_zero', 'i32x4.extend_low_i16x8_u', 'f32x4.convert_i32x4_s'),
  'u1 i4': vector('v128.load32_zero', 'i16x8.extend_low_i8x16_u', 'i32x4.extend_low_i16x8_u'),
  'i1 i4': vector('v128.load32_zero', 'i16x8.extend_low_i8x16_s', 'i32x4.extend_low_i16x8_s'),
  'u2 i4': vector('v128.load64_zero', 'i32x4.extend_low_i16x8_u'),
  'i2 i4': vector('v128.load64_zero', 'i32x4.extend_low_i16x8_s'),
  'i4 i8': vector('v128.load64_zero', 'i64x2.extend_low_i32x4_s'),
  'u1 i8': inPairs('i64x2', 1, scalar('i64.load8_u')),
  'i1 i8': inPairs('i64x2', 1, scalar('i64.load8_s')),
  'u2 i8': inPairs('i64x2', 2, scalar('i64.load16_u')),
  'i2 i8': inPairs('i64x2', 2, scalar('i64.load16_s')),
}
const SAME = vector('v128.load')

/** What a float is as a whole number: truncated, the smallest number where it doesn't fit. */
const truncated =
  (type: 'i32' | 'i64', load: Load): Load =>
  (f, address, at) => {
    const limit = type === 'i64' ? 2 ** 63 : 2 ** 31
    load(f, address, at)
    const x = f.let('f64')
    f.op(`${type}.trunc_sat_f64_s`, f.get(x))
    if (type === 'i64') f.i64(-(2n ** 63n))
    else f.i32(-limit)
    // too large ones are saturated, and not numbers are 0
    f.op('f64.lt', f.get(x), f.f64(limit))
    f.op('select')
    f.free('f64', x)
  }
const inFours =
  (bytes: number, shape: 'f32x4' | 'i32x4', one: Load): Load =>
  (f, address, at) => {
    one(f, address, at)
    f.op(`${shape}.splat`)
    for (let lane = 1; lane < 4; lane++) {
      one(f, address, at + lane * bytes)
      f.lane(`${shape}.replace_lane`, lane)
    }
  }

/** Conversions that lose something, for copies only. */
const ROUNDING: Partial<Record<`${Storage} ${Storage}`, Load>> = {
  'f8 f4': (f, address, at) => {
    for (const from of [at, at + VECTOR]) f.op('f32x4.demote_f64x2_zero', f.load('v128.load', f.get(address), from))
    f.shuffle32([0, 1, 4, 5])
  },
  'i4 f4': vector('v128.load', 'f32x4.convert_i32x4_s'),
  'i8 f4': inFours(8, 'f32x4', scalar('i64.load', 'f32.convert_i64_s')),
  'i8 i4': (f, address, at) => {
    for (const from of [at, at + VECTOR]) f.load('v128.load', f.get(address), from)
    f.shuffle32([0, 2, 4, 6])
  },
  'f8 i8': inPairs('i64x2', 8, truncated('i64', scalar('f64.load'))),
  'f4 i8': inPairs('i64x2', 4, truncated('i64', scalar('f32.load', 'f64.promote_f32'))),
  'f8 i4': inFours(8, 'i32x4', truncated('i32', scalar('f64.load'))),
  'f4 i4': inFours(4, 'i32x4', truncated('i32', scalar('f32.load', 'f64.promote_f32'))),
}

const conversion = (from: Storage, to: Storage): Load | undefined =>
  from === to ? SAME : (CONVERSIONS[`${from} ${to}`] ?? ROUNDING[`${from} ${to}`])

/** Whether elements of one storage can be read as another that loses nothing of them, but what one rounding of an int64 does. */
export const isRead = (from: Storage, to: Storage): boolean => from === to || CONVERSIONS[`${from} ${to}`] !== undefined
/** Whether there is a conversion, as a copy makes it. */
export const isConverted = (from: Storage, to: Storage): boolean => conversion(from, to) !== undefined

/** Pushes vector `index` of a turn's elements, read from storage `from` as `to`. */
export function pushElements(f: FunctionBuilder, address: Local, from: Storage, to: Storage, index: number): undefined {
  const lanes = VECTOR / SIZES[to]
  ;(conversion(from, to) as Load)(f, address, index * lanes * SIZES[from])
}

/** Pushes sixteen bytes that are 0 or 1, from masks of a turn's elements of which each is of the size that `storage` has. */
export function pushFlags(f: FunctionBuilder, storage: Storage, mask: (index: number) => void): undefined {
  const words = (index: number): undefined => {
    if (SIZES[storage] < 8) mask(index)
    else {
      mask(2 * index)
      mask(2 * index + 1)
      f.shuffle32([0, 2, 4, 6])
    }
  }
  const halves = (index: number): undefined => {
    if (SIZES[storage] < 4) mask(index)
    else f.op('i16x8.narrow_i32x4_s', words(2 * index), words(2 * index + 1))
  }
  if (SIZES[storage] === 1) mask(0)
  else f.op('i8x16.narrow_i16x8_s', halves(0), halves(1))
  f.op('v128.and', undefined, f.bytes(new Array<number>(16).fill(1)))
}
