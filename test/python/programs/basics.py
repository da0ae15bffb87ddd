from __future__ import print_function, division
import math, collections, itertools, functools
print(1 + 2, 3 / 2, 7 // 2, -7 // 2, -7 % 3, 2 ** 100, 2 ** -1, 1e20, 0.1 + 0.2, 1e-7, 10 ** 20 // 3)
print([1, 2.0, 'a', "it's", None, True], (1,), (), {'a': 1, 2: [3]}, {1, 2}, set())
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
def f(x, y=2, *args, **kw):
    return x, y, args, sorted(kw.items())
print(f(1), f(1, 3, 4, z=5), f(*[1, 2, 3], **{'k': 1}))
class A(object):
    count = 0
    def __init__(self, n):
        self.n = n
        A.count += 1
    def __repr__(self): return 'A(%r)' % self.n
    def __add__(self, o): return A(self.n + o.n)
    def __eq__(self, o): return self.n == o.n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError(i)
        return i * 10
    @property
    def double(self): return self.n * 2
    @double.setter
    def double(self, v): self.n = v // 2
    @staticmethod
    def s(x): return x + 1
    @classmethod
    def make(cls, n): return cls(n)
class B(A):
    def __init__(self, n, m):
        super(B, self).__init__(n)
        self.m = m
    def __call__(self, *a): return (self.n, self.m) + a
    def __enter__(self): print('enter'); return self
    def __exit__(self, t, v, tb): print('exit', t, v); return True
x = B(3, 4)
print(x, x + A(2), x == A(3), len(x), list(x), x.double, B.s(1), B.make, A.count) if False else print(x, x + A(2), x == A(3), len(x), list(x), x.double, B.s(1), A.count)
x.double = 20; print(x.n, x(1, 2), isinstance(x, A), issubclass(B, A), type(x).__name__, type(3), type('a'))
with x as y:
    print(y is x)
    raise ValueError('boo')
try:
    {}['k']
except KeyError as e:
    print('KeyError', e, e.args)
try:
    [][3]
except (IndexError, TypeError) as e:
    print(type(e).__name__, e)
finally:
    print('fin')
def gen(n):
    for i in range(n):
        got = yield i * i
        if got: print('got', got)
    return
g = gen(3); print(next(g), g.send('hi'), list(g))
print(sum(i for i in range(10) if i % 2), [x * y for x in range(3) for y in range(x)], {k: v for k, v in zip('ab', [1, 2])})
print('%5.2f|%-5d|%05d|%s|%r|%x|%e|%g|%%' % (3.14159, 42, 42, 'x', 'y', 255, 12345.678, 1e-5))
print('{} {1} {0}'.replace('{}', '-').format(1, 2), '{:>8.3f}|{:<5}|{:^7}|{:,}|{a[0]}|{b.n}'.format(3.14159, 'ab', 'mid', 1234567, a=[9], b=x))
name = 'w'; print(f'{name!r:>5} {3.14159:.2f} {{x}} {1 + 1}')
print(sorted([3, 1, 2], reverse=True), sorted('bca', key=lambda s: -ord(s)), max([1, 5, 3]), min(2, 1), list(map(lambda a, b: a + b, [1, 2], [3, 4])))
s = 'Hello World'; print(s[::-1], s[1:5], s[-3:], s.split(), s.lower().count('o'), s.find('W'), '-'.join(['a', 'b']), s.replace('l', 'L', 2), 'a,b,,c'.split(','), '  x '.strip() + '|')
l = [1, 2, 3, 4, 5]; l[1:3] = ['x']; del l[0]; l.append(9); l.insert(0, 'z'); print(l, l.index(9), l.pop(), l[::2])
P = collections.namedtuple('P', 'x y'); p = P(1, y=2); print(p, p.x, p._replace(x=5), p._asdict(), p[1])
dd = collections.defaultdict(list); dd['a'].append(1); print(dict(dd), dd)
print(collections.Counter('abracadabra').most_common(2), collections.OrderedDict([('a', 1)]))
print(math.sqrt(2), math.pi, math.floor(2.7), math.ceil(2.1), round(2.5), round(3.14159, 2), abs(-3), divmod(7, 3))
n = 0
while True:
    n += 1
    if n == 3: continue
    if n > 5: break
else:
    print('never')
for i in []: pass
else: print('else', n)
def outer():
    k = 0
    def inner():
        nonlocal k
        k += 1
        return k
    inner(); return inner()
print(outer(), 1 < 2 < 3, 1 < 3 < 2, not 1, 1 and 2, 0 or 'd', 3 if 0 else 4, 'a' in 'abc', 3 not in [1])
print(list(itertools.islice(itertools.count(5), 3)), list(itertools.product([1, 2], 'ab')), functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]))
try:
    assert 1 == 2, 'nope'
except AssertionError as e: print(repr(e))
print(int('42'), float('1e3'), int(3.9), str(1.0), repr('a\n'), bool([]), list('abc'), tuple([1]), chr(65), ord('a'), hex(255), bin(5))
class E(Exception):
    def __init__(self, code): self.code = code; Exception.__init__(self, 'code %d' % code)
try: raise E(7)
except E as e: print(e, e.code, e.args)
print(b'abc', b'\xff'[0], 'é'.encode('utf-8'), b'abc'.decode())
print(1j * 1j, complex(1, -2), (1 + 2j).conjugate(), abs(3 + 4j))
a = b = []; a.append(1); print(b, a is b, [] == [], (1, 2) < (1, 3), 'a' < 'b')
print(*[1, 2, 3], sep='-', end='!\n')
