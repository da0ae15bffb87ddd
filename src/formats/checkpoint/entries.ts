/**
 * Entries of a checkpoint's index. There are as many as variables, and most are a few plain numbers: these are written and read without a
 * message for each. Whatever else an entry may be is left to BundleEntryProto.
 */
import { MOST_DIMENSIONS, numElements } from '../../tensor/shape.ts'
import { BYTES, FIXED32, VARINT } from '../proto/wire_reader.ts'
import { BundleEntryProto, type TensorSliceProto } from '../protos/checkpoint.generated.ts'
import { TensorShapeProto } from '../protos/graph.generated.ts'
import { putVarint } from '../table/coding.ts'
import { shapeProto } from '../tensor_proto.ts'

/** What an index says of a tensor. Numbers are as they stand in the file: nothing but the shape has been looked at. */
export interface Entry {
  readonly dtype: number
  /** The message where it is no shape that a tensor here can have. */
  readonly shape: readonly number[] | TensorShapeProto
  shard: number
  readonly offset: number
  readonly size: number
  /** Masked. */
  readonly crc: number
  /** The parts of a tensor that is stored in parts. */
  readonly slices: TensorSliceProto[]
}

/** A shape in a file; undefined where it is none. */
export function shapeIn(proto: TensorShapeProto): number[] | undefined {
  if (proto.unknown_rank || proto.dim.length > MOST_DIMENSIONS) return undefined
  return checkedShape(Array.from(proto.dim, ({ size }) => Number(size)))
}
function checkedShape(shape: number[]): number[] | undefined {
  return shape.every(size => size >= 0) && Number.isSafeInteger(numElements(shape)) ? shape : undefined
}

/** The numbers of fields in BundleEntryProto, TensorShapeProto and TensorShapeProto.Dim. */
const [DTYPE, SHAPE, SHARD, OFFSET, SIZE, CRC] = [1, 2, 3, 4, 5, 6] as const
const DIM = 2
const DIM_SIZE = 1
const tag = (field: number, wire: number): number => field * 8 + wire

/** A tag and a number of at most 53 bits take no more than this. */
const FIELD_BYTES = 9
/** A dimension: its tag, its length and the field in it. */
const DIM_BYTES = 2 + FIELD_BYTES
const scratch = Buffer.alloc(6 * FIELD_BYTES + MOST_DIMENSIONS * DIM_BYTES)

/** Writes a field, which is left out where it is 0, and returns where it ends. */
function putNumber(at: number, field: number, value: number): number {
  if (value === 0) return at
  scratch[at] = tag(field, VARINT)
  return putVarint(scratch, at + 1, value)
}

/** The bytes of BundleEntryProto. */
export function entryBytes(entry: Entry): Uint8Array {
  const { dtype, shape, shard, offset, size, crc, slices } = entry
  if (slices.length > 0 || !Array.isArray(shape)) return entryMessage(entry).SerializeToString()
  let at = putNumber(0, DTYPE, dtype)
  scratch[at++] = tag(SHAPE, BYTES)
  // the length takes one byte or two: dimensions are written behind two
  const start = at + 2
  let end = start
  for (const size of shape) {
    const stop = putNumber(end + 2, DIM_SIZE, size)
    scratch[end] = tag(DIM, BYTES)
    scratch[end + 1] = stop - end - 2
    end = stop
  }
  at = putVarint(scratch, at, end - start)
  scratch.copyWithin(at, start, end)
  at = putNumber(at + end - start, SHARD, shard)
  at = putNumber(at, OFFSET, offset)
  at = putNumber(at, SIZE, size)
  if (crc !== 0) {
    scratch[at] = tag(CRC, FIXED32)
    at = scratch.writeUInt32LE(crc, at + 1)
  }
  return Uint8Array.prototype.slice.call(scratch, 0, at)
}
function entryMessage({ dtype, shape, shard, offset, size, crc, slices }: Entry): BundleEntryProto {
  return new BundleEntryProto({
    dtype,
    shape: shape instanceof TensorShapeProto ? shape : shapeProto(shape),
    shard_id: shard,
    offset,
    size,
    crc32c: crc,
    slices,
  })
}

/** Reads BundleEntryProto. Throws where the bytes are none. */
export function entryIn(bytes: Buffer): Entry {
  return plainEntry(bytes) ?? entryOf(BundleEntryProto.FromString(bytes))
}
function entryOf(message: BundleEntryProto): Entry {
  return {
    dtype: message.dtype,
    shape: shapeIn(message.shape) ?? message.shape,
    shard: message.shard_id,
    offset: Number(message.offset),
    size: Number(message.size),
    crc: message.crc32c,
    slices: Array.from(message.slices),
  }
}

/** An entry whose fields stand in their order, once each, as writers write them; undefined where anything is otherwise. */
function plainEntry(bytes: Buffer): Entry | undefined {
  const fields = new Fields(bytes)
  const dtype = fields.number(DTYPE)
  const shape: number[] = []
  if (fields.is(tag(SHAPE, BYTES))) {
    const end = fields.end()
    while (fields.at < end) {
      if (!fields.is(tag(DIM, BYTES))) return undefined
      const stop = fields.end()
      const size = fields.at === stop ? 0 : fields.number(DIM_SIZE)
      if (fields.at !== stop || shape.push(size) > MOST_DIMENSIONS) return undefined
    }
    if (fields.at !== end) return undefined
  }
  const shard = fields.number(SHARD)
  const offset = fields.number(OFFSET)
  const size = fields.number(SIZE)
  const crc = fields.fixed32(CRC)
  if (fields.at !== bytes.length || !(dtype <= LARGEST_INT32 && shard <= LARGEST_INT32 && offset + size >= 0))
    return undefined
  const checked = checkedShape(shape)
  return checked && { dtype, shape: checked, shard, offset, size, crc, slices: [] }
}
const LARGEST_INT32 = 0x7fffffff

/** Fields of a message, one after the other. Numbers that are too long, or end too early, are NaN. */
class Fields {
  readonly #bytes: Buffer
  at = 0
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  /** Whether that tag comes next; it is passed over then. */
  is(tag: number): boolean {
    if (this.#bytes[this.at] !== tag) return false
    this.at++
    return true
  }
  /** A number of at most 49 bits. */
  #varint(): number {
    let value = 0
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.#bytes[this.at++] ?? 0xff
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    return Number.NaN
  }
  /** Where what begins with its length ends. */
  end(): number {
    const length = this.#varint()
    return this.at + length
  }
  /** A field, 0 where another one comes. */
  number(field: number): number {
    return this.is(tag(field, VARINT)) ? this.#varint() : 0
  }
  fixed32(field: number): number {
    if (this.at + 5 > this.#bytes.length || !this.is(tag(field, FIXED32))) return 0
    this.at += 4
    return this.#bytes.readUInt32LE(this.at - 4)
  }
}
