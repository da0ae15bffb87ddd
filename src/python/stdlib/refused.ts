/**
 * What would leave the program: downloads and other processes. Nothing is fetched and nothing started; a file that a program would download is
 * looked for where the program would put it, and in the folder TF0_DATA.
 */
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { IOError, NotImplementedError } from '../../errors/index.ts'
import { makeMissing } from '../../formats/files/folders.ts'
import { MemoryStore } from '../builtins/byte_stores.ts'
import { isUtf8 } from '../builtins/encodings.ts'
import { PyFile } from '../builtins/files.ts'
import { findAttribute } from '../objects/attributes.ts'
import { withFile } from '../objects/system_errors.ts'
import { str } from '../objects/text/repr.ts'
import { makeFunction, methods, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { parseJson } from './json.ts'

/** An address that was asked for: the object of a request has one. */
const addressOf = (given: unknown): string => {
  if (typeof given === 'string' || Buffer.isBuffer(given)) return String(given)
  const inner = findAttribute(given, 'full_url')
  return inner === undefined ? str(given) : str(inner)
}

/** The name of a file at an address. */
const fileName = (address: string): string =>
  basename(address.replace(/[?#].*$/, '').replace(/\/+$/, '')) || 'index.html'

/** A file in the folder TF0_DATA, under the name that it has at its address. */
function given(address: string): string | undefined {
  const folder = process.env['TF0_DATA']
  if (!folder) return undefined
  return [fileName(address), address.replace(/^\w+:\/+/, '').replace(/[?#].*$/, '')]
    .map(name => join(folder, name))
    .find(path => existsSync(path))
}

const refusal = (address: string, place: string | null): IOError =>
  new IOError(
    `tf0 downloads nothing: get ${address} yourself and put it ${
      place === null ? 'into the folder that TF0_DATA names' : `to ${place}, or into the folder that TF0_DATA names,`
    } as ${fileName(address)}`,
  )

/** The file that `urlretrieve(address, place)` would bring. */
function retrieve(address: unknown, place: unknown): unknown {
  const from = addressOf(address)
  const target = place === null ? join(tmpdir(), fileName(from)) : str(place)
  const found = given(from)
  if (found !== undefined)
    withFile(target, () => {
      makeMissing(dirname(target))
      copyFileSync(found, target)
    })
  else if (!existsSync(target)) throw refusal(from, target)
  return tuple(target, new PyDict())
}

/** The bytes at an address: of a file of its name in TF0_DATA, or beside the program. */
function bytesAt(address: string): Buffer {
  const found = given(address) ?? [fileName(address)].find(name => existsSync(name))
  if (found === undefined) throw refusal(address, null)
  return withFile(found, () => readFileSync(found))
}

const urlopen = native('urlopen(url, data=None, timeout=None, **options)', (url: unknown) => {
  const address = addressOf(url)
  return new PyFile(address, 'rb', new MemoryStore(bytesAt(address)), {
    binary: true,
    encoding: 'utf-8',
    universalNewlines: false,
  })
})
const urlretrieve = native('urlretrieve(url, filename=None, reporthook=None, data=None)', retrieve)

class Request {
  static readonly pythonName = 'Request'
  readonly full_url: string
  constructor(url: string) {
    this.full_url = url
  }
}
const REQUEST = new PyType('Request', {
  construct: ([url]) => new Request(str(url)),
  check: value => value instanceof Request,
})
REQUEST.methods = methods({ 'add_header(key, value)': () => null, 'get_full_url()': (self: Request) => self.full_url })
REQUEST.getters = new Map([['full_url', (self: unknown) => (self as Request).full_url]])
registerType(Request, REQUEST)

const quoteText = (text: string, safe: string): string =>
  [...Buffer.from(text)]
    .map(byte => String.fromCharCode(byte))
    .map(char =>
      /[\w.\-~]/.test(char) || safe.includes(char)
        ? char
        : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')
const quote = native("quote(string, safe='/')", (text: unknown, safe: unknown) => quoteText(str(text), str(safe)))
const quotePlus = native("quote_plus(string, safe='')", (text: unknown, safe: unknown) =>
  quoteText(str(text), `${str(safe)} `).replaceAll(' ', '+'),
)
const unquote = native('unquote(string)', (text: unknown) => {
  const bytes = Buffer.from(
    str(text).replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  return bytes.toString('utf8')
})
const urlencode = native('urlencode(query, doseq=0)', (query: unknown) =>
  [...(query as PyDict)].map(([key, value]) => `${quoteText(str(key), '')}=${quoteText(str(value), '')}`).join('&'),
)

const URL_NAMES = {
  urlopen,
  urlretrieve,
  quote,
  quote_plus: quotePlus,
  unquote,
  urlencode,
  Request: REQUEST,
  URLError: IOError,
  HTTPError: IOError,
}

/** requests.Response. */
class Response {
  static readonly pythonName = 'Response'
  readonly bytes: Buffer
  readonly url: string
  constructor(url: string, bytes: Buffer) {
    this.url = url
    this.bytes = bytes
  }
  get text(): string {
    return this.bytes.toString(isUtf8(this.bytes) ? 'utf8' : 'latin1')
  }
}
const RESPONSE = new PyType('Response', {
  module: 'requests.models',
  writtenInPython: true,
  construct: () => null,
  check: value => value instanceof Response,
})
RESPONSE.methods = methods({
  'json()': (self: Response) => parseJson(self.text),
  'raise_for_status()': () => null,
  'iter_content(chunk_size=1, decode_unicode=False)': (self: Response) => [self.bytes],
  'iter_lines()': (self: Response) => self.text.split(/\r?\n/),
})
RESPONSE.getters = new Map<string, (self: unknown) => unknown>([
  ['text', self => (self as Response).text],
  ['content', self => (self as Response).bytes],
  ['status_code', () => int(200)],
  ['ok', () => true],
  ['url', self => (self as Response).url],
  ['encoding', () => 'utf-8'],
  ['headers', () => new PyDict()],
])
RESPONSE.setters = new Map([['encoding', () => undefined]])
registerType(Response, RESPONSE)

const get = native('get(url, params=None, **options)', (url: unknown) => {
  const address = addressOf(url)
  return new Response(address, bytesAt(address))
})

const starts = (name: string): unknown =>
  makeFunction(
    name,
    args => {
      const [command] = args
      throw new NotImplementedError(
        `${name} is refused: tf0 starts no other programs${command === undefined ? '' : ` (${Array.isArray(command) ? command.map(str).join(' ') : str(command)})`}`,
      )
    },
    false,
  )

export const SUBPROCESS: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    ['Popen', 'call', 'check_call', 'check_output', 'run', 'getoutput', 'getstatusoutput'].map(name => [
      name,
      starts(`subprocess.${name}`),
    ]),
  ),
  PIPE: int(-1),
  STDOUT: int(-2),
  DEVNULL: int(-3),
  CalledProcessError: NotImplementedError,
}
/** os.system and os.popen. */
export const SYSTEM_COMMANDS: Readonly<Record<string, unknown>> = {
  system: starts('os.system'),
  popen: starts('os.popen'),
}

export const URLLIB: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  urllib: URL_NAMES,
  urllib2: URL_NAMES,
  'urllib.error': URL_NAMES,
  'urllib.parse': URL_NAMES,
  'urllib.request': URL_NAMES,
  'six.moves.urllib': URL_NAMES,
  'six.moves.urllib.error': URL_NAMES,
  'six.moves.urllib.parse': URL_NAMES,
  'six.moves.urllib.request': URL_NAMES,
  requests: { get, post: get, Response: RESPONSE, RequestException: IOError, ConnectionError: IOError },
  'requests.exceptions': { RequestException: IOError, ConnectionError: IOError, HTTPError: IOError },
}
