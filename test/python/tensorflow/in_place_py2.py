# Arrays that change in place, and the division of whole numbers in Python 2.
from __future__ import print_function
import numpy as np
a = np.ones(2); b = a; b += 1; print(a)
def f(x):
    x *= 2
f(a); print(a)
i = np.arange(3)
try:
    i += 0.5
    print(i)
except TypeError as e: print(e)
g = np.ones(2, np.float32); h = g; g += np.ones(2); print(h, h.dtype)
s = np.float32(1); t = s; s += 1; print(t, s)
try:
    a += np.ones((3, 2)); print(a)
except ValueError as e: print(e)
i //= 2; print(i); 
o = np.array([1, None, 2.5]); p = o; o[0] += 2; print(p)
q = np.array([[1], [2, 3]]); r = q; q += q; print(r)
i = np.arange(3); j = i
try:
    i /= 2
    print(i, j)
except TypeError as e: print(e)
print(np.arange(4) / 2, 7 / np.arange(1, 4), np.arange(4) / 2., -np.arange(4) / 2, np.int64(7) / 2, np.arange(4) / np.int32(2), [4, 5] / np.array([2, 3]), np.arange(3, dtype=np.uint8) / 2, np.array([1, 2]).sum() / 2)
print(np.mean([1, 2]) / 2, np.float32(1) / 2, (np.arange(4) / 2).dtype, np.array([True]) / 1.)
