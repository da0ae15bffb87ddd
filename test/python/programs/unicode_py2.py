# coding: utf-8
from collections import Counter, deque, OrderedDict, defaultdict, namedtuple
import re, os, json, codecs, copy
print u'a' in ['a'], 'a' in [u'a'], u'a' in {'a': 1}, u'b' in u'abc', u'b' in 'abc', 'b' in u'abc'
print sorted([u'b', 'a', u'c']), min(u'b', 'a'), max([u'b', 'a'])
print Counter([u'a', 'a', u'b']), deque([u'x']), OrderedDict([(u'k', 1)])
d = deque(); d.append(u'y'); print d
dd = defaultdict(list); dd[u'k'].append(u'v'); print dict(dd)
print set([u'a', 'a']), (u'a',), list(u'ab'), tuple(u'ab')
print u'%s and %s' % ('a', 3), '%s %s' % (u'a', 'b'), ['%s' % (u'a',)], ['%(k)s' % {'k': u'v'}], ['%d' % 3]
print [u'abc'[0], u'abc'[1:], u'abc' * 2, 2 * u'ab']
print [c for c in u'ab'], len(u'abc'), bool(u''), bool(u'a')
print u'a' < 'b', u'a' == u'a', u'a' != 'a', u'a' is None, cmp(u'a', 'b')
print int(u'3') + 1, float(u'2.5'), u'3'.isdigit(), u'abc'.find(u'c'), u'abc'.startswith('a')
print [u'a,b'.split(','), u' a '.strip(), u'a'.upper(), u'abc'.replace('b', u'x'), u'{} {}'.format(1, 'b')]
print u'a'.encode('utf-8'), [u'a'.encode('ascii')], type(u'a'.encode('utf8')), type('a'.decode('utf8'))
try:
    print str(u'é')
except UnicodeEncodeError as e: print e
try:
    unicode('é')
except UnicodeDecodeError as e: print e
try:
    u'é'.encode('ascii')
except UnicodeEncodeError as e: print e
try:
    u'%s' % 'é'
except UnicodeDecodeError as e: print e
try:
    u'a' + 1
except TypeError as e: print e
try:
    u'a' - u'b'
except TypeError as e: print e
try:
    1 + u'a'
except TypeError as e: print e
print 'é'.decode('utf-8') == u'é', [u'é', u'\u4e2d', u'\U0001f600', u"it's", u'\n']
class A(object):
    def __unicode__(self): return u'uni'
    def __str__(self): return 'str'
print [unicode(A())], [str(A())], '%s' % A(), [u'%s' % A()]
print getattr(A(), u'__class__').__name__
def f(**kw): return sorted(kw.items())
print f(**{u'a': u'b'})[0][1:]
print json.dumps({u'a': [u'b', 'c']}), json.loads('"x"'), json.dumps(u'é')
print re.sub('a', 'b', u'aa'), re.match(u'(a)', u'abc').group(1)
print os.path.join(u'a', 'b')
P = namedtuple('P', [u'x', u'y']); print P(1, u'b')
x = [u'a', [u'b']]; print copy.deepcopy(x), copy.copy(u'a')
print {u'b': 1, u'a': 2, 'c': 3}
print repr(u'a'), `u'a'`, unicode, str, basestring, isinstance(u'', (str, unicode)), type(u'a') is unicode, issubclass(unicode, basestring), issubclass(str, basestring)
print map(unicode, [1, 'a']), zip(u'ab', [1, 2]), dict([(u'a', 1)]), [unicode('abc', 'utf-8')]
print [x.encode('utf-8') for x in json.loads('["a", "b"]')], json.loads('{"a": {"b": [1, 2.5, null, "c"]}}')
print unichr(97), [unichr(233)], ord(u'é'), [u'a' 'b'], [u'a'.join(['b', 'c'])], ['x'.join([u'b'])]
print 'a'.__class__, u'a'.__class__.__name__, hash(u'abc') == hash('abc')
s = u'ab'; s += 'c'; print [s]
print reversed(u'ab').next(), sum([1, 2]), any(u'a'), filter(lambda c: c != 'a', [u'a', u'b'])
print ['abc'.startswith(u'a'), 'abc'.find(u'b'), 'a b'.split(u' '), u'x'.center(5), u'a\tb'.expandtabs(4)]
import json
print([u'a', 'b', u'é'])
print {u'k': 1, 'j': u'v'}
d = json.loads('{"a": "x", "n": [1, "y"]}')
print d
print repr(u'é'), type(u''), isinstance(u'a', unicode), isinstance('a', unicode), isinstance(u'a', str), isinstance(u'a', basestring)
print 'abc'.decode('utf-8'), ['abc'.decode('utf-8')], unicode('x'), [unicode(3)]
print d['a'], d[u'a'], {'a': 1}[u'a'], u'a' == 'a', hash(u'a') == hash('a')
print [u'a' + 'b', '%s' % u'x', u'%s' % 'y', '{}'.format(u'z'), u'{}'.format('w')]
print [u'a b'.split(), u','.join(['a', 'b']), ','.join([u'a', 'b']), 'a'.join(['x'])]
try:
    u'a' + 'é'
except UnicodeDecodeError as e:
    print e
