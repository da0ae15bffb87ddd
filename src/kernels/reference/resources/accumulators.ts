/** Averages of gradients that are given out once there are enough of them (kernels/conditional_accumulator*.h). */
import { invalidArgument } from '../../../errors/status.ts'
import { type DType, int64 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../../tensor/shape.ts'
import type { BlockedKernel } from '../../kernel.ts'
import { noteProgress } from '../../progress.ts'
import { call, input } from '../../scalar.ts'
import { elementwise } from '../scalars/scalar_evaluator.ts'
import { Attempt, finished, flush } from './attempts.ts'
import { joined, rowsOf } from './tensor_array.ts'

const plus = (a: NDArray, b: NDArray): NDArray => elementwise(call('add', input(0), input(1)), [a, b], a.dtype)
const over = (a: NDArray, count: number): NDArray =>
  elementwise(call('div', input(0), input(1)), [a, NDArray.of(count, a.dtype)], a.dtype)

abstract class Accumulator {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  protected count = 0
  #globalStep = 0n
  readonly #takes: Attempt[] = []

  constructor(name: string, dtype: DType, shape: Shape) {
    this.name = name
    this.dtype = dtype
    this.shape = shape
  }
  get accumulated(): number {
    return this.count
  }
  set globalStep(step: bigint) {
    this.#globalStep = step
  }
  /** Stale gradients are dropped without a word. */
  protected applied(localStep: bigint, add: () => void): void {
    if (localStep >= this.#globalStep) {
      add()
      this.count++
      noteProgress()
    }
    flush(this.#takes)
  }
  protected abstract average(): readonly NDArray[]
  /** Waits for `required` gradients. */
  take(required: number): readonly NDArray[] | BlockedKernel {
    if (required <= 0) throw invalidArgument(`Argument num_required must be positive, but was ${required}`)
    const attempt = new Attempt(required, 'TakeGrad operation was cancelled', own => {
      if (this.count < own.remaining) return 'no progress'
      this.#globalStep++
      own.outputs = this.average()
      this.count = 0
      return 'complete'
    })
    this.#takes.push(attempt)
    flush(this.#takes)
    return finished(attempt)
  }
}

export class DenseAccumulator extends Accumulator {
  #sum: NDArray | undefined
  apply(localStep: bigint, gradient: NDArray): void {
    this.applied(localStep, () => {
      const sum = this.count > 0 ? this.#sum : undefined
      if (sum && sum.shape.join() !== gradient.shape.join())
        throw invalidArgument(`Shape mismatch: expected ${shapeText(sum.shape)}, got ${shapeText(gradient.shape)}`)
      const { shape } = this
      if (
        shape !== null &&
        !(shape.length === gradient.shape.length && shape.every((dim, i) => dim === null || dim === gradient.shape[i]))
      ) {
        throw invalidArgument(`Shape mismatch: expected ${shapeText(shape)}, got ${shapeText(gradient.shape)}`)
      }
      this.#sum = sum ? plus(sum, gradient) : gradient.copy()
    })
  }
  protected average(): readonly NDArray[] {
    return [over(this.#sum as NDArray, this.count)]
  }
}

interface Row {
  readonly index: bigint
  readonly value: NDArray
  readonly count: number
}
/** Rows with their numbers, ascending; each row is averaged over the gradients that had it. */
export class SparseAccumulator extends Accumulator {
  #rows: Row[] = []
  #valueShape: readonly number[] = []
  apply(localStep: bigint, indices: NDArray, values: NDArray, shape: NDArray, hasKnownShape: boolean): void {
    this.applied(localStep, () => {
      this.#check(indices, values, hasKnownShape ? Array.from(shape.data as BigInt64Array, Number) : undefined)
      const rowShape = values.shape.slice(1)
      const added = Array.from(indices.data as BigInt64Array, (index, i) => ({
        index,
        value: rowsOf(values, i, i + 1, rowShape),
        count: 1,
      }))
      const old = this.count > 0 ? this.#rows : []
      this.#valueShape = rowShape
      const merged: Row[] = []
      let i = 0
      let j = 0
      while (i < old.length || j < added.length) {
        const a = old[i]
        const b = added[j]
        if (a && b && a.index === b.index) {
          merged.push({ index: a.index, value: plus(a.value, b.value), count: a.count + 1 })
          i++
          j++
        } else if (a && (!b || a.index < b.index)) {
          merged.push(a)
          i++
        } else if (b) {
          merged.push(b)
          j++
        }
      }
      this.#rows = merged
    })
  }
  #check(indices: NDArray, values: NDArray, given: readonly number[] | undefined): void {
    const mismatch = (text: string): Error => invalidArgument(`Shape mismatch: ${text}`)
    if (indices.shape.length !== 1)
      throw invalidArgument(`Input indices should be vector but received shape: ${shapeText(indices.shape)}`)
    if (values.shape.length < 1) throw invalidArgument('Values cannot be 0-dimensional.')
    if (values.shape[0] !== indices.size)
      throw invalidArgument(`Expected ${indices.size} non-empty input values, got ${values.shape[0]}`)
    const expected = this.shape ?? []
    if (given) {
      if (expected.length > given.length)
        throw mismatch(`expected shape rank at least ${expected.length}, got ${given.length}`)
      for (const [i, dim] of expected.entries())
        if (dim !== null && dim !== given[i]) throw mismatch(`expected shape dim ${i} to be ${dim}, got ${given[i]}`)
    }
    const [limit = null] = expected
    if (limit !== null) {
      for (const [i, index] of Array.from(indices.data as BigInt64Array, Number).entries()) {
        if (index >= limit)
          throw mismatch(`index of slice ${i} exceeded limits of shape; index is ${index} exceeded ${limit}`)
      }
    }
    const rank = values.shape.length
    if (this.count > 0) {
      if (this.#valueShape.length + 1 !== rank)
        throw mismatch(`expected values rank ${this.#valueShape.length + 1}, got ${rank}`)
      for (const [i, dim] of this.#valueShape.entries())
        if (dim !== values.shape[i + 1])
          throw mismatch(`expected values dim ${i + 1} to be ${dim}, got ${values.shape[i + 1]}`)
      return
    }
    if (expected.length > rank) throw mismatch(`expected values rank at least ${expected.length}, got ${rank}`)
    for (let i = 1; i < expected.length; i++) {
      const dim = expected[i] as number | null
      if (dim !== null && dim !== values.shape[i])
        throw mismatch(`expected values dim ${i} to be ${dim}, got ${values.shape[i]}`)
    }
  }
  protected average(): readonly NDArray[] {
    const rows = this.#rows
    const values = joined(
      rows.map(({ value, count }) => over(value, count)),
      this.dtype,
      [rows.length, ...this.#valueShape],
    )
    const first = this.shape?.[0] ?? -1
    const dims = [first, ...this.#valueShape]
    return [
      new NDArray(
        int64,
        [rows.length],
        BigInt64Array.from(rows, row => row.index),
      ),
      values,
      new NDArray(int64, [dims.length], BigInt64Array.from(dims, BigInt)),
    ]
  }
}
