/**
 * Products of matrices of doubles by vectors of WebAssembly: tiles of four rows and four columns, whose factors are packed so that both are read
 * front to back.
 */
import { MAXIMUM_PAGES, ModuleBuilder } from '../kernels/wasm/assembler/module.ts'

/** Rows and columns of a tile. */
const TILE = 4
const BYTES = 8
const PAGE = 65536
/** Products of fewer multiplications are faster without packing. */
const LEAST = 4096
/** Bytes of factors and result of the largest product. */
const MOST_BYTES = 2 ** 30

type Run = (a: number, b: number, c: number, blocks: number, inner: number, panels: number) => void
interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly run: Run
}

/** Parameters of the function, in order. */
const [A, B, C, BLOCKS, INNER, PANELS] = [0, 1, 2, 3, 4, 5] as const

function build(): Kernel {
  const module = new ModuleBuilder()
  const product = module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], f => {
    const [i, p, k, pa, pb, pc, depth, row] = f.locals('i32', 8) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const sums = Array.from({ length: TILE }, () => f.locals('v128', 2))
    const [left, right, factor] = f.locals('v128', 3) as [number, number, number]
    f.set(depth, f.op('i32.mul', f.get(INNER), f.i32(TILE * BYTES)))
    f.set(row, f.op('i32.mul', f.get(PANELS), f.i32(TILE * BYTES)))
    f.for(i, 0, { local: BLOCKS }, 1, () => {
      f.for(p, 0, { local: PANELS }, 1, () => {
        f.set(pa, f.op('i32.add', f.get(A), f.op('i32.mul', f.get(i), f.get(depth))))
        f.set(pb, f.op('i32.add', f.get(B), f.op('i32.mul', f.get(p), f.get(depth))))
        for (const sum of sums.flat()) f.set(sum, f.f32x4(0))
        f.for(k, 0, { local: INNER }, 1, () => {
          f.set(left, f.load('v128.load', f.get(pb)))
          f.set(right, f.load('v128.load', f.get(pb), 2 * BYTES))
          for (const [r, [first, second]] of (sums as [number, number][]).entries()) {
            f.set(factor, f.load('v128.load64_splat', f.get(pa), r * BYTES))
            f.set(first, f.madd('f64x2', f.get(factor), f.get(left), f.get(first)))
            f.set(second, f.madd('f64x2', f.get(factor), f.get(right), f.get(second)))
          }
          f.set(pa, f.op('i32.add', f.get(pa), f.i32(TILE * BYTES)))
          f.set(pb, f.op('i32.add', f.get(pb), f.i32(TILE * BYTES)))
        })
        f.set(pc, f.op('i32.add', f.get(C), f.op('i32.mul', f.op('i32.mul', f.get(i), f.i32(TILE)), f.get(row))))
        f.set(pc, f.op('i32.add', f.get(pc), f.op('i32.mul', f.get(p), f.i32(TILE * BYTES))))
        for (const [first, second] of sums as [number, number][]) {
          f.store('v128.store', f.get(pc), f.get(first))
          f.store('v128.store', f.get(pc), f.get(second), 2 * BYTES)
          f.set(pc, f.op('i32.add', f.get(pc), f.get(row)))
        }
      })
    })
  })
  module.export('product', product)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } })
  return { memory, run: instance.exports['product'] as unknown as Run }
}

let kernel: Kernel | undefined

/** `lines` lines of `depth` numbers, `step` apart and their numbers `stride` apart, as panels of four lines side by side. */
function pack(to: Float64Array, from: Float64Array, lines: number, depth: number, step: number, stride: number): void {
  let at = 0
  for (let line = 0; line < lines; line += TILE) {
    const count = Math.min(TILE, lines - line)
    for (let k = 0; k < depth; k++) {
      const first = line * step + k * stride
      for (let i = 0; i < TILE; i++) to[at++] = i < count ? (from[first + i * step] as number) : 0
    }
  }
}

/** The product of [rows, inner] and [inner, columns], both row-major; undefined where it is too small or too large for the kernel. */
export function kernelProduct(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array | undefined {
  if (rows * inner * columns < LEAST || rows < 2 || columns < 2) return undefined
  const [blocks, panels] = [Math.ceil(rows / TILE), Math.ceil(columns / TILE)]
  const [aSize, bSize, cSize] = [blocks * TILE * inner, panels * TILE * inner, blocks * panels * TILE * TILE]
  const bytes = (aSize + bSize + cSize) * BYTES
  if (bytes > MOST_BYTES) return undefined
  kernel ??= build()
  const { memory, run } = kernel
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
  pack(new Float64Array(memory.buffer, 0, aSize), a, rows, inner, inner, 1)
  pack(new Float64Array(memory.buffer, aSize * BYTES, bSize), b, columns, inner, 1, columns)
  run(0, aSize * BYTES, (aSize + bSize) * BYTES, blocks, inner, panels)
  const found = new Float64Array(memory.buffer, (aSize + bSize) * BYTES, cSize)
  const out = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) out.set(found.subarray(i * panels * TILE, i * panels * TILE + columns), i * columns)
  return out
}
