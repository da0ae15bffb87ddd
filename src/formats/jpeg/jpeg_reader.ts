/** JPEG files, as TensorFlow has libjpeg-turbo 1.5 read them, bit for bit: which damage is an error, and what comes of the rest. */
import { invalidArgument } from '../../errors/status.ts'
import { checkBytes } from '../../tensor/allocation.ts'
import { ArithmeticScan } from './arithmetic_scan.ts'
import { type ColorSpace, conversion } from './color.ts'
import { Damaged } from './damaged.ts'
import { EntropyReader, PADDING, Suspended } from './entropy_reader.ts'
import type { Frame, FrameComponent, Scan } from './frame.ts'
import { INVERSE_TRANSFORMS } from './idct_reduced.ts'
import { CutSegment, MarkerReader } from './marker_reader.ts'
import { ScanDecoder } from './scan_decoder.ts'
import type { RowDecoder } from './scan_units.ts'
import { isSmoothed, smoothedBlock } from './smoothing.ts'
import { type Plane, planeRows } from './upsampling.ts'
import { ARRAY_SLACK, type DecoderLoops, openWorkspace, PLAIN_WORKSPACE, type Workspace } from './workspace.ts'

export interface JpegOptions {
  /** 0: as many as the file has, but no more than three. */
  readonly channels: 0 | 1 | 3
  /** The picture is made smaller by this. */
  readonly ratio: 1 | 2 | 4 | 8
  readonly fancyUpscaling: boolean
  readonly tryRecoverTruncated: boolean
  /** The share of rows that a file which ends early must have. */
  readonly acceptableFraction: number
}
export interface JpegImage {
  readonly width: number
  readonly height: number
  readonly channels: number
  /** Row-major. */
  readonly data: Uint8Array
}

/** TensorFlow's limit of samples. */
const MOST_SAMPLES = 2 ** 29
/** How often a file may go over its blocks: more often than any encoder's does, for scans of almost no data take as long as others. */
const MOST_PASSES = 200

function colorSpaceOf({ components }: Frame, headers: MarkerReader): ColorSpace {
  const { adobe } = headers
  switch (components.length) {
    case 1:
      return 'grey'
    case 3: {
      if (headers.sawJfif) return 'YCbCr'
      if (adobe !== undefined) return adobe === 0 ? 'RGB' : 'YCbCr'
      return components.map(({ id }) => String.fromCharCode(id)).join('') === 'RGB' ? 'RGB' : 'YCbCr'
    }
    case 4:
      return adobe === undefined || adobe === 0 ? 'CMYK' : 'YCCK'
    default:
      return 'unknown'
  }
}

/** A component as it is decoded: the side of its blocks' samples, and where they go. */
interface Output extends Plane {
  readonly component: FrameComponent
  readonly scaled: number
  /** Those that only fill up the last units included. */
  readonly rows: number
}
function outputsOf(frame: Frame, components: number, blockSize: number): Omit<Output, 'data'>[] {
  const { maxH, maxV, width, height } = frame
  return frame.components.slice(0, components).map(component => {
    const { h, v, paddedAcross, blocksDown } = component
    let scaled = blockSize
    // chroma of fewer samples is transformed to more of them, if that makes up for it
    while (scaled < 8 && (maxH * blockSize) % (h * scaled * 2) === 0 && (maxV * blockSize) % (v * scaled * 2) === 0)
      scaled *= 2
    const stride = paddedAcross * scaled
    return {
      component,
      scaled,
      stride,
      rows: Math.ceil(blocksDown / v) * v * scaled,
      width: Math.ceil((width * h * scaled) / (maxH * 8)),
      height: Math.ceil((height * v * scaled) / (maxV * 8)),
    }
  })
}

/** Opens a workspace for `outputs`, the coefficients, and the data of a file. */
function workspaceOf(
  frame: Frame,
  outputs: readonly Omit<Output, 'data'>[],
  data: number,
  multiple: boolean,
): Workspace {
  let bytes = data + ARRAY_SLACK
  for (const { rows, stride } of outputs) bytes += rows * stride + ARRAY_SLACK + frame.width + 64 + ARRAY_SLACK
  for (const component of frame.components) bytes += 128 * coefficientBlocks(component, multiple) + ARRAY_SLACK
  return openWorkspace(bytes)
}
/** Blocks whose coefficients are kept: all of them, or those of a row of units. */
const coefficientBlocks = ({ paddedAcross, blocksDown, v }: FrameComponent, multiple: boolean): number =>
  paddedAcross * (multiple ? Math.ceil(blocksDown / v) : 1) * v

const allBlocks = ({ components }: Frame): number =>
  components.reduce((sum, component) => sum + coefficientBlocks(component, true), 0)

class Decoder {
  readonly #headers: MarkerReader
  readonly #options: JpegOptions
  readonly #reader: EntropyReader
  readonly #fileSize: number
  #workspace: Workspace = PLAIN_WORKSPACE

  constructor(file: Uint8Array, options: JpegOptions) {
    this.#options = options
    this.#fileSize = file.length
    this.#headers = new MarkerReader(file, options.tryRecoverTruncated)
    this.#reader = new EntropyReader(file, options.tryRecoverTruncated)
  }

  decode(): JpegImage {
    const headers = this.#headers
    const scan = headers.nextScan()
    const { frame } = headers
    if (!scan || !frame) throw new Damaged()
    headers.checkFrame(frame)
    const channels = this.#options.channels || Math.min(frame.components.length, 3)
    const colors = conversion(
      colorSpaceOf(frame, headers),
      channels,
      headers.adobe !== undefined,
      (rows, count, out, at) => this.#workspace.loops.fromYCbCr(rows, count, out, at),
    )
    if (!colors) throw new Damaged()
    const blockSize = 8 / this.#options.ratio
    const width = Math.ceil((frame.width * blockSize) / 8)
    const height = Math.ceil((frame.height * blockSize) / 8)
    if (width * height * frame.components.length >= MOST_SAMPLES) throw new Damaged()
    const upscales = frame.components
      .slice(0, colors.components)
      .map(({ h, v }) => ({ across: frame.maxH / h, down: frame.maxV / v }))
    const planned = outputsOf(frame, colors.components, blockSize)
    const factors = planned.map(({ scaled }, i) => {
      const { across, down } = upscales[i] as { across: number; down: number }
      return { across: (across * blockSize) / scaled, down: (down * blockSize) / scaled }
    })
    if (factors.some(({ across, down }) => !Number.isInteger(across) || !Number.isInteger(down))) throw new Damaged()
    const multiple = scan.components.length < frame.components.length || frame.progressive
    const fancy = this.#options.fancyUpscaling && blockSize > 1
    if (multiple) checkBytes(allBlocks(frame) * 128)
    const workspace = workspaceOf(frame, planned, this.#fileSize + PADDING, multiple)
    this.#workspace = workspace
    this.#reader.bytes = workspace.bytes(this.#fileSize + PADDING)
    for (const component of frame.components)
      component.coefficients = workspace.words(64 * coefficientBlocks(component, multiple))
    const outputs = planned.map((output): Output => ({ ...output, data: workspace.bytes(output.stride * output.rows) }))
    let rows = height
    if (multiple) this.#decodeScans(frame, scan, outputs)
    else {
      const unitRows = this.#decodeOnce(frame, scan, outputs)
      // the last rows of a row of units wait for those below, if these are needed
      const waits = factors.some(
        ({ across, down }, i) =>
          fancy && down === 2 && (across === 1 || (across === 2 && (outputs[i] as Output).width > 2)),
      )
      if (unitRows < frame.unitRows) rows = Math.max(0, unitRows * frame.maxV * blockSize - (waits ? frame.maxV : 0))
    }
    if (Math.fround(Math.fround(rows) / Math.fround(height)) < Math.min(1, this.#options.acceptableFraction))
      throw new Damaged()
    const data = new Uint8Array(width * height * channels)
    const sources = outputs.map((output, i) => {
      const { across, down } = factors[i] as { across: number; down: number }
      return {
        rows: planeRows(output, across, down, fancy, workspace.loops),
        line: workspace.bytes(output.width * across + 8),
      }
    })
    for (let y = 0; y < rows; y++)
      colors.convert(
        sources.map(source => source.rows(y, source.line)),
        width,
        data,
        y * width * channels,
      )
    return { width, height, channels, data }
  }

  /** A scan of all components, transformed as it is read. Gives the rows of units that there are. */
  #decodeOnce(frame: Frame, scan: Scan, outputs: readonly Output[]): number {
    const headers = this.#headers
    const decoder = this.#begin(frame, scan)
    for (let row = 0; row < frame.unitRows; row++) {
      try {
        decoder.decodeRow(row, 0)
      } catch (error) {
        if (error instanceof Suspended) return row
        throw error
      }
      for (const output of outputs) transformRow(output, row, 0, this.#workspace.loops)
      for (const { coefficients } of frame.components) coefficients.fill(0)
    }
    this.#end()
    try {
      if (headers.nextScan()) throw new Damaged()
    } catch (error) {
      if (!(error instanceof CutSegment)) throw error
    }
    return frame.unitRows
  }

  /** All scans, and then the transform. */
  #decodeScans(frame: Frame, first: Scan, outputs: readonly Output[]): void {
    let visitsLeft = MOST_PASSES * allBlocks(frame)
    for (let scan: Scan | undefined = first; scan; scan = this.#nextScan()) {
      const decoder = this.#begin(frame, scan)
      for (let row = 0; row < frame.unitRows; row++) {
        const before = decoder.visited
        decoder.decodeRow(row, row)
        visitsLeft -= decoder.visited - before
        if (visitsLeft < 0) throw new Damaged()
      }
      this.#end()
    }
    const smooth = frame.progressive && isSmoothed(frame.components)
    for (const output of outputs)
      for (let row = 0; row < frame.unitRows; row++) transformRow(output, row, row, this.#workspace.loops, smooth)
  }
  #nextScan(): Scan | undefined {
    try {
      return this.#headers.nextScan()
    } catch (error) {
      // the end of the image is made up
      if (error instanceof CutSegment && this.#options.tryRecoverTruncated) return undefined
      throw error
    }
  }

  #begin(frame: Frame, scan: Scan): RowDecoder {
    const headers = this.#headers
    headers.latchQuantizers(scan)
    const { restartInterval } = headers
    const reader = this.#reader
    const decoder = frame.arithmetic
      ? new ArithmeticScan(frame, scan, headers.conditioning, reader, restartInterval)
      : new ScanDecoder(frame, scan, headers.tables, reader, restartInterval, this.#workspace.loops)
    this.#reader.load(headers.at)
    return decoder
  }
  /** Goes on with the marker behind the data. */
  #end(): void {
    this.#headers.pending = this.#reader.marker
    this.#headers.at = this.#reader.next
  }
}

/** Transforms the blocks of row `row` of units, whose coefficients stand at row `coefficientRow` of units. */
function transformRow(output: Output, row: number, coefficientRow: number, loops: DecoderLoops, smooth = false): void {
  const { component, scaled, stride, data } = output
  const { v, blocksAcross, blocksDown, paddedAcross, quantizers, coefficients } = component
  const inverse = INVERSE_TRANSFORMS[scaled] as (typeof INVERSE_TRANSFORMS)[number]
  const multipliers = quantizers ?? new Uint16Array(64)
  for (let y = 0; y < v && row * v + y < blocksDown; y++) {
    const blockRow = coefficientRow * v + y
    let place = (row * v + y) * scaled * stride
    if (scaled === 8 && !smooth) {
      loops.inverseRow(coefficients, blockRow * paddedAcross * 64, blocksAcross, multipliers, data, place, stride)
      continue
    }
    for (let x = 0; x < blocksAcross; x++, place += scaled) {
      if (smooth) inverse(smoothedBlock(component, x, blockRow, blocksDown - 1), 0, multipliers, data, place, stride)
      else inverse(coefficients, (blockRow * paddedAcross + x) * 64, multipliers, data, place, stride)
    }
  }
}

/** The pixels of a file. Raises InvalidArgument where libjpeg, or TensorFlow, gives up. */
export function readJpeg(file: Uint8Array, options: JpegOptions): JpegImage {
  try {
    return new Decoder(file, options).decode()
  } catch (error) {
    if (error instanceof Damaged || error instanceof Suspended || error instanceof CutSegment)
      throw invalidArgument(`Invalid JPEG data, size ${file.length}`)
    throw error
  }
}
