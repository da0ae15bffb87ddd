def f(a, b=2, *rest, **named):
    return a + b + sum(rest) + len(named)

def g(*items):
    return len(items)

def h(x, scale=1, shift=0):
    return x * scale + shift

print(f(1), f(1, 3), f(1, 2, 3, 4), f(1, 2, 3, key=1))
print(g(), g(1, 2), g(*[1, 2, 3]))
print(h(2, shift=1), h(shift=3, x=1), h(2, 3, 4))
options = {'scale': 5}
print(h(2, **options))
