/** Images as files (core/kernels/decode_jpeg_op.cc and its like). */

import { pyfunction } from '../../calling/signature.ts'
import { internal, invalidArgument } from '../../errors/status.ts'
import { writePng } from '../../formats/png/png_writer.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import { type InferenceContext, printShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { type DTypeLike, string, uint8 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import * as files from './image_files.ts'

/** Rows, columns and the channels that were asked for. */
function decodedShape(c: InferenceContext<{ channels: number }>): readonly Shape[] {
  c.withRank(c.input(0), 0)
  const channels = c.attr('channels')
  if (channels < 0) throw invalidArgument(`channels must be non-negative, got ${channels}`)
  return [[null, null, channels === 0 ? null : channels]]
}
function encodedShape(c: InferenceContext): readonly Shape[] {
  c.withRank(c.input(0), 3)
  return [[]]
}

/** The file that is the op's only input. */
function fileOf(k: Pick<KernelContext, 'input'>): Uint8Array {
  const contents = k.input(0)
  if (contents.shape.length !== 0)
    throw invalidArgument(`contents must be scalar, got shape ${shapeText(contents.shape)}`)
  return contents.data[0] as Uint8Array
}

const MOST_ELEMENTS = 2 ** 31 - 1
/** The image that is the op's only input: height, width, channels. */
function imageOf(k: Pick<KernelContext, 'input'>): { image: NDArray; shape: readonly [number, number, number] } {
  const image = k.input(0)
  if (image.shape.length !== 3) throw invalidArgument(`image must be 3-dimensional${printShape(image.shape)}`)
  return { image, shape: image.shape as readonly number[] as readonly [number, number, number] }
}

export const DecodeJpeg = defineOp('DecodeJpeg', {
  inputs: ['contents: string'],
  outputs: ['image: uint8'],
  attrs: [
    'channels: int = 0',
    'ratio: int = 1',
    'fancy_upscaling: bool = true',
    'try_recover_truncated: bool = false',
    'acceptable_fraction: float = 1',
  ],
  infer: decodedShape,
  gradient: 'unregistered',
  kernel: k => {
    const [channels, ratio] = [k.attr('channels'), k.attr('ratio')]
    if (![0, 1, 3].includes(channels)) throw invalidArgument(`channels must be 0, 1, or 3, got ${channels}`)
    if (![1, 2, 4, 8].includes(ratio)) throw invalidArgument(`ratio must be 1, 2, 4, or 8, got ${ratio}`)
    const image = files.readJpeg(fileOf(k), {
      channels: channels as 0 | 1 | 3,
      ratio: ratio as 1 | 2 | 4 | 8,
      fancyUpscaling: k.attr('fancy_upscaling'),
      tryRecoverTruncated: k.attr('try_recover_truncated'),
      acceptableFraction: k.attr('acceptable_fraction'),
    })
    return new NDArray(uint8, [image.height, image.width, image.channels], image.data)
  },
  lower: { kind: 'host' },
})

export const DecodePng = defineOp('DecodePng', {
  inputs: ['contents: string'],
  outputs: ['image: dtype'],
  attrs: ['channels: int = 0', 'dtype: {uint8, uint16} = DT_UINT8'],
  infer: decodedShape,
  gradient: 'unregistered',
  kernel: k => {
    const channels = k.attr('channels')
    if (![0, 1, 3, 4].includes(channels)) throw invalidArgument(`channels must be 0, 1, 3, or 4, got ${channels}`)
    const type = k.attr('dtype')
    const image = files.readPng(fileOf(k), channels, type.base === 'uint16' ? 16 : 8)
    return new NDArray(type, [image.height, image.width, image.channels], image.data)
  },
  lower: { kind: 'host' },
})

export const DecodeGif = defineOp('DecodeGif', {
  inputs: ['contents: string'],
  outputs: ['image: uint8'],
  infer: c => {
    c.withRank(c.input(0), 0)
    return [[null, null, null, 3]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const { frames, height, width, data } = files.readGif(fileOf(k))
    return new NDArray(uint8, [frames, height, width, 3], data)
  },
  lower: { kind: 'host' },
})

export const EncodeJpeg = defineOp('EncodeJpeg', {
  inputs: ['image: uint8'],
  outputs: ['contents: string'],
  attrs: [
    "format: {'', 'grayscale', 'rgb'} = ''",
    'quality: int = 95',
    'progressive: bool = false',
    'optimize_size: bool = false',
    'chroma_downsampling: bool = true',
    "density_unit: {'in', 'cm'} = 'in'",
    'x_density: int = 300',
    'y_density: int = 300',
    "xmp_metadata: string = ''",
  ],
  infer: encodedShape,
  gradient: 'unregistered',
  kernel: k => {
    const quality = k.attr('quality')
    if (quality < 0 || quality > 100) throw invalidArgument(`quality must be in [0,100], got ${quality}`)
    const { image, shape } = imageOf(k)
    if (image.size >= MOST_ELEMENTS) throw invalidArgument('Cannot encode images with >= max int32 elements')
    const [height, width, channels] = shape
    const format = k.attr('format')
    const expected = format === '' ? undefined : { grayscale: 1, rgb: 3 }[format]
    if (expected !== undefined && expected !== channels)
      throw invalidArgument(`format ${format} expects ${expected} channels, got ${printShape(image.shape)}`)
    if (channels !== 1 && channels !== 3)
      throw invalidArgument(`image must have 1 or 3 channels, got ${printShape(image.shape)}`)
    const contents = files.writeJpeg(
      { width, height, channels, data: image.data as Uint8Array },
      {
        quality,
        progressive: k.attr('progressive'),
        optimizeSize: k.attr('optimize_size'),
        chromaDownsampling: k.attr('chroma_downsampling'),
        densityUnit: k.attr('density_unit') === 'in' ? 1 : 2,
        xDensity: k.attr('x_density'),
        yDensity: k.attr('y_density'),
        xmpMetadata: Buffer.from(k.attr('xmp_metadata') as string, 'latin1'),
      },
    )
    if (!contents) throw internal('JPEG encoding failed')
    return new NDArray(string, [], [contents])
  },
  lower: { kind: 'host' },
})

/** libpng's limit of width and height. */
const MOST_PNG_SIZE = 1_000_000

export const EncodePng = defineOp('EncodePng', {
  inputs: ['image: T'],
  outputs: ['contents: string'],
  attrs: ['compression: int = -1', 'T: {uint8, uint16} = DT_UINT8'],
  infer: encodedShape,
  gradient: 'unregistered',
  kernel: k => {
    const compression = k.attr('compression')
    if (compression < -1 || compression > 9)
      throw invalidArgument(`compression should be in [-1,9], got ${compression}`)
    const { image, shape } = imageOf(k)
    if (image.size >= MOST_ELEMENTS) throw invalidArgument('image cannot have >= int32 max elements')
    const [height, width, channels] = shape
    if (channels < 1 || channels > 4) throw invalidArgument(`image must have 1, 2, 3, or 4 channels, got ${channels}`)
    // libpng refuses what has no pixels or is too large
    if (width === 0 || height === 0 || width > MOST_PNG_SIZE || height > MOST_PNG_SIZE)
      throw internal('PNG encoding failed')
    const depth = image.dtype.base === 'uint16' ? 16 : 8
    const data = image.data as Uint8Array | Uint16Array
    return new NDArray(string, [], [writePng({ width, height, channels, depth, data }, compression)])
  },
  lower: { kind: 'host' },
})

// --- functions

interface DecodeJpegArgs {
  contents: TensorLike
  channels: number | null
  ratio: number | null
  fancy_upscaling: boolean | null
  try_recover_truncated: boolean | null
  acceptable_fraction: number | null
  name: Name
}
/**
 * The picture of a JPEG file: uint8 [height, width, channels]. `channels`: 0 for as many as the file has, 1 for grey, 3 for RGB. `ratio`: 1, 2, 4
 * or 8 times smaller, which is quicker too. `acceptable_fraction`: the share of rows that a file which ends early must have; the others are black.
 * Errors: InvalidArgumentError for damaged files.
 */
export const decode_jpeg = pyfunction(
  'decode_jpeg(contents, channels=None, ratio=None, fancy_upscaling=None, try_recover_truncated=None, acceptable_fraction=None, name=None)',
  ({ name, ...args }: DecodeJpegArgs): Tensor => apply(DecodeJpeg, { ...args }, name),
)

interface DecodePngArgs {
  contents: TensorLike
  channels: number | null
  dtype: DTypeLike | null
  name: Name
}
/**
 * The picture of a PNG file: `dtype` (uint8 or uint16) [height, width, channels]. `channels`: 0 for as many as the file has (1 for a palette), 1 for
 * grey, 3 for RGB, 4 for RGBA. Errors: InvalidArgumentError for damaged files.
 */
export const decode_png = pyfunction(
  'decode_png(contents, channels=None, dtype=None, name=None)',
  ({ name, ...args }: DecodePngArgs): Tensor => apply(DecodePng, { ...args }, name),
)

interface DecodeGifArgs {
  contents: TensorLike
  name: Name
}
/**
 * The frames of a GIF file: uint8 [frames, height, width, 3]. Errors: InvalidArgumentError for damaged files, and where a frame is smaller than the
 * picture.
 */
export const decode_gif = pyfunction(
  'decode_gif(contents, name=None)',
  ({ name, ...args }: DecodeGifArgs): Tensor => apply(DecodeGif, { ...args }, name),
)

interface EncodeJpegArgs {
  image: TensorLike
  format: string | null
  quality: number | null
  progressive: boolean | null
  optimize_size: boolean | null
  chroma_downsampling: boolean | null
  density_unit: string | null
  x_density: number | null
  y_density: number | null
  xmp_metadata: string | Uint8Array | null
  name: Name
}
/**
 * A JPEG file, as a string, of a picture uint8 [height, width, channels] with 1 or 3 channels. `quality`: 0 to 100. Errors: InvalidArgumentError for
 * other channels, InternalError for a picture without pixels.
 */
export const encode_jpeg = pyfunction(
  'encode_jpeg(image, format=None, quality=None, progressive=None, optimize_size=None, chroma_downsampling=None, density_unit=None, x_density=None, y_density=None, xmp_metadata=None, name=None)',
  ({ name, ...args }: EncodeJpegArgs): Tensor => apply(EncodeJpeg, { ...args }, name),
)

interface EncodePngArgs {
  image: TensorLike
  compression: number | null
  name: Name
}
/**
 * A PNG file, as a string, of a picture uint8 or uint16 [height, width, channels] with 1 to 4 channels: grey, grey and alpha, RGB, RGBA. `compression`:
 * 0 to 9, −1 for zlib's default.
 */
export const encode_png = pyfunction(
  'encode_png(image, compression=None, name=None)',
  ({ name, ...args }: EncodePngArgs): Tensor => apply(EncodePng, { ...args }, name),
)
