/**
 * Pools of float32 images [batch, height, width, channels]. attrs: ksize and strides of rows and columns, and padding: the border
 * before the first row and column.
 * - `max_pool`, `avg_pool`: image → pooled. NaN is never a maximum, and what is not there does not count.
 * - `max_pool_with_argmax`: image → pooled, positions in the flat image (int32 or int64).
 * Means add up the taps in their order, as TensorFlow does. `max_pool` and `avg_pool` may end in an expression of the result and of further
 * operands.
 */
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { storeLanes } from '../product/tile.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import { finishedPhase, type PoolEpilogue, poolEpilogue, type Store } from './epilogue.ts'
import { eachChannel, eachTap, eachWindow, type PoolShape, poolShape, taps, type Window } from './windows.ts'

/** Nanoseconds for four channels of a tap, and for a window. */
const TAP_COST = 0.35
const WINDOW_COST = 3
/** Vectors that are read from one basic block: more would not stay in registers. */
const VECTORS = 12
/** The lowest float32 number: what an empty maximum is. */
export const LOWEST = -3.4028234663852886e38

export const windowCost = (shape: PoolShape, passes = 1): number => {
  const windows = shape.batch * shape.outHeight * shape.outWidth
  return windows * (WINDOW_COST + passes * taps(shape) * Math.ceil(shape.channels / 4) * TAP_COST)
}

/** How many vectors of channels are pooled together. */
export function vectorsAtOnce(shape: PoolShape, full: boolean): number {
  return full ? Math.max(1, Math.min(4, Math.floor(VECTORS / taps(shape)))) : 4
}

interface WindowPhaseArgs {
  readonly module: ModuleBuilder
  readonly shape: PoolShape
  readonly image: Operand
  readonly outputs: readonly { readonly operand: Operand; readonly bytes: number }[]
  readonly cost: number
  readonly epilogue: PoolEpilogue | undefined
  readonly prepare: (f: FunctionBuilder, image: Local, store: Store) => (window: Window, full: boolean) => void
}

/** A phase over output rows; windows are given to `body` with the image's address. */
function windowPhase({ module, shape, image, outputs, cost, epilogue, prepare }: WindowPhaseArgs): readonly Phase[] {
  const rows = shape.batch * shape.outHeight
  if (rows * shape.outWidth * shape.channels === 0) return []
  const func = finishedPhase(module, (outputs[0] as { readonly operand: Operand }).operand, epilogue, (f, store) => {
    const start = f.let('i32', f.address(image.place, ARENA, TABLE))
    const pooled = outputs.map(({ operand, bytes }) => ({
      start: f.let('i32', f.address(operand.place, ARENA, TABLE)),
      bytes: bytes * shape.channels,
    }))
    const body = prepare(f, start, store)
    eachWindow(f, shape, f.share(THREAD, THREADS, rows, 1), [start], pooled, body)
  })
  return [{ function: func, parallel: true, cost }]
}

/** A pool that combines the taps of a window one after the other. */
function pool(
  combine: 'f32x4.pmax' | 'f32x4.add',
  start: number,
  finish?: (f: FunctionBuilder, shape: PoolShape, window: Window, full: boolean) => (sum: Local) => void,
): WasmKernel {
  return {
    takesEpilogue: step =>
      poolShape(step, step.inputs[0], step.outputs[0]) !== undefined && poolEpilogue(step, 1) !== 'unsupported',
    emit(module, step: Step) {
      const [image] = step.inputs
      const [output] = step.outputs
      const shape = poolShape(step, image, output)
      const epilogue = poolEpilogue(step, 1)
      if (shape === undefined || image === undefined || output === undefined || epilogue === 'unsupported')
        return undefined
      return windowPhase({
        module,
        shape,
        image,
        outputs: [{ operand: output, bytes: 4 }],
        cost: windowCost(shape),
        epilogue,
        prepare: (f, _start, store) => {
          const initial = f.let('v128', f.f32x4(start))
          return (window, full) => {
            const pointers = [window.corners[0] as Local, window.pooled[0] as Local].map(local => ({
              start: local,
              bytes: 16,
            }))
            const last = finish?.(f, shape, window, full)
            eachChannel(f, shape.channels, vectorsAtOnce(shape, full), pointers, ([from, to], lanes) => {
              const results = lanes.map(() => f.let('v128', f.get(initial)))
              eachTap(f, shape, window, full, [from as Local], ([pointer], offset) => {
                results.forEach((result, v) =>
                  f.set(
                    result,
                    f.op(combine, f.get(result), f.load('v128.load', f.get(pointer as Local), offset + 16 * v)),
                  ),
                )
              })
              results.forEach((result, v) => {
                last?.(result)
                store(to as Local, 16 * v, result, lanes[v] as number)
              })
              f.free('v128', ...results)
            })
          }
        },
      })
    },
  }
}

/** The number of taps of a window, as a vector of floats. */
export function tapCount(f: FunctionBuilder, shape: PoolShape, window: Window, full: boolean): Local {
  if (full) return f.let('v128', f.f32x4(taps(shape)))
  const side = (from: Local, to: Local): undefined => f.op('i32.sub', f.get(to), f.get(from))
  return f.let(
    'v128',
    f.op(
      'f32x4.splat',
      f.op('f32.convert_i32_s', f.op('i32.mul', side(window.y0, window.y1), side(window.x0, window.x1))),
    ),
  )
}

const maxPoolWithArgmax: WasmKernel = {
  emit(module, step) {
    const [image] = step.inputs
    const [output, argmax] = step.outputs
    const shape = poolShape(step, image, output)
    if (shape === undefined || image === undefined || output === undefined || argmax === undefined) return undefined
    const wide = argmax.dtype === 'int64'
    const outputs = [
      { operand: output, bytes: 4 },
      { operand: argmax, bytes: wide ? 8 : 4 },
    ]
    return windowPhase({
      module,
      shape,
      image,
      outputs,
      cost: 2 * windowCost(shape),
      epilogue: undefined,
      prepare: (f, start) => {
        const lowest = f.let('v128', f.f32x4(LOWEST))
        return (window, full) => {
          const [values, places] = window.pooled as [Local, Local]
          const pointers = [
            { start: window.corners[0] as Local, bytes: 16 },
            { start: values, bytes: 16 },
            { start: places, bytes: wide ? 32 : 16 },
          ]
          eachChannel(f, shape.channels, 1, pointers, (at, [lanes]) => {
            const [from, to, where] = at as [Local, Local, Local]
            const largest = f.let('v128', f.get(lowest))
            const [best, position] = f.locals('v128', 2)
            const [value, place] = f.locals('v128', 2)
            const first = f.let('i32', f.i32(1))
            eachTap(f, shape, window, full, [from], ([pointer], offset) => {
              f.set(value, f.load('v128.load', f.get(pointer as Local), offset))
              f.op('i32.shr_u', f.op('i32.sub', f.get(pointer as Local), f.get(start)), f.i32(2))
              f.set(
                place,
                f.op(
                  'i32x4.add',
                  f.op('i32x4.splat'),
                  f.i32x4(offset / 4, offset / 4 + 1, offset / 4 + 2, offset / 4 + 3),
                ),
              )
              f.set(largest, f.op('f32x4.pmax', f.get(largest), f.get(value)))
              f.if(
                f.get(first),
                () => {
                  // a NaN in first place keeps it: nothing is larger
                  f.set(best, f.get(value))
                  f.set(position, f.get(place))
                  f.set(first, f.i32(0))
                },
                () => {
                  f.op('v128.bitselect', f.get(place), f.get(position), f.op('f32x4.gt', f.get(value), f.get(best)))
                  f.set(position)
                  f.set(best, f.op('f32x4.pmax', f.get(best), f.get(value)))
                },
              )
            })
            storeLanes(f, to, largest, lanes as number, 0)
            if (wide) storeWide(f, where, position, lanes as number)
            else storeLanes(f, where, position, lanes as number, 0)
            f.free('v128', largest, best, position, value, place)
            f.free('i32', first)
          })
        }
      },
    })
  },
}

/** Stores the first `lanes` of four numbers as 64-bit integers. */
function storeWide(f: FunctionBuilder, to: Local, numbers: Local, lanes: number): void {
  for (const [half, opcode] of (['i64x2.extend_low_i32x4_s', 'i64x2.extend_high_i32x4_s'] as const).entries()) {
    const count = Math.min(2, lanes - 2 * half)
    if (count <= 0) continue
    const pair = f.let('v128', f.op(opcode, f.get(numbers)))
    if (count === 2) f.store('v128.store', f.get(to), f.get(pair), 16 * half)
    else f.store_lane('v128.store64_lane', 0, f.get(to), f.get(pair), 16 * half)
    f.free('v128', pair)
  }
}

export const POOL_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['max_pool', pool('f32x4.pmax', LOWEST)],
  [
    'avg_pool',
    pool('f32x4.add', 0, (f, shape, window, full) => {
      const count = tapCount(f, shape, window, full)
      return sum => f.set(sum, f.op('f32x4.div', f.get(sum), f.get(count)))
    }),
  ],
  ['max_pool_with_argmax', maxPoolWithArgmax],
]
