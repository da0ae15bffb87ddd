/** urlparse, as a program of Python. */

export const URLPARSE_NAMES =
  'ParseResult SplitResult parse_qs parse_qsl unquote urldefrag urljoin urlparse urlsplit urlunparse urlunsplit'

export const URLPARSE_TEXT = String.raw`
import re
from collections import namedtuple
from urllib import unquote

class ParseResult(namedtuple('ParseResult', 'scheme netloc path params query fragment')):
  @property
  def hostname(self):
    return re.sub(r'^.*@', '', self.netloc).split(':')[0].lower() or None
  @property
  def port(self):
    port = re.sub(r'^.*@', '', self.netloc).partition(':')[2]
    return int(port) if port else None
  def geturl(self):
    return urlunparse(self)

class SplitResult(namedtuple('SplitResult', 'scheme netloc path query fragment')):
  def geturl(self):
    return urlunsplit(self)

def urlsplit(url, scheme='', allow_fragments=True):
  found = re.match(r'([A-Za-z][\w+.-]*):(.*)$', url, re.S)
  if found:
    scheme, url = found.group(1).lower(), found.group(2)
  netloc, query, fragment = '', '', ''
  if url[:2] == '//':
    netloc, url = re.match(r'//([^/?#]*)(.*)$', url, re.S).groups()
  if allow_fragments:
    url, _, fragment = url.partition('#')
  url, _, query = url.partition('?')
  return SplitResult(scheme, netloc, url, query, fragment)

def urlparse(url, scheme='', allow_fragments=True):
  scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
  head, slash, last = path.rpartition('/')
  last, _, params = last.partition(';')
  return ParseResult(scheme, netloc, head + slash + last, params, query, fragment)

def urlunsplit(parts):
  scheme, netloc, url, query, fragment = parts
  if netloc:
    url = '//' + netloc + (url if not url or url[:1] == '/' else '/' + url)
  return (scheme + ':' if scheme else '') + url + ('?' + query if query else '') + ('#' + fragment if fragment else '')

def urlunparse(parts):
  scheme, netloc, url, params, query, fragment = parts
  return urlunsplit((scheme, netloc, url + (';' + params if params else ''), query, fragment))

def urldefrag(url):
  plain, _, fragment = url.partition('#')
  return plain, fragment

def urljoin(base, url, allow_fragments=True):
  if not base or not url:
    return url or base
  whole = urlsplit(base)
  scheme, netloc, path, query, fragment = urlsplit(url, whole.scheme)
  if scheme != whole.scheme:
    return url
  if netloc:
    return urlunsplit((scheme, netloc, path, query, fragment))
  if not path:
    return urlunsplit((scheme, whole.netloc, whole.path, query or whole.query, fragment))
  parts = path.split('/') if path[:1] == '/' else whole.path.split('/')[:-1] + path.split('/')
  out = []
  for i, part in enumerate(parts):
    if part == '..':
      if len(out) > 1:
        out.pop()
    elif part != '.':
      out.append(part)
    if part in ('.', '..') and i == len(parts) - 1:
      out.append('')
  return urlunsplit((scheme, whole.netloc, '/'.join(out), query, fragment))

def parse_qsl(qs, keep_blank_values=0, strict_parsing=0):
  pairs = [part.partition('=') for part in re.split('[&;]', qs) if part]
  return [(unquote(key.replace('+', ' ')), unquote(value.replace('+', ' '))) for key, _, value in pairs if value or keep_blank_values]

def parse_qs(qs, keep_blank_values=0, strict_parsing=0):
  out = {}
  for key, value in parse_qsl(qs, keep_blank_values, strict_parsing):
    out.setdefault(key, []).append(value)
  return out
`
