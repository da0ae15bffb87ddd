# the standard library that old programs import
import collections, copy, functools, itertools, json, math, operator, os.path, random, re, string, sys
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from contextlib import contextmanager
Point = namedtuple('Point', ['x', 'y'])
p = Point(1, y=2)
x, y = p
print(p, p.x + p[1], p == (1, 2), p._replace(x=9), Point._fields, Point._make([5, 6]), len(p), list(p), x, y)
d = defaultdict(int)
for c in 'mississippi':
    d[c] += 1
print(sorted(d.items()), d['zzz'], 'q' in d, Counter('mississippi').most_common(2), Counter([1, 1, 2])[1], Counter('a')['b'])
o = OrderedDict()
o['z'] = 1
o['a'] = 2
print(list(o), o, o.popitem(), list(o.values()))
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.appendleft(0)
print(list(q), q.popleft(), q.pop(), len(q))
print(math.sqrt(16), math.floor(-2.5), math.ceil(2.1), math.log(math.e), math.log(8, 2), math.log10(1000), math.exp(0), math.pow(2, 3), math.fabs(-1), math.hypot(3, 4), math.factorial(20), math.gcd(12, 18), math.pi, math.isnan(float('nan')), math.trunc(-2.7), math.degrees(math.pi), math.atan2(1, 1), math.fsum([0.1] * 10), math.modf(2.5), math.copysign(1, -0.0))
print(list(itertools.chain([1], [2, 3])), list(itertools.islice(itertools.count(10, 5), 3)), list(itertools.product('ab', repeat=2)), list(itertools.combinations([1, 2, 3], 2)), list(itertools.permutations('abc', 2)), list(itertools.zip_longest([1, 2], [3], fillvalue=0)), [(k, list(g)) for k, g in itertools.groupby('aabbb')], list(itertools.accumulate([1, 2, 3])), list(itertools.takewhile(lambda v: v < 3, [1, 2, 3, 1])), list(itertools.starmap(pow, [(2, 3)])), list(itertools.repeat('r', 2)))
print(functools.reduce(lambda a, b: a + b, [1, 2, 3], 10), functools.partial(int, base=2)('101'), sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)), operator.itemgetter(1)([5, 6]), operator.attrgetter('x')(p), operator.add(1, 2), operator.mul(3, 4))
print(json.dumps({'a': [1, 2.0, None, True, 'x']}), json.loads('{"k": [1, 2.5, null, "s"]}'), json.dumps([1, 2]))
print(re.findall(r'\d+', 'a1b22'), re.sub(r'(\w)(\d)', r'\2\1', 'a1 b2'), re.match(r'(\w+) (?P<n>\w+)', 'hello world').groups(), re.search('o', 'foo').start(), re.split(r'[,;]\s*', 'a, b;c'), re.compile('^x', re.I).match('X') is not None, re.match('z', 'a'))
print(string.ascii_lowercase[:5], string.digits, os.path.join('a', 'b', 'c.txt'), os.path.basename('/x/y.txt'), os.path.splitext('f.tar.gz'), os.path.dirname('/x/y'), os.path.exists('/no/such'))
a = [1, [2, 3]]
b = copy.copy(a)
c = copy.deepcopy(a)
a[1].append(4)
print(a, b, c, a[1] is b[1])
@contextmanager
def tag(name):
    print('<%s>' % name)
    try:
        yield name.upper()
    finally:
        print('</%s>' % name)
with tag('b') as t:
    print(t)
try:
    with tag('i'):
        raise ValueError('x')
except ValueError as e:
    print('caught', e)
random.seed(42)
print(random.random(), random.randint(1, 100), random.choice('abcdef'), random.sample(range(100), 3), random.uniform(1, 2), random.gauss(0, 1))
l = list(range(5))
random.shuffle(l)
print(l, sys.version_info[0] >= 3, sys.maxsize > 2 ** 31)
print(sum(map(len, ['a', 'bb'])), list(filter(None, [0, 1, '', 'a'])), dict(zip('ab', [1, 2])), list(map(lambda a, b: a * b, [1, 2], [3, 4])), sorted({'b': 1, 'a': 2}), max({'a': 1, 'b': 3}.items(), key=lambda kv: kv[1]))
print(set([1, 2]) | {3}, {1, 2} & {2, 3}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} <= {1, 2}, frozenset([1, 2]) == {2, 1}, {(1, 2): 'tuple key'}[(1, 2)])
print(int('ff', 16), int('0b11', 2), hex(255), oct(8), bin(10), ord('A'), chr(97), abs(-5), divmod(17, 5), pow(2, 10, 1000), bool(''), str([1, 'a']), float('1e-3'), complex('1+2j'), bytes([65, 66]), isinstance(True, int), type(None).__name__)
