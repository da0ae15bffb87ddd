/** Running sums and products. */
import type { Data } from '../../../tensor/dtypes.ts'
import { fromBfloat16, halfTable, roundToHalf, toBfloat16, toHalf } from '../../../tensor/half.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'
import { arithmeticOf } from '../scalars/scalar_types.ts'

export interface ScanOptions {
  /** Each result leaves its own element out. */
  readonly exclusive: boolean
  /** From the last element to the first. */
  readonly reverse: boolean
}

/** The running sum or product of `array` along `axis`, computed in the array's own type; integers wrap around. */
export function scan(kind: 'sum' | 'prod', array: NDArray, axis: number, options: ScanOptions): NDArray {
  const length = array.shape[axis] as number
  const inner = numElements(array.shape.slice(axis + 1))
  const outer = numElements(array.shape.slice(0, axis))
  const type = array.dtype.base_dtype
  const data = type.allocate(array.size)
  const line = lineScanner(kind, array, data, options.exclusive)
  const step = options.reverse ? -inner : inner
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const first = i * length * inner + j
      line(options.reverse ? first + (length - 1) * inner : first, step, length)
    }
  }
  return new NDArray(type, array.shape, data)
}

/** Scans `count` elements that start at `at` and are `step` apart. */
type LineScanner = (at: number, step: number, count: number) => void

function lineScanner(kind: 'sum' | 'prod', array: NDArray, out: Data, exclusive: boolean): LineScanner {
  const product = kind === 'prod'
  const { base } = array.dtype
  switch (arithmeticOf(base)) {
    case 'int64': {
      const [from, to] = [array.data as BigInt64Array, out as BigInt64Array]
      return (at, step, count) => {
        let total = product ? 1n : 0n
        for (let i = 0; i < count; i++, at += step) {
          const next = BigInt.asIntN(64, product ? total * (from[at] as bigint) : total + (from[at] as bigint))
          to[at] = exclusive ? total : next
          total = next
        }
      }
    }
    case 'complex': {
      const [from, to] = [array.data as Float64Array, out as Float64Array]
      return (at, step, count) => {
        let [re, im] = product ? [1, 0] : [0, 0]
        for (let i = 0; i < count; i++, at += step) {
          const [x, y] = [from[2 * at] as number, from[2 * at + 1] as number]
          const next: [number, number] = product ? [re * x - im * y, re * y + im * x] : [re + x, im + y]
          ;[to[2 * at], to[2 * at + 1]] = exclusive ? [re, im] : next
          ;[re, im] = next
        }
      }
    }
    default: {
      const { read, write, round } = accessOf(base, array.data as Float64Array, out as Float64Array)
      return (at, step, count) => {
        let total = product ? 1 : 0
        for (let i = 0; i < count; i++, at += step) {
          const value = read(at)
          const next = round(total, value)
          write(at, exclusive ? total : next)
          total = next
        }
      }
    }
  }

  function accessOf(type: string, from: Float64Array, to: Float64Array) {
    const combine = product ? (a: number, b: number) => a * b : (a: number, b: number) => a + b
    const plain = { read: (i: number) => from[i] as number, write: (i: number, value: number) => void (to[i] = value) }
    switch (type) {
      case 'float16': {
        const table = halfTable()
        return {
          read: (i: number) => table[from[i] as number] as number,
          write: (i: number, value: number) => void (to[i] = toHalf(value)),
          round: (a: number, b: number) => roundToHalf(combine(a, b)),
        }
      }
      case 'bfloat16':
        return {
          read: (i: number) => fromBfloat16(from[i] as number),
          write: (i: number, value: number) => void (to[i] = toBfloat16(value)),
          round: (a: number, b: number) => fromBfloat16(toBfloat16(combine(a, b))),
        }
      case 'float32':
        return { ...plain, round: (a: number, b: number) => Math.fround(combine(a, b)) }
      case 'float64':
        return { ...plain, round: combine }
      default:
        // integers of up to 32 bits: the array wraps what is stored in it
        return { ...plain, round: product ? Math.imul : (a: number, b: number) => (a + b) | 0 }
    }
  }
}
