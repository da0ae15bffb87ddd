/** Sets in the last dimension of tensors: their groups, and what operations make of two of them. */
import { invalidArgument } from '../../../errors/status.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { shapeText } from '../../../tensor/shape.ts'
import { compareRows, coordinatesOf, flatPosition, int64Array, rowText } from './sparse.ts'

type Value = number | bigint | Uint8Array
/** The members of a set in ascending order. */
export type Members = readonly Value[]
/** One set, and where it lies: the coordinates of all dimensions but the last. */
export interface Group {
  readonly at: readonly number[]
  readonly members: Members
}
/** All sets of a tensor, in the order in which they stand there. */
export interface Groups {
  readonly shape: readonly number[]
  /** Whether empty sets are among them, as in dense tensors. */
  readonly complete: boolean
  readonly groups: readonly Group[]
}

const compare = (a: Value, b: Value): number =>
  a instanceof Uint8Array ? Buffer.compare(a, b as Uint8Array) : a < (b as number) ? -1 : a > (b as number) ? 1 : 0

function membersOf(values: readonly Value[]): Members {
  const sorted = [...values].sort(compare)
  return sorted.filter((value, i) => i === 0 || compare(sorted[i - 1] as Value, value) !== 0)
}

function groupShape(shape: readonly number[]): readonly number[] {
  if (shape.length < 2) throw invalidArgument(`Invalid rank ${shape.length}.`)
  return shape.slice(0, -1)
}

/** The coordinates of element `flat`. */
function coordinates(flat: number, shape: readonly number[]): number[] {
  const at: number[] = []
  let rest = flat
  for (const size of [...shape].reverse()) {
    at.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return at
}

export function denseGroups({ shape: whole, data }: NDArray): Groups {
  const shape = groupShape(whole)
  const size = whole.at(-1) as number
  const count = shape.reduce((product, dim) => product * dim, 1)
  const groups = Array.from({ length: count }, (_, g) => ({
    at: coordinates(g, shape),
    members: membersOf(Array.from({ length: size }, (_, i) => data[g * size + i] as Value)),
  }))
  return { shape, groups, complete: true }
}

/** The groups of a sparse tensor. `validate`: its elements must be in order, each once; else equal groups may come again. */
export function sparseGroups(indices: NDArray, values: NDArray, dense: NDArray, validate: boolean): Groups {
  if (indices.shape.length !== 2)
    throw invalidArgument(`indices must be a matrix, but got: ${shapeText(indices.shape)}`)
  if (values.shape.length !== 1) throw invalidArgument(`vals must be a vec, but got: ${shapeText(values.shape)}`)
  if (dense.shape.length !== 1)
    throw invalidArgument(`Asking for tensor of 1 dimensions from a tensor of ${dense.shape.length} dimensions`)
  const rows = coordinatesOf(indices)
  if (rows.count !== values.shape[0]) throw invalidArgument('indices and values rows (indexing dimension) must match.')
  const whole = Array.from(dense.data as ArrayLike<number | bigint>, Number)
  const negative = whole.find(size => size < 0)
  if (negative !== undefined) throw invalidArgument(`size >= 0 (${negative} vs. 0)`)
  if (rows.rank !== whole.length) throw invalidArgument('Order length must be SparseTensor rank.')
  for (let i = 0; validate && i < rows.count; i++) {
    if (flatPosition(rows, i, whole) === undefined)
      throw invalidArgument(`${rowText(rows, i)} is out of bounds: need 0 <= index < ${shapeText(whole)}`)
    const order = i === 0 ? 1 : compareRows(rows, i, rows, i - 1)
    if (order < 0) throw invalidArgument(`${rowText(rows, i)} is out of order`)
    if (order === 0) throw invalidArgument(`${rowText(rows, i)} is repeated`)
  }
  const shape = groupShape(whole)
  const groups: Group[] = []
  for (let i = 0; i < rows.count; ) {
    const at = Array.from(rows.at.subarray(i * rows.rank, (i + 1) * rows.rank - 1))
    const found: Value[] = []
    while (i < rows.count && at.every((x, d) => rows.at[i * rows.rank + d] === x)) found.push(values.data[i++] as Value)
    groups.push({ at, members: membersOf(found) })
  }
  return { shape, groups, complete: false }
}

export type SetOperation = 'intersection' | 'a-b' | 'b-a' | 'union'
const OPERATIONS: readonly string[] = ['intersection', 'a-b', 'b-a', 'union']
/** The operation of that name, in upper or lower case. */
export function setOperation(name: string): SetOperation {
  if (!OPERATIONS.includes(name.toLowerCase())) throw invalidArgument(`Invalid set_operation ${name}.`)
  return name.toLowerCase() as SetOperation
}

/** What the operation makes of two sets, in one pass over both. */
function combined(operation: SetOperation, a: Members, b: Members): Members {
  const [onlyA, onlyB] = [operation === 'a-b' || operation === 'union', operation === 'b-a' || operation === 'union']
  const both = operation === 'intersection' || operation === 'union'
  const out: Value[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compare(a[i] as Value, b[j] as Value)
    if (order < 0 ? onlyA : order > 0 ? onlyB : both) out.push((order <= 0 ? a[i] : b[j]) as Value)
    if (order <= 0) i++
    if (order >= 0) j++
  }
  return out
}

const compareGroups = (a: readonly number[], b: readonly number[]): number => {
  for (const [d, x] of a.entries()) if (x !== b[d]) return x - (b[d] as number)
  return 0
}

/** The operation on the sets of two tensors: a sparse tensor of the results. Shapes but for the last dimension are equal. */
export function operateOnSets(operation: SetOperation, a: Groups, b: Groups, type: NDArray['dtype']): NDArray[] {
  if (a.shape.length !== b.shape.length || compareGroups(a.shape, b.shape) !== 0) {
    throw invalidArgument(`Mismatched shapes ${shapeText(a.shape)} vs ${shapeText(b.shape)}.`)
  }
  // a group that comes again, in tensors out of order, replaces the one before, but its members are counted
  const results = new Map<string, Group>()
  let count = 0
  let widest = 0
  let [i, j] = [0, 0]
  while (i < a.groups.length || (j < b.groups.length && !a.complete)) {
    const [first, second] = [a.groups[i], b.groups[j]]
    const compared = first === undefined ? 1 : second === undefined ? -1 : compareGroups(first.at, second.at)
    // where all sets of `a` are there, only their order counts
    const order = a.complete && compared > 0 ? -1 : compared
    const { at } = (order <= 0 ? first : second) as Group
    const members = combined(
      operation,
      order <= 0 ? (first?.members ?? []) : [],
      order >= 0 ? (second?.members ?? []) : [],
    )
    if (members.length > 0) results.set(at.join(), { at, members })
    count += members.length
    widest = Math.max(widest, members.length)
    if (order <= 0) i++
    if (order >= 0) j++
  }
  const sets = [...results.values()].sort((x, y) => compareGroups(x.at, y.at))
  const rank = a.shape.length + 1
  const positions = new Float64Array(count * rank)
  const values = NDArray.zeros([count], type)
  const data = values.data as Value[]
  let k = 0
  for (const { at, members } of sets) {
    for (const [n, member] of members.entries()) {
      positions.set([...at, n], k * rank)
      data[k++] = member
    }
  }
  return [int64Array(positions, [count, rank]), values, int64Array([...a.shape, widest], [rank])]
}
