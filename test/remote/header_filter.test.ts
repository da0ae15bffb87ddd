/** Headers as servers of 0.x write them, cleaned for HTTP/2. */
import { expect, test } from 'vitest'
import { cleanHeaders, FrameScanner, originalText } from '../../src/remote/header_filter.js'

const literal = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)])
const TEXT = 'not fed\n\t [[Node: x = P()]] '

test('control characters and blanks at the end get bytes that are no text, and come back', () => {
  const block = Buffer.concat([Buffer.of(0x88, 0x3f, 0x01), literal('grpc-status', '3'), literal('grpc-message', TEXT)])
  const before = block.length
  cleanHeaders(block)
  expect(block.length).toBe(before)
  const value = block.subarray(before - TEXT.length).toString('latin1')
  expect(value).not.toMatch(/[\n\t]| $/)
  expect(originalText(value)).toBe(TEXT)
})

test('frames are found wherever the pieces begin; those of data pass as they are', () => {
  const frame = (type: number, flags: number, payload: Buffer): Buffer => {
    const head = Buffer.alloc(9)
    head.writeUIntBE(payload.length, 0, 3)
    head[3] = type
    head[4] = flags
    return Buffer.concat([head, payload])
  }
  const header = literal('grpc-message', TEXT)
  const data = frame(0, 0, Buffer.from('\n\t \n'))
  const split = 20
  const stream = Buffer.concat([
    data,
    frame(1, 0, header.subarray(0, split)),
    frame(9, 4, header.subarray(split)),
    data,
  ])
  const cleaned = Buffer.from(header)
  cleanHeaders(cleaned)
  const expected = Buffer.concat([
    data,
    frame(1, 0, cleaned.subarray(0, split)),
    frame(9, 4, cleaned.subarray(split)),
    data,
  ])
  for (let step = 1; step < 30; step++) {
    const scanner = new FrameScanner()
    const got: Buffer[] = []
    for (let at = 0; at < stream.length; at += step)
      scanner.push(stream.subarray(at, at + step), (piece: Buffer) => got.push(piece))
    expect(Buffer.concat(got).equals(expected)).toBe(true)
  }
})
