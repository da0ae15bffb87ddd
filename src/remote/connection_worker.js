/**
 * The body of the thread that holds the connections to servers: unary gRPC calls over HTTP/2. Plain JavaScript without imports of the project's
 * TypeScript, so that it starts from the sources and from a build alike; `transport.ts` is the other side and describes the messages.
 */
import { connect as connectSocket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { workerData } from 'node:worker_threads'
import { encodeHeaders } from './hpack.js'
import { CANCEL, ENHANCE_YOUR_CALM, Http2Client, NO_ERROR, REFUSED_STREAM } from './http2_client.js'

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

/** Bytes that a socket gives at a time. */
const READ = 2 ** 18
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
/** Bytes from which on memory goes back with the answer. */
const REUSED = 2 ** 16

/** Calls by number. */
const calls = new Map()
/** Connections by the key that the main thread gives them. */
const connections = new Map()

function answer(call, code, text, body) {
  if (!calls.delete(call.id)) return
  clearTimeout(call.timer)
  call.connection.calls.delete(call)
  const memory = reusable(call)
  const transferred = body ? [body, ...memory] : memory
  port.postMessage({ id: call.id, code, text, body, memory: memory.length > 0 ? memory : undefined }, transferred)
  Atomics.add(word, 0, 1)
  Atomics.notify(word, 0)
}

/** The memory of a request that has left the process, where there is much of it. */
function reusable({ parts, stream }) {
  if (!stream?.isSent) return []
  return parts.map(({ buffer }) => buffer).filter(({ byteLength }) => byteLength >= REUSED)
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
  #socket
  #client
  /** By path. */
  #headers = new Map()
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
    else if (!this.#socket && !this.#timer) this.#open()
  }
  close() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const socket = this.#socket
    this.#leave()
    socket?.destroy()
    for (const call of [...this.calls]) answer(call, UNAVAILABLE, 'Channel closed')
  }
  /** What is to be sent from now on takes a new connection. */
  #leave() {
    clearInterval(this.#pinger)
    this.#socket = undefined
    this.#client = undefined
    this.#ready = false
  }

  #open() {
    const socket = openSocket(this.#target, (bytes, from, to) => client.receive(bytes, from, to))
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE)
    this.#socket = socket
    let failure
    const connecting = setTimeout(() => {
      failure = new Error('Connect Failed: no answer')
      socket.destroy()
    }, CONNECTING)
    const client = new Http2Client(socket, {
      // a server speaks first: what accepts a connection and says nothing is none
      ready: () => {
        clearTimeout(connecting)
        this.#connected(socket, client)
      },
      // calls that run may end; new ones take a new connection
      leaving: () => {
        if (this.#socket !== socket) return
        this.#leave()
        if (!client.isBusy) socket.end()
      },
    })
    socket.on('error', error => (failure ??= error))
    socket.on('close', () => {
      clearTimeout(connecting)
      const text = lossOf(socket, failure, this.#target)
      // streams of a connection that is lost: nobody knows how far they came
      for (const call of [...this.calls]) if (call.client === client) answer(call, UNAVAILABLE, text)
      if (this.#socket === socket) this.#lost(text, isHopeless(socket, failure))
    })
  }
  #connected(socket, client) {
    if (this.#socket !== socket) return
    this.#client = client
    this.#ready = true
    this.#pause = 0
    this.#last = undefined
    this.#pinger = setInterval(() => {
      if (!client.isBusy) return
      const timer = setTimeout(() => socket.destroy(), PING_TIMEOUT)
      client.ping(() => clearTimeout(timer))
    }, PING_INTERVAL)
    this.#pinger.unref()
    for (const call of [...this.calls]) if (!call.stream) this.#send(call)
  }
  /** The connection is no more, or was not made: calls wait for the next one. */
  #lost(text, hopeless) {
    this.#leave()
    this.#last = text
    for (const call of [...this.calls])
      if (hopeless || performance.now() + this.#pause >= call.patience) answer(call, UNAVAILABLE, text)
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, this.#pause * 2))
    if (this.calls.size === 0) {
      this.#pause = 0
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.calls.size > 0 && !this.#socket) this.#open()
    }, this.#pause)
  }
  /** Nobody answers: the time of a call is over. */
  get trouble() {
    return this.#ready ? undefined : (this.#last ?? 'Connect Failed: no answer')
  }

  #send(call) {
    let headers = this.#headersOf(call.path)
    if (call.deadline !== Number.POSITIVE_INFINITY) {
      const left = Math.max(1, Math.ceil(call.deadline - performance.now()))
      const timeout = left < 1e8 ? `${left}m` : `${Math.min(99999999, Math.ceil(left / 1000))}S`
      headers = Buffer.concat([headers, encodeHeaders([['grpc-timeout', timeout]])])
    }
    call.client = this.#client
    call.stream = this.#client.request(headers, [...call.parts], new Reception(call))
  }
  /** Those that all calls of a method have, encoded. */
  #headersOf(path) {
    let headers = this.#headers.get(path)
    if (!headers) {
      const { authority, tls } = this.#target
      headers = encodeHeaders([
        [':method', 'POST'],
        [':scheme', tls ? 'https' : 'http'],
        [':path', path],
        [':authority', authority],
        ['te', 'trailers'],
        ['content-type', 'application/grpc'],
        ['user-agent', 'tf0'],
      ])
      this.#headers.set(path, headers)
    }
    return headers
  }
}

/** `receive(bytes, from, to)` takes what comes; without TLS the bytes are of one buffer for all. */
function openSocket({ host, port: number, tls }, receive) {
  if (!tls) {
    const buffer = Buffer.allocUnsafeSlow(READ)
    const callback = length => {
      receive(buffer, 0, length)
      return true
    }
    return connectSocket({ host, port: number, onread: { buffer, callback } })
  }
  const servername = isAddress(host) ? undefined : host
  const socket = connectTls({ host, port: number, servername, ALPNProtocols: ['h2'], ...tls })
  socket.on('data', chunk => receive(chunk, 0, chunk.length))
  return socket
}

/** OpenSSL's words where the other side does not speak TLS, or speaks it otherwise. */
const NO_TLS = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'])
/** Whether the next attempt would end as this one. */
const isHopeless = (socket, failure) => Boolean(socket.authorizationError) || NO_TLS.has(failure?.code)
/** Why a connection was lost. */
function lossOf(socket, failure, { authority }) {
  if (socket.authorizationError)
    return `The certificate of ${authority} is not trusted: ${reason(failure)}. NODE_EXTRA_CA_CERTS names a file of further authorities.`
  if (NO_TLS.has(failure?.code)) return `${authority} does not speak TLS as is needed: ${failure.message.trim()}`
  return reason(failure)
}

const isAddress = host => /^[\d.]+$|:/.test(host)

/** HTTP's status where no gRPC server answers (gRPC's table of them). */
function ofHttpStatus(status) {
  const codes = { 400: INTERNAL, 401: UNAUTHENTICATED, 403: PERMISSION_DENIED, 404: UNIMPLEMENTED }
  return codes[status] ?? (status === 429 || (status >= 502 && status <= 504) ? UNAVAILABLE : UNKNOWN)
}

/** What comes as the answer to a call. */
class Reception {
  #call
  #body
  #at = 0
  #prefix = Buffer.alloc(PREFIX)
  #known = 0
  #httpStatus
  #status
  #message
  #failure

  constructor(call) {
    this.#call = call
  }
  header(name, value) {
    if (name === ':status') this.#httpStatus = Number(value)
    else if (name === 'grpc-status') this.#status = Number(value)
    else if (name === 'grpc-message') this.#message = value
  }
  data(bytes, start, end) {
    let from = start
    if (this.#known < PREFIX) {
      from = Math.min(end, start + PREFIX - this.#known)
      bytes.copy(this.#prefix, this.#known, start, from)
      this.#known += from - start
      if (this.#known === PREFIX) this.#begin()
    }
    if (from === end || this.#failure) return
    if (this.#at + end - from > this.#body.length) this.#failure = [INTERNAL, 'The answer is longer than it says.']
    else this.#at += bytes.copy(this.#body, this.#at, from, end)
  }
  #begin() {
    if (this.#prefix[0] !== 0) {
      this.#failure = [UNIMPLEMENTED, 'The answer is compressed, which was not asked for.']
      return
    }
    const length = this.#prefix.readUInt32BE(1)
    try {
      this.#body = Buffer.from(new ArrayBuffer(length))
    } catch {
      this.#failure = [RESOURCE_EXHAUSTED, `There is no memory for an answer of ${length} bytes.`]
    }
  }
  /** `code`: of a reset. */
  end(code) {
    const call = this.#call
    const body = this.#body
    if (this.#status !== undefined) {
      if (this.#status !== 0) answer(call, this.#status, headerText(this.#message, call.raw))
      else if (this.#failure) answer(call, ...this.#failure)
      else if (!body || this.#at < body.length) answer(call, INTERNAL, 'The answer is shorter than it says.')
      else answer(call, 0, '', body.buffer)
    } else if (this.#httpStatus !== undefined && this.#httpStatus !== 200)
      answer(call, ofHttpStatus(this.#httpStatus), `Received HTTP status code ${this.#httpStatus}`)
    else if (this.#failure) answer(call, ...this.#failure)
    else if (code === REFUSED_STREAM && !call.refused) {
      // nothing of it was done
      call.refused = true
      call.stream = undefined
      call.client = undefined
      call.connection.take(call)
    } else answer(call, ...ofReset(code))
  }
}

/** A stream that the server ended without a status. */
function ofReset(code) {
  if (code === CANCEL) return [CANCELLED, 'Call cancelled']
  if (code === ENHANCE_YOUR_CALM) return [RESOURCE_EXHAUSTED, 'The server is overloaded.']
  if (code === undefined || code === NO_ERROR || code === REFUSED_STREAM) return [UNAVAILABLE, 'Socket closed']
  return [INTERNAL, `RST_STREAM with error code ${code}`]
}

/** `raw`: servers of 0.x write texts as they are. */
function headerText(value, raw) {
  if (value === undefined) return ''
  if (raw) return Buffer.from(value, 'latin1').toString('utf8')
  const bytes = value.replace(/%([\dA-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const actions = {
  call({ id, key, target, raw, path, parts, milliseconds, patience }) {
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
      raw,
      client: undefined,
      stream: undefined,
      refused: false,
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
  if (call.stream) call.client.cancel(call.stream)
  answer(call, code, text)
}

process.on('uncaughtException', error => {
  for (const call of [...calls.values()]) answer(call, INTERNAL, String(error?.stack ?? error))
})
port.on('message', message => actions[message.kind](message))
