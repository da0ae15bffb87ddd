import sys, string, random
print "hello", 3, 7 / 2, -7 / 2, 7 // 2, 7.0 / 2
print "%d items" % 3,
print "more"
print
print ("a", 1), 10 ** 20, 0.1 + 0.2, 1 / 3.0
x = {'a': 1}
print x.has_key('a'), x.items(), range(3), xrange(3), map(str, [1, 2]), filter(None, [0, 1]), zip([1], [2])
try:
    raise ValueError, "bad"
except ValueError, e:
    print e, repr(e)
class Old:
    def __init__(self): self.v = 1
    def next(self):
        if self.v > 3: raise StopIteration
        self.v += 1
        return self.v
    def __iter__(self): return self
print list(Old()), isinstance('a', basestring), isinstance(u'a', unicode), long(3), 0777, 0xff
def f(a, (b, c)): return a + b + c
print f(1, (2, 3)), (lambda (p, q): p * q)((3, 4))
print sorted([3, 'a', None, 1.5]), cmp(1, 2), round(2.5), round(-2.5), int('12'), 5 <> 6
random.seed(1); print random.random(), random.randint(1, 10), random.choice([1, 2, 3])
print >>sys.stdout, "to", "stdout"
print "%s" % (1,), "%s %s" % ('a', 2), "%(k)s" % {'k': 5}, str(1e16), str(123456789012.5), repr(1e16), 1e15
exec_ = 3
print exec_, [i for i in (1, 2, 3)], reduce(lambda a, b: a + b, [1, 2, 3]), u"caf\u00e9".encode('utf-8'), len("abc")
