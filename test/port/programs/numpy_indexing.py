import numpy as np
a = np.arange(12).reshape(3, 4)
print(a[0], a[1, 2], a[:, 1], a[1:, ::2])
a[0, 1:3] = 50
a[2] = 7
print(a)
mask = a > 6
print(a[mask].sum(), a.shape, a.mean())
b = np.zeros((2, 3))
b[:, 0] += 1
n = 2
print(b[0:n], b.T.shape)
