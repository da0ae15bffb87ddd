from lib import helper
from lib.helper import twice, Base as B
class C(B):
    name = 'c'
print(helper.K, twice(2), C().hi(), helper.__name__)
helper.K = 7
print(twice(2), eval('1 + 2'), eval('a + b', {'a': 1, 'b': 2}))
def f(q): return eval('q * 2')
print(f(4))
d = {}
exec('z = 3\ndef g(): return z + 1', d)
print(d['z'], d['g']())
exec('w = 9')
print(w, __name__, sorted(k for k in globals().keys() if len(k) == 1))
if __name__ == '__main__': print('main')
