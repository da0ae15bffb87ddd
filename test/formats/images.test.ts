/** Pictures in many encodings: what TensorFlow 0.12.1 decodes and encodes (test/golden/generators/images.py, image_encodings.py), bit for bit. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crc32 } from '../../src/formats/crc32.ts'
import { readGif } from '../../src/formats/gif/gif_reader.ts'
import { type JpegOptions, readJpeg } from '../../src/formats/jpeg/jpeg_reader.ts'
import { writeJpeg } from '../../src/formats/jpeg/jpeg_writer.ts'
import { installWorkspace } from '../../src/formats/jpeg/workspace.ts'
import { readPng } from '../../src/formats/png/png_reader.ts'
import { writePng } from '../../src/formats/png/png_writer.ts'
import { openWasmWorkspace } from '../../src/ops/image/jpeg_workspace.ts'

type Case = readonly [op: string, options: Record<string, never>, expected: string | number[], checksum?: number]
interface Encoding {
  readonly op: string
  readonly options: Record<string, never>
  readonly shape: readonly [number, number, number]
  readonly dtype: string
  readonly image: string
  readonly length: number
  readonly crc: number
}
interface Decoding {
  readonly name: string
  readonly file: string
  readonly cases: readonly Case[]
}
const goldenOf = <Content>(name: string): Content =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../golden/${name}.json.gz`, import.meta.url))).toString())
const golden = goldenOf<{ readonly decodes: readonly Decoding[]; readonly encodes: readonly Encoding[] }>('images')
const rare = goldenOf<{ readonly decodes: readonly Decoding[] }>('image_encodings')

interface Decoded {
  readonly shape: readonly number[]
  readonly data: Uint8Array | Uint16Array
}
function decoded(op: string, file: Uint8Array, options: Record<string, never>): Decoded {
  if (op === 'decode_gif') {
    const { frames, height, width, data } = readGif(file)
    return { shape: [frames, height, width, 3], data }
  }
  const image =
    op === 'decode_png'
      ? readPng(file, options['channels'] ?? 0, options['dtype'] === 'uint16' ? 16 : 8)
      : readJpeg(file, jpegOptions(options))
  return { shape: [image.height, image.width, image.channels], data: image.data }
}
const jpegOptions = (options: Record<string, never>): JpegOptions => ({
  channels: options['channels'] ?? 0,
  ratio: options['ratio'] ?? 1,
  fancyUpscaling: options['fancy_upscaling'] ?? true,
  tryRecoverTruncated: options['try_recover_truncated'] ?? false,
  acceptableFraction: options['acceptable_fraction'] ?? 1,
})
const checksum = ({ data }: Decoded): number => crc32(Buffer.from(data.buffer, data.byteOffset, data.byteLength))

/** What came, in the words of the golden file. */
function outcome(op: string, file: Uint8Array, options: Record<string, never>): unknown {
  try {
    const result = decoded(op, file, options)
    return [...result.shape, checksum(result)]
  } catch (error) {
    return (error as Error).message
  }
}

function expectOutcomes({ file, cases }: Decoding): void {
  const bytes = Buffer.from(file, 'base64')
  for (const [op, options, expected, crc] of cases) {
    const wanted = typeof expected === 'string' ? expected : [...expected, crc]
    expect([options, outcome(op, bytes, options)]).toEqual([options, wanted])
  }
}
const decodes = [...golden.decodes, ...rare.decodes]
describe.each(['png', 'jpeg', 'gif'])('%s files', kind => {
  test.each(decodes.filter(({ name }) => name.startsWith(kind)))('$name', expectOutcomes)
})
// the loops in machine code overflow as the plain ones do
describe('jpeg files in machine code', () => {
  beforeAll(() => installWorkspace(openWasmWorkspace))
  afterAll(() => installWorkspace(undefined))
  test.each(rare.decodes.filter(({ name }) => name.startsWith('jpeg')))('$name', expectOutcomes)
})

function encoded({ op, options, shape, dtype, image }: Encoding): Uint8Array | undefined {
  const bytes = Uint8Array.from(Buffer.from(image, 'base64'))
  const [height, width, channels] = shape
  if (op === 'encode_png') {
    const [depth, data] = dtype === 'uint16' ? ([16, new Uint16Array(bytes.buffer)] as const) : ([8, bytes] as const)
    return writePng({ width, height, channels, depth, data }, options['compression'])
  }
  return writeJpeg(
    { width, height, channels: channels as 1 | 3, data: bytes },
    {
      quality: options['quality'] ?? 95,
      progressive: options['progressive'] ?? false,
      optimizeSize: options['optimize_size'] ?? false,
      chromaDownsampling: options['chroma_downsampling'] ?? true,
      densityUnit: options['density_unit'] === 'cm' ? 2 : 1,
      xDensity: options['x_density'] ?? 300,
      yDensity: options['y_density'] ?? 300,
      xmpMetadata: Buffer.from(options['xmp_metadata'] ?? ''),
    },
  )
}

test.each(['encode_jpeg', 'encode_png'])('%s gives the same bytes', name => {
  for (const encoding of golden.encodes.filter(({ op }) => op === name)) {
    const bytes = encoded(encoding) as Uint8Array
    const { options, shape, dtype, length, crc } = encoding
    expect([options, shape, dtype, bytes.length, crc32(bytes)]).toEqual([options, shape, dtype, length, crc])
  }
})

test('scans without data end before they take long', () => {
  const side = 512
  const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const codes = (table: string): Buffer => bytes(`ffc4 0015 ${table} 01010000000000000000000000000000 0001`)
  const frame = bytes(
    `ffc2 000b 08 ${Buffer.of(side >> 8, side & 255, side >> 8, side & 255).toString('hex')} 01 011100`,
  )
  const quantizers = Buffer.concat([bytes('ffdb 0043 00'), Buffer.alloc(64, 1)])
  const ofScans = (count: number, scan: string): Buffer =>
    Buffer.concat([
      ...[bytes('ffd8'), quantizers, codes('00'), codes('10'), frame, bytes('ffdd 0004 0001')],
      ...new Array<Buffer>(count).fill(bytes(`ffda 0008 01 0100 ${scan}`)),
      bytes('ffd9'),
    ])
  for (const scan of ['000000', '000010', '013f00', '013f10']) {
    expect(readJpeg(ofScans(20, scan), jpegOptions({})).width).toBe(side)
    const file = ofScans(300, scan)
    expect(() => readJpeg(file, jpegOptions({}))).toThrow(`Invalid JPEG data, size ${file.length}`)
  }
})
