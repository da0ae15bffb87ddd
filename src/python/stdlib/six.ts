/** six: the differences between Python 2 and 3, for programs of either. */
import { findBuiltin } from '../builtins/names.ts'
import { INT } from '../builtins/number_types.ts'
import { BYTES, STR } from '../builtins/string_type.ts'
import { callMethod } from '../objects/attributes.ts'
import { makeFunction, native } from '../objects/values/callable.ts'
import { tuple } from '../objects/values/tuple.ts'
import { ITERTOOLS } from './itertools.ts'
import { SYS } from './system.ts'

const later = (name: string): unknown =>
  makeFunction(
    name,
    (args, keywords) =>
      (findBuiltin(name) as ReturnType<typeof makeFunction>)(
        ...args,
        ...(keywords ? [Object.fromEntries(keywords)] : []),
      ),
    false,
  )

export const SIX_MOVES: Readonly<Record<string, unknown>> = {
  xrange: later('xrange'),
  range: later('xrange'),
  zip: ITERTOOLS['izip'],
  map: ITERTOOLS['imap'],
  filter: later('filter'),
  input: later('input'),
  reduce: later('reduce'),
  zip_longest: ITERTOOLS['zip_longest'],
}

export const SIX: Readonly<Record<string, unknown>> = {
  PY2: SYS()['version'] === '2.7.18',
  PY3: SYS()['version'] !== '2.7.18',
  string_types: tuple(STR),
  text_type: STR,
  binary_type: BYTES,
  integer_types: tuple(INT),
  iteritems: native('iteritems(d)', (dict: unknown) => callMethod(dict, 'iteritems', [], null)),
  iterkeys: native('iterkeys(d)', (dict: unknown) => callMethod(dict, 'iterkeys', [], null)),
  itervalues: native('itervalues(d)', (dict: unknown) => callMethod(dict, 'itervalues', [], null)),
  b: native('b(s)', (text: string) => Buffer.from(text, 'latin1')),
  u: native('u(s)', (text: string) => text),
}
