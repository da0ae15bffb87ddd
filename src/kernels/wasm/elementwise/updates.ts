/**
 * Optimizers' updates: step.scalar and step.further are the new values of the state (attrs.state: numbers of inputs), from old values of
 * all inputs. attrs.positive: inputs that must be greater than zero, else the step fails before anything is written.
 * - `dense_update`: whole variables; all inputs have their shape or are scalars
 * - `sparse_update` (attrs.indices, attrs.gradient: numbers of inputs): rows of variables, those that the indices choose. A row that is named
 *   twice is updated twice.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { Scalar } from '../../scalar.ts'
import { ARENA, type ModuleBuilder, TABLE } from '../assembler/module.ts'
import { checkOf, choiceOf, isIndices, updatePhase } from '../movement/scatter.ts'
import { type Operand, type Phase, STATUS, type Step, samePlace, type WasmKernel } from '../step.ts'
import { elementwiseKernel } from './elementwise.ts'
import { FAILURES } from './failures.ts'

interface Update {
  readonly state: readonly number[]
  /** The new values, in the order of the state. */
  readonly values: readonly Scalar[]
  readonly changing: readonly Operand[]
}

/** What a step updates; undefined where its variables are not all different ones. */
function updateOf(step: Step): Update | undefined {
  const state = step.attrs['state'] as readonly number[]
  if (step.scalar === undefined) return undefined
  const changing = state.map(index => step.inputs[index] as Operand)
  const distinct = changing.every((operand, i) =>
    step.inputs.every((other, j) => j === state[i] || !samePlace(operand.place, other.place)),
  )
  return distinct ? { state, values: [step.scalar, ...(step.further ?? [])], changing } : undefined
}

/** The check of inputs that must be greater than zero; undefined where there is no code for their type. */
function positiveChecks(module: ModuleBuilder, step: Step): readonly Phase[] | undefined {
  const operands = ((step.attrs['positive'] ?? []) as readonly number[]).map(index => step.inputs[index] as Operand)
  if (operands.length === 0) return []
  if (operands.some(({ dtype }) => dtype !== 'float32' && dtype !== 'float64')) return undefined
  const func = module.phase(f => {
    for (const { place, dtype } of operands) {
      f.address(place, ARENA, TABLE)
      if (dtype === 'float32') f.op('f32.gt', f.load('f32.load'), f.f32(0))
      else f.op('f64.gt', f.load('f64.load'), f.f64(0))
      f.if(f.op('i32.eqz'), () => f.store('i32.store', f.get(TABLE), f.i32(FAILURES.notPositive), 4 * STATUS.code))
    }
  })
  return [{ function: func, parallel: false, cost: 10, fails: true }]
}

const denseUpdate: WasmKernel = {
  emit(module, step) {
    const update = updateOf(step)
    const checks = positiveChecks(module, step)
    const size = numElements(update?.changing[0]?.shape ?? [])
    if (
      update === undefined ||
      checks === undefined ||
      update.changing.some(({ shape }) => numElements(shape) !== size)
    )
      return undefined
    const phases = elementwiseKernel.emit(module, { ...step, outputs: update.changing })
    return phases && [...checks, ...phases]
  },
}

const sparseUpdate: WasmKernel = {
  emit(module, step) {
    const { indices: at, gradient: from } = step.attrs as { readonly indices: number; readonly gradient: number }
    const indices = step.inputs[at]
    const gradient = step.inputs[from]
    const update = updateOf(step)
    const checks = positiveChecks(module, step)
    const [variable] = update?.changing ?? []
    if (
      !isIndices(indices) ||
      gradient === undefined ||
      update === undefined ||
      variable === undefined ||
      checks === undefined
    )
      return undefined
    const choice = choiceOf(step, variable.shape, indices)
    const { limit, width, count } = choice
    if (
      update.changing.some(({ shape }) => numElements(shape) !== limit * width) ||
      numElements(gradient.shape) !== count * width
    )
      return undefined
    if (count === 0) return checks
    const before = [...checks, checkOf(module, choice)]
    if (width === 0 || limit === 0) return before
    const phase = updatePhase(module, {
      choice,
      outputs: update.changing.map((operand, i) => ({ operand, scalar: update.values[i] as Scalar })),
      inputs: step.inputs.map((operand, i) => ({
        operand,
        kind: update.state.includes(i) ? 'chosen' : i === from ? 'moving' : 'still',
      })),
    })
    return phase && [...before, phase]
  },
}

export const UPDATE_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['dense_update', denseUpdate],
  ['sparse_update', sparseUpdate],
]
