import numpy as np
np.random.seed(3)
x = np.random.rand(3)
print(x, np.random.randint(0, 10, size=4))
print(np.random.randn(2, 2).shape, np.random.permutation(5))
