import numpy as np
a = np.array([1, 2, 3])
b = np.array([1.0, 2.0, 4.0])
print(a + b, a * 2, 2 - a, a / 2.0, a ** 2, -a)
print(np.dot(a, b), np.sum(a), np.mean(b), np.max(a))
print((a == 2), (b >= 2).any())
c = a
c += 1
print(a, np.concatenate([a, [9]]), np.hstack((a, a)))
