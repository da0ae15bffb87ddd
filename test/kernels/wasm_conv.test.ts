/** Convolutions against the reference kernels: random shapes, strides and paddings, on any number of threads, with guarded buffers. */
import { describe, expect, it } from 'vitest'
import {
  type ConvGeometry,
  conv,
  convBackpropFilter,
  convBackpropInput,
} from '../../src/kernels/reference/nn/convolution.ts'
import type { SlidingWindow } from '../../src/kernels/reference/nn/windows.ts'
import { call, input, literal } from '../../src/kernels/scalar.ts'
import { SIMD, type Simd } from '../../src/kernels/wasm/assembler/features.ts'
import { ModuleBuilder } from '../../src/kernels/wasm/assembler/module.ts'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import type { Operand, WasmKernel } from '../../src/kernels/wasm/step.ts'
import { floatArray, floats, runStep, type StepSpec, sequence } from './wasm_harness.ts'

const THREADS = [1, 2, 8]

interface Case {
  readonly batch: number
  readonly input: readonly [number, number]
  readonly filter: readonly [number, number]
  readonly depths: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly output: readonly [number, number]
  readonly padding: readonly [number, number]
  readonly table?: boolean
  readonly simd?: Simd
  readonly keep?: boolean
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

function axis(spec: Case, i: 0 | 1): SlidingWindow {
  return {
    input: spec.input[i],
    size: spec.filter[i],
    stride: spec.strides[i],
    rate: 1,
    output: spec.output[i],
    before: spec.padding[i],
  }
}

const geometry = (spec: Case): ConvGeometry => ({
  batch: spec.batch,
  inDepth: spec.depths[0],
  outDepth: spec.depths[1],
  planes: { input: 1, size: 1, stride: 1, rate: 1, output: 1, before: 0 },
  rows: axis(spec, 0),
  columns: axis(spec, 1),
})

/** Runs a kernel on every number of threads: all give the same bits, which are `expected` but for rounding of sums over `terms`. */
function check(spec: Case, name: string, step: StepSpec, expected: ArrayLike<number>, terms: number): void {
  let first: Float32Array | undefined
  for (const threads of THREADS) {
    const options = {
      ...(spec.table === undefined ? {} : { table: spec.table }),
      ...(spec.simd === undefined ? {} : { simd: spec.simd }),
      ...(spec.keep === undefined ? {} : { keep: spec.keep }),
      attrs: { strides: spec.strides, padding: spec.padding },
    }
    const result = runStep(name, WASM_KERNELS.get(name) as WasmKernel, { ...step, ...options }, threads)
    if (result === undefined) throw new Error(`${name} does not take ${JSON.stringify(spec)}`)
    const [actual] = result.outputs as [Float32Array]
    expect(actual.length).toBe(expected.length)
    const limit = 4e-6 * (Math.sqrt(terms) + 4)
    for (let e = 0; e < actual.length; e++) {
      const error = Math.abs((actual[e] as number) - (expected[e] as number))
      if (!(error <= limit))
        throw new Error(
          `${name} ${JSON.stringify(spec)}, ${threads} threads: element ${e} is ${actual[e]}, not ${expected[e]}`,
        )
    }
    first ??= actual
    if (Buffer.compare(Buffer.from(first.buffer), Buffer.from(actual.buffer)) !== 0)
      throw new Error(`${name} ${JSON.stringify(spec)}: ${threads} threads give another result than one`)
  }
}

const shapes = ({ batch, input, filter, depths, output }: Case) => ({
  images: [batch, ...input, depths[0]],
  filter: [...filter, ...depths],
  result: [batch, ...output, depths[1]],
})

/** Forward and both gradients. */
function checkAll(spec: Case, seed: number): void {
  const random = sequence(seed)
  const g = geometry(spec)
  const { images, filter, result } = shapes(spec)
  const x = floats(random, size(images))
  const w = floats(random, size(filter))
  const dy = floats(random, size(result))
  const taps = size(spec.filter)
  check(
    spec,
    'conv2d',
    { inputs: [floatArray(images, x), floatArray(filter, w)], outputs: [floatArray(result)] },
    conv(g, x, w),
    taps * g.inDepth,
  )
  check(
    spec,
    'conv2d_backprop_input',
    { inputs: [floatArray(filter, w), floatArray(result, dy)], outputs: [floatArray(images)] },
    convBackpropInput(g, w, dy),
    taps * g.outDepth,
  )
  check(
    spec,
    'conv2d_backprop_filter',
    { inputs: [floatArray(images, x), floatArray(result, dy)], outputs: [floatArray(filter)] },
    convBackpropFilter(g, x, dy),
    size(result) / Math.max(1, g.outDepth),
  )
}

/** The same for channels with `multiplier` filters of their own. */
function checkDepthwise(spec: Case, multiplier: number, seed: number): void {
  const random = sequence(seed)
  const [depth] = spec.depths
  const g: ConvGeometry = { ...geometry(spec), outDepth: depth * multiplier, depthwise: true }
  const images = [spec.batch, ...spec.input, depth]
  const filter = [...spec.filter, depth, multiplier]
  const result = [spec.batch, ...spec.output, depth * multiplier]
  const x = floats(random, size(images))
  const w = floats(random, size(filter))
  const dy = floats(random, size(result))
  const taps = size(spec.filter)
  check(
    spec,
    'depthwise_conv2d',
    { inputs: [floatArray(images, x), floatArray(filter, w)], outputs: [floatArray(result)] },
    conv(g, x, w),
    taps,
  )
  check(
    spec,
    'depthwise_conv2d_backprop_input',
    { inputs: [floatArray(filter, w), floatArray(result, dy)], outputs: [floatArray(images)] },
    convBackpropInput(g, w, dy),
    taps * multiplier,
  )
  check(
    spec,
    'depthwise_conv2d_backprop_filter',
    { inputs: [floatArray(images, x), floatArray(result, dy)], outputs: [floatArray(filter)] },
    convBackpropFilter(g, x, dy),
    size(result) / Math.max(1, g.outDepth),
  )
}

/** A pair of windows that lie inside (or, for `same`, one for every stride). */
function windows(
  input: number,
  filter: number,
  stride: number,
  kind: number,
): { readonly output: number; readonly padding: number } {
  if (kind === 0) return { output: Math.max(0, Math.floor((input - filter + stride) / stride)), padding: 0 }
  const output = Math.ceil(input / stride)
  const border = Math.max(0, (output - 1) * stride + filter - input)
  return { output, padding: Math.floor(border / 2) }
}

function randomCase(random: () => number, depths: readonly number[], most: number): Case {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const upTo = (n: number): number => 1 + Math.floor(random() * n)
  const kind = Math.floor(random() * 2)
  const filter = [upTo(5), upTo(5)] as const
  const strides = random() < 0.4 ? ([1, 1] as const) : ([upTo(4), upTo(4)] as const)
  const input = [upTo(most), upTo(most)] as const
  const [rows, columns] = [
    windows(input[0], filter[0], strides[0], kind),
    windows(input[1], filter[1], strides[1], kind),
  ]
  return {
    batch: pick([1, 1, 2, 3, 5]),
    input,
    filter,
    depths: [pick(depths), pick(depths)],
    strides,
    output: [rows.output, columns.output],
    padding: [rows.padding, columns.padding],
    table: random() < 0.3,
    keep: random() < 0.5,
    simd: pick(SIMD),
  }
}

const plain = { strides: [1, 1], padding: [0, 0] } as const

describe('conv2d and its gradients', () => {
  it('agree with the reference kernels for random windows', () => {
    const random = sequence(11)
    for (let trial = 0; trial < 200; trial++) checkAll(randomCase(random, [1, 2, 3, 4, 5, 8, 13, 16, 17, 33], 9), trial)
  })

  it.each<Case>([
    { ...plain, batch: 0, input: [5, 4], filter: [2, 2], depths: [3, 5], output: [4, 3] },
    { ...plain, batch: 2, input: [5, 4], filter: [1, 1], depths: [3, 5], output: [5, 4] },
    { ...plain, batch: 2, input: [2, 2], filter: [5, 4], depths: [3, 2], output: [2, 2], padding: [2, 1] },
    { ...plain, batch: 2, input: [2, 2], filter: [3, 3], depths: [3, 2], output: [0, 0] },
    { ...plain, batch: 1, input: [9, 9], filter: [2, 2], depths: [2, 4], output: [2, 2], strides: [5, 6] },
    { ...plain, batch: 3, input: [11, 12], filter: [2, 3], depths: [3, 4], output: [3, 3], strides: [4, 4] },
    { ...plain, batch: 1, input: [3, 3], filter: [3, 3], depths: [0, 4], output: [3, 3], padding: [1, 1] },
    { ...plain, batch: 1, input: [3, 3], filter: [3, 3], depths: [4, 0], output: [3, 3], padding: [1, 1] },
    { ...plain, batch: 2, input: [6, 6], filter: [3, 3], depths: [3, 4], output: [8, 7], padding: [4, 3] },
  ])('agree at the edges: %j', spec => {
    for (const simd of SIMD) checkAll({ ...spec, simd }, 1)
  })

  it.each<Case>([
    { ...plain, batch: 9, input: [28, 28], filter: [5, 5], depths: [1, 32], output: [28, 28], padding: [2, 2] },
    { ...plain, batch: 3, input: [14, 14], filter: [5, 5], depths: [32, 64], output: [14, 14], padding: [2, 2] },
    { ...plain, batch: 2, input: [35, 35], filter: [11, 11], depths: [3, 48], output: [7, 7], strides: [4, 4] },
    { ...plain, batch: 1, input: [6, 6], filter: [3, 3], depths: [96, 130], output: [6, 6], padding: [1, 1] },
    { ...plain, batch: 2, input: [4, 4], filter: [1, 1], depths: [300, 270], output: [4, 4] },
    {
      ...plain,
      batch: 2,
      input: [8, 8],
      filter: [5, 5],
      depths: [3, 64],
      output: [4, 4],
      strides: [2, 2],
      padding: [1, 1],
    },
    { ...plain, batch: 40, input: [12, 12], filter: [3, 3], depths: [2, 7], output: [10, 10] },
    { ...plain, batch: 3, input: [90, 90], filter: [3, 3], depths: [12, 6], output: [90, 90], padding: [1, 1] },
    { ...plain, batch: 1, input: [7, 7], filter: [7, 7], depths: [20, 300], output: [1, 1] },
    { ...plain, batch: 2, input: [9, 8], filter: [9, 5], depths: [1, 28], output: [9, 8], padding: [4, 2] },
    { ...plain, batch: 2, input: [9, 8], filter: [5, 5], depths: [48, 3], output: [9, 8], padding: [2, 2] },
    {
      ...plain,
      batch: 3,
      input: [8, 8],
      filter: [5, 5],
      depths: [2, 64],
      output: [4, 4],
      strides: [2, 2],
      padding: [1, 1],
    },
    { ...plain, batch: 3, input: [21, 37], filter: [4, 37], depths: [1, 20], output: [18, 1] },
    { ...plain, batch: 2, input: [21, 5], filter: [21, 2], depths: [3, 20], output: [1, 4] },
    { ...plain, batch: 5, input: [9, 11], filter: [9, 11], depths: [2, 7], output: [1, 1], strides: [2, 3] },
    {
      ...plain,
      batch: 2,
      input: [13, 14],
      filter: [10, 9],
      depths: [3, 30],
      output: [2, 2],
      strides: [2, 3],
      padding: [0, 1],
    },
    { ...plain, batch: 2, input: [9, 9], filter: [7, 7], depths: [4, 16], output: [3, 3] },
    // windows of some images at a time take all the memory that they may
    { ...plain, batch: 14, input: [64, 64], filter: [33, 33], depths: [5, 1], output: [32, 32] },
  ])('agree in blocks of rows, of k and of panels: %j', spec => {
    for (const simd of SIMD) checkAll({ ...spec, simd }, 2)
  })
})

describe('depthwise_conv2d and its gradients', () => {
  it('agree with the reference kernels for random windows', () => {
    const random = sequence(13)
    for (let trial = 0; trial < 160; trial++)
      checkDepthwise(
        randomCase(random, [1, 2, 3, 4, 5, 8, 13, 16, 17, 33], 9),
        [1, 1, 2, 3, 5][trial % 5] as number,
        trial,
      )
  })

  it.each<readonly [Case, number]>([
    [{ ...plain, batch: 0, input: [5, 4], filter: [2, 2], depths: [3, 3], output: [4, 3] }, 1],
    [{ ...plain, batch: 2, input: [2, 2], filter: [3, 3], depths: [3, 3], output: [0, 0] }, 2],
    [{ ...plain, batch: 3, input: [11, 12], filter: [2, 3], depths: [3, 3], output: [3, 3], strides: [4, 4] }, 1],
    [{ ...plain, batch: 20, input: [14, 14], filter: [3, 3], depths: [48, 48], output: [14, 14], padding: [1, 1] }, 1],
    [{ ...plain, batch: 2, input: [20, 20], filter: [17, 16], depths: [9, 9], output: [20, 20], padding: [8, 7] }, 1],
  ])('agree at the edges and in blocks: %j', (spec, multiplier) => {
    for (const simd of SIMD) checkDepthwise({ ...spec, simd }, multiplier, 3)
  })
})

/** Nanoseconds that the phases of a step say they take. */
function costOf(spec: Case, name: string, inputs: readonly (readonly number[])[], output: readonly number[]): number {
  const operand = (shape: readonly number[], slot: number): Operand => ({
    dtype: 'float32',
    shape,
    place: { base: 'table', slot },
  })
  const kernel = WASM_KERNELS.get(name) as WasmKernel
  const step = {
    kernel: name,
    inputs: inputs.map(operand),
    outputs: [operand(output, 2)],
    attrs: { strides: spec.strides, padding: spec.padding },
    scratch: { base: 'arena', offset: 0 },
  } as const
  return (kernel.emit(new ModuleBuilder({ simd: 'relaxed' }), step) ?? []).reduce((sum, phase) => sum + phase.cost, 0)
}

describe('the work of a convolution', () => {
  it('is that of the windows that there are, whatever their shape', () => {
    const random = sequence(17)
    const upTo = (n: number): number => 1 + Math.floor(random() * n)
    for (let trial = 0; trial < 120; trial++) {
      const input = [upTo(60), upTo(300)] as const
      // along an axis: as long as the image, nearly, or short
      const filter = input.map(
        n => [n, Math.max(1, n - upTo(3)), Math.min(n, upTo(5))][Math.floor(random() * 3)] as number,
      ) as [number, number]
      const output = [0, 1].map(i => (input[i] as number) - (filter[i] as number) + 1) as [number, number]
      const spec = { ...plain, batch: 8, input, filter, depths: [upTo(3), upTo(100)] as const, output }
      const { images, filter: weights, result } = shapes(spec)
      const products = size(result) * size(weights.slice(0, 3))
      if (products > 1e9) continue
      // each product, and each number of each window, some times; tiles of few columns leave most of a vector idle
      const limit = 5 * (products / 25 + (products / spec.depths[1]) * 2) + (size(images) + size(result)) * 4 + 20_000
      expect(costOf(spec, 'conv2d', [images, weights], result)).toBeLessThan(limit)
      expect(costOf(spec, 'conv2d_backprop_input', [weights, result], images)).toBeLessThan(limit)
      expect(costOf(spec, 'conv2d_backprop_filter', [images, result], weights)).toBeLessThan(limit)
    }
  })
})

const EPILOGUES: readonly (readonly [shape: (b: number, h: number, w: number, c: number) => readonly number[]])[] = [
  [(_b, _h, _w, c) => [c]],
  [() => []],
  [(b, h, w, c) => [b, h, w, c]],
  [(_b, h, w, c) => [h, w, c]],
  [(b, _h, _w, c) => [b, 1, 1, c]],
  [(_b, h, w) => [1, h, w, 1]],
  [(b, h) => [b, h, 1, 1]],
]

describe('an expression of the result of a convolution', () => {
  it.each(['conv2d', 'conv2d_backprop_input'] as const)(
    'is put into %s, with operands that broadcast in every way',
    name => {
      const random = sequence(5)
      let taken = 0
      for (let trial = 0; trial < 140; trial++) {
        const spec = randomCase(random, [1, 3, 8, 19], 7)
        const { images, filter, result } = shapes(spec)
        const g = geometry(spec)
        const forward = name === 'conv2d'
        const x = floats(random, size(forward ? images : result))
        const w = floats(random, size(filter))
        const whole = (forward ? result : images) as [number, number, number, number]
        const shape = (EPILOGUES[trial % EPILOGUES.length] as (typeof EPILOGUES)[number])[0](...whole)
        const bias = floats(random, size(shape))
        const steps = broadcastSteps(shape, whole)
        const expected = (forward ? conv(g, x, w) : convBackpropInput(g, w, x)).map((value, e) =>
          Math.max(0, value + (bias[indexIn(e, whole, steps)] as number)),
        )
        const inputs = forward
          ? [floatArray(images, x), floatArray(filter, w)]
          : [floatArray(filter, w), floatArray(result, x)]
        const step = {
          inputs: [...inputs, floatArray(shape, bias)],
          outputs: [floatArray(whole)],
          scalar: call('max', call('add', input(0), input(1)), literal(0)),
        }
        // gradients that are folded leave it to the compiler
        const { strides, padding } = spec
        if (
          !forward &&
          runStep(name, WASM_KERNELS.get(name) as WasmKernel, { ...step, attrs: { strides, padding } }, 1) === undefined
        )
          continue
        check(spec, name, step, expected, size(spec.filter) * g.inDepth * g.outDepth)
        taken++
      }
      expect(taken).toBeGreaterThan(name === 'conv2d' ? 139 : 70)
    },
  )
})

function broadcastSteps(shape: readonly number[], whole: readonly number[]): number[] {
  const dims = [...new Array<number>(whole.length - shape.length).fill(1), ...shape]
  return dims.map((dim, i) => (dim === 1 ? 0 : size(dims.slice(i + 1))))
}

function indexIn(element: number, whole: readonly number[], steps: readonly number[]): number {
  let rest = element
  let index = 0
  for (let i = whole.length - 1; i >= 0; i--) {
    index += (rest % (whole[i] as number)) * (steps[i] as number)
    rest = Math.floor(rest / (whole[i] as number))
  }
  return index
}

describe('the kernels of convolutions', () => {
  it('do not take other types, ranks or depths', () => {
    const run = (name: string, ...shapes: { dtype: 'float32' | 'float64'; shape: number[] }[]) =>
      runStep(
        name,
        WASM_KERNELS.get(name) as WasmKernel,
        { inputs: shapes.slice(0, 2), outputs: shapes.slice(2), attrs: { strides: [1, 1], padding: [0, 0] } },
        1,
      )
    const of = (dtype: 'float32' | 'float64', ...shape: number[]) => ({ dtype, shape })
    expect(
      run('conv2d', of('float64', 1, 2, 2, 1), of('float64', 1, 1, 1, 1), of('float64', 1, 2, 2, 1)),
    ).toBeUndefined()
    expect(run('conv2d', of('float32', 1, 2, 2), of('float32', 1, 1, 1, 1), of('float32', 1, 2, 2, 1))).toBeUndefined()
    expect(
      run('conv2d_backprop_filter', of('float32', 1, 2, 2, 3), of('float32', 1, 2, 2, 1), of('float32', 1, 1, 2, 1)),
    ).toBeUndefined()
    expect(
      run('conv2d', of('float32', 1, 2, 2, 3), of('float32', 1, 1, 1, 1), of('float32', 1, 2, 2, 1)),
    ).toBeUndefined()
  })
})
