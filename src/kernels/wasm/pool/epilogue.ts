/** What is done to the numbers that a pool or its gradient stores: an expression of each of them, and of what lies at its place elsewhere. */
import { numElements, sameShape } from '../../../tensor/shape.ts'
import type { Scalar } from '../../scalar.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE } from '../assembler/module.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { finishesFloats, vectorExpression } from '../elementwise/vector_expression.ts'
import { storeLanes } from '../product/tile.ts'
import { type Operand, type Step, samePlace } from '../step.ts'

export interface PoolEpilogue {
  readonly scalar: Scalar
  /** Arrays of the result's shape, and single numbers. */
  readonly others: readonly Operand[]
}

/** The expression of a step whose first operand is the result and whose others are the step's inputs from number `own` on. */
export function poolEpilogue(step: Step, own: number): PoolEpilogue | undefined | 'unsupported' {
  const { scalar } = step
  const others = step.inputs.slice(own)
  const [output] = step.outputs
  if (scalar === undefined) return others.length === 0 && step.further === undefined ? undefined : 'unsupported'
  if (output === undefined || step.outputs.length > 1 || step.further !== undefined) return 'unsupported'
  const fits = others.every(
    ({ shape, place }) =>
      !samePlace(place, output.place) && (sameShape(shape, output.shape) || numElements(shape) === 1),
  )
  return fits && finishesFloats(scalar, others) ? { scalar, others } : 'unsupported'
}

/** Stores the first `lanes` of four numbers of the result at pointer + offset. */
export type Store = (pointer: Local, offset: number, value: Local, lanes: number) => void

/** A phase's function that stores its results in `output`, finished by the epilogue. */
export function finishedPhase(
  module: ModuleBuilder,
  output: Operand,
  epilogue: PoolEpilogue | undefined,
  body: (f: FunctionBuilder, store: Store) => void,
): number {
  if (epilogue === undefined)
    return module.phase(f => body(f, (pointer, offset, value, lanes) => storeLanes(f, pointer, value, lanes, offset)))
  const { scalar, others } = epilogue
  return vectorPhase(module, (f, m) => {
    // an array's numbers are as far from the result's wherever they are
    const beside = others.map(({ place, shape }) => {
      f.address(place, ARENA, TABLE)
      if (numElements(shape) === 1) return { splat: f.let('v128', f.load('v128.load32_splat')) }
      return { away: f.let('i32', f.op('i32.sub', undefined, f.address(output.place, ARENA, TABLE))) }
    })
    body(f, (pointer, offset, value, lanes) =>
      m.scope((): readonly Local[] => {
        const inputs = beside.map(each => {
          if ('splat' in each) return each.splat
          f.load('v128.load', f.op('i32.add', f.get(pointer), f.get(each.away)), offset)
          return m.keep()
        })
        storeLanes(f, pointer, vectorExpression(module, m, scalar, [value, ...inputs]), lanes, offset)
        return []
      }),
    )
  })
}
