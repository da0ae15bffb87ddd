/** Lines of standard input, as `input()` and `sys.stdin` of a program read them. */
import { readSync } from 'node:fs'

const CHUNK = 65536
const NEWLINE = 10
let rest: Buffer = Buffer.alloc(0)
let ended = false

/** The next line with its end; null after the last one. */
export function readLine(): string | null {
  for (;;) {
    const at = rest.indexOf(NEWLINE)
    if (at >= 0 || ended) {
      const line = at >= 0 ? rest.subarray(0, at + 1) : rest
      rest = rest.subarray(line.length)
      return line.length === 0 ? null : line.toString('utf8')
    }
    const chunk = readChunk()
    if (chunk.length === 0) ended = true
    rest = Buffer.concat([rest, chunk])
  }
}

function readChunk(): Buffer {
  const buffer = Buffer.alloc(CHUNK)
  for (;;) {
    try {
      return buffer.subarray(0, readSync(0, buffer))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return Buffer.alloc(0)
      if (code !== 'EAGAIN') throw error
      // a terminal that does not block
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}
