# control flow, closures, generators, comprehensions, unpacking
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


g = fib()
print([next(g) for _ in range(10)])


def numbered(items):
    for i, x in enumerate(items, 1):
        if x == 'skip':
            continue
        if x == 'stop':
            return
        try:
            received = yield '%d:%s' % (i, x)
            if received:
                yield 'got ' + received
        finally:
            print('after', x)


print(list(numbered(['a', 'skip', 'b', 'stop', 'c'])))
n = numbered(['x', 'y'])
print(next(n), n.send('hello'), next(n))
n.close()


def chain(*its):
    for it in its:
        yield from it


print(list(chain('ab', [1, 2], (c for c in 'yz'))))


def grow(acc=[]):
    acc.append(len(acc))
    return acc


grow()
print(grow(), grow([9]))
total = 0
for i in range(10):
    if i % 2:
        continue
    for j in range(5):
        if j == 3:
            break
        total += i * j
    else:
        print('no break')
else:
    print('total', total)
while total > 50:
    total -= 7
print(total)
funcs = [lambda x, k=k: x + k for k in range(3)]
print([f(10) for f in funcs], [(lambda y: y * 2)(z) for z in range(3)])


def counter():
    count = 0
    def up(by=1):
        nonlocal count
        count += by
        return count
    return up


up = counter()
print(up(), up(5), counter()())
first, *middle, last = range(6)
(a, b), c = [1, 2], 'z'
x = y = z = 3
x, y = y + 1, x - 1
print(first, middle, last, a, b, c, x, y, z)
d = {'one': 1, 'two': 2, **{'three': 3}}
print(d, {v: k for k, v in d.items()}, [*d, *range(2)], {**d, 'one': 0})
print([(i, j) for i in range(3) for j in range(i) if i + j > 1], {i % 3 for i in range(9)}, sorted({c for c in 'hello'}))


def flexible(a, b=2, *rest, key=None, **named):
    return a, b, rest, key, sorted(named)


print(flexible(1), flexible(1, 2, 3, 4, key='k', z=1, y=2), flexible(*[1, 2, 3], **{'key': 5, 'w': 6}))
for bad in (lambda: flexible(), lambda: flexible(1, a=2), lambda: (lambda: 0)(1), lambda: len(5), lambda: [][0], lambda: {}['k'], lambda: int('x'), lambda: 1 / 0, lambda: undefined, lambda: None.foo, lambda: 'a' + 1, lambda: [1] + (2,), lambda: 1 < 'a'):
    try:
        bad()
        print('no error')
    except (TypeError, IndexError, KeyError, ValueError, ZeroDivisionError, NameError, AttributeError) as e:
        print(type(e).__name__)


def nested():
    try:
        try:
            raise ValueError('inner')
        except ValueError:
            raise
        finally:
            print('f1')
    except ValueError as e:
        return 'caught ' + str(e)
    else:
        return 'else'
    finally:
        print('f2')


print(nested())
print(1 if [] else 2, [] or 'x', 0 and 1, not [], 1 < 2 <= 2 != 3, None is None, 'b' in {'b': 1}, 2 not in (1, 3))
m = [[1, 2, 3], [4, 5, 6]]
print(list(zip(*m)), [row[1] for row in m], sum(m, []), max(m, key=sum), min('banana', 'apple'), all([1, 'a']), any([0, '']), list(reversed([1, 2, 3])))
l = list(range(10))
l[2:5] = []
l[::2] = ['e'] * len(l[::2])
del l[-1], l[0]
print(l, l[1:-1:2], l[::-1], l.count('e'), l.index('e'), 'e' in l)
l.sort(key=str, reverse=True)
print(l, sorted([(1, 'b'), (1, 'a'), (0, 'z')]), l == l[:], l is l[:])
print(2 ** 64, -7 // 2, -7 % 3, 7 % -3, -7.5 // 2, 7.5 % -2, 1e3, 12345678901234567890 * 98765432109876543210, 10 ** -2, (-2) ** 3, 5 & 3 | 8 ^ 1, ~5, 1 << 70, -1 >> 3)
print(0.1 + 0.2, 1e16, 1e15, 1.0, 123456.789, 1e-5, 0.0001, 3.0e-10, float('inf'), -float('inf'), float('nan'), round(0.5), round(1.5), round(2.675, 2), round(-1.5), round(1234.5678, -2), int(-3.9), 7 // 2.0)
print('%s %r %5s|%-5s|%05.1f %+d %x %o %e %g %c %%' % ('s', 'r', 'ab', 'cd', 3.14159, 5, 255, 8, 12345.678, 0.00001, 'z'), '%(a)s-%(b)03d' % {'a': 'x', 'b': 7}, '%.3s' % 'abcdef', '%*d' % (6, 42))
print('{0}{1}{0} {name!r} {x[0]} {y.real} {:>6} {:^7}|{:<4}|{:+.2e} {:,} {:.1%} {:08.3f} {:b} {:#x} {{}}'.replace('{0}{1}{0} ', '').format('r', 'mid', 'l', 12345.678, 1234567, 0.256, 3.14159, 10, 255, name='n', x=[1], y=2))
t = 'The quick brown fox'
print(t.split(), t.partition(' '), t.title(), t.swapcase(), t.center(25, '*'), t.startswith(('The', 'A')), t.find('quick'), t.rfind('o'), t.count('o'), t.replace('quick', 'slow'), t[4:9].upper(), t[-3:], t[::-5], len(t), 'x'.join('abc'), ' pad '.strip(), 'a,b;c'.replace(';', ',').split(','), '1 2  3'.split(' '), 'line1\nline2\r\n'.splitlines(), 'abc'.isalpha(), '12'.isdigit(), 'tab\there', repr('q\'"\n'), 'z' * 3, 'abc' < 'abd', 'ß'.upper(), '%d%%' % 5, 'a-b-c'.rsplit('-', 1), '42'.zfill(5), 'éa'.encode('utf-8'))
