/**
 * Boxes of images [batch, height, width, channels], cut out and resized. Boxes are float32 [count, 4]: y1, x1, y2, x2, where 0 and 1 are the
 * centres of the outermost pixels; the image of each is an int32, and the step fails for one that is not there.
 * - `crop_and_resize` (attrs.extrapolation: what lies outside of the images): images, boxes, numbers → crops, float32
 * - `crop_and_resize_grad`: gradient, boxes, numbers → gradient of the images, float32
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import { storeLanes } from '../product/tile.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import {
  CORNERS,
  clearing,
  cornerShare,
  eachVector,
  emitBlend,
  emitSpread,
  type Position,
  pixel,
  positionLocals,
  type Resize,
} from './resize.ts'
import { indexCheck } from './scatter.ts'

/** Nanoseconds for a pixel, and for four of its channels. */
const PIXEL_COST = 6
const CHANNELS_COST = 2

interface Crops {
  readonly sizes: Resize
  readonly boxes: Operand
  readonly numbers: Operand
  readonly count: number
}

function cropsOf(step: Step, images: Operand | undefined, crops: Operand | undefined): Crops | undefined {
  const [, boxes, numbers] = step.inputs
  if (images === undefined || crops === undefined || boxes?.dtype !== 'float32' || numbers?.dtype !== 'int32')
    return undefined
  const [batch, height, width, channels] = images.shape as [number, number, number, number]
  const [count, outHeight, outWidth] = crops.shape as [number, number, number]
  return {
    sizes: { batch, channels, input: [height, width], output: [outHeight, outWidth], scale: [1, 1] },
    boxes,
    numbers,
    count,
  }
}

/** Where sample `index` of the box at `box` lies along one dimension, and whether that is inside of the image. */
function emitPlace(
  f: FunctionBuilder,
  { input, output }: Resize,
  axis: 0 | 1,
  box: Local,
  index: Local,
  place: Position,
  inside: Local,
): void {
  const [last, count] = [input[axis] - 1, output[axis]]
  const from = (): undefined => f.load('f32.load', f.get(box), 4 * axis)
  const to = (): undefined => f.load('f32.load', f.get(box), 4 * axis + 8)
  if (count > 1) {
    f.op('f32.mul', from(), f.f32(last))
    f.op('f32.convert_i32_s', f.get(index))
    f.op('f32.div', f.op('f32.mul', f.op('f32.sub', to(), from()), f.f32(last)), f.f32(count - 1))
    f.op('f32.add', undefined, f.op('f32.mul'))
  } else f.op('f32.mul', f.op('f32.mul', f.f32(0.5), f.op('f32.add', from(), to())), f.f32(last))
  const at = f.let('f32')
  f.set(inside, f.op('i32.and', f.op('f32.ge', f.get(at), f.f32(0)), f.op('f32.le', f.get(at), f.f32(last))))
  f.if(f.get(inside), () => {
    f.set(place.lower, f.op('i32.trunc_f32_s', f.get(at)))
    f.set(place.upper, f.op('i32.trunc_f32_s', f.op('f32.ceil', f.get(at))))
    f.set(place.lerp, f.op('f32x4.splat', f.op('f32.sub', f.get(at), f.op('f32.convert_i32_s', f.get(place.lower)))))
  })
  f.free('f32', at)
}

/** Runs `body` for the pixels of crops, rows [begin, end) counted through all boxes; `at`: the pixel of the crop. */
function eachSample(
  f: FunctionBuilder,
  { sizes, boxes, numbers }: Crops,
  rows: { readonly begin: Local; readonly end: Local },
  crops: Operand,
  visit: {
    readonly inside: (image: Local, y: Position, x: Position, at: Local) => void
    readonly outside: (at: Local) => void
  },
  /** Boxes of other images are left out. */
  only?: Local,
): void {
  const bytes = 4 * sizes.channels
  const [y, x] = [positionLocals(f), positionLocals(f)]
  const [row, box, image, index, inside, within, at] = f.locals('i32', 7)
  f.set(
    at,
    f.op(
      'i32.add',
      f.address(crops.place, ARENA, TABLE),
      f.op('i32.mul', f.get(rows.begin), f.i32(sizes.output[1] * bytes)),
    ),
  )
  f.for(row, { local: rows.begin }, { local: rows.end }, 1, () => {
    f.set(box, f.op('i32.div_u', f.get(row), f.i32(sizes.output[0])))
    f.op('i32.add', f.address(numbers.place, ARENA, TABLE), f.op('i32.shl', f.get(box), f.i32(2)))
    f.set(image, f.load('i32.load'))
    const run = (): void => {
      f.set(box, f.op('i32.add', f.address(boxes.place, ARENA, TABLE), f.op('i32.shl', f.get(box), f.i32(4))))
      f.set(index, f.op('i32.rem_u', f.get(row), f.i32(sizes.output[0])))
      emitPlace(f, sizes, 0, box, index, y, inside)
      f.for(index, 0, sizes.output[1], 1, () => {
        emitPlace(f, sizes, 1, box, index, x, within)
        f.if(
          f.op('i32.and', f.get(inside), f.get(within)),
          () => visit.inside(image, y, x, at),
          () => visit.outside(at),
        )
        f.increment(at, bytes)
      })
    }
    if (only === undefined) run()
    else f.if(f.op('i32.eq', f.get(image), f.get(only)), run, () => f.increment(at, sizes.output[1] * bytes))
  })
  f.free('i32', row, box, image, index, inside, within, at, y.lower, y.upper, x.lower, x.upper)
  f.free('v128', y.lerp, x.lerp)
}

function phases(
  module: ModuleBuilder,
  crops: Crops,
  clear: readonly Phase[],
  body: (f: FunctionBuilder, m: VectorMath) => void,
): readonly Phase[] | undefined {
  const { sizes, count, numbers } = crops
  const check = indexCheck(module, numbers, sizes.batch)
  const cost = count * sizes.output[0] * sizes.output[1] * (PIXEL_COST + CHANNELS_COST * Math.ceil(sizes.channels / 4))
  try {
    return [check, ...clear, { function: vectorPhase(module, body), parallel: true, cost }]
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }
}

interface SetCornersArgs {
  readonly f: FunctionBuilder
  readonly sizes: Resize
  readonly base: Local
  readonly bytes: number
  readonly corners: readonly Local[]
  readonly image: Local
  readonly y: Position
  readonly x: Position
}

/** Sets the corners' addresses. */
function setCorners({ f, sizes, base, bytes, corners, image, y, x }: SetCornersArgs): void {
  corners.forEach((corner, i) => {
    const [row, column] = CORNERS[i] as (typeof CORNERS)[number]
    pixel({ f, r: sizes, base, bytes, image, row: y[row], column: x[column] })
    f.set(corner)
  })
}

const cropAndResize: WasmKernel = {
  emit(module, step) {
    const [images] = step.inputs
    const [output] = step.outputs
    const crops = cropsOf(step, images, output)
    if (
      crops === undefined ||
      images === undefined ||
      output?.dtype !== 'float32' ||
      images.dtype === 'float64' ||
      images.dtype === 'int64'
    )
      return undefined
    const { sizes, count } = crops
    return phases(module, crops, [], (f, m) => {
      const bytes = elementBytes(images.dtype)
      const base = f.let('i32', f.address(images.place, ARENA, TABLE))
      const corners = f.locals('i32', 4)
      const to = f.local('i32')
      const nothing = m.constant('f32x4', step.attrs['extrapolation'] as number)
      eachSample(f, crops, f.share(THREAD, THREADS, count * sizes.output[0], 1), output, {
        inside: (image, y, x, at) => {
          setCorners({ f, sizes, base, bytes, corners, image, y, x })
          f.set(to, f.get(at))
          const pointers = [...corners.map(local => ({ local, bytes })), { local: to, bytes: 4 }]
          eachVector(f, sizes.channels, pointers, lanes =>
            emitBlend({ m, dtype: images.dtype, corners, to, y, x, lanes }),
          )
        },
        outside: at => {
          f.set(to, f.get(at))
          eachVector(f, sizes.channels, [{ local: to, bytes: 4 }], lanes => storeLanes(f, to, nothing, lanes, 0))
        },
      })
    })
  },
}

const cropAndResizeGrad: WasmKernel = {
  emit(module, step) {
    const [gradient] = step.inputs
    const [output] = step.outputs
    const crops = cropsOf(step, output, gradient)
    if (crops === undefined || gradient?.dtype !== 'float32' || output?.dtype !== 'float32') return undefined
    if (numElements(output.shape) === 0) return undefined
    const { sizes, count } = crops
    return phases(module, crops, clearing(module, output), (f, m) => {
      const base = f.let('i32', f.address(output.place, ARENA, TABLE))
      const targets = f.locals('i32', 4)
      const [from, image] = f.locals('i32', 2)
      const share = f.share(THREAD, THREADS, sizes.batch, 1)
      const rows = { begin: f.let('i32', f.i32(0)), end: f.let('i32', f.i32(count * sizes.output[0])) }
      // an image's boxes one after the other
      f.for(image, { local: share.begin }, { local: share.end }, 1, () =>
        eachSample(
          f,
          crops,
          rows,
          gradient,
          {
            inside: (number, y, x, at) => {
              setCorners({ f, sizes, base, bytes: 4, corners: targets, image: number, y, x })
              f.set(from, f.get(at))
              const pointers = [...targets, from].map(local => ({ local, bytes: 4 }))
              eachVector(f, sizes.channels, pointers, lanes =>
                emitSpread(m, from, targets, lanes, (corner, value) => cornerShare(m, corner, value, y.lerp, x.lerp)),
              )
            },
            outside: () => undefined,
          },
          image,
        ),
      )
    })
  },
}

export const CROP_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['crop_and_resize', cropAndResize],
  ['crop_and_resize_grad', cropAndResizeGrad],
]
