# What calls are told whose arguments do not fit.
def tell(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except TypeError as error:
        print(error)


def nothing(): pass
def one(a): return a
def options(a, b=1, c=2): return (a, b, c)
def rest(a, *others, **named): return (a, others, sorted(named.items()))
def three(a, b, c): pass
def by_name(a, *, b, c=3, d): return (a, b, c, d)
def mixed(a, b=2, *, c): return (a, b, c)


tell(nothing, 1)
tell(one)
tell(one, 1, 2)
tell(options)
tell(options, 1, 2, 3, 4)
tell(options, 1, a=2)
tell(options, 1, d=2)
tell(options, c=5, a=1)
tell(rest)
tell(rest, 1, 2, 3, x=1, y=2)
tell(rest, 1, a=3)
tell(three)
tell(three, 1)
tell(three, b=1)
tell(by_name, 1)
tell(by_name, 1, b=2)
tell(by_name, 1, b=2, d=3)
tell(by_name)
tell(by_name, 1, 2)
tell(by_name, 1, 2, b=1, d=2)
tell(mixed, 1, 2, 3)
tell(mixed, 1, 2, 3, c=3)
tell(mixed, 1, c=3)
tell(lambda: 0, 1)
tell(lambda x, y=2: x + y, 1)
