/** Copies between buffers that stay where they are. */
import type { NDArray } from './ndarray.ts'

/** Writes `source` into the buffer of `target`, which has the same type and size. */
export function copyInto(target: NDArray, source: NDArray): void {
  if (target.data === source.data) return
  if (Array.isArray(target.data)) {
    for (let i = 0; i < target.data.length; i++) target.data[i] = (source.data as unknown[])[i]
  } else (target.data as Uint8Array).set(source.data as Uint8Array)
}
