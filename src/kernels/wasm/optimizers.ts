/**
 * Optimizers' updates of float32 variables, each one pass over the variable, its slots and the gradient. Operands are those of
 * TensorFlow's ops in their order (core/kernels/training_ops.cc, whose arithmetic is followed operation by operation); variable and
 * slots are updated where they lie, outputs are not looked at.
 */
import type { FunctionBuilder, Local } from './function_builder.ts'
import { storeLanes } from './gemm.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from './module.ts'
import type { Operand, Phase, Step, WasmKernel } from './step.ts'

/** Elements in a nanosecond, for costs. */
const SPEED = 1.5

/** Emits an instruction on two vectors and returns the result's local. */
type Arithmetic = (op: 'add' | 'sub' | 'mul' | 'div', a: Local, b: Local) => Local

interface Update {
  /** Numbers of the inputs that are updated, the gradient, and the scalars. */
  readonly state: readonly number[]
  readonly gradient: number
  readonly scalars: readonly number[]
  /** Values derived from the scalars once; scalars and results are splats. */
  readonly prepare?: (f: FunctionBuilder, scalars: readonly Local[]) => readonly Local[]
  /** New values of the state for four elements. `values`: the scalars, then those prepared. */
  readonly update: (f: FunctionBuilder, state: readonly Local[], gradient: Local, values: readonly Local[], attrs: Step['attrs']) => readonly Local[]
}

/** Instructions as functions of locals. */
function arithmetic(f: FunctionBuilder): Arithmetic {
  return (op, a, b) => f.let('v128', f.op(`f32x4.${op}`, f.get(a), f.get(b)))
}

const root = (f: FunctionBuilder, a: Local): Local => f.let('v128', f.op('f32x4.sqrt', f.get(a)))
const one = (f: FunctionBuilder): Local => f.let('v128', f.f32x4(1))

const UPDATES: Readonly<Record<string, Update>> = {
  // var, alpha, delta
  apply_gradient_descent: {
    state: [0],
    scalars: [1],
    gradient: 2,
    update: (f, [variable], g, [alpha]) => {
      const op = arithmetic(f)
      return [op('sub', variable as Local, op('mul', g, alpha as Local))]
    },
  },
  // var, accum, lr, grad, momentum
  apply_momentum: {
    state: [0, 1],
    scalars: [2, 4],
    gradient: 3,
    update: (f, state, g, values, attrs) => {
      const [variable, accum] = state as [Local, Local]
      const [lr, momentum] = values as [Local, Local]
      const op = arithmetic(f)
      const moved = op('add', op('mul', accum, momentum), g)
      if (attrs['use_nesterov'] !== true) return [op('sub', variable, op('mul', moved, lr)), moved]
      const step = op('add', op('mul', g, lr), op('mul', op('mul', moved, momentum), lr))
      return [op('sub', variable, step), moved]
    },
  },
  // var, accum, lr, grad
  apply_adagrad: {
    state: [0, 1],
    scalars: [2],
    gradient: 3,
    update: (f, state, g, [lr]) => {
      const [variable, accum] = state as [Local, Local]
      const op = arithmetic(f)
      const grown = op('add', accum, op('mul', g, g))
      return [op('sub', variable, op('div', op('mul', g, lr as Local), root(f, grown))), grown]
    },
  },
  // var, ms, mom, lr, rho, momentum, epsilon, grad
  apply_rms_prop: {
    state: [0, 1, 2],
    scalars: [3, 4, 5, 6],
    gradient: 7,
    prepare: (f, [, rho]) => [arithmetic(f)('sub', one(f), rho as Local)],
    update: (f, state, g, values) => {
      const [variable, square, moment] = state as [Local, Local, Local]
      const [lr, , momentum, epsilon, rest] = values as [Local, Local, Local, Local, Local]
      const op = arithmetic(f)
      const squares = op('add', square, op('mul', op('sub', op('mul', g, g), square), rest))
      const step = op('div', op('mul', g, lr), root(f, op('add', squares, epsilon)))
      const moved = op('add', op('mul', moment, momentum), step)
      return [op('sub', variable, moved), squares, moved]
    },
  },
  // var, m, v, beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad
  apply_adam: {
    state: [0, 1, 2],
    scalars: [3, 4, 5, 6, 7, 8],
    gradient: 9,
    prepare: (f, scalars) => {
      const [power1, power2, lr, beta1, beta2] = scalars as [Local, Local, Local, Local, Local]
      const op = arithmetic(f)
      const unit = one(f)
      // α = lr · √(1 − β2ᵗ) / (1 − β1ᵗ)
      return [op('div', op('mul', lr, root(f, op('sub', unit, power2))), op('sub', unit, power1)), op('sub', unit, beta1), op('sub', unit, beta2)]
    },
    update: (f, state, g, values) => {
      const [variable, m, v] = state as [Local, Local, Local]
      const [epsilon, alpha, rest1, rest2] = values.slice(5) as [Local, Local, Local, Local]
      const op = arithmetic(f)
      const mean = op('add', m, op('mul', op('sub', g, m), rest1))
      const square = op('add', v, op('mul', op('sub', op('mul', g, g), v), rest2))
      return [op('sub', variable, op('div', op('mul', mean, alpha), op('add', root(f, square), epsilon))), mean, square]
    },
  },
}

const size = (operand: Operand | undefined): number => operand?.shape.reduce((product, n) => product * n, 1) ?? -1

function emitUpdate(module: ModuleBuilder, step: Step, update: Update): readonly Phase[] | undefined {
  const { state, gradient, scalars } = update
  const elements = size(step.inputs[gradient])
  if (step.inputs.some(operand => operand.dtype !== 'float32')) return undefined
  if (state.some(index => size(step.inputs[index]) !== elements) || scalars.some(index => size(step.inputs[index]) !== 1)) return undefined
  if (elements === 0) return []
  const address = (f: FunctionBuilder, index: number): Local => f.let('i32', f.address((step.inputs[index] as Operand).place, ARENA, TABLE))
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, elements, 16)
    const splats = scalars.map(index => f.let('v128', f.load('v128.load32_splat', f.get(address(f, index)))))
    const values = [...splats, ...(update.prepare?.(f, splats) ?? [])]
    const pointers = [...state, gradient].map(index => {
      const start = address(f, index)
      f.set(start, f.op('i32.add', f.get(start), f.op('i32.shl', f.get(begin), f.i32(2))))
      return start
    })
    const before = f.locals('v128', pointers.length)
    const four = (lanes: number): void => {
      for (const [i, local] of before.entries()) f.set(local, f.load('v128.load', f.get(pointers[i] as Local)))
      const after = update.update(f, before.slice(0, -1), before.at(-1) as Local, values, step.attrs)
      for (const [i, local] of after.entries()) storeLanes(f, pointers[i] as Local, local, lanes, 0)
    }
    f.block(done => {
      f.loop(again => {
        // the last, partial vector is the one that ends the whole array
        f.br_if(done, f.op('i32.gt_s', f.op('i32.add', f.get(begin), f.i32(4)), f.get(end)))
        four(4)
        for (const pointer of pointers) f.increment(pointer, 16)
        f.increment(begin, 4)
        f.br(again)
      })
    })
    if (elements % 4 !== 0) f.if(f.op('i32.lt_s', f.get(begin), f.get(end)), () => four(elements % 4))
  })
  return [{ function: func, parallel: true, cost: (elements * state.length) / SPEED + 10 }]
}

export const OPTIMIZER_KERNELS: readonly (readonly [string, WasmKernel])[] = Object.entries(UPDATES).map(([name, update]) => [
  name,
  { emit: (module, step) => emitUpdate(module, step, update) },
])
