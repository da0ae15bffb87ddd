/**
 * Gradients of pools, for float32 images [batch, height, width, channels]; attrs as in pool.ts.
 * - `max_pool_grad`: image, gradient → gradient of the image. A window's gradient goes to its first maximum.
 * - `avg_pool_grad`: gradient → gradient of the image, an equal part to every tap.
 * - `max_pool_grad_with_argmax`: gradient, positions → gradient of the image.
 *
 * `max_pool_grad` and `avg_pool_grad` of windows that tile the image may end in an expression of the result and of further operands.
 *
 * Windows that share no rows are done row by row, and store. Others are done image by image (or block of channels by block of
 * channels, where there are few images) and add. So the order of additions never depends on the threads.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import { finishedPhase, type PoolEpilogue, poolEpilogue, type Store } from './epilogue.ts'
import { tapCount, windowCost } from './pool.ts'
import { eachChannel, eachTap, eachWindow, type PoolShape, poolShape, type Window } from './windows.ts'

/** Channels of a block: as many as a line of the cache has, so that no two threads write into one. */
const BLOCK = 16
/** With at least this number of images the channels stay together. */
const MANY_IMAGES = 16

interface GradientCode {
  /** What is done before all windows. */
  readonly f: FunctionBuilder
  readonly shape: PoolShape
  /** Channels that are done together; pixels are `shape.channels` apart. */
  readonly channels: number
  /** Adds to numbers, or stores them. */
  readonly put: Store
}
/** Emits the gradient of one window. Its corners: the gradient of the image, then the image if there is one. */
type WindowGradient = (code: GradientCode, window: Window, full: boolean) => void

function gradientPhase(
  module: ModuleBuilder,
  shape: PoolShape,
  operands: { readonly images: readonly Operand[]; readonly pooled: Operand },
  gradient: WindowGradient,
  epilogue: PoolEpilogue | undefined,
): readonly Phase[] {
  const { batch, height, width, channels, outHeight, outWidth, size, stride } = shape
  const whole = batch * height * width * channels
  if (whole === 0) return []
  const [output] = operands.images as [Operand]
  if (outHeight * outWidth === 0) return [zeroPhase(module, output, whole)]
  const apart = stride[0] >= size[0]
  const blocks = !apart && batch < MANY_IMAGES && channels % BLOCK === 0 ? channels / BLOCK : 1
  const func = finishedPhase(module, output, epilogue, (f, store) => {
    const images = operands.images.map(({ place }) => f.let('i32', f.address(place, ARENA, TABLE)))
    const pooled = { start: f.let('i32', f.address(operands.pooled.place, ARENA, TABLE)), bytes: 4 * channels }
    const put = apart && stride[1] >= size[1] ? store : adding(f, store)
    const code: GradientCode = { f, shape, channels: channels / blocks, put }
    const body = (window: Window, full: boolean): void => gradient(code, window, full)
    if (apart) {
      const row = f.local('i32')
      const next = f.local('i32')
      const { begin, end } = f.share(THREAD, THREADS, batch * outHeight, 1)
      f.for(row, { local: begin }, { local: end }, 1, () => {
        f.set(next, f.op('i32.add', f.get(row), f.i32(1)))
        if (!tiles(shape)) clearRows(f, shape, images[0] as Local, row)
        eachWindow(f, shape, { begin: row, end: next }, images, [pooled], body)
      })
      return
    }
    const [unit, image, first, last, block] = f.locals('i32', 5)
    const { begin, end } = f.share(THREAD, THREADS, batch * blocks, 1)
    f.for(unit, { local: begin }, { local: end }, 1, () => {
      f.set(image, f.op('i32.div_u', f.get(unit), f.i32(blocks)))
      f.set(block, f.op('i32.mul', f.op('i32.rem_u', f.get(unit), f.i32(blocks)), f.i32(4 * BLOCK)))
      f.set(first, f.op('i32.mul', f.get(image), f.i32(outHeight)))
      f.set(last, f.op('i32.add', f.get(first), f.i32(outHeight)))
      const starts = [...images, pooled.start].map(start => f.let('i32', f.op('i32.add', f.get(start), f.get(block))))
      clearImage(f, shape, starts[0] as Local, image, channels / blocks)
      eachWindow(
        f,
        shape,
        { begin: first, end: last },
        starts.slice(0, -1),
        [{ ...pooled, start: starts.at(-1) as Local }],
        body,
      )
      f.free('i32', ...starts)
    })
  })
  return [{ function: func, parallel: true, cost: 2 * windowCost(shape) + whole * 0.1 }]
}

const adding =
  (f: FunctionBuilder, store: Store): Store =>
  (pointer, offset, value, lanes) => {
    f.set(value, f.op('f32x4.add', f.get(value), f.load('v128.load', f.get(pointer), offset)))
    store(pointer, offset, value, lanes)
  }

/** The epilogue of a gradient: taken where every element of the image is stored, once. */
function gradientEpilogue(
  step: Step,
  shape: PoolShape | undefined,
  own: number,
): PoolEpilogue | undefined | 'unsupported' {
  const epilogue = poolEpilogue(step, own)
  if (epilogue === undefined || epilogue === 'unsupported') return epilogue
  return shape !== undefined && tiles(shape) && shape.outHeight * shape.outWidth > 0 ? epilogue : 'unsupported'
}

/** Whether the windows cover the image without gaps. */
function tiles({ before, stride, size, outHeight, outWidth, height, width }: PoolShape): boolean {
  if (before[0] + before[1] > 0 || stride[0] !== size[0] || stride[1] !== size[1]) return false
  return height <= outHeight * stride[0] && width <= outWidth * stride[1]
}

/** Zeros in the rows of the image that belong to output row `row`: down to the next one's first, or to the end. */
function clearRows(f: FunctionBuilder, shape: PoolShape, start: Local, row: Local): void {
  const { height, width, channels, outHeight, stride, before } = shape
  const [image, at, from, to] = f.locals('i32', 4)
  f.set(image, f.op('i32.div_u', f.get(row), f.i32(outHeight)))
  f.set(at, f.op('i32.rem_u', f.get(row), f.i32(outHeight)))
  const edge = (target: Local, offset: number): void => {
    f.set(target, f.op('i32.add', f.op('i32.mul', f.get(at), f.i32(stride[0])), f.i32(offset)))
    f.op('select', f.get(target), f.i32(height), f.op('i32.lt_s', f.get(target), f.i32(height)))
    f.set(target)
  }
  edge(from, -before[0])
  f.op('select', f.i32(0), f.get(from), f.op('i32.eqz', f.get(at)))
  f.set(from)
  edge(to, stride[0] - before[0])
  f.op('select', f.i32(height), f.get(to), f.op('i32.eq', f.get(at), f.i32(outHeight - 1)))
  f.set(to)
  const rowBytes = 4 * width * channels
  f.op('i32.mul', f.op('i32.add', f.op('i32.mul', f.get(image), f.i32(height)), f.get(from)), f.i32(rowBytes))
  f.fill(
    f.op('i32.add', undefined, f.get(start)),
    f.i32(0),
    f.op('i32.mul', f.op('i32.sub', f.get(to), f.get(from)), f.i32(rowBytes)),
  )
  f.free('i32', image, at, from, to)
}

/** Zeros in `count` channels of all pixels of an image. */
function clearImage(
  f: FunctionBuilder,
  { height, width, channels }: PoolShape,
  start: Local,
  image: Local,
  count: number,
): void {
  const bytes = 4 * height * width * channels
  const at = f.let('i32', f.op('i32.add', f.get(start), f.op('i32.mul', f.get(image), f.i32(bytes))))
  if (count === channels) f.fill(f.get(at), f.i32(0), f.i32(bytes))
  else {
    const pixel = f.local('i32')
    f.for(pixel, 0, height * width, 1, () => {
      for (let channel = 0; channel < count; channel += 4) f.store('v128.store', f.get(at), f.i32x4(0), 4 * channel)
      f.increment(at, 4 * channels)
    })
    f.free('i32', pixel)
  }
  f.free('i32', at)
}

/** Zeros everywhere. */
function zeroPhase(module: ModuleBuilder, output: Operand, elements: number): Phase {
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, elements, 1024)
    f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.shl', f.get(begin), f.i32(2)))
    f.fill(undefined, f.i32(0), f.op('i32.shl', f.op('i32.sub', f.get(end), f.get(begin)), f.i32(2)))
  })
  return { function: func, parallel: true, cost: elements * 0.1 }
}

const maxGradient: WindowGradient = ({ f, shape, channels, put }, window, full) => {
  const [output, image] = window.corners as [Local, Local]
  const pointers = [output, image, window.pooled[0] as Local].map(start => ({ start, bytes: 16 }))
  eachChannel(f, channels, 1, pointers, (at, [lanes]) => {
    const [to, from, place] = at as [Local, Local, Local]
    const gradient = f.let('v128', f.load('v128.load', f.get(place)))
    if (full) writtenOut({ f, shape, window, to, from, gradient, lanes: lanes as number, put })
    else searched({ f, shape, window, to, from, gradient, lanes: lanes as number, put })
    f.free('v128', gradient)
  })
}

interface WrittenOutArgs {
  readonly f: FunctionBuilder
  readonly shape: PoolShape
  readonly window: Window
  readonly to: Local
  readonly from: Local
  readonly gradient: Local
  readonly lanes: number
  readonly put: Store
}

/** A full window: each tap learns whether it is larger than all before it; the last one that is has the gradient. */
function writtenOut({ f, shape, window, to, from, gradient, lanes, put }: WrittenOutArgs): void {
  const larger: Local[] = []
  const offsets: number[] = []
  const [best, share] = f.locals('v128', 2)
  eachTap(f, shape, window, true, [from], ([pointer], offset, tap) => {
    offsets.push(offset)
    const value = f.let('v128', f.load('v128.load', f.get(pointer as Local), offset))
    larger.push(value)
    if (tap === 0) {
      f.set(best, f.get(value))
      return
    }
    // NaN in first place stays the best: nothing is larger
    f.set(value, f.op('f32x4.gt', f.tee(share, f.get(value)), f.get(best)))
    f.set(best, f.op('f32x4.pmax', f.get(best), f.get(share)))
  })
  for (let tap = offsets.length - 1; tap > 0; tap--) {
    const mask = larger[tap] as Local
    f.set(share, f.op('v128.and', f.get(gradient), f.get(mask)))
    f.set(gradient, f.op('v128.andnot', f.get(gradient), f.get(mask)))
    put(to, offsets[tap] as number, share, lanes)
  }
  put(to, offsets[0] as number, gradient, lanes)
  f.free('v128', best, share, ...larger)
}

interface SearchedArgs {
  readonly f: FunctionBuilder
  readonly shape: PoolShape
  readonly window: Window
  readonly to: Local
  readonly from: Local
  readonly gradient: Local
  readonly lanes: number
  readonly put: Store
}

/** Any window: first the number of the tap that is the maximum, then a second walk. */
function searched({ f, shape, window, to, from, gradient, lanes, put }: SearchedArgs): void {
  const { width, size, channels } = shape
  const [best, position, value] = f.locals('v128', 3)
  const number = (tap: number | { readonly local: Local }): undefined => {
    if (typeof tap === 'number') f.i32(tap)
    else f.get(tap.local)
    return f.op('i32x4.splat')
  }
  f.op('i32.add', f.op('i32.mul', f.get(window.y0), f.i32(width)), f.get(window.x0))
  f.set(best, f.load('v128.load', f.op('i32.add', f.op('i32.mul', undefined, f.i32(4 * channels)), f.get(from))))
  f.op('i32.add', f.op('i32.mul', f.get(window.y0), f.i32(size[1])), f.get(window.x0))
  f.set(position, f.op('i32x4.splat'))
  eachTap(f, shape, window, false, [from], ([pointer], offset, tap) => {
    f.set(value, f.load('v128.load', f.get(pointer as Local), offset))
    f.op('v128.bitselect', number(tap), f.get(position), f.op('f32x4.gt', f.get(value), f.get(best)))
    f.set(position)
    f.set(best, f.op('f32x4.pmax', f.get(best), f.get(value)))
  })
  eachTap(f, shape, window, false, [to], ([pointer], offset, tap) => {
    f.set(value, f.op('v128.and', f.get(gradient), f.op('i32x4.eq', f.get(position), number(tap))))
    put(pointer as Local, offset, value, lanes)
  })
  f.free('v128', best, position, value)
}

const meanGradient: WindowGradient = ({ f, shape, channels, put }, window, full) => {
  const pointers = [window.corners[0] as Local, window.pooled[0] as Local].map(start => ({ start, bytes: 16 }))
  const part = tapCount(f, shape, window, full)
  f.set(part, f.op('f32x4.div', f.f32x4(1), f.get(part)))
  eachChannel(f, channels, 1, pointers, (at, [lanes]) => {
    const [to, place] = at as [Local, Local]
    const gradient = f.let('v128', f.op('f32x4.mul', f.load('v128.load', f.get(place)), f.get(part)))
    const value = f.local('v128')
    eachTap(f, shape, window, full, [to], ([pointer], offset) => {
      f.set(value, f.get(gradient))
      put(pointer as Local, offset, value, lanes as number)
    })
    f.free('v128', gradient, value)
  })
  f.free('v128', part)
}

const maxPoolGrad: WasmKernel = {
  takesEpilogue: step => gradientEpilogue(step, poolShape(step, step.inputs[0], step.inputs[1]), 2) !== 'unsupported',
  emit(module, step: Step) {
    const [image, gradient] = step.inputs
    const [output] = step.outputs
    const shape = poolShape(step, image, gradient)
    const epilogue = gradientEpilogue(step, shape, 2)
    if (
      shape === undefined ||
      image === undefined ||
      gradient === undefined ||
      output === undefined ||
      epilogue === 'unsupported'
    )
      return undefined
    return gradientPhase(module, shape, { images: [output, image], pooled: gradient }, maxGradient, epilogue)
  },
}

const avgPoolGrad: WasmKernel = {
  takesEpilogue: step => gradientEpilogue(step, poolShape(step, step.outputs[0], step.inputs[0]), 1) !== 'unsupported',
  emit(module, step: Step) {
    const [gradient] = step.inputs
    const [output] = step.outputs
    const shape = poolShape(step, output, gradient)
    const epilogue = gradientEpilogue(step, shape, 1)
    if (shape === undefined || gradient === undefined || output === undefined || epilogue === 'unsupported')
      return undefined
    return gradientPhase(module, shape, { images: [output], pooled: gradient }, meanGradient, epilogue)
  },
}

const maxPoolGradWithArgmax: WasmKernel = {
  emit(module, step: Step) {
    const [gradient, positions] = step.inputs
    const [output] = step.outputs
    if (gradient === undefined || positions === undefined || output === undefined) return undefined
    if (gradient.dtype !== 'float32' || output.dtype !== 'float32') return undefined
    const elements = numElements(output.shape)
    const count = numElements(positions.shape)
    if (numElements(gradient.shape) !== count || 4 * elements >= 2 ** 31) return undefined
    if (elements === 0) return []
    const wide = positions.dtype === 'int64'
    const func = module.phase(f => {
      const start = f.let('i32', f.address(output.place, ARENA, TABLE))
      const from = f.let('i32', f.address(gradient.place, ARENA, TABLE))
      const where = f.let('i32', f.address(positions.place, ARENA, TABLE))
      const [left, at] = f.locals('i32', 2)
      f.for(left, 0, count, 1, () => {
        if (wide) f.op('i64.lt_u', f.load('i64.load', f.get(where)), f.i64(elements))
        else f.op('i32.lt_u', f.load('i32.load', f.get(where)), f.i32(elements))
        f.if(undefined, () => {
          f.set(at, f.op('i32.add', f.op('i32.shl', f.load('i32.load', f.get(where)), f.i32(2)), f.get(start)))
          f.store(
            'f32.store',
            f.get(at),
            f.op('f32.add', f.load('f32.load', f.get(at)), f.load('f32.load', f.get(from))),
          )
        })
        f.increment(from, 4)
        f.increment(where, wide ? 8 : 4)
      })
    })
    return [zeroPhase(module, output, elements), { function: func, parallel: false, cost: count * 2 }]
  },
}

export const POOL_GRADIENT_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['max_pool_grad', maxPoolGrad],
  ['avg_pool_grad', avgPoolGrad],
  ['max_pool_grad_with_argmax', maxPoolGradWithArgmax],
]
