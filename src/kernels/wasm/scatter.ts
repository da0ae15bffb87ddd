/**
 * Kernels that write rows chosen by indices (int32 or int64), for every type that there is vector code for:
 * - `scatter` (attrs.update: assign, add, sub, mul, div): ref, indices, updates; ref changes where it lies
 * - `sparse_update` (attrs.state, indices, gradient: numbers of inputs; step.scalar and step.further: the new values of the state, in
 *   its order): rows of several variables, from their old values, the gradient's rows and scalars
 * - `unsorted_segment_sum`: data, ids → sums
 *
 * An index that is not there fails the step before anything is written. Rows that are named twice are updated one after the other:
 * every row belongs to one thread, which goes through all indices.
 */
import { numElements } from '../../tensor/shape.ts'
import { call, input, type Scalar } from '../scalar.ts'
import { expressionCost, unrollFor } from './elementwise.ts'
import { FAILURES } from './elementwise_failures.ts'
import { emitRow, vectorPhase } from './elementwise_loops.ts'
import { elementBytes, NotVectorizable, storePartial, storeValue } from './elementwise_values.ts'
import type { FunctionBuilder, Local } from './function_builder.ts'
import type { VectorMath } from './math_ops.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from './module.ts'
import { emitRowCopy } from './movement_copy.ts'
import { type Operand, type Phase, type Place, STATUS, type Step, type WasmKernel } from './step.ts'

/** Nanoseconds to find a row. */
const ROW_COST = 4
/** Bytes that two threads should not share. */
const LINE = 64

/** Fails the step where an index is not in [0, limit): the reference kernel then says which. */
export function indexCheck(module: ModuleBuilder, indices: Operand, limit: number): Phase {
  const count = numElements(indices.shape)
  const wide = indices.dtype === 'int64'
  const func = module.phase(f => {
    const at = f.let('i32', f.address(indices.place, ARENA, TABLE))
    const end = f.let('i32', f.op('i32.add', f.get(at), f.i32(count * (wide ? 8 : 4))))
    f.for(at, { local: at }, { local: end }, wide ? 8 : 4, () => {
      if (wide) f.op('i64.ge_u', f.load('i64.load', f.get(at)), f.i64(limit))
      else f.op('i32.ge_u', f.load('i32.load', f.get(at)), f.i32(limit))
      f.if(undefined, () => {
        f.store('i32.store', f.get(TABLE), f.i32(FAILURES.indexOutOfRange), 4 * STATUS.code)
        f.return()
      })
    })
  })
  return { function: func, parallel: false, cost: count, fails: true }
}

/** An array of rows that moves along with the indices, or whose row an index chooses. */
interface Rows {
  readonly operand: Operand
  readonly chosen: boolean
}

/** Runs `body` for all indices whose row is this thread's. `pointers`: the row in each array. */
function eachRow(
  f: FunctionBuilder,
  indices: Operand,
  limit: number,
  arrays: readonly Rows[],
  rowBytes: readonly number[],
  body: (pointers: readonly Local[]) => void,
): void {
  const count = numElements(indices.shape)
  const wide = indices.dtype === 'int64'
  const bases = arrays.map(({ operand }) => f.let('i32', f.address(operand.place, ARENA, TABLE)))
  const pointers = arrays.map(() => f.local('i32'))
  const from = f.let('i32', f.address(indices.place, ARENA, TABLE))
  const [left, index] = f.locals('i32', 2) as [Local, Local]
  // neighbouring rows that lie in one line of the cache belong together
  const chosenBytes = Math.min(...arrays.flatMap(({ chosen }, i) => (chosen ? [rowBytes[i] as number] : [])))
  const together = Math.max(1, Math.ceil(LINE / chosenBytes))
  f.for(left, 0, count, 1, () => {
    f.set(index, f.load('i32.load', f.get(from)))
    f.block(skip => {
      if (limit > together) {
        f.op('i32.rem_u', f.op('i32.div_u', f.get(index), f.i32(together)), f.get(THREADS))
        f.br_if(skip, f.op('i32.ne', undefined, f.get(THREAD)))
      } else f.br_if(skip, f.get(THREAD))
      arrays.forEach(({ chosen }, i) => {
        f.get(bases[i] as Local)
        f.set(pointers[i] as Local, f.op('i32.add', undefined, f.op('i32.mul', f.get(chosen ? index : left), f.i32(rowBytes[i] as number))))
      })
      body(pointers)
    })
    f.increment(from, wide ? 8 : 4)
  })
  f.free('i32', from, left, index, ...bases, ...pointers)
}

const isIndices = (operand: Operand | undefined): operand is Operand => operand?.dtype === 'int32' || operand?.dtype === 'int64'
const samePlace = (a: Place, b: Place): boolean =>
  a.base === 'arena' ? b.base === 'arena' && a.offset === b.offset : b.base === 'table' && a.slot === b.slot

interface RowUpdate {
  readonly indices: Operand
  /** Rows of these arrays are chosen by the indices. */
  readonly limit: number
  /** Elements of a row. */
  readonly width: number
  /** The arrays that change, and the new values of their rows. */
  readonly outputs: readonly { readonly operand: Operand; readonly scalar: Scalar }[]
  /** What the expressions are of; undefined stands for an operand that is in none. */
  readonly inputs: readonly { readonly operand: Operand; readonly kind: 'chosen' | 'moving' | 'still' }[]
}

/** A phase that computes rows. Undefined where there is no vector code for the expressions. */
function updatePhase(module: ModuleBuilder, update: RowUpdate): Phase | undefined {
  const { indices, limit, width, outputs, inputs } = update
  const failing = { any: false }
  const operands = [...outputs.map(({ operand }) => operand), ...inputs.map(({ operand }) => operand)]
  const scalars = outputs.map(({ scalar }) => scalar)
  try {
    const func = vectorPhase(module, (f, m) => emitUpdate(f, m, operands, scalars))
    if (failing.any) return undefined
    const count = numElements(indices.shape)
    return { function: func, parallel: true, cost: count * ROW_COST + expressionCost(scalars, operands, count * width) }
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }

  function emitUpdate(f: FunctionBuilder, m: VectorMath, all: readonly Operand[], expressions: readonly Scalar[]): void {
    const bytes = all.map(operand => elementBytes(operand.dtype))
    const rows = [
      ...outputs.map(({ operand }) => ({ operand, chosen: true })),
      ...inputs.filter(({ kind }) => kind !== 'still').map(({ operand, kind }) => ({ operand, chosen: kind === 'chosen' })),
    ]
    const still = inputs.map(({ operand, kind }) => (kind === 'still' ? f.let('i32', f.address(operand.place, ARENA, TABLE)) : undefined))
    const count = f.let('i32', f.i32(width))
    const each = rows.map(({ operand }) => elementBytes(operand.dtype) * width)
    eachRow(f, indices, limit, rows, each, pointers => {
      let next = outputs.length
      const places = inputs.map(({ operand, kind }, i) => ({
        type: operand.dtype,
        pointer: kind === 'still' ? (still[i] as Local) : (pointers[next++] as Local),
        moving: kind !== 'still',
      }))
      const targets = outputs.map((_, i) => ({ pointer: pointers[i] as Local, bytes: bytes[i] as number }))
      emitRow(
        {
          module,
          m,
          expressions: expressions.map((scalar, i) => ({ scalar, type: (outputs[i] as RowUpdate['outputs'][number]).operand.dtype })),
          inputs: places,
          outputs: targets,
          unroll: Math.min(unrollFor(expressions, all), Math.max(1, width >> 2)),
          failing,
        },
        count,
        width,
        (values, valid, vector) => {
          const store = (): void => {
            for (const [k, value] of values.entries()) storeValue(m, value, pointers[k] as Local, 4 * vector * (bytes[k] as number))
          }
          if (valid === undefined) store()
          else
            f.if(f.op('i32.ge_s', f.get(valid), f.i32(4)), store, () => {
              for (const [k, value] of values.entries()) storePartial(m, value, pointers[k] as Local, valid)
            })
        },
      )
    })
  }
}

const scatter: WasmKernel = {
  emit(module, step) {
    const [ref, indices, updates] = step.inputs
    if (ref === undefined || !isIndices(indices) || updates === undefined || ref.shape.length === 0) return undefined
    // rows of the variable itself: their order counts
    if (samePlace(ref.place, updates.place) || samePlace(ref.place, indices.place) || updates.dtype !== ref.dtype) return undefined
    const limit = ref.shape[0] as number
    const width = numElements(ref.shape.slice(1))
    const count = numElements(indices.shape)
    if (numElements(updates.shape) !== count * width) return undefined
    if (count === 0) return []
    const check = indexCheck(module, indices, limit)
    if (width === 0 || limit === 0) return [check]
    const { update } = step.attrs as { readonly update: 'assign' | 'add' | 'sub' | 'mul' | 'div' }
    if (update === 'assign') return assignment(module, check, indices, ref, updates, limit, width)
    const phase = updatePhase(module, {
      indices,
      limit,
      width,
      outputs: [{ operand: ref, scalar: call(update, input(0), input(1)) }],
      inputs: [
        { operand: ref, kind: 'chosen' },
        { operand: updates, kind: 'moving' },
      ],
    })
    return phase && [check, phase]
  },
}

/** Rows copied, whatever their type. */
function assignment(
  module: ModuleBuilder,
  check: Phase,
  indices: Operand,
  ref: Operand,
  updates: Operand,
  limit: number,
  width: number,
): readonly Phase[] | undefined {
  try {
    const bytes = elementBytes(ref.dtype) * width
    const func = module.phase(f => {
      const arrays = [
        { operand: ref, chosen: true },
        { operand: updates, chosen: false },
      ]
      eachRow(f, indices, limit, arrays, [bytes, bytes], ([to, from]) => emitRowCopy(f, bytes, to as Local, from as Local))
    })
    return [check, { function: func, parallel: true, cost: numElements(indices.shape) * (ROW_COST + bytes * 0.03) }]
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }
}

const sparseUpdate: WasmKernel = {
  emit(module, step: Step) {
    const {
      state,
      indices: at,
      gradient: from,
    } = step.attrs as { readonly state: readonly number[]; readonly indices: number; readonly gradient: number }
    const indices = step.inputs[at]
    const gradient = step.inputs[from]
    const variable = step.inputs[state[0] as number]
    if (!isIndices(indices) || gradient === undefined || variable === undefined || step.scalar === undefined) return undefined
    const limit = variable.shape[0] as number
    const width = numElements(variable.shape.slice(1))
    const count = numElements(indices.shape)
    const expressions = [step.scalar, ...(step.further ?? [])]
    const changing = state.map(index => step.inputs[index] as Operand)
    const distinct = changing.every((operand, i) => step.inputs.every((other, j) => j === state[i] || !samePlace(operand.place, other.place)))
    if (!distinct || changing.some(operand => numElements(operand.shape) !== limit * width) || numElements(gradient.shape) !== count * width)
      return undefined
    if (count === 0) return []
    const check = indexCheck(module, indices, limit)
    if (width === 0 || limit === 0) return [check]
    const phase = updatePhase(module, {
      indices,
      limit,
      width,
      outputs: changing.map((operand, i) => ({ operand, scalar: expressions[i] as Scalar })),
      inputs: step.inputs.map((operand, i) => ({ operand, kind: state.includes(i) ? 'chosen' : i === from ? 'moving' : 'still' })),
    })
    return phase && [check, phase]
  },
}

const unsortedSegmentSum: WasmKernel = {
  emit(module, step) {
    const [data, ids] = step.inputs
    const [output] = step.outputs
    if (data === undefined || !isIndices(ids) || output === undefined || output.shape.length === 0) return undefined
    const limit = output.shape[0] as number
    const width = numElements(output.shape.slice(1))
    const count = numElements(ids.shape)
    if (numElements(data.shape) !== count * width) return undefined
    const check = count === 0 ? [] : [indexCheck(module, ids, limit)]
    if (width === 0 || limit === 0) return check
    const clear = clearing(module, output)
    if (clear === undefined) return undefined
    if (count === 0) return [clear]
    const phase = updatePhase(module, {
      indices: ids,
      limit,
      width,
      outputs: [{ operand: output, scalar: call('add', input(0), input(1)) }],
      inputs: [
        { operand: output, kind: 'chosen' },
        { operand: data, kind: 'moving' },
      ],
    })
    return phase && [...check, clear, phase]
  },
}

/** Zeros everywhere. */
function clearing(module: ModuleBuilder, output: Operand): Phase | undefined {
  try {
    const bytes = elementBytes(output.dtype) * numElements(output.shape)
    const func = module.phase(f => {
      const { begin, end } = f.share(THREAD, THREADS, bytes, 4096)
      f.op('i32.add', f.address(output.place, ARENA, TABLE), f.get(begin))
      f.fill(undefined, f.i32(0), f.op('i32.sub', f.get(end), f.get(begin)))
    })
    return { function: func, parallel: true, cost: bytes * 0.03 }
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }
}

export const SCATTER_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['scatter', scatter],
  ['sparse_update', sparseUpdate],
  ['unsorted_segment_sum', unsortedSegmentSum],
]
