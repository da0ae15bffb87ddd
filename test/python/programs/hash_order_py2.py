# Dicts and sets in the order of Python 2's hash tables.
import collections, json
d = {'one': 1, 'two': 2, 'three': 3, 'four': 4, 'five': 5, 'six': 6, 'seven': 7, 'eight': 8, 'nine': 9}
print d
print d.keys(), d.values()
e = {}
for i, word in enumerate('the quick brown fox jumps over the lazy dog and runs away from all of them at once'.split()):
    e[word] = i
print e, len(e)
print {0: 'a', -1: 'b', 100: 'c', 8: 'd', 16: 'e', 3: 'f'}, {5: 1, 13: 2, 21: 3}
print {1.5: 0, 2.0: 1, -0.25: 2, 1e10: 3, 1e100: 4, 3.141592653589793: 5}
print {(1, 2): 'a', (2, 1): 'b', (): 'c', ('x', 3): 'd', ((1,), 2.5): 'e'}
print {'b': 1, 'a': 2, 10: 3, True: 4, 'ab': 5, '': 6}
print set('hello world'), set([3, 1, 2, 100, -5]), frozenset('abc')
print list(set('The quick brown fox'.lower())), [c for c in set('0123456789')]
chars = list(set(open(__file__).read()))
print ''.join(chars).replace('\n', 'N')
f = dict(z=1, y=2, x=3, w=4, v=5, u=6)
print f, f.items()[0]
f.pop('z'); f['t'] = 7
print f
print collections.Counter('mississippi'), collections.OrderedDict([('z', 1), ('a', 2)]), dict(collections.defaultdict(int, q=1, b=2))
def g(**kw): return kw
print g(gamma=1, alpha=2, beta=3, delta=4), json.dumps(d)
print {i * 7: i for i in range(20)}, {2 ** 70: 1, 2 ** 40: 2, -2 ** 65: 3}
class A(object):
    def __init__(self): self.width, self.height, self.depth, self.name = 1, 2, 3, 4
print vars(A()), A().__dict__.keys()
print set(range(10)) | set([64, 32]), set('abc') & set('bcd'), set(['x1', 'x2', 'x3']) - set(['x2'])
print {str(i): i for i in range(30)}.keys()
