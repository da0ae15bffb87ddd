"""Records what Python's re answers: `python3.6 record.py 1 3000 > cases.json`."""
import json, random, re, sys, warnings
warnings.simplefilter('ignore')
seed, count = int(sys.argv[1]), int(sys.argv[2])
r = random.Random(seed)
WRITTEN = [
    (r'(a+)+$', 'aaaa'), (r'(\w+)\s+\1', 'the the cat'), (r'(?P<y>\d{4})-(?P<m>\d\d)', 'on 2016-12-01, 2017-01-02'), (r'(?i)HeLLo', 'say hello'),
    (r'^\s*(\w+)\s*=\s*(.*?)\s*$', '  key = some value  '), (r'(?m)^b.*$', 'a\nbc\nbd'), (r'(?s)a.b', 'a\nb'), (r'a.b', 'a\nb'),
    (r'(?x) a  b # comment', 'xab'), (r'(?<=a)b', 'ab cb'), (r'(?<!a)b', 'ab cb'), (r'a(?=b)', 'ab ac'), (r'a(?!b)', 'ab ac'), (r'(a)?(?(1)b|c)', 'ab c'),
    (r'(?:a|b)*?c', 'ababc'), (r'(a*)*', 'aab'), (r'(a*)+', 'b'), (r'(a|b)*', 'abac'), (r'((a)|b)*', 'ab'), (r'(?:(a)|b)*', 'ab'), (r'(a{2,3}){2}', 'aaaaaa'),
    (r'[^\W\d_]+', 'abc_12 d'), (r'[]a-]+', ']a-b'), (r'[\]\\]+', ']\\'), (r'[a\-z]+', 'a-z'), (r'\bfoo\b', 'a foo, food'), (r'\B', 'ab c'), (r'\Aab\Z', 'ab'),
    (r'ab\Z', 'ab\n'), (r'ab$', 'ab\n'), (r'x*', 'axxb'), (r'', 'abc'), (r'a|', 'ba'), (r'\d+(?:\.\d+)?', '1 2.5 x 3.'), (r'"(?:[^"\\]|\\.)*"', 'say "a\\"b" c'),
    (r'(?:x|(y))\1?', 'yy x'), (r'(?P<a>x)(?P=a)', 'xx'), (r'\x41\u0042\103\t', 'ABC\t'), (r'a{,2}b', 'aaab'), (r'a{2}', 'aaa'), (r'a{x}', 'a{x}'), (r'a{1', 'a{1'),
    (r'{', '{'), (r'(?=(a+))a*b\1', 'aaab aba'), (r'(?:(?=a)a)+', 'aab'), (r'(a?)*?b', 'aab'), (r'(a?)+?$', 'aa'), (r'(?:a?){3}b', 'aab'), (r'(?:a?){0,3}?b', 'ab'),
    (r'([ab]*?)(?=b)(b*)', 'aabb'), (r'(?:\s|^)#(\w+)', '#a b #c'), (u'[\u00e0-\u00ff]+', u'caf\u00e9 \u00c9'), (u'(?i)\u00c9', u'\u00e9'), (r'\w+', u'na\u00efve \u4e2d'), (r'.', u'\U0001f600a'),
    (r'(', ''), (r')', ''), (r'[', ''), (r'*', ''), (r'a**', ''), (r'(?P<1a>x)', ''), (r'(?P<a>x)(?P<a>y)', ''), (r'\1', ''), (r'(a)\2', ''), (r'(?<=a+)b', ''), (r'[b-a]', ''),
    (r'a{3,2}', ''), (r'(?z)', ''), (r'(?P=x)', ''), (r'(?P<n', ''), (r'(?#c', ''), (r'\x4', ''), ('\\', ''), (r'(?(1)a)', ''), (r'(?(2)a)', ''), (r'(a)(?(1)b|c|d)', ''),
    (r'(?:)', 'a'), (r'(?:)*', 'a'), (r'$*', 'a'), (r'^*', 'ab'), (r'a+?', 'aa'), (r'(?i)[a-c]+', 'aBCd'), (r'(?i)[^a]', 'Ab'), (r'\S+@\S+', 'x@y z'), (r'[\s\d]+', ' 1 a'), (r'[^\s]+', ' ab '),
]
ATOMS = ['a', 'b', 'c', '.', r'\w', r'\d', r'\s', r'\b', r'\B', '^', '$', '[ab]', '[^a]', '[a-c1]', '1', ' ', r'\W', '_']
def pattern(depth):
    k = r.random()
    if depth == 0 or k < .35: return r.choice(ATOMS)
    if k < .55: return pattern(depth - 1) + pattern(depth - 1)
    if k < .65: return pattern(depth - 1) + '|' + pattern(depth - 1)
    if k < .75: return '(' + pattern(depth - 1) + ')'
    if k < .8: return '(?:' + pattern(depth - 1) + ')'
    if k < .93:
        inner = pattern(depth - 1)
        return '(' + r.choice(['', '?:']) + inner + ')' + r.choice(['*', '+', '?', '{2}', '{1,2}', '{0,3}']) + r.choice(['', '', '?'])
    if k < .97:
        # CPython keeps groups of what it looked for in vain
        inner = pattern(depth - 1)
        return (r.choice(['(?=', '(?!']) if '(' not in inner else '(?=') + inner + ')'
    return r.choice(ATOMS[:8]) + r.choice([r'\1', r'(?<=a)', r'(?<!b)', r'(?(1)a|b)'])
def text(): return ''.join(r.choice('aabbc1 _\n') for _ in range(r.randrange(9)))
cases = [(p, 0, t) for p, t in WRITTEN] + [(pattern(r.randrange(1, 5)), r.choice([0, 0, 0, re.I, re.M, re.S, re.M | re.S]), text()) for _ in range(count)]
out = []
for p, flags, t in cases:
    try: c = re.compile(p, flags)
    except (re.error, OverflowError, RuntimeError) as e:
        out.append([p, int(flags), t, None]); continue
    def spans(m): return m and [list(m.span(i)) for i in range(c.groups + 1)] + [m.lastindex]
    try: sub = c.sub(r'<\g<0>>', t)
    except re.error: sub = None
    try: split = c.split(t)
    except ValueError: split = None
    out.append([p, int(flags), t, {'search': spans(c.search(t)), 'match': spans(c.match(t)), 'full': spans(c.fullmatch(t)) if hasattr(c, 'fullmatch') else None,
        'findall': [list(x) if isinstance(x, tuple) else x for x in c.findall(t)], 'split': split, 'sub': sub}])
json.dump(out, sys.stdout, separators=(',', ':'))
