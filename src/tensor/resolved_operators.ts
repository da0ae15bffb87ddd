/**
 * What an operator does to operands of two types: the type of the result and the loop that computes it. Both are found once for two types, so
 * that operators of few elements find everything in one place. A plain number counts by the range that its value is in.
 */
import type { ArrayParts } from './array_parts.ts'
import { type BinaryLoop, binaryLoop, type Entries, type Expression, entriesOf, storageOf } from './compiled_loops.ts'
import type { BaseDTypeName, Data, DType } from './dtypes.ts'
import { eachPairRow, type Walked } from './element_rows.ts'
import { PyFloat, PyInt } from './literals.ts'
import { isArrayParts } from './nested.ts'
import { type Operand, operand } from './operands.ts'
import { OPERATOR_RUNTIME } from './operators.ts'
import { broadcastShapes, numElements, sameShape, strides } from './shape.ts'

export interface Rule {
  /** The type of the result. */
  readonly type: DType
  /** The type that elements are computed in; undefined where loops read arrays of any types. */
  readonly work: DType | undefined
  /** The type that a plain number, or the element of an array of rank 0, is read in. */
  readonly number: DType
  readonly expression: Expression
}
/** What an operator does to two operands; undefined where no loop over plain elements does it. */
export type Rules = (a: Operand, b: Operand) => Rule | undefined

interface Resolved {
  readonly type: DType
  readonly loop: BinaryLoop
  /** Where a plain number is put for the loop. */
  readonly scalar: Entries
  readonly isWide: boolean
}

/** Ranges of whole numbers by their types, then those of floats; beside arrays of rank 0 numbers count by their kind only. */
const [INT_BESIDE_SCALAR, FLOAT_BESIDE_SCALAR, RANGES] = [13, 14, 15] as const
function rangeOf(value: number, whole: boolean): number {
  if (!whole) {
    const size = Math.abs(value)
    return !Number.isFinite(value) || size < 65000 ? 10 : size < 3.4e38 ? 11 : 12
  }
  if (value < 0) return value >= -128 ? 0 : value >= -32768 ? 1 : value >= -2147483648 ? 2 : 3
  return value <= 127 ? 4 : value <= 255 ? 5 : value <= 32767 ? 6 : value <= 65535 ? 7 : value <= 2147483647 ? 8 : 9
}

/** The number that was read last, whether it is whole, and which type it has: the place in a list of them. */
let value = 0
let whole = false
let numberType = 0
/** Plain numbers are int64 or float64, as `whole` says. */
const PLAIN = 0
const NUMBER_TYPES: Readonly<Partial<Record<BaseDTypeName, number>>> = {
  float64: PLAIN,
  int64: PLAIN,
  float32: 1,
  int32: 2,
  uint8: 3,
  int8: 4,
  int16: 5,
  uint16: 6,
}
/** Reads a plain number; false where `given` is none that a double holds. */
function readNumber(given: unknown): boolean {
  const plain = given instanceof PyFloat || given instanceof PyInt ? given.value : given
  if (typeof plain !== 'number') return false
  value = plain
  numberType = PLAIN
  whole = !(given instanceof PyFloat) && Number.isSafeInteger(plain) && !Object.is(plain, -0)
  return true
}
/** Reads the element of an array of rank 0; false where it is no number that a double holds. */
function readElement({ dtype, data }: ArrayParts): boolean {
  const type = NUMBER_TYPES[dtype.base]
  if (type === undefined) return false
  numberType = type
  switch (dtype.base) {
    case 'float64':
    case 'float32':
      value = data[0] as number
      whole = false
      return true
    case 'int64':
      value = Number(data[0])
      whole = true
      return Number.isSafeInteger(value)
    case 'int32':
    case 'uint8':
    case 'int8':
    case 'int16':
    case 'uint16':
      value = data[0] as number
      whole = true
      return true
    default:
      return false
  }
}

const WORD = 2 ** 32
/** The number that was read, where a loop finds it. */
function placed({ scalar, isWide }: Resolved): Entries {
  scalar[0] = value
  if (isWide) scalar[1] = Math.floor(value / WORD)
  return scalar
}

const typed = (type: DType, shape: readonly number[] = [1]): Operand => ({
  array: { dtype: type, shape, data: [] },
  narrow: type,
  unsigned: type,
})

/** Whether two arrays of one shape, of which one is written, are the same or share no memory. */
function isApart(written: Data, read: Data): boolean {
  if (Array.isArray(written) || Array.isArray(read)) return false
  return (
    written.buffer !== read.buffer ||
    (written.byteOffset === read.byteOffset && written.BYTES_PER_ELEMENT === read.BYTES_PER_ELEMENT) ||
    written.byteOffset + written.byteLength <= read.byteOffset ||
    read.byteOffset + read.byteLength <= written.byteOffset
  )
}

/** Whether a result of this type and shape can be written to `target` while its operands are read. */
const takes = (target: ArrayParts, type: DType, shape: readonly number[], ...read: readonly ArrayParts[]): boolean =>
  target.layout === undefined &&
  target.dtype === type &&
  sameShape(target.shape, shape) &&
  read.every(({ data }) => isApart(target.data, data))

/** Whether elements of one type, read as doubles, are what they are as elements of the other. */
const isExact = (from: DType, to: DType): boolean =>
  from.base === to.base ||
  from.base === 'bool' ||
  to.base === 'float64' ||
  (from.is_integer && from.size < to.size && (to.is_integer || (to.base === 'float32' && from.size <= 2)))

export class ResolvedOperator {
  readonly #rules: Rules
  readonly #pairs = new Map<DType, Map<DType, Resolved | null>>()
  /**
   * By the array's type; then by the number's kind of type and range, with those of numbers on the left behind those of numbers on the right.
   */
  readonly #numbers = new Map<DType, (Resolved | null | undefined)[]>()

  constructor(rules: Rules) {
    this.#rules = rules
  }

  /**
   * The result for arrays, and numbers beside them, that loops can read; undefined for all others, and for shapes that don't go together. It is
   * `target`, an array that may be written, where that has the type and the shape of the result and no element is read after it was written.
   */
  apply(left: unknown, right: unknown, target?: ArrayParts): ArrayParts | undefined {
    if (isArrayParts(left)) {
      if (isArrayParts(right)) {
        if (left.shape.length > 0 === right.shape.length > 0) return this.#paired(left, right, target)
        const [array, scalar] = left.shape.length > 0 ? [left, right] : [right, left]
        return scalar.layout === undefined && readElement(scalar)
          ? this.#beside(array, scalar, array === right, target)
          : undefined
      }
      return readNumber(right) ? this.#beside(left, right, false, target) : undefined
    }
    return isArrayParts(right) && readNumber(left) ? this.#beside(right, left, true, target) : undefined
  }

  /**
   * Writes the result to `target`, the left operand, where it has the type and the shape that the result has, and no element is read after
   * it was written; false, with nothing written, where it is otherwise.
   */
  applyInto(target: ArrayParts, right: unknown): boolean {
    const { shape, layout } = target
    if (layout !== undefined || shape.length === 0) return false
    let found: Resolved | null
    let step: 0 | 1 = 0
    let other: Entries | undefined
    if (isArrayParts(right) && right.shape.length > 0) {
      if (right.layout !== undefined || !sameShape(shape, right.shape) || !isApart(target.data, right.data))
        return false
      found = this.#pair(target.dtype, right.dtype)
      other = entriesOf(right.data)
      step = 1
    } else {
      const isNumber = isArrayParts(right) ? right.layout === undefined && readElement(right) : readNumber(right)
      if (!isNumber) return false
      found = this.#number(target, right, false)
      if (found !== null) other = placed(found)
    }
    if (found === null || other === undefined || found.type !== target.dtype) return false
    const entries = entriesOf(target.data)
    found.loop(entries, 0, 1, other, 0, step, entries, 0, numElements(shape))
    return true
  }

  #pair(a: DType, b: DType): Resolved | null {
    let own = this.#pairs.get(a)
    if (own === undefined) this.#pairs.set(a, (own = new Map()))
    let found = own.get(b)
    if (found === undefined) {
      found = this.#resolve(typed(a), typed(b), undefined)
      own.set(b, found)
    }
    return found
  }

  #paired(a: ArrayParts, b: ArrayParts, target?: ArrayParts): ArrayParts | undefined {
    const found = this.#pair(a.dtype, b.dtype)
    if (found === null) return undefined
    const { type, loop } = found
    if (a.layout === undefined && b.layout === undefined && sameShape(a.shape, b.shape)) {
      const { shape } = a
      const size = numElements(shape)
      const into = target !== undefined && takes(target, type, shape, a, b) ? target : undefined
      const data = into?.data ?? type.allocateToFill(size, shape)
      loop(entriesOf(a.data), 0, 1, entriesOf(b.data), 0, 1, entriesOf(data), 0, size)
      return into ?? { dtype: type, shape, data }
    }
    const shape = sameShape(a.shape, b.shape) ? a.shape : broadcastShapes(a.shape, b.shape)
    return shape === null ? undefined : { dtype: type, shape, data: walked(loop, a, b, type, shape) }
  }

  /** For an array and the number that was read, which is `number`. */
  #number({ dtype, shape }: ArrayParts, number: unknown, isLeft: boolean): Resolved | null {
    let own = this.#numbers.get(dtype)
    if (own === undefined) this.#numbers.set(dtype, (own = []))
    const range = shape.length > 0 ? rangeOf(value, whole) : whole ? INT_BESIDE_SCALAR : FLOAT_BESIDE_SCALAR
    const place = (2 * numberType + (isLeft ? 1 : 0)) * RANGES + range
    let found = own[place]
    if (found === undefined) {
      const [scalar, other] = [operand(number), typed(dtype, shape)]
      found = isLeft ? this.#resolve(scalar, other, 0) : this.#resolve(other, scalar, 1)
      own[place] = found
    }
    return found
  }

  #beside(array: ArrayParts, number: unknown, isLeft: boolean, target?: ArrayParts): ArrayParts | undefined {
    if (array.layout !== undefined) return undefined
    const found = this.#number(array, number, isLeft)
    if (found === null) return undefined
    const { type, loop } = found
    const { shape } = array
    const scalar = placed(found)
    const size = numElements(shape)
    const into = target !== undefined && takes(target, type, shape, array) ? target : undefined
    const data = into?.data ?? type.allocateToFill(size, shape)
    const [entries, out] = [entriesOf(array.data), entriesOf(data)]
    if (isLeft) loop(scalar, 0, 0, entries, 0, 1, out, 0, size)
    else loop(entries, 0, 1, scalar, 0, 0, out, 0, size)
    return into ?? { dtype: type, shape, data }
  }

  #resolve(a: Operand, b: Operand, scalar: 0 | 1 | undefined): Resolved | null {
    const rule = this.#rules(a, b)
    if (rule === undefined) return null
    const { type, work, number, expression } = rule
    const types = [scalar === 0 ? number : a.array.dtype, scalar === 1 ? number : b.array.dtype]
    if (work !== undefined && !types.every(given => isExact(given, work))) return null
    const [x, y, out] = [...types, type].map(({ base }) => storageOf(base))
    if (x === undefined || y === undefined || out === undefined) return null
    return {
      type,
      loop: binaryLoop(expression, [x, y, out], OPERATOR_RUNTIME),
      scalar: entriesOf(number.allocate(1)),
      isWide: number.base === 'int64',
    }
  }
}

/** Where the elements of an array are when it is read in the shape `to`. */
export function readIn(array: ArrayParts, to: readonly number[]): Walked {
  const { shape, layout } = array
  const own = layout?.strides ?? strides(shape)
  const offset = layout?.offset ?? 0
  if (sameShape(shape, to)) return { steps: own, offset }
  const first = to.length - shape.length
  return {
    steps: to.map((_, axis) => (axis < first || shape[axis - first] === 1 ? 0 : (own[axis - first] as number))),
    offset,
  }
}

/** What a loop makes of two arrays of any strides, in the shape that they broadcast to. */
export function walked(loop: BinaryLoop, a: ArrayParts, b: ArrayParts, type: DType, shape: readonly number[]): Data {
  const data = type.allocateToFill(numElements(shape), shape)
  const out = entriesOf(data)
  const [x, y] = [entriesOf(a.layout?.buffer ?? a.data), entriesOf(b.layout?.buffer ?? b.data)]
  eachPairRow(shape, readIn(a, shape), readIn(b, shape), (p, pStep, q, qStep, to, count) =>
    loop(x, p, pStep, y, q, qStep, out, to, count),
  )
  return data
}
