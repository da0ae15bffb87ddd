/** six: the differences between Python 2 and 3, for programs of either. */
import { findBuiltin } from '../builtins/names.ts'
import { INT } from '../builtins/number_types.ts'
import { BASESTRING, BYTES, STR } from '../builtins/string_type.ts'
import { UNICODE } from '../builtins/unicode_type.ts'
import { callMethod } from '../objects/attributes.ts'
import { machine } from '../objects/machine.ts'
import { makeFunction, native } from '../objects/values/callable.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyUnicode } from '../objects/values/unicode.ts'
import { ITERTOOLS } from './itertools.ts'

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

export const SIX = (): Readonly<Record<string, unknown>> => ({
  PY2: machine.version === 2,
  PY3: machine.version === 3,
  string_types: tuple(machine.version === 2 ? BASESTRING : STR),
  text_type: machine.version === 2 ? UNICODE : STR,
  binary_type: BYTES,
  integer_types: tuple(INT),
  iteritems: native('iteritems(d)', (dict: unknown) => callMethod(dict, 'iteritems', [], null)),
  iterkeys: native('iterkeys(d)', (dict: unknown) => callMethod(dict, 'iterkeys', [], null)),
  itervalues: native('itervalues(d)', (dict: unknown) => callMethod(dict, 'itervalues', [], null)),
  b: native('b(s)', (text: string) => Buffer.from(text, 'latin1')),
  u: native('u(s)', (text: string) => (machine.version === 2 ? new PyUnicode(text) : text)),
})
