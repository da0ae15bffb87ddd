/**
 * pickle and cPickle: protocols 0 to 4 are read, 0 to 2 written. A pickle names the classes and functions that it is made of; only those that
 * are registered here (containers, what numpy keeps arrays by, classes of the program) are found, and nothing else is called.
 */
import { decodeText } from '../builtins/encodings.ts'
import { PyFile } from '../builtins/files.ts'
import { callMethod } from '../objects/attributes.ts'
import { optionalIndex } from '../objects/convert.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { methods, native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { PickleError, PicklingError, UnpicklingError } from './pickling/names.ts'
import { Pickler } from './pickling/pickler.ts'
import { asText, type DecodeBytes, Unpickler } from './pickling/unpickler.ts'
import { bytesOf, restOf } from './streams.ts'

/** How bytes of Python 2's texts are read, by the name of their encoding. */
function decoderOf(encoding: unknown): DecodeBytes {
  const name = str(encoding)
  if (machine.version === 2 || name === 'ASCII') return asText
  return name === 'bytes' ? bytes => bytes : bytes => decodeText(bytes, name)
}

function loadFrom(file: unknown, encoding: unknown): unknown {
  if (!(file instanceof PyFile))
    return new Unpickler(
      restOf(file, source => callMethod(source, 'read', [], null)),
      decoderOf(encoding),
    ).load()
  // several pickles may stand one behind the other
  const start = file.tell()
  const reader = new Unpickler(file.readBytes(null), decoderOf(encoding))
  const value = reader.load()
  file.seek(start + reader.end, 0)
  return value
}

function protocolOf(given: unknown): number {
  const asked = optionalIndex(given)
  const otherwise = machine.version === 2 ? 0 : 2
  return asked === null ? otherwise : asked < 0 ? 2 : Math.min(2, asked)
}

function dumped(value: unknown, protocol: unknown): Buffer {
  return new Pickler(protocolOf(protocol)).dump(value)
}

/** A pickle as `dumps` gives it. */
const given = (bytes: Buffer): unknown =>
  machine.version === 2 && bytes.every(byte => byte < 128) ? bytes.toString('latin1') : bytes

class PicklerObject {
  static readonly pythonName = 'Pickler'
  readonly file: unknown
  readonly protocol: unknown
  constructor(file: unknown, protocol: unknown) {
    this.file = file
    this.protocol = protocol
  }
}
const PICKLER = new PyType('Pickler', {
  construct: ([file, protocol]) => new PicklerObject(file, protocol ?? null),
  check: value => value instanceof PicklerObject,
})
PICKLER.methods = methods({
  'dump(obj)': (self: PicklerObject, value: unknown) => written(value, self.file, self.protocol),
})
registerType(PicklerObject, PICKLER)

class UnpicklerObject {
  static readonly pythonName = 'Unpickler'
  readonly file: unknown
  constructor(file: unknown) {
    this.file = file
  }
}
const UNPICKLER = new PyType('Unpickler', {
  construct: ([file]) => new UnpicklerObject(file),
  check: value => value instanceof UnpicklerObject,
})
UNPICKLER.methods = methods({ 'load()': (self: UnpicklerObject) => loadFrom(self.file, 'ASCII') })
registerType(UnpicklerObject, UNPICKLER)

function written(value: unknown, file: unknown, protocol: unknown): null {
  callMethod(
    file,
    'write',
    [machine.version === 2 || !(file instanceof PyFile) ? given(dumped(value, protocol)) : dumped(value, protocol)],
    null,
  )
  return null
}

export const PICKLE: Readonly<Record<string, unknown>> = {
  HIGHEST_PROTOCOL: int(2),
  DEFAULT_PROTOCOL: int(2),
  PickleError,
  PicklingError,
  UnpicklingError,
  Pickler: PICKLER,
  Unpickler: UNPICKLER,
  dump: native('dump(obj, file, protocol=None, fix_imports=True)', written),
  dumps: native('dumps(obj, protocol=None, fix_imports=True)', (value: unknown, protocol: unknown) =>
    given(dumped(value, protocol)),
  ),
  load: native(
    "load(file, fix_imports=True, encoding='ASCII', errors='strict')",
    (file: unknown, _: unknown, encoding: unknown) => loadFrom(file, encoding),
  ),
  loads: native(
    "loads(string, fix_imports=True, encoding='ASCII', errors='strict')",
    (text: unknown, _: unknown, encoding: unknown) =>
      new Unpickler(typeof text === 'string' ? Buffer.from(text, 'latin1') : bytesOf(text), decoderOf(encoding)).load(),
  ),
}
