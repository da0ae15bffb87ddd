/**
 * The body of the thread that holds the connections to servers: unary gRPC calls over HTTP/2. Plain JavaScript without imports of the project's
 * TypeScript, so that it starts from the sources and from a build alike; `transport.ts` is the other side and describes the messages.
 */
import { connect as connectHttp2, constants } from 'node:http2'
import { connect as connectSocket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { workerData } from 'node:worker_threads'
import { filtered, originalText } from './header_filter.js'

const { port, word } = workerData

const CANCELLED = 1
const UNKNOWN = 2
const DEADLINE_EXCEEDED = 4
const PERMISSION_DENIED = 7
const RESOURCE_EXHAUSTED = 8
const UNIMPLEMENTED = 12
const INTERNAL = 13
const UNAVAILABLE = 14
const UNAUTHENTICATED = 16

/** Bytes that may be on their way: a window of 64 KB, which is HTTP/2's, halves the speed of large tensors. */
const WINDOW = 2 ** 25
const FRAME = 2 ** 20
/** Milliseconds between attempts to connect: doubled each time, up to the second. */
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 2000
/** A server of TensorFlow takes more than a ping in five minutes for an attack. */
const PING_INTERVAL = 310_000
const PING_TIMEOUT = 30_000
const KEEP_ALIVE = 15_000
/** Milliseconds for a connection, until the server's first words: gRPC's. What accepts it and stays silent would be waited for without end. */
const CONNECTING = 20_000
const PREFIX = 5

/** Calls by number. */
const calls = new Map()
/** Connections by the key that the main thread gives them. */
const connections = new Map()

function answer(call, code, text, body) {
  if (!calls.delete(call.id)) return
  clearTimeout(call.timer)
  call.connection.calls.delete(call)
  port.postMessage({ id: call.id, code, text, body }, body ? [body] : [])
  Atomics.add(word, 0, 1)
  Atomics.notify(word, 0)
}

/** What is said of a connection that failed, as gRPC says it. */
function reason(error) {
  if (!error) return 'Socket closed'
  const texts = {
    ECONNREFUSED: 'Connect Failed: connection refused',
    ECONNRESET: 'Connection reset by peer',
    EPIPE: 'Broken pipe',
    ETIMEDOUT: 'Connection timed out',
    ENOTFOUND: 'Name resolution failure',
    EAI_AGAIN: 'Name resolution failure',
  }
  return texts[error.code] ?? error.errors?.map(reason).join('; ') ?? error.message
}

class Connection {
  calls = new Set()
  #target
  #session
  #ready = false
  #pause = 0
  #timer
  #pinger
  #last

  constructor(target) {
    this.#target = target
  }
  /** Sends a call now, or when there is a connection. */
  take(call) {
    this.calls.add(call)
    if (this.#ready) this.#send(call)
    else if (!this.#session && !this.#timer) this.#open()
  }
  close() {
    clearTimeout(this.#timer)
    clearInterval(this.#pinger)
    this.#timer = undefined
    this.#ready = false
    const session = this.#session
    this.#session = undefined
    if (session && !session.destroyed) session.destroy()
    for (const call of [...this.calls]) answer(call, UNAVAILABLE, 'Channel closed')
  }

  #open() {
    const { host, port: number, tls, filter, authority } = this.#target
    const socket = tls
      ? connectTls({
          host,
          port: number,
          servername: isAddress(host) ? undefined : host,
          ALPNProtocols: ['h2'],
          ca: tls.ca,
        })
      : connectSocket({ host, port: number })
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE)
    const session = connectHttp2(`${tls ? 'https' : 'http'}://${authority}`, {
      createConnection: () => (filter ? filtered(socket) : socket),
      settings: { enablePush: false, initialWindowSize: WINDOW, maxFrameSize: FRAME },
      maxSessionMemory: 4096,
    })
    this.#session = session
    const gone = error => {
      clearTimeout(connecting)
      if (this.#session !== session) return
      socket.destroy()
      this.#lost(error)
    }
    let failure
    const connecting = setTimeout(() => {
      failure ??= new Error('Connect Failed: no answer')
      session.destroy()
      gone(failure)
    }, CONNECTING)
    socket.on('error', error => (failure ??= error))
    session.on('error', error => (failure ??= error))
    session.on('close', () => gone(failure))
    socket.on('close', () => gone(failure))
    session.on('goaway', () => {
      // calls that run may end; new ones take a new connection
      if (this.#session !== session) return
      this.#session = undefined
      this.#ready = false
      clearInterval(this.#pinger)
    })
    session.on('connect', () => session.setLocalWindowSize?.(WINDOW))
    // a server speaks first: what accepts a connection and says nothing is none
    session.once('remoteSettings', () => {
      clearTimeout(connecting)
      this.#connected(session)
    })
  }
  #connected(session) {
    if (this.#session !== session) return
    this.#ready = true
    this.#pause = 0
    this.#last = undefined
    this.#pinger = setInterval(() => this.#ping(session), PING_INTERVAL)
    this.#pinger.unref()
    for (const call of [...this.calls]) if (!call.stream) this.#send(call)
  }
  #ping(session) {
    if (this.calls.size === 0 || session.destroyed) return
    const timer = setTimeout(() => session.destroy(), PING_TIMEOUT)
    session.ping(() => clearTimeout(timer))
  }
  /** The connection is no more, or was not made. Calls that were sent fail, for nobody knows how far they came; others wait for the next one. */
  #lost(error) {
    clearInterval(this.#pinger)
    this.#session = undefined
    this.#ready = false
    this.#last = reason(error)
    for (const call of [...this.calls]) {
      if (call.stream) answer(call, UNAVAILABLE, this.#last)
      else if (performance.now() + this.#pause >= call.patience) answer(call, UNAVAILABLE, this.#last)
    }
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, this.#pause * 2))
    if (this.calls.size === 0) {
      this.#pause = 0
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.calls.size > 0 && !this.#session) this.#open()
    }, this.#pause)
  }
  /** Nobody answers: the time of a call is over. */
  get trouble() {
    return this.#ready ? undefined : (this.#last ?? 'Connect Failed: no answer')
  }

  #send(call) {
    const headers = {
      ':method': 'POST',
      ':path': call.path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'tf0',
    }
    if (call.deadline !== Number.POSITIVE_INFINITY) {
      const left = Math.max(1, Math.ceil(call.deadline - performance.now()))
      headers['grpc-timeout'] = left < 1e8 ? `${left}m` : `${Math.min(99999999, Math.ceil(left / 1000))}S`
    }
    let stream
    try {
      stream = this.#session.request(headers, { endStream: false })
    } catch (error) {
      answer(call, UNAVAILABLE, reason(error))
      return
    }
    call.stream = stream
    receive(call, stream, this.#session)
    const { parts } = call
    call.parts = undefined
    for (let i = 0; i < parts.length - 1; i++) stream.write(parts[i])
    stream.end(parts[parts.length - 1])
  }
}

const isAddress = host => /^[\d.]+$|:/.test(host)

/** HTTP's status where no gRPC server answers (gRPC's table of them). */
function ofHttpStatus(status) {
  const codes = { 400: INTERNAL, 401: UNAUTHENTICATED, 403: PERMISSION_DENIED, 404: UNIMPLEMENTED }
  return codes[status] ?? (status === 429 || (status >= 502 && status <= 504) ? UNAVAILABLE : UNKNOWN)
}

function receive(call, stream, session) {
  let body
  let at = 0
  const prefix = Buffer.alloc(PREFIX)
  let known = 0
  let headers = {}
  let failure
  const begin = () => {
    if (prefix[0] !== 0) failure ??= [UNIMPLEMENTED, 'The answer is compressed, which was not asked for.']
    const length = prefix.readUInt32BE(1)
    if (failure) return
    try {
      body = Buffer.from(new ArrayBuffer(length))
    } catch {
      failure = [RESOURCE_EXHAUSTED, `There is no memory for an answer of ${length} bytes.`]
    }
  }
  stream.on('response', received => (headers = received))
  stream.on('trailers', received => (headers = { ...headers, ...received }))
  stream.on('data', chunk => {
    let from = 0
    if (known < PREFIX) {
      from = Math.min(chunk.length, PREFIX - known)
      chunk.copy(prefix, known, 0, from)
      known += from
      if (known === PREFIX) begin()
    }
    if (from === chunk.length || failure) return
    if (at + chunk.length - from > body.length) failure = [INTERNAL, 'The answer is longer than it says.']
    else at += chunk.copy(body, at, from)
  })
  stream.on('error', error => (failure ??= [UNAVAILABLE, reason(error)]))
  stream.on('close', () => {
    const status = headers['grpc-status']
    if (status !== undefined) {
      const code = Number(status)
      const text = headerText(headers['grpc-message'], call.filter)
      if (code !== 0) answer(call, code, text)
      else if (failure) answer(call, ...failure)
      else if (!body || at < body.length) answer(call, INTERNAL, 'The answer is shorter than it says.')
      else answer(call, 0, '', body.buffer)
    } else if (headers[':status'] !== undefined && headers[':status'] !== 200)
      answer(call, ofHttpStatus(headers[':status']), `Received HTTP status code ${headers[':status']}`)
    else if (failure) answer(call, ...failure)
    // streams of a connection that is lost end as if they were cancelled
    else if (session.destroyed || session.closed) answer(call, UNAVAILABLE, 'Socket closed')
    else answer(call, ...ofReset(stream.rstCode))
  })
}

/** A stream that the server ended without a status. */
function ofReset(code) {
  if (code === constants.NGHTTP2_CANCEL) return [CANCELLED, 'Call cancelled']
  if (code === constants.NGHTTP2_ENHANCE_YOUR_CALM) return [RESOURCE_EXHAUSTED, 'The server is overloaded.']
  if (code === constants.NGHTTP2_NO_ERROR || code === constants.NGHTTP2_REFUSED_STREAM)
    return [UNAVAILABLE, 'Socket closed']
  return [INTERNAL, `RST_STREAM with error code ${code}`]
}

function headerText(value, raw) {
  if (value === undefined) return ''
  const text = String(value)
  if (raw) return originalText(text)
  const bytes = text.replace(/%([\dA-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const actions = {
  call({ id, key, target, path, parts, milliseconds, patience }) {
    let connection = connections.get(key)
    if (!connection) {
      connection = new Connection(target)
      connections.set(key, connection)
    }
    const now = performance.now()
    const deadline = milliseconds === undefined ? Number.POSITIVE_INFINITY : now + milliseconds
    const call = {
      id,
      path,
      parts,
      connection,
      deadline,
      patience: now + patience,
      filter: target.filter,
      timer: undefined,
    }
    calls.set(id, call)
    if (milliseconds !== undefined) call.timer = setTimeout(expire, Math.min(milliseconds, 2 ** 31 - 1), call)
    connection.take(call)
  },
  cancel({ id }) {
    const call = calls.get(id)
    if (call) end(call, CANCELLED, 'Cancelled')
  },
  drop({ key }) {
    connections.get(key)?.close()
    connections.delete(key)
  },
}
function expire(call) {
  const { trouble } = call.connection
  if (call.stream || trouble === undefined) end(call, DEADLINE_EXCEEDED, 'Deadline Exceeded')
  else end(call, UNAVAILABLE, trouble)
}
function end(call, code, text) {
  call.stream?.close(constants.NGHTTP2_CANCEL)
  answer(call, code, text)
}

process.on('uncaughtException', error => {
  for (const call of [...calls.values()]) answer(call, INTERNAL, String(error?.stack ?? error))
})
port.on('message', message => actions[message.kind](message))
