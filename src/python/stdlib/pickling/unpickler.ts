/** Reads pickles of protocols 0 to 4. */
import { ValueError } from '../../../errors/index.ts'
import type { PyInt } from '../../../tensor/literals.ts'
import { isUtf8 } from '../../builtins/encodings.ts'
import { callMethod, findAttribute, setAttribute } from '../../objects/attributes.ts'
import { call } from '../../objects/call.ts'
import { EOFError } from '../../objects/exceptions.ts'
import { checkGrowth } from '../../objects/limits.ts'
import { machine } from '../../objects/machine.ts'
import { quoted, str } from '../../objects/text/repr.ts'
import { pythonClassOf } from '../../objects/values/class.ts'
import { PyDict } from '../../objects/values/dict.ts'
import { allocateBare } from '../../objects/values/instances.ts'
import { float, int, makeInt } from '../../objects/values/numbers.ts'
import { PyFrozenSet, PySet } from '../../objects/values/set.ts'
import { PyTuple } from '../../objects/values/tuple.ts'
import { plainTexts, toUnicode } from '../../objects/values/unicode.ts'
import { named, Unfinished, UnpicklingError } from './names.ts'

const MARK = Symbol('mark')

/** Bytes of a program of Python 2 as the running one has them. */
export type DecodeBytes = (bytes: Buffer) => unknown

export const asText: DecodeBytes = bytes => (isUtf8(bytes) ? bytes.toString('utf8') : bytes)

export class Unpickler {
  readonly #bytes: Buffer
  readonly #decode: DecodeBytes
  readonly #stack: unknown[] = []
  readonly #memo = new Map<number, unknown>()
  #at = 0
  constructor(bytes: Buffer, decode: DecodeBytes) {
    this.#bytes = bytes
    this.#decode = decode
  }
  /** Where the pickle ended. */
  get end(): number {
    return this.#at
  }
  #take(count: number): Buffer {
    const end = this.#at + count
    if (!(count >= 0) || end > this.#bytes.length) throw new EOFError('pickle data was truncated')
    const part = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return part
  }
  #line(): string {
    const at = this.#bytes.indexOf(10, this.#at)
    if (at < 0) throw new EOFError('pickle data was truncated')
    return this.#take(at + 1 - this.#at)
      .toString('latin1')
      .replace(/\r?\n$/, '')
  }
  #pop(): unknown {
    if (this.#stack.length === 0) throw new UnpicklingError('unexpected end of the stack')
    return this.#stack.pop()
  }
  #top(): unknown {
    if (this.#stack.length === 0) throw new UnpicklingError('unexpected end of the stack')
    return this.#stack.at(-1)
  }
  #push(value: unknown): void {
    if (this.#stack.length > 0) checkGrowth(this.#stack.length)
    this.#stack.push(value)
  }
  #marked(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK)
    if (at < 0) throw new UnpicklingError('could not find MARK')
    return this.#stack.splice(at).slice(1)
  }
  #remember(index: number): void {
    this.#memo.set(index, this.#top())
  }
  #recall(index: number): void {
    if (!this.#memo.has(index)) throw new UnpicklingError(`Memo value not found at index ${index}`)
    this.#push(this.#memo.get(index))
  }
  load(): unknown {
    if (this.#bytes.length === 0) throw new EOFError('')
    for (;;) {
      const code = String.fromCharCode(this.#take(1)[0] as number)
      if (code === '.') return this.#pop()
      this.#step(code)
    }
  }
  #step(code: string): void {
    switch (code) {
      case '\x80':
        if ((this.#take(1)[0] as number) > 5) throw new ValueError('unsupported pickle protocol')
        break
      case '\x95':
        this.#take(8)
        break
      case '(':
        this.#push(MARK)
        break
      case '0':
        this.#pop()
        break
      case '1':
        this.#marked()
        break
      case '2':
        this.#push(this.#top())
        break
      case 'N':
        this.#push(null)
        break
      case '\x88':
        this.#push(true)
        break
      case '\x89':
        this.#push(false)
        break
      default:
        if (!this.#number(code) && !this.#text(code) && !this.#container(code) && !this.#object(code))
          throw new UnpicklingError(`invalid load key, ${quoted(code)}.`)
    }
  }
  #number(code: string): boolean {
    switch (code) {
      case 'I': {
        const line = this.#line()
        this.#push(line === '01' ? true : line === '00' ? false : wholeOf(line))
        return true
      }
      case 'L':
        this.#push(wholeOf(this.#line().replace(/L$/, '')))
        return true
      case 'J':
        this.#push(int(this.#take(4).readInt32LE()))
        return true
      case 'K':
        this.#push(int(this.#take(1)[0] as number))
        return true
      case 'M':
        this.#push(int(this.#take(2).readUInt16LE()))
        return true
      case '\x8a':
        this.#push(longOf(this.#take(this.#take(1)[0] as number)))
        return true
      case '\x8b':
        this.#push(longOf(this.#take(this.#take(4).readInt32LE())))
        return true
      case 'F':
        this.#push(float(Number(this.#line().replace(/^(-?)inf$/, '$1Infinity'))))
        return true
      case 'G':
        this.#push(float(this.#take(8).readDoubleBE()))
        return true
      default:
        return false
    }
  }
  #pushText(text: string): void {
    this.#push(machine.version === 2 ? toUnicode(text) : text)
  }
  #text(code: string): boolean {
    switch (code) {
      case 'S':
        this.#push(this.#decode(stringLiteral(this.#line())))
        return true
      case 'T':
        this.#push(this.#decode(Buffer.from(this.#take(this.#take(4).readInt32LE()))))
        return true
      case 'U':
        this.#push(this.#decode(Buffer.from(this.#take(this.#take(1)[0] as number))))
        return true
      case 'B':
        this.#push(Buffer.from(this.#take(this.#take(4).readUInt32LE())))
        return true
      case 'C':
        this.#push(Buffer.from(this.#take(this.#take(1)[0] as number)))
        return true
      case '\x8e':
      case '\x96':
        this.#push(Buffer.from(this.#take(Number(this.#take(8).readBigUInt64LE()))))
        return true
      case 'V':
        this.#pushText(unicodeLiteral(this.#line()))
        return true
      case 'X':
        this.#pushText(this.#take(this.#take(4).readUInt32LE()).toString('utf8'))
        return true
      case '\x8c':
        this.#pushText(this.#take(this.#take(1)[0] as number).toString('utf8'))
        return true
      case '\x8d':
        this.#pushText(this.#take(Number(this.#take(8).readBigUInt64LE())).toString('utf8'))
        return true
      default:
        return false
    }
  }
  #container(code: string): boolean {
    switch (code) {
      case ']':
        this.#push([])
        return true
      case 'l':
        this.#push(this.#marked())
        return true
      case 'a':
        this.#extend([this.#pop()])
        return true
      case 'e':
        this.#extend(this.#marked())
        return true
      case ')':
        this.#push(new PyTuple())
        return true
      case 't':
        this.#push(PyTuple.from_items(this.#marked()))
        return true
      case '\x85':
      case '\x86':
      case '\x87': {
        const count = code.charCodeAt(0) - 0x84
        const items = Array.from({ length: count }, () => this.#pop()).reverse()
        this.#push(PyTuple.from_items(items))
        return true
      }
      case '}':
        this.#push(new PyDict())
        return true
      case 'd':
        this.#push(new PyDict())
        this.#setItems(
          this.#stack
            .splice(this.#stack.lastIndexOf(MARK), this.#stack.length - 1 - this.#stack.lastIndexOf(MARK))
            .slice(1),
        )
        return true
      case 's': {
        const [value, key] = [this.#pop(), this.#pop()]
        this.#setItems([key, value])
        return true
      }
      case 'u':
        this.#setItems(this.#marked())
        return true
      case '\x8f':
        this.#push(new PySet())
        return true
      case '\x90': {
        const items = this.#marked()
        for (const item of items) callMethod(this.#top(), 'add', [item], null)
        return true
      }
      case '\x91':
        this.#push(new PyFrozenSet(this.#marked()))
        return true
      default:
        return false
    }
  }
  #replace(before: Unfinished, after: unknown): void {
    this.#stack[this.#stack.length - 1] = after
    for (const [index, value] of this.#memo) if (value === before) this.#memo.set(index, after)
  }
  #extend(items: readonly unknown[]): void {
    const target = this.#top()
    if (!Array.isArray(target)) {
      for (const item of items) callMethod(target, 'append', [item], null)
      return
    }
    for (const item of items) {
      if (target.length > 0) checkGrowth(target.length)
      target.push(item)
    }
  }
  #setItems(pairs: readonly unknown[]): void {
    const target = this.#top()
    if (!(target instanceof PyDict)) throw new UnpicklingError('items are set of what is no dict')
    for (let i = 0; i + 1 < pairs.length; i += 2) target.set(pairs[i], pairs[i + 1])
  }
  #object(code: string): boolean {
    switch (code) {
      case 'p':
        this.#remember(Number(this.#line()))
        return true
      case 'q':
        this.#remember(this.#take(1)[0] as number)
        return true
      case 'r':
        this.#remember(this.#take(4).readUInt32LE())
        return true
      case '\x94':
        this.#remember(this.#memo.size)
        return true
      case 'g':
        this.#recall(Number(this.#line()))
        return true
      case 'h':
        this.#recall(this.#take(1)[0] as number)
        return true
      case 'j':
        this.#recall(this.#take(4).readUInt32LE())
        return true
      case 'c': {
        const module = this.#line()
        this.#push(named(module, this.#line()))
        return true
      }
      case '\x93': {
        const [name, module] = [str(this.#pop()), str(this.#pop())]
        this.#push(named(module, name))
        return true
      }
      case 'R': {
        const [args, fn] = [this.#pop(), this.#pop()]
        this.#push(call(fn, [...(args as PyTuple)], null))
        return true
      }
      case '\x81': {
        const [args, type] = [this.#pop(), this.#pop()]
        this.#push(made(type, args as PyTuple))
        return true
      }
      case 'o': {
        const [type, ...args] = this.#marked()
        this.#push(made(type, args))
        return true
      }
      case 'i': {
        const module = this.#line()
        const type = named(module, this.#line())
        this.#push(made(type, this.#marked()))
        return true
      }
      case 'b': {
        const state = this.#pop()
        const object = this.#top()
        if (object instanceof Unfinished) this.#replace(object, object.finish(plainTexts(state)))
        else setState(object, state)
        return true
      }
      default:
        return false
    }
  }
}

/** An instance whose `__init__` does not run. */
const made = (type: unknown, args: readonly unknown[]): unknown =>
  pythonClassOf(type) && args.length === 0 ? allocateBare(type) : call(type, args, null)

function setState(object: unknown, state: unknown): void {
  const own = findAttribute(object, '__setstate__')
  if (own !== undefined) {
    call(own, [state], null)
    return
  }
  const [dict, slots] = state instanceof PyTuple && state.length === 2 ? state : [state, null]
  for (const part of [dict, slots])
    if (part instanceof PyDict) for (const [name, value] of part) setAttribute(object, str(name), value)
}

const wholeOf = (text: string): PyInt => {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ValueError(`invalid literal for int() with base 10: ${quoted(text)}`)
  return makeInt(BigInt(text.trim()))
}

function longOf(bytes: Buffer): PyInt {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number)
  return makeInt(bytes.length > 0 ? BigInt.asIntN(bytes.length * 8, value) : 0n)
}

/** `'text'` of protocol 0, in Python 2's spelling. */
function stringLiteral(line: string): Buffer {
  const inner = /^(['"])([\s\S]*)\1$/.exec(line.trim())?.[2]
  if (inner === undefined) throw new ValueError('insecure string pickle')
  const simple: Readonly<Record<string, string>> = {
    n: '\n',
    r: '\r',
    t: '\t',
    '\\': '\\',
    "'": "'",
    '"': '"',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  }
  const text = inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex: string | undefined, octal: string | undefined, char: string) =>
      hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : octal !== undefined
          ? String.fromCharCode(Number.parseInt(octal, 8))
          : Object.hasOwn(simple, char)
            ? (simple[char] as string)
            : whole,
  )
  return Buffer.from(text, 'latin1')
}

const unicodeLiteral = (line: string): string =>
  line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short: string | undefined, long: string) =>
    String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(short ?? long, 16))),
  )
