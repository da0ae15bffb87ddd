/** The built-in functions. */

import { AttributeError, TypeError, ValueError } from '../../errors/index.ts'
import { scaledToWhole } from '../../tensor/decimal_text.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import {
  attributeName,
  attributesDict,
  callMethod,
  deleteAttribute,
  findAttribute,
  getAttribute,
  setAttribute,
} from '../objects/attributes.ts'
import { asFunction, call, specialMethod } from '../objects/call.ts'
import { isInstance, isSubclass } from '../objects/class_of.ts'
import { compare, equals } from '../objects/compare.ts'
import { numberOf, requireIndex, toInt } from '../objects/convert.ts'
import { foreignUnary } from '../objects/foreign_operators.ts'
import { iterable, iterate, PyIterator, toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { binary } from '../objects/operators.ts'
import { lengthOf } from '../objects/subscript.ts'
import { repr, str } from '../objects/text/repr.ts'
import { formatAny } from '../objects/text/str_format.ts'
import { truth } from '../objects/truth.ts'
import { allKeepUnicode, type Callable, isCallable, makeFunction, native } from '../objects/values/callable.ts'
import {
  classMembers,
  type PyClass,
  PyClassMethod,
  PyProperty,
  PyStaticMethod,
  PySuper,
  programClassOf,
  pythonClassOf,
  resolutionOrder,
} from '../objects/values/class.ts'
import { PyDict } from '../objects/values/dict.ts'
import { hashKey, identity } from '../objects/values/hash.ts'
import { declaredNames } from '../objects/values/members.ts'
import { PyModule } from '../objects/values/module.ts'
import { done } from '../objects/values/none.ts'
import { float, int, isInteger, makeInt, plainNumber, wholeNumber } from '../objects/values/numbers.ts'
import { PyTuple, tuple } from '../objects/values/tuple.ts'
import { builtinType, typeName } from '../objects/values/type.ts'
import { PyUnicode, plainText } from '../objects/values/unicode.ts'
import { exit } from './exit.ts'
import { inputLine, openFile, pathText } from './files.ts'
import { iter, next } from './iterator_types.ts'
import { printText } from './output.ts'
import { makeRange, sort } from './sequence_types.ts'

/** Python 2's map, filter, zip and range give lists. */
const lazily = (items: Iterable<unknown>): unknown =>
  machine.version === 2 ? toArray(new PyIterator(items[Symbol.iterator]())) : new PyIterator(items[Symbol.iterator]())

function* zipped(sources: readonly unknown[]): Generator<unknown> {
  const iterators = sources.map(iterate)
  while (iterators.length > 0) {
    const items: unknown[] = []
    for (const iterator of iterators) {
      const step = iterator.next()
      if (step.done) return
      items.push(step.value)
    }
    yield PyTuple.from_items(items)
  }
}

function* mapped(fn: unknown, sources: readonly unknown[]): Generator<unknown> {
  const [only] = sources
  if (sources.length === 1) for (const item of iterable(only)) yield fn === null ? item : call(fn, [item], null)
  else for (const items of zipped(sources)) yield fn === null ? items : call(fn, items as PyTuple, null)
}

function* filtered(test: unknown, items: unknown): Generator<unknown> {
  for (const item of iterable(items)) if (truth(test === null ? item : call(test, [item], null))) yield item
}

function extreme(
  name: 'min' | 'max',
  args: readonly unknown[],
  keywords: ReadonlyMap<string, unknown> | null,
): unknown {
  const items = args.length === 1 ? toArray(args[0]) : args
  const key = keywords?.get('key')
  const keyOf = key === undefined || key === null ? (item: unknown) => item : asFunction(key)
  if (items.length === 0) {
    if (keywords?.has('default')) return keywords.get('default')
    throw new ValueError(`${name}() arg is an empty sequence`)
  }
  const operator = name === 'min' ? '<' : '>'
  let [best] = items
  let bestKey = keyOf(best)
  for (const item of items.slice(1)) {
    const itemKey = keyOf(item)
    if (truth(compare(operator, itemKey, bestKey))) {
      best = item
      bestKey = itemKey
    }
  }
  return best
}

function absolute(value: unknown): unknown {
  if (value instanceof PyInt) return makeInt(value.value < 0 ? -value.value : value.value)
  if (value instanceof PyFloat) return float(Math.abs(value.value))
  if (typeof value === 'boolean') return int(Number(value))
  if (value instanceof Complex) return float(value.abs())
  const special = specialMethod(value, '__abs__')
  const result = special ? special() : foreignUnary('abs', value)
  if (result === undefined) throw new TypeError('bad operand type for abs()')
  return result
}

/** Python 3 rounds ties to even and gives ints; Python 2 rounds them away from zero and gives floats. */
function rounded(value: unknown, digits: unknown): unknown {
  const special = specialMethod(value, '__round__')
  if (special) return digits === null ? special() : special(digits)
  const number = plainNumber(value) ?? plainNumber(numberOf(value))
  if (number === undefined) throw new TypeError('a number is required')
  const places = digits === null ? 0 : requireIndex(digits)
  if (value instanceof PyInt && machine.version === 3 && places >= 0) return value
  // no double has more decimal places, or more digits before its point
  if (!Number.isFinite(number) || places > 400) return float(number)
  if (places < -400) return value instanceof PyInt && machine.version === 3 ? int(0) : float(0 * number)
  const result =
    machine.version === 2
      ? (Math.sign(number) * Math.round(Math.abs(number) * 10 ** places)) / 10 ** places
      : Number(`${number < 0 || Object.is(number, -0) ? '-' : ''}${scaledToWhole(number, places)}e${-places}`)
  if (digits === null && machine.version === 3) return toInt(float(result))
  return value instanceof PyInt && machine.version === 3 ? toInt(float(result)) : float(result)
}

function sumOf(items: unknown, start: unknown): unknown {
  let total = start
  for (const item of iterable(items)) total = binary('+', total, item)
  return total
}

function print(args: readonly unknown[], keywords: ReadonlyMap<string, unknown> | null): unknown {
  const option = (name: string, otherwise: string): string => {
    const value = keywords?.get(name)
    return value === undefined || value === null ? otherwise : str(value)
  }
  const text = args.map(str).join(option('sep', ' ')) + option('end', '\n')
  const file = keywords?.get('file')
  if (file !== undefined && file !== null) callMethod(file, 'write', [text], null)
  else printText(text)
  return null
}

function dir(value: unknown): string[] {
  const names = new Set<string>()
  if (value instanceof PyModule) for (const name of value.names()) names.add(name)
  else if (typeof value === 'object' && value !== null) {
    for (const name of attributesDict(value).keys()) names.add(String(name))
    for (const name of declaredNames(value)) if (name in value) names.add(name)
  }
  const type = pythonClassOf(value) ?? (typeof value === 'object' && value !== null ? programClassOf(value) : undefined)
  if (type)
    for (const one of resolutionOrder(type))
      if (pythonClassOf(one)) for (const name of classMembers(one as PyClass).keys()) names.add(name)
  for (let builtin = builtinType(value) ?? null; builtin; builtin = builtin.base)
    for (const name of [...builtin.methods.keys(), ...builtin.getters.keys()]) names.add(name)
  return [...names].sort()
}

function character(name: string, code: unknown): string {
  const index = requireIndex(code)
  if (!(index >= 0 && index < 0x110000)) throw new ValueError(`${name}() arg not in range(0x110000)`)
  return String.fromCodePoint(index)
}

function ordinal(given: unknown): PyInt {
  const char = plainText(given)
  if (typeof char !== 'string' && !Buffer.isBuffer(char))
    throw new TypeError(`ord() expected string of length 1, but ${typeName(char)} found`)
  const length = typeof char === 'string' ? [...char.slice(0, 4)].length : char.length
  if (length !== 1) throw new TypeError(`ord() expected a character, but string of length ${char.length} found`)
  return int(typeof char === 'string' ? (char.codePointAt(0) as number) : (char[0] as number))
}

/** `base ** exponent % modulus` without the power. */
function modularPower(base: bigint, exponent: bigint, modulus: bigint): PyInt {
  if (modulus === 0n) throw new ValueError('pow() 3rd argument cannot be 0')
  if (exponent < 0n) throw new ValueError('pow() 2nd argument cannot be negative when 3rd argument specified')
  let result = 1n
  for (let bit = exponent, factor = base % modulus; bit > 0n; bit >>= 1n, factor = (factor * factor) % modulus)
    if (bit & 1n) result = (result * factor) % modulus
  result %= modulus
  return makeInt(result !== 0n && result < 0n !== modulus < 0n ? result + modulus : result)
}

/** `property(fget, fset)` as a decorator, with its `setter`. */
function property(get: Callable | null, set: Callable | null, remove: Callable | null): PyProperty {
  return new PyProperty(get, set, remove)
}

export const FUNCTIONS: Readonly<Record<string, unknown>> = allKeepUnicode({
  abs: native('abs(x)', absolute),
  all: native('all(iterable)', (items: unknown) => {
    for (const item of iterable(items)) if (!truth(item)) return false
    return true
  }),
  any: native('any(iterable)', (items: unknown) => {
    for (const item of iterable(items)) if (truth(item)) return true
    return false
  }),
  bin: native('bin(x)', (value: unknown) => formatAny(toInt(value), '#b')),
  oct: native('oct(x)', (value: unknown) =>
    machine.version === 2 ? `0${formatAny(toInt(value), 'o')}` : formatAny(toInt(value), '#o'),
  ),
  hex: native('hex(x)', (value: unknown) => formatAny(toInt(value), '#x')),
  callable: native('callable(object)', (value: unknown) => typeof value === 'function' || isCallable(value)),
  chr: native('chr(i)', (code: unknown) => character('chr', code)),
  unichr: native('unichr(i)', (code: unknown) => {
    const char = character('unichr', code)
    return machine.version === 2 ? new PyUnicode(char) : char
  }),
  ord: native('ord(c)', ordinal),
  classmethod: native('classmethod(function)', (fn: unknown) => new PyClassMethod(fn)),
  staticmethod: native('staticmethod(function)', (fn: unknown) => new PyStaticMethod(fn)),
  property: native('property(fget=None, fset=None, fdel=None, doc=None)', property),
  super: native('super(type, object)', (type: unknown, self: unknown) => {
    const own = pythonClassOf(type)
    if (!own) throw new TypeError('super() argument 1 must be a class')
    return new PySuper(own, self)
  }),
  cmp: native('cmp(x, y)', (a: unknown, b: unknown) => int(equals(a, b) ? 0 : truth(compare('<', a, b)) ? -1 : 1)),
  delattr: native('delattr(object, name)', (value: unknown, name: unknown) =>
    done(deleteAttribute(value, attributeName(name))),
  ),
  dir: native('dir(object)', dir),
  divmod: native('divmod(x, y)', (a: unknown, b: unknown) => tuple(binary('//', a, b), binary('%', a, b))),
  enumerate: native('enumerate(iterable, start=0)', (items: unknown, start: unknown) => {
    const numbered = function* (): Generator<unknown> {
      let i = requireIndex(start)
      for (const item of iterable(items)) yield tuple(int(i++), item)
    }
    return new PyIterator(numbered())
  }),
  exit,
  filter: native('filter(function, iterable)', (test: unknown, items: unknown) => lazily(filtered(test, items))),
  format: native("format(value, format_spec='')", (value: unknown, spec: unknown) => formatAny(value, str(spec))),
  getattr: native('getattr(object, name, default=...)', (value: unknown, key: unknown, otherwise: unknown) => {
    const name = attributeName(key)
    if (otherwise === undefined) return getAttribute(value, name)
    try {
      const found = findAttribute(value, name)
      return found === undefined ? otherwise : found
    } catch (error) {
      if (error instanceof AttributeError) return otherwise
      throw error
    }
  }),
  hasattr: native('hasattr(object, name)', (value: unknown, key: unknown) => {
    const name = attributeName(key)
    try {
      return findAttribute(value, name) !== undefined
    } catch (error) {
      if (error instanceof AttributeError || machine.version === 2) return false
      throw error
    }
  }),
  hash: native('hash(object)', (value: unknown) => {
    const key = hashKey(value)
    if (typeof key === 'number' && Number.isInteger(key)) return int(key)
    if (typeof key === 'object' && key !== null) return int(identity(key))
    return int([...String(key)].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) | 0, 7))
  }),
  id: native('id(object)', (value: unknown) =>
    int(
      value instanceof PyInt
        ? Number(value.value)
        : (typeof value === 'object' && value !== null) || typeof value === 'function'
          ? identity(value)
          : 0,
    ),
  ),
  input: native("input(prompt='')", (prompt: unknown) => inputLine(str(prompt))),
  raw_input: native("raw_input(prompt='')", (prompt: unknown) => inputLine(str(prompt))),
  isinstance: native('isinstance(object, type)', isInstance),
  issubclass: native('issubclass(type, of)', isSubclass),
  iter: native('iter(object, sentinel=...)', (value: unknown, sentinel: unknown) => {
    if (sentinel === undefined) return iter(value)
    const until = function* (): Generator<unknown> {
      for (let item = call(value, [], null); !equals(item, sentinel); item = call(value, [], null)) yield item
    }
    return new PyIterator(until())
  }),
  len: native('len(object)', (value: unknown) => int(lengthOf(value))),
  map: makeFunction('map', ([fn, ...sources]) => lazily(mapped(fn, sources)), false),
  max: makeFunction('max', (args, keywords) => extreme('max', args, keywords), false),
  min: makeFunction('min', (args, keywords) => extreme('min', args, keywords), false),
  next: native('next(iterator, default=...)', next),
  open: native(
    "open(name, mode='r', buffering=-1, encoding=None, errors=None, newline=None)",
    (name: unknown, mode: unknown, _: unknown, encoding: unknown) =>
      openFile(pathText(plainText(name)), str(mode), plainText(encoding)),
  ),
  pow: native('pow(x, y, z=None)', (base: unknown, exponent: unknown, modulus: unknown) => {
    if (modulus === null) return binary('**', base, exponent)
    if (![base, exponent, modulus].every(isInteger))
      throw new TypeError('pow() 3rd argument not allowed unless all arguments are integers')
    const [a, b, n] = [base, exponent, modulus].map(value => BigInt(wholeNumber(value as PyInt))) as [
      bigint,
      bigint,
      bigint,
    ]
    return modularPower(a, b, n)
  }),
  print: makeFunction('print', print, false),
  quit: exit,
  reduce: native('reduce(function, iterable, initial=...)', (fn: unknown, items: unknown, initial: unknown) =>
    reduce(fn, items, initial),
  ),
  repr: native('repr(object)', repr),
  reversed: native('reversed(sequence)', (items: unknown) => {
    const special = specialMethod(items, '__reversed__')
    return special ? iter(special()) : new PyIterator(toArray(items).reverse()[Symbol.iterator]())
  }),
  round: native('round(number, ndigits=None)', rounded),
  setattr: native('setattr(object, name, value)', (value: unknown, name: unknown, item: unknown) =>
    done(setAttribute(value, attributeName(name), item)),
  ),
  sorted: native(
    'sorted(iterable, key=None, reverse=False, cmp=None)',
    (items: unknown, key: unknown, reverse: unknown, cmp: unknown) => {
      const out = toArray(items)
      sort(out, key, truth(reverse), cmp)
      return out
    },
  ),
  sum: native('sum(iterable, start=0)', sumOf),
  xrange: makeFunction('xrange', args => makeRange(args), false),
  vars: native('vars(object)', (value: unknown) => {
    if (value instanceof PyModule) return PyDict.from_entries(value.names().map(name => [name, value.find(name)]))
    const dict = findAttribute(value, '__dict__')
    if (dict === undefined) throw new TypeError('vars() argument must have __dict__ attribute')
    return dict
  }),
  zip: makeFunction('zip', args => lazily(zipped(args)), false),
})

/** Python 2's `reduce`, and functools'. */
export function reduce(fn: unknown, items: unknown, initial: unknown): unknown {
  const source = iterate(items)
  let total = initial
  if (total === undefined) {
    const first = source.next()
    if (first.done) throw new TypeError('reduce() of empty iterable with no initial value')
    total = first.value
  }
  for (let step = source.next(); !step.done; step = source.next()) total = call(fn, [total, step.value], null)
  return total
}
