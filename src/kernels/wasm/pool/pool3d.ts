/**
 * Pools of float32 volumes [batch, planes, rows, columns, channels], and their gradients. attrs as in pool.ts, of planes, rows and columns.
 * - `max_pool3d`, `avg_pool3d`, `avg_pool3d_grad`: a pool over rows and columns and one over planes, on the same elements under other shapes
 * - `max_pool3d_grad`: volume, pooled, gradient → gradient of the volume. A window's gradient goes to all elements that equal its maximum.
 */
import { numElements, strides } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { emitRows } from '../elementwise/loops.ts'
import { placesOf } from '../movement/patches.ts'
import { storeLanes } from '../product/tile.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import { POOL_GRADIENT_KERNELS } from './gradients.ts'
import { POOL_KERNELS } from './pool.ts'
import { eachChannel } from './windows.ts'

const FLAT = new Map([...POOL_KERNELS, ...POOL_GRADIENT_KERNELS])
/** Code up to this number of taps is unrolled. */
const MOST_TAPS = 64
/** Nanoseconds for four channels of a tap. */
const TAP_COST = 0.5
/** Channels of a block: as many as a line of the cache has. */
const BLOCK = 16

type Triple = readonly [planes: number, rows: number, columns: number]
interface Windows {
  readonly ksize: Triple
  readonly strides: Triple
  readonly padding: Triple
}
const windowsOf = (step: Step): Windows => step.attrs as unknown as Windows
/** The attributes of a pool over some of the dimensions. */
const attrsOf = ({ ksize, strides: apart, padding }: Windows, planes: boolean): Record<string, unknown> =>
  planes
    ? { ksize: [ksize[0], 1], strides: [apart[0], 1], padding: [padding[0], 0] }
    : { ksize: ksize.slice(1), strides: apart.slice(1), padding: padding.slice(1) }

/** Planes as images, and rows as one with columns. */
const asImages = ({ place, dtype, shape: [n, p, ...image] }: Operand): Operand => ({
  place,
  dtype,
  shape: [(n as number) * (p as number), ...image],
})
const asPlanes = ({ place, dtype, shape: [n, p, r, c, d] }: Operand): Operand => ({
  place,
  dtype,
  shape: [n as number, p as number, (r as number) * (c as number), d as number],
})

/** Between the two pools: planes as in the volume, rows and columns as in the pooled one. */
const middleShape = (volume: Operand, pooled: Operand): readonly number[] => [
  ...volume.shape.slice(0, 2),
  ...pooled.shape.slice(2),
]

/** `volume` and `pooled`: which operands those are. */
function separable(
  flat: string,
  operandsOf: (step: Step) => { readonly volume: Operand | undefined; readonly pooled: Operand | undefined },
): WasmKernel {
  const kernel = FLAT.get(flat) as WasmKernel
  const valid = (step: Step): { readonly volume: Operand; readonly pooled: Operand } | undefined => {
    const { volume, pooled } = operandsOf(step)
    return volume?.shape.length === 5 && pooled?.shape.length === 5 ? { volume, pooled } : undefined
  }
  return {
    scratchBytes(step) {
      const operands = valid(step)
      return operands ? 4 * numElements(middleShape(operands.volume, operands.pooled)) : 0
    },
    emit(module, step) {
      const operands = valid(step)
      const [input] = step.inputs
      const [output] = step.outputs
      if (operands === undefined || input === undefined || output === undefined || step.scratch === undefined)
        return undefined
      const middle: Operand = {
        place: step.scratch,
        dtype: 'float32',
        shape: middleShape(operands.volume, operands.pooled),
      }
      const windows = windowsOf(step)
      const pass = (from: Operand, to: Operand, planes: boolean): readonly Phase[] | undefined => {
        const view = planes ? asPlanes : asImages
        return kernel.emit(module, {
          kernel: flat,
          inputs: [view(from)],
          outputs: [view(to)],
          attrs: attrsOf(windows, planes),
        })
      }
      // forwards rows and columns first, backwards planes first
      const forwards = input === operands.volume
      const first = pass(input, middle, !forwards)
      const second = first && pass(middle, output, forwards)
      return first && second && [...first, ...second]
    },
  }
}

/** Adds gradients to the elements under one tap that equal their window's maximum. `at`: where the operands of the image begin. */
function emitTap(
  f: FunctionBuilder,
  step: Step,
  tap: Triple,
  channels: number,
  at: readonly [Local, Local, Local, Local],
): void {
  const [volume, pooled] = step.inputs as readonly [Operand, Operand]
  const windows = windowsOf(step)
  const spans = ([0, 1, 2] as const).map(axis =>
    placesOf(
      { size: windows.ksize[axis], stride: windows.strides[axis], rate: 1, before: windows.padding[axis] },
      tap[axis],
      volume.shape[axis + 1] as number,
      pooled.shape[axis + 1] as number,
    ),
  )
  const lengths = spans.map(({ count }) => count)
  if (lengths.includes(0)) return
  const [own, apart] = [strides(volume.shape).slice(1, 4), strides(pooled.shape).slice(1, 4)]
  const offset = 4 * spans.reduce((sum, { at: place }, axis) => sum + place * (own[axis] as number), 0)
  const place = 4 * spans.reduce((sum, { first }, axis) => sum + first * (apart[axis] as number), 0)
  const inVolume = own.map((stride, axis) => 4 * stride * (windows.strides[axis as 0 | 1 | 2] as number))
  const inPooled = apart.map(stride => 4 * stride)
  const pointers = at.map((start, i) => ({
    local: f.let('i32', f.op('i32.add', f.get(start), f.i32(i < 2 ? offset : place))),
    steps: i < 2 ? inVolume : inPooled,
  }))
  const [begin, end] = [f.let('i32', f.i32(0)), f.let('i32', f.i32(numElements(lengths)))]
  emitRows(f, lengths, pointers, begin, end, () => {
    const along = pointers.map(({ local }) => ({ start: local, bytes: 16 }))
    eachChannel(f, channels, 1, along, ([to, image, largest, gradient], [lanes]) => {
      const equal = f.op(
        'f32x4.eq',
        f.load('v128.load', f.get(image as Local)),
        f.load('v128.load', f.get(largest as Local)),
      )
      f.op('v128.and', equal, f.load('v128.load', f.get(gradient as Local)))
      const sum = f.let('v128', f.op('f32x4.add', undefined, f.load('v128.load', f.get(to as Local))))
      storeLanes(f, to as Local, sum, lanes as number, 0)
      f.free('v128', sum)
    })
  })
  f.free('i32', begin, end, ...pointers.map(({ local }) => local))
}

function equalGradient(module: ModuleBuilder, step: Step): Phase {
  const [volume, pooled, gradient] = step.inputs as readonly [Operand, Operand, Operand]
  const [output] = step.outputs as readonly [Operand]
  const channels = volume.shape[4] as number
  const batch = volume.shape[0] as number
  const blocks = channels % BLOCK === 0 ? channels / BLOCK : 1
  const bytes = [output, volume, pooled, gradient].map(({ shape }) => 4 * numElements(shape.slice(1)))
  const { ksize } = windowsOf(step)
  const func = module.phase(f => {
    const bases = [output, volume, pooled, gradient].map(({ place }) => f.let('i32', f.address(place, ARENA, TABLE)))
    const { begin, end } = f.share(THREAD, THREADS, batch * blocks, 1)
    const starts = f.locals('i32', 4)
    f.for(begin, { local: begin }, { local: end }, 1, () => {
      starts.forEach((start, i) => {
        f.op('i32.mul', f.op('i32.div_u', f.get(begin), f.i32(blocks)), f.i32(bytes[i] as number))
        f.op('i32.add', undefined, f.get(bases[i] as Local))
        f.op('i32.mul', f.op('i32.rem_u', f.get(begin), f.i32(blocks)), f.i32(4 * BLOCK))
        f.set(start, f.op('i32.add'))
      })
      for (let p = 0; p < ksize[0]; p++)
        for (let r = 0; r < ksize[1]; r++)
          for (let c = 0; c < ksize[2]; c++) emitTap(f, step, [p, r, c], channels / blocks, starts)
    })
  })
  return { function: func, parallel: true, cost: (numElements(pooled.shape) / 4) * numElements(ksize) * TAP_COST }
}

const maxPool3dGrad: WasmKernel = {
  emit(module, step) {
    const [volume, pooled, gradient] = step.inputs
    const [output] = step.outputs
    const operands = [volume, pooled, gradient, output]
    if (operands.some(operand => operand?.dtype !== 'float32' || operand.shape.length !== 5) || output === undefined)
      return undefined
    if (numElements(windowsOf(step).ksize) > MOST_TAPS || 4 * numElements(output.shape) >= 2 ** 31) return undefined
    const size = numElements(output.shape)
    if (size === 0) return []
    const clear = module.phase(f => {
      const { begin, end } = f.share(THREAD, THREADS, size, 1024)
      f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.shl', f.get(begin), f.i32(2)))
      f.fill(undefined, f.i32(0), f.op('i32.shl', f.op('i32.sub', f.get(end), f.get(begin)), f.i32(2)))
    })
    return [{ function: clear, parallel: true, cost: size * 0.1 }, equalGradient(module, step)]
  },
}

export const POOL3D_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['max_pool3d', separable('max_pool', ({ inputs, outputs }) => ({ volume: inputs[0], pooled: outputs[0] }))],
  ['avg_pool3d', separable('avg_pool', ({ inputs, outputs }) => ({ volume: inputs[0], pooled: outputs[0] }))],
  ['avg_pool3d_grad', separable('avg_pool_grad', ({ inputs, outputs }) => ({ volume: outputs[0], pooled: inputs[0] }))],
  ['max_pool3d_grad', maxPool3dGrad],
]
