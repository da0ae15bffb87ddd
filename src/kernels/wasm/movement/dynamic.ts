/**
 * Moves that are told when they run:
 * - `slice` with its begin (int32 or int64) as input 1 in place of attrs.begin; a begin that leaves no room fails the step
 * - `reverse` with a bool for each dimension as input 1 in place of attrs.axes
 */
import { strides } from '../../../tensor/shape.ts'
import type { Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE } from '../assembler/module.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import type { Operand, Phase, WasmKernel } from '../step.ts'
import { emitStridedCopy } from './copy.ts'
import { emitMove, type Move, movementKernels, movePhase } from './movement.ts'
import { indexCheck, isIndices } from './scatter.ts'

/** Code for every choice of dimensions is written out. */
const MOST_DIMENSIONS = 4

/** The kernel for which all is known when the plan is made, or for two operands the other one. */
function toldLater(
  known: WasmKernel,
  later: (module: ModuleBuilder, input: Operand, told: Operand, output: Operand) => readonly Phase[] | undefined,
): WasmKernel {
  return {
    emit(module, step) {
      const [input, told] = step.inputs
      const [output] = step.outputs
      if (told === undefined) return known.emit(module, step)
      if (input === undefined || output === undefined) return undefined
      try {
        return later(module, input, told, output)
      } catch (error) {
        if (error instanceof NotVectorizable) return undefined
        throw error
      }
    },
  }
}

const slice = toldLater(movementKernels['slice'] as WasmKernel, (module, input, begin, output) => {
  if (!isIndices(begin) || input.shape.length === 0) return undefined
  const rooms = input.shape.map((length, axis) => length - (output.shape[axis] as number) + 1)
  if (rooms.some(room => room < 1)) return undefined
  const check = indexCheck(module, begin, ...rooms)
  const bytes = elementBytes(input.dtype)
  const own = strides(input.shape)
  const wide = begin.dtype === 'int64'
  const [like] = movePhase(module, [
    { lengths: output.shape, from: null, to: { operand: output, offset: 0, steps: strides(output.shape) } },
  ])
  if (like === undefined) return [check]
  const func = module.phase(f => {
    const at = f.let('i32', f.address(begin.place, ARENA, TABLE))
    f.address(input.place, ARENA, TABLE)
    // begins have been checked, so the low word says all
    own.forEach((step, axis) => {
      f.op('i32.mul', f.load('i32.load', f.get(at), axis * (wide ? 8 : 4)), f.i32(step * bytes))
      f.op('i32.add')
    })
    const from = { start: f.let('i32'), steps: own }
    const to = { start: f.let('i32', f.address(output.place, ARENA, TABLE)), steps: strides(output.shape) }
    emitStridedCopy(f, { bytes, lengths: output.shape, from, to })
  })
  return [check, { ...like, function: func }]
})

/** The move that turns some dimensions round. */
function turned(input: Operand, output: Operand, chosen: (axis: number) => boolean): Move {
  const own = strides(input.shape)
  const ends = own.map((step, axis) => (chosen(axis) ? ((input.shape[axis] as number) - 1) * step : 0))
  return {
    lengths: output.shape,
    from: {
      operand: input,
      offset: ends.reduce((a, b) => a + b, 0),
      steps: own.map((step, axis) => (chosen(axis) ? -step : step)),
    },
    to: { operand: output, offset: 0, steps: own },
  }
}

const reverse = toldLater(movementKernels['reverse'] as WasmKernel, (module, input, flags, output) => {
  const rank = input.shape.length
  if (flags.dtype !== 'bool' || rank > MOST_DIMENSIONS) return undefined
  const [like] = movePhase(module, [turned(input, output, () => false)])
  if (like === undefined) return []
  const func = module.phase(f => {
    const at = f.let('i32', f.address(flags.place, ARENA, TABLE))
    const bits = f.let('i32', f.i32(0))
    for (let axis = 0; axis < rank; axis++) {
      f.op('i32.shl', f.op('i32.ne', f.load('i32.load8_u', f.get(at), axis), f.i32(0)), f.i32(axis))
      f.set(bits, f.op('i32.or', undefined, f.get(bits as Local)))
    }
    for (let choice = 0; choice < 2 ** rank; choice++) {
      f.if(f.op('i32.eq', f.get(bits), f.i32(choice)), () =>
        emitMove(
          f,
          turned(input, output, axis => ((choice >> axis) & 1) === 1),
        ),
      )
    }
  })
  return [{ ...like, function: func }]
})

export const DYNAMIC_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['slice', slice],
  ['reverse', reverse],
]
