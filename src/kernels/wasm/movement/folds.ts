/**
 * The kernel `mirror_fold` (attrs.paddings: [before, after] per dimension; attrs.symmetric): what undoes `mirror_pad`'s copies. The borders
 * are added to what they mirror, dimension by dimension, and the inner part is the output. float32, float64, int32, int64.
 */
import { numElements, strides } from '../../../tensor/shape.ts'
import { collapse, outerLoops } from '../../reference/loop_nest.ts'
import { emitRows } from '../elementwise/loops.ts'
import type { Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { FORMATS, type Format } from '../reduce/formats.ts'
import { dot, movePhase } from './movement.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'

/** Nanoseconds to add an element. */
const COST = 1

/** Part of an array: where it begins, in elements, and its steps. */
interface Part {
  readonly offset: number
  readonly steps: readonly number[]
}

/** A phase that adds a part of an array to another part of it, which must not overlap. */
function addPhase(module: ModuleBuilder, array: Operand, format: Format, lengths: readonly number[], to: Part, from: Part): Phase {
  const nest = collapse(lengths, [to.steps, from.steps])
  const outer = outerLoops(nest)
  const count = nest.lengths.at(-1) ?? 1
  const [toStep, fromStep] = nest.steps.map(own => (own.at(-1) ?? 1) * format.bytes) as [number, number]
  const lanes = toStep === format.bytes && fromStep === format.bytes ? 16 / format.bytes : 1
  const func = module.phase(f => {
    const bases = [to, from].map(({ offset }) => {
      f.address(array.place, ARENA, TABLE)
      return f.let('i32', f.op('i32.add', undefined, f.i32(offset * format.bytes)))
    })
    const { begin, end } = f.share(THREAD, THREADS, numElements(outer.lengths), 1)
    const [target, source, left] = f.locals('i32', 3) as [Local, Local, Local]
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
      const moved = bases.map((local, side) => ({ local, steps: (outer.steps[side] as number[]).map(step => step * format.bytes) }))
      emitRows(f, outer.lengths, moved, begin, end, row)
    }
  })
  return { function: func, parallel: outer.lengths.length > 0, cost: (numElements(lengths) * COST) / lanes }
}

/** The borders of `axis`, and the parts that they mirror; dimensions before it are folded already. */
function foldsOf(shape: readonly number[], paddings: readonly (readonly [number, number])[], axis: number, skip: number) {
  const own = strides(shape)
  const [before, after] = paddings[axis] as readonly [number, number]
  const length = (shape[axis] as number) - before - after
  const inner = paddings.map(([left], other) => (other < axis ? left : 0))
  const lengths = paddings.map(([left, right], other) => (shape[other] as number) - (other < axis ? left + right : 0))
  const part = (at: number, step: 1 | -1): Part => ({
    offset: dot(inner.with(axis, at), own),
    steps: own.with(axis, step * (own[axis] as number)),
  })
  return [
    { lengths: lengths.with(axis, before), to: part(before + skip, 1), from: part(before - 1, -1) },
    { lengths: lengths.with(axis, after), to: part(before + length - after - skip, 1), from: part(before + length + after - 1, -1) },
  ].filter(fold => numElements(fold.lengths) > 0)
}

export const mirrorFold: WasmKernel = {
  scratchBytes(step: Step) {
    const [input] = step.inputs
    const format = FORMATS[input?.dtype ?? '']
    return input === undefined || format === undefined ? 0 : numElements(input.shape) * format.bytes
  },
  emit(module, step) {
    const [input] = step.inputs
    const [output] = step.outputs
    const format = FORMATS[input?.dtype ?? '']
    if (input === undefined || output === undefined || format === undefined) return undefined
    if (numElements(output.shape) === 0) return []
    if (step.scratch === undefined || numElements(input.shape) * format.bytes >= 2 ** 31) return undefined
    const paddings = step.attrs['paddings'] as readonly (readonly [number, number])[]
    const skip = step.attrs['symmetric'] === true ? 0 : 1
    const folded: Operand = { ...input, place: step.scratch }
    const all = { offset: 0, steps: [1] }
    const size = [numElements(input.shape)]
    const steps = strides(input.shape)
    const corner = dot(
      paddings.map(([before]) => before),
      steps,
    )
    return [
      ...movePhase(module, [{ lengths: size, from: { operand: input, ...all }, to: { operand: folded, ...all } }]),
      ...input.shape
        .flatMap((_, axis) => foldsOf(input.shape, paddings, axis, skip))
        .map(({ lengths, to, from }) => addPhase(module, folded, format, lengths, to, from)),
      ...movePhase(module, [
        { lengths: output.shape, from: { operand: folded, offset: corner, steps }, to: { operand: output, offset: 0, steps: strides(output.shape) } },
      ]),
    ]
  },
}
