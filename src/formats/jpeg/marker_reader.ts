/** The headers of a JPEG file: everything but the compressed data. */
import { readConditioning } from './arithmetic_scan.ts'
import { Damaged } from './damaged.ts'
import { nextMarker } from './entropy_reader.ts'
import type { Conditioning, Frame, FrameComponent, Scan, Tables } from './frame.ts'
import { NATURAL_ORDER } from './tables.ts'

const MOST_SIZE = 65500
const MOST_COMPONENTS = 10
const MARKER = {
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  quantizers: 0xdb,
  linesNumber: 0xdc,
  restartInterval: 0xdd,
  huffmanTables: 0xc4,
  arithmeticConditioning: 0xcc,
  app0: 0xe0,
  app14: 0xee,
  comment: 0xfe,
  temporary: 0x01,
} as const

const NO_COEFFICIENTS = new Int16Array(0)
const NO_BITS = new Int8Array(0)

/** The contents of a segment, which must not be read past. */
class Segment {
  readonly #bytes: Uint8Array
  #at = 0
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }
  get left(): number {
    return this.#bytes.length - this.#at
  }
  byte(): number {
    if (this.left < 1) throw new Damaged()
    return this.#bytes[this.#at++] as number
  }
  word(): number {
    return this.byte() * 256 + this.byte()
  }
  bytes(count: number): Uint8Array {
    if (this.left < count) throw new Damaged()
    this.#at += count
    return this.#bytes.slice(this.#at - count, this.#at)
  }
}

/** Where a file ends within a segment. */
export class CutSegment {}

export class MarkerReader {
  readonly #file: Uint8Array
  readonly #recovers: boolean
  /** What has not been read yet. */
  at = 0
  /** A marker that has been read already. */
  pending = 0
  frame: Frame | undefined
  readonly tables: Tables = { quantizers: [], dc: [], ac: [] }
  readonly conditioning: Conditioning = { dcLower: [], dcUpper: [], acHigh: [] }
  restartInterval = 0
  sawJfif = false
  /** The colour transform of Adobe's marker. */
  adobe: number | undefined

  constructor(file: Uint8Array, recovers: boolean) {
    this.#file = file
    this.#recovers = recovers
    if (file[0] !== 0xff || file[1] !== MARKER.startOfImage) throw new Damaged()
    this.at = 2
  }

  /** The next scan; undefined at the end of the image. */
  nextScan(): Scan | undefined {
    for (;;) {
      const marker = this.#marker()
      if (marker === MARKER.endOfImage) return undefined
      if (marker === MARKER.startOfScan) return this.#scan(this.#segment())
      this.#read(marker)
    }
  }

  #marker(): number {
    if (this.pending !== 0) {
      const marker = this.pending
      this.pending = 0
      return marker
    }
    const { marker, next } = nextMarker(this.#file, this.at)
    this.at = next
    if (marker !== 0) return marker
    if (!this.#recovers) throw new Damaged()
    return MARKER.endOfImage
  }

  #segment(): Segment {
    const { at } = this
    const file = this.#file
    const length = ((file[at] ?? 0) << 8) | (file[at + 1] ?? 0)
    if (at + Math.max(2, length) > file.length) return this.#cutSegment()
    if (length < 2) throw new Damaged()
    this.at = at + length
    return new Segment(file.subarray(at + 2, this.at))
  }

  /** A segment in which the file ends: where that is to be recovered, TensorFlow gives libjpeg the segment's beginning once more. */
  #cutSegment(): Segment {
    if (!this.#recovers) throw new CutSegment()
    const rest = this.#file.subarray(this.at)
    if (rest.length === 0) throw new Damaged()
    const length = ((rest[0] as number) << 8) | (rest[1 % rest.length] as number)
    if (length < 2) throw new Damaged()
    const repeated = Uint8Array.from({ length }, (_, i) => rest[i % rest.length] as number)
    this.at += length % rest.length || rest.length
    return new Segment(repeated.subarray(2))
  }

  #read(marker: number): void {
    if (marker >= 0xc0 && marker <= 0xcf) {
      if (marker === MARKER.huffmanTables) this.#huffmanTables(this.#segment())
      else if (marker === MARKER.arithmeticConditioning) {
        const segment = this.#segment()
        readConditioning(segment.bytes(segment.left), this.conditioning)
      } else if ([0xc0, 0xc1, 0xc2, 0xc9, 0xca].includes(marker)) this.#frame(marker, this.#segment())
      else throw new Damaged()
    } else if ((marker >= 0xd0 && marker <= 0xd7) || marker === MARKER.temporary) return
    else if (marker === MARKER.quantizers) this.#quantizers(this.#segment())
    else if (marker === MARKER.restartInterval) {
      const segment = this.#segment()
      if (segment.left !== 2) throw new Damaged()
      this.restartInterval = segment.word()
    } else if (marker >= 0xe0 && marker <= 0xef) this.#application(marker)
    else if (marker === MARKER.comment || marker === MARKER.linesNumber) this.#skip()
    else throw new Damaged()
  }

  /** Passes a segment; where the file ends in it, that is the end. */
  #skip(): void {
    const { at } = this
    const length = ((this.#file[at] ?? 0) << 8) | (this.#file[at + 1] ?? 0)
    if (at + 2 > this.#file.length) throw new CutSegment()
    this.at = Math.min(at + Math.max(2, length), this.#file.length)
  }

  #application(marker: number): void {
    const { at } = this
    this.#skip()
    const bytes = this.#file.subarray(at + 2, this.at)
    const begins = (text: string, length: number): boolean =>
      bytes.length >= length && Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text
    if (marker === MARKER.app0 && begins('JFIF\0', 14)) this.sawJfif = true
    else if (marker === MARKER.app14 && begins('Adobe', 12)) this.adobe = bytes[11]
  }

  #quantizers(segment: Segment): void {
    while (segment.left > 0) {
      const head = segment.byte()
      if ((head & 15) > 3) throw new Damaged()
      const table = new Uint16Array(64)
      for (let i = 0; i < 64; i++) table[NATURAL_ORDER[i] as number] = head >> 4 !== 0 ? segment.word() : segment.byte()
      this.tables.quantizers[head & 15] = table
    }
  }

  #huffmanTables(segment: Segment): void {
    while (segment.left > 16) {
      const head = segment.byte()
      const counts = segment.bytes(16)
      const count = counts.reduce((sum, n) => sum + n, 0)
      if (count > 256 || count > segment.left) throw new Damaged()
      const symbols = segment.bytes(count)
      if ((head & 0xef) > 3) throw new Damaged()
      const tables = (head & 0x10) !== 0 ? this.tables.ac : this.tables.dc
      tables[head & 3] = { counts, symbols }
    }
    if (segment.left !== 0) throw new Damaged()
  }

  #frame(marker: number, segment: Segment): void {
    const [precision, height, width, count] = [segment.byte(), segment.word(), segment.word(), segment.byte()]
    if (this.frame || height === 0 || width === 0 || count === 0 || segment.left !== 3 * count) throw new Damaged()
    const heads = Array.from({ length: count }, () => {
      const [id, sampling, quantizerIndex] = [segment.byte(), segment.byte(), segment.byte()]
      return { id, h: sampling >> 4, v: sampling & 15, quantizerIndex }
    })
    const maxH = Math.max(...heads.map(({ h }) => h))
    const maxV = Math.max(...heads.map(({ v }) => v))
    const [progressive, arithmetic] = [marker === 0xc2 || marker === 0xca, marker >= 0xc9]
    const components = heads.map(({ id, h, v, quantizerIndex }) => {
      const blocksAcross = Math.ceil((width * h) / (maxH * 8))
      return {
        id,
        h,
        v,
        quantizerIndex,
        blocksAcross,
        blocksDown: Math.ceil((height * v) / (maxV * 8)),
        paddedAcross: Math.ceil(blocksAcross / h) * h,
        quantizers: undefined,
        coefficients: NO_COEFFICIENTS,
        dcTable: 0,
        acTable: 0,
        unknownBits: progressive ? new Int8Array(64).fill(-1) : NO_BITS,
      }
    })
    const unitRows = Math.ceil(height / (maxV * 8))
    this.frame = { progressive, arithmetic, precision, width, height, maxH, maxV, unitRows, components }
  }

  #scan(segment: Segment): Scan {
    const { frame } = this
    if (!frame) throw new Damaged()
    const count = segment.byte()
    if (segment.left !== count * 2 + 3 || count < 1 || count > 4) throw new Damaged()
    const components: FrameComponent[] = []
    for (let i = 0; i < count; i++) {
      const [id, tables] = [segment.byte(), segment.byte()]
      // of several components with one number, the first that the scan does not have yet
      const component = frame.components.slice(0, 4).find(each => each.id === id && !components.includes(each))
      if (!component) throw new Damaged()
      component.dcTable = tables >> 4
      component.acTable = tables & 15
      components.push(component)
    }
    const [first, last, bits] = [segment.byte(), segment.byte(), segment.byte()]
    return { components, first, last, high: bits >> 4, low: bits & 15 }
  }

  /** What libjpeg checks at the first scan. */
  checkFrame(frame: Frame): void {
    const { width, height, precision, components } = frame
    if (width > MOST_SIZE || height > MOST_SIZE || precision !== 8 || components.length > MOST_COMPONENTS)
      throw new Damaged()
    if (components.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw new Damaged()
  }

  /** Keeps the quantizers that a scan's components have now. */
  latchQuantizers(scan: Scan): void {
    for (const component of scan.components) {
      component.quantizers ??= this.tables.quantizers[component.quantizerIndex]
      if (!component.quantizers) throw new Damaged()
    }
  }
}
