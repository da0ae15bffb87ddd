/** `numpy.char`, functions of texts element by element, as a program of Python. */

export const CHAR_NAMES =
  'add array asarray capitalize center count decode encode endswith equal expandtabs find greater greater_equal index isalnum isalpha isdigit islower isspace istitle ' +
  'isupper join less less_equal ljust lower lstrip mod multiply not_equal partition replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith ' +
  'str_len strip swapcase title translate upper zfill'

export const CHAR_TEXT = String.raw`
import numpy as np

def _texts(a):
  a = np.asarray(a)
  if a.dtype.kind not in 'SUO':
    raise TypeError('string operation on non-string array')
  return a

def _each(function, a, *others):
  arrays = np.broadcast_arrays(a, *[np.asarray(one) for one in others])
  columns = [one.ravel().tolist() for one in arrays]
  return [function(*row) for row in zip(*columns)], arrays[0].shape

def _text(function, a, *others):
  a = _texts(a)
  found, shape = _each(function, a, *others)
  return np.array(found).reshape(shape) if found else np.zeros(shape, a.dtype)

def _same(function, a, *others):
  a = _texts(a)
  return _text(function, a, *others).astype(a.dtype)

def _numbers(function, dtype, a, *others):
  found, shape = _each(function, _texts(a), *others)
  return np.array(found, dtype=dtype).reshape(shape)[()]

def _objects(function, a, *others):
  found, shape = _each(function, _texts(a), *others)
  out = np.empty(len(found), dtype=object)
  for i, one in enumerate(found):
    out[i] = one
  return out.reshape(shape)

def asarray(obj, itemsize=None, unicode=None, order=None):
  return np.asarray(obj, dtype=None if itemsize is None else ('U' if unicode else 'S') + str(itemsize))

def array(obj, itemsize=None, copy=True, unicode=None, order=None):
  return asarray(obj, itemsize, unicode).copy()

def add(x1, x2): return _text(lambda a, b: a + b, x1, x2)
def multiply(a, i): return _text(lambda a, n: a * max(0, int(n)), a, i)
def mod(a, values): return _text(lambda a, b: a % (b,), a, values)
def join(sep, seq): return _text(lambda s, a: s.join(a), sep, seq)
def replace(a, old, new, count=None): return _text(lambda a, x, y: a.replace(x, y) if count is None else a.replace(x, y, count), a, old, new)
def encode(a, encoding=None, errors=None): return _text(lambda a: a.encode(encoding or 'ascii', errors or 'strict'), a)
def decode(a, encoding=None, errors=None): return _text(lambda a: a.decode(encoding or 'ascii', errors or 'strict'), a)
def center(a, width, fillchar=' '): return _text(lambda a, n: a.center(int(n), fillchar), a, width)
def ljust(a, width, fillchar=' '): return _text(lambda a, n: a.ljust(int(n), fillchar), a, width)
def rjust(a, width, fillchar=' '): return _text(lambda a, n: a.rjust(int(n), fillchar), a, width)
def zfill(a, width): return _text(lambda a, n: a.zfill(int(n)), a, width)
def expandtabs(a, tabsize=8): return _text(lambda a: a.expandtabs(tabsize), a)
def capitalize(a): return _same(lambda a: a.capitalize(), a)
def lower(a): return _same(lambda a: a.lower(), a)
def upper(a): return _same(lambda a: a.upper(), a)
def swapcase(a): return _same(lambda a: a.swapcase(), a)
def title(a): return _same(lambda a: a.title(), a)
def strip(a, chars=None): return _same(lambda a: a.strip(chars), a)
def lstrip(a, chars=None): return _same(lambda a: a.lstrip(chars), a)
def rstrip(a, chars=None): return _same(lambda a: a.rstrip(chars), a)
def translate(a, table, deletechars=None): return _same(lambda a: a.translate(table) if deletechars is None else a.translate(table, deletechars), a)

def _three(found, shape):
  return np.array(found).reshape(shape + (3,))
def partition(a, sep): return _three(*_each(lambda a, s: a.partition(s), _texts(a), sep))
def rpartition(a, sep): return _three(*_each(lambda a, s: a.rpartition(s), _texts(a), sep))
def split(a, sep=None, maxsplit=None): return _objects(lambda a: a.split(sep, -1 if maxsplit is None else maxsplit), a)
def rsplit(a, sep=None, maxsplit=None): return _objects(lambda a: a.rsplit(sep, -1 if maxsplit is None else maxsplit), a)
def splitlines(a, keepends=None): return _objects(lambda a: a.splitlines(bool(keepends)), a)

def _within(name):
  def function(a, sub, start=0, end=None):
    return _numbers(lambda a, s: getattr(a, name)(s, *([start] if end is None else [start, end])), int, a, sub)
  return function
count, find, index, rfind, rindex = [_within(name) for name in 'count find index rfind rindex'.split()]
def startswith(a, prefix, start=0, end=None): return _numbers(lambda a, s: a[start:end].startswith(s), bool, a, prefix)
def endswith(a, suffix, start=0, end=None): return _numbers(lambda a, s: a[start:end].endswith(s), bool, a, suffix)
def str_len(a): return _numbers(len, int, a)

def _is(name):
  return lambda a: _numbers(lambda one: getattr(one, name)(), bool, a)
isalnum, isalpha, isdigit, islower, isspace, istitle, isupper = [
  _is(name) for name in 'isalnum isalpha isdigit islower isspace istitle isupper'.split()]

def equal(x1, x2): return _numbers(lambda a, b: a.rstrip() == b.rstrip(), bool, x1, x2)
def not_equal(x1, x2): return _numbers(lambda a, b: a.rstrip() != b.rstrip(), bool, x1, x2)
def less(x1, x2): return _numbers(lambda a, b: a.rstrip() < b.rstrip(), bool, x1, x2)
def less_equal(x1, x2): return _numbers(lambda a, b: a.rstrip() <= b.rstrip(), bool, x1, x2)
def greater(x1, x2): return _numbers(lambda a, b: a.rstrip() > b.rstrip(), bool, x1, x2)
def greater_equal(x1, x2): return _numbers(lambda a, b: a.rstrip() >= b.rstrip(), bool, x1, x2)
`
