import numpy as np
print np.add.reduce([1, 2]), np.add.reduce([[1, 2], [3, 4]]), np.add.accumulate([1, 2, 5]), np.multiply.outer([1, 2], [3, 4])
print np.maximum.reduce([1, 3]), np.maximum.accumulate([1, 3, 2]), np.multiply.reduce([2., 3.])
print np.subtract.reduce([5, 2, 1]), np.logical_or.reduce([False, True])
a = np.zeros(3); np.add.at(a, [0, 0, 2], 1); print a
print np.minimum.accumulate([[3, 1], [2, 5]], axis=1), np.subtract.outer([1, 2], [1, 5]), np.add.reduce(np.eye(2), axis=None)
print np.poly1d([1, 2]), np.poly1d([1, -2, 3])(2), np.poly1d([1, -2, 3]), repr(np.poly1d([1., 2.]))
print np.poly1d([2, 0, 1]).deriv(), np.poly1d([1, 2]).order
p = np.poly1d(np.polyfit([0, 1, 2, 3], [1, 3, 7, 13], 2))
print np.round(p(5), 6), np.round(p.c, 6), len(p), (np.poly1d([1, 2]) * np.poly1d([1, 3])).c
print np.roots([1, -3, 2]), np.polyder([1, 2, 3]), np.polyint([2, 2]), np.polyadd([1, 2], [1]), np.polymul([1, 2], [1, 3])
print np.choose([0, 1, 1], [[1, 2, 3], [4, 5, 6]]), np.fromfunction(lambda i, j: i + j, (2, 2))
print np.fromfunction(lambda i: i * 2, (3,), dtype=int)
print np.isreal([1, 1j]), np.iscomplex(1j), np.iscomplexobj([1.]), np.isrealobj(2), np.alltrue([1, 0]), np.sometrue([0, 1])
print np.nanpercentile([1, np.nan, 3], 50), np.nanmedian([[1, np.nan], [3, 4]], axis=0)
print np.nanpercentile([[1., 2], [np.nan, 4]], 25, axis=1)
print np.piecewise([-1., 0, 2], [np.array([-1., 0, 2]) < 0, np.array([-1., 0, 2]) > 0], [-1, lambda x: x * 3])
print np.piecewise([1., -1], [np.array([1., -1]) > 0], [1, 7])
print np.binary_repr(5), np.binary_repr(-3, 5), np.binary_repr(3, width=6), np.base_repr(5, 3), np.base_repr(255, 16), np.binary_repr(-5)
print np.can_cast(int, float), np.can_cast(float, int), np.can_cast('f4', 'f8'), np.promote_types('i4', 'f4')
print np.result_type(np.int32, np.float32)
print np.histogram2d([1, 2, 2.5], [1, 2, 3], 2)[0], np.histogram2d([1, 2], [1, 2], bins=[[0, 1, 2], [0, 2, 3]])
f = np.frompyfunc(lambda x, y: x + y, 2, 1)
print f([1, 2], 3), np.frompyfunc(abs, 1, 1)(-1), np.isposinf([np.inf, 1]), np.isneginf([-np.inf])
print np.arange(3, dtype='u1'), np.arange(3, dtype='f'), repr(np.arange(3, dtype='i2')), np.eye(2, dtype='i4')
print np.linspace(0, 1, 3, dtype='f4').dtype, np.version.version[:4]
for bad in (lambda: np.choose([5], [[1], [2]]), lambda: np.base_repr(3, 40), lambda: np.add.reduce(5), lambda: np.subtract.reduce([])):
    try: print bad()
    except Exception as e: print type(e).__name__, e
