# -*- coding: utf-8 -*-
from __future__ import print_function
import os, sys, time, math, random, collections, itertools, functools, operator, datetime, re, copy, json
import numpy as np
class V(object):
    __slots__ = ['x', 'y']
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return V(self.x + o.x, self.y + o.y)
    def __div__(self, k): return V(self.x / k, self.y / k)
    __truediv__ = __div__
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
    def __repr__(self): return 'V(%r, %r)' % (self.x, self.y)
    def __len__(self): return 2
    def __iter__(self): return iter([self.x, self.y])
    def __getitem__(self, i): return [self.x, self.y][i]
    def __contains__(self, v): return v in (self.x, self.y)
    def __call__(self, *a, **k): return a, sorted(k.items())
    def __cmp__(self, o): return cmp(self.x, o.x)
    def __nonzero__(self): return self.x != 0
v = V(4, 6)
print(v + V(1, 1), v / 2, v == V(4, 6), len(v), list(v), v[1], 4 in v, v(1, a=2), bool(V(0, 1)), {v: 1}[V(4, 6)])
try: print(v < V(5, 0), sorted([V(3, 1), V(1, 2)]), max(V(3, 1), V(1, 2)))
except Exception as e: print('cmp', type(e), e)
class P(object):
    _n = 0
    @property
    def n(self): return self._n
    @n.setter
    def n(self, v): self._n = v
    @classmethod
    def make(cls, *args): return cls()
    @staticmethod
    def st(a, b=2): return a + b
    def __getattr__(self, name):
        if name.startswith('dyn_'): return name[4:]
        raise AttributeError(name)
    def __setattr__(self, k, v): object.__setattr__(self, k, v)
    def __enter__(self): print('enter'); return self
    def __exit__(self, t, v, tb): print('exit', t and t.__name__); return True
p = P.make(); p.n = 5
print(p.n, P.st(1), p.dyn_foo, hasattr(p, 'zzz'), getattr(p, 'zzz', 3))
with p as q: raise ValueError('x')
def gen(n):
    i = 0
    while i < n:
        got = yield i
        if got: i += got
        i += 1
g = gen(10); print(next(g), g.send(3), list(g))
def tree(t):
    if t:
        for x in tree(t[0]): yield x
        yield t[1]
        for x in tree(t[2]): yield x
print(list(tree(((None, 1, None), 2, (None, 3, None)))))
print('%5.2f|%-8s|%08.3f|%+d|%x|%o|%e|%g|%s|%r|%%' % (3.14159, 'ab', 2.5, 3, 255, 8, 12345.678, 1e-5, [1], 'q'))
print('{0:>8} {1:<6}| {2:^7} {name!r} {3:,} {4:.3%} {5[0]} {6.real}'.format('a', 'b', 'c', 1234567, .1234, [9], 2+3j, name='n'))
print('{:05d} {:+.2e} {:#x} {:b} {:>{w}}'.format(42, 1234.5, 255, 5, 'r', w=6))
print(' a b  c '.split(), 'a,b,,c'.split(','), 'abc'.partition('b'), 'a-b-c'.rsplit('-', 1), 'Hello'.swapcase(), 'x'.zfill(3), 'tEst me'.title(), 'abcabc'.replace('b', 'X', 1), 'a\tb'.expandtabs(4), '  x '.strip(), 'abc'.find('z'))
print([x for x in range(10) if x % 2], {k: v for k, v in zip('ab', [1, 2])}, sorted({3, 1, 2}), [i for s in [[1, 2], [3]] for i in s], dict([(1, 2)]), list(enumerate('ab', 1)), zip([1, 2], [3, 4]), map(lambda a, b: a * b, [1, 2], [3, 4]), filter(None, [0, 1, '']), reduce(lambda a, b: a + b, [1, 2, 3]))
print(sum([[1], [2]], []), any([]), all([]), divmod(-7, 2), -7 // 2, -7 % 3, 7.5 // 2, 2 ** -1, round(2.5), round(-1.5), int('0x1f', 16), int(3.9), float('1e3'), abs(-3), pow(2, 10, 1000), hex(255), oct(8), bin(5), chr(97), ord('a'), 1 / 2, 3 / -2)
print(1e16, 1.0, 0.1 + 0.2, 1e-5, 123456789.123, float('inf'), -0.0, 10 ** 20, 2 ** 63, 1j * 1j, 5 if [] else 6, not 1, 1 < 2 < 3, None is None, [] or 'x', 'a' 'b')
lst = [5, 3, 8]; lst.sort(reverse=True); lst.insert(1, 9); lst += [1]; print(lst, lst[::-1], lst[1:3], lst.index(8), lst.pop(), lst.count(3)); del lst[0]; lst[1:2] = [7, 7]; print(lst, lst * 2, [1, 2] < [1, 3])
try: {}['k']
except KeyError as e: print('KeyError', e, repr(e), e.args)
try: [][1]
except IndexError as e: print(e)
try: int('x')
except ValueError as e: print(e)
try: None.foo
except AttributeError as e: print(e)
try: undefined_name
except NameError as e: print(e)
try: 1 / 0
except ZeroDivisionError as e: print(e)
try: assert False, 'msg'
except AssertionError as e: print(e)
class MyErr(Exception):
    def __init__(self, a, b): self.a = a; super(MyErr, self).__init__('%s-%s' % (a, b))
try: raise MyErr(1, 2)
except (ValueError, MyErr) as e: print(e, e.a, isinstance(e, Exception))
finally: print('fin')
def f(a, b=2, *args, **kw): return a, b, args, sorted(kw)
print(f(1), f(1, 2, 3, z=1), f(*[1, 2], **{'q': 3}), f.__name__, (lambda *a: a)(1, 2))
def outer():
    x = [0]
    def inner(): x[0] += 1; return x[0]
    return inner
h = outer(); h(); print(h())
def deco(n):
    def w(fn):
        @functools.wraps(fn)
        def inner(*a, **k): return fn(*a, **k) * n
        return inner
    return w
@deco(3)
def z(x):
    "doc"
    return x
print(z(2), z.__name__, z.__doc__)
print(re.sub(r'(\w+) (\w+)', r'\2 \1', 'a b'), re.findall(r'\d+', 'a1b22'), re.match(r'(?P<n>\d)', '5x').group('n'), re.split(r'[,;]\s*', 'a, b;c'), re.compile('A', re.I).search('xa').start())
Point = collections.namedtuple('Point', 'x y'); pt = Point(1, y=2); print(pt, pt.x, pt._replace(x=5), Point._fields, pt == (1, 2))
dq = collections.deque([1, 2, 3], maxlen=3); dq.append(4); dq.appendleft(0); print(dq, dq.popleft(), len(dq), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.chain([1], 'ab')))
dd = collections.defaultdict(list); dd['a'].append(1); print(dict(dd), collections.Counter('abca').most_common(1))
print(datetime.datetime(2016, 5, 4, 3, 2, 1).strftime('%Y-%m-%d %H:%M:%S'), datetime.timedelta(days=1, seconds=3661))
print(time.strftime('%Y', time.gmtime(0)), os.path.join('a', 'b', '/c'), os.path.splitext('x.tar.gz'), os.path.basename('/a/b.c'), math.sqrt(2), math.floor(-1.5), math.log(8, 2), math.pi)
print(isinstance(1, (int, float)), issubclass(bool, int), type(1), type('a'), type([]), type(None), type(f), type(V), callable(f), id(1) == id(1), dir(P)[-3:])
print(sys.version_info[0], sys.maxint > 10 ** 10, len(sys.argv), os.sep, __name__)
exec("y = 3 + 4"); print(y, eval('y * 2'), globals()['y'])
print(u'caf\u00e9'.upper() == u'CAF\u00c9', len(u'\u4e2d\u6587'), 'ab'.encode('hex') if sys.version_info[0] == 2 else '', repr('a\n\x00'))
print(copy.deepcopy({'a': [1, {2: 3}]}), copy.copy([1]))
print(sorted([(2, 'b'), (1, 'c'), (2, 'a')], key=lambda t: (-t[0], t[1])), sorted('bca', reverse=True), sorted([3, 1], cmp=lambda a, b: b - a), min('abc', key=ord), max([1, 5, 2]), list(reversed([1, 2])))
for i in range(3):
    if i == 5: break
else: print('no break')
while True:
    try: break
    finally: print('f')
a, (b, c), d = 1, (2, 3), 4; a, b = b, a; x = y = 0; print(a, b, c, d, x, y)
i = 5; i <<= 2; i |= 1; i ^= 3; i //= 2; i **= 2; print(i, ~i, i & 6, i >> 1)
print("a" "b", 'it''s', """tri
ple""", r'\n', '\x41\101\t|', 'tab', b'bytes')
