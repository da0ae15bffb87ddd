/** Requests as gRPC sends them, put together from pieces: tensors are not copied into messages. */
import { InvalidArgumentError } from '../errors/op_errors.ts'
import { BYTES } from '../formats/proto/wire_reader.ts'
import { pushVarint } from '../formats/table/coding.ts'
import { reusedMemory } from './request_memory.ts'

/** A flag and the length of the message. */
const PREFIX = 5
/** protobuf's limit of a message. */
const MOST_BYTES = 2 ** 31 - 1
/** Up to here pieces are copied into one. */
const SMALL = 1 << 16

/** What stands before a value of `length` bytes. */
export function lengthPrefix(field: number, length: number): Uint8Array {
  const bytes = [(field << 3) | BYTES]
  pushVarint(bytes, length)
  return Uint8Array.from(bytes)
}

export const byteLength = (pieces: readonly Uint8Array[]): number => {
  let sum = 0
  for (const piece of pieces) sum += piece.byteLength
  return sum
}

/** Pieces of a request in memory that can be given away: large ones as they are said to be, the others copied together. `what` is said where it is too large. */
export function framed(pieces: readonly Uint8Array[], what: string): Uint8Array[] {
  const length = byteLength(pieces)
  if (length > MOST_BYTES) {
    throw new InvalidArgumentError(
      null,
      null,
      `${what} takes ${length} bytes, and a message to a TensorFlow server holds 2 GB (${MOST_BYTES} bytes) at most.`,
    )
  }
  const parts: Uint8Array[] = []
  let together: Uint8Array[] = []
  const prefix = new Uint8Array(PREFIX)
  new DataView(prefix.buffer).setUint32(1, length)
  together.push(prefix)
  const flush = (): void => {
    if (together.length > 0) parts.push(joined(together))
    together = []
  }
  for (const piece of pieces) {
    if (piece.byteLength < SMALL) together.push(piece)
    else {
      flush()
      parts.push(owned(piece))
    }
  }
  flush()
  return parts
}

function joined(pieces: readonly Uint8Array[], bytes = new Uint8Array(byteLength(pieces))): Uint8Array {
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.byteLength
  }
  return bytes
}
/** A copy, in memory of its own. */
const owned = (piece: Uint8Array): Uint8Array => joined([piece], reusedMemory(piece.byteLength))
