/** Loops of vector code: functions with constants before their loops, rows of nested loops, and the loop over one row. */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import type { Scalar } from '../../scalar.ts'
import { FunctionBuilder, type Local } from '../assembler/function_builder.ts'
import { type ModuleBuilder, TABLE } from '../assembler/module.ts'
import { Constants, VectorMath } from '../math/ops.ts'
import { STATUS } from '../step.ts'
import { VectorCompiler, type VectorContext } from './compiler.ts'
import { elementBytes, loadValue, splatValue, type Value } from './values.ts'

/** A phase's function whose body uses vector constants. The body is emitted twice, see `Constants`; the first time may throw NotVectorizable. */
export function vectorPhase(module: ModuleBuilder, body: (f: FunctionBuilder, m: VectorMath) => void): number {
  const constants = new Constants()
  const scratch = new FunctionBuilder(module.relaxed)
  scratch.begin(4)
  body(scratch, new VectorMath(scratch, constants))
  return module.phase(f => {
    constants.emit(f)
    body(f, new VectorMath(f, constants))
  })
}

/** A pointer that moves with the rows: bytes per iteration of each loop. */
export interface RowPointer {
  readonly local: Local
  readonly steps: readonly number[]
}

/** Adds a constant number of bytes to a pointer. */
function advance(f: FunctionBuilder, pointer: Local, bytes: number): void {
  if (bytes !== 0) f.increment(pointer, bytes)
}

/**
 * Runs `body` for the rows [begin, end) of the loops `lengths`, counted through in order; the pointers stand at each row's
 * start, as they stood at row 0 before.
 */
export function emitRows(
  f: FunctionBuilder,
  lengths: readonly number[],
  pointers: readonly RowPointer[],
  begin: Local,
  end: Local,
  body: () => void,
): void {
  const last = lengths.length - 1
  const row = f.local('i32')
  const index = lengths.map(() => f.local('i32'))
  f.set(row, f.get(begin))
  f.if(f.op('i32.lt_s', f.get(row), f.get(end)), () => {
    const rest = f.local('i32')
    f.set(rest, f.get(row))
    for (let axis = last; axis >= 0; axis--) {
      const length = lengths[axis] as number
      const at = index[axis] as Local
      if (axis === 0) f.set(at, f.get(rest))
      else {
        f.set(at, f.op('i32.rem_u', f.get(rest), f.i32(length)))
        f.set(rest, f.op('i32.div_u', f.get(rest), f.i32(length)))
      }
      for (const { local, steps } of pointers) {
        const step = steps[axis] as number
        if (step !== 0) f.set(local, f.op('i32.add', f.get(local), f.op('i32.mul', f.get(at), f.i32(step))))
      }
    }
    f.free('i32', rest)
    f.loop(again => {
      body()
      f.block(carried => {
        for (let axis = last; axis >= 0; axis--) {
          for (const { local, steps } of pointers) advance(f, local, steps[axis] as number)
          if (axis === 0) break
          const at = index[axis] as Local
          const length = lengths[axis] as number
          f.set(at, f.op('i32.add', f.get(at), f.i32(1)))
          f.br_if(carried, f.op('i32.lt_s', f.get(at), f.i32(length)))
          f.set(at, f.i32(0))
          for (const { local, steps } of pointers) advance(f, local, -(steps[axis] as number) * length)
        }
      })
      f.set(row, f.op('i32.add', f.get(row), f.i32(1)))
      f.br_if(again, f.op('i32.lt_s', f.get(row), f.get(end)))
    })
  })
  f.free('i32', row, ...index)
}

/** An input of a row's expression: its type, its pointer, and whether it moves along the row or stands for one element. */
export interface RowInput {
  readonly type: BaseDTypeName
  readonly pointer: Local
  readonly moving: boolean
}

/** An expression, and the type in which its values are wanted. */
export interface RowExpression {
  readonly scalar: Scalar
  readonly type: BaseDTypeName
}

/** What is done with the values of a row's expressions. `valid`: how many of the four elements count, a local; undefined for all. */
export type Consume = (values: readonly Value[], valid: Local | undefined, vector: number) => void

export interface RowLoop {
  readonly module: ModuleBuilder
  readonly m: VectorMath
  readonly expressions: readonly RowExpression[]
  readonly inputs: readonly RowInput[]
  /** Further pointers that move: their bytes per element. */
  readonly outputs: readonly { readonly pointer: Local; readonly bytes: number }[]
  /** Vectors of four elements per iteration. */
  readonly unroll: number
  /** The row is all there is: its last elements are the last ones of each array. */
  readonly whole?: boolean
  /** Set where the expression may fail. */
  readonly failing: { any: boolean }
}

/** Maximal subexpressions that depend only on inputs for which `stays` holds. */
export function invariants(expression: Scalar, stays: (index: number) => boolean): Scalar[] {
  const still = new Map<Scalar, boolean>()
  const visit = (scalar: Scalar): boolean => {
    let known = still.get(scalar)
    if (known === undefined) {
      if (scalar.kind === 'literal') known = true
      else if (scalar.kind === 'input') known = stays(scalar.index)
      else known = (scalar.kind === 'cast' ? [scalar.arg] : scalar.args).map(visit).every(Boolean)
      still.set(scalar, known)
    }
    return known
  }
  visit(expression)
  const found = new Set<Scalar>()
  const seen = new Set<Scalar>()
  const collect = (scalar: Scalar): void => {
    if (seen.has(scalar)) return
    seen.add(scalar)
    if (scalar.kind === 'literal') return
    if (still.get(scalar)) found.add(scalar)
    else if (scalar.kind === 'cast') collect(scalar.arg)
    else if (scalar.kind === 'call') scalar.args.forEach(collect)
  }
  collect(expression)
  return [...found]
}

/**
 * Emits the loop over one row of `count` elements (a local, which stays) from the pointers on, which are moved along. Inputs that
 * stand still, and what depends on them alone, are computed before it.
 */
export function emitRow(loop: RowLoop, count: Local, length: number, consume: Consume): void {
  const { m, module, expressions, inputs, outputs } = loop
  const { f } = m
  const types = inputs.map(input => input.type)
  const context = (offset: number, valid: Local | undefined): VectorContext => ({
    m,
    module,
    inputs: types,
    left: loop.whole ? valid : undefined,
    load: index => {
      const input = inputs[index] as RowInput
      if (!input.moving) return splatValue(m, input.type, input.pointer)
      return loadValue(m, input.type, input.pointer, offset * elementBytes(input.type))
    },
    fail: (code, bad) => {
      loop.failing.any = true
      f.get(bad)
      if (valid !== undefined)
        f.op('v128.and', undefined, f.op('i32x4.gt_s', f.op('i32x4.splat', f.get(valid)), f.i32x4(0, 1, 2, 3)))
      f.if(f.op('v128.any_true'), () => f.store('i32.store', f.get(TABLE), f.i32(code), 4 * STATUS.code))
    },
  })
  const move = (elements: number): void => {
    for (const input of inputs) if (input.moving) advance(f, input.pointer, elements * elementBytes(input.type))
    for (const { pointer, bytes } of outputs) advance(f, pointer, elements * bytes)
  }
  m.scope((): readonly Local[] => {
    const before = new VectorCompiler(context(0, undefined))
    const known = new Map<Scalar, Value>()
    // a bare literal's type is its neighbour's, and constants are before the loop anyway
    for (const { scalar: whole, type } of expressions) {
      for (const scalar of invariants(whole, index => inputs[index]?.moving === false))
        known.set(scalar, before.value(scalar, type))
    }
    const vector = (index: number, valid: Local | undefined): void => {
      m.scope((): readonly Local[] => {
        const compiler = new VectorCompiler(context(4 * index, valid), known)
        // all values first: a result may be stored where an operand of another lies
        const values = expressions.map(({ scalar, type }) => compiler.compile(scalar, type))
        consume(values, valid, index)
        return []
      })
    }
    const rest = f.local('i32')
    f.set(rest, f.get(count))
    const batch = 4 * loop.unroll
    if (loop.unroll > 1 && length >= batch) {
      f.if(f.op('i32.ge_s', f.get(rest), f.i32(batch)), () =>
        f.loop(again => {
          for (let index = 0; index < loop.unroll; index++) vector(index, undefined)
          move(batch)
          f.increment(rest, -batch)
          f.br_if(again, f.op('i32.ge_s', f.get(rest), f.i32(batch)))
        }),
      )
    }
    if (loop.unroll === 1 || length % batch !== 0) {
      f.if(f.op('i32.gt_s', f.get(rest), f.i32(0)), () =>
        f.loop(again => {
          vector(0, length % 4 === 0 ? undefined : rest)
          move(4)
          f.increment(rest, -4)
          f.br_if(again, f.op('i32.gt_s', f.get(rest), f.i32(0)))
        }),
      )
    }
    f.free('i32', rest)
    return []
  })
}
