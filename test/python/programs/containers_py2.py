# Containers that programs extend, and small idioms of classes, errors and loops.
import sys, collections
class AttrDict(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__
a = AttrDict(x=1); a.y = 2
print a.x, a['y'], sorted(a.items())
class D(dict):
    def __setitem__(self, k, v): dict.__setitem__(self, k, v * 2)
    def __getitem__(self, k): return dict.__getitem__(self, k) + 1
    def __missing__(self, k): return 0
d = D(); d['a'] = 5
print d['a'], d.get('a'), len(d), d
class E(dict):
    def __init__(self, *a, **k):
        super(E, self).__init__(*a, **k); self.__dict__ = self
e = E(a=1); e.b = 2
print e.a, e['b'], e
class DefList(list):
    def __getitem__(self, i): return list.__getitem__(self, i % len(self))
    def append(self, v): super(DefList, self).append(v); return self
l = DefList([1, 2, 3])
print l[4], l.append(5), len(l), list.__len__(l)
class M(dict):
    def __missing__(self, key): return key * 2
print M()[4]
print hasattr([], '__iter__'), hasattr('a', '__iter__'), hasattr({}, '__getitem__'), hasattr([], '__len__'), hasattr(5, '__len__')
print [1].__len__(), 'abc'.__contains__('b'), {1: 2}.__getitem__(1), (3, 4).__getitem__(1), set([1]).__contains__(2), [3].__iter__().next()
x = 5
def nest():
    def deep():
        return x
    return deep
print nest()()
try:
    try: raise KeyError('a')
    finally: print 'cleanup'
except (KeyError, ValueError), err: print type(err), err
try: raise Exception
except Exception as ex: print repr(ex), str(ex) == ''
try: raise ValueError
except ValueError as ex: print repr(ex)
class MyErr(ValueError):
    def __str__(self): return 'my ' + str(self.args)
try: raise MyErr(1, 2)
except ValueError as ex: print ex, ex.args
try: raise MyErr, (3, 4)
except MyErr, ex: print ex
def gen(n):
    i = 0
    while i < n:
        yield i
        i += 1
    return
print list(gen(3)), sum(gen(4)), max(gen(5)), dict((i, i) for i in gen(2))
print [a for a in gen(2) for b in gen(2)], tuple(gen(2)), ','.join(str(i) for i in gen(3))
(a, b), c = (1, 2), 3; print a, b, c
a = b = []; a.append(1); print b
print [1, 2, 3][::-1], 'abc'[-2:], range(10)[2:8:2], [1, 2, 3][5:], 'x' * 0
i = 5; i += 1; i *= 2; i **= 2; i //= 5; i %= 7; i |= 8; i ^= 1; i <<= 2; i >>= 1; i &= 0xff; print i
print 1 if 0 else 2, (lambda *a, **k: (a, k))(1, b=2), (lambda (p, q), r: p + q + r)((1, 2), 3)
for k, (p, q) in enumerate(zip('ab', [1, 2])): print k, p, q
for k in range(3):
    if k == 1: continue
    print k,
else: print 'done'
while False: pass
else: print 'welse'
try: raise ValueError, ValueError('made')
except ValueError, e: print e, e.args
