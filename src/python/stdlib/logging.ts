/** logging: messages to the error stream, from a level on. */

import { requireIndex } from '../objects/convert.ts'
import { machine } from '../objects/machine.ts'
import { percentFormat } from '../objects/text/percent.ts'
import { str } from '../objects/text/repr.ts'
import { methods, native } from '../objects/values/callable.ts'
import type { PyDict } from '../objects/values/dict.ts'
import { declareMembers } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import type { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

const LEVELS: Readonly<Record<string, number>> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARNING: 30,
  WARN: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
}
const nameOf = (level: number): string => Object.keys(LEVELS).find(name => LEVELS[name] === level) ?? `Level ${level}`

interface Settings {
  level: number
  format: string
}

class Logger {
  readonly name: string
  readonly settings: Settings
  own: number | null = null
  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }
  log(level: number, message: unknown, args: PyTuple): null {
    if (level < (this.own ?? this.settings.level)) return null
    const text = args.length > 0 ? percentFormat(str(message), args) : str(message)
    const fields: Readonly<Record<string, string>> = {
      asctime: new Date().toISOString().replace('T', ' ').replace('.', ',').slice(0, -1),
      levelname: nameOf(level),
      levelno: String(level),
      message: text,
      name: this.name,
    }
    return done(
      machine.writeError(
        `${this.settings.format.replace(/%\((\w+)\)-?\d*[sd]/g, (whole, field: string) => fields[field] ?? whole)}\n`,
      ),
    )
  }
}

const METHODS = { debug: 10, info: 20, warning: 30, warn: 30, error: 40, exception: 40, critical: 50, fatal: 50 }

const LOGGER = new PyType('Logger', {
  module: 'logging',
  writtenInPython: true,
  construct: () => null,
  check: value => value instanceof Logger,
})
LOGGER.methods = methods({
  ...Object.fromEntries(
    Object.entries(METHODS).map(([name, level]) => [
      `${name}(message, *args)`,
      (self: Logger, message: unknown, args: PyTuple) => self.log(level, message, args),
    ]),
  ),
  'setLevel(level)': (self: Logger, level: unknown) => {
    self.own = requireIndex(level)
    return null
  },
  'addHandler(handler)': () => null,
  'removeHandler(handler)': () => null,
  'log(level, message, *args)': (self: Logger, level: unknown, message: unknown, args: PyTuple) =>
    self.log(requireIndex(level), message, args),
  'isEnabledFor(level)': (self: Logger, level: unknown) => requireIndex(level) >= (self.own ?? self.settings.level),
  'getEffectiveLevel()': (self: Logger) => int(self.own ?? self.settings.level),
})
registerType(Logger, LOGGER)
declareMembers(Logger, 'name')

/** Handlers and formatters are taken, and messages go to the error stream in the form of `basicConfig`. */
class Handler {
  static readonly pythonName = 'Handler'
  level = 0
}
const HANDLER = new PyType('Handler', {
  module: 'logging',
  writtenInPython: true,
  jsClass: Handler,
  construct: () => new Handler(),
  check: value => value instanceof Handler,
})
HANDLER.fill = () => undefined
HANDLER.methods = methods({
  'setLevel(level)': (self: Handler, level: unknown) => {
    self.level = requireIndex(level)
    return null
  },
  'setFormatter(fmt)': () => null,
  'addFilter(filter)': () => null,
  'flush()': () => null,
  'close()': () => null,
})
registerType(Handler, HANDLER)

/** logging, for a program. */
export function LOGGING(): Readonly<Record<string, unknown>> {
  const settings: Settings = { level: LEVELS['WARNING'] as number, format: '%(levelname)s:%(name)s:%(message)s' }
  const root = new Logger('root', settings)
  return {
    ...Object.fromEntries(Object.entries(LEVELS).map(([name, level]) => [name, int(level)])),
    ...Object.fromEntries(
      Object.entries(METHODS).map(([name, level]) => [
        name,
        native(`${name}(message, *args)`, (message: unknown, args: PyTuple) => root.log(level, message, args)),
      ]),
    ),
    log: native('log(level, message, *args)', (level: unknown, message: unknown, args: PyTuple) =>
      root.log(requireIndex(level), message, args),
    ),
    ...Object.fromEntries(
      ['FileHandler', 'Filter', 'Formatter', 'Handler', 'NullHandler', 'StreamHandler'].map(name => [name, HANDLER]),
    ),
    getLevelName: native('getLevelName(level)', (level: unknown) => nameOf(requireIndex(level))),
    captureWarnings: native('captureWarnings(capture)', () => null),
    basicConfig: native('basicConfig(**options)', (options: PyDict) => {
      if (options.has('level')) settings.level = requireIndex(options.get('level'))
      if (options.has('format')) settings.format = str(options.get('format'))
      return null
    }),
    getLogger: native('getLogger(name=None)', (name: unknown) =>
      name === null ? root : new Logger(str(name), settings),
    ),
    disable: native('disable(level)', (level: unknown) => {
      settings.level = requireIndex(level) + 1
      return null
    }),
  }
}
