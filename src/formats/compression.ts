/**
 * Deflate streams in pieces, without an event loop. The bytes are those of zlib itself, which TensorFlow links; Node's zlib is Chromium's,
 * which hashes differently and so gives other bytes for the same data.
 */
import { createRequire } from 'node:module'
import type { Deflate, Inflate } from 'pako'
import { dataLoss, Status } from '../errors/status.ts'
import { asBuffer } from '../tensor/array_parts.ts'

/** How a file of records is compressed, as a whole. */
export type Compression = '' | 'ZLIB' | 'GZIP'

/** zlib's `windowBits`: a window of 32 KB, and 16 more for gzip's header. */
const WINDOW_BITS = { ZLIB: 15, GZIP: 31 } as const
/** TensorFlow's writer asks for the largest state. */
const MEMORY_LEVEL = 9
const PIECE = 1 << 16
/** Input is inflated in pieces of this size: what one gives, at most 1032 times as much, is all that is held beyond what was asked for. */
const INPUT_PIECE = 1 << 12
/** The most times its size that a deflate stream inflates to. */
export const MOST_INFLATION = 1032

// loaded when a compressed file is first read or written
const requires = createRequire(import.meta.url)
let loaded: typeof import('pako') | undefined
const pako = (): typeof import('pako') => {
  loaded ??= requires('pako') as typeof import('pako')
  return loaded
}

/** zlib's parameters, of which the bytes depend. */
export interface DeflateParameters {
  readonly level: number
  readonly memLevel: number
  readonly windowBits: number
  /** Z_FILTERED: data that has been through filters, as in PNG. */
  readonly filtered: boolean
}
/** A whole stream of zlib's. */
export function deflateAll(bytes: Uint8Array, { filtered, ...parameters }: DeflateParameters): Buffer {
  const { deflate, Z_DEFAULT_STRATEGY, Z_FILTERED } = pako()
  const strategy = filtered ? Z_FILTERED : Z_DEFAULT_STRATEGY
  return asBuffer(deflate(bytes, { ...parameters, strategy, legacyHash: true } as never))
}

/** Compresses what it is given; `emit` gets the compressed bytes as they come. */
export class Deflater {
  readonly #stream: Deflate

  constructor(compression: Exclude<Compression, ''>, emit: (bytes: Uint8Array) => void) {
    this.#stream = new (pako().Deflate)({
      windowBits: WINDOW_BITS[compression],
      memLevel: MEMORY_LEVEL,
      legacyHash: true,
      chunkSize: PIECE,
    })
    this.#stream.onData = emit
    this.#stream.onEnd = () => undefined
  }
  write(bytes: Uint8Array): void {
    this.#stream.push(bytes, false)
  }
  /** Ends the stream. */
  finish(): void {
    this.#stream.push(new Uint8Array(0), true)
  }
}

/** Decompresses what `read` gives, as far as it is asked to. */
export class Inflater {
  readonly #stream: Inflate
  readonly #read: (into: Buffer) => number
  readonly #input = Buffer.alloc(INPUT_PIECE)
  #output: Buffer[] = []
  #ended = false
  #damage: Status | undefined

  constructor(compression: Exclude<Compression, ''>, read: (into: Buffer) => number) {
    this.#read = read
    this.#stream = new (pako().Inflate)({ windowBits: WINDOW_BITS[compression], chunkSize: PIECE })
    this.#stream.onData = bytes => this.#output.push(asBuffer(bytes))
    this.#stream.onEnd = () => undefined
  }
  /** Whether the stream's end has been read. */
  get ended(): boolean {
    return this.#stream.ended
  }
  /** Bytes behind the stream's end that have been read, too. */
  get behind(): number {
    return this.ended ? (this.#stream as unknown as { readonly strm: { readonly avail_in: number } }).strm.avail_in : 0
  }
  /** How many bytes are at hand. */
  get #ready(): number {
    return this.#output.reduce((sum, bytes) => sum + bytes.length, 0)
  }
  /** Fills `into`; returns how many bytes there were, fewer only at the end. Raises DataLoss where the stream is damaged. */
  read(into: Buffer): number {
    let filled = 0
    while (filled < into.length) {
      const [first] = this.#output
      if (first === undefined) {
        if (!this.#inflateMore()) break
        continue
      }
      const count = first.copy(into, filled)
      filled += count
      if (count === first.length) this.#output.shift()
      else this.#output[0] = first.subarray(count)
    }
    return filled
  }
  /** The most that there can be, where `left` bytes of input have not been read. */
  mostLeft(left: number): number {
    return this.#ended ? this.#ready : this.#ready + (left + INPUT_PIECE) * MOST_INFLATION
  }
  /** One more piece of input; false at the end. */
  #inflateMore(): boolean {
    if (this.#damage) throw this.#damage
    if (this.#ended) return false
    const count = this.#read(this.#input)
    const stream = this.#stream
    // what a piece gives is emitted at once, or the end of a cut stream would be lost
    if (count > 0) stream.push(this.#input.subarray(0, count), pako().Z_SYNC_FLUSH)
    // an end that comes too early shows in the records
    this.#ended = count === 0 || stream.ended
    if (stream.err !== 0) {
      this.#damage = dataLoss(`inflate() failed with error ${stream.err}: ${stream.msg}`)
      throw this.#damage
    }
    return true
  }
}

export interface Prefix {
  readonly prefix: Buffer
  /** Whether the stream's end has been read. */
  readonly ended: boolean
  /** Bytes that have been read: of a stream that has not ended, up to whole pieces of 4096. */
  readonly taken: number
}
/**
 * The first `size` bytes, or fewer, of what a whole stream of zlib's inflates to; what is damaged behind these bytes is not looked at. Raises
 * DataLoss where they are damaged.
 */
export function inflatedPrefix(bytes: Uint8Array, size: number): Prefix {
  let at = 0
  let carefulFrom = bytes.length
  const attempt = (): Prefix => {
    at = 0
    const inflater = new Inflater('ZLIB', into => {
      const part = bytes.subarray(at, at < carefulFrom ? Math.min(at + into.length, carefulFrom) : at + 1)
      into.set(part)
      at += part.length
      return part.length
    })
    const result = Buffer.alloc(size)
    const prefix = result.subarray(0, inflater.read(result))
    return { prefix, ended: inflater.ended, taken: at - inflater.behind }
  }
  try {
    return attempt()
  } catch (error) {
    if (!(error instanceof Status)) throw error
    // a damaged piece gives nothing of what is before the damage: its bytes come one by one
    carefulFrom = Math.max(0, at - INPUT_PIECE)
    return attempt()
  }
}
