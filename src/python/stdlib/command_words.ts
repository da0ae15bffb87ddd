/** getopt, ConfigParser. */

import { IOError, ValueError } from '../../errors/index.ts'
import { openFile, pathText } from '../builtins/files.ts'
import { toFloat, toInt } from '../objects/convert.ts'
import { Exception } from '../objects/exceptions.ts'
import { toArray } from '../objects/iteration.ts'
import { str } from '../objects/text/repr.ts'
import { methods, native } from '../objects/values/callable.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

class GetoptError extends Exception {}

function getopt(args: unknown, short: unknown, long: unknown): unknown {
  const words = toArray(args).map(str)
  const shortOptions = str(short)
  const longOptions = (typeof long === 'string' ? [long] : toArray(long ?? [])).map(str)
  const found: unknown[] = []
  while (words[0]?.startsWith('-') && words[0] !== '-') {
    const word = words.shift() as string
    if (word === '--') break
    if (word.startsWith('--')) {
      const [name = '', ...rest] = word.slice(2).split('=')
      const value = rest.length > 0 ? rest.join('=') : null
      const exact = longOptions.filter(option => option.replace(/=$/, '') === name)
      const fitting = exact.length > 0 ? exact : longOptions.filter(option => option.startsWith(name))
      if (fitting.length === 0) throw new GetoptError(`option --${name} not recognized`)
      if (fitting.length > 1) throw new GetoptError(`option --${name} not a unique prefix`)
      const [option] = fitting as [string]
      if (!option.endsWith('=')) {
        if (value !== null) throw new GetoptError(`option --${name} must not have an argument`)
        found.push(tuple(`--${option}`, ''))
      } else {
        const given = value ?? words.shift()
        if (given === undefined) throw new GetoptError(`option --${name} requires argument`)
        found.push(tuple(`--${option.slice(0, -1)}`, given))
      }
      continue
    }
    for (let rest = word.slice(1); rest !== ''; ) {
      const letter = rest[0] as string
      rest = rest.slice(1)
      const at = letter === ':' ? -1 : shortOptions.indexOf(letter)
      if (at < 0) throw new GetoptError(`option -${letter} not recognized`)
      if (shortOptions[at + 1] !== ':') {
        found.push(tuple(`-${letter}`, ''))
        continue
      }
      const given = rest !== '' ? rest : words.shift()
      if (given === undefined) throw new GetoptError(`option -${letter} requires argument`)
      found.push(tuple(`-${letter}`, given))
      rest = ''
    }
  }
  return tuple(found, words)
}

export const GETOPT: Readonly<Record<string, unknown>> = {
  GetoptError,
  error: GetoptError,
  getopt: native('getopt(args, shortopts, longopts=None)', getopt),
}

class NoSectionError extends Exception {}
class NoOptionError extends Exception {}

/** ConfigParser: sections of `name = value`. */
class ConfigParser {
  static readonly pythonName = 'ConfigParser'
  readonly sections = new Map<string, Map<string, string>>()
  readonly defaults = new Map<string, string>()

  readText(text: string): void {
    let section: Map<string, string> | undefined
    let last: string | undefined
    for (const line of text.split('\n')) {
      if (/^\s*([#;].*)?$/.test(line)) continue
      const head = /^\[([^\]]+)\]/.exec(line)?.[1]
      if (head !== undefined) {
        section = head === 'DEFAULT' ? this.defaults : (this.sections.get(head) ?? new Map<string, string>())
        if (head !== 'DEFAULT') this.sections.set(head, section)
        last = undefined
      } else if (/^\s/.test(line) && section && last !== undefined)
        section.set(last, `${section.get(last)}\n${line.trim()}`)
      else {
        const [, name, value] = /^([^:=\s][^:=]*?)\s*[:=]\s*(.*)$/.exec(line) ?? []
        if (!section || name === undefined) throw new ValueError(`File contains parsing errors: ${line}`)
        last = name.toLowerCase()
        section.set(last, (value ?? '').replace(/\s+;.*$/, '').trim())
      }
    }
  }
  section(name: string): Map<string, string> {
    const found = this.sections.get(name)
    if (!found) throw new NoSectionError(`No section: '${name}'`)
    return new Map([...this.defaults, ...found])
  }
  get(section: unknown, option: unknown): string {
    const values = this.section(str(section))
    const value = values.get(str(option).toLowerCase())
    if (value === undefined) throw new NoOptionError(`No option '${str(option)}' in section: '${str(section)}'`)
    return value.replace(/%\((\w+)\)s/g, (whole, name: string) => values.get(name.toLowerCase()) ?? whole)
  }
}
const CONFIG_PARSER = new PyType('ConfigParser', {
  module: 'ConfigParser',
  writtenInPython: true,
  jsClass: ConfigParser,
  construct: () => new ConfigParser(),
  check: value => value instanceof ConfigParser,
})
CONFIG_PARSER.fill = () => undefined
const BOOLEANS: Readonly<Record<string, boolean>> = {
  '1': true,
  yes: true,
  true: true,
  on: true,
  '0': false,
  no: false,
  false: false,
  off: false,
}
CONFIG_PARSER.methods = methods({
  'read(filenames, encoding=None)': (self: ConfigParser, names: unknown) =>
    (typeof names === 'string' ? [names] : toArray(names)).filter(name => {
      try {
        self.readText(String(openFile(pathText(name), 'r').read(null)))
        return true
      } catch (error) {
        if (error instanceof IOError) return false
        throw error
      }
    }),
  'sections()': (self: ConfigParser) => [...self.sections.keys()],
  'options(section)': (self: ConfigParser, section: unknown) => [...self.section(str(section)).keys()],
  'items(section)': (self: ConfigParser, section: unknown) =>
    [...self.section(str(section)).keys()].map(name => tuple(name, self.get(section, name))),
  'has_section(section)': (self: ConfigParser, section: unknown) => self.sections.has(str(section)),
  'has_option(section, option)': (self: ConfigParser, section: unknown, option: unknown) =>
    self.sections.has(str(section)) && self.section(str(section)).has(str(option).toLowerCase()),
  'get(section, option)': (self: ConfigParser, section: unknown, option: unknown) => self.get(section, option),
  'getint(section, option)': (self: ConfigParser, section: unknown, option: unknown) =>
    toInt(self.get(section, option)),
  'getfloat(section, option)': (self: ConfigParser, section: unknown, option: unknown) =>
    toFloat(self.get(section, option)),
  'getboolean(section, option)': (self: ConfigParser, section: unknown, option: unknown) => {
    const text = self.get(section, option).toLowerCase()
    if (!Object.hasOwn(BOOLEANS, text)) throw new ValueError(`Not a boolean: ${text}`)
    return BOOLEANS[text]
  },
})
registerType(ConfigParser, CONFIG_PARSER)

export const CONFIG_PARSERS: Readonly<Record<string, unknown>> = {
  ConfigParser: CONFIG_PARSER,
  SafeConfigParser: CONFIG_PARSER,
  RawConfigParser: CONFIG_PARSER,
  NoSectionError,
  NoOptionError,
}
