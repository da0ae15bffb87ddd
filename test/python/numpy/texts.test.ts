/** Arrays of text. */
import { expect, test } from 'vitest'
import { printed } from './printed.ts'

/** Programs, and what CPython 2.7 with numpy 1.16 prints. */
const cases: readonly (readonly [program: string, answer: string])[] = [
  [
    `a = np.array(['a', 'bcd'])
print repr(a), a, a.dtype, repr(a.dtype), a.dtype.kind, a.dtype.itemsize, a.dtype.name, a.nbytes, a.shape`,
    `array(['a', 'bcd'], dtype='|S3') ['a' 'bcd'] |S3 dtype('S3') S 3 string24 6 (2,)
`,
  ],
  [
    `a = np.array([u'a', 'bcd'])
print repr(a), a, a.dtype, repr(a[0]), a.tolist()`,
    `array([u'a', u'bcd'], dtype='<U3') [u'a' u'bcd'] <U3 u'a' [u'a', u'bcd']
`,
  ],
  [
    `print repr(np.array(['x', 1])), repr(np.array([1.5, 'a'])), repr(np.array('abc')), repr(np.array([['a'], ['bb']]))`,
    `array(['x', '1'], dtype='|S1') array(['1.5', 'a'], dtype='|S32') array('abc', dtype='|S3') array([['a'],
       ['bb']], dtype='|S2')
`,
  ],
  [
    `a = np.array(['a', 'b', 'c'])
a[0] = 'xyz'
a[1:] = ['pq', '']
print repr(a), repr(a == 'x'), repr(a[a != 'x']), a[0] == 'x', type(a[0] + 'y')`,
    `array(['x', 'p', ''], dtype='|S1') array([ True, False, False]) array(['p', ''], dtype='|S1') True <type 'str'>
`,
  ],
  [
    `a = np.zeros(3, dtype='S5')
a[1] = 'hello world'
print repr(a), repr(np.zeros(2, str)), repr(np.zeros(2, 'U3'))`,
    `array(['', 'hello', ''], dtype='|S5') array(['', ''], dtype='|S1') array([u'', u''], dtype='<U3')
`,
  ],
  [
    `print repr(np.array(['abc', 'd'], dtype='S2')), repr(np.array(['abc', 'd'], dtype='U')), repr(np.array([1, 20], dtype='S')), repr(np.array([1, 20], dtype=str))`,
    `array(['ab', 'd'], dtype='|S2') array([u'abc', u'd'], dtype='<U3') array(['1', '20'], dtype='|S2') array(['1', '20'], dtype='|S2')
`,
  ],
  [
    `print repr(np.arange(3).astype(str)), repr(np.array([1.5, 2]).astype('S')), repr(np.array(['1', '2.5']).astype(float)), repr(np.array(['7', '8']).astype(int)), repr(np.array([True]).astype(str))`,
    `array(['0', '1', '2'], dtype='|S21') array(['1.5', '2.0'], dtype='|S32') array([1. , 2.5]) array([7, 8]) array(['True'], dtype='|S5')
`,
  ],
  [
    `print repr(np.array([3.14159, 1e-3], 'float16').astype(str)), repr(np.array([0.1], 'float32').astype(str))`,
    `array(['3.14', '0.001'], dtype='|S32') array(['0.1'], dtype='|S32')
`,
  ],
  [
    `a = np.array(['pear', 'fig', 'apple', 'fig'])
print np.sort(a), np.argsort(a), np.unique(a), np.unique(a, return_counts=True), np.in1d(a, ['fig']), sorted(set(a))`,
    `['apple' 'fig' 'fig' 'pear'] [2 1 3 0] ['apple' 'fig' 'pear'] (array(['apple', 'fig', 'pear'], dtype='|S5'), array([1, 2, 1])) [False  True False  True] ['apple', 'fig', 'pear']
`,
  ],
  [
    `a = np.array(['pear', 'fig'])
print repr(np.concatenate([a, ['banana']])), repr(np.append(a, 'x')), repr(np.where([True, False], a, 'zz')), repr(np.hstack([a, np.array(['longest one'])])), repr(np.concatenate([a, [1, 2]]))`,
    `array(['pear', 'fig', 'banana'], dtype='|S6') array(['pear', 'fig', 'x'], dtype='|S4') array(['pear', 'zz'], dtype='|S4') array(['pear', 'fig', 'longest one'], dtype='|S11') array(['pear', 'fig', '1', '2'], dtype='|S21')
`,
  ],
  [
    `a = np.array([['a', 'b'], ['c', 'd']])
print repr(a.T), repr(a[:, 0]), repr(a.reshape(-1)), a.ravel().tolist(), [x for x in a[0]], repr(a[1].copy())`,
    `array([['a', 'c'],
       ['b', 'd']], dtype='|S1') array(['a', 'c'], dtype='|S1') array(['a', 'b', 'c', 'd'], dtype='|S1') ['a', 'b', 'c', 'd'] ['a', 'b'] array(['c', 'd'], dtype='|S1')
`,
  ],
  [
    `d = {'a': 1}
for k in np.array(['a']): print d[k], k in d, '%s|%r' % (k, k)`,
    `1 True a|'a'
`,
  ],
  [
    `print np.array(['a', 'b']).dtype == np.array(['c']).dtype, np.array(['a']).dtype == 'S1', np.array(['a']).dtype == object, np.array(['ab']).dtype.type is np.string_, np.array([u'ab']).dtype.type is np.unicode_`,
    `True True False True True
`,
  ],
  [
    `print isinstance(np.array(['a'])[0], str), isinstance(np.array([u'a'])[0], unicode), isinstance(np.array(['a'])[0], np.str_), np.array(['a', 'b']).size, 'a' in np.array(['a', 'b'])`,
    `True True True 2 True
`,
  ],
  [
    `r = np.random.RandomState(0)
print repr(r.choice(['a', 'bb', 'c'], 4)), repr(r.permutation(['a', 'b', 'c'])), repr(np.repeat(['a', 'b'], 2)), repr(np.tile(['a'], 2)), repr(np.full(2, 'abc'))`,
    `array(['a', 'bb', 'a', 'bb'], dtype='|S2') array(['c', 'a', 'b'], dtype='|S1') array(['a', 'a', 'b', 'b'], dtype='|S1') array(['a', 'a'], dtype='|S1') array(['abc', 'abc'], dtype='|S3')
`,
  ],
  [
    `a = np.array(['a', 'b'], dtype=object)
a[0] = 'longer'
print repr(a), repr(a.astype('S')), repr(np.array(['q', 'w']).astype(object))`,
    `array(['longer', 'b'], dtype=object) array(['longer', 'b'], dtype='|S6') array(['q', 'w'], dtype=object)
`,
  ],
  [
    `from StringIO import StringIO
print repr(np.loadtxt(StringIO('a b\\nccc d'), dtype=str)), repr(np.genfromtxt(StringIO('a,b\\nccc,d'), delimiter=',', dtype=str)), repr(np.loadtxt(StringIO('abc d'), dtype='S2'))`,
    `array([['a', 'b'],
       ['ccc', 'd']], dtype='|S3') array([['a', 'b'],
       ['ccc', 'd']], dtype='|S3') array(['ab', 'd'], dtype='|S2')
`,
  ],
  [
    `import os, tempfile
f = os.path.join(tempfile.mkdtemp(), 'a.npy')
np.save(f, np.array(['ab', 'c'])); print repr(np.load(f))
np.save(f, np.array([u'ab', u'\\xe9'])); print repr(np.load(f))`,
    `array(['ab', 'c'], dtype='|S2')
array([u'ab', u'\\xe9'], dtype='<U2')
`,
  ],
  [
    `print np.array([u'\\xe9t\\xe9', u'a']).tolist(), repr(np.array([u'\\xe9'])), np.array(['a\\0b', 'c\\0']).tolist()`,
    `[u'\\xe9t\\xe9', u'a'] array([u'\\xe9'], dtype='<U1') ['a\\x00b', 'c']
`,
  ],
  [
    `print repr(np.array(['a', 'b']).astype('U')), repr(np.array([u'a', u'b']).astype('S')), repr(np.array(['a'], dtype=np.unicode_)), repr(np.array([u'a'], dtype=np.string_)), np.dtype('S5'), repr(np.dtype('U5')), np.dtype(str).kind`,
    `array([u'a', u'b'], dtype='<U1') array(['a', 'b'], dtype='|S1') array([u'a'], dtype='<U1') array(['a'], dtype='|S1') |S5 dtype('<U5') S
`,
  ],
  [
    `print repr(np.array([])), repr(np.array([''])), repr(np.array(['a', None])), repr(np.array(['a', [1]])), repr(np.array(['', 'a'])[:1])`,
    `array([], dtype=float64) array([''], dtype='|S1') array(['a', None], dtype=object) array(['a', list([1])], dtype=object) array([''], dtype='|S1')
`,
  ],
  [
    `print np.array(['b', 'a']) < np.array(['a', 'b']), np.array(['a', 'b']) == ['a', 'c'], np.array_equal(['a'], ['a']), np.array(['a', 'b'])[::-1]`,
    `[False  True] [ True False] True ['b' 'a']
`,
  ],
  [
    "np.array(['a']) + 'b'",
    `raised TypeError: ufunc 'add' did not contain a loop with signature matching types dtype('S1') dtype('S1') dtype('S1')
`,
  ],
  [
    `print np.char.add(['a', 'b'], 'x'), np.char.upper(np.array(['ab'])), np.char.split(['a b']), repr(np.char.strip([' a '])), np.char.str_len(['ab', 'c'])`,
    `['ax' 'bx'] ['AB'] [list(['a', 'b'])] array(['a'], dtype='|S3') [2 1]
`,
  ],
  [
    `print np.char.find(['abc', 'xb'], 'b'), np.char.startswith(['abc', 'x'], 'a'), np.char.mod('%03d', [1, 2]), np.char.join('-', ['abc']), np.char.partition(['a-b'], '-')`,
    `[1 1] [ True False] ['001' '002'] ['a-b-c'] [['a' '-' 'b']]
`,
  ],
  [
    `print repr(np.array([1, 'a'])), repr(np.array(['a', 100])), repr(np.array([True, 'a'])), repr(np.array([1.5, u'a'])), repr(np.array([[1, 'a'], ['bcd', 2.5]]))`,
    `array(['1', 'a'], dtype='|S21') array(['a', '100'], dtype='|S3') array(['True', 'a'], dtype='|S5') array([u'1.5', u'a'], dtype='<U32') array([['1', 'a'],
       ['bcd', '2.5']], dtype='|S21')
`,
  ],
  [
    "print repr(np.array(['ab', 'c']).tostring()), repr(np.array([u'a']).tobytes())",
    `'abc\\x00' 'a\\x00\\x00\\x00'
`,
  ],
  [
    `print np.issubdtype(np.array(['a']).dtype, np.str_), np.issubdtype(np.array(['a']).dtype, np.number), np.issubdtype(np.float32, np.floating), np.issubdtype('S1', np.string_)`,
    `True False True True
`,
  ],
]

test.each(cases)('%s', (program, answer) => {
  expect(printed(program)).toBe(answer)
})
