/** Writes pickles of protocols 0 to 2. */
import { Complex, PyFloat, PyInt } from '../../../tensor/literals.ts'
import { attributesDict, findAttribute } from '../../objects/attributes.ts'
import { call } from '../../objects/call.ts'
import { machine } from '../../objects/machine.ts'
import { slotsOf } from '../../objects/slots.ts'
import { repr } from '../../objects/text/repr.ts'
import { type PyClass, programClassOf, pythonClassOf } from '../../objects/values/class.ts'
import { PyDefaultDict, PyDict, PyOrderedDict } from '../../objects/values/dict.ts'
import { float } from '../../objects/values/numbers.ts'
import { PyFrozenSet, PySet } from '../../objects/values/set.ts'
import { PyTuple, tuple } from '../../objects/values/tuple.ts'
import { typeName } from '../../objects/values/type.ts'
import { PyUnicode } from '../../objects/values/unicode.ts'
import { PicklingError, registeredName } from './names.ts'

/** Deeper objects are nested deeper than the stack. */
const MOST_LEVELS = 400

export class Pickler {
  readonly #parts: Buffer[] = []
  readonly #memo = new Map<unknown, number>()
  readonly #protocol: number
  constructor(protocol: number) {
    this.#protocol = protocol
  }
  dump(value: unknown): Buffer {
    if (this.#protocol >= 2) this.#put(0x80, this.#protocol)
    this.#save(value, 0)
    this.#text('.')
    return Buffer.concat(this.#parts)
  }
  #put(...bytes: number[]): void {
    this.#parts.push(Buffer.from(bytes))
  }
  #text(text: string): void {
    this.#parts.push(Buffer.from(text, 'latin1'))
  }
  #sized(code: string, bytes: Buffer): void {
    const head = Buffer.alloc(5)
    head.write(code, 'latin1')
    head.writeUInt32LE(bytes.length, 1)
    this.#parts.push(head, bytes)
  }
  #remember(value: unknown): void {
    const index = this.#memo.size
    this.#memo.set(value, index)
    if (this.#protocol === 0) this.#text(`p${index}\n`)
    else if (index < 256) this.#put(0x71, index)
    else {
      const bytes = Buffer.alloc(5)
      bytes.write('r')
      bytes.writeUInt32LE(index, 1)
      this.#parts.push(bytes)
    }
  }
  #recall(index: number): void {
    if (this.#protocol === 0) this.#text(`g${index}\n`)
    else if (index < 256) this.#put(0x68, index)
    else {
      const bytes = Buffer.alloc(5)
      bytes.write('j')
      bytes.writeUInt32LE(index, 1)
      this.#parts.push(bytes)
    }
  }
  #global(path: string): void {
    const dot = path.lastIndexOf('.')
    this.#text(`c${path.slice(0, dot)}\n${path.slice(dot + 1)}\n`)
  }
  #save(value: unknown, level: number): void {
    if (level > MOST_LEVELS) throw new PicklingError('objects are nested too deep')
    if (value === null) this.#text('N')
    else if (typeof value === 'boolean')
      this.#text(this.#protocol >= 2 ? (value ? '\x88' : '\x89') : `I0${Number(value)}\n`)
    else if (value instanceof PyInt) this.#integer(BigInt(value.value))
    else if (value instanceof PyFloat) this.#float(value.value)
    else if (typeof value === 'object' || typeof value === 'function' || typeof value === 'string') {
      const known = this.#memo.get(value)
      if (known !== undefined) this.#recall(known)
      else if (typeof value === 'string') this.#string(value)
      else if (value instanceof PyUnicode) this.#unicode(value, String(value))
      else this.#object(value, level + 1)
    } else throw new PicklingError(`can't pickle ${typeName(value)} objects`)
  }
  #integer(value: bigint): void {
    if (value >= -(2n ** 31n) && value < 2n ** 31n) {
      if (this.#protocol === 0) this.#text(`I${value}\n`)
      else if (value >= 0n && value < 256n) this.#put(0x4b, Number(value))
      else {
        const bytes = Buffer.alloc(5)
        bytes.write('J')
        bytes.writeInt32LE(Number(value), 1)
        this.#parts.push(bytes)
      }
    } else this.#text(`L${value}L\n`)
  }
  #float(value: number): void {
    if (this.#protocol === 0) this.#text(`F${repr(new PyFloat(value))}\n`)
    else {
      const bytes = Buffer.alloc(9)
      bytes.write('G')
      bytes.writeDoubleBE(value, 1)
      this.#parts.push(bytes)
    }
  }
  /** A str: bytes in Python 2, text in Python 3. */
  #string(value: string): void {
    if (machine.version === 3) {
      this.#unicode(value, value)
      return
    }
    if (this.#protocol === 0) this.#text(`S${repr(value)}\n`)
    else this.#sized('T', Buffer.from(value))
    this.#remember(value)
  }
  #unicode(value: unknown, text: string): void {
    if (this.#protocol === 0)
      this.#text(
        `V${text.replace(/[\\\n\r]|[^\0-\xff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`,
      )
    else this.#sized('X', Buffer.from(text))
    this.#remember(value)
  }
  #object(value: object, level: number): void {
    const own = programClassOf(value)
    if (Buffer.isBuffer(value)) {
      // text of bytes, and how to make bytes of it, which both Pythons understand
      this.#global('_codecs.encode')
      this.#save(tuple(value.toString('latin1'), 'latin1'), level)
      this.#text('R')
      this.#remember(value)
    } else if (own) this.#instance(value, own, level)
    else if (value instanceof PyTuple) this.#tuple(value, level)
    else if (Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype) {
      this.#text(this.#protocol === 0 ? '(l' : ']')
      this.#remember(value)
      this.#items(value, 'a', 'e', level)
    } else if (value instanceof PyDict) this.#dict(value, level)
    else if (value instanceof PySet)
      this.#reduced(
        value,
        value instanceof PyFrozenSet ? '__builtin__.frozenset' : '__builtin__.set',
        tuple([...value]),
        level,
      )
    else if (value instanceof Complex)
      this.#reduced(value, '__builtin__.complex', tuple(float(value.re), float(value.im)), level)
    else this.#foreign(value, level)
  }
  #tuple(value: PyTuple, level: number): void {
    if (value.length === 0) {
      this.#text(this.#protocol === 0 ? '(t' : ')')
      return
    }
    this.#text('(')
    for (const item of value) this.#save(item, level)
    this.#text('t')
    this.#remember(value)
  }
  #items(items: readonly unknown[], one: string, many: string, level: number): void {
    if (this.#protocol === 0)
      for (const item of items) {
        this.#save(item, level)
        this.#text(one)
      }
    else if (items.length > 0) {
      this.#text('(')
      for (const item of items) this.#save(item, level)
      this.#text(many)
    }
  }
  #entries(dict: PyDict, level: number): void {
    if (dict.size === 0) return
    this.#text('(')
    for (const [key, item] of dict) {
      this.#save(key, level)
      this.#save(item, level)
    }
    this.#text('u')
  }
  #dict(value: PyDict, level: number): void {
    if (value instanceof PyOrderedDict) {
      this.#reduced(value, 'collections.OrderedDict', tuple([...value].map(entry => [...entry])), level)
      return
    }
    if (value instanceof PyDefaultDict)
      this.#reduced(
        value,
        'collections.defaultdict',
        value.factoryValue === null ? tuple() : tuple(value.factoryValue),
        level,
      )
    else if (Object.getPrototypeOf(value) === PyDict.prototype) {
      this.#text(this.#protocol === 0 ? '(d' : '}')
      this.#remember(value)
    } else this.#reduced(value, `collections.${typeName(value)}`, tuple(), level)
    this.#entries(value, level)
  }
  #reduced(value: object, path: string, args: PyTuple, level: number): void {
    this.#global(path)
    this.#save(args, level)
    this.#text('R')
    this.#remember(value)
  }
  #instance(value: object, type: PyClass, level: number): void {
    const reduce = findAttribute(value, '__reduce__')
    if (reduce !== undefined)
      throw new PicklingError(`${type.pythonName} has a __reduce__ of its own, which is not supported`)
    this.#global('copy_reg._reconstructor')
    this.#text('(')
    this.#global(`${type.pythonModule}.${type.pythonName}`)
    this.#global('__builtin__.object')
    this.#text('NtR')
    this.#remember(value)
    const own = findAttribute(value, '__getstate__')
    this.#save(own === undefined ? attributesDict(value) : call(own, [], null), level)
    this.#text('b')
  }
  #foreign(value: object, level: number): void {
    const type = typeof value === 'function' ? pythonClassOf(value) : undefined
    if (type) {
      this.#global(`${type.pythonModule}.${type.pythonName}`)
      return
    }
    const registered = registeredName(value)
    if (registered !== undefined) {
      this.#global(registered)
      return
    }
    const reduced = slotsOf(value).reduce?.(value)
    if (!reduced) throw new PicklingError(`can't pickle ${typeName(value)} objects`)
    this.#reduced(value, reduced.path, PyTuple.from_items(reduced.args), level)
    if (reduced.state === undefined) return
    this.#save(reduced.state, level)
    this.#text('b')
  }
}
