/** Headers of HTTP/2 as bytes (HPACK, RFC 7541). Values are read byte by byte: servers of 0.x write line ends into them, which Node's own HTTP/2 drops. */

/** Bytes that a list of headers may have, names and values. */
const MOST_LIST_BYTES = 1 << 20
const DEFAULT_TABLE_SIZE = 4096
/** What an entry of the table costs beside its bytes. */
const ENTRY_OVERHEAD = 32

/** Appendix A: names with their values, where they have some. */
const STATIC_TABLE = `:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`
  .split('\n')
  .map(line => {
    const [name, ...value] = line.split(' ')
    return [name, value.join(' ')]
  })

const codesOf = text => [...text].map(letter => letter.charCodeAt(0))
/** Appendix B: the symbols of each length in bits. The code is canonical, so that their order says the rest; 256 is the end. */
const SYMBOLS = {
  5: codesOf('012aceiost'),
  6: codesOf(' %-./3456789=A_bdfghlmnpru'),
  7: codesOf(':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz'),
  8: codesOf('&*,;XZ'),
  10: codesOf('!"()?'),
  11: codesOf("'+|"),
  12: codesOf('#>'),
  13: [0, ...codesOf('$@[]~')],
  14: codesOf('^}'),
  15: codesOf('<`{'),
  19: [92, 195, 208],
  20: [128, 130, 131, 162, 184, 194, 224, 226],
  21: [153, 161, 167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230],
  22: [
    129, 132, 133, 134, 136, 146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198,
    228, 232, 233,
  ],
  23: [
    1, 135, 137, 138, 139, 140, 141, 143, 147, 149, 150, 151, 152, 155, 157, 158, 165, 166, 168, 174, 175, 180, 182,
    183, 188, 191, 197, 231, 239,
  ],
  24: [9, 142, 144, 145, 148, 159, 171, 206, 215, 225, 236, 237],
  25: [199, 207, 234, 235],
  26: [192, 193, 200, 201, 202, 205, 210, 213, 218, 219, 238, 240, 242, 243, 255],
  27: [203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245, 246, 247, 248, 250, 251, 252, 253, 254],
  28: [2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220, 249],
  30: [10, 13, 22, 256],
}
const LONGEST_CODE = 30

let firstCodes
/** By length: the first code, and its symbols. */
function huffmanCodes() {
  if (firstCodes) return firstCodes
  firstCodes = []
  let code = 0
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code *= 2
    const symbols = SYMBOLS[length] ?? []
    firstCodes.push({ first: code, symbols })
    code += symbols.length
  }
  return firstCodes
}

/** The text of Huffman's code. Error: RangeError where it is none. */
export function huffmanText(bytes) {
  const codes = huffmanCodes()
  let text = ''
  let code = 0
  let length = 0
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1)
      const known = codes[length++]
      if (!known) throw new RangeError('A header has a code that there is not.')
      const symbol = known.symbols[code - known.first]
      if (symbol === undefined) continue
      if (symbol > 255) throw new RangeError('A header has a code that ends it.')
      text += String.fromCharCode(symbol)
      code = 0
      length = 0
    }
  }
  // what is left fills the byte with ones
  if (length > 7 || code !== 2 ** length - 1) throw new RangeError('A header ends within a code.')
  return text
}

/** Reads the blocks of headers of one connection, which refer to earlier ones. Errors: RangeError for what is no such block. */
export class HeaderDecoder {
  #table = []
  #tableBytes = 0
  #tableLimit = DEFAULT_TABLE_SIZE
  #block
  #at = 0

  /** `give(name, value)`: texts with a character for each byte. */
  read(block, give) {
    this.#block = block
    this.#at = 0
    let bytes = 0
    while (this.#at < block.length) {
      const first = block[this.#at]
      let entry
      if (first >= 0x80) entry = this.#entry(this.#integer(7))
      else if (first >= 0x40) {
        entry = this.#literal(6)
        this.#add(entry)
      } else if (first >= 0x20) {
        this.#resize(this.#integer(5))
        continue
      } else entry = this.#literal(4)
      const [name, value] = entry
      bytes += name.length + value.length
      if (bytes > MOST_LIST_BYTES) throw new RangeError('The headers of an answer are too large.')
      give(name, value)
    }
  }
  #integer(bits) {
    const most = (1 << bits) - 1
    let value = this.#byte() & most
    if (value < most) return value
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (value > 2 ** 31) throw new RangeError('A header has a number that is too large.')
      if (byte < 0x80) return value
    }
  }
  #byte() {
    if (this.#at >= this.#block.length) throw new RangeError('A header is cut off.')
    return this.#block[this.#at++]
  }
  #text() {
    const isHuffman = (this.#block[this.#at] & 0x80) !== 0
    const length = this.#integer(7)
    const bytes = this.#block.subarray(this.#at, this.#at + length)
    if (bytes.length < length) throw new RangeError('A header is cut off.')
    this.#at += length
    return isHuffman ? huffmanText(bytes) : bytes.toString('latin1')
  }
  #literal(bits) {
    const index = this.#integer(bits)
    const name = index === 0 ? this.#text() : this.#entry(index)[0]
    return [name, this.#text()]
  }
  #entry(index) {
    const entry = index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : this.#table[index - STATIC_TABLE.length - 1]
    if (!entry) throw new RangeError('A header refers to one that there is not.')
    return entry
  }
  #add(entry) {
    this.#table.unshift(entry)
    this.#tableBytes += sizeOf(entry)
    this.#evict()
  }
  #resize(limit) {
    if (limit > DEFAULT_TABLE_SIZE) throw new RangeError('The table of headers is larger than it may be.')
    this.#tableLimit = limit
    this.#evict()
  }
  #evict() {
    while (this.#tableBytes > this.#tableLimit) this.#tableBytes -= sizeOf(this.#table.pop())
  }
}
const sizeOf = ([name, value]) => name.length + value.length + ENTRY_OVERHEAD

/** A block of headers that refers to none: two such blocks, one after the other, are a block, too. */
export function encodeHeaders(headers) {
  const pieces = []
  for (const [name, value] of headers) {
    pieces.push(Buffer.of(0))
    for (const text of [name, value]) {
      const bytes = Buffer.from(text)
      pieces.push(lengthOf(bytes.length), bytes)
    }
  }
  return Buffer.concat(pieces)
}
function lengthOf(length) {
  if (length < 127) return Buffer.of(length)
  const bytes = [127]
  let left = length - 127
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  bytes.push(left)
  return Buffer.from(bytes)
}
