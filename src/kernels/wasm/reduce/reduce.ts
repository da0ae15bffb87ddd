/**
 * The kernel `reduce`: attrs.reduction (sum, mean, prod, max, min, all, any) of step.scalar (default: input 0) over attrs.axes.
 * The inputs broadcast to one shape, whose axes these are; the output has that shape without them (or with 1 in their place).
 */
import { literal } from '../../scalar.ts'
import type { Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { castVector } from '../elementwise/casts.ts'
import { elementwiseKernel } from '../elementwise/elementwise.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { elementBytes, loadValue, NotVectorizable, storePartial, storeValue } from '../elementwise/values.ts'
import type { Phase, Place, WasmKernel } from '../step.ts'
import { Accumulator, finish, neutralOf, partialType } from './accumulator.ts'
import { reduceColumns } from './columns.ts'
import { partialBytes, planReduce, type ReducePlan } from './plan.ts'
import { reduceRows } from './rows.ts'

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
      if (plan.size === 0)
        return elementwiseKernel.emit(module, {
          ...step,
          inputs: [],
          scalar: literal(neutralOf(plan.reduction, plan.type)),
        })
      const partial = plan.chunks > 1
      const target = partial ? step.scratch : output.place
      if (target === undefined) return undefined
      const main: Phase = {
        function: vectorPhase(module, (f, m) =>
          (plan.inner.reduced ? reduceRows : reduceColumns)(module, m, f, step, plan, target),
        ),
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

/** Combines the chunks' partial results, in their order. */
function combinePhase(module: ModuleBuilder, plan: ReducePlan, partials: Place, output: Place): Phase {
  const wide = partialType(plan.reduction, plan.type)
  const [fromBytes, toBytes] = [elementBytes(plan.partial), elementBytes(plan.type)]
  const func = vectorPhase(module, (f, m) => {
    const source = f.let('i32', f.address(partials, ARENA, TABLE))
    const target = f.let('i32', f.address(output, ARENA, TABLE))
    const { begin, end } = f.share(THREAD, THREADS, plan.results, 64)
    const accumulator = new Accumulator(m, plan.reduction === 'mean' ? 'sum' : plan.reduction, wide, 1, false)
    const [at, from, to, left, chunk] = f.locals('i32', 5)
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
