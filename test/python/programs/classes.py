# classes: inheritance, special methods, descriptors
class Shape(object):
    """A shape."""
    kinds = []
    scale = 2

    def __init__(self, name, **options):
        self.name = name
        self.options = options
        Shape.kinds.append(name)

    def area(self):
        raise NotImplementedError('area of %s' % self.name)

    def describe(self):
        return '%s with area %.2f' % (self.name, self.area() * self.scale)

    def __str__(self):
        return 'Shape(' + self.name + ')'

    def __lt__(self, other):
        return self.area() < other.area()


class Square(Shape):
    scale = 1

    def __init__(self, side, *args, **kwargs):
        super().__init__('square', *args, **kwargs)
        self.side = side

    def area(self):
        return self.side ** 2

    def __eq__(self, other):
        return isinstance(other, Square) and self.side == other.side

    def __hash__(self):
        return hash(self.side)

    def __iter__(self):
        return iter([self.side] * 4)

    def __contains__(self, x):
        return x == self.side

    def __getattr__(self, name):
        if name.startswith('get_'):
            return lambda: getattr(self, name[4:])
        raise AttributeError(name)


class Loud:
    def describe(self):
        return super().describe().upper() + '!'


class LoudSquare(Loud, Square):
    pass


s = Square(3, colour='red')
print(s, s.describe(), s.options, s.get_side(), list(s), 3 in s, 4 in s)
print(LoudSquare(2).describe(), [c.__name__ for c in LoudSquare.__mro__])
print(Shape.kinds, Square(2) == Square(2), Square(2) != Square(3), {Square(1): 'a'}[Square(1)], len({Square(5), Square(5)}))
try:
    Shape('blob').describe()
except NotImplementedError as e:
    print('not implemented:', e)
try:
    s.nothing
except AttributeError as e:
    print('attribute:', e)
print(max([Square(2), Square(5), Square(3)]).side, [q.side for q in sorted([Square(2), Square(1)])])
print(hasattr(s, 'side'), hasattr(s, 'zzz'), getattr(s, 'zzz', 'none'), callable(s.area), isinstance(s, (int, Shape)))


class Vector:
    def __init__(self, *xs): self.xs = list(xs)
    def __add__(self, o): return Vector(*[a + b for a, b in zip(self.xs, o.xs)])
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return Vector(*[a * k for a in self.xs])
    __rmul__ = __mul__
    def __neg__(self): return self * -1
    def __sub__(self, o): return self + -o
    def __getitem__(self, i): return self.xs[i]
    def __setitem__(self, i, v): self.xs[i] = v
    def __delitem__(self, i): del self.xs[i]
    def __len__(self): return len(self.xs)
    def __repr__(self): return 'Vector' + repr(tuple(self.xs))
    def __bool__(self): return any(self.xs)
    def __call__(self, f): return Vector(*map(f, self.xs))
    def __iadd__(self, o): self.xs = [a + b for a, b in zip(self.xs, o.xs)]; return self
    def __abs__(self): return sum(x * x for x in self.xs) ** 0.5
    def __float__(self): return float(abs(self))
    def __format__(self, spec): return '<' + ', '.join(format(x, spec) for x in self.xs) + '>'


v = Vector(1, 2, 3)
w = v
w += Vector(1, 1, 1)
v[0] = 10
del v[1]
print(v, w is v, 2 * v, v * 2, -v, v - Vector(1, 1), v[0], v[-1], v[0:1], len(v), bool(Vector(0)), v(lambda x: x + 1))
print(sum([Vector(1, 2), Vector(3, 4)]), abs(Vector(3, 4)), float(Vector(6, 8)), '{:.1f}'.format(Vector(1, 2)), f'{Vector(1, 2):02d}')


class Temperature:
    count = 0

    def __init__(self, celsius): self._celsius = celsius; Temperature.count += 1

    @property
    def fahrenheit(self): return self._celsius * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value): self._celsius = (value - 32) * 5 / 9

    @classmethod
    def freezing(cls): return cls(0)

    @staticmethod
    def valid(x): return x > -273.15


t = Temperature.freezing()
print(t.fahrenheit, Temperature.valid(-300), t.valid(3), Temperature.count, type(t).__name__)
t.fahrenheit = 212
print(t._celsius)
try:
    del t.missing
except AttributeError:
    print('no such attribute')


class Stack(list):
    def push(self, x): self.append(x); return self
    def top(self): return self[-1]


class Config(dict):
    def __getattr__(self, name): return self[name]
    def __missing__(self, key): return 'missing ' + key


st = Stack([1]).push(2).push(3)
print(st, len(st), st.top(), isinstance(st, list), st[::-1], sum(st))
c = Config(a=1)
c['b'] = 2
print(c.a, c.b, c['zzz'], dict(c), isinstance(c, dict), len(c), sorted(c.keys()))


class Err(ValueError):
    def __init__(self, code, text='bad'):
        super().__init__('%s (%d)' % (text, code))
        self.code = code


class Err2(Err): pass


for kind in (Err, Err2):
    try:
        try:
            raise kind(7)
        except KeyError:
            print('never')
        finally:
            print('cleanup')
    except ValueError as e:
        print(type(e).__name__, e, e.code, e.args, isinstance(e, Exception))


class Managed:
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self): print('in'); return self
    def __exit__(self, kind, value, trace): print('out', kind and kind.__name__, value); return self.swallow


with Managed(True) as m, Managed(False):
    raise RuntimeError('inside')


def f():
    with Managed(False):
        return 'returned'


print(f())


def decorate(prefix):
    def wrap(fn):
        def inner(*args, **kwargs):
            return prefix + str(fn(*args, **kwargs))
        inner.original = fn
        return inner
    return wrap


@decorate('> ')
def add(a, b=1): return a + b


print(add(1), add(1, b=5), add.original(2), add.__name__)
print([type(x).__name__ for x in (1, 1.0, 'a', b'a', [], (), {}, set(), None, True, add, Vector, v, 1j, range(3))])
