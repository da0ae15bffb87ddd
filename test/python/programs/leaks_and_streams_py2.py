xs = [i for i in range(3)]
print i
def f():
    ys = [(j, k) for j in range(2) for k in range(3)]
    return j, k, [z for z in [w for w in range(4)]], w
print f()
class C:
    a = [q for q in 'ab']
print C.q
print list(x for x in 'ab'), 'x' in globals()
import sys
reload(sys)
sys.setdefaultencoding('utf8')
import StringIO
old = sys.stdout
sys.stdout = s = StringIO.StringIO()
print 'hidden', 1,
print 'more'
sys.stdout = old
print repr(s.getvalue())
import warnings, string, itertools, collections, contextlib
with warnings.catch_warnings():
    warnings.simplefilter('ignore')
print string.join(['a', 'b'], '-'), string.upper('x'), 'abc'.translate(string.maketrans('a', 'z')), string.atoi('12')
a, b = itertools.tee(iter('xy')); print list(a), list(b)
print isinstance(f, collections.Callable), list(itertools.dropwhile(lambda v: v < 2, [1, 2, 1]))
print 'caf\xc3\xa9'.decode('utf-8') == u'caf\u00e9', u'caf\u00e9'.encode('ascii', 'ignore'), repr(u'\u00e9'.encode('latin1'))
try: u'\u00e9'.encode('ascii')
except UnicodeEncodeError as e: print e
try: '\xff'.decode('utf8')
except UnicodeDecodeError as e: print e
