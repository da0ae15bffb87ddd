/** More functions of numpy that are compositions of others, as a program of Python. */

export const MORE_NAMES =
  'angle asarray_chkfinite asfortranarray bartlett blackman block broadcast conj conjugate errstate float_power gcd geomspace get_printoptions geterr hamming hanning heaviside imag ' +
  'isin lcm msort nancumsum nanprod nanquantile positive quantile real require setxor1d signbit sinc take_along_axis tril_indices_from triu_indices_from unwrap _unique_rows'

export const MORE_TEXT = String.raw`
import numpy as np

def real(val): return np.asarray(val).real[()]
def imag(val): return np.asarray(val).imag[()]

def conjugate(x):
  x = np.asarray(x)
  return (x.real - 1j * x.imag).astype(x.dtype)[()] if np.iscomplexobj(x) else x.copy()[()]
conj = conjugate

def angle(z, deg=False):
  z = np.asarray(z)
  found = np.arctan2(z.imag, z.real)
  return found * (180 / np.pi) if deg else found

def positive(x): return np.asarray(x).copy()[()]
def asfortranarray(a, dtype=None): return np.asarray(a, dtype=dtype)
def require(a, dtype=None, requirements=None): return np.asarray(a, dtype=dtype)

def asarray_chkfinite(a, dtype=None, order=None):
  a = np.asarray(a, dtype=dtype)
  if a.dtype.kind in 'fc' and not np.isfinite(a).all():
    raise ValueError('array must not contain infs or NaNs')
  return a

class broadcast(object):
  def __init__(self, *args):
    self._arrays = np.broadcast_arrays(*args)
    self.shape = self._arrays[0].shape
    self.nd = self.ndim = len(self.shape)
    self.size = self._arrays[0].size
    self.numiter = len(args)
  def __iter__(self):
    return iter(zip(*[one.ravel() for one in self._arrays]))

_errors = {'over': 'warn', 'divide': 'warn', 'invalid': 'warn', 'under': 'ignore'}
def geterr(): return dict(_errors)

class errstate(object):
  def __init__(self, **kwargs): self.kwargs = kwargs
  def __enter__(self): self.before = np.seterr(**self.kwargs)
  def __exit__(self, *exc_info): return None

def get_printoptions():
  return {'precision': 8, 'threshold': 1000, 'edgeitems': 3, 'linewidth': 75, 'suppress': False, 'nanstr': 'nan', 'infstr': 'inf', 'sign': '-', 'formatter': None, 'floatmode': 'maxprec', 'legacy': False}

def isin(element, test_elements, assume_unique=False, invert=False):
  element = np.asarray(element)
  found = np.in1d(element.ravel(), np.asarray(test_elements).ravel()).reshape(element.shape)
  return ~found if invert else found

def setxor1d(ar1, ar2, assume_unique=False):
  a, b = np.unique(ar1), np.unique(ar2)
  return np.unique(np.concatenate([np.setdiff1d(a, b), np.setdiff1d(b, a)]))

def msort(a): return np.sort(a, axis=0)
def signbit(x): return np.copysign(1, x) < 0
def float_power(x1, x2): return np.power(np.asarray(x1, dtype=float), x2)

def heaviside(x1, x2):
  x1 = np.asarray(x1, dtype=float)
  return np.where(np.isnan(x1), x1, np.where(x1 < 0, 0., np.where(x1 > 0, 1., x2)))

def gcd(x1, x2):
  a, b = [np.abs(one) for one in np.broadcast_arrays(np.asarray(x1), np.asarray(x2))]
  a, b = a.copy(), b.copy()
  while np.any(b):
    a, b = np.where(b == 0, a, b), np.where(b == 0, 0, a % np.where(b == 0, 1, b))
  return np.asarray(a)[()]

def lcm(x1, x2):
  divisor = gcd(x1, x2)
  return np.asarray(np.where(divisor == 0, 0, np.abs(np.asarray(x1) // np.where(divisor == 0, 1, divisor) * x2)))[()]

def sinc(x):
  y = np.pi * np.where(np.asarray(x) == 0, 1.0e-20, x)
  return np.sin(y) / y

def _window(M, function):
  if M < 1:
    return np.array([])
  return np.ones(1, float) if M == 1 else function(np.arange(0, M), M)

def bartlett(M): return _window(M, lambda n, M: np.where(n <= (M - 1) / 2.0, 2.0 * n / (M - 1), 2.0 - 2.0 * n / (M - 1)))
def blackman(M): return _window(M, lambda n, M: 0.42 - 0.5 * np.cos(2.0 * np.pi * n / (M - 1)) + 0.08 * np.cos(4.0 * np.pi * n / (M - 1)))
def hanning(M): return _window(M, lambda n, M: 0.5 - 0.5 * np.cos(2.0 * np.pi * n / (M - 1)))
def hamming(M): return _window(M, lambda n, M: 0.54 - 0.46 * np.cos(2.0 * np.pi * n / (M - 1)))

def unwrap(p, discont=np.pi, axis=-1):
  p = np.moveaxis(np.array(p, dtype=float), axis, -1)
  steps = np.diff(p)
  wrapped = np.mod(steps + np.pi, 2 * np.pi) - np.pi
  wrapped = np.where((wrapped == -np.pi) & (steps > 0), np.pi, wrapped)
  correct = np.where(np.abs(steps) < discont, 0, wrapped - steps)
  p[..., 1:] += np.cumsum(correct, axis=-1)
  return np.moveaxis(p, -1, axis)

def quantile(a, q, axis=None): return np.percentile(a, np.asarray(q) * 100., axis=axis)
def nanquantile(a, q, axis=None): return np.nanpercentile(a, np.asarray(q) * 100., axis=axis)
def nanprod(a, axis=None): return np.prod(np.where(np.isnan(a), 1, a), axis=axis)
def nancumsum(a, axis=None): return np.cumsum(np.where(np.isnan(a), 0, a), axis=axis)

def geomspace(start, stop, num=50, endpoint=True, dtype=None):
  if start == 0 or stop == 0:
    raise ValueError('Geometric sequence cannot include zero')
  sign = -1. if start < 0 and stop < 0 else 1.
  out = sign * np.logspace(np.log10(sign * start), np.log10(sign * stop), num=num, endpoint=endpoint)
  return out if dtype is None else out.astype(dtype)

def take_along_axis(arr, indices, axis):
  arr, indices = np.asarray(arr), np.asarray(indices)
  if axis is None:
    return arr.ravel()[indices]
  axis = axis % arr.ndim
  places = []
  for i, dim in enumerate(arr.shape):
    places.append(indices if i == axis else np.arange(dim).reshape([dim if j == i else 1 for j in range(arr.ndim)]))
  return arr[tuple(places)]

def tril_indices_from(arr, k=0): return tuple(np.tril_indices(arr.shape[0], k))
def triu_indices_from(arr, k=0): return tuple(np.triu_indices(arr.shape[0], k))

def block(arrays):
  def depth(one): return 1 + max(depth(inner) for inner in one) if isinstance(one, list) else 0
  def joined(one, axis):
    return np.concatenate([joined(inner, axis + 1) for inner in one], axis=axis) if isinstance(one, list) else raised(one)
  levels = depth(arrays)
  def raised(one):
    one = np.asarray(one)
    return one.reshape((1,) * max(0, levels - one.ndim) + one.shape)
  return joined(arrays, -levels)

def _unique_rows(ar, return_index=False, return_inverse=False, return_counts=False, axis=0):
  rows = np.moveaxis(np.asarray(ar), axis, 0)
  flat = rows.reshape(len(rows), -1).tolist()
  order = sorted(range(len(flat)), key=lambda i: flat[i])
  first, counts, inverse = [], [], [0] * len(flat)
  for i in order:
    if not first or flat[first[-1]] != flat[i]:
      first.append(i)
      counts.append(0)
    counts[-1] += 1
    inverse[i] = len(first) - 1
  found = np.moveaxis(rows[first], 0, axis)
  extras = [np.array(one) for wanted, one in [(return_index, first), (return_inverse, inverse), (return_counts, counts)] if wanted]
  return tuple([found] + extras) if extras else found
`
