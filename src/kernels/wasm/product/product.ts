/** What a product of matrices is in numbers, taken from a step: sizes, transposes, places, and the epilogue's strides. */
import type { Scalar } from '../../scalar.ts'
import { finishesFloats } from '../elementwise/vector_expression.ts'
import { type KeptPlace, type Operand, type Place, type Step, samePlace } from '../step.ts'
import type { Epilogue, EpilogueInput, EpilogueUpdate } from './tile.ts'

/** An epilogue input with its place and the bytes from one matrix of the batch to the next. */
export interface PlacedInput extends EpilogueInput {
  readonly place: Place
  readonly batchStride: number
}

/** C[batch][m][n] = A[batch][m][k] · B[batch][k][n], A stored [k][m] if `transposeA`, B stored [n][k] if `transposeB`. */
export interface Factors {
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly a: Place
  readonly b: Place
  /** Which input of the step B is. */
  readonly bInput: number
  /** Where panels of B stay from run to run; undefined: they are packed anew. */
  readonly kept: KeptPlace | undefined
}

/** A product of float32 with what is done to it. */
export interface Product extends Factors {
  /** Undefined where only updates are stored. */
  readonly c: Place | undefined
  readonly scalar: Scalar | undefined
  /** What is stored in the places of inputs, in the place of C. */
  readonly updates: readonly EpilogueUpdate[]
  readonly inputs: readonly PlacedInput[]
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

/** The factors of the product that a step asks for, where all operands are of that type. */
export function factorsOf(
  step: Step,
  dtype: Operand['dtype'],
  transposeA: boolean,
  transposeB: boolean,
): Factors | undefined {
  const [a, b] = step.inputs
  const [c] = step.outputs
  if (a === undefined || b === undefined || c === undefined) return undefined
  if ([...step.inputs, ...step.outputs].some(operand => operand.dtype !== dtype)) return undefined
  const [m, n] = c.shape.slice(-2) as [number, number]
  const k = a.shape.at(transposeA ? -2 : -1) ?? 0
  const batch = size(c.shape.slice(0, -2))
  return { batch, m, n, k, transposeA, transposeB, a: a.place, b: b.place, bInput: 1, kept: step.kept }
}

/** The product that a step asks for; undefined where it is not float32 or its epilogue is not supported. */
export function productOf(step: Step, transposeA: boolean, transposeB: boolean): Product | undefined {
  const factors = factorsOf(step, 'float32', transposeA, transposeB)
  if (factors === undefined) return undefined
  const { batch, m, n } = factors
  const rest = step.inputs.slice(2)
  const c = step.outputs[0] as Operand
  const rank = c.shape.length
  const inputs: PlacedInput[] = []
  for (const operand of rest) {
    const placed = placedInput(operand, rank, batch, m, n)
    if (placed === undefined) return undefined
    inputs.push(placed)
  }
  const { scalar } = step
  const scalars = scalar === undefined ? [] : [scalar, ...(step.further ?? [])]
  if (scalars.some(each => !finishesFloats(each, rest))) return undefined
  if (scalar === undefined && rest.length > 0) return undefined
  const updates = updatesOf(step.outputs, scalars, rest)
  if (updates.length === 0 && step.outputs.length > 1) return undefined
  const product = {
    ...factors,
    c: updates.length > 0 ? undefined : c.place,
    scalar,
    updates,
    inputs,
  }
  // a column vector is a row vector in memory: C' = B' · A' has the few rows on the side that the kernels treat well
  return n === 1 && m > 1 ? swapped(product) : product
}

/** The outputs as updates of operands, where each lies where an operand of its shape does; else none. */
function updatesOf(
  outputs: readonly Operand[],
  scalars: readonly Scalar[],
  operands: readonly Operand[],
): EpilogueUpdate[] {
  const updates = outputs.map((output, i) => ({
    scalar: scalars[i],
    input: operands.findIndex(
      operand => samePlace(operand.place, output.place) && operand.shape.join() === output.shape.join(),
    ),
  }))
  return updates.every(({ scalar, input }) => scalar !== undefined && input >= 0) ? (updates as EpilogueUpdate[]) : []
}

function swapped(product: Product): Product {
  const { m, n, transposeA, transposeB, a, b, inputs } = product
  return {
    ...product,
    m: n,
    n: m,
    transposeA: !transposeB,
    transposeB: !transposeA,
    a: b,
    b: a,
    bInput: 1 - product.bInput,
    inputs: inputs.map(input => ({ ...input, rowStride: input.columnStride, columnStride: input.rowStride })),
  }
}

/** How an operand broadcasts against the product; undefined where it varies along only a part of the batch. */
function placedInput(operand: Operand, rank: number, batch: number, m: number, n: number): PlacedInput | undefined {
  const shape = [...new Array<number>(Math.max(0, rank - operand.shape.length)).fill(1), ...operand.shape]
  const [rows, columns] = shape.slice(-2) as [number, number]
  const batches = size(shape.slice(0, -2))
  if (shape.length !== rank || (batches !== 1 && batches !== batch)) return undefined
  if ((rows !== 1 && rows !== m) || (columns !== 1 && columns !== n)) return undefined
  return {
    place: operand.place,
    rowStride: rows === 1 ? 0 : 4 * columns,
    columnStride: columns === 1 ? 0 : 4,
    batchStride: batches === 1 ? 0 : 4 * rows * columns,
  }
}

/** The epilogue as the inner code wants it. */
export function epilogueOf(product: Product): Epilogue | undefined {
  const { scalar, updates, inputs } = product
  if (scalar === undefined) return undefined
  const strides = inputs.map(({ rowStride, columnStride }) => ({ rowStride, columnStride }))
  return { scalar, updates, inputs: strides, key: JSON.stringify([scalar, updates, strides]) }
}
