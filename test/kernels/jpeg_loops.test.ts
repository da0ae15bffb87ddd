/** The machine code for JPEG files gives what the loops of formats/jpeg give, overflow in damaged files included. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { type JpegOptions, readJpeg } from '../../src/formats/jpeg/jpeg_reader.ts'
import { type JpegPicture, type JpegSettings, writeJpeg } from '../../src/formats/jpeg/jpeg_writer.ts'
import {
  type DecoderLoops,
  installWorkspace,
  type OpenWorkspace,
  PLAIN_WORKSPACE,
  type Workspace,
} from '../../src/formats/jpeg/workspace.ts'
import { openWasmWorkspace } from '../../src/ops/image/jpeg_workspace.ts'

afterEach(() => installWorkspace(openWasmWorkspace))

let state = 1
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const opened = (): Workspace => openWasmWorkspace(2 ** 20) as Workspace

/** What a loop over arrays of a workspace gives, by machine code and without it. */
function both(run: (workspace: Workspace) => Uint8Array): [Uint8Array, Uint8Array] {
  const seed = state
  const code = Uint8Array.from(run(opened()))
  state = seed
  return [code, Uint8Array.from(run(PLAIN_WORKSPACE))]
}

/** Blocks of all kinds: of the first coefficient alone, of few, of all, and of such as no encoder makes. */
function transformed({
  loops,
  words,
  bytes,
}: { loops: DecoderLoops } & Pick<Workspace, 'words' | 'bytes'>): Uint8Array {
  const blocks = 60
  const coefficients = words(64 * blocks)
  const quantizers = Uint16Array.from({ length: 64 }, () => 1 + random(random(2) === 0 ? 255 : 65535))
  for (let block = 0; block < blocks; block++) {
    const range = 2 ** (1 + random(15))
    const count = [1, 1 + random(8), 64][block % 3] as number
    for (let i = 0; i < count; i++)
      coefficients[block * 64 + (count === 64 ? i : i === 0 ? 0 : random(64))] = random(2 * range) - range
  }
  const plane = bytes(8 * 8 * blocks)
  loops.inverseRow(coefficients, 0, blocks, quantizers, plane, 0, 8 * blocks)
  return plane
}
const bound = (workspace: Workspace): Parameters<typeof transformed>[0] => ({
  loops: workspace.loops,
  words: length => workspace.words(length),
  bytes: length => workspace.bytes(length),
})
const filled = (row: Uint8Array): Uint8Array => {
  const extreme = random(3) === 0
  for (let i = 0; i < row.length; i++) row[i] = extreme ? random(2) * 255 : random(256)
  return row
}

test('the inverse transform', () => {
  for (let turn = 0; turn < 50; turn++) {
    const [code, plain] = both(workspace => transformed(bound(workspace)))
    expect(code).toEqual(plain)
  }
})

test('a fault of the lowest bit of first coefficients shows', () => {
  const faulty: DecoderLoops = {
    ...opened().loops,
    inverseRow: (coefficients, at, ...others) => {
      for (let i = at; i < coefficients.length; i += 64) coefficients[i] = (coefficients[i] as number) ^ 1
      opened().loops.inverseRow(coefficients, at, ...others)
    },
  }
  const workspace = opened()
  const seed = state
  const code = Uint8Array.from(transformed({ ...bound(workspace), loops: faulty }))
  state = seed
  expect(code).not.toEqual(transformed(bound(PLAIN_WORKSPACE)))
})

test('triangle filters and colors, of rows of all widths', () => {
  for (let width = 3; width < 70; width++) {
    const [code, plain] = both(workspace => {
      const { loops } = workspace
      const rows = [0, 1, 2].map(() => filled(workspace.bytes(width))) as [Uint8Array, Uint8Array, Uint8Array]
      const pixels = new Uint8Array(3 * width + 5)
      loops.fromYCbCr(rows, width, pixels, 2)
      const line = (): Uint8Array => workspace.bytes(2 * width + 8)
      const wide = [loops.widened(rows[0], line()), loops.widenedBetween(rows[1], rows[2], line())]
      return Uint8Array.of(...pixels, ...wide.flatMap(row => [...row.subarray(0, 2 * width)]))
    })
    expect(code).toEqual(plain)
  }
})

test('every luma with every chroma', () => {
  for (let blue = 0; blue < 256; blue += 5) {
    const [code, plain] = both(workspace => {
      const width = 65_536
      const [luma, cb, cr] = [workspace.bytes(width), workspace.bytes(width).fill(blue), workspace.bytes(width)]
      for (let i = 0; i < width; i++) {
        luma[i] = i & 255
        cr[i] = i >> 8
      }
      const pixels = new Uint8Array(3 * width)
      workspace.loops.fromYCbCr([luma, cb, cr], width, pixels, 0)
      return pixels
    })
    expect(Buffer.compare(code, plain)).toBe(0)
  }
})

const outcome = (file: Uint8Array, options: Partial<JpegOptions>, opener: OpenWorkspace | undefined): unknown => {
  installWorkspace(opener)
  const defaults: JpegOptions = {
    channels: 0,
    ratio: 1,
    fancyUpscaling: true,
    tryRecoverTruncated: false,
    acceptableFraction: 1,
  }
  try {
    const { width, height, channels, data } = readJpeg(file, { ...defaults, ...options })
    return { width, height, channels, data: Buffer.from(data).toString('base64') }
  } catch (error) {
    return (error as Error).message
  }
}
function expectSame(file: Uint8Array, options: Partial<JpegOptions> = {}): void {
  expect(outcome(file, options, openWasmWorkspace)).toEqual(outcome(file, options, undefined))
}

const golden: {
  readonly decodes: readonly { readonly name: string; readonly file: string }[]
} = JSON.parse(gunzipSync(readFileSync(new URL('../golden/images.json.gz', import.meta.url))).toString())
const files = golden.decodes.filter(({ name }) => name.startsWith('jpeg'))

describe('whole files', () => {
  test.each(files)('$name, and damaged', ({ file }) => {
    const bytes = Buffer.from(file, 'base64')
    expectSame(bytes)
    expectSame(bytes, { ratio: 2 })
    for (let turn = 0; turn < 12; turn++) {
      const damaged = Buffer.from(bytes)
      for (let i = 0; i < 1 + (turn % 3); i++) damaged[random(damaged.length)] = random(256)
      expectSame(turn % 4 === 3 ? damaged.subarray(0, random(damaged.length)) : damaged, {
        tryRecoverTruncated: turn % 2 === 0,
        acceptableFraction: 0.1,
      })
    }
  })

  test('of sizes around those of blocks, in colors and grey', () => {
    for (const [width, height] of [
      [1, 1],
      [7, 9],
      [16, 16],
      [17, 33],
      [250, 3],
      [301, 95],
    ] as const)
      for (const channels of [1, 3] as const)
        for (const quality of [20, 95, 100]) {
          const data = filled(new Uint8Array(width * height * channels))
          const file = writeJpeg(
            { width, height, channels, data },
            {
              quality,
              progressive: false,
              optimizeSize: quality === 95,
              chromaDownsampling: quality !== 100,
              densityUnit: 1,
              xDensity: 300,
              yDensity: 300,
              xmpMetadata: new Uint8Array(0),
            },
          )
          expectSame(file as Buffer)
        }
  })
})

describe('writing', () => {
  const written = (picture: JpegPicture, settings: JpegSettings, opener: OpenWorkspace | undefined): Buffer => {
    installWorkspace(opener)
    return writeJpeg(picture, settings) as Buffer
  }
  const SETTINGS: JpegSettings = {
    quality: 95,
    progressive: false,
    optimizeSize: false,
    chromaDownsampling: true,
    densityUnit: 1,
    xDensity: 300,
    yDensity: 300,
    xmpMetadata: new Uint8Array(0),
  }
  const SIZES = [
    [1, 1],
    [7, 9],
    [16, 16],
    [17, 33],
    [250, 3],
    [301, 95],
    [1100, 20],
  ] as const

  test.each(SIZES)('%i x %i pixels', (width, height) => {
    for (const channels of [1, 3] as const)
      for (const quality of [0, 30, 75, 95, 100])
        for (const [progressive, optimizeSize, chromaDownsampling] of [
          [false, false, true],
          [false, false, false],
          [false, true, true],
          [true, false, true],
        ] as const)
          for (const step of [1, 16, 255]) {
            const data = new Uint8Array(width * height * channels)
            for (let i = 0; i < data.length; i++) data[i] = step === 255 ? random(2) * 255 : (i % 97) + random(step)
            const picture: JpegPicture = { width, height, channels, data }
            const settings: JpegSettings = { ...SETTINGS, quality, progressive, optimizeSize, chromaDownsampling }
            const code = written(picture, settings, openWasmWorkspace)
            expect(Buffer.compare(code, written(picture, settings, undefined))).toBe(0)
          }
  })

  test('a fault in the transform shows', () => {
    const faulty: OpenWorkspace = bytes => {
      const workspace = openWasmWorkspace(bytes) as Workspace
      const { forwardRow } = workspace.encoder
      return {
        loops: workspace.loops,
        encoder: {
          ...workspace.encoder,
          forwardRow: (...args) => {
            forwardRow(...args)
            const [, , , , , coefficients, at] = args
            coefficients[at + 63] = (coefficients[at + 63] as number) ^ 1
          },
        },
        bytes: length => workspace.bytes(length),
        words: length => workspace.words(length),
      }
    }
    const picture: JpegPicture = { width: 40, height: 20, channels: 3, data: filled(new Uint8Array(2400)) }
    expect(written(picture, SETTINGS, faulty)).not.toEqual(written(picture, SETTINGS, undefined))
  })
})

test('a picture that needs more memory than is kept is read all the same', () => {
  expect(openWasmWorkspace(2 ** 31)).toBeUndefined()
  const large = openWasmWorkspace(2 ** 26) as Workspace
  expect(large.bytes(2 ** 26 - 256).length).toBe(2 ** 26 - 256)
  expect(openWasmWorkspace(1)).not.toBe(large)
})
