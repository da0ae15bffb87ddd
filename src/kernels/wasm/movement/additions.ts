/** Parts of arrays that are added to parts of others, whatever their strides. */
import { numElements } from '../../../tensor/shape.ts'
import { collapse, outerLoops } from '../../reference/scalars/loop_nest.ts'
import type { Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { emitRows } from '../elementwise/loops.ts'
import type { Format } from '../reduce/formats.ts'
import type { Phase } from '../step.ts'
import type { Move } from './movement.ts'

type Addition = Move & { readonly from: NonNullable<Move['from']> }

/** Nanoseconds to add an element. */
const COST = 1

/** A phase that adds what the move takes to what lies where it goes; the two must not overlap. */
export function addPhase(module: ModuleBuilder, format: Format, { lengths, to, from }: Addition): Phase {
  const nest = collapse(lengths, [to.steps, from.steps])
  const outer = outerLoops(nest)
  const count = nest.lengths.at(-1) ?? 1
  const [toStep, fromStep] = nest.steps.map(own => (own.at(-1) ?? 1) * format.bytes) as [number, number]
  const lanes = toStep === format.bytes && fromStep === format.bytes ? 16 / format.bytes : 1
  const func = module.phase(f => {
    const bases = [to, from].map(({ operand, offset }) => {
      f.address(operand.place, ARENA, TABLE)
      return f.let('i32', f.op('i32.add', undefined, f.i32(offset * format.bytes)))
    })
    const { begin, end } = f.share(THREAD, THREADS, numElements(outer.lengths), 1)
    const [target, source, left] = f.locals('i32', 3)
    const add = (vector: boolean): void => {
      f.get(target)
      f.load(vector ? 'v128.load' : format.load, f.get(target))
      f.load(vector ? 'v128.load' : format.load, f.get(source))
      f.op(vector ? format.vectorSum : format.sum)
      f.store(vector ? 'v128.store' : format.store)
    }
    const run = (elements: number, vector: boolean): void => {
      const width = vector ? lanes : 1
      f.for(left, 0, elements / width, 1, () => {
        add(vector)
        f.increment(target, width * toStep)
        f.increment(source, width * fromStep)
      })
    }
    const row = (): void => {
      f.set(target, f.get(bases[0] as Local))
      f.set(source, f.get(bases[1] as Local))
      const rest = lanes === 1 ? count : count % lanes
      run(count - rest, true)
      run(rest, false)
    }
    if (outer.lengths.length === 0) f.if(f.op('i32.lt_s', f.get(begin), f.get(end)), row)
    else {
      const moved = bases.map((local, side) => ({
        local,
        steps: (outer.steps[side] as number[]).map(step => step * format.bytes),
      }))
      emitRows(f, outer.lengths, moved, begin, end, row)
    }
  })
  return { function: func, parallel: outer.lengths.length > 0, cost: (numElements(lengths) * COST) / lanes }
}
