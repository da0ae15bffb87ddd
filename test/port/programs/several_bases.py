from __future__ import print_function


class Base(object):
    KINDS = ['a', 'b']
    COUNT = len(KINDS)
    TOTAL = COUNT + 1

    def hello(self):
        return 'base'

    def who(self):
        return 'base who'


class Mixed(Base):
    def hello(self):
        return 'mixed'

    def extra(self):
        return 'extra %d' % self.TOTAL


class Left(Base):
    def who(self):
        return 'left'


class Both(Left, Mixed, object):
    pass


both = Both()
print(both.hello(), both.who(), both.extra(), Both.TOTAL, isinstance(both, Left))


def area(width, height=2):
    return width * height


print(area(3, height=4))


def area(side, width, height):
    return side * width * height


print(area(2, width=3, height=4))

try:
    min([])
except ValueError as e:
    print(e)
