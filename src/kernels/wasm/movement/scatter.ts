/**
 * Kernels that write rows chosen by indices (int32 or int64), for every type that there is vector code for:
 * - `scatter` (attrs.update: assign, add, sub, mul, div): ref, indices, updates; ref changes where it lies
 * - `scatter_nd`: indices, updates → their sums in zeros
 * - `gather_nd`: params, indices → rows
 * - `sparse_to_dense` (attrs.ordered: indices must grow): indices, values (one for all, or one for each), default → the default, with the values
 * - `unsorted_segment_sum`: data, ids → sums
 *
 * attrs.leading: the sizes of the dimensions that index vectors, the last dimension of the indices, choose from; without it an index is a
 * number. An index that is not there fails the step before anything is written. Rows that are named twice are updated one after the other:
 * every row belongs to one thread, which goes through all indices.
 */
import { numElements } from '../../../tensor/shape.ts'
import { call, input, type Scalar } from '../../scalar.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { expressionCost, unrollFor } from '../elementwise/elementwise.ts'
import { FAILURES } from '../elementwise/failures.ts'
import { emitRow, vectorPhase } from '../elementwise/loops.ts'
import { elementBytes, NotVectorizable, storePartial, storeValue } from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import { type Operand, type Phase, STATUS, type Step, samePlace, type WasmKernel } from '../step.ts'
import { emitRowCopy } from './copy.ts'
import { movementKernels } from './movement.ts'

/** Nanoseconds to find a row. */
const ROW_COST = 4
/** Bytes that two threads should not share. */
const LINE = 64

/** Fails the step where an index is not in [0, limit), or a part of an index vector in its own; the reference kernel then says which. */
export function indexCheck(module: ModuleBuilder, indices: Operand, ...limits: readonly number[]): Phase {
  const count = numElements(indices.shape)
  const wide = indices.dtype === 'int64'
  const bytes = wide ? 8 : 4
  const func = module.phase(f => {
    const at = f.let('i32', f.address(indices.place, ARENA, TABLE))
    const end = f.let('i32', f.op('i32.add', f.get(at), f.i32(count * bytes)))
    f.for(at, { local: at }, { local: end }, bytes * limits.length, () => {
      limits.forEach((limit, part) => {
        if (wide) f.op('i64.ge_u', f.load('i64.load', f.get(at), bytes * part), f.i64(limit))
        else f.op('i32.ge_u', f.load('i32.load', f.get(at), bytes * part), f.i32(limit))
        if (part > 0) f.op('i32.or')
      })
      f.if(undefined, () => {
        f.store('i32.store', f.get(TABLE), f.i32(FAILURES.indexOutOfRange), 4 * STATUS.code)
        f.return()
      })
    })
  })
  return { function: func, parallel: false, cost: count, fails: true }
}

/** Which rows of an array of `dims` the indices choose. */
interface Choice {
  readonly indices: Operand
  readonly leading: readonly number[]
  /** How many rows there are, and how many are chosen. */
  readonly limit: number
  readonly count: number
  /** Elements of a row. */
  readonly width: number
}

export function choiceOf(step: Step, dims: readonly number[], indices: Operand): Choice {
  const given = step.attrs['leading'] as readonly number[] | undefined
  const leading = given ?? dims.slice(0, 1)
  const limit = numElements(leading)
  return {
    indices,
    leading,
    limit,
    count: numElements(indices.shape) / leading.length,
    width: numElements(dims.slice(leading.length)),
  }
}
export const checkOf = (module: ModuleBuilder, { indices, leading }: Choice): Phase =>
  indexCheck(module, indices, ...leading)

/** Pushes the number of the row that the index (or the index vector) at `from` chooses. */
function rowNumber(f: FunctionBuilder, { indices, leading }: Choice, from: Local): void {
  const bytes = indices.dtype === 'int64' ? 8 : 4
  // indices have been checked, so the low word says all
  leading.forEach((size, part) => {
    if (part > 0) f.op('i32.mul', undefined, f.i32(size))
    f.load('i32.load', f.get(from), bytes * part)
    if (part > 0) f.op('i32.add')
  })
}

/** An array of rows that moves along with the indices, or whose row an index chooses. */
interface Rows {
  readonly operand: Operand
  readonly chosen: boolean
}

/**
 * Runs `body` for all indices whose row is this thread's, or where chosen rows are only read for this thread's share of the indices.
 * `pointers`: the row in each array.
 */
function eachRow(
  f: FunctionBuilder,
  choice: Choice,
  arrays: readonly Rows[],
  rowBytes: readonly number[],
  body: (pointers: readonly Local[]) => void,
  reading = false,
): void {
  const { indices, leading, limit, count } = choice
  const bytes = leading.length * (indices.dtype === 'int64' ? 8 : 4)
  const bases = arrays.map(({ operand }) => f.let('i32', f.address(operand.place, ARENA, TABLE)))
  const pointers = arrays.map(() => f.local('i32'))
  const from = f.let('i32', f.address(indices.place, ARENA, TABLE))
  const [at, index] = f.locals('i32', 2)
  // neighbouring rows that lie in one line of the cache belong together
  const chosenBytes = Math.min(...arrays.flatMap(({ chosen }, i) => (chosen ? [rowBytes[i] as number] : [])))
  const together = Math.max(1, Math.ceil(LINE / chosenBytes))
  const share = reading
    ? f.share(THREAD, THREADS, count, Math.max(1, Math.ceil(LINE / (rowBytes[0] as number))))
    : undefined
  if (share) f.set(from, f.op('i32.add', f.get(from), f.op('i32.mul', f.get(share.begin), f.i32(bytes))))
  f.for(at, share ? { local: share.begin } : 0, share ? { local: share.end } : count, 1, () => {
    rowNumber(f, choice, from)
    f.set(index)
    f.block(skip => {
      if (!reading && limit > together) {
        f.op('i32.rem_u', f.op('i32.div_u', f.get(index), f.i32(together)), f.get(THREADS))
        f.br_if(skip, f.op('i32.ne', undefined, f.get(THREAD)))
      } else if (!reading) f.br_if(skip, f.get(THREAD))
      arrays.forEach(({ chosen }, i) => {
        f.get(bases[i] as Local)
        f.set(
          pointers[i] as Local,
          f.op('i32.add', undefined, f.op('i32.mul', f.get(chosen ? index : at), f.i32(rowBytes[i] as number))),
        )
      })
      body(pointers)
    })
    f.increment(from, bytes)
  })
  f.free('i32', from, at, index, ...bases, ...pointers)
}

export const isIndices = (operand: Operand | undefined): operand is Operand =>
  operand?.dtype === 'int32' || operand?.dtype === 'int64'

interface RowUpdate {
  readonly choice: Choice
  /** The arrays that change, and the new values of their rows. */
  readonly outputs: readonly { readonly operand: Operand; readonly scalar: Scalar }[]
  /** What the expressions are of. */
  readonly inputs: readonly { readonly operand: Operand; readonly kind: 'chosen' | 'moving' | 'still' }[]
}

/** A phase that computes rows. Undefined where there is no vector code for the expressions. */
export function updatePhase(module: ModuleBuilder, update: RowUpdate): Phase | undefined {
  const { choice, outputs, inputs } = update
  const { width, count } = choice
  const failing = { any: false }
  const operands = [...outputs.map(({ operand }) => operand), ...inputs.map(({ operand }) => operand)]
  const scalars = outputs.map(({ scalar }) => scalar)
  try {
    const func = vectorPhase(module, (f, m) => emitUpdate(f, m, operands, scalars))
    if (failing.any) return undefined
    return { function: func, parallel: true, cost: count * ROW_COST + expressionCost(scalars, operands, count * width) }
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }

  function emitUpdate(
    f: FunctionBuilder,
    m: VectorMath,
    all: readonly Operand[],
    expressions: readonly Scalar[],
  ): void {
    const bytes = all.map(operand => elementBytes(operand.dtype))
    const rows = [
      ...outputs.map(({ operand }) => ({ operand, chosen: true })),
      ...inputs
        .filter(({ kind }) => kind !== 'still')
        .map(({ operand, kind }) => ({ operand, chosen: kind === 'chosen' })),
    ]
    const still = inputs.map(({ operand, kind }) =>
      kind === 'still' ? f.let('i32', f.address(operand.place, ARENA, TABLE)) : undefined,
    )
    const elements = f.let('i32', f.i32(width))
    const each = rows.map(({ operand }) => elementBytes(operand.dtype) * width)
    eachRow(f, choice, rows, each, pointers => {
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
          expressions: expressions.map((scalar, i) => ({
            scalar,
            type: (outputs[i] as RowUpdate['outputs'][number]).operand.dtype,
          })),
          inputs: places,
          outputs: targets,
          unroll: Math.min(unrollFor(expressions, all), Math.max(1, width >> 2)),
          failing,
        },
        elements,
        width,
        (values, valid, vector) => {
          const store = (): void => {
            for (const [k, value] of values.entries())
              storeValue(m, value, pointers[k] as Local, 4 * vector * (bytes[k] as number))
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
    if (samePlace(ref.place, updates.place) || samePlace(ref.place, indices.place) || updates.dtype !== ref.dtype)
      return undefined
    const choice = choiceOf(step, ref.shape, indices)
    const { limit, width, count } = choice
    if (numElements(updates.shape) !== count * width) return undefined
    if (count === 0) return []
    const check = checkOf(module, choice)
    if (width === 0 || limit === 0) return [check]
    const { update } = step.attrs as { readonly update: 'assign' | 'add' | 'sub' | 'mul' | 'div' }
    if (update === 'assign') return copies(module, check, choice, { to: ref, from: updates, chosen: 'to' })
    const phase = updatePhase(module, {
      choice,
      outputs: [{ operand: ref, scalar: call(update, input(0), input(1)) }],
      inputs: [
        { operand: ref, kind: 'chosen' },
        { operand: updates, kind: 'moving' },
      ],
    })
    return phase && [check, phase]
  },
}

interface Copies {
  readonly to: Operand
  /** One element stands for all rows. */
  readonly single?: boolean
  readonly from: Operand
  /** The side whose rows the indices choose. */
  readonly chosen: 'to' | 'from'
}

/** Rows copied, whatever their type. */
function copies(
  module: ModuleBuilder,
  check: Phase,
  choice: Choice,
  { to, from, chosen, single }: Copies,
): readonly Phase[] | undefined {
  try {
    const bytes = elementBytes(to.dtype) * choice.width
    const func = module.phase(f => {
      const arrays = [
        { operand: to, chosen: chosen === 'to' },
        { operand: from, chosen: chosen === 'from' },
      ]
      const copy = ([target, source]: readonly Local[]): void => emitRowCopy(f, bytes, target as Local, source as Local)
      eachRow(f, choice, arrays, [bytes, single ? 0 : bytes], copy, chosen === 'from')
    })
    return [check, { function: func, parallel: true, cost: choice.count * (ROW_COST + bytes * 0.03) }]
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }
}

const unsortedSegmentSum: WasmKernel = {
  emit(module, step) {
    const [data, ids] = step.inputs
    return sums(module, step, ids, data)
  },
}

const scatterNd: WasmKernel = {
  emit(module, step) {
    const [indices, updates] = step.inputs
    return sums(module, step, indices, updates)
  },
}

/** Rows of `data` added to the rows of zeros that the indices choose. */
function sums(
  module: ModuleBuilder,
  step: Step,
  indices: Operand | undefined,
  data: Operand | undefined,
): readonly Phase[] | undefined {
  const [output] = step.outputs
  if (data === undefined || !isIndices(indices) || output === undefined || output.shape.length === 0) return undefined
  const choice = choiceOf(step, output.shape, indices)
  const { limit, width, count } = choice
  if (numElements(data.shape) !== count * width) return undefined
  const check = count === 0 ? [] : [checkOf(module, choice)]
  if (width === 0 || limit === 0) return check
  const clear = clearing(module, output)
  if (clear === undefined) return undefined
  if (count === 0) return [clear]
  const phase = updatePhase(module, {
    choice,
    outputs: [{ operand: output, scalar: call('add', input(0), input(1)) }],
    inputs: [
      { operand: output, kind: 'chosen' },
      { operand: data, kind: 'moving' },
    ],
  })
  return phase && [...check, clear, phase]
}

const gatherNd: WasmKernel = {
  emit(module, step) {
    const [params, indices] = step.inputs
    const [output] = step.outputs
    if (params === undefined || !isIndices(indices) || output === undefined || params.dtype !== output.dtype)
      return undefined
    const choice = choiceOf(step, params.shape, indices)
    if (numElements(output.shape) !== choice.count * choice.width) return undefined
    if (choice.count === 0) return []
    const check = checkOf(module, choice)
    if (choice.width === 0 || choice.limit === 0) return [check]
    return copies(module, check, choice, { to: output, from: params, chosen: 'from' })
  },
}

/** Fails the step where an index (or index vector) does not come behind the one before it. */
function orderCheck(module: ModuleBuilder, choice: Choice): Phase {
  const bytes = choice.leading.length * (choice.indices.dtype === 'int64' ? 8 : 4)
  const func = module.phase(f => {
    const from = f.let('i32', f.address(choice.indices.place, ARENA, TABLE))
    const before = f.let('i32', f.i32(-1))
    const at = f.local('i32')
    const row = f.local('i32')
    f.for(at, 0, choice.count, 1, () => {
      rowNumber(f, choice, from)
      f.set(row)
      f.if(f.op('i32.le_s', f.get(row), f.get(before)), () => {
        f.store('i32.store', f.get(TABLE), f.i32(FAILURES.indexOutOfRange), 4 * STATUS.code)
        f.return()
      })
      f.set(before, f.get(row))
      f.increment(from, bytes)
    })
  })
  return { function: func, parallel: false, cost: choice.count, fails: true }
}

const sparseToDense: WasmKernel = {
  emit(module, step) {
    const [indices, values, initial] = step.inputs
    const [output] = step.outputs
    if (
      !isIndices(indices) ||
      values === undefined ||
      initial === undefined ||
      output === undefined ||
      values.dtype !== output.dtype
    )
      return undefined
    const choice = choiceOf(step, output.shape, indices)
    const fill = movementKernels['fill']?.emit(module, { ...step, inputs: [initial], attrs: {} })
    if (choice.count === 0 || fill === undefined) return fill
    const check = checkOf(module, choice)
    if (choice.limit === 0) return [check]
    const copied = copies(module, check, choice, {
      to: output,
      from: values,
      chosen: 'to',
      single: values.shape.length === 0,
    })
    if (copied === undefined) return undefined
    const order = step.attrs['ordered'] === true ? [orderCheck(module, choice)] : []
    return [check, ...order, ...fill, ...copied.slice(1)]
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
  ['scatter_nd', scatterNd],
  ['gather_nd', gatherNd],
  ['sparse_to_dense', sparseToDense],
  ['unsorted_segment_sum', unsortedSegmentSum],
]
