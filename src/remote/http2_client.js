/**
 * The client's side of one HTTP/2 connection (RFC 9113), as far as unary gRPC calls need it. Node's own costs several times as much for each call, drops
 * headers that servers of 0.x send, and copies what it sends.
 */
import { HeaderDecoder } from './hpack.js'

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const FRAME_HEADER = 9
const DATA = 0
const HEADERS = 1
const RST_STREAM = 3
const SETTINGS = 4
const PUSH_PROMISE = 5
const PING = 6
const GOAWAY = 7
const WINDOW_UPDATE = 8
const CONTINUATION = 9
/** Flags. */
const END_STREAM = 1
const ACK = 1
const END_HEADERS = 4
const PADDED = 8
const PRIORITY = 32

const ENABLE_PUSH = 2
const MAX_CONCURRENT_STREAMS = 3
const INITIAL_WINDOW_SIZE = 4
const MAX_FRAME_SIZE = 5

export const NO_ERROR = 0
const PROTOCOL_ERROR = 1
const FRAME_SIZE_ERROR = 6
export const REFUSED_STREAM = 7
export const CANCEL = 8
const COMPRESSION_ERROR = 9
export const ENHANCE_YOUR_CALM = 11

/** Bytes that may be on their way to us: answers are taken as fast as they come. */
const WINDOW = 2 ** 30
/** Bytes after which the other side hears that they have been taken. */
const WINDOW_STEP = 2 ** 24
const DEFAULT_WINDOW = 65_535
const LARGEST_WINDOW = 2 ** 31 - 1
const DEFAULT_FRAME = 16_384
/** Bytes of a frame that may come. */
const MOST_FRAME_BYTES = 2 ** 20
const MOST_HEADER_BYTES = 2 ** 20
const LAST_STREAM = 2 ** 31 - 1
/** Answers to frames that the other side does not read. */
const MOST_UNREAD = 10_000
/** Up to here a request is written in one piece. */
const SMALL = 4096

class ProtocolError extends Error {
  constructor(code, text) {
    super(text)
    this.http2Code = code
  }
}

function frame(type, flags, stream, payload) {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER + payload.length)
  frameHeader(bytes, 0, payload.length, type, flags, stream)
  payload.copy(bytes, FRAME_HEADER)
  return bytes
}
function frameHeader(bytes, at, length, type, flags, stream) {
  bytes.writeUIntBE(length, at, 3)
  bytes[at + 3] = type
  bytes[at + 4] = flags
  bytes.writeUInt32BE(stream, at + 5)
}
function sized(payload, length) {
  if (payload.length !== length) throw new ProtocolError(FRAME_SIZE_ERROR, 'The server sent a frame of a wrong size.')
  return payload
}
function uint32(value) {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}
function settings(pairs) {
  const bytes = Buffer.alloc(6 * pairs.length)
  for (const [i, [name, value]] of pairs.entries()) {
    bytes.writeUInt16BE(name, 6 * i)
    bytes.writeUInt32BE(value, 6 * i + 2)
  }
  return bytes
}

/**
 * One request and its answer. `handler`: `header(name, value)` for each header and trailer, `data(bytes, from, to)` for pieces that are valid during the call,
 * `end(code)` once: the code of a reset, or undefined.
 */
class Stream {
  id = 0
  window = 0
  received = 0
  /** How much of the first part has been sent. */
  at = 0
  ended = false
  /** Whether its body has been given to the system: nobody reads its memory any more. */
  isSent = false
  constructor(headers, parts, handler) {
    this.headers = headers
    this.parts = parts
    this.handler = handler
  }
}

export class Http2Client {
  #socket
  #events
  #streams = new Map()
  /** Those that have not been started: the other side takes no more at once. */
  #waiting = new Set()
  /** Those with something to send. */
  #sending = new Set()
  #decoder = new HeaderDecoder()
  #nextId = 1
  #window = DEFAULT_WINDOW
  #initialWindow = DEFAULT_WINDOW
  #frameBytes = DEFAULT_FRAME
  #mostStreams = Number.POSITIVE_INFINITY
  #received = 0
  #unread = 0
  #pings = []
  #isReady = false
  #isLeaving = false
  /** What comes: the header of a frame, then its payload. */
  #header = Buffer.alloc(FRAME_HEADER)
  #known = 0
  #left = 0
  #payload = []
  #padding = 0
  /** A block of headers that is not complete. */
  #block

  /** `events`: `ready()` at the first words of the other side, `leaving()` when it takes no more requests. The socket's own events are the owner's. */
  constructor(socket, events) {
    this.#socket = socket
    this.#events = events
    const ours = settings([
      [ENABLE_PUSH, 0],
      [INITIAL_WINDOW_SIZE, WINDOW],
      [MAX_FRAME_SIZE, MOST_FRAME_BYTES],
    ])
    const window = frame(WINDOW_UPDATE, 0, 0, uint32(WINDOW - DEFAULT_WINDOW))
    socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, ours), window]))
  }

  /** Sends a request with a body: `headers` are encoded, the memory of `parts` is read until `end`. */
  request(headers, parts, handler) {
    const stream = new Stream(headers, parts, handler)
    if (this.#streams.size < this.#mostStreams) this.#start(stream)
    else this.#waiting.add(stream)
    return stream
  }
  /** Ends a stream here and on the other side; its `end` is not called. */
  cancel(stream) {
    if (stream.ended) return
    stream.ended = true
    this.#waiting.delete(stream)
    if (this.#streams.has(stream.id)) this.#reset(stream, CANCEL)
  }
  ping(answered) {
    this.#pings.push(answered)
    this.#socket.write(frame(PING, 0, 0, Buffer.alloc(8)))
  }
  /** Whether the connection has requests that have not ended. */
  get isBusy() {
    return this.#streams.size + this.#waiting.size > 0
  }

  #start(stream) {
    const { headers, parts } = stream
    stream.id = this.#nextId
    stream.window = this.#initialWindow
    this.#nextId += 2
    this.#streams.set(stream.id, stream)
    const [first] = parts
    const isShort = parts.length === 1 && first.length <= SMALL
    if (isShort && headers.length <= SMALL && first.length <= Math.min(this.#window, stream.window)) {
      const data = FRAME_HEADER + headers.length
      const bytes = Buffer.allocUnsafe(data + FRAME_HEADER + first.length)
      frameHeader(bytes, 0, headers.length, HEADERS, END_HEADERS, stream.id)
      headers.copy(bytes, FRAME_HEADER)
      frameHeader(bytes, data, first.length, DATA, END_STREAM, stream.id)
      bytes.set(first, data + FRAME_HEADER)
      this.#window -= first.length
      stream.parts = []
      this.#socket.write(bytes)
    } else {
      this.#socket.cork()
      this.#socket.write(frame(HEADERS, END_HEADERS, stream.id, headers))
      this.#sending.add(stream)
      this.#send(stream)
      this.#socket.uncork()
    }
    if (this.#nextId > LAST_STREAM) this.#leave()
  }
  /** As much as the other side takes. */
  #send(stream) {
    const { parts } = stream
    while (parts.length > 0) {
      const part = parts[0]
      const room = Math.min(this.#window, stream.window)
      if (room <= 0) return
      const length = Math.min(this.#frameBytes, room, part.length - stream.at)
      const isLast = parts.length === 1 && stream.at + length === part.length
      const header = Buffer.allocUnsafe(FRAME_HEADER)
      frameHeader(header, 0, length, DATA, isLast ? END_STREAM : 0, stream.id)
      this.#socket.write(header)
      const sent = isLast ? () => (stream.isSent = true) : undefined
      this.#socket.write(part.subarray(stream.at, stream.at + length), sent)
      this.#window -= length
      stream.window -= length
      stream.at += length
      if (stream.at < part.length) continue
      parts.shift()
      stream.at = 0
    }
    this.#sending.delete(stream)
  }
  #sendAll() {
    if (this.#sending.size === 0 || this.#window <= 0) return
    this.#socket.cork()
    for (const stream of this.#sending) this.#send(stream)
    this.#socket.uncork()
  }
  #reset(stream, code) {
    this.#socket.write(frame(RST_STREAM, 0, stream.id, uint32(code)))
    this.#forget(stream)
  }
  #forget(stream) {
    this.#streams.delete(stream.id)
    this.#sending.delete(stream)
    this.#startWaiting()
  }
  #startWaiting() {
    for (const next of this.#waiting) {
      if (this.#streams.size >= this.#mostStreams || this.#isLeaving) return
      this.#waiting.delete(next)
      this.#start(next)
    }
  }
  #end(stream, code) {
    if (stream.ended) return
    stream.ended = true
    // what has been answered before it was sent is not sent any more
    if (this.#sending.has(stream)) this.#reset(stream, NO_ERROR)
    else this.#forget(stream)
    stream.handler.end(code)
  }
  #leave() {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.#events.leaving()
    for (const stream of this.#waiting) {
      this.#waiting.delete(stream)
      this.#end(stream, REFUSED_STREAM)
    }
  }
  /** Answers a frame. One who asks without reading the answers is left. */
  #reply(bytes) {
    if (++this.#unread > MOST_UNREAD) throw new ProtocolError(ENHANCE_YOUR_CALM, 'The server asks without end.')
    this.#socket.write(bytes, () => this.#unread--)
  }

  /** Takes bytes of the other side: `from` to `to` of `bytes`, which may be used again afterwards. */
  receive(bytes, from, to) {
    try {
      for (let at = from; at < to; ) {
        if (this.#known < FRAME_HEADER) {
          const count = Math.min(to - at, FRAME_HEADER - this.#known)
          bytes.copy(this.#header, this.#known, at, at + count)
          this.#known += count
          at += count
          if (this.#known < FRAME_HEADER) return
          this.#begin()
          if (this.#left > 0) continue
        } else {
          const count = Math.min(to - at, this.#left)
          this.#left -= count
          this.#take(bytes, at, at + count)
          at += count
        }
        if (this.#left > 0) continue
        this.#known = 0
        this.#complete()
      }
    } catch (error) {
      const code = error instanceof ProtocolError ? error.http2Code : COMPRESSION_ERROR
      this.#socket.write(frame(GOAWAY, 0, 0, Buffer.concat([uint32(0), uint32(code)])))
      this.#socket.destroy(error)
    }
  }
  get #type() {
    return this.#header[3]
  }
  get #flags() {
    return this.#header[4]
  }
  get #streamId() {
    return this.#header.readUInt32BE(5) & LAST_STREAM
  }
  #begin() {
    this.#left = this.#header.readUIntBE(0, 3)
    this.#payload = []
    this.#padding = -1
    if (!this.#isReady) {
      if (this.#type !== SETTINGS) throw new ProtocolError(PROTOCOL_ERROR, 'The server does not speak HTTP/2.')
      this.#isReady = true
      this.#events.ready()
    }
    if (this.#left > MOST_FRAME_BYTES)
      throw new ProtocolError(FRAME_SIZE_ERROR, 'The server sent a frame that is too large.')
    if (this.#block && (this.#type !== CONTINUATION || this.#streamId !== this.#block.id))
      throw new ProtocolError(PROTOCOL_ERROR, 'The server sent headers that do not end.')
  }
  #take(bytes, from, to) {
    if (this.#type !== DATA) {
      this.#payload.push(Buffer.from(bytes.subarray(from, to)))
      return
    }
    let [start, end] = [from, to]
    this.#count(to - from)
    if ((this.#flags & PADDED) !== 0) {
      if (this.#padding < 0) this.#padding = bytes[start++]
      // the padding is at the end of the frame
      end = Math.min(end, to - (this.#padding - this.#left))
    }
    const stream = this.#streams.get(this.#streamId)
    if (!stream) return
    stream.received += to - from
    if (end > start) stream.handler.data(bytes, start, end)
    if (stream.received < WINDOW_STEP) return
    this.#socket.write(frame(WINDOW_UPDATE, 0, stream.id, uint32(stream.received)))
    stream.received = 0
  }
  #count(length) {
    this.#received += length
    if (this.#received < WINDOW_STEP) return
    this.#socket.write(frame(WINDOW_UPDATE, 0, 0, uint32(this.#received)))
    this.#received = 0
  }
  #complete() {
    if (this.#type === DATA) {
      if ((this.#flags & END_STREAM) !== 0) this.#endOf(this.#streamId)
      return
    }
    const payload = this.#payload.length === 1 ? this.#payload[0] : Buffer.concat(this.#payload)
    this.#payload = []
    const flags = this.#flags
    switch (this.#type) {
      case HEADERS:
        this.#headersFrame(flags, payload)
        break
      case CONTINUATION:
        if (!this.#block) throw new ProtocolError(PROTOCOL_ERROR, 'The server sent headers that do not begin.')
        this.#headerBlock(flags, payload)
        break
      case RST_STREAM:
        this.#resetFrame(sized(payload, 4))
        break
      case SETTINGS:
        if ((flags & ACK) === 0) this.#settingsFrame(payload)
        break
      case PUSH_PROMISE:
        throw new ProtocolError(PROTOCOL_ERROR, 'The server sent what was not asked for.')
      case PING:
        if ((flags & ACK) === 0) this.#reply(frame(PING, ACK, 0, sized(payload, 8)))
        else this.#pings.shift()?.()
        break
      case GOAWAY:
        if (payload.length < 8) sized(payload, 8)
        this.#goAwayFrame(payload)
        break
      case WINDOW_UPDATE:
        this.#windowFrame(sized(payload, 4))
        break
      // others say nothing to a client
    }
  }
  #headersFrame(flags, payload) {
    let start = 0
    let end = payload.length
    if ((flags & PADDED) !== 0) end -= payload[start++] ?? 0
    if ((flags & PRIORITY) !== 0) start += 5
    if (start > end) throw new ProtocolError(PROTOCOL_ERROR, 'The server sent headers of a wrong size.')
    this.#block = { id: this.#streamId, ends: (flags & END_STREAM) !== 0, pieces: [], bytes: 0 }
    this.#headerBlock(flags, payload.subarray(start, end))
  }
  #headerBlock(flags, fragment) {
    const block = this.#block
    block.pieces.push(fragment)
    block.bytes += fragment.length
    if (block.bytes > MOST_HEADER_BYTES || block.pieces.length > MOST_UNREAD)
      throw new ProtocolError(ENHANCE_YOUR_CALM, 'The headers of an answer are too large.')
    if ((flags & END_HEADERS) === 0) return
    this.#block = undefined
    const stream = this.#streams.get(block.id)
    // also of streams that are no more: later headers refer to these
    this.#decoder.read(block.pieces.length === 1 ? fragment : Buffer.concat(block.pieces), (name, value) =>
      stream?.handler.header(name, value),
    )
    if (block.ends) this.#endOf(block.id)
  }
  #resetFrame(payload) {
    const stream = this.#streams.get(this.#streamId)
    if (!stream) return
    this.#sending.delete(stream)
    this.#end(stream, payload.readUInt32BE(0))
  }
  #settingsFrame(payload) {
    if (payload.length % 6 !== 0) sized(payload, 6)
    for (let at = 0; at < payload.length; at += 6) this.#set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2))
    this.#reply(frame(SETTINGS, ACK, 0, Buffer.alloc(0)))
    this.#startWaiting()
    this.#sendAll()
  }
  #set(name, value) {
    if (name === MAX_CONCURRENT_STREAMS) this.#mostStreams = value
    else if (name === MAX_FRAME_SIZE) this.#frameBytes = Math.max(DEFAULT_FRAME, value)
    else if (name === INITIAL_WINDOW_SIZE) {
      checkedWindow(value)
      for (const stream of this.#streams.values()) stream.window += value - this.#initialWindow
      this.#initialWindow = value
    }
  }
  #goAwayFrame(payload) {
    const last = payload.readUInt32BE(0) & LAST_STREAM
    this.#leave()
    for (const stream of [...this.#streams.values()]) {
      if (stream.id <= last) continue
      this.#sending.delete(stream)
      this.#end(stream, REFUSED_STREAM)
    }
  }
  #windowFrame(payload) {
    const more = payload.readUInt32BE(0) & LARGEST_WINDOW
    const id = this.#streamId
    if (id === 0) this.#window = checkedWindow(this.#window + more)
    const stream = this.#streams.get(id)
    if (stream) stream.window = checkedWindow(stream.window + more)
    this.#sendAll()
  }
  #endOf(id) {
    const stream = this.#streams.get(id)
    if (stream) this.#end(stream, undefined)
  }
}
function checkedWindow(value) {
  if (value > LARGEST_WINDOW) throw new ProtocolError(PROTOCOL_ERROR, 'The server sent a window that is too large.')
  return value
}
