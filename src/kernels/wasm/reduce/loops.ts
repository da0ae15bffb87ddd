/** Nested loops over the reduced dimensions of one result. */
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'

/** One loop: its length, and bytes that each pointer moves per iteration. */
export interface ReduceLoop {
  readonly length: number
  readonly steps: readonly number[]
  /** The number of iterations where it is known only at run time (a local, at most `length`). */
  readonly count?: Local
  /** Iterations after which `onBlock` runs, and after the last. */
  readonly block?: number
}

/** Runs `body` for all iterations of `loops`; the pointers move along and are back where they were afterwards. */
export function emitNested(
  f: FunctionBuilder,
  loops: readonly ReduceLoop[],
  pointers: readonly Local[],
  onBlock: () => void,
  body: () => void,
): void {
  const [loop, ...inner] = loops
  if (loop === undefined) {
    body()
    return
  }
  const saved = pointers.map(pointer => f.let('i32', f.get(pointer)))
  const index = f.local('i32')
  const once = (): void => {
    emitNested(f, inner, pointers, onBlock, body)
    pointers.forEach((pointer, k) => f.increment(pointer, loop.steps[k] as number))
  }
  const total = loop.count === undefined ? loop.length : { local: loop.count }
  if (loop.block === undefined) f.for(index, 0, total, 1, once)
  else {
    const [start, end] = f.locals('i32', 2)
    f.for(start, 0, total, loop.block, () => {
      f.set(end, f.op('i32.add', f.get(start), f.i32(loop.block as number)))
      f.op('select', f.get(end), f.value(total), f.op('i32.lt_s', f.get(end), f.value(total)))
      f.set(end)
      f.for(index, { local: start }, { local: end }, 1, once)
      onBlock()
    })
    f.free('i32', start, end)
  }
  pointers.forEach((pointer, k) => f.set(pointer, f.get(saved[k] as Local)))
  f.free('i32', index, ...saved)
}

/**
 * Marks where sums have to be folded so that no accumulator takes more than `run` additions in a row; `inner` of them are made by
 * the body. Only the innermost loop that needs it is marked.
 */
export function blocked(loops: readonly ReduceLoop[], inner: number, run: number): ReduceLoop[] {
  const result = [...loops]
  let additions = inner
  for (let i = result.length - 1; i >= 0; i--) {
    const loop = result[i] as ReduceLoop
    if (additions * loop.length > run) {
      result[i] = { ...loop, block: Math.max(1, Math.floor(run / additions)) }
      break
    }
    additions *= loop.length
  }
  return result
}
