/** Places buffers in the arena: those that are never alive together may share memory. */
import { ALIGNMENT, SLACK } from '../../kernels/wasm/step.ts'

/** A buffer that is alive from step `first` to step `last`, both included. */
export interface Lifetime {
  readonly bytes: number
  readonly first: number
  readonly last: number
}

export interface Layout {
  readonly offsets: readonly number[]
  readonly bytes: number
  readonly bytesWithoutReuse: number
}

const aligned = (bytes: number): number => Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT

/**
 * Best fit over open and close events: at each step the buffers that begin are placed, largest first, in the smallest gap
 * that takes them; then those that end give their place back.
 */
export function planMemory(lifetimes: readonly Lifetime[]): Layout {
  const offsets = new Array<number>(lifetimes.length).fill(0)
  const opening = new Map<number, number[]>()
  const closing = new Map<number, number[]>()
  const times = new Set<number>()
  for (const [i, { first, last }] of lifetimes.entries()) {
    push(opening, first, i)
    push(closing, last, i)
    times.add(first).add(last)
  }
  const gaps: { offset: number; bytes: number }[] = []
  let top = 0
  let bytesWithoutReuse = 0
  for (const time of [...times].sort((a, b) => a - b)) {
    const starts = (opening.get(time) ?? []).sort(
      (a, b) => (lifetimes[b] as Lifetime).bytes - (lifetimes[a] as Lifetime).bytes,
    )
    for (const i of starts) {
      const bytes = aligned((lifetimes[i] as Lifetime).bytes)
      bytesWithoutReuse += bytes
      let best: (typeof gaps)[number] | undefined
      for (const gap of gaps) if (gap.bytes >= bytes && (!best || gap.bytes < best.bytes)) best = gap
      if (best) {
        offsets[i] = best.offset
        best.offset += bytes
        best.bytes -= bytes
        if (best.bytes === 0) gaps.splice(gaps.indexOf(best), 1)
      } else {
        // the arena's end may be a gap: grow it instead of beginning behind it
        const end = gaps.find(gap => gap.offset + gap.bytes === top)
        if (end) {
          offsets[i] = end.offset
          top = end.offset + bytes
          gaps.splice(gaps.indexOf(end), 1)
        } else {
          offsets[i] = top
          top += bytes
        }
      }
    }
    for (const i of closing.get(time) ?? [])
      release(gaps, offsets[i] as number, aligned((lifetimes[i] as Lifetime).bytes))
  }
  return { offsets, bytes: top, bytesWithoutReuse }
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Gives a place back, joined with the gaps beside it. */
function release(gaps: { offset: number; bytes: number }[], offset: number, bytes: number): void {
  const gap = { offset, bytes }
  for (const other of [...gaps]) {
    if (other.offset + other.bytes === gap.offset) {
      gap.offset = other.offset
      gap.bytes += other.bytes
      gaps.splice(gaps.indexOf(other), 1)
    } else if (gap.offset + gap.bytes === other.offset) {
      gap.bytes += other.bytes
      gaps.splice(gaps.indexOf(other), 1)
    }
  }
  gaps.push(gap)
}
