/**
 * Servers of 0.x write line ends into the header `grpc-message`, and other texts end with a blank: Node's HTTP/2 drops such headers. This stands
 * between the socket and HTTP/2 and puts bytes that no UTF-8 text has into their places, of which `originalText` makes the text again.
 */
import { Duplex } from 'node:stream'

const FRAME_HEADER = 9
const HEADERS = 1
const CONTINUATION = 9
const END_HEADERS = 4
const PADDED = 8
const PRIORITY = 32
/** Headers that are larger end the connection: Node refuses them, too. */
const MOST_HEADER_BYTES = 1 << 20

/** Bytes that UTF-8 never has, by what they stand for. */
const STANDS_FOR = new Map([
  [0x0a, 0xf5],
  [0x09, 0xf6],
  [0x0d, 0xf7],
  [0x20, 0xf8],
])
const OTHER = 0xf9
const ORIGINAL = new Map([...STANDS_FOR].map(([byte, stand]) => [stand, byte]).concat([[OTHER, 0x3f]]))

/** The text of a header value as Node gives it, byte by byte. */
export function originalText(value) {
  const bytes = Buffer.from(value, 'latin1')
  for (let i = 0; i < bytes.length; i++) bytes[i] = ORIGINAL.get(bytes[i]) ?? bytes[i]
  return bytes.toString('utf8')
}

/** Walks a block of headers (HPACK) and replaces what HTTP/2 does not allow in their values. */
export function cleanHeaders(block) {
  let at = 0
  const integer = bits => {
    const most = (1 << bits) - 1
    let value = block[at++] & most
    if (value < most) return value
    for (let scale = 1; at < block.length; scale *= 128) {
      const byte = block[at++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) break
    }
    return value
  }
  const text = clean => {
    const huffman = (block[at] & 0x80) !== 0
    const length = integer(7)
    if (clean && !huffman) cleanValue(block, at, Math.min(at + length, block.length))
    at += length
  }
  while (at < block.length) {
    const first = block[at]
    if (first >= 0x80) integer(7)
    else if (first >= 0x20 && first < 0x40) integer(5)
    else {
      const name = integer(first >= 0x40 ? 6 : 4)
      if (name === 0) text(false)
      text(true)
    }
  }
}

function cleanValue(block, start, end) {
  for (let i = start; i < end; i++) {
    const byte = block[i]
    if (byte < 0x20 || byte === 0x7f) block[i] = STANDS_FOR.get(byte) ?? OTHER
  }
  // blanks at either end are not part of a value
  for (let i = end - 1; i >= start && block[i] === 0x20; i--) block[i] = STANDS_FOR.get(0x20)
}

/** Takes what comes from the server apart into frames; gives out pieces, headers cleaned. */
export class FrameScanner {
  /** Bytes of a frame's header that have come. */
  #header = Buffer.alloc(0)
  /** How much of a frame passes as it is. */
  #passing = 0
  /** A frame of headers that has not come as a whole. */
  #missing = 0
  #frame = []
  /** Frames of headers that belong together. */
  #blocks = []
  #blockBytes = 0

  push(chunk, give) {
    let at = 0
    while (at < chunk.length) {
      if (this.#passing > 0) {
        const end = Math.min(chunk.length, at + this.#passing)
        give(chunk.subarray(at, end))
        this.#passing -= end - at
        at = end
      } else if (this.#missing > 0) {
        const end = Math.min(chunk.length, at + this.#missing)
        this.#frame.push(chunk.subarray(at, end))
        this.#missing -= end - at
        at = end
        if (this.#missing === 0) this.#headers(give)
      } else {
        const end = Math.min(chunk.length, at + FRAME_HEADER - this.#header.length)
        this.#header = Buffer.concat([this.#header, chunk.subarray(at, end)])
        at = end
        if (this.#header.length === FRAME_HEADER) this.#begin(give)
      }
    }
  }
  #begin(give) {
    const header = this.#header
    this.#header = Buffer.alloc(0)
    const length = header.readUIntBE(0, 3)
    const type = header[3]
    if (type !== HEADERS && type !== CONTINUATION) {
      give(header)
      this.#passing = length
      return
    }
    this.#blockBytes += length
    if (this.#blockBytes > MOST_HEADER_BYTES) throw new RangeError('The headers of an answer are too large.')
    this.#frame = [header]
    this.#missing = length
    if (length === 0) this.#headers(give)
  }
  #headers(give) {
    const frame = Buffer.concat(this.#frame)
    this.#frame = []
    this.#blocks.push(frame)
    if ((frame[4] & END_HEADERS) === 0) return
    const frames = this.#blocks
    this.#blocks = []
    this.#blockBytes = 0
    const parts = frames.map(fragment)
    const block = Buffer.concat(parts)
    cleanHeaders(block)
    let at = 0
    for (const part of parts) {
      block.copy(part, 0, at, at + part.length)
      at += part.length
    }
    for (const each of frames) give(each)
  }
}

/** The part of a frame that is headers: without padding and priority. */
function fragment(frame) {
  let start = FRAME_HEADER
  let end = frame.length
  if (frame[3] === HEADERS) {
    if ((frame[4] & PADDED) !== 0) end -= frame[start++]
    if ((frame[4] & PRIORITY) !== 0) start += 5
  }
  return frame.subarray(Math.min(start, end), end)
}

/** A socket whose incoming headers are cleaned. */
export function filtered(socket) {
  const scanner = new FrameScanner()
  const through = new Duplex({
    read() {
      socket.resume()
    },
    write(chunk, _encoding, done) {
      socket.write(chunk, done)
    },
    final(done) {
      socket.end(done)
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', chunk => {
    let room = true
    try {
      scanner.push(chunk, piece => (room = through.push(piece)))
    } catch (error) {
      through.destroy(error)
      return
    }
    if (!room) socket.pause()
  })
  socket.on('end', () => through.push(null))
  socket.on('error', error => through.destroy(error))
  socket.on('close', () => through.destroy())
  return through
}
