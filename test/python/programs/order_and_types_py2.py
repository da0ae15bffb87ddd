import numpy as np
r={'a':np.float32(.5),'b':np.float32(.7)}
print sorted(r.items(), key=lambda kv: (-kv[1], kv[0]))
print (-r['a'],1) < (-r['b'],1), [1, 2] < [1, 3], (1, 2) < [0], [0] < (1,), (1,2) <= (1,2), (1,2) < (1,2,0), (1,) > ()
print cmp((1,2),(1,3)), (np.float32(1), 'x') == (1, 'x'), -r['b'] < -r['a'], cmp(-r['b'], -r['a'])
print sorted([(np.float64(3), 'a'), (1, 'b'), (2.5, 'c')], reverse=True), max([(np.int64(2), 'q'), (3, 'a')]), min((np.float32(.5), 1), (np.float32(.25), 9))
print sorted([[3, 'a'], [1, None], [1, 'b']]), sorted([None, 3, 'a', (1,), [2], 2.5, {}])
import heapq
h = []
for p, v in [(np.float32(3), 'c'), (np.float32(1), 'a'), (2, 'b')]: heapq.heappush(h, (p, v))
print heapq.heappop(h), heapq.nsmallest(1, [5, 2, 7]), heapq.nlargest(2, [5, 2, 7])
import bisect
print bisect.bisect([1, 2, 4], 3), bisect.bisect_left([1, 2, 2], 2)
import collections
class A(object): pass
print type(np.float32(1)), type(np.zeros(2)), np.ndarray, np.float32, np.dtype('float32'), type(1), type('a'), int, type(ValueError('a')), A, type(A())
print type(collections.OrderedDict()), type(collections.defaultdict(int)), type(collections.deque()), type(None), type({})
print 'end'
exit()
print 'not reached'
