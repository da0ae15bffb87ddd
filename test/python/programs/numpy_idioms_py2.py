import numpy as np
a = np.arange(6.); b = a.reshape(2, 3); n = np.arange(6)
print np.c_[a, a], np.c_[np.ones(3), b.T], np.c_[[1, 2], [3, 4]], np.r_[a, 1, 2], np.r_[0:3, 5], np.r_[-1:1:5j], np.r_[0:1:.25]
print np.mgrid[0:2, 0:3], np.mgrid[-1:1:3j], np.mgrid[0:1:.5, 0:2], np.ogrid[0:2, 0:3], np.s_[1:3, ::2], np.s_[1], b[np.index_exp[0, 1:]]
y, x = np.mgrid[-1.3:1.3:0.5, -2:1:0.5]
print (x + 1j * y).shape, x[0], y[:, 0]
print np.finfo(np.float32).eps, np.finfo(float).max, np.iinfo(np.int32).max, np.finfo(np.float32).min, np.finfo('float64').tiny, np.iinfo('uint8').min, np.iinfo(np.int64).max
print list(np.ndenumerate(b))[:2], list(np.ndindex(2, 2)), np.apply_along_axis(lambda r: r.sum(), 1, b), np.apply_along_axis(lambda r: r / r.max(), 0, b + 1), np.apply_along_axis(lambda r: r[:2], 1, b)
print np.fromstring('1 2 3', sep=' '), np.fromstring('1,2', dtype=int, sep=','), np.fromstring('\x01\x00', dtype=np.uint8), np.vectorize(lambda x: x * 2)(a), np.vectorize(lambda x, y: max(x, y))(b, 2.), np.trapz(a), np.trapz([1, 2], x=[0, 3])
print np.issubdtype(a.dtype, np.floating), np.issubdtype(np.int32, np.integer), np.issubdtype(np.float32, np.integer)
print b.flatten('F'), b.ravel(order='F'), np.ravel(b, order='F'), n.reshape((2, 3), order='F'), np.reshape(n, (3, 2), order='F'), b.reshape((3, 2)), len(b), b.__len__()
print b.dtype == float, n.dtype == int, b.dtype == int, isinstance(n[0], int), isinstance(a[0], int), isinstance(a[0], float)
print np.sum(i * 2 for i in range(3)), b.mean(dtype=np.float32).dtype, np.sum(b.astype('f'), dtype=np.float64).dtype, np.append([[1]], [[2]], axis=0), np.append([1], 2), np.union1d([1], [2]), np.in1d([1, 2], [2])
X = np.array([[1, 0], [1, 1]], np.int32)
N = sum(np.roll(np.roll(X, i, 0), j, 1) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i != 0 or j != 0))
print N, N.dtype, X & (N == 2), (N == 3) | (X & (N == 2)), X | 1, ~X, X ^ X, X << 2, True & np.array([True])
print n[(n > 1) & (n < 4)], n[(n < 1) | (n > 4)], ~(n > 2), (n > 1) ^ (n > 3), n & 1, 1 & n, 3 ^ n, 1 << n, (n * 100) >> 3, -n >> 1, n | np.int64(8)
print np.bitwise_and(n, 3), np.bitwise_or([1, 2], [4, 4]), np.left_shift(1, 3), np.invert(n > 2), np.invert(np.uint8(3)), ~np.uint8([3]), ~np.int64(3), np.floor_divide(7, 2), np.clip(5, 0, 3)
print (n.astype('uint8') & 0xF0).dtype, (n.astype(np.int32) & np.int64(3)).dtype, (np.array([True]) & 1).dtype, (np.array([True]) << 1).dtype
for f in (lambda: a & 1, lambda: ~a, lambda: n << 1.):
    try: f()
    except TypeError as e: print e
m = n > 1
m &= n < 4
print m, np.bool_(True) & np.bool_(False), np.True_ | False, np.any(m & (n > 2)), np.sum((n > 2) & m)
print a.tobytes()[-1] == '@', [c for c in b'abc']
print type(b'a'), type(a.tobytes()), type('a'), type(a.tobytes()).__name__
print b.diagonal(), np.diagonal(b, 1), b.diagonal(offset=1), np.arange(4).reshape(2, 2).diagonal().sum()
