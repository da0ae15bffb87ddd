/** Copying rows of arrays by number. */
import type { Data } from './dtypes.ts'

/** So many bytes are copied by a loop; beyond that the platform's copy is faster. */
const LOOP_BYTES = 256

type Words = Int32Array | Uint16Array | Uint8Array

/** Both arrays' memory in the widest words that a row of `bytes` consists of: few types, whatever the elements are. */
function inWords(
  from: Exclude<Data, readonly unknown[]>,
  to: Exclude<Data, readonly unknown[]>,
  bytes: number,
): readonly [Words, Words, number] {
  const places = from.byteOffset | to.byteOffset | bytes
  const size = places % 4 === 0 ? 4 : places % 2 === 0 ? 2 : 1
  const view = ({ buffer, byteOffset, byteLength }: Exclude<Data, readonly unknown[]>): Words =>
    size === 4
      ? new Int32Array(buffer, byteOffset, byteLength / 4)
      : size === 2
        ? new Uint16Array(buffer, byteOffset, byteLength / 2)
        : new Uint8Array(buffer, byteOffset, byteLength)
  return [view(from), view(to), bytes / size]
}

/** Row i of `to` becomes row rows[i] of `from`; rows are `width` entries long. */
export function copyRows(from: Data, to: Data, width: number, rows: ArrayLike<number>): void {
  if (width === 0 || rows.length === 0) return
  if (Array.isArray(from) || Array.isArray(to)) {
    const [source, target] = [from as unknown[], to as unknown[]]
    for (let i = 0; i < rows.length; i++) {
      const start = (rows[i] as number) * width
      for (let j = 0; j < width; j++) target[i * width + j] = source[start + j]
    }
    return
  }
  const bytes = width * to.BYTES_PER_ELEMENT
  const [source, target, words] = inWords(from, to, bytes)
  if (bytes > LOOP_BYTES) {
    for (let i = 0; i < rows.length; i++) {
      const start = (rows[i] as number) * words
      target.set(source.subarray(start, start + words) as never, i * words)
    }
  } else if (words === 1) for (let i = 0; i < rows.length; i++) target[i] = source[rows[i] as number] as number
  else {
    let at = 0
    for (let i = 0; i < rows.length; i++) {
      let next = (rows[i] as number) * words
      for (let j = 0; j < words; j++) target[at++] = source[next++] as number
    }
  }
}

/** Runs of `run` elements of `width` entries each, which start at elements starts[i] of `from`, go to `to` one after the other. */
export function copyRuns(from: Data, to: Data, width: number, starts: Int32Array, run: number): void {
  copyPieces(from, to, width, starts, run, true)
}

/** Pieces of `from`, one after the other, go to runs of `run` elements that start at elements starts[i] of `to`. */
export function copyToRuns(from: Data, to: Data, width: number, starts: Int32Array, run: number): void {
  copyPieces(from, to, width, starts, run, false)
}

/** Pieces of one element, of one or two words. */
function copyShort(
  source: { readonly [index: number]: number },
  target: { [index: number]: number },
  starts: Int32Array,
  length: number,
  gathers: boolean,
): void {
  if (length === 1) {
    if (gathers) for (let i = 0; i < starts.length; i++) target[i] = source[starts[i] as number] as number
    else for (let i = 0; i < starts.length; i++) target[starts[i] as number] = source[i] as number
    return
  }
  for (let i = 0; i < starts.length; i++) {
    const place = 2 * (starts[i] as number)
    const [p, q] = gathers ? [place, 2 * i] : [2 * i, place]
    target[q] = source[p] as number
    target[q + 1] = source[p + 1] as number
  }
}

function copyPieces(from: Data, to: Data, width: number, starts: Int32Array, run: number, gathers: boolean): void {
  if (run === 0 || starts.length === 0) return
  const plain = Array.isArray(from) || Array.isArray(to)
  const bytes = plain ? 0 : width * from.BYTES_PER_ELEMENT
  const [source, target, words] = plain
    ? ([from as unknown[] as number[], to as unknown[] as number[], width] as const)
    : inWords(from, to, bytes)
  const length = run * words
  if (run === 1 && length <= 2) {
    copyShort(source, target, starts, length, gathers)
    return
  }
  const isLong = !plain && run * bytes > LOOP_BYTES
  for (let i = 0; i < starts.length; i++) {
    const place = (starts[i] as number) * words
    const p = gathers ? place : i * length
    const q = gathers ? i * length : place
    if (isLong) (target as Int32Array).set((source as Int32Array).subarray(p, p + length), q)
    else for (let j = 0; j < length; j++) target[q + j] = source[p + j] as number
  }
}
