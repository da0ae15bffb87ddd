/** zip archives, as far as numpy's .npz files use them: entries that are stored or deflated. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { ValueError } from '../errors/index.ts'
import { crc32 } from './crc32.ts'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** Bytes of the longest entry that is unpacked. */
const LONGEST = 2 ** 31 - 1

export interface ZipEntry {
  readonly name: string
  /** Unpacks the entry. ValueError where it is damaged. */
  readonly read: () => Buffer
}

const damaged = (what: string): ValueError => new ValueError(`File is not a zip file: ${what}`)

/** The entries of an archive, in its order. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = buffer.length - 22
  while (end >= 0 && end > buffer.length - 22 - 65536 && buffer.readUInt32LE(end) !== END) end--
  if (end < 0 || buffer.readUInt32LE(end) !== END) throw damaged('its directory is missing')
  const count = buffer.readUInt16LE(end + 10)
  let at = buffer.readUInt32LE(end + 16)
  const entries: ZipEntry[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== CENTRAL) throw damaged('its directory is damaged')
    const method = buffer.readUInt16LE(at + 10)
    const packed = buffer.readUInt32LE(at + 20)
    const size = buffer.readUInt32LE(at + 24)
    const [nameLength, extra, comment] = [28, 30, 32].map(place => buffer.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const start = buffer.readUInt32LE(at + 42)
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength)
    entries.push({ name, read: () => unpacked(buffer, { name, method, packed, size, start }) })
    at += 46 + nameLength + extra + comment
  }
  return entries
}

interface Place {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly start: number
}

function unpacked(buffer: Buffer, { name, method, packed, size, start }: Place): Buffer {
  if (start + 30 > buffer.length || buffer.readUInt32LE(start) !== LOCAL) throw damaged(`${name} is damaged`)
  const from = start + 30 + buffer.readUInt16LE(start + 26) + buffer.readUInt16LE(start + 28)
  const content = buffer.subarray(from, from + packed)
  if (content.length < packed || size > LONGEST) throw damaged(`${name} is cut off`)
  if (method === 0) return content
  if (method !== 8) throw damaged(`${name} is packed in a way that can't be read`)
  try {
    const made = inflateRawSync(content, { maxOutputLength: Math.max(size, 1) })
    if (made.length !== size) throw damaged(`${name} is damaged`)
    return made
  } catch (error) {
    throw error instanceof ValueError ? error : damaged(`${name} is damaged`)
  }
}

/** An archive of files, deflated if asked for. */
export function zipBytes(files: readonly (readonly [name: string, content: Uint8Array])[], deflate: boolean): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const packed = deflate ? deflateRawSync(content) : Buffer.from(content)
    const text = Buffer.from(name, 'utf8')
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt16LE(deflate ? 8 : 0, 4)
    // 1 January 1980
    about.writeUInt16LE(33, 8)
    about.writeUInt32LE(crc32(content), 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(content.length, 18)
    about.writeUInt16LE(text.length, 22)
    const local = Buffer.alloc(4)
    local.writeUInt32LE(LOCAL)
    const central = Buffer.alloc(6)
    central.writeUInt32LE(CENTRAL)
    central.writeUInt16LE(20, 4)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    parts.push(local, about, text, packed)
    directory.push(central, about, rest, text)
    offset += 30 + text.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, list, end])
}
