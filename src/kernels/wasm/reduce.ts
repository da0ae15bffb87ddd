/**
 * The kernel `reduce`: attrs.reduction (sum, mean, prod, max, min, all, any) of step.scalar (default: input 0) over attrs.axes.
 * The inputs broadcast to one shape, whose axes these are; the output has that shape without them (or with 1 in their place).
 */
import { numElements } from '../../tensor/shape.ts'
import { literal } from '../scalar.ts'
import { elementwiseKernel } from './elementwise.ts'
import { castVector } from './elementwise_casts.ts'
import { VectorCompiler, type VectorContext } from './elementwise_compiler.ts'
import { emitRow, emitRows, invariants, vectorPhase } from './elementwise_loops.ts'
import { NotVectorizable, type Value, elementBytes, loadValue, splatValue, storePartial, storeValue } from './elementwise_values.ts'
import type { FunctionBuilder, Local } from './function_builder.ts'
import type { VectorMath } from './math_ops.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from './module.ts'
import { Accumulator, RUN, finish, neutralOf, partialType } from './reduce_accumulator.ts'
import { PANEL, emitBlock } from './reduce_blocks.ts'
import { type ReduceLoop, blocked, emitNested } from './reduce_loops.ts'
import { type ReducePlan, partialBytes, planReduce } from './reduce_plan.ts'
import type { Phase, Place, Step, WasmKernel } from './step.ts'

export const reduceKernel: WasmKernel = {
  scratchBytes(step) {
    const plan = planReduce(step)
    return plan === undefined ? 0 : partialBytes(plan)
  },

  emit(module, step) {
    const plan = planReduce(step)
    const output = step.outputs[0]
    if (plan === undefined || output === undefined) return undefined
    if (plan.results === 0) return []
    try {
      if (plan.size === 0) return elementwiseKernel.emit(module, { ...step, inputs: [], scalar: literal(neutralOf(plan.reduction, plan.type)) })
      const partial = plan.chunks > 1
      const target = partial ? step.scratch : output.place
      if (target === undefined) return undefined
      const main: Phase = {
        function: vectorPhase(module, (f, m) => (plan.inner.reduced ? reduceRows : reduceColumns)(module, m, f, step, plan, target)),
        parallel: true,
        cost: plan.cost,
      }
      return partial ? [main, combinePhase(module, plan, target, output.place)] : [main]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

/** Bytes of an element of what a phase stores: results, or partial ones. */
function storedBytes(plan: ReducePlan): number {
  return elementBytes(plan.chunks > 1 ? plan.partial : plan.type)
}

/** Runs `unit` for this thread's share of `units` × the chunks. `start` is the chunk's first iteration of the outermost reduced loop. */
interface Units {
  readonly lengths: readonly number[]
  /** Bytes per iteration of these loops: for the target, then for each input. */
  readonly steps: readonly (readonly number[])[]
}

function forUnits(
  f: FunctionBuilder,
  step: Step,
  plan: ReducePlan,
  target: Place,
  units: Units,
  grain: number,
  unit: (to: Local, pointers: readonly Local[], count: Local | undefined) => void,
): void {
  const chunked = plan.chunks > 1
  const outermost = plan.reduced[0]?.steps ?? step.inputs.map((each, k) => (plan.inner.moving[k] ? elementBytes(each.dtype) : 0))
  const to = f.let('i32', f.address(target, ARENA, TABLE))
  const pointers = step.inputs.map(each => f.let('i32', f.address(each.place, ARENA, TABLE)))
  const start = f.let('i32', f.i32(0))
  const lengths = chunked ? [plan.chunks, ...units.lengths] : units.lengths
  const prefixed = (chunkStep: number, own: readonly number[]): number[] => (chunked ? [chunkStep, ...own] : [...own])
  const moved = [
    { local: to, steps: prefixed(plan.results * storedBytes(plan), units.steps[0] as readonly number[]) },
    ...pointers.map((local, k) => ({ local, steps: prefixed((outermost[k] as number) * plan.chunkLength, units.steps[k + 1] as readonly number[]) })),
    {
      local: start,
      steps: prefixed(
        plan.chunkLength,
        units.lengths.map(() => 0),
      ),
    },
  ]
  const { begin, end } = f.share(THREAD, THREADS, numElements(lengths), chunked ? 1 : grain)
  const body = (): void => {
    if (!chunked) {
      unit(to, pointers, undefined)
      return
    }
    const total = plan.reduced[0]?.length ?? plan.inner.length
    const count = f.let('i32', f.op('i32.sub', f.i32(total), f.get(start)))
    f.set(count, f.op('select', f.get(count), f.i32(plan.chunkLength), f.op('i32.lt_s', f.get(count), f.i32(plan.chunkLength))))
    unit(to, pointers, count)
    f.free('i32', count)
  }
  if (lengths.length === 0) f.if(f.op('i32.lt_s', f.get(begin), f.get(end)), body)
  else emitRows(f, lengths, moved, begin, end, body)
}

/** Reduced loops with the chunk's count in the outermost, and folding where sums need it. */
function loopsOf(plan: ReducePlan, count: Local | undefined, inner: number, folds: boolean): ReduceLoop[] {
  const loops = plan.reduced.map((loop, i) => (i === 0 && count !== undefined ? { ...loop, length: plan.chunkLength, count } : loop))
  return folds ? blocked(loops, inner, RUN) : loops
}

/** Bytes between results along the kept loops. */
function resultSteps(lengths: readonly number[], last: number): number[] {
  const steps: number[] = []
  let step = last
  for (let i = lengths.length - 1; i >= 0; i--) {
    steps.unshift(step)
    step *= lengths[i] as number
  }
  return steps
}

/** Each result from elements that lie along the innermost loop. */
function reduceRows(module: ModuleBuilder, m: VectorMath, f: FunctionBuilder, step: Step, plan: ReducePlan, target: Place): void {
  const { length, moving } = plan.inner
  const lengths = plan.kept.map(loop => loop.length)
  const units = {
    lengths,
    steps: [resultSteps(lengths, storedBytes(plan)), ...step.inputs.map((_, k) => plan.kept.map(loop => loop.steps[k] as number))],
  }
  const accumulator = new Accumulator(m, plan.reduction, plan.type, plan.vectors, true)
  const cursors = step.inputs.map(() => f.local('i32'))
  const inputs = step.inputs.map((each, k) => ({ type: each.dtype, pointer: cursors[k] as Local, moving: moving[k] as boolean }))
  const failing = { any: false }
  const batch = 4 * plan.vectors
  const perRow = Math.ceil(length / batch)
  forUnits(f, step, plan, target, units, 4, (to, pointers, count) => {
    accumulator.reset()
    const rowCount = plan.reduced.length === 0 ? count : undefined
    const row = (elements: Local): void =>
      emitRow(
        { module, m, expression: plan.expression, type: plan.type, inputs, outputs: [], unroll: plan.vectors, failing },
        elements,
        length,
        (value, valid, vector) => accumulator.add(vector, value, valid === undefined ? undefined : valid),
      )
    emitNested(
      f,
      loopsOf(plan, count, perRow, accumulator.folds),
      pointers,
      () => accumulator.fold(),
      () => {
        cursors.forEach((cursor, k) => f.set(cursor, f.get(pointers[k] as Local)))
        const elements = rowCount ?? f.let('i32', f.i32(length))
        if (accumulator.folds && perRow > RUN) inBlocks(f, elements, RUN * batch, row, () => accumulator.fold())
        else row(elements)
        if (rowCount === undefined) f.free('i32', elements)
      },
    )
    accumulator.fold()
    m.scope((): readonly Local[] => {
      const single = [accumulator.single()]
      storeFirst(m, plan.chunks > 1 ? { type: plan.partial, parts: single } : finish(m, plan.reduction, plan.type, single, plan.each), to)
      return []
    })
  })
  if (failing.any) throw new NotVectorizable('a failing function in a reduction')
}

/** Runs `body` for `total` elements in blocks, and `after` behind each. */
function inBlocks(f: FunctionBuilder, total: Local, block: number, body: (elements: Local) => void, after: () => void): void {
  const [rest, elements] = f.locals('i32', 2) as [Local, Local]
  f.set(rest, f.get(total))
  f.loop(again => {
    f.op('select', f.get(rest), f.i32(block), f.op('i32.lt_s', f.get(rest), f.i32(block)))
    f.set(elements)
    body(elements)
    after()
    f.set(rest, f.op('i32.sub', f.get(rest), f.get(elements)))
    f.br_if(again, f.op('i32.gt_s', f.get(rest), f.i32(0)))
  })
  f.free('i32', rest, elements)
}

/** Stores element 0. */
function storeFirst(m: VectorMath, value: Value, to: Local): void {
  const { f } = m
  const part = value.parts[0] as Local
  if (value.type === 'bool') f.store('i32.store8', f.get(to), f.op('i32.and', f.lane('i32x4.extract_lane', 0, f.get(part)), f.i32(1)))
  else f.store_lane(value.type === 'float64' ? 'v128.store64_lane' : 'v128.store32_lane', 0, f.get(to), f.get(part))
}

/** Results side by side along the innermost loop: strips of a few vectors, each going down all reduced loops. */
function reduceColumns(module: ModuleBuilder, m: VectorMath, f: FunctionBuilder, step: Step, plan: ReducePlan, target: Place): void {
  const { length } = plan.inner
  const width = plan.blocks ? PANEL : 4 * plan.vectors
  const bytes = storedBytes(plan)
  const keptLengths = plan.kept.map(loop => loop.length)
  const keptSteps = resultSteps(keptLengths, bytes * length)
  const strips = Math.floor(length / width)
  const emitStrips = (count: number, first: number, columns: number): void => {
    const along = (step0: number): number => first * width * step0
    const lengths = [...keptLengths, count]
    const inputBytes = step.inputs.map((each, k) => (plan.inner.moving[k] ? elementBytes(each.dtype) : 0))
    const steps = [
      [...keptSteps, width * bytes],
      ...step.inputs.map((_, k) => [...plan.kept.map(loop => loop.steps[k] as number), width * (inputBytes[k] as number)]),
    ]
    forUnits(f, step, plan, target, { lengths, steps }, 1, (to, pointers, chunk) => {
      const shifted = pointers.map((pointer, k) => f.let('i32', f.op('i32.add', f.get(pointer), f.i32(along(inputBytes[k] as number)))))
      const place = f.let('i32', f.op('i32.add', f.get(to), f.i32(along(bytes))))
      if (plan.blocks && chunk !== undefined) emitBlock(module, m, f, step, plan, columns, shifted, place, chunk)
      else emitStrip(module, m, f, step, plan, columns, shifted, place, chunk)
      f.free('i32', place, ...shifted)
    })
  }
  if (strips > 0) emitStrips(strips, 0, width)
  if (strips * width < length) emitStrips(1, strips, length - strips * width)
}

/** One strip of `columns` results. */
function emitStrip(
  module: ModuleBuilder,
  m: VectorMath,
  f: FunctionBuilder,
  step: Step,
  plan: ReducePlan,
  columns: number,
  pointers: readonly Local[],
  to: Local,
  count: Local | undefined,
): void {
  const vectors = Math.ceil(columns / 4)
  const accumulator = new Accumulator(m, plan.reduction, plan.type, vectors, false)
  accumulator.reset()
  const context = (vector: number): VectorContext => ({
    m,
    module,
    inputs: step.inputs.map(each => each.dtype),
    load: index => {
      const type = step.inputs[index]?.dtype as Value['type']
      const pointer = pointers[index] as Local
      return plan.inner.moving[index] ? loadValue(m, type, pointer, 4 * vector * elementBytes(type)) : splatValue(m, type, pointer)
    },
    fail: () => {
      throw new NotVectorizable('a failing function in a reduction')
    },
  })
  const still = invariants(plan.expression, index => plan.inner.moving[index] === false)
  emitNested(
    f,
    loopsOf(plan, count, 1, accumulator.folds),
    pointers,
    () => accumulator.fold(),
    () => {
      m.scope((): readonly Local[] => {
        const before = new VectorCompiler(context(0))
        const known = new Map(still.map(scalar => [scalar, before.value(scalar, plan.type)] as const))
        for (let vector = 0; vector < vectors; vector++) {
          m.scope((): readonly Local[] => {
            accumulator.add(vector, new VectorCompiler(context(vector), known).compile(plan.expression, plan.type), undefined)
            return []
          })
        }
        return []
      })
    },
  )
  accumulator.fold()
  storeColumns(
    m,
    columns,
    vector => {
      const parts = accumulator.several(vector)
      return plan.chunks > 1 ? { type: plan.partial, parts } : finish(m, plan.reduction, plan.type, parts, plan.each)
    },
    to,
  )
  accumulator.free()
}

/** Stores `columns` (a constant) elements from `to` on, vector by vector. */
function storeColumns(m: VectorMath, columns: number, value: (vector: number) => Value, to: Local): void {
  const { f } = m
  for (let vector = 0; 4 * vector < columns; vector++) {
    m.scope((): readonly Local[] => {
      const result = value(vector)
      const offset = 4 * vector * elementBytes(result.type)
      const left = columns - 4 * vector
      if (left >= 4) storeValue(m, result, to, offset)
      else {
        const pointer = f.let('i32', f.op('i32.add', f.get(to), f.i32(offset)))
        const count = f.let('i32', f.i32(left))
        storePartial(m, result, pointer, count)
        f.free('i32', pointer, count)
      }
      return []
    })
  }
}

/** Combines the chunks' partial results, in their order. */
function combinePhase(module: ModuleBuilder, plan: ReducePlan, partials: Place, output: Place): Phase {
  const wide = partialType(plan.reduction, plan.type)
  const [fromBytes, toBytes] = [elementBytes(plan.partial), elementBytes(plan.type)]
  const func = vectorPhase(module, (f, m) => {
    const source = f.let('i32', f.address(partials, ARENA, TABLE))
    const target = f.let('i32', f.address(output, ARENA, TABLE))
    const { begin, end } = f.share(THREAD, THREADS, plan.results, 64)
    const accumulator = new Accumulator(m, plan.reduction === 'mean' ? 'sum' : plan.reduction, wide, 1, false)
    const [at, from, to, left, chunk] = f.locals('i32', 5) as [Local, Local, Local, Local, Local]
    f.for(at, { local: begin }, { local: end }, 4, () => {
      f.set(from, f.op('i32.add', f.get(source), f.op('i32.mul', f.get(at), f.i32(fromBytes))))
      f.set(to, f.op('i32.add', f.get(target), f.op('i32.mul', f.get(at), f.i32(toBytes))))
      f.set(left, f.op('i32.sub', f.get(end), f.get(at)))
      accumulator.reset()
      f.for(chunk, 0, plan.chunks, 1, () => {
        m.scope((): readonly Local[] => {
          accumulator.add(0, castVector(m, loadValue(m, plan.partial, from, 0), wide), undefined)
          return []
        })
        f.increment(from, plan.results * fromBytes)
      })
      m.scope((): readonly Local[] => {
        const value = finish(m, plan.reduction, plan.type, accumulator.several(0), plan.each)
        f.if(
          f.op('i32.ge_s', f.get(left), f.i32(4)),
          () => storeValue(m, value, to, 0),
          () => storePartial(m, value, to, left),
        )
        return []
      })
    })
  })
  return { function: func, parallel: true, cost: plan.chunks * plan.results }
}
