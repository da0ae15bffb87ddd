/** The instructions of operations on vectors of elements. */
import type { Storage } from '../../../tensor/compiled_loops.ts'
import type { VectorBinary, VectorComparison, VectorUnary } from '../../../tensor/vector_loops.ts'
import type { FunctionBuilder, Local } from '../assembler/module.ts'
import type { Opcode } from '../assembler/opcodes.ts'
import { isFloat, isUnsigned, SIZES, shapeOf } from './elements.ts'

/** Pushes the result of the vectors in two locals. */
export type BinaryCode = (f: FunctionBuilder, x: Local, y: Local) => void
/** Pushes the result of the vector in a local. */
export type UnaryCode = (f: FunctionBuilder, x: Local) => void

const instruction =
  (op: Opcode): BinaryCode =>
  (f, x, y) =>
    f.op(op, f.get(x), f.get(y))

const COMPARISONS: ReadonlySet<string> = new Set<VectorComparison>(['lt', 'le', 'gt', 'ge', 'eq', 'ne'])
export const isComparison = (operation: VectorBinary): operation is VectorComparison => COMPARISONS.has(operation)

function comparison(operation: VectorComparison, storage: Storage): BinaryCode {
  const shape = shapeOf(storage)
  if (isFloat(storage) || operation === 'eq' || operation === 'ne')
    return instruction(`${shape}.${operation}` as Opcode)
  return instruction(`${shape}.${operation}_${isUnsigned(storage) ? 'u' : 's'}` as Opcode)
}

/** The first of both where it is as large (or small) at least, or not a number. */
function extreme(operation: 'maximum' | 'minimum', storage: Storage): BinaryCode {
  const shape = shapeOf(storage)
  const [order, short] = operation === 'maximum' ? (['ge', 'max'] as const) : (['le', 'min'] as const)
  if (!isFloat(storage) && storage !== 'i8')
    return instruction(`${shape}.${short}_${isUnsigned(storage) ? 'u' : 's'}` as Opcode)
  return (f, x, y) => {
    f.get(x)
    f.get(y)
    comparison(order, storage)(f, x, y)
    if (isFloat(storage)) f.op('v128.or', undefined, f.op(`${shape}.ne` as Opcode, f.get(x), f.get(x)))
    f.op('v128.bitselect')
  }
}

/** The low bytes of products of bytes. */
const byteProduct: BinaryCode = (f, x, y) => {
  f.op('i16x8.extmul_low_i8x16_u', f.get(x), f.get(y))
  f.op('i16x8.extmul_high_i8x16_u', f.get(x), f.get(y))
  f.shuffle(Array.from({ length: 16 }, (_, i) => 2 * i))
}

/** Each lane of two vectors of whole numbers by itself. */
function byLane(storage: 'i4' | 'i8', one: (f: FunctionBuilder, x: Local, y: Local) => void): BinaryCode {
  const [shape, type, lanes] = storage === 'i8' ? (['i64x2', 'i64', 2] as const) : (['i32x4', 'i32', 4] as const)
  return (f, x, y) => {
    const [a, b] = f.locals(type, 2) as [Local, Local]
    f.get(x)
    for (let lane = 0; lane < lanes; lane++) {
      f.set(a, f.lane(`${shape}.extract_lane`, lane, f.get(x)))
      f.set(b, f.lane(`${shape}.extract_lane`, lane, f.get(y)))
      one(f, a, b)
      f.lane(`${shape}.replace_lane`, lane)
    }
    f.free(type, a, b)
  }
}

/** The quotient rounded down, or the remainder with the divisor's sign; 0 for a divisor of 0. */
function division(storage: 'i4' | 'i8', rest: boolean): BinaryCode {
  const type = storage === 'i8' ? 'i64' : 'i32'
  const number = (f: FunctionBuilder, value: number): undefined => (type === 'i64' ? f.i64(value) : f.i32(value))
  return byLane(storage, (f, x, y) => {
    const isZero = (): undefined => f.op(`${type}.eqz`, f.get(y))
    // the quotient of the smallest number and -1 traps, its remainder doesn't: -1 is a case of its own
    const isMinusOne = (): undefined => f.op(`${type}.eq`, f.get(y), number(f, -1))
    f.if(
      f.op('i32.or', isZero(), isMinusOne()),
      () => {
        number(f, 0)
        if (rest) return
        // x · y is 0 for a divisor of 0, and −x for −1
        f.op(`${type}.mul`, f.get(x), f.get(y))
        f.op(`${type}.add`)
      },
      () => {
        const r = f.local(type)
        f.set(r, f.op(`${type}.rem_s`, f.get(x), f.get(y)))
        // the signs of rest and divisor differ
        const isBelow = (): void => {
          f.op('i32.eqz', f.op(`${type}.eqz`, f.get(r)))
          f.op(`${type}.lt_s`, f.op(`${type}.xor`, f.get(r), f.get(y)), number(f, 0))
          f.op('i32.and')
        }
        if (rest) {
          f.op(`${type}.add`, f.get(r), f.get(y))
          f.get(r)
          isBelow()
          f.op('select')
        } else {
          f.op(`${type}.div_s`, f.get(x), f.get(y))
          isBelow()
          if (type === 'i64') f.op('i64.extend_i32_u')
          f.op(`${type}.sub`)
        }
        f.free(type, r)
      },
      type,
    )
  })
}

/** What an operation does with vectors whose elements are of this storage; undefined where there are no instructions for it. */
export function binaryCode(operation: VectorBinary, storage: Storage): BinaryCode | undefined {
  if (isComparison(operation)) {
    // numbers of 64 bits without a sign are not there
    return comparison(operation, storage)
  }
  const shape = shapeOf(storage)
  switch (operation) {
    case 'add':
    case 'sub':
      return instruction(`${shape}.${operation}` as Opcode)
    case 'mul':
      return SIZES[storage] === 1 ? byteProduct : instruction(`${shape}.mul` as Opcode)
    case 'div':
      return isFloat(storage) ? instruction(`${shape}.div` as Opcode) : undefined
    case 'floordiv':
    case 'mod':
      return storage === 'i8' || storage === 'i4' ? division(storage, operation === 'mod') : undefined
    case 'maximum':
    case 'minimum':
      return extreme(operation, storage)
    case 'and':
    case 'or':
    case 'xor':
      return isFloat(storage) ? undefined : instruction(`v128.${operation}`)
  }
}

const FLOAT_INSTRUCTIONS = {
  neg: 'neg',
  abs: 'abs',
  sqrt: 'sqrt',
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
  rint: 'nearest',
} as const

/** As `binaryCode`, of operations of one vector. */
export function unaryCode(operation: VectorUnary, storage: Storage): UnaryCode | undefined {
  const shape = shapeOf(storage)
  if (operation === 'copy') return (f, x) => f.get(x)
  if (operation === 'not') return isFloat(storage) ? undefined : (f, x) => f.op('v128.not', f.get(x))
  if (operation === 'flip')
    return storage === 'u1' ? (f, x) => f.op('v128.xor', f.get(x), f.bytes(new Array<number>(16).fill(1))) : undefined
  if (isFloat(storage)) return (f, x) => f.op(`${shape}.${FLOAT_INSTRUCTIONS[operation]}` as Opcode, f.get(x))
  if (operation === 'neg') return (f, x) => f.op(`${shape}.neg` as Opcode, f.get(x))
  // without a sign there is nothing to do
  if (operation === 'abs') return (f, x) => (isUnsigned(storage) ? f.get(x) : f.op(`${shape}.abs` as Opcode, f.get(x)))
  return undefined
}
