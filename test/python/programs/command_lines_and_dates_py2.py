import sys
z = 11
print `z`, `'a'`, `1` + 'b', "a`b", 'x`' + `z + 1` + '`'
print set(), set([1]), sys.maxint, [sys.maxint, sys.maxint + 1, -sys.maxint - 1, 2 ** 70], sys.maxint > 5, min(sys.maxint, 3)
class L(object):
    def __str__(self): return 'ends\n'
print L(), 1
print 'ends\n', 1
from optparse import OptionParser, OptionGroup
parser = OptionParser(usage="usage: %prog [options] filename", version="%prog 1.0")
parser.add_option("-f", "--file", dest="filename", help="write report to FILE", metavar="FILE")
parser.add_option("-q", "--quiet", action="store_false", dest="verbose", default=True, help="don't print status messages to stdout")
parser.add_option("-l", "--learning-rate", type="float", default=0.01, \
  help="learning rate [default: %default] and a rather long explanation of it that goes on and on")
parser.add_option("-n", type=int, default=3); parser.add_option("--layers", action="append", type="int")
parser.add_option("-v", action="count", dest="v"); parser.add_option("--mode", choices=['a', 'b'], default='a')
g = OptionGroup(parser, "Dangerous", "Be careful")
g.add_option("-g", action="store_true", help="Group option.")
parser.add_option_group(g)
o, \
  a = parser.parse_args(["-f", "x", "--learning-rate=.5", "pos", "-n5", "--layers", "1", "--layers=2", "-vv", "-q", "--mo", "b", "--", "-z"])
print o, a
o, a = parser.parse_args([]); print o, o.filename, o.learning_rate, a, o.g
print parser.format_help()
for bad in (['--nope'], ['-n', 'x'], ['-n'], ['--mode', 'c'], ['-g5'], ['--quiet=3']):
    try: parser.parse_args(bad)
    except SystemExit as e: print 'exit', e.code
import textwrap, shlex, urlparse, calendar, ast, UserDict, linecache, colorsys
from distutils.version import LooseVersion
print LooseVersion('0.12.1') >= LooseVersion('0.9'), LooseVersion('1.0') < '0.12', LooseVersion('1.0rc1')
print textwrap.fill('the quick brown fox jumps over the lazy dog ' * 3, 30), textwrap.dedent('   a\n     b\n\n   c'), \
  textwrap.wrap('abc def ghi', 5)
print shlex.split('a "b c" d\'e f\' \\g'), urlparse.urlparse('http://www.x.org:80/a/b;p?q=1#f'), \
  urlparse.urljoin('http://a/b/c', '../d'), urlparse.urlsplit('http://a/b?c').netloc, urlparse.parse_qs('a=1&b=2&a=3')
print calendar.isleap(2016), calendar.monthrange(2016, 2), calendar.month_name[3], calendar.timegm((2016, 1, 2, 3, 4, 5)), \
  calendar.leapdays(2000, 2016)
print ast.literal_eval("{'a': [1, 2.5, (3,), None, True, -4]}"), colorsys.hsv_to_rgb(.3, .5, .7), \
  colorsys.rgb_to_hsv(.3, .5, .7), colorsys.rgb_to_hls(.3, .5, .7), colorsys.hls_to_rgb(.3, .5, .7)
for bad in ("__import__('os')", "f(1)", "[1, a]", "(1", "1 + 'a'", "'a'.upper()", "[x for x in (1,)]"):
    try: print ast.literal_eval(bad)
    except Exception as e: print type(e).__name__
d = UserDict.UserDict({'a': 1}, b=2); d['c'] = 3; print sorted(d.items()), 'a' in d, d.get('z', 5), len(d)
def f(a, b=1, *c): pass
print f.func_defaults, f.__defaults__, (lambda: 0).func_defaults
try: 'a' + 1
except TypeError as e: print e
import datetime, time
d = datetime.date(2016, 2, 28)
print d, repr(d), d + datetime.timedelta(days=2), datetime.date(2016, 3, 1) - d, d.strftime('%d %b %y'), d.weekday(), \
  d.isoformat(), d.year, d.toordinal(), d < datetime.date(2017, 1, 1), d == datetime.date(2016, 2, 28), '{:%Y}'.format(d), \
  d.timetuple()[:9], isinstance(d, datetime.date), {d: 1}, datetime.date.fromordinal(736022)
t = datetime.datetime.strptime('2016-02-03 14:05:06.25', '%Y-%m-%d %H:%M:%S.%f')
print t, t.date(), t.weekday(), t.toordinal(), repr(t.date()), type(d), type(t), t.isoweekday(), t.timetuple()[:8]
print datetime.datetime.strptime('3 Mar 16', '%d %b %y'), datetime.datetime.strptime('07:30 PM', '%I:%M %p')
for a in (('2016-13-01', '%Y-%m-%d'), ('2016-01-01x', '%Y-%m-%d'), ('x', '%Q')):
    try: print datetime.datetime.strptime(*a)
    except ValueError as e: print e
try: datetime.date(2016, 2, 30)
except ValueError as e: print e
print time.strptime('2016-02-03', '%Y-%m-%d')[:8], time.strftime('%Y', time.strptime('1999', '%Y'))
