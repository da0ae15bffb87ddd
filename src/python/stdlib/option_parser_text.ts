/** optparse, as a program of Python: options of a command line, their help and their errors. */

export const OPTPARSE_NAMES =
  'BadOptionError HelpFormatter IndentedHelpFormatter NO_DEFAULT OptParseError Option OptionConflictError OptionError OptionGroup OptionParser OptionValueError SUPPRESS_HELP SUPPRESS_USAGE Values make_option'

export const OPTPARSE_TEXT = String.raw`
import os, sys

NO_DEFAULT = ('NO', 'DEFAULT')
SUPPRESS_HELP = 'SUPPRESSHELP'
SUPPRESS_USAGE = 'SUPPRESSUSAGE'

class OptParseError(Exception):
  def __init__(self, msg):
    Exception.__init__(self, msg)
    self.msg = msg
  def __str__(self):
    return self.msg

class OptionError(OptParseError):
  def __init__(self, msg, option):
    OptParseError.__init__(self, 'option %s: %s' % (option, msg))

class OptionConflictError(OptionError):
  pass

class OptionValueError(OptParseError):
  pass

class BadOptionError(OptParseError):
  def __init__(self, opt_str):
    OptParseError.__init__(self, 'no such option: %s' % opt_str)
    self.opt_str = opt_str

class Values(object):
  def __init__(self, defaults=None):
    for name, value in sorted((defaults or {}).items()):
      setattr(self, name, value)
  def __str__(self):
    return str(self.__dict__)
  def __repr__(self):
    return '<Values at 0x%x: %s>' % (id(self), self)
  def __eq__(self, other):
    return self.__dict__ == (other.__dict__ if isinstance(other, Values) else other)
  def __ne__(self, other):
    return not self == other
  def ensure_value(self, name, value):
    if getattr(self, name, None) is None:
      setattr(self, name, value)
    return getattr(self, name)

def _whole(text):
  lower = text.lower()
  if lower[:2] == '0x':
    return int(lower, 16)
  if lower[:2] == '0b':
    return int(lower[2:] or '0', 2)
  if lower[:1] == '0' and len(lower) > 1:
    return int(lower, 8)
  return int(lower)

_TYPES = {'int': (_whole, 'integer'), 'long': (_whole, 'long integer'), 'float': (float, 'floating-point'),
          'complex': (complex, 'complex')}
_TAKES_VALUE = ('store', 'append', 'callback')
_ACTIONS = ('store', 'store_const', 'store_true', 'store_false', 'append', 'append_const', 'count', 'callback', 'help', 'version')

class Option(object):
  def __init__(self, *opts, **attrs):
    opts = [opt for opt in opts if opt is not None]
    if not opts:
      raise TypeError('at least one option string must be supplied')
    self._short_opts = [opt for opt in opts if len(opt) == 2]
    self._long_opts = [opt for opt in opts if len(opt) > 2]
    for opt in opts:
      if len(opt) < 2:
        raise OptionError('invalid option string %r: must be at least two characters long' % opt, self)
      if opt[0] != '-' or opt == '--':
        raise OptionError('invalid option string %r: must start with -' % opt, self)
    for name in ('action', 'type', 'dest', 'nargs', 'const', 'choices', 'callback', 'callback_args', 'callback_kwargs', 'help', 'metavar'):
      setattr(self, name, attrs.pop(name, None))
    self.default = attrs.pop('default', NO_DEFAULT)
    if attrs:
      raise OptionError('invalid keyword arguments: %s' % ', '.join(sorted(attrs)), self)
    if self.action is None:
      self.action = 'store'
    elif self.action not in _ACTIONS:
      raise OptionError('invalid action: %r' % self.action, self)
    if self.type is None and self.action in ('store', 'append'):
      self.type = 'choice' if self.choices is not None else 'string'
    if self.type is not None:
      self.type = getattr(self.type, '__name__', self.type)
      if self.type == 'str':
        self.type = 'string'
      if self.type not in ('string', 'int', 'long', 'float', 'complex', 'choice'):
        raise OptionError('invalid option type: %r' % self.type, self)
      if self.action not in _TAKES_VALUE:
        raise OptionError('must not supply a type for action %r' % self.action, self)
    if self.type == 'choice' and self.choices is None:
      raise OptionError("must supply a list of choices for type 'choice'", self)
    if self.dest is None and (self.action in ('store', 'store_const', 'store_true', 'store_false', 'append', 'append_const', 'count') or self.type is not None):
      self.dest = self._long_opts[0][2:].replace('-', '_') if self._long_opts else self._short_opts[0][1]
    if self.type is not None and self.nargs is None:
      self.nargs = 1
  def __str__(self):
    return '/'.join(self._short_opts + self._long_opts)
  def takes_value(self):
    return self.type is not None
  def get_opt_string(self):
    return (self._long_opts or self._short_opts)[0]
  def check_value(self, opt, value):
    if self.type in _TYPES:
      convert, called = _TYPES[self.type]
      try:
        return convert(value)
      except ValueError:
        raise OptionValueError('option %s: invalid %s value: %r' % (opt, called, value))
    if self.type == 'choice' and value not in self.choices:
      raise OptionValueError('option %s: invalid choice: %r (choose from %s)' % (opt, value, ', '.join(map(repr, self.choices))))
    return value
  def convert_value(self, opt, value):
    if value is None:
      return None
    if self.nargs == 1:
      return self.check_value(opt, value)
    return tuple([self.check_value(opt, v) for v in value])
  def process(self, opt, value, values, parser):
    value = self.convert_value(opt, value)
    action, dest = self.action, self.dest
    if action == 'store':
      setattr(values, dest, value)
    elif action == 'store_const':
      setattr(values, dest, self.const)
    elif action == 'store_true':
      setattr(values, dest, True)
    elif action == 'store_false':
      setattr(values, dest, False)
    elif action == 'append':
      values.ensure_value(dest, []).append(value)
    elif action == 'append_const':
      values.ensure_value(dest, []).append(self.const)
    elif action == 'count':
      setattr(values, dest, values.ensure_value(dest, 0) + 1)
    elif action == 'callback':
      self.callback(self, opt, value, parser, *(self.callback_args or ()), **(self.callback_kwargs or {}))
    elif action == 'help':
      parser.print_help()
      parser.exit()
    else:
      parser.print_version()
      parser.exit()

make_option = Option

def _wrapped(text, width):
  lines, line = [], ''
  for word in text.split():
    if line and len(line) + 1 + len(word) > width:
      lines.append(line)
      line = word
    else:
      line = line + ' ' + word if line else word
  return lines + [line] if line else lines

class HelpFormatter(object):
  """How the help is laid out: options to the left, what they mean to the right."""
  def __init__(self, indent_increment=2, max_help_position=24, width=None, short_first=1):
    self.indent_increment, self.max_help_position, self.short_first = indent_increment, max_help_position, short_first
    self.width = int(os.environ.get('COLUMNS', 80)) - 2 if width is None else width
  def option_strings(self, option):
    if option.takes_value():
      metavar = option.metavar or option.dest.upper()
      short = [opt + ' ' + metavar if len(opt) == 2 else opt for opt in option._short_opts]
      longs = [opt + '=' + metavar for opt in option._long_opts]
    else:
      short, longs = option._short_opts, option._long_opts
    return ', '.join(short + longs if self.short_first else longs + short)
  def lines(self, parser, options, indent):
    shown = [option for option in options if option.help != SUPPRESS_HELP]
    strings = [self.option_strings(option) for option in shown]
    return [(indent, option, text) for option, text in zip(shown, strings)]
  def text(self, parser, rows):
    longest = max([indent + len(text) for indent, option, text in rows if option is not None] or [0])
    position = min(self.max_help_position, longest + 2)
    out = []
    for indent, option, text in rows:
      if option is None and indent == 2:
        out.append('\n' + ' ' * indent + text + ':\n')
        continue
      if option is None:
        out.append(''.join(' ' * indent + line + '\n' for line in _wrapped(text, self.width - indent)) + '\n')
        continue
      help = parser.expand_default(option)
      width = position - indent - 2
      wrapped = _wrapped(help, max(self.width - position, 11)) if help else []
      if len(text) > width:
        out.append('%s%s\n' % (' ' * indent, text))
        start = ' ' * position
      else:
        start = '%s%s  ' % (' ' * indent, text.ljust(width))
      if wrapped:
        out.append(start + wrapped[0] + '\n')
        out.extend(' ' * position + line + '\n' for line in wrapped[1:])
      elif len(text) <= width:
        out.append(start + '\n')
    return ''.join(out)

class IndentedHelpFormatter(HelpFormatter):
  pass

class _Container(object):
  def __init__(self, description):
    self.description = description
    self.option_list = []
  def set_description(self, description):
    self.description = description
  def add_option(self, *args, **keywords):
    option = args[0] if args and isinstance(args[0], Option) else Option(*args, **keywords)
    root = getattr(self, 'parser', self)
    for opt in option._short_opts + option._long_opts:
      if opt in root._known:
        raise OptionConflictError('conflicting option string(s): %s' % opt, option)
    for opt in option._short_opts + option._long_opts:
      root._known[opt] = option
    self.option_list.append(option)
    if option.dest is not None:
      if option.default is not NO_DEFAULT:
        root.defaults[option.dest] = option.default
      elif option.dest not in root.defaults:
        root.defaults[option.dest] = None
    return option
  def add_options(self, options):
    for option in options:
      self.add_option(option)

class OptionGroup(_Container):
  def __init__(self, parser, title, description=None):
    self.parser, self.title = parser, title
    _Container.__init__(self, description)

class OptionParser(_Container):
  def __init__(self, usage=None, option_list=None, option_class=Option, version=None, conflict_handler='error', description=None,
               formatter=None, add_help_option=True, prog=None, epilog=None):
    _Container.__init__(self, description)
    self.usage, self.version, self.prog, self.epilog = usage, version, prog, epilog
    self.formatter = formatter or IndentedHelpFormatter()
    self.option_groups, self.defaults, self._known = [], {}, {}
    self.allow_interspersed_args = True
    self.values = None
    self.add_options(option_list or [])
    if version:
      self.add_option('--version', action='version', help="show program's version number and exit")
    if add_help_option:
      self.add_option('-h', '--help', action='help', help='show this help message and exit')
  def add_option_group(self, *args, **keywords):
    group = args[0] if isinstance(args[0], OptionGroup) else OptionGroup(self, *args, **keywords)
    self.option_groups.append(group)
    return group
  def set_usage(self, usage):
    self.usage = usage
  def set_defaults(self, **defaults):
    self.defaults.update(defaults)
  def set_default(self, dest, value):
    self.defaults[dest] = value
  def get_option(self, opt):
    return self._known.get(opt)
  def has_option(self, opt):
    return opt in self._known
  def remove_option(self, opt):
    option = self._known.get(opt)
    if option is None:
      raise ValueError('no such option %r' % opt)
    for name in option._short_opts + option._long_opts:
      self._known.pop(name, None)
    for holder in [self] + self.option_groups:
      if option in holder.option_list:
        holder.option_list.remove(option)
  def disable_interspersed_args(self):
    self.allow_interspersed_args = False
  def enable_interspersed_args(self):
    self.allow_interspersed_args = True
  def get_default_values(self):
    values = dict(self.defaults)
    for option in self.option_list + [option for group in self.option_groups for option in group.option_list]:
      if isinstance(values.get(option.dest), str) and option.takes_value():
        values[option.dest] = option.check_value(option.get_opt_string(), values[option.dest])
    return Values(values)
  def parse_args(self, args=None, values=None):
    rest = list(sys.argv[1:] if args is None else args)
    self.values = values = self.get_default_values() if values is None else values
    left = []
    try:
      while rest:
        word = rest.pop(0)
        if word == '--':
          break
        if word[:2] == '--':
          self._long(word, rest, values)
        elif word[:1] == '-' and len(word) > 1:
          self._short(word, rest, values)
        elif self.allow_interspersed_args:
          left.append(word)
        else:
          rest.insert(0, word)
          break
    except (BadOptionError, OptionValueError) as error:
      self.error(str(error))
    return values, left + rest
  def _take(self, opt, option, rest):
    if len(rest) < option.nargs:
      if option.nargs == 1:
        self.error('%s option requires an argument' % opt)
      self.error('%s option requires %d arguments' % (opt, option.nargs))
    taken = [rest.pop(0) for _ in range(option.nargs)]
    return taken[0] if option.nargs == 1 else tuple(taken)
  def _long(self, word, rest, values):
    opt, equals, given = word.partition('=')
    if opt not in self._known:
      fitting = sorted(name for name in self._known if name.startswith(opt))
      if len(fitting) > 1:
        raise BadOptionError('%s (%s?)' % (opt, ', '.join(fitting)))
      if not fitting:
        raise BadOptionError(opt)
      opt = fitting[0]
    option, value = self._known[opt], None
    if option.takes_value():
      if equals:
        rest.insert(0, given)
      value = self._take(opt, option, rest)
    elif equals:
      self.error('%s option does not take a value' % opt)
    option.process(opt, value, values, self)
  def _short(self, word, rest, values):
    letters = word[1:]
    while letters:
      opt, letters = '-' + letters[0], letters[1:]
      option = self._known.get(opt)
      if option is None:
        raise BadOptionError(opt)
      value = None
      if option.takes_value():
        if letters:
          rest.insert(0, letters)
          letters = ''
        value = self._take(opt, option, rest)
      option.process(opt, value, values, self)
  def get_prog_name(self):
    return os.path.basename(sys.argv[0]) if self.prog is None else self.prog
  def expand_prog_name(self, text):
    return text.replace('%prog', self.get_prog_name())
  def expand_default(self, option):
    default = self.defaults.get(option.dest)
    shown = 'none' if default is NO_DEFAULT or default is None else str(default)
    return (option.help or '').replace('%default', shown)
  def get_usage(self):
    if self.usage == SUPPRESS_USAGE:
      return ''
    usage = '%prog [options]' if self.usage is None else self.usage
    if usage.lower().startswith('usage: '):
      usage = usage[7:]
    return 'Usage: %s\n' % self.expand_prog_name(usage)
  def print_usage(self, file=None):
    usage = self.get_usage()
    if usage:
      (file or sys.stdout).write(usage + '\n')
  def get_version(self):
    return self.expand_prog_name(self.version) if self.version else ''
  def print_version(self, file=None):
    if self.version:
      (file or sys.stdout).write(self.get_version() + '\n')
  def format_help(self, formatter=None):
    formatter = formatter or self.formatter
    rows = formatter.lines(self, self.option_list, 2)
    for group in self.option_groups:
      rows.append((2, None, group.title))
      if group.description:
        rows.append((4, None, group.description))
      rows.extend(formatter.lines(self, group.option_list, 4))
    out = self.get_usage()
    out = out + '\n' if out else ''
    if self.description:
      out += '\n'.join(_wrapped(self.expand_prog_name(self.description), formatter.width)) + '\n\n'
    out += 'Options:\n' + formatter.text(self, rows)
    if self.epilog:
      out += '\n' + '\n'.join(_wrapped(self.epilog, formatter.width)) + '\n'
    return out
  def print_help(self, file=None):
    (file or sys.stdout).write(self.format_help())
  def exit(self, status=0, msg=None):
    if msg:
      sys.stderr.write(msg)
    sys.exit(status)
  def error(self, msg):
    self.print_usage(sys.stderr)
    self.exit(2, '%s: error: %s\n' % (self.get_prog_name(), msg))
`
