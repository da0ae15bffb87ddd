import math
import random
import time
import json
from collections import defaultdict, OrderedDict, Counter
random.seed(1)
print(random.randint(1, 100), round(random.random(), 6))
xs = [1, 2, 3, 4]
random.shuffle(xs)
print(xs, math.sqrt(16.0), math.floor(2.5), round(math.exp(1.0), 4))
start = time.time()
print(time.time() - start < 5)
d = defaultdict(int)
d['a'] += 1
print(d['a'], Counter('aab').most_common(1), json.dumps([1, 'a']))
o = OrderedDict([('z', 1), ('y', 2)])
print(list(o.keys()))
