/** Differences of texts as Python's difflib shows them, as a part of a program of Python. */

export const DIFFERENCES_TEXT = String.raw`
def _longest(a, b, alo, ahi, blo, bhi):
  best = (alo, blo, 0)
  lengths = {}
  for i in range(alo, ahi):
    now = {}
    for j in range(blo, bhi):
      if a[i] == b[j]:
        k = now[j] = lengths.get(j - 1, 0) + 1
        if k > best[2]:
          best = (i - k + 1, j - k + 1, k)
    lengths = now
  return best

def _matches(a, b, alo, ahi, blo, bhi):
  i, j, k = _longest(a, b, alo, ahi, blo, bhi)
  if k == 0:
    return []
  return _matches(a, b, alo, i, blo, j) + [(i, j, k)] + _matches(a, b, i + k, ahi, j + k, bhi)

def _opcodes(a, b, matches):
  i = j = 0
  for ai, bj, size in matches + [(len(a), len(b), 0)]:
    if i < ai or j < bj:
      yield ('replace' if i < ai and j < bj else 'delete' if i < ai else 'insert', i, ai, j, bj)
    if size:
      yield 'equal', ai, ai + size, bj, bj + size
    i, j = ai + size, bj + size

def _marked(line, other):
  marks = {'replace': ('^', '^'), 'delete': ('-', ''), 'insert': ('', '+'), 'equal': (' ', ' ')}
  mine, theirs = '', ''
  for tag, i, ii, j, jj in _opcodes(line, other, _matches(line, other, 0, len(line), 0, len(other))):
    mine += marks[tag][0] * (ii - i)
    theirs += marks[tag][1] * (jj - j)
  out = []
  for sign, text, tags in (('- ', line, mine), ('+ ', other, theirs)):
    out.append(sign + text)
    if tags.rstrip():
      out.append('? ' + tags.rstrip() + '\n')
  return out

def _replaced(a, b):
  best, pair, equal = 0.74, None, None
  for j, y in enumerate(b):
    for i, x in enumerate(a):
      if x == y:
        equal = equal or (i, j)
        continue
      size = len(x) + len(y)
      if size == 0 or 2.0 * min(len(x), len(y)) / size <= best:
        continue
      ratio = 2.0 * sum(k for _, _, k in _matches(x, y, 0, len(x), 0, len(y))) / size
      if ratio > best:
        best, pair = ratio, (i, j)
  if best < 0.75:
    if equal is None:
      plus, minus = ['+ ' + y for y in b], ['- ' + x for x in a]
      return plus + minus if len(b) < len(a) else minus + plus
    pair = equal
  i, j = pair
  middle = ['  ' + a[i]] if a[i] == b[j] else _marked(a[i], b[j])
  return _beside(a[:i], b[:j]) + middle + _beside(a[i + 1:], b[j + 1:])

def _beside(a, b):
  if a and b:
    return _replaced(a, b)
  return ['- ' + x for x in a] + ['+ ' + y for y in b]

def _ndiff(a, b):
  out = []
  for tag, i, ii, j, jj in _opcodes(a, b, _matches(a, b, 0, len(a), 0, len(b))):
    if tag == 'equal':
      out += ['  ' + x for x in a[i:ii]]
    elif tag == 'replace':
      out += _replaced(a[i:ii], b[j:jj])
    else:
      out += _beside(a[i:ii], b[j:jj])
  return out

def _pretty_diff(a, b):
  return '\n' + '\n'.join(_ndiff(pprint.pformat(a).splitlines(), pprint.pformat(b).splitlines()))
`
