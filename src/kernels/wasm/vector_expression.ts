/** Scalar expressions on four floats at a time, as far as epilogues of matrix products use them. */
import type { Scalar, ScalarFunction } from '../scalar.ts'
import type { Emitted, FunctionBuilder, Local } from './module.ts'
import type { Opcode } from './opcodes.ts'

const PLAIN: Partial<Record<ScalarFunction, Opcode>> = {
  add: 'f32x4.add',
  sub: 'f32x4.sub',
  mul: 'f32x4.mul',
  div: 'f32x4.div',
  neg: 'f32x4.neg',
  abs: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
  floor: 'f32x4.floor',
  ceil: 'f32x4.ceil',
  rint: 'f32x4.nearest',
  round: 'f32x4.nearest',
  lt: 'f32x4.lt',
  le: 'f32x4.le',
  gt: 'f32x4.gt',
  ge: 'f32x4.ge',
  eq: 'f32x4.eq',
  ne: 'f32x4.ne',
  and: 'v128.and',
  or: 'v128.or',
  not: 'v128.not',
}

/** Whether `vectorExpression` can emit it. */
export function isVectorExpression(scalar: Scalar): boolean {
  switch (scalar.kind) {
    case 'input':
    case 'literal':
      return true
    case 'cast':
      return false
    case 'call':
      return (scalar.fn in PLAIN || ['max', 'min', 'select', 'square', 'reciprocal'].includes(scalar.fn)) && scalar.args.every(isVectorExpression)
    default:
      return scalar satisfies never
  }
}

/** Pushes the value of `scalar` with input i in the local inputs[i]. */
export function vectorExpression(f: FunctionBuilder, scalar: Scalar, inputs: readonly Local[]): Emitted {
  switch (scalar.kind) {
    case 'input':
      return f.get(inputs[scalar.index] as Local)
    case 'literal':
      return f.f32x4(scalar.value)
    case 'cast':
      throw new Error('no casts in vector expressions')
    case 'call': {
      const [x, y, z] = scalar.args.map(arg => f.let('v128', vectorExpression(f, arg, inputs))) as [Local, Local, Local]
      const opcode = PLAIN[scalar.fn]
      if (opcode !== undefined) {
        for (const arg of scalar.args.length === 1 ? [x] : [x, y]) f.get(arg)
        f.op(opcode)
      } else if (scalar.fn === 'max' || scalar.fn === 'min') {
        // (x < y) ? y : x
        f.op('v128.bitselect', f.get(y), f.get(x), f.op(scalar.fn === 'max' ? 'f32x4.lt' : 'f32x4.gt', f.get(x), f.get(y)))
      } else if (scalar.fn === 'select') {
        f.op('v128.bitselect', f.get(y), f.get(z), f.get(x))
      } else if (scalar.fn === 'square') {
        f.op('f32x4.mul', f.get(x), f.get(x))
      } else {
        f.op('f32x4.div', f.f32x4(1), f.get(x))
      }
      f.free('v128', ...[x, y, z].slice(0, scalar.args.length))
      return undefined
    }
    default:
      return scalar satisfies never
  }
}
