/** Which SIMD plans are compiled for in this process: see features.ts. */
import { environment } from '../../../errors/environment.ts'
import { isStackOverflow } from '../../../errors/stack_overflow.ts'
import { strip } from '../product/gemm.ts'
import { hasRelaxedSimd, type Simd } from './features.ts'
import { ModuleBuilder } from './module.ts'
import { v8Flags } from './v8_flags.ts'

/** Rows, columns and steps of k of the product that is tried: full tiles and smaller ones. */
const [ROWS, COLUMNS, K] = [17, 16, 37] as const
const A = 0
const B = 4096
const C = 8192
/** Enough calls for V8 to compile with optimisation, which is what joins instructions. */
const CALLS = 2000

/** The product of two fixed matrices, by tiles of `rows` rows. */
function product(rows: number, vectors: number): Float32Array {
  const module = new ModuleBuilder()
  const code = {
    rows,
    columns: 4 * vectors,
    aRow: 4 * K,
    aStep: 4,
    bStep: 4 * COLUMNS,
    cRow: 4 * COLUMNS,
    accumulate: false,
  }
  module.export('strip', strip(module, code))
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } })
  const floats = new Float32Array(memory.buffer)
  for (let i = 0; i < ROWS * K; i++) floats[A / 4 + i] = Math.sin(i + 1)
  for (let i = 0; i < K * COLUMNS; i++) floats[B / 4 + i] = Math.cos(i * 1.3)
  const call = exports['strip'] as (a: number, b: number, count: number, c: number, rows: number) => void
  for (let i = 0; i < CALLS; i++) for (let j = 0; j < COLUMNS; j += 4 * vectors) call(A, B + 4 * j, K, C + 4 * j, ROWS)
  return floats.slice(C / 4, C / 4 + ROWS * COLUMNS)
}

function wideWorks(): boolean {
  const expected = product(2, 2)
  if (!v8Flags.keep('wide')) return false
  try {
    const got = product(6, 4)
    if (got.every((value, i) => Object.is(value, expected[i]))) return true
  } catch (error) {
    if (isStackOverflow(error)) throw error
    // code that V8 cannot make is as bad as code that is wrong
  }
  v8Flags.release('wide')
  return false
}

let simd: Simd | undefined

/** What to emit for. The first call may set V8 flags for the whole process (workers included). */
export function hostSimd(): Simd {
  if (simd === undefined) {
    const asked = environment('TF0_WIDE_SIMD') === '1'
    simd = !hasRelaxedSimd() ? 'plain' : asked && wideWorks() ? 'wide' : 'relaxed'
  }
  return simd
}
