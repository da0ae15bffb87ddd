/** Functions of numpy that are compositions of others, as a program of Python. */

export const FUNCTIONS_NAMES =
  'alltrue base_repr binary_repr can_cast choose fromfunction frompyfunc histogram2d iscomplex iscomplexobj isneginf isposinf isreal isrealobj nanmedian nanpercentile ' +
  'piecewise poly1d polyadd polyder polyint polymul polysub promote_types result_type roots sometrue ' +
  '_accumulate _at _outer _reduce'

export const FUNCTIONS_TEXT = String.raw`
import numpy as np

def alltrue(a, axis=None, out=None, keepdims=False):
  return np.all(a, axis=axis, keepdims=keepdims)

def sometrue(a, axis=None, out=None, keepdims=False):
  return np.any(a, axis=axis, keepdims=keepdims)

def base_repr(number, base=2, padding=0):
  digits, left, out = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', abs(int(number)), ''
  if not 2 <= base <= 36:
    raise ValueError('Bases greater than 36 not handled in base_repr.' if base > 36 else 'Bases less than 2 not handled in base_repr.')
  while left:
    left, digit = divmod(left, base)
    out = digits[digit] + out
  out = '0' * padding + (out or ('' if padding else '0'))
  return '-' + out if number < 0 else out

def binary_repr(num, width=None):
  num = int(num)
  if num >= 0:
    return base_repr(num).zfill(width or 0)
  if width is None:
    return '-' + base_repr(-num)
  bits = max(len(base_repr(-num - 1)) + 1 if num != -1 else 1, width)
  return base_repr(2 ** bits + num).rjust(bits, '1')

def result_type(*arrays_and_dtypes):
  total = None
  for one in arrays_and_dtypes:
    one = one if isinstance(one, (np.ndarray, np.generic)) else _sample(one)
    total = one if total is None else total + one
  return np.dtype(total.dtype)

def _sample(kind):
  return np.array(kind) if isinstance(kind, (int, float, complex, list, tuple)) else np.zeros(1, dtype=kind)

def promote_types(type1, type2):
  return np.dtype((np.zeros(1, dtype=type1) + np.zeros(1, dtype=type2)).dtype)

def can_cast(from_, to, casting='safe'):
  if casting == 'unsafe':
    return True
  given = from_ if isinstance(from_, (np.ndarray, np.generic)) else _sample(from_)
  return promote_types(given.dtype, to) == np.dtype(to)

def choose(a, choices, out=None, mode='raise'):
  parts = np.broadcast_arrays(np.asarray(a), *[np.asarray(choice) for choice in choices])
  at, rows = parts[0], np.stack(parts[1:])
  if mode == 'wrap':
    at = at % len(rows)
  elif mode == 'clip':
    at = np.clip(at, 0, len(rows) - 1)
  elif np.any((at < 0) | (at >= len(rows))):
    raise ValueError('invalid entry in choice array')
  flat = rows.reshape(len(rows), -1)
  return flat[at.ravel(), np.arange(at.size)].reshape(at.shape)

def fromfunction(function, shape, dtype=float, **kwargs):
  return function(*np.indices(shape).astype(dtype), **kwargs)

def frompyfunc(func, nin, nout):
  def each(*args):
    arrays = np.broadcast_arrays(*[np.asarray(arg, dtype=object) if not isinstance(arg, np.ndarray) else arg for arg in args])
    shape = arrays[0].shape
    results = [func(*items) for items in zip(*[array.ravel().tolist() for array in arrays])]
    if shape == ():
      return results[0]
    columns = [results] if nout == 1 else zip(*results)
    out = []
    for column in columns:
      made = np.empty(len(results), dtype=object)
      for i, value in enumerate(column):
        made[i] = value
      out.append(made.reshape(shape))
    return out[0] if nout == 1 else tuple(out)
  return each

def histogram2d(x, y, bins=10, range=None, normed=False, weights=None):
  edges = []
  for axis, values in enumerate((np.asarray(x), np.asarray(y))):
    one = bins if np.isscalar(bins) or (len(bins) != 2 and np.ndim(bins) == 1) else bins[axis]
    limits = None if range is None else range[axis]
    edges.append(np.histogram(values, bins=one, range=limits)[1] if np.isscalar(one) else np.asarray(one))
  places = []
  for values, edge in zip((np.asarray(x), np.asarray(y)), edges):
    place = np.searchsorted(edge, values, side='right') - 1
    places.append(np.where(values == edge[-1], len(edge) - 2, place))
  counts = np.zeros((len(edges[0]) - 1, len(edges[1]) - 1))
  inside = (places[0] >= 0) & (places[0] < counts.shape[0]) & (places[1] >= 0) & (places[1] < counts.shape[1])
  for i, (row, column) in enumerate(zip(places[0], places[1])):
    if inside[i]:
      counts[row, column] += 1 if weights is None else weights[i]
  if normed:
    counts = counts / counts.sum() / np.outer(np.diff(edges[0]), np.diff(edges[1]))
  return counts, edges[0], edges[1]

def iscomplexobj(x):
  return np.asarray(x).dtype in (np.dtype(np.complex64), np.dtype(np.complex128))

def isrealobj(x):
  return not iscomplexobj(x)

def isreal(x):
  return np.asarray(x).imag == 0

def iscomplex(x):
  return np.asarray(x).imag != 0

def isposinf(x):
  return np.isinf(x) & (np.asarray(x) > 0)

def isneginf(x):
  return np.isinf(x) & (np.asarray(x) < 0)

def _without_nan(reduce, a, axis, keepdims):
  a = np.asarray(a)
  if axis is None:
    out = reduce(a[~np.isnan(a)])
    return np.reshape(out, (1,) * a.ndim) if keepdims else out
  out = np.apply_along_axis(lambda row: reduce(row[~np.isnan(row)]), axis, a)
  return np.expand_dims(out, axis) if keepdims else out

def nanpercentile(a, q, axis=None, keepdims=False):
  return _without_nan(lambda row: np.percentile(row, q), a, axis, keepdims)

def nanmedian(a, axis=None, keepdims=False):
  return _without_nan(np.median, a, axis, keepdims)

def piecewise(x, condlist, funclist, *args, **kw):
  x = np.asarray(x)
  conditions = [np.asarray(condition) for condition in condlist]
  if len(conditions) and conditions[0].ndim == 0 and x.ndim > 0:
    conditions = [np.array(conditions)]
  if len(funclist) == len(conditions) + 1:
    rest = np.ones(x.shape, dtype=bool)
    for condition in conditions:
      rest = rest & ~condition
    conditions.append(rest)
  out = np.zeros(x.shape, dtype=x.dtype)
  for condition, function in zip(conditions, funclist):
    if callable(function):
      if np.any(condition):
        out[condition] = function(x[condition], *args, **kw)
    else:
      out[condition] = function
  return out

def roots(p):
  p, zeros = np.atleast_1d(np.asarray(p, dtype=float)), 0
  while len(p) and p[0] == 0:
    p = p[1:]
  while len(p) and p[-1] == 0:
    p, zeros = p[:-1], zeros + 1
  if len(p) < 2:
    return np.zeros(zeros)
  companion = np.diag(np.ones(len(p) - 2), -1)
  companion[0, :] = -p[1:] / p[0]
  found = np.linalg.eigvals(companion)
  return np.concatenate([found, np.zeros(zeros, dtype=found.dtype)]) if zeros else found

def _padded(a, b):
  a, b = np.atleast_1d(getattr(a, 'coeffs', a)), np.atleast_1d(getattr(b, 'coeffs', b))
  size = max(len(a), len(b))
  return [np.concatenate([np.zeros(size - len(one), dtype=one.dtype), one]) for one in (a, b)]

def _as_given(result, *given):
  return poly1d(result) if any(isinstance(one, poly1d) for one in given) else result

def polyadd(a1, a2):
  a, b = _padded(a1, a2)
  return _as_given(a + b, a1, a2)

def polysub(a1, a2):
  a, b = _padded(a1, a2)
  return _as_given(a - b, a1, a2)

def polymul(a1, a2):
  return _as_given(np.convolve(getattr(a1, 'coeffs', a1), getattr(a2, 'coeffs', a2)), a1, a2)

def polyder(p, m=1):
  out = np.atleast_1d(getattr(p, 'coeffs', p))
  for _ in range(m):
    out = out[:-1] * np.arange(len(out) - 1, 0, -1)
  return _as_given(out, p)

def polyint(p, m=1, k=0):
  out = np.atleast_1d(getattr(p, 'coeffs', p))
  for _ in range(m):
    out = np.concatenate([out / (1.0 * np.arange(len(out), 0, -1)), [k]])
  return _as_given(out, p)

class poly1d(object):
  def __init__(self, c_or_r, r=False, variable=None):
    coeffs = np.atleast_1d(getattr(c_or_r, 'coeffs', c_or_r))
    if r:
      values, coeffs = coeffs, np.ones(1)
      for value in values:
        coeffs = np.convolve(coeffs, [1, -value])
    while len(coeffs) > 1 and coeffs[0] == 0:
      coeffs = coeffs[1:]
    self.coeffs, self.variable = coeffs, variable or 'x'
  @property
  def c(self): return self.coeffs
  @property
  def coef(self): return self.coeffs
  @property
  def order(self): return len(self.coeffs) - 1
  @property
  def o(self): return self.order
  @property
  def r(self): return roots(self.coeffs)
  @property
  def roots(self): return roots(self.coeffs)
  def __call__(self, x): return np.polyval(self.coeffs, x)
  def __len__(self): return self.order
  def __getitem__(self, power): return self.coeffs[self.order - power] if 0 <= power <= self.order else 0
  def __add__(self, other): return poly1d(polyadd(self, other))
  __radd__ = __add__
  def __sub__(self, other): return poly1d(polysub(self, other))
  def __rsub__(self, other): return poly1d(polysub(other, self))
  def __mul__(self, other): return poly1d(self.coeffs * other if np.isscalar(other) else polymul(self, other))
  __rmul__ = __mul__
  def __neg__(self): return poly1d(-self.coeffs)
  def __pow__(self, times):
    out = poly1d([1])
    for _ in range(times):
      out = out * self
    return out
  def __eq__(self, other): return np.array_equal(self.coeffs, getattr(other, 'coeffs', other))
  def deriv(self, m=1): return polyder(self, m)
  def integ(self, m=1, k=0): return polyint(self, m, k)
  def __array__(self): return self.coeffs
  def __repr__(self): return 'poly1d(%s)' % repr(self.coeffs)[len('array('):-1]
  def __str__(self):
    above, below = '', ''
    for i, value in enumerate(self.coeffs):
      power = self.order - i
      shown = '%.4g' % abs(value)
      if shown[-4:] == '0000':
        shown = shown[:-5]
      if shown == '0' and not (power == 0 and not below):
        continue
      text = shown if power == 0 else '%s %s' % (shown, self.variable)
      if below:
        text = (' - ' if value < 0 else ' + ') + text
      elif value < 0:
        text = '-' + text
      below += text
      if power > 1:
        above = above.ljust(len(below)) + str(power)
        below = below.ljust(len(above) - 1)
    return (above or ' ') + '\n' + (below or '0')

def _reduce(function, a, axis=0, dtype=None, out=None, keepdims=False):
  if np.ndim(a) == 0:
    return np.asarray(a)[()]
  whole = {'add': np.sum, 'multiply': np.prod, 'maximum': np.max, 'minimum': np.min, 'logical_and': np.all, 'logical_or': np.any}
  if function.__name__ in whole:
    return whole[function.__name__](a, axis=axis, keepdims=keepdims)
  rows = np.asarray(a).ravel() if axis is None else np.moveaxis(np.asarray(a), axis, 0)
  if len(rows) == 0:
    raise ValueError('zero-size array to reduction operation %s which has no identity' % function.__name__)
  total = rows[0]
  for row in rows[1:]:
    total = function(total, row)
  return np.expand_dims(total, axis) if keepdims else total

def _accumulate(function, a, axis=0):
  rows = np.moveaxis(np.asarray(a), axis, 0)
  out = [rows[0]]
  for row in rows[1:]:
    out.append(function(out[-1], row))
  return np.moveaxis(np.array(out), 0, axis)

def _outer(function, a, b):
  a, b = np.asarray(a), np.asarray(b)
  return function(a.reshape(a.shape + (1,) * b.ndim), b)

def _at(function, a, indices, b=None):
  flat = np.arange(a.size).reshape(a.shape)[indices]
  values = None if b is None else np.broadcast_to(b, flat.shape).ravel()
  for i, place in enumerate(flat.ravel()):
    where = np.unravel_index(place, a.shape)
    a[where] = function(a[where]) if values is None else function(a[where], values[i])
`
