/**
 * Damaged and hostile pictures: PNG, JPEG and GIF files in all encodings of the golden files, which are changed as other files are, get sizes at
 * their ends, and, in PNG, right checksums behind the change.
 */
import { readFileSync } from 'node:fs'
import { deflateSync, gunzipSync, inflateSync } from 'node:zlib'
import { crc32 } from '../../src/formats/crc32.ts'
import { readGif, readJpeg, readPng } from '../../src/ops/image/image_files.ts'
import { below, changed, type FileKind, type Random } from './file_mutants.ts'

type Decodes = readonly { readonly name: string; readonly file: string }[]
const decodesOf = (golden: string): Decodes =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../golden/${golden}.json.gz`, import.meta.url))).toString()).decodes
const decodes = [...decodesOf('images'), ...decodesOf('image_encodings')]
const basesOf = (kind: string): Buffer[] =>
  decodes
    .filter(({ name, file }) => name.startsWith(kind) && file.length > 150 && !name.includes('damaged'))
    .map(({ file }) => Buffer.from(file, 'base64'))
const oneOf = <T>(random: Random, ...values: readonly T[]): T => values[below(random, values.length)] as T

const SIZES = [0, 1, 7, 255, 2000, 0x7fff, 0xffff]
/** A size of 16 bits at one of some places. */
function resized(bytes: Buffer, places: readonly number[], random: Random, littleEndian: boolean): Buffer {
  const at = oneOf(random, ...places)
  if (at + 2 > bytes.length) return bytes
  const copy = Buffer.from(bytes)
  if (littleEndian) copy.writeUInt16LE(oneOf(random, ...SIZES), at)
  else copy.writeUInt16BE(oneOf(random, ...SIZES), at)
  return copy
}

interface Chunk {
  readonly type: Buffer
  readonly data: Buffer
}
function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 8 + png.readUInt32BE(at)
    chunks.push({ type: png.subarray(at + 4, at + 8), data: png.subarray(at + 8, end) })
    at = end + 4
  }
  return chunks
}
function chunkBytes({ type, data }: Chunk): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(Buffer.concat([type, data])))
  return Buffer.concat([length, type, data, checksum])
}
function changedPixels(deflated: Buffer, random: Random): Buffer {
  try {
    return deflateSync(changed(inflateSync(deflated), random))
  } catch {
    return deflated
  }
}
function changedPng(bytes: Buffer, random: Random): Buffer {
  if (random() < 0.3) return changed(bytes, random)
  const chunks = chunksOf(bytes)
  const at = below(random, chunks.length)
  const { type, data } = chunks[at] as Chunk
  const kind = type.toString()
  switch (below(random, 4)) {
    case 0:
      chunks.splice(below(random, chunks.length + 1), 0, { type, data })
      break
    case 1:
      chunks[at] = { type: random() < 0.5 ? changed(type, random).subarray(0, 4) : type, data: Buffer.alloc(0) }
      break
    default:
      if (kind === 'IDAT') chunks[at] = { type, data: changedPixels(data, random) }
      else if (kind === 'IHDR' && random() < 0.5) chunks[at] = { type, data: resized(data, [2, 6], random, false) }
      else if (data.length > 0) chunks[at] = { type, data: changed(data, random) }
  }
  return Buffer.concat([bytes.subarray(0, 8), ...chunks.map(chunkBytes)])
}

function changedJpeg(bytes: Buffer, random: Random): Buffer {
  const frame = Math.max(...['ffc0', 'ffc2', 'ffc9', 'ffca'].map(marker => bytes.indexOf(marker, 'hex')))
  if (frame < 0 || random() < 0.7) return changed(bytes, random)
  if (random() < 0.5) return changed(resized(bytes, [frame + 5, frame + 7], random, false), random)
  // a component's sampling, number or quantizers; the scan's tables
  const copy = Buffer.from(bytes)
  copy[frame + 9 + below(random, 9)] = oneOf(random, 0, 0x11, 0x12, 0x21, 0x22, 0x41, 0x44, 0xff, below(random, 256))
  return copy
}

function changedGif(bytes: Buffer, random: Random): Buffer {
  const frame = bytes.indexOf(0x2c, 13 + 3 * (2 << ((bytes[10] as number) & 7)))
  if (frame < 0 || random() < 0.7) return changed(bytes, random)
  const size = oneOf(random, ...SIZES)
  const copy = Buffer.from(bytes)
  // the screen and the first frame grow together
  const [onScreen, inFrame] = oneOf(random, [6, 5], [8, 7])
  copy.writeUInt16LE(size, onScreen)
  if (frame + inFrame + 2 <= copy.length) copy.writeUInt16LE(size, frame + inFrame)
  return random() < 0.5 ? copy : changed(copy, random)
}

export const IMAGE_KINDS: readonly FileKind[] = [
  {
    name: 'png',
    bases: basesOf('png'),
    change: changedPng,
    weight: 1,
    read: (bytes, random) => {
      readPng(bytes, oneOf(random, 0, 1, 3, 4), oneOf(random, 8, 16))
    },
  },
  {
    name: 'jpeg',
    bases: basesOf('jpeg'),
    change: changedJpeg,
    weight: 2,
    read: (bytes, random) => {
      readJpeg(bytes, {
        channels: oneOf(random, 0, 1, 3),
        ratio: oneOf(random, 1, 1, 2, 4, 8),
        fancyUpscaling: random() < 0.7,
        tryRecoverTruncated: random() < 0.5,
        acceptableFraction: oneOf(random, 0, 0.5, 1),
      })
    },
  },
  {
    name: 'gif',
    bases: basesOf('gif'),
    change: changedGif,
    weight: 1,
    read: bytes => {
      readGif(bytes)
    },
  },
]
