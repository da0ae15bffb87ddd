# coding: utf-8
import re
u = u'h\xe9llo w\xf6rld, 12'
print re.findall(u'\\w+', u), re.findall(r'(?u)\w+', u), re.split('[ ,]+', u), [re.sub('l', 'L', u)], [re.sub(u'a', u'b', 'aa')]
m = re.search(r'(?P<n>\d+)', u); print [m.group(), m.group(u'n'), m.groups(), m.groupdict(), m.string], re.subn('l', u'x', 'll'), re.escape(u'a.b')
print [re.sub('a', lambda m: m.group().upper(), u'aba')], [x.group() for x in re.finditer('[a-z]', u'ab')], re.match('a', 'abc').groups(), [re.match('a', 'abc').group()]
import io, codecs, tempfile, os
p = os.path.join(tempfile.mkdtemp(), 'f'); f = codecs.open(p, 'w', 'utf-8'); f.write(u); f.write('\nplain\n'); f.close()
print list(codecs.open(p, encoding='utf-8')), [open(p).read()], io.open(p).readlines(), [io.StringIO(u'a\nb').read()], [io.open(p, 'rb').read(5)]
import csv
print list(csv.reader(open(p)))[1]
import pickle, cPickle
x = {u'a': ['b', u'c\xe9\n', (u'd', 1)], 'e': 'f\n"\''}
for p in (0, 1, 2): print sorted(pickle.loads(pickle.dumps(x, p)).items()), cPickle.loads(cPickle.dumps(x, p)) == x
print pickle.loads("(lp0\nS'a'\np1\naVb\np2\na."), repr(pickle.dumps(['a', u'b']))
import numpy as np
print pickle.loads(pickle.dumps(np.arange(3), 2)), np.float32(u'3')
