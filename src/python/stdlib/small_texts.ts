/** Small modules of the standard library, as programs of Python. */

/** A module: the names that it has, and its text. */
interface ModuleText {
  readonly names: string
  readonly text: string
}

const TEXTWRAP: ModuleText = {
  names: 'TextWrapper dedent fill wrap',
  text: String.raw`
import re

class TextWrapper(object):
  def __init__(self, width=70, initial_indent='', subsequent_indent='', expand_tabs=True, replace_whitespace=True,
               fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True):
    self.width, self.initial_indent, self.subsequent_indent = width, initial_indent, subsequent_indent
    self.break_long_words = break_long_words
  def wrap(self, text):
    words = re.sub(r'\s', ' ', text.expandtabs()).split()
    lines, line = [], ''
    for word in words:
      while True:
        indent = self.subsequent_indent if lines else self.initial_indent
        space = self.width - len(indent)
        if not line and len(word) > space and self.break_long_words:
          lines.append(indent + word[:space])
          word = word[space:]
          continue
        if line and len(line) + 1 + len(word) > space:
          lines.append(indent + line)
          line = ''
          continue
        break
      line = line + ' ' + word if line else word
    if line:
      lines.append((self.subsequent_indent if lines else self.initial_indent) + line)
    return lines
  def fill(self, text):
    return '\n'.join(self.wrap(text))

def wrap(text, width=70, **options):
  return TextWrapper(width=width, **options).wrap(text)

def fill(text, width=70, **options):
  return TextWrapper(width=width, **options).fill(text)

def dedent(text):
  lines = [line if line.strip() else '' for line in text.split('\n')]
  margin = None
  for line in lines:
    if not line:
      continue
    indent = line[:len(line) - len(line.lstrip(' \t'))]
    while margin is not None and not indent.startswith(margin):
      margin = margin[:-1]
    margin = indent if margin is None else margin
  return '\n'.join(line[len(margin or ''):] for line in lines)
`,
}

const SHLEX: ModuleText = {
  names: 'split quote',
  text: String.raw`
import re

def split(s, comments=False, posix=True):
  words, word, quote, i = [], None, None, 0
  while i < len(s):
    char = s[i]
    i += 1
    if quote:
      if char == quote:
        quote = None
      elif char == '\\' and quote == '"' and i < len(s) and s[i] in '"\\':
        word += s[i]
        i += 1
      else:
        word += char
    elif char in '"\'':
      quote, word = char, word or ''
    elif char == '\\' and i < len(s):
      word = (word or '') + s[i]
      i += 1
    elif char in ' \t\r\n':
      if word is not None:
        words.append(word)
      word = None
    elif char == '#' and comments and word is None:
      while i < len(s) and s[i] != '\n':
        i += 1
    else:
      word = (word or '') + char
  if quote:
    raise ValueError('No closing quotation')
  return words if word is None else words + [word]

def quote(s):
  if s and not re.search(r'[^\w@%+=:,./-]', s):
    return s
  return "'" + s.replace("'", "'\"'\"'") + "'"
`,
}

const CALENDAR: ModuleText = {
  names: 'day_abbr day_name isleap leapdays month_abbr month_name monthrange timegm weekday',
  text: String.raw`
import datetime

day_name = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
day_abbr = [name[:3] for name in day_name]
month_name = ['', 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
month_abbr = [name[:3] for name in month_name]

def isleap(year):
  return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

def leapdays(y1, y2):
  y1 -= 1
  y2 -= 1
  return (y2 // 4 - y1 // 4) - (y2 // 100 - y1 // 100) + (y2 // 400 - y1 // 400)

def weekday(year, month, day):
  return datetime.date(year, month, day).weekday()

def monthrange(year, month):
  if not 1 <= month <= 12:
    raise ValueError('bad month number %r; must be 1-12' % month)
  days = [0, 31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
  return weekday(year, month, 1), days

def timegm(tuple):
  year, month, day, hour, minute, second = tuple[:6]
  days = datetime.date(year, month, 1).toordinal() - datetime.date(1970, 1, 1).toordinal() + day - 1
  return ((days * 24 + hour) * 60 + minute) * 60 + second
`,
}

const AST: ModuleText = {
  names: 'literal_eval',
  text: String.raw`
import re

_TOKENS = re.compile(r'''\s*(?:((?:[uUbBrR]{0,2})(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))|(\d[\w.]*(?:[eE][+-]?\d+)?[jJlL]?|\.\d+(?:[eE][+-]?\d+)?[jJ]?)|(True|False|None)\b|([-+\[\](){},:]))''')

def literal_eval(node_or_string):
  """What the text of literals and containers stands for; nothing in it is called."""
  text, at = node_or_string.strip(), 0
  while at < len(text):
    found = _TOKENS.match(text, at)
    if not found:
      if re.match(r'\s*[.A-Za-z_]', text[at:]):
        raise ValueError('malformed string')
      raise SyntaxError('invalid syntax')
    before = text[:found.start(4)].rstrip() if found.group(4) else ''
    if found.group(4) == '(' and before and re.search(r'[\w\])}"\']$', before):
      raise ValueError('malformed string')
    at = found.end()
  try:
    return eval(text)
  except TypeError:
    raise ValueError('malformed string')
`,
}

const USER_DICT: ModuleText = {
  names: 'DictMixin IterableUserDict UserDict',
  text: String.raw`
class UserDict(object):
  def __init__(self, dict=None, **kwargs):
    self.data = {}
    if dict is not None:
      self.update(dict)
    self.update(kwargs)
  def __repr__(self): return repr(self.data)
  def __len__(self): return len(self.data)
  def __getitem__(self, key): return self.data[key]
  def __setitem__(self, key, item): self.data[key] = item
  def __delitem__(self, key): del self.data[key]
  def __contains__(self, key): return key in self.data
  def __iter__(self): return iter(self.data)
  def __eq__(self, other): return self.data == (other.data if isinstance(other, UserDict) else other)
  def clear(self): self.data.clear()
  def keys(self): return self.data.keys()
  def values(self): return self.data.values()
  def items(self): return self.data.items()
  def iteritems(self): return iter(self.data.items())
  def iterkeys(self): return iter(self.data.keys())
  def itervalues(self): return iter(self.data.values())
  def has_key(self, key): return key in self.data
  def update(self, other=None, **kwargs):
    for key, value in dict(other.data if isinstance(other, UserDict) else other or {}, **kwargs).items():
      self[key] = value
  def get(self, key, default=None): return self[key] if key in self else default
  def setdefault(self, key, default=None):
    if key not in self:
      self[key] = default
    return self[key]
  def pop(self, key, *args): return self.data.pop(key, *args)
  def popitem(self): return self.data.popitem()
  def copy(self): return self.__class__(self.data)

class IterableUserDict(UserDict):
  pass

class DictMixin(object):
  def __iter__(self): return iter(self.keys())
  def has_key(self, key): return key in self.keys()
  def __contains__(self, key): return self.has_key(key)
  def iteritems(self):
    for key in self:
      yield key, self[key]
  def iterkeys(self): return iter(self)
  def itervalues(self):
    for _, value in self.iteritems():
      yield value
  def values(self): return [value for _, value in self.iteritems()]
  def items(self): return list(self.iteritems())
  def get(self, key, default=None):
    try:
      return self[key]
    except KeyError:
      return default
  def __len__(self): return len(self.keys())
`,
}

const VERSIONS: ModuleText = {
  names: 'LooseVersion StrictVersion Version',
  text: String.raw`
import re

class Version(object):
  def __init__(self, vstring=None):
    if vstring:
      self.parse(vstring)
  def parse(self, vstring):
    self.vstring = vstring
    self.version = [int(part) if part.isdigit() else part for part in re.findall(r'\d+|[a-z]+', vstring)]
  def __str__(self): return self.vstring
  def __repr__(self): return "%s ('%s')" % (self.__class__.__name__, self)
  def _other(self, other): return other.version if isinstance(other, Version) else self.__class__(other).version
  def __eq__(self, other): return self.version == self._other(other)
  def __ne__(self, other): return self.version != self._other(other)
  def __lt__(self, other): return self.version < self._other(other)
  def __le__(self, other): return self.version <= self._other(other)
  def __gt__(self, other): return self.version > self._other(other)
  def __ge__(self, other): return self.version >= self._other(other)

class LooseVersion(Version):
  pass

class StrictVersion(Version):
  def parse(self, vstring):
    found = re.match(r'(\d+)\.(\d+)(\.(\d+))?([ab](\d+))?$', vstring)
    if not found:
      raise ValueError("invalid version number '%s'" % vstring)
    self.vstring = vstring
    self.version = [int(found.group(1)), int(found.group(2)), int(found.group(4) or 0), found.group(5) or 'z']
`,
}

const LINECACHE: ModuleText = {
  names: 'checkcache clearcache getline getlines',
  text: String.raw`
def getlines(filename, module_globals=None):
  try:
    with open(filename) as lines:
      return lines.readlines()
  except IOError:
    return []

def getline(filename, lineno, module_globals=None):
  lines = getlines(filename)
  return lines[lineno - 1] if 1 <= lineno <= len(lines) else ''

def checkcache(filename=None):
  pass

def clearcache():
  pass
`,
}

const FILEINPUT: ModuleText = {
  names: 'input',
  text: String.raw`
import sys

def input(files=None, inplace=0, backup='', bufsize=0, mode='r', openhook=None):
  names = sys.argv[1:] if files is None else [files] if isinstance(files, str) else files
  for name in names or ['-']:
    if name == '-':
      for line in sys.stdin:
        yield line
    else:
      with open(name, mode) as lines:
        for line in lines:
          yield line
`,
}

const COLORSYS: ModuleText = {
  names: 'hls_to_rgb hsv_to_rgb rgb_to_hls rgb_to_hsv',
  text: String.raw`
def rgb_to_hsv(r, g, b):
  high, low = max(r, g, b), min(r, g, b)
  if low == high:
    return 0.0, 0.0, high
  span = high - low
  rc, gc, bc = (high - r) / span, (high - g) / span, (high - b) / span
  h = bc - gc if r == high else 2.0 + rc - bc if g == high else 4.0 + gc - rc
  return (h / 6.0) % 1.0, span / high, high

def hsv_to_rgb(h, s, v):
  if s == 0.0:
    return v, v, v
  i = int(h * 6.0)
  f = h * 6.0 - i
  p, q, t = v * (1.0 - s), v * (1.0 - s * f), v * (1.0 - s * (1.0 - f))
  return [(v, t, p), (q, v, p), (p, v, t), (p, q, v), (t, p, v), (v, p, q)][i % 6]

def rgb_to_hls(r, g, b):
  high, low = max(r, g, b), min(r, g, b)
  l = (low + high) / 2.0
  if low == high:
    return 0.0, l, 0.0
  s = (high - low) / (high + low) if l <= 0.5 else (high - low) / (2.0 - high - low)
  return rgb_to_hsv(r, g, b)[0], l, s

def hls_to_rgb(h, l, s):
  if s == 0.0:
    return l, l, l
  m2 = l * (1.0 + s) if l <= 0.5 else l + s - l * s
  m1 = 2.0 * l - m2
  def part(hue):
    hue = hue % 1.0
    if hue < 1.0 / 6:
      return m1 + (m2 - m1) * hue * 6.0
    if hue < 0.5:
      return m2
    return m1 + (m2 - m1) * (2.0 / 3 - hue) * 6.0 if hue < 2.0 / 3 else m1
  return part(h + 1.0 / 3), part(h), part(h - 1.0 / 3)
`,
}

/** By the names of the modules. */
export const SMALL_TEXTS: Readonly<Record<string, ModuleText>> = {
  UserDict: USER_DICT,
  ast: AST,
  calendar: CALENDAR,
  colorsys: COLORSYS,
  'distutils.version': VERSIONS,
  fileinput: FILEINPUT,
  linecache: LINECACHE,
  shlex: SHLEX,
  textwrap: TEXTWRAP,
}
