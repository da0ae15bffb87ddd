/** GIF files, as TensorFlow has giflib read them: frames that each fill the screen, as RGB. */
import { invalidArgument } from '../../errors/status.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { uint8 } from '../../tensor/dtypes.ts'
import { LzwDecoder } from './lzw.ts'

export interface GifFrames {
  readonly frames: number
  readonly height: number
  readonly width: number
  /** Red, green, blue, row-major, frame by frame. */
  readonly data: Uint8Array
}

/** Thrown where giflib or TensorFlow gives up; the message for the user is TensorFlow's. */
class Damaged {}

const [IMAGE, EXTENSION, TRAILER] = [0x2c, 0x21, 0x3b]
/** First rows and steps of the passes of an interlaced frame. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const

interface Frame {
  readonly interlaced: boolean
  readonly colors: Uint8Array
  readonly codeSize: number
  /** Where the blocks of compressed data begin. */
  readonly start: number
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new Damaged()
  return byte
}
const wordAt = (bytes: Uint8Array, at: number): number => byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8)

/** Where the blocks that begin at `at` end. */
function pastBlocks(bytes: Uint8Array, at: number): number {
  let next = at
  for (let length = byteAt(bytes, next); length !== 0; length = byteAt(bytes, next)) next += length + 1
  return next + 1
}

/** The colours that follow, where `flags` says that there are any. */
function colorsAt(bytes: Uint8Array, at: number, flags: number): Uint8Array | undefined {
  if ((flags & 0x80) === 0) return undefined
  const end = at + 3 * (2 << (flags & 7))
  if (end > bytes.length) throw new Damaged()
  return bytes.subarray(at, end)
}

/** Finds the frames, of which none is decoded yet. */
function readFrames(bytes: Uint8Array): { width: number; height: number; frames: Frame[] } {
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== 'GIF') throw new Damaged()
  const [width, height, flags] = [wordAt(bytes, 6), wordAt(bytes, 8), byteAt(bytes, 10)]
  const globalColors = colorsAt(bytes, 13, flags)
  const frames: Frame[] = []
  let at = 13 + (globalColors?.length ?? 0)
  for (;;) {
    const introducer = byteAt(bytes, at++)
    if (introducer === TRAILER) break
    if (introducer === EXTENSION) at = pastBlocks(bytes, at + 1)
    else if (introducer === IMAGE) {
      const frameFlags = byteAt(bytes, at + 8)
      // TensorFlow doesn't put frames together
      const fills =
        wordAt(bytes, at) === 0 &&
        wordAt(bytes, at + 2) === 0 &&
        wordAt(bytes, at + 4) === width &&
        wordAt(bytes, at + 6) === height
      const localColors = colorsAt(bytes, at + 9, frameFlags)
      const colors = localColors ?? globalColors
      at += 9 + (localColors?.length ?? 0)
      const codeSize = byteAt(bytes, at)
      if (!fills || !colors || codeSize > 8) throw new Damaged()
      frames.push({ interlaced: (frameFlags & 0x40) !== 0, colors, codeSize, start: at + 1 })
      at = pastBlocks(bytes, at + 1)
    } else throw new Damaged()
  }
  if (frames.length === 0) throw new Damaged()
  return { width, height, frames }
}

function decodeFrame(bytes: Uint8Array, frame: Frame, width: number, height: number, out: Uint8Array): void {
  // a frame without columns would still have its rows counted through
  if (width === 0) return
  const decoder = new LzwDecoder(bytes, frame.start, frame.codeSize)
  const row = new Uint8Array(width)
  const { colors } = frame
  const passes = frame.interlaced ? PASSES : ([[0, 1]] as const)
  for (const [first, step] of passes) {
    for (let y = first; y < height; y += step) {
      if (!decoder.read(row)) throw new Damaged()
      for (let x = 0, to = y * width * 3; x < width; x++, to += 3) {
        const color = (row[x] as number) * 3
        if (color >= colors.length) throw new Damaged()
        out[to] = colors[color] as number
        out[to + 1] = colors[color + 1] as number
        out[to + 2] = colors[color + 2] as number
      }
    }
  }
}

/** All frames of a file. Raises InvalidArgument where it is damaged, or where a frame is smaller than the screen. */
export function readGif(bytes: Uint8Array): GifFrames {
  try {
    const { width, height, frames } = readFrames(bytes)
    checkAllocation([frames.length, height, width, 3], uint8)
    const size = width * height * 3
    const data = new Uint8Array(frames.length * size)
    for (const [i, frame] of frames.entries())
      decodeFrame(bytes, frame, width, height, data.subarray(i * size, (i + 1) * size))
    return { frames: frames.length, height, width, data }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    throw invalidArgument(`Invalid GIF data, size ${bytes.length}`)
  }
}
