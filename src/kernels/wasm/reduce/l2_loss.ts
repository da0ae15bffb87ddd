/**
 * `l2_loss`: float32 or float64 t → Σ t²/2, added up as TensorFlow does: one vector of 128 bits of running sums, then its halves, then
 * what is left over. Millions of elements lose digits so, and the losses and norms of recorded programs have lost them.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { Local } from '../assembler/function_builder.ts'
import { ARENA, TABLE } from '../assembler/module.ts'
import type { WasmKernel } from '../step.ts'

const TYPES = {
  float32: { vector: 'f32x4', scalar: 'f32', lanes: 4, size: 4 },
  float64: { vector: 'f64x2', scalar: 'f64', lanes: 2, size: 8 },
} as const
/** Nanoseconds for a vector: each addition waits for the last. */
const COST = 1.2

export const l2Loss: WasmKernel = {
  emit(module, step) {
    const [input] = step.inputs
    const [output] = step.outputs
    if (input === undefined || output === undefined || (input.dtype !== 'float32' && input.dtype !== 'float64'))
      return undefined
    const { vector, scalar, lanes, size } = TYPES[input.dtype]
    const count = numElements(input.shape)
    const whole = count - (count % lanes)
    const func = module.phase(f => {
      const from = f.let('i32', f.address(input.place, ARENA, TABLE))
      const [sums, values] = f.locals('v128', 2)
      const [rest, value] = f.locals(scalar, 2) as [Local, Local]
      const half = (type: typeof vector | typeof scalar): void => {
        if (scalar === 'f32') f.f32(0.5)
        else f.f64(0.5)
        if (type === vector) f.op(`${vector}.splat`)
      }
      const index = f.local('i32')
      f.for(index, 0, whole, lanes, () => {
        f.set(values, f.load('v128.load', f.get(from)))
        f.op(`${vector}.mul`, f.get(values), f.get(values))
        half(vector)
        f.set(values, f.op(`${vector}.mul`))
        f.set(sums, f.op(`${vector}.add`, f.get(sums), f.get(values)))
        f.increment(from, 16)
      })
      for (let i = whole; i < count; i++) {
        f.set(value, f.load(`${scalar}.load`, f.get(from), size * (i - whole)))
        f.op(`${scalar}.mul`, f.get(value), f.get(value))
        half(scalar)
        f.set(value, f.op(`${scalar}.mul`))
        f.set(rest, f.op(`${scalar}.add`, f.get(rest), f.get(value)))
      }
      const lane = (i: number): undefined => f.lane(`${vector}.extract_lane`, i, f.get(sums))
      f.address(output.place, ARENA, TABLE)
      f.get(rest)
      if (lanes === 4) f.op('f32.add', f.op('f32.add', lane(0), lane(2)), f.op('f32.add', lane(1), lane(3)))
      else f.op('f64.add', lane(0), lane(1))
      f.store(`${scalar}.store`, undefined, f.op(`${scalar}.add`))
    })
    return [{ function: func, parallel: false, cost: (count / lanes) * COST }]
  },
}
