/** The client's side of HTTP/2: beside Node's server, and frames as no server should send them. */
import { EventEmitter, once } from 'node:events'
import { createServer, type ServerHttp2Session, type Settings } from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { encodeHeaders } from '../../src/remote/hpack.js'
import { Http2Client } from '../../src/remote/http2_client.js'

const HEADERS = encodeHeaders([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'a'],
])

interface Answer {
  readonly headers: Record<string, string>
  readonly body: Buffer
  readonly code: number | undefined
}
function ask(client: Http2Client, parts: readonly Uint8Array[]): Promise<Answer> {
  return new Promise(resolve => {
    const headers: Record<string, string> = {}
    const chunks: Buffer[] = []
    client.request(HEADERS, [...parts], {
      header: (name: string, value: string) => {
        headers[name] = value
      },
      data: (bytes: Buffer, from: number, to: number) => chunks.push(Buffer.from(bytes.subarray(from, to))),
      end: (code: number | undefined) => resolve({ headers, body: Buffer.concat(chunks), code }),
    })
  })
}

/** Node's server, which gives back what it is sent. */
async function echo(settings: Settings = {}) {
  const server = createServer({ settings })
  const sessions: ServerHttp2Session[] = []
  let most = 0
  let running = 0
  server.on('session', session => {
    sessions.push(session)
    session.on('error', () => undefined)
  })
  server.on('stream', stream => {
    most = Math.max(most, ++running)
    stream.on('error', () => undefined)
    stream.respond({ ':status': 200 })
    stream.on('close', () => running--)
    setTimeout(() => stream.pipe(stream), 5)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const state = { left: false }
  await new Promise<void>(ready => {
    const client = new Http2Client(socket, { ready, leaving: () => (state.left = true) })
    socket.on('data', chunk => client.receive(chunk, 0, chunk.length))
    Object.assign(state, { client })
  })
  return Object.assign(state as typeof state & { client: Http2Client }, {
    sessions,
    mostAtOnce: () => most,
    [Symbol.dispose]: () => {
      socket.destroy()
      server.close()
    },
  })
}

test('bodies of any size go through windows of any size, many at once', async () => {
  for (const initialWindowSize of [1, 1000, 65_535, 2 ** 20]) {
    using server = await echo({ initialWindowSize })
    const lengths = initialWindowSize === 1 ? [5, 20] : [5, 4096, 4097, 65_535, 65_536, 200_000]
    const bodies = lengths.map(length => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7 + length) % 251)))
    const answers = await Promise.all(bodies.map(body => ask(server.client, [body.subarray(0, 5), body.subarray(5)])))
    for (const [i, { body, code }] of answers.entries()) {
      expect(code).toBeUndefined()
      expect(body.equals(bodies[i] as Buffer)).toBe(true)
    }
    expect(server.client.isBusy).toBe(false)
  }
})

test('40 MB there and back: what has been taken is said', async () => {
  using server = await echo()
  const body = Buffer.alloc(40_000_000, 'abc')
  expect((await ask(server.client, [body])).body.equals(body)).toBe(true)
})

test('no more requests run at once than the server takes', async () => {
  using server = await echo({ maxConcurrentStreams: 2 })
  // the server's settings have come with its first words
  await new Promise(resolve => setTimeout(resolve, 50))
  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, i) => ask(server.client, [Buffer.from(`number${i}`)])),
  )
  expect(answers.map(({ body }) => String(body))).toEqual(Array.from({ length: 9 }, (_, i) => `number${i}`))
  expect(server.mostAtOnce()).toBe(2)
})

test('requests that wait are sent when the server takes more', async () => {
  using server = await echo({ maxConcurrentStreams: 0 })
  const answers = ['a', 'b'].map(text => ask(server.client, [Buffer.from(text)]))
  server.sessions[0]?.settings({ maxConcurrentStreams: 1 })
  expect((await Promise.all(answers)).map(({ body }) => String(body))).toEqual(['a', 'b'])
  expect(server.mostAtOnce()).toBe(1)
})

test('a server that leaves lets what runs end', async () => {
  using server = await echo()
  const asked = ask(server.client, [Buffer.from('before')])
  await new Promise(resolve => setTimeout(resolve, 2))
  server.sessions[0]?.goaway(0, 1)
  expect(String((await asked).body)).toBe('before')
  expect(server.left).toBe(true)
})

/** A connection whose other side is the test. */
class Wire extends EventEmitter {
  readonly sent: Buffer[] = []
  error: Error | undefined
  write(bytes: Buffer, done?: () => void): void {
    this.sent.push(Buffer.from(bytes))
    if (done && this.reads) done()
  }
  reads = true
  cork(): void {}
  uncork(): void {}
  destroy(error: Error): void {
    this.error = error
  }
}
function frame(type: number, flags: number, stream: number, payload: Uint8Array | string = ''): Buffer {
  const body = Buffer.from(payload as Uint8Array)
  const head = Buffer.alloc(9)
  head.writeUIntBE(body.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, body])
}
const SETTINGS = frame(4, 0, 0)
function onWire() {
  const wire = new Wire()
  const client = new Http2Client(wire as never, { ready: () => undefined, leaving: () => undefined })
  const give = (bytes: Buffer): void => client.receive(bytes, 0, bytes.length)
  return { wire, client, give }
}
const TEXT = 'not fed\n\t [[Node: x = P()]] '
const block = encodeHeaders([
  ['grpc-status', '3'],
  ['grpc-message', TEXT],
])

test('frames are found wherever the pieces begin: padding, split headers, control characters in texts', async () => {
  const padded = (flags: number, payload: Uint8Array): Buffer =>
    frame(0, flags | 8, 1, Buffer.concat([Buffer.of(3), payload, Buffer.alloc(3)]))
  const all = Buffer.concat([
    SETTINGS,
    frame(1, 0, 1, encodeHeaders([[':status', '200']]).subarray(0, 4)),
    frame(9, 4, 1, encodeHeaders([[':status', '200']]).subarray(4)),
    padded(0, Buffer.from('first ')),
    frame(0, 0, 1),
    frame(99, 0, 1, 'unknown'),
    padded(0, Buffer.from('second')),
    frame(1, 1, 1, block.subarray(0, 20)),
    frame(9, 4, 1, block.subarray(20)),
  ])
  for (let step = 1; step < 40; step++) {
    const { client, wire } = onWire()
    const asked = ask(client, [Buffer.from('12345')])
    for (let at = 0; at < all.length; at += step) client.receive(all, at, Math.min(all.length, at + step))
    const { headers, body, code } = await asked
    expect([headers, String(body), code, wire.error]).toEqual([
      { ':status': '200', 'grpc-status': '3', 'grpc-message': TEXT },
      'first second',
      undefined,
      undefined,
    ])
  }
})

test('a reset ends its request; one that is cancelled here hears nothing', async () => {
  const { client, give, wire } = onWire()
  give(SETTINGS)
  const asked = ask(client, [Buffer.from('12345')])
  give(frame(3, 0, 1, Buffer.of(0, 0, 0, 8)))
  expect((await asked).code).toBe(8)
  let ended = false
  const stream = client.request(HEADERS, [Buffer.from('12345')], {
    header: () => undefined,
    data: () => undefined,
    end: () => {
      ended = true
    },
  })
  client.cancel(stream)
  expect(wire.sent.at(-1)).toEqual(frame(3, 0, 3, Buffer.of(0, 0, 0, 8)))
  give(frame(1, 5, 3, block))
  expect(ended).toBe(false)
  expect(wire.error).toBeUndefined()
})

test('what is no HTTP/2 ends the connection, whoever sends it', () => {
  const cases: [string, Buffer[]][] = [
    ['does not speak HTTP/2', [Buffer.from('HTTP/1.1 400 Bad Request\r\n')]],
    ['too large', [SETTINGS, Buffer.from('ffffff000000000001', 'hex')]],
    ['wrong size', [SETTINGS, frame(8, 0, 0, 'abc')]],
    ['wrong size', [SETTINGS, frame(4, 0, 0, 'abc')]],
    ['wrong size', [SETTINGS, frame(7, 0, 0, 'abc')]],
    ['wrong size', [SETTINGS, frame(1, 12, 1, Buffer.of(200, 1))]],
    ['window that is too large', [SETTINGS, frame(8, 0, 0, Buffer.of(0x7f, 255, 255, 255))]],
    ['not asked for', [SETTINGS, frame(5, 4, 1, 'abcdef')]],
    ['do not begin', [SETTINGS, frame(9, 4, 1, block)]],
    ['do not end', [SETTINGS, frame(1, 0, 1, block), frame(0, 0, 1, 'abc')]],
    ['cut off', [SETTINGS, frame(1, 4, 1, block.subarray(0, 8))]],
    ['too large', [SETTINGS, frame(1, 0, 1), ...Array<Buffer>(10_001).fill(frame(9, 0, 1))]],
  ]
  for (const [text, frames] of cases) {
    const { client, give, wire } = onWire()
    void ask(client, [Buffer.from('12345')])
    for (const each of frames) if (!wire.error) give(each)
    expect(wire.error?.message, text).toContain(text)
  }
})

test('a server that asks without reading the answers is left', () => {
  const { give, wire } = onWire()
  give(SETTINGS)
  for (let i = 0; i < 20_000; i++) give(frame(6, 0, 0, Buffer.alloc(8)))
  expect(wire.error).toBeUndefined()
  wire.reads = false
  for (let i = 0; i < 20_000 && !wire.error; i++) give(frame(6, 0, 0, Buffer.alloc(8)))
  expect(wire.error?.message).toContain('asks without end')
})
