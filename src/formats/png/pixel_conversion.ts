/** The samples of a PNG file as the channels that are asked for, by libpng's transformations in their order. */
import { greyReader } from './grey.ts'

/** How pixels stand in a file. */
export interface PixelFormat {
  readonly depth: number
  /** Samples a pixel; 1 where they are indices of a palette. */
  readonly channels: number
  readonly isColor: boolean
  readonly hasAlpha: boolean
  /** Red, green and blue of each colour. */
  readonly palette: Buffer | undefined
  /** tRNS: the alpha of the palette's colours, or the one sample or colour that is transparent, 16 bits a channel. */
  readonly transparency: Buffer | undefined
  /** gAMA, as a single-precision number; 0 where the file says nothing. */
  readonly gamma: number
  /** sBIT: the bits of the samples, of the color that has most, that say something; 0 where the file says nothing. */
  readonly significantBits: number
}

/** Writes `columns` pixels that begin at byte `at` of `row` to pixels `pixel`, `pixel + step` … of the output. */
export type ConvertRow = (row: Uint8Array, at: number, columns: number, pixel: number, step: number) => void

export function pixelConverter(format: PixelFormat, channels: number, out: Uint8Array | Uint16Array): ConvertRow {
  const { depth, isColor, hasAlpha, palette } = format
  if (depth === 8 && out instanceof Uint8Array && format.channels === channels && !(isColor && channels === 1))
    return copier(channels, out)
  const read = sampleReader(format)
  const isIndexed = isColor && format.channels === 1
  const wide = out instanceof Uint16Array
  // 16 bits lose their low ones, 8 bits and fewer are repeated
  const shift = depth === 16 && !wide ? 8 : 0
  const times = depth < 16 && wide ? 257 : 1
  const wantsAlpha = channels === 2 || channels === 4
  // libpng gets the largest sample of the file, and works on 8 bits where there were fewer
  const opaque = depth === 16 && !wide ? 255 : 2 ** depth - 1
  const alphaOf = transparencyReader(format)
  const sample = new Uint16Array(4)
  const greyOf = greyReader(format, shift > 0)
  return (row, at, columns, pixel, step) => {
    for (let column = 0, to = pixel * channels; column < columns; column++, to += step * channels) {
      read(row, at, column, sample)
      let [red, green, blue] = [sample[0] as number, sample[1] as number, sample[2] as number]
      let alpha = wantsAlpha ? opaque : 0
      if (wantsAlpha && hasAlpha) alpha = (sample[format.channels - 1] as number) >> shift
      else if (wantsAlpha && alphaOf) alpha = alphaOf(red, green, blue) >> shift
      if (isIndexed) {
        const index = red * 3
        red = palette?.[index] ?? 0
        green = palette?.[index + 1] ?? 0
        blue = palette?.[index + 2] ?? 0
      } else if (!isColor) {
        green = red
        blue = red
      }
      if (channels < 3) out[to] = ((isColor ? greyOf(red, green, blue) : red) >> shift) * times
      else {
        out[to] = (red >> shift) * times
        out[to + 1] = (green >> shift) * times
        out[to + 2] = (blue >> shift) * times
      }
      if (wantsAlpha) out[to + channels - 1] = alpha * times
    }
  }
}

/** Of bytes that stay as they are. */
function copier(channels: number, out: Uint8Array): ConvertRow {
  return (row, at, columns, pixel, step) => {
    if (step === 1) {
      out.set(row.subarray(at, at + columns * channels), pixel * channels)
      return
    }
    let from = at
    for (let column = 0, to = pixel * channels; column < columns; column++, to += step * channels)
      for (let channel = 0; channel < channels; channel++) out[to + channel] = row[from++] as number
  }
}

type ReadSamples = (row: Uint8Array, at: number, column: number, into: Uint16Array) => void

/** Reads the samples of a pixel; greys of fewer than 8 bits are stretched to 8. */
function sampleReader({ depth, channels, isColor }: PixelFormat): ReadSamples {
  if (depth === 16)
    return (row, at, column, into) => {
      for (let i = 0, from = at + column * channels * 2; i < channels; i++, from += 2)
        into[i] = ((row[from] as number) << 8) | (row[from + 1] as number)
    }
  if (depth === 8)
    return (row, at, column, into) => {
      for (let i = 0, from = at + column * channels; i < channels; i++) into[i] = row[from + i] as number
    }
  const most = 2 ** depth - 1
  const times = isColor ? 1 : 255 / most
  return (row, at, column, into) => {
    const bit = column * depth
    into[0] = (((row[at + (bit >> 3)] as number) >> (8 - depth - (bit & 7))) & most) * times
  }
}

/** The alpha of the samples of a pixel, by the file's tRNS. */
function transparencyReader(
  format: PixelFormat,
): ((first: number, second: number, third: number) => number) | undefined {
  const { depth, isColor, channels, transparency } = format
  if (!transparency) return undefined
  if (isColor && channels === 1) return index => transparency[index] ?? 255
  const most = 2 ** depth - 1
  const opaque = depth === 16 ? 65535 : 255
  const value = (at: number): number => (transparency.readUInt16BE(at) & most) * (depth < 8 ? 255 / most : 1)
  if (!isColor) {
    const grey = value(0)
    return first => (first === grey ? 0 : opaque)
  }
  const [red, green, blue] = [value(0), value(2), value(4)]
  return (first, second, third) => (first === red && second === green && third === blue ? 0 : opaque)
}
