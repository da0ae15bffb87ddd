/**
 * Loops over elements, compiled for an expression and the storage of its operands: every loop has machine code of its own, where one
 * loop for all would call a function for each element. The texts are constants of the code; no value of a program is in them.
 *
 * An int64 is read as a double where it is exact, and its results are written as two words; where a number needs more than 53 bits the
 * same expression is computed with bigints.
 */
import type { BaseDTypeName, Data } from './dtypes.ts'
import { LEAST_FOR_VECTORS, type VectorBinary, type VectorUnary, vectorLoops } from './vector_loops.ts'

/** How elements lie in memory: the kind and the bytes of a typed array's entry. */
export type Storage = 'f4' | 'f8' | 'i1' | 'u1' | 'i2' | 'u2' | 'i4' | 'i8'

const STORAGE: Partial<Record<BaseDTypeName, Storage>> = {
  float32: 'f4',
  float64: 'f8',
  int8: 'i1',
  uint8: 'u1',
  bool: 'u1',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  int64: 'i8',
}
/** The storage that loops are compiled for; undefined for halves, complex numbers and objects. */
export const storageOf = (base: BaseDTypeName): Storage | undefined => STORAGE[base]

/** The entries that a loop reads and writes: of int64 the two words, low one first. */
export type Entries = Exclude<Data, readonly unknown[] | BigInt64Array>
export const entriesOf = (data: Data): Entries =>
  data instanceof BigInt64Array
    ? new Int32Array(data.buffer, data.byteOffset, data.length * 2)
    : (data as unknown as Entries)

/** An expression in `x` and `y`; `big` is the same for bigints. `words` is an expression of int64's words, one at a time. */
export interface Expression {
  readonly code: string
  readonly big?: string
  readonly words?: string
  /** The operation of vectors that computes the same. */
  readonly vector?: VectorBinary | VectorUnary
}

/** Functions that expressions use, as `rt.name`. */
export type Runtime = Readonly<Record<string, unknown>>

/** out[oi …] = the expression of a[ai], a[ai + as] … and b[bi], b[bi + bs] …, `count` times. */
export type BinaryLoop = (
  a: Entries,
  ai: number,
  as: number,
  b: Entries,
  bi: number,
  bs: number,
  out: Entries,
  oi: number,
  count: number,
) => void
/** out[oi …] = the expression of a[ai], a[ai + as] …, `count` times. */
export type UnaryLoop = (a: Entries, ai: number, as: number, out: Entries, oi: number, count: number) => void

const read = (storage: Storage, array: string, at: string): string =>
  storage === 'i8' ? `${array}[2 * (${at}) + 1] * 4294967296 + (${array}[2 * (${at})] >>> 0)` : `${array}[${at}]`
const readBig = (storage: Storage, array: string, at: string): string =>
  storage === 'i8'
    ? `((BigInt(${array}[2 * (${at}) + 1]) << 32n) | BigInt(${array}[2 * (${at})] >>> 0))`
    : `BigInt(${array}[${at}])`

/** A double that no other whole number rounds to. */
const isExact = (value: string): string => `${value} >= -9007199254740991 && ${value} <= 9007199254740991`

interface Source {
  readonly storage: Storage
  readonly array: string
  readonly at: string
  readonly name: 'x' | 'y'
  /** It is one element, which is read before the loop. */
  readonly once?: boolean
}

/** The statement that reads what a loop reads once. */
const readOnce = ({ storage, array, at, name }: Source): string => `const ${name} = ${read(storage, array, at)};`

/** The statements that compute one element. */
function element({ code, big, words }: Expression, sources: readonly Source[], out: Storage, at: string): string {
  if (out === 'i8' && words !== undefined && sources.every(({ storage }) => storage === 'i8')) {
    const word = (which: 0 | 1): string =>
      `{ ${sources.map(s => `const ${s.name} = ${s.array}[2 * (${s.at}) + ${which}]`).join('; ')}; out[2 * (${at}) + ${which}] = ${words} }`
    return word(0) + word(1)
  }
  const reads = sources.map(s => (s.once ? '' : `const ${s.name} = ${read(s.storage, s.array, s.at)};`)).join(' ')
  const wide = sources.filter(s => s.storage === 'i8')
  const exact = wide.map(s => isExact(s.name))
  const bigReads = sources.map(s => `const ${s.name} = ${readBig(s.storage, s.array, s.at)};`).join(' ')
  if (out !== 'i8') {
    const plain = `out[${at}] = ${code}`
    // comparisons of whole numbers that doubles can't tell apart
    if (big === undefined || wide.length < sources.length || wide.length === 0) return `${reads} ${plain}`
    return `${reads} if (${exact.join(' && ')}) ${plain}; else { ${bigReads} out[${at}] = ${big} }`
  }
  const store = `if (r === (r | 0)) { out[2 * (${at})] = r; out[2 * (${at}) + 1] = r >> 31 } else { const h = Math.floor(r / 4294967296); out[2 * (${at}) + 1] = h; out[2 * (${at})] = r - h * 4294967296 }`
  if (big === undefined) return `${reads} const r = ${code}; ${store}`
  return `${reads} const r = ${code}; if (${[...exact, isExact('r')].join(' && ')}) { ${store} } else { ${bigReads} const w = ${big}; out[2 * (${at})] = Number(BigInt.asIntN(32, w)); out[2 * (${at}) + 1] = Number(BigInt.asIntN(32, w >> 32n)) }`
}

const loops = new Map<string, unknown>()
function compiled<L>(key: string, parameters: string, body: () => string, runtime: Runtime): L {
  let made = loops.get(key)
  if (made === undefined) {
    made = new Function('rt', `'use strict'; return (${parameters}) => { ${body()} }`)(runtime) as unknown
    loops.set(key, made)
  }
  return made as L
}

const STORAGES: readonly Storage[] = ['f4', 'f8', 'i1', 'u1', 'i2', 'u2', 'i4', 'i8']
/** The loops of each expression, by the storages. */
const loopsOf = new WeakMap<Expression, unknown[]>()
function loopFor<L>(expression: Expression, storages: number, make: () => L): L {
  let own = loopsOf.get(expression)
  if (own === undefined) {
    own = []
    loopsOf.set(expression, own)
  }
  let made = own[storages]
  if (made === undefined) {
    made = make()
    own[storages] = made
  }
  return made as L
}

/** A loop that leaves many elements, side by side or one for all, to vectors. */
function binaryByVectors(plain: BinaryLoop, find: () => BinaryLoop | undefined): BinaryLoop {
  let vectors: BinaryLoop | undefined
  let isAsked = false
  return (a, ai, as, b, bi, bs, out, oi, count) => {
    if (count >= LEAST_FOR_VECTORS && as >>> 0 <= 1 && bs >>> 0 <= 1) {
      if (!isAsked) {
        isAsked = true
        vectors = find()
      }
      if (vectors !== undefined) {
        vectors(a, ai, as, b, bi, bs, out, oi, count)
        return
      }
    }
    plain(a, ai, as, b, bi, bs, out, oi, count)
  }
}

/** The loop of an expression of two operands. */
export function binaryLoop(
  expression: Expression,
  storages: readonly [Storage, Storage, Storage],
  runtime: Runtime,
): BinaryLoop {
  const [a, b, out] = storages
  const loop = (aAt: string, bAt: string): string => {
    const sources: readonly Source[] = [
      { storage: a, array: 'a', at: aAt, name: 'x', once: aAt === 'ai' },
      { storage: b, array: 'b', at: bAt, name: 'y', once: bAt === 'bi' },
    ]
    const first = sources.map(source => (source.once ? readOnce(source) : '')).join(' ')
    return `${first} for (let i = 0; i < count; i++) { ${element(expression, sources, out, 'oi + i')} }`
  }
  return loopFor(expression, STORAGES.indexOf(a) * 64 + STORAGES.indexOf(b) * 8 + STORAGES.indexOf(out), () => {
    const plain = compiled<BinaryLoop>(
      `${expression.code} ${expression.big} ${a} ${b} ${out}`,
      'a, ai, as, b, bi, bs, out, oi, count',
      () =>
        `if (as === 1 && bs === 1) { ${loop('ai + i', 'bi + i')} }
         else if (as === 1 && bs === 0) { ${loop('ai + i', 'bi')} }
         else if (as === 0 && bs === 1) { ${loop('ai', 'bi + i')} }
         else { ${loop('ai + i * as', 'bi + i * bs')} }`,
      runtime,
    )
    const operation = expression.vector as VectorBinary | undefined
    return operation === undefined ? plain : binaryByVectors(plain, () => vectorLoops()?.binary(operation, storages))
  })
}

/** The loop of an expression of one operand, `x`. */
export function unaryLoop(expression: Expression, storages: readonly [Storage, Storage], runtime: Runtime): UnaryLoop {
  const [a, out] = storages
  const loop = (at: string): string =>
    `for (let i = 0; i < count; i++) { ${element(expression, [{ storage: a, array: 'a', at, name: 'x' }], out, 'oi + i')} }`
  return loopFor(expression, 512 + STORAGES.indexOf(a) * 8 + STORAGES.indexOf(out), () => {
    const plain = compiled<UnaryLoop>(
      `${expression.code} ${expression.big} ${a} ${out}`,
      'a, ai, as, out, oi, count',
      () => `if (as === 1) { ${loop('ai + i')} } else { ${loop('ai + i * as')} }`,
      runtime,
    )
    const operation = expression.vector as VectorUnary | undefined
    if (operation === undefined) return plain
    return (from, ai, as, to, oi, count) => {
      const vectors = count >= LEAST_FOR_VECTORS && as === 1 ? vectorLoops()?.unary(operation, storages) : undefined
      ;(vectors ?? plain)(from, ai, as, to, oi, count)
    }
  })
}

/** A function of which every storage has a copy, with machine code of its own; `READ` in the text is how entry `at` is read: READ(at). */
export function storageLoop<L>(name: string, storage: Storage, parameters: string, text: string): L {
  return compiled<L>(
    `${name} ${storage}`,
    parameters,
    () => text.replace(/READ\(([^()]*)\)/g, (_, at: string) => `(${read(storage, 'a', at)})`),
    {},
  )
}
