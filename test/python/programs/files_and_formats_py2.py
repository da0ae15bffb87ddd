# Modules of the standard library that read and write files and formats.
import StringIO, base64, cPickle, cStringIO, codecs, csv, gzip, hashlib, io, json, os, pickle, struct, tarfile, tempfile, zipfile, zlib
import numpy as np

folder = tempfile.mkdtemp()
path = lambda name: os.path.join(folder, name)

# files
with open(path('a.txt'), 'w') as f:
    f.write('one\ntwo\n')
    print >>f, 'three', 4
    f.writelines(['five\n', 'six'])
    print f.closed, f.mode, f.tell()
print f.closed
f = file(path('a.txt'))
print f.readline(), f.read(3), f.tell()
print f.next(), [line for line in f]
f.seek(-3, 2)
print repr(f.read()), repr(f.read()), repr(f.readline())
f.close()
with open(path('a.txt'), 'r+') as f:
    f.seek(4)
    f.write('TWO')
    f.seek(0)
    print f.readlines()
with open(path('a.txt'), 'a') as f:
    f.write('!')
print repr(open(path('a.txt')).read()), os.path.getsize(path('a.txt'))
try:
    open('/nowhere/file')
except IOError as e:
    print e, e.errno, e.strerror, e.filename
try:
    f.read()
except ValueError as e:
    print e

# memory
s = StringIO.StringIO()
s.write('a,b\n')
s.write('1,2')
print repr(s.getvalue()), s.tell()
s.seek(0)
print s.readline(), s.read()
b = io.BytesIO(b'\x00\x01\xff')
print repr(b.read(2)), repr(b.getvalue()), len(b.getvalue())
print cStringIO.StringIO('x\ny').readlines()
with codecs.open(path('u.txt'), 'w', 'utf-8') as f:
    f.write(u'caf\u00e9\n')
print repr(open(path('u.txt'), 'rb').read()), len(codecs.open(path('u.txt'), encoding='utf-8').read())

# csv
rows = [['a', 'b c', 'say "hi"'], [1, 2.5, None], ['x,y', 'line\nbreak', '']]
with open(path('t.csv'), 'wb') as f:
    csv.writer(f).writerows(rows)
    csv.writer(f, delimiter='\t', quoting=csv.QUOTE_ALL, lineterminator='\n').writerow(['p', 1])
print repr(open(path('t.csv'), 'rb').read())
with open(path('t.csv'), 'rb') as f:
    for row in csv.reader(f):
        print row
with open(path('d.csv'), 'wb') as f:
    w = csv.DictWriter(f, ['x', 'y'])
    w.writeheader()
    w.writerow({'x': 1, 'y': 'a'})
with open(path('d.csv')) as f:
    r = csv.DictReader(f)
    print r.fieldnames, [(d['x'], d['y']) for d in r]
print list(csv.reader(['1;2;"a;b"'], delimiter=';'))

# json
print json.dumps([1, 2.0, 1e100, 0.1, 'a"b', None, True, {'k': [1, (2, 3)]}, u'\u00e9', float('nan')])
print json.dumps({'b': 1, 'a': {'c': []}}, sort_keys=True, indent=2).replace(' \n', '\n')
print json.dumps({'a': 1}, separators=(',', ':'))
d = json.loads('{"a": [1, 2.5, -3e2, true, null, "x\\u00e9\\n"], "b": {}}')
print d['a'][:5], type(d['a'][0]), type(d['a'][1]), d['b']
try:
    json.loads('{bad')
except ValueError as e:
    print 'ValueError'
try:
    json.dumps(object)
except TypeError as e:
    print str(e)[-24:]

# pickle
class Point(object):
    def __init__(self, x, y):
        self.x, self.y = x, y
value = {'a': [1, 2.5, -7, 2 ** 40, None, True], 'b': (1, 'x', u'\u00e9'), 3: set([1]), 'long': 2 ** 100}
value['self'] = value['a']
for protocol in (0, 1, 2):
    for module in (pickle, cPickle):
        back = module.loads(module.dumps(value, protocol))
        print back['a'], back['b'][:2], back[3], back['long'], back['self'] is back['a']
p = pickle.loads(pickle.dumps(Point(1, [2]), 2))
print type(p).__name__, p.x, p.y
a = np.arange(6, dtype=np.float32).reshape(2, 3)
back = cPickle.loads(cPickle.dumps({'data': a, 'labels': [np.int64(3), np.float32(.5)], 'flags': np.array([True, False])}, 2))
print back['data'], back['data'].dtype, back['labels'], back['flags']
with open(path('p.pkl'), 'wb') as f:
    cPickle.dump([1], f)
    cPickle.dump('two', f, -1)
with open(path('p.pkl'), 'rb') as f:
    print cPickle.load(f), cPickle.load(f)
    try:
        cPickle.load(f)
    except EOFError:
        print 'EOFError'
# written by CPython: an array in the order of columns, one of big-endian numbers, and a dict with strings of bytes
for text in ("cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n(I0\ntp2\nS'b'\np3\ntp4\nRp5\n(I1\n(I2\nI2\ntp6\ncnumpy\ndtype\np7\n(S'u1'\np8\nI0\nI1\ntp9\nRp10\n(I3\nS'|'\np11\nNNNI-1\nI-1\nI0\ntp12\nbI01\nS'\\x01\\x02\\x03\\x04'\np13\ntp14\nb.",
             "cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n(I0\ntp2\nS'b'\np3\ntp4\nRp5\n(I1\n(I2\ntp6\ncnumpy\ndtype\np7\n(S'i4'\np8\nI0\nI1\ntp9\nRp10\n(I3\nS'>'\np11\nNNNI-1\nI-1\nI0\ntp12\nbI00\nS'\\x00\\x00\\x00\\x05\\x00\\x00\\x01\\x00'\np13\ntp14\nb."):
    print pickle.loads(text).tolist()

# struct, zlib, hashes
print repr(struct.pack('>IHb4sf', 1, 2, -3, 'ab', 1.5)), struct.calcsize('bi'), struct.calcsize('<bi')
print struct.unpack('<2h?d', struct.pack('<2h?d', -1, 300, True, .1)), struct.unpack_from('>I', 'xx\x00\x00\x08\x03', 2)
try:
    struct.unpack('I', 'abc')
except struct.error as e:
    print 'struct.error'
print hashlib.md5('abc').hexdigest(), hashlib.sha1('a').hexdigest()[:8], hashlib.sha256('').hexdigest()[:8]
print zlib.decompress(zlib.compress('x' * 50)), zlib.crc32('hello') & 0xffffffff, zlib.adler32('hello') & 0xffffffff
print base64.b64encode('hello'), base64.b64decode('aGVsbG8=')

# archives
with gzip.open(path('g.gz'), 'wb') as f:
    f.write('packed\nlines\n')
with gzip.open(path('g.gz')) as f:
    print repr(f.readline()), repr(f.read())
g = gzip.GzipFile(fileobj=open(path('g.gz'), 'rb'))
print np.frombuffer(g.read(), dtype=np.uint8)[:3]
with zipfile.ZipFile(path('z.zip'), 'w') as z:
    z.writestr('in/a.txt', 'content')
    z.write(path('a.txt'), 'b.txt')
with zipfile.ZipFile(path('z.zip')) as z:
    print z.namelist(), z.read('in/a.txt'), z.open('b.txt').readline()
    z.extractall(path('out'))
print open(path('out/in/a.txt')).read(), sorted(os.listdir(path('out')))
try:
    zipfile.ZipFile(path('z.zip')).read('none')
except KeyError as e:
    print e
print zipfile.is_zipfile(path('z.zip')), zipfile.is_zipfile(path('a.txt'))
for top, dirs, files in os.walk(path('out')):
    print os.path.relpath(top, folder), sorted(dirs), sorted(files)
