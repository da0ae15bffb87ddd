/** Memory of requests that have been sent: the next ones of their size use it. Fresh memory costs more than the copy into it. */

/** Bytes that are kept, all together, and in how many pieces. */
const MOST_BYTES = 2 ** 27
const MOST_PIECES = 16
/** A piece is used for what takes at least this part of it. */
const LEAST_PART = 0.5

/** The latest last. */
let kept: ArrayBuffer[] = []

/** `length` bytes of any content. */
export function reusedMemory(length: number): Uint8Array<ArrayBuffer> {
  const at = kept.findLastIndex(({ byteLength }) => byteLength >= length && byteLength * LEAST_PART <= length)
  const [found] = at < 0 ? [] : kept.splice(at, 1)
  return found ? new Uint8Array(found, 0, length) : new Uint8Array(length)
}

/** Takes memory that nobody uses any more. */
export function release(memory: readonly ArrayBuffer[]): void {
  kept.push(...memory)
  let bytes = 0
  let first = kept.length
  while (first > 0 && kept.length - first < MOST_PIECES) {
    bytes += (kept[first - 1] as ArrayBuffer).byteLength
    if (bytes > MOST_BYTES) break
    first--
  }
  kept = kept.slice(first)
}
