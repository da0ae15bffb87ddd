/** hashlib, base64, binascii, uuid. */
import { createHash, type Hash, randomUUID } from 'node:crypto'
import { ValueError } from '../../errors/index.ts'
import { str } from '../objects/text/repr.ts'
import { methods, native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { crc32 } from './checksums.ts'
import { bytesOf, presented } from './streams.ts'

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const

class HashObject {
  static readonly pythonName = 'HASH'
  readonly name: string
  #state: Hash
  constructor(name: string, state: Hash) {
    this.name = name
    this.#state = state
  }
  update(data: unknown): null {
    this.#state.update(bytesOf(data))
    return null
  }
  digest(): Buffer {
    return this.#state.copy().digest()
  }
  copy(): HashObject {
    return new HashObject(this.name, this.#state.copy())
  }
}
const HASH = new PyType('HASH', { construct: () => null, check: value => value instanceof HashObject })
HASH.methods = methods({
  'update(data)': (self: HashObject, data: unknown) => self.update(data),
  'digest()': (self: HashObject) => self.digest(),
  'hexdigest()': (self: HashObject) => self.digest().toString('hex'),
  'copy()': (self: HashObject) => self.copy(),
})
HASH.getters = new Map<string, (self: unknown) => unknown>([
  ['name', self => (self as HashObject).name],
  ['digest_size', self => int((self as HashObject).digest().length)],
])
registerType(HashObject, HASH)

function hash(name: string, data: unknown): HashObject {
  if (!(ALGORITHMS as readonly string[]).includes(name)) throw new ValueError(`unsupported hash type ${name}`)
  const made = new HashObject(name, createHash(name))
  if (data !== null) made.update(data)
  return made
}

export const HASHLIB: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    ALGORITHMS.map(name => [name, native(`${name}(string=None)`, (data: unknown) => hash(name, data))]),
  ),
  new: native('new(name, string=None)', (name: unknown, data: unknown) => hash(str(name), data)),
}

const encode64 = (data: unknown): string => bytesOf(data).toString('base64')
const decode64 = native('b64decode(s, altchars=None)', (text: unknown) =>
  presented(Buffer.from(bytesOf(text).toString('latin1'), 'base64')),
)
const asBytes = (text: string): string | Buffer => presented(Buffer.from(text))

export const BASE64: Readonly<Record<string, unknown>> = {
  b64encode: native('b64encode(s, altchars=None)', (data: unknown) => asBytes(encode64(data))),
  standard_b64encode: native('standard_b64encode(s)', (data: unknown) => asBytes(encode64(data))),
  encodestring: native('encodestring(s)', (data: unknown) => asBytes(encode64(data).replace(/.{1,76}/g, '$&\n'))),
  urlsafe_b64encode: native('urlsafe_b64encode(s)', (data: unknown) =>
    asBytes(encode64(data).replaceAll('+', '-').replaceAll('/', '_')),
  ),
  b64decode: decode64,
  standard_b64decode: decode64,
  decodestring: decode64,
  urlsafe_b64decode: decode64,
}

export const BINASCII: Readonly<Record<string, unknown>> = {
  hexlify: native('hexlify(data)', (data: unknown) => asBytes(bytesOf(data).toString('hex'))),
  unhexlify: native('unhexlify(hexstr)', (text: unknown) =>
    presented(Buffer.from(bytesOf(text).toString('latin1'), 'hex')),
  ),
  crc32: native('crc32(data, crc=0)', (data: unknown) => int(crc32(bytesOf(data)))),
}

export const UUID: Readonly<Record<string, unknown>> = {
  uuid4: native('uuid4()', () => randomUUID()),
  uuid1: native('uuid1()', () => randomUUID()),
}
