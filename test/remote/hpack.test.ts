/** Headers of HTTP/2 beside Node's own, and what is no header. */
import { once } from 'node:events'
import { createServer } from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { encodeHeaders, HeaderDecoder, huffmanText } from '../../src/remote/hpack.js'
import { Http2Client } from '../../src/remote/http2_client.js'

const read = (...blocks: Buffer[]): string[] => {
  const decoder = new HeaderDecoder()
  const got: string[] = []
  for (const block of blocks) decoder.read(block, (name: string, value: string) => got.push(`${name}: ${value}`))
  return got
}
const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex')

test("the RFC's examples: literals, indices, Huffman's code, entries that are evicted", () => {
  expect(read(hex('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572 be'))).toEqual([
    'custom-key: custom-header',
    'custom-key: custom-header',
  ])
  expect(
    read(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'), hex('8286 84be 5886 a8eb 1064 9cbf')).slice(3),
  ).toEqual([
    ':authority: www.example.com',
    ':method: GET',
    ':scheme: http',
    ':path: /',
    ':authority: www.example.com',
    'cache-control: no-cache',
  ])
  // an empty table, and nothing in it
  expect(() => read(hex('4001 6101 62 20 be'))).toThrow('A header refers to one that there is not.')
})

test('what is encoded is read again, long texts and bytes that Node refuses included', () => {
  const text = `not fed\n\t [[Node: x = P()]] ${'a'.repeat(300)} `
  expect(
    read(
      encodeHeaders([
        ['grpc-message', text],
        [':path', '/'],
      ]),
    ),
  ).toEqual([`grpc-message: ${text}`, ':path: /'])
})

test('what is no block of headers is refused, and takes no time', () => {
  const cut = hex('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572')
  for (let length = 1; length < cut.length; length++) expect(() => read(cut.subarray(0, length))).toThrow('cut off')
  expect(() => read(hex('ffff ffff ffff ffff ff'))).toThrow('too large')
  expect(() => read(hex('3fff 7f'))).toThrow('table of headers is larger')
  expect(() => read(hex('80'))).toThrow('refers to one that there is not')
  expect(() => huffmanText(hex('ffff ffff'))).toThrow(RangeError)
  expect(() => huffmanText(hex('00'))).toThrow('ends within a code')
  // a small block that stands for endless headers: a long entry, named again and again
  const name = Buffer.concat([hex('40 01 61 7f 81 1d'), Buffer.alloc(3840, 'b'), Buffer.alloc(2000, 0xbe)])
  expect(() => read(name)).toThrow('too large')
})

test('texts with all bytes come as Node sends them', async () => {
  const texts = [
    Array.from({ length: 0x5e }, (_, i) => String.fromCharCode(0x21 + i)).join(''),
    Array.from({ length: 0x80 }, (_, i) => String.fromCharCode(0x80 + i)).join(''),
    'a',
    'x'.repeat(20_000),
  ]
  const server = createServer().listen(0, '127.0.0.1')
  server.on('stream', stream => {
    stream.respond({ ':status': 200, text: texts.shift() }, { endStream: true })
  })
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const client = new Http2Client(socket, { ready: () => undefined, leaving: () => undefined })
  socket.on('data', chunk => client.receive(chunk, 0, chunk.length))
  const values = ['POST', 'http', '/', 'a']
  const headers = encodeHeaders(
    [':method', ':scheme', ':path', ':authority'].map((name, i) => [name, values[i] as string]),
  )
  for (const text of [...texts]) {
    const got = await new Promise<string>(resolve => {
      let found = ''
      client.request(headers, [Buffer.from('12345')], {
        header: (name: string, value: string) => {
          if (name === 'text') found = value
        },
        data: () => undefined,
        end: () => resolve(found),
      })
    })
    expect(got).toBe(text)
  }
  socket.destroy()
  server.close()
})
