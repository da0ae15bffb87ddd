import numpy as np
a = np.arange(9).reshape(3,3)
print a[[[0,1],[1,2]]]
print a[[[0,1],slice(1,3)]]
print a[[0,1]]
print a[[[0,1]]]
print a[[np.array([0,1]),np.array([1,2])]]
a[[[0,1],[1,2]]] = 7
print a
print a[[[[0,1],[1,2]]]]
try:
  print np.arange(4)[[[0,1],[1,2]]]
except Exception as e: print type(e), e
print np.arange(4)[[[[0,1],[1,2]]]]
print a[[None, 1]]
print a[[Ellipsis, 1]]
print a[[(0,1),(1,2)]]
print a[[(0,1),1]]
class E(Exception): pass
try:
    raise Exception, E('x')
except Exception as e: print type(e), e, e.args
try:
    raise E, Exception('x')
except Exception as e: print type(e), e, e.args
try:
    raise ValueError, IndexError('x')
except Exception as e: print type(e), repr(e), e.args
try:
    raise E, ('a', 'b')
except Exception as e: print type(e), e, e.args
try:
    raise E, None
except Exception as e: print type(e), e, e.args
try:
    raise E('x'), 'b'
except Exception as e: print type(e), e, e.args
