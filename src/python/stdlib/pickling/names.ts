/** What pickles may name: only registered classes and functions, and classes of the program, are found; nothing else is called. */
import { DICT, FROZEN_SET, SET } from '../../builtins/collection_types.ts'
import { COMPLEX } from '../../builtins/number_types.ts'
import { LIST } from '../../builtins/sequence_types.ts'
import { BYTES } from '../../builtins/string_type.ts'
import { importModule } from '../../compiler/modules.ts'
import { call } from '../../objects/call.ts'
import { Exception, ImportError } from '../../objects/exceptions.ts'
import { OBJECT } from '../../objects/object_type.ts'
import { str } from '../../objects/text/repr.ts'
import { native } from '../../objects/values/callable.ts'
import { pythonClassOf } from '../../objects/values/class.ts'
import { allocateBare } from '../../objects/values/instances.ts'
import { COLLECTIONS } from '../collections.ts'

export class PickleError extends Exception {}
export class UnpicklingError extends PickleError {}
export class PicklingError extends PickleError {}

/** What a pickle has begun to make: its state makes the value. */
export abstract class Unfinished {
  abstract finish(state: unknown): unknown
}

/** What a pickle may name: `module.name` → what it is called for. */
const KNOWN = new Map<string, unknown>()

/** Lets pickles name a class or function. */
export function registerPickled(path: string, value: unknown): void {
  KNOWN.set(path, value)
}

/** `copy_reg._reconstructor(class, object, None)`: how Python 2 makes instances. */
const reconstructor = native('_reconstructor(cls, base, state)', (type: unknown) =>
  pythonClassOf(type) ? allocateBare(type) : call(type, [], null),
)

for (const module of ['__builtin__', 'builtins'])
  for (const [name, value] of Object.entries({
    object: OBJECT,
    list: LIST,
    dict: DICT,
    set: SET,
    frozenset: FROZEN_SET,
    complex: COMPLEX,
    bytes: BYTES,
    bytearray: BYTES,
  }))
    registerPickled(`${module}.${name}`, value)
for (const name of ['OrderedDict', 'defaultdict', 'Counter', 'deque'])
  registerPickled(`collections.${name}`, COLLECTIONS[name])
registerPickled('copy_reg._reconstructor', reconstructor)
registerPickled('copyreg._reconstructor', reconstructor)
registerPickled(
  '_codecs.encode',
  native("encode(text, encoding='latin1')", (text: unknown) => Buffer.from(str(text), 'latin1')),
)

export function named(module: string, name: string): unknown {
  const known = KNOWN.get(`${module}.${name}`)
  if (known !== undefined) return known
  // a class of the program, or of a module that it has
  let value: unknown
  try {
    value = importModule(module, new Map()).own.get(name)
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
  }
  if (value !== undefined && (pythonClassOf(value) || (value as { fields?: unknown }).fields !== undefined))
    return value
  throw new UnpicklingError(`${module}.${name} is not among the classes that pickles may name here`)
}

/** The name under which a value is registered. */
export function registeredName(value: unknown): string | undefined {
  for (const [path, known] of KNOWN) if (known === value) return path
  return undefined
}
