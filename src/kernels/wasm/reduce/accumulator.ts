/**
 * Accumulators of reductions: vectors that take in four elements at a time. Sums of float32 go through two levels: runs of a few
 * dozen additions in float32, whose sums are added in doubles; so their error does not grow with the length.
 */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import type { Reduction } from '../../reference/arrays/reduce.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { Opcode } from '../assembler/opcodes.ts'
import { toDoubles } from '../elementwise/casts.ts'
import { NotVectorizable, type Value } from '../elementwise/values.ts'
import type { VectorLanes, VectorMath } from '../math/ops.ts'

export type ReducedType = 'float32' | 'float64' | 'int32' | 'bool'

interface Operation {
  readonly op: Opcode
  readonly neutral: number
}

const FLOAT = (lanes: 'f32x4' | 'f64x2'): Readonly<Record<string, Operation>> => ({
  sum: { op: `${lanes}.add`, neutral: 0 },
  prod: { op: `${lanes}.mul`, neutral: 1 },
  // (so far < next) ? next : so far: a NaN is never taken
  max: { op: `${lanes}.pmax`, neutral: Number.NEGATIVE_INFINITY },
  min: { op: `${lanes}.pmin`, neutral: Number.POSITIVE_INFINITY },
})

const OPERATIONS: Readonly<Record<ReducedType, Readonly<Record<string, Operation>>>> = {
  float32: FLOAT('f32x4'),
  float64: FLOAT('f64x2'),
  int32: {
    sum: { op: 'i32x4.add', neutral: 0 },
    prod: { op: 'i32x4.mul', neutral: 1 },
    max: { op: 'i32x4.max_s', neutral: -2147483648 },
    min: { op: 'i32x4.min_s', neutral: 2147483647 },
  },
  bool: { all: { op: 'v128.and', neutral: -1 }, any: { op: 'v128.or', neutral: 0 } },
}

const LANES: Readonly<Record<ReducedType, VectorLanes>> = {
  float32: 'f32x4',
  float64: 'f64x2',
  int32: 'i32x4',
  bool: 'i32x4',
}

/** What the reduction of nothing gives. */
export function neutralOf(reduction: Reduction, type: ReducedType): number {
  if (reduction === 'mean') return type === 'int32' ? 0 : Number.NaN
  const operation = operationOf(reduction, type)
  return type === 'bool' ? -operation.neutral : operation.neutral
}

function operationOf(reduction: Reduction, type: ReducedType): Operation {
  const operation = OPERATIONS[type][reduction === 'mean' ? 'sum' : reduction]
  if (operation === undefined) throw new NotVectorizable(`${reduction} of ${type}`)
  return operation
}

/** The type of partial results: doubles for sums of floats. */
export function partialType(reduction: Reduction, type: ReducedType): ReducedType {
  return type === 'float32' && (reduction === 'sum' || reduction === 'mean') ? 'float64' : type
}

/** The neutral element in every lane. */
export function neutralValue(m: VectorMath, reduction: Reduction, type: ReducedType): Value {
  const part = m.constant(LANES[type], operationOf(reduction, type).neutral)
  return { type, parts: type === 'float64' ? [part, part] : [part] }
}

/** `so far` with all of `values` taken in. Sums are added in pairs first; max and min need the result so far, which is never NaN, as their first operand. */
export function combineInto(m: VectorMath, reduction: Reduction, soFar: Value, values: readonly Value[]): Value {
  const { op } = operationOf(reduction, soFar.type as ReducedType)
  const inPairs = reduction === 'sum' || reduction === 'mean'
  const parts = soFar.parts.map((start, i) => {
    let level = values.map(value => value.parts[i] as Local)
    while (inPairs && level.length > 1) {
      const next: Local[] = []
      for (let k = 0; k + 1 < level.length; k += 2) next.push(m.op2(op, level[k] as Local, level[k + 1] as Local))
      if (level.length % 2 === 1) next.push(level.at(-1) as Local)
      level = next
    }
    return level.reduce((result, part) => m.op2(op, result, part), start)
  })
  return { type: soFar.type, parts }
}

/** Most additions in float32 one after another. */
export const RUN = 64

export class Accumulator {
  readonly #m: VectorMath
  readonly #type: ReducedType
  readonly #operation: Operation
  readonly #lanes: VectorLanes
  /** Vectors of elements: [vector][part]. */
  readonly #vectors: readonly (readonly Local[])[]
  /** Doubles behind the vectors: [vector][part], or one pair for all of them. Empty where one level is enough. */
  readonly #totals: readonly (readonly Local[])[]

  /** `joined`: all elements go into one result; else element i of vector v has a result of its own. */
  constructor(m: VectorMath, reduction: Reduction, type: ReducedType, vectors: number, joined: boolean) {
    this.#m = m
    this.#type = type
    this.#operation = operationOf(reduction, type)
    this.#lanes = LANES[type]
    const allocate = (count: number, parts: number): Local[][] =>
      Array.from({ length: count }, () => m.f.locals('v128', parts))
    this.#vectors = allocate(vectors, type === 'float64' ? 2 : 1)
    this.#totals = partialType(reduction, type) === type ? [] : allocate(joined ? 1 : vectors, 2)
  }

  /** Gives the locals back. */
  free(): void {
    for (const list of [...this.#vectors, ...this.#totals]) this.#m.f.free('v128', ...list)
  }

  get folds(): boolean {
    return this.#totals.length > 0
  }

  #clear(lists: readonly (readonly Local[])[], constant: Local): void {
    for (const local of lists.flat()) this.#m.f.set(local, this.#m.f.get(constant))
  }

  reset(): void {
    this.#clear(this.#vectors, this.#m.constant(this.#lanes, this.#operation.neutral))
    if (this.folds) this.#clear(this.#totals, this.#m.constant('f64x2', 0))
  }

  /** Takes in the elements of `value`; of those only the first `valid` (a local) if given. */
  add(vector: number, value: Value, valid: Local | undefined): void {
    const { f } = this.#m
    const into = this.#vectors[vector] as readonly Local[]
    value.parts.forEach((part, i) => {
      const to = into[i] as Local
      f.get(to)
      f.get(part)
      if (valid !== undefined) {
        f.get(this.#m.constant(this.#lanes, this.#operation.neutral))
        f.op(this.#lanes === 'f64x2' ? 'i64x2.gt_s' : 'i32x4.gt_s', this.#counted(valid, i), this.#numbered(i))
        f.op('v128.bitselect')
      }
      f.op(this.#operation.op)
      f.set(to)
    })
  }

  #counted(valid: Local, _part: number): undefined {
    const { f } = this.#m
    if (this.#lanes === 'f64x2') f.op('i64x2.splat', f.op('i64.extend_i32_s', f.get(valid)))
    else f.op('i32x4.splat', f.get(valid))
  }

  /** The numbers of a part's lanes. */
  #numbered(part: number): undefined {
    const { f } = this.#m
    if (this.#lanes === 'f64x2') f.i32x4(2 * part, 0, 2 * part + 1, 0)
    else f.i32x4(0, 1, 2, 3)
  }

  /** Moves what has been added in float32 into the doubles. */
  fold(): void {
    if (!this.folds) return
    const m = this.#m
    const { f } = m
    m.scope((): readonly Local[] => {
      const joined =
        this.#totals.length < this.#vectors.length
          ? [this.#tree(this.#vectors.map(parts => parts[0] as Local))]
          : this.#vectors.map(parts => parts[0] as Local)
      joined.forEach((vector, i) => {
        m.promote(vector).forEach((half, k) => {
          const total = this.#totals[i]?.[k] as Local
          f.set(total, f.op('f64x2.add', f.get(total), f.get(half)))
        })
      })
      return []
    })
    this.#clear(this.#vectors, m.constant(this.#lanes, 0))
  }

  #tree(vectors: readonly Local[], op: Opcode = this.#operation.op): Local {
    let level = [...vectors]
    while (level.length > 1) {
      const next: Local[] = []
      for (let i = 0; i + 1 < level.length; i += 2) next.push(this.#m.op2(op, level[i] as Local, level[i + 1] as Local))
      if (level.length % 2 === 1) next.push(level.at(-1) as Local)
      level = next
    }
    return level[0] as Local
  }

  /** Everything in one element, lane 0 of a vector of the partial type. After `fold`. */
  single(): Local {
    const m = this.#m
    if (this.folds) {
      const sum = this.#tree(this.#totals.flat(), 'f64x2.add')
      return m.op2('f64x2.add', sum, m.shuffle32([2, 3, 2, 3], sum, sum))
    }
    const one = this.#tree(this.#vectors.flat())
    const half = m.op2(this.#operation.op, one, m.shuffle32([2, 3, 2, 3], one, one))
    return this.#type === 'float64' ? half : m.op2(this.#operation.op, half, m.shuffle32([1, 1, 1, 1], half, half))
  }

  /** The results of vector `vector`, in the partial type. After `fold`. */
  several(vector: number): readonly Local[] {
    return (this.folds ? this.#totals : this.#vectors)[vector] as readonly Local[]
  }
}

/** Results from partial ones: divided by `count` for means, in the output's type. */
export function finish(
  m: VectorMath,
  reduction: Reduction,
  type: ReducedType,
  parts: readonly Local[],
  count: number,
): Value {
  const partial = partialType(reduction, type)
  let values = parts
  if (reduction === 'mean') {
    if (partial === 'float64') values = parts.map(part => m.op2('f64x2.div', part, m.constant('f64x2', count)))
    else values = [divideLanes(m, parts[0] as Local, count)]
  }
  if (partial === type) return { type, parts: values }
  return {
    type,
    parts: [
      values.length === 1
        ? m.op1('f32x4.demote_f64x2_zero', values[0] as Local)
        : m.demote(values[0] as Local, values[1] as Local),
    ],
  }
}

/** int32 lanes divided by a constant, truncating; through doubles, as they hold every quotient exactly enough. */
function divideLanes(m: VectorMath, lanes: Local, count: number): Local {
  const divisor = m.constant('f64x2', count)
  const [low, high] = toDoubles(m, lanes).map(half =>
    m.op1('i32x4.trunc_sat_f64x2_s_zero', m.op2('f64x2.div', half, divisor)),
  ) as [Local, Local]
  return m.shuffle32([0, 1, 4, 5], low, high)
}

/** Whether there are accumulators for the type. */
export function isReducedType(type: BaseDTypeName): type is ReducedType {
  return type in OPERATIONS
}
