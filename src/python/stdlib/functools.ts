/** functools and operator. */

import { reduce } from '../builtins/functions.ts'
import { attributeName, getAttribute } from '../objects/attributes.ts'
import { asFunction, call } from '../objects/call.ts'
import { compare } from '../objects/compare.ts'
import { requireIndex } from '../objects/convert.ts'
import { binary, unary } from '../objects/operators.ts'
import type { Operator } from '../objects/slots.ts'
import { getItem, setItem } from '../objects/subscript.ts'
import { truth } from '../objects/truth.ts'
import { allKeepUnicode, isCallable, type Keywords, makeFunction, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { hashKey } from '../objects/values/hash.ts'
import { giveAttribute } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { PyTuple, tuple } from '../objects/values/tuple.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'

/** A function whose answers are remembered. */
function cached(fn: unknown): unknown {
  const known = new Map<unknown, unknown>()
  return makeFunction(
    'cached',
    (args, keywords) => {
      const key = hashKey(tuple(...args, ...[...(keywords ?? [])].flat()))
      if (!known.has(key)) known.set(key, call(fn, args, keywords))
      return known.get(key)
    },
    true,
  )
}

/** A function with some of its arguments given. */
function partial(fn: unknown, first: readonly unknown[], named: Keywords): unknown {
  const made = makeFunction(
    'partial',
    (args, keywords) =>
      call(fn, [...first, ...args], named || keywords ? new Map([...(named ?? []), ...(keywords ?? [])]) : null),
    false,
  )
  giveAttribute(made, 'func', fn)
  giveAttribute(made, 'args', PyTuple.from_items(first))
  giveAttribute(made, 'keywords', named && PyDict.from_entries(named))
  // tf0 looks for the function where Python has it
  return Object.defineProperty(made, 'func', { value: fn })
}

export const FUNCTOOLS: Readonly<Record<string, unknown>> = allKeepUnicode({
  partial: makeFunction('partial', ([fn, ...first], named) => partial(fn, first, named), false),
  reduce: native('reduce(function, iterable, initial=...)', reduce),
  wraps: native('wraps(wrapped)', (wrapped: unknown) =>
    makeFunction(
      'wraps',
      ([wrapper]) => {
        if (isCallable(wrapper) && typeof wrapped === 'function')
          for (const [name, value] of [
            ['__name__', getAttribute(wrapped, '__name__')],
            ['__doc__', getAttribute(wrapped, '__doc__')],
          ] as const) {
            giveAttribute(wrapper as object, name, value)
            if (name === '__name__') Object.defineProperty(wrapper, 'pythonName', { value })
          }
        return wrapper
      },
      false,
    ),
  ),
  lru_cache: native('lru_cache(maxsize=None, typed=False)', (size: unknown) =>
    isCallable(size) ? cached(size) : makeFunction('lru_cache', ([fn]) => cached(fn), false),
  ),
  cmp_to_key: native('cmp_to_key(cmp)', (cmp: unknown) =>
    makeFunction('key', ([value]) => new Compared(value, (a, b) => requireIndex(asFunction(cmp)(a, b))), false),
  ),
})

/** A value that sorts by a comparison function: sorting asks for `lt`. */
class Compared {
  readonly value: unknown
  readonly order: (a: unknown, b: unknown) => number
  constructor(value: unknown, order: (a: unknown, b: unknown) => number) {
    this.value = value
    this.order = order
  }
  lt(other: Compared): boolean {
    return this.order(this.value, other.value) < 0
  }
  gt(other: Compared): boolean {
    return this.order(this.value, other.value) > 0
  }
}

const BINARY: Readonly<Record<string, Operator>> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  and_: '&',
  or_: '|',
  xor: '^',
  div: 'classic',
}
const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '==',
  ne: '!=',
  is_: 'is',
  is_not: 'is not',
}

export const OPERATOR: Readonly<Record<string, unknown>> = allKeepUnicode({
  ...Object.fromEntries(
    Object.entries(BINARY).map(([name, operator]) => [
      name,
      native(`${name}(a, b)`, (a: unknown, b: unknown) => binary(operator, a, b)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(COMPARISONS).map(([name, operator]) => [
      name,
      native(`${name}(a, b)`, (a: unknown, b: unknown) => compare(operator, a, b)),
    ]),
  ),
  neg: native('neg(a)', (a: unknown) => unary('-', a)),
  not_: native('not_(a)', (a: unknown) => !truth(a)),
  getitem: native('getitem(a, b)', getItem),
  setitem: native('setitem(a, b, c)', (a: unknown, b: unknown, c: unknown) => done(setItem(a, b, c))),
  itemgetter: makeFunction(
    'itemgetter',
    keys => makeFunction('itemgetter', ([value]) => pick(keys, key => getItem(value, key)), false),
    false,
  ),
  attrgetter: makeFunction(
    'attrgetter',
    names =>
      makeFunction(
        'attrgetter',
        ([value]) => pick(names, name => attributeName(name).split('.').reduce(getAttribute, value)),
        false,
      ),
    false,
  ),
})

const pick = (keys: readonly unknown[], get: (key: unknown) => unknown): unknown =>
  keys.length === 1 ? get(keys[0]) : PyTuple.from_items(keys.map(get))
