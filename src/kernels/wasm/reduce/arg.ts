/**
 * The kernels `argmax` and `argmin`: the index (int64, or int32 where the output is) of the largest or smallest element of
 * inputs[0] along attrs.axis; the first of equals; NaN is passed over. float32 and int32.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { emitRows, vectorPhase } from '../elementwise/loops.ts'
import { elementBytes, storePartial, storeValue, widenMask } from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import type { Operand, Phase, WasmKernel } from '../step.ts'

/** Vectors of the best elements so far and of their indices. */
interface Best {
  readonly value: Local
  readonly index: Local
}

class Search {
  readonly #m: VectorMath
  readonly #floating: boolean
  readonly #largest: boolean

  constructor(m: VectorMath, floating: boolean, largest: boolean) {
    this.#m = m
    this.#floating = floating
    this.#largest = largest
  }

  start(best: Best): void {
    const m = this.#m
    const worst = this.#floating ? Number.NEGATIVE_INFINITY : -2147483648
    const initial = this.#largest ? worst : this.#floating ? Number.POSITIVE_INFINITY : 2147483647
    m.f.set(best.value, m.f.get(m.constant(this.#floating ? 'f32x4' : 'i32x4', initial)))
    m.f.set(best.index, m.f.get(m.constant('i32x4', 0)))
  }

  /** A mask of lanes where a is better than b. */
  better(a: Local, b: Local): Local {
    const [x, y] = this.#largest ? [a, b] : [b, a]
    return this.#m.op2(this.#floating ? 'f32x4.gt' : 'i32x4.gt_s', x, y)
  }

  /** Takes in elements with their indices; `counted` masks those that exist. */
  take(best: Best, value: Local, index: Local, counted?: Local): void {
    const m = this.#m
    const { f } = m
    const found = this.better(value, best.value)
    const mask = counted === undefined ? found : m.op2('v128.and', found, counted)
    f.set(best.value, f.op('v128.bitselect', f.get(value), f.get(best.value), f.get(mask)))
    f.set(best.index, f.op('v128.bitselect', f.get(index), f.get(best.index), f.get(mask)))
  }

  /** The better of both, and of equals the one with the smaller index. */
  merge(best: Best, other: Best): void {
    const m = this.#m
    const { f } = m
    const equal = m.op2(this.#floating ? 'f32x4.eq' : 'i32x4.eq', other.value, best.value)
    const earlier = m.op2('v128.and', equal, m.op2('i32x4.lt_s', other.index, best.index))
    const mask = m.op2('v128.or', this.better(other.value, best.value), earlier)
    f.set(best.value, f.op('v128.bitselect', f.get(other.value), f.get(best.value), f.get(mask)))
    f.set(best.index, f.op('v128.bitselect', f.get(other.index), f.get(best.index), f.get(mask)))
  }
}

interface AlongRowArgs {
  readonly f: FunctionBuilder
  readonly m: VectorMath
  readonly search: Search
  readonly length: number
  readonly from: Local
  readonly to: Local
  readonly wide: boolean
}

/** Elements along the axis lie side by side: four of them at a time, then the four lanes against each other. */
function alongRow({ f, m, search, length, from, to, wide }: AlongRowArgs): void {
  const best: Best = { value: f.local('v128'), index: f.local('v128') }
  const lanes = f.local('v128')
  const at = f.local('i32')
  const four = m.constant('i32x4', 4)
  search.start(best)
  f.set(lanes, f.i32x4(0, 1, 2, 3))
  const whole = length - (length % 4)
  const pointer = f.let('i32', f.get(from))
  const step = (counted: boolean): void =>
    void m.scope((): readonly Local[] => {
      f.load('v128.load', f.get(pointer))
      const value = m.keep()
      search.take(best, value, lanes, counted ? m.op2('i32x4.lt_s', lanes, m.constant('i32x4', length)) : undefined)
      return []
    })
  f.for(at, 0, whole, 4, () => {
    step(false)
    f.increment(pointer, 16)
    f.set(lanes, f.op('i32x4.add', f.get(lanes), f.get(four)))
  })
  if (whole < length) step(true)
  m.scope((): readonly Local[] => {
    const turned = (order: readonly [number, number, number, number]): Best => ({
      value: m.shuffle32(order, best.value, best.value),
      index: m.shuffle32(order, best.index, best.index),
    })
    search.merge(best, turned([2, 3, 0, 1]))
    search.merge(best, turned([1, 0, 3, 2]))
    return []
  })
  const index = (): void => void f.lane('i32x4.extract_lane', 0, f.get(best.index))
  f.get(to)
  index()
  if (wide) f.store('i64.store', undefined, f.op('i64.extend_i32_s'))
  else f.store('i32.store')
  f.free('v128', best.value, best.index, lanes)
  f.free('i32', at, pointer)
}

interface DownColumnsArgs {
  readonly f: FunctionBuilder
  readonly m: VectorMath
  readonly search: Search
  readonly length: number
  readonly inner: number
  readonly from: Local
  readonly to: Local
  readonly type: 'int32' | 'int64'
}

/** Results side by side: four of them at a time, down the axis. */
function downColumns({ f, m, search, length, inner, from, to, type }: DownColumnsArgs): void {
  const best: Best = { value: f.local('v128'), index: f.local('v128') }
  const [at, column, pointer, target, left] = f.locals('i32', 5)
  f.for(column, 0, inner, 4, () => {
    search.start(best)
    f.set(pointer, f.op('i32.add', f.get(from), f.op('i32.shl', f.get(column), f.i32(2))))
    f.for(at, 0, length, 1, () => {
      m.scope((): readonly Local[] => {
        f.load('v128.load', f.get(pointer))
        const value = m.keep()
        f.op('i32x4.splat', f.get(at))
        search.take(best, value, m.keep())
        return []
      })
      f.increment(pointer, 4 * inner)
    })
    f.set(target, f.op('i32.add', f.get(to), f.op('i32.mul', f.get(column), f.i32(elementBytes(type)))))
    f.set(left, f.op('i32.sub', f.i32(inner), f.get(column)))
    m.scope((): readonly Local[] => {
      const value = { type, parts: type === 'int64' ? widenMask(m, best.index) : [best.index] }
      f.if(
        f.op('i32.ge_s', f.get(left), f.i32(4)),
        () => storeValue(m, value, target, 0),
        () => storePartial(m, value, target, left),
      )
      return []
    })
  })
  f.free('v128', best.value, best.index)
  f.free('i32', at, column, pointer, target, left)
}

function searchPhase(module: ModuleBuilder, input: Operand, output: Operand, axis: number, largest: boolean): Phase {
  const length = input.shape[axis] as number
  const inner = numElements(input.shape.slice(axis + 1))
  const outer = numElements(input.shape.slice(0, axis))
  const type = output.dtype as 'int32' | 'int64'
  const func = vectorPhase(module, (f, m) => {
    const search = new Search(m, input.dtype === 'float32', largest)
    const from = f.let('i32', f.address(input.place, ARENA, TABLE))
    const to = f.let('i32', f.address(output.place, ARENA, TABLE))
    const { begin, end } = f.share(THREAD, THREADS, outer, Math.max(1, Math.ceil(8 / inner)))
    const pointers = [
      { local: from, steps: [4 * length * inner] },
      { local: to, steps: [inner * elementBytes(type)] },
    ]
    emitRows(f, [outer], pointers, begin, end, () => {
      if (inner === 1) alongRow({ f, m, search, length, from, to, wide: type === 'int64' })
      else downColumns({ f, m, search, length, inner, from, to, type })
    })
  })
  return { function: func, parallel: true, cost: outer * length * inner * 0.4 + outer * inner * 2 }
}

function searching(largest: boolean): WasmKernel {
  return {
    emit(module, step) {
      const [input] = step.inputs
      const [output] = step.outputs
      const axis = step.attrs.axis as number
      if (input === undefined || output === undefined) return undefined
      if (input.dtype !== 'float32' && input.dtype !== 'int32') return undefined
      if (output.dtype !== 'int32' && output.dtype !== 'int64') return undefined
      // an empty axis is an error: the reference kernel raises it
      if (input.shape[axis] === undefined || input.shape[axis] === 0) return undefined
      return numElements(output.shape) === 0 ? [] : [searchPhase(module, input, output, axis, largest)]
    },
  }
}

export const argKernels: Readonly<Record<string, WasmKernel>> = { argmax: searching(true), argmin: searching(false) }
