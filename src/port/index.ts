/**
 * What programs that `tf0 port` has written use where JavaScript has no counterpart of Python's: operators of values of any type, printing and
 * formatting, built-in functions, Python's own library.
 *
 *     import * as py from 'tf0/port'
 *     py.print(py.add([1], [2]), py.percent('%5.1f', 3))
 */

import { sum as sumWith } from './runtime/builtins.ts'
import { add } from './runtime/operators.ts'
import type { Any } from './runtime/values.ts'

export {
  abs,
  all,
  any,
  bind,
  bool,
  builtin,
  call,
  catches,
  type Dict,
  deleteItemOf as del_item,
  dict,
  enumerate,
  error,
  errorArgs as error_args,
  errors,
  filter,
  float,
  getattr,
  hasattr,
  int,
  isinstance,
  item,
  iter,
  len,
  list,
  map,
  max,
  method,
  min,
  missing,
  mixin,
  next,
  options,
  range,
  reversed,
  round,
  set,
  setattr,
  setItemOf as set_item,
  slice,
  sorted,
  toTuple as to_tuple,
  tuple,
  type,
  unpack,
  version,
  zip,
} from './runtime/builtins.ts'
export { exit, module, seed } from './runtime/modules.ts'
export {
  add,
  and,
  bitand,
  bitor,
  bitxor,
  contains,
  div,
  eq,
  floordiv,
  ge,
  gt,
  inplace,
  invert,
  le,
  lshift,
  lt,
  matmul,
  mod,
  mul,
  ne,
  neg,
  or,
  pow,
  rshift,
  sub,
  truediv,
  truth,
} from './runtime/operators.ts'
export { with_ as with } from './runtime/scopes.ts'
export {
  double,
  fixed,
  floating,
  format,
  percent,
  percentOf as percent_of,
  print,
  printEnd as print_end,
  printPart as print_part,
  repr,
  str,
} from './runtime/text.ts'

/** Python's `sum`. */
export const sum = (items: Any, start: Any = 0): Any => sumWith(items, start, add)
