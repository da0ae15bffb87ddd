/** argparse, as scripts read their command line with it. */
import { basename } from 'node:path'
import { TypeError, ValueError } from '../../errors/index.ts'
import { type Option, readOptions, UsageError } from '../../platform/option_words.ts'
import { findAttribute, setAttribute } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { equals } from '../objects/compare.ts'
import { optionalIndex } from '../objects/convert.ts'
import { systemExit } from '../objects/exceptions.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { defineSlots } from '../objects/slots.ts'
import { repr, str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { dynamicAttributes } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { int, isNumber } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType, typeName } from '../objects/values/type.ts'
import { registerPickled } from './pickling/names.ts'

/** What was read: its attributes are the values. */
class Namespace {
  static readonly pythonModule = 'argparse'
  readonly values = new Map<string, unknown>()
  repr(): string {
    return `Namespace(${[...this.values.keys()]
      .sort()
      .map(name => `${name}=${repr(this.values.get(name))}`)
      .join(', ')})`
  }
}
dynamicAttributes(Namespace.prototype, {
  find: (self: Namespace, name) => self.values.get(name),
  assign: (self, name, value) => self.values.set(name, value).has(name),
  names: self => self.values.keys(),
})

/** Where values are put: a namespace, or an object of the program. */
interface Target {
  get(name: string): unknown
  set(name: string, value: unknown): void
}

const targetOf = (into: unknown): Target => ({
  get: name => findAttribute(into, name),
  set: (name, value) => setAttribute(into, name, value),
})

/** `flags`: none for positional arguments. */
interface Argument extends Option {
  readonly name: string
  readonly action: string
  readonly nargs: unknown
  readonly constant: unknown
  readonly otherwise: unknown
  readonly convert: unknown
  readonly choices: unknown
  readonly required: boolean
  readonly help: unknown
  readonly metavar: unknown
}

const label = (argument: Argument): string => argument.flags.join('/') || argument.name
const takesNone = ({ counts: [, most] }: Argument): boolean => most === 0

function shown(argument: Argument): string {
  if (argument.metavar !== null) return str(argument.metavar)
  if (argument.choices !== null) return `{${toArray(argument.choices).map(str).join(',')}}`
  return argument.flags.length > 0 ? argument.name.toUpperCase() : argument.name
}

function valuesShown(argument: Argument): string {
  const one = shown(argument)
  if (argument.nargs === null) return one
  if (isNumber(argument.nargs)) return Array.from({ length: optionalIndex(argument.nargs) ?? 1 }, () => one).join(' ')
  return argument.nargs === '?' ? `[${one}]` : argument.nargs === '+' ? `${one} [${one} ...]` : `[${one} [${one} ...]]`
}

class ArgumentParser {
  program: string | null = null
  description: unknown = null
  readonly arguments: Argument[] = []
  readonly defaults = new Map<string, unknown>()
  /** Types by name, as `register` has them. */
  readonly types = new Map<unknown, unknown>()

  get programName(): string {
    return this.program ?? basename(str(machine.argv[0] ?? ''))
  }
  usage(): string {
    const options = this.arguments
      .filter(argument => argument.flags.length > 0)
      .map(argument => {
        const text = takesNone(argument)
          ? (argument.flags[0] as string)
          : `${argument.flags[0]} ${valuesShown(argument)}`
        return argument.required ? text : `[${text}]`
      })
    return [
      'usage:',
      this.programName,
      '[-h]',
      ...options,
      ...this.arguments.filter(argument => argument.flags.length === 0).map(valuesShown),
    ].join(' ')
  }
  help(): string {
    const line = (argument: Argument): string =>
      `  ${argument.flags.length > 0 ? argument.flags.map(flag => (takesNone(argument) ? flag : `${flag} ${valuesShown(argument)}`)).join(', ') : shown(argument)}`.padEnd(
        24,
      ) + (argument.help === null ? '' : str(argument.help))
    const positional = this.arguments.filter(argument => argument.flags.length === 0)
    const optional = this.arguments.filter(argument => argument.flags.length > 0)
    const parts = [this.usage(), ...(this.description === null ? [] : [str(this.description)])]
    if (positional.length > 0) parts.push(['positional arguments:', ...positional.map(line)].join('\n'))
    parts.push(
      ['optional arguments:', '  -h, --help            show this help message and exit', ...optional.map(line)].join(
        '\n',
      ),
    )
    return `${parts.join('\n\n')}\n`
  }
  refuse(message: string): never {
    machine.writeError(`${this.usage()}\n${this.programName}: error: ${message}\n`)
    throw systemExit(int(2))
  }
}

/** How many words an argument takes, at least and at most. */
function countsOf(action: string, nargs: unknown): readonly [number, number] {
  if (/^(store_(true|false|const)|append_const|count|help|version)$/.test(action)) return [0, 0]
  if (nargs === null) return [1, 1]
  if (isNumber(nargs)) return [optionalIndex(nargs) ?? 1, optionalIndex(nargs) ?? 1]
  return nargs === '?' ? [0, 1] : [nargs === '+' ? 1 : 0, Number.POSITIVE_INFINITY]
}

function addArgument(parser: ArgumentParser, names: unknown, options: PyDict): null {
  const written = toArray(names).map(str)
  const get = (key: string, otherwise: unknown = null): unknown => options.get(key) ?? otherwise
  const flags = written.filter(name => name.startsWith('-'))
  const long = flags.find(flag => flag.startsWith('--')) ?? flags[0]
  const name = get('dest') ?? (long === undefined ? written[0] : long.replace(/^-+/, '').replace(/-/g, '_'))
  if (name === undefined || name === null) throw new ValueError('dest= is required')
  const taken = flags.find(flag => parser.arguments.some(argument => argument.flags.includes(flag)))
  if (taken !== undefined) throw new ValueError(`argument ${flags.join('/')}: conflicting option string(s): ${taken}`)
  const action = str(get('action', 'store'))
  const constant = action === 'store_true' ? true : action === 'store_false' ? false : get('const')
  parser.arguments.push({
    flags,
    counts: countsOf(action, get('nargs')),
    name: str(name),
    action,
    nargs: get('nargs'),
    constant,
    otherwise: options.has('default')
      ? options.get('default')
      : action === 'store_true'
        ? false
        : action === 'store_false'
          ? true
          : null,
    convert: parser.types.get(get('type')) ?? get('type'),
    choices: get('choices'),
    required: truth(get('required', false)),
    help: get('help'),
    metavar: get('metavar'),
  })
  return null
}

function converted(argument: Argument, text: unknown): unknown {
  let value = text
  if (argument.convert !== null) {
    try {
      value = call(argument.convert, [text], null)
    } catch (error) {
      const type = (argument.convert as { name?: string }).name ?? typeName(argument.convert)
      if (error instanceof TypeError || error instanceof ValueError)
        throw new UsageError(`argument ${label(argument)}: invalid ${type} value: ${repr(text)}`)
      throw error
    }
  }
  if (argument.choices !== null && !toArray(argument.choices).some(choice => equals(choice, value)))
    throw new UsageError(
      `argument ${label(argument)}: invalid choice: ${repr(value)} (choose from ${toArray(argument.choices).map(repr).join(', ')})`,
    )
  return value
}

/** The default of an argument; text is read as if it stood on the command line. */
const defaultOf = (argument: Argument): unknown =>
  typeof argument.otherwise === 'string' && argument.convert !== null
    ? converted(argument, argument.otherwise)
    : argument.otherwise

function store(into: Target, argument: Argument, words: readonly unknown[]): void {
  const { name, action } = argument
  if (action === 'store_const' || action === 'store_true' || action === 'store_false') into.set(name, argument.constant)
  else if (action === 'count') into.set(name, int((optionalIndex(into.get(name)) ?? 0) + 1))
  else {
    const values = words.map(word => converted(argument, word))
    const single = argument.nargs === null || argument.nargs === '?'
    const value = !single
      ? values
      : values.length > 0
        ? values[0]
        : argument.flags.length > 0
          ? argument.constant
          : defaultOf(argument)
    into.set(name, action === 'append' ? [...((into.get(name) as unknown[] | null) ?? []), value] : value)
  }
}

/** It is every parser's. */
const HELP: Option = { flags: ['-h', '--help'], counts: [0, 0] }

function read(parser: ArgumentParser, words: readonly string[], into: Target): string[] {
  for (const argument of parser.arguments)
    if (into.get(argument.name) === undefined) into.set(argument.name, defaultOf(argument))
  for (const [name, value] of parser.defaults) into.set(name, value)
  const seen = new Set<Argument>()
  const options = parser.arguments.filter(argument => argument.flags.length > 0)
  const { others, behindDashes } = readOptions<Option | Argument>([HELP, ...options], words, (option, taken) => {
    if (!('name' in option)) {
      machine.write(parser.help())
      throw systemExit(int(0))
    }
    seen.add(option)
    store(into, option, taken)
    return true
  })
  const behind = behindDashes?.map(word => ({ word, isUnknownOption: false })) ?? []
  const plain = [...others, ...behind].filter(({ isUnknownOption }) => !isUnknownOption)
  const positional = parser.arguments.filter(argument => argument.flags.length === 0)
  positional.forEach((argument, i) => {
    const [least, most] = argument.counts
    const kept = positional.slice(i + 1).reduce((sum, later) => sum + later.counts[0], 0)
    const taken = plain.splice(0, Math.min(most, Math.max(least, plain.length - kept)))
    if (taken.length < least) throw new UsageError('too few arguments')
    store(
      into,
      argument,
      taken.map(({ word }) => word),
    )
  })
  const missing = parser.arguments.find(
    argument => argument.required && argument.flags.length > 0 && !seen.has(argument),
  )
  if (missing) throw new UsageError(`argument ${label(missing)} is required`)
  const left = new Set(plain)
  const rest = others.filter(other => other.isUnknownOption || left.has(other))
  // the dashes go with the first word behind them
  const dashes = behindDashes !== undefined && behind.every(other => left.has(other)) ? ['--'] : []
  return [
    ...rest.map(({ word }) => word),
    ...dashes,
    ...behind.filter(other => left.has(other)).map(({ word }) => word),
  ]
}

function parse(parser: ArgumentParser, args: unknown, into: unknown): [unknown, string[]] {
  const words = args === null ? machine.argv.slice(1).map(str) : toArray(args).map(str)
  const found = into ?? new Namespace()
  try {
    return [found, read(parser, words, targetOf(found))]
  } catch (error) {
    if (error instanceof UsageError) return parser.refuse(error.message)
    throw error
  }
}

const PARSER = new PyType('ArgumentParser', {
  module: 'argparse',
  writtenInPython: true,
  jsClass: ArgumentParser as unknown as new () => object,
  construct: native(
    'ArgumentParser(prog=None, usage=None, description=None, **options)',
    (program: string | null, _: unknown, description: unknown) =>
      Object.assign(new ArgumentParser(), { program, description }),
  )[CALL],
  check: value => value instanceof ArgumentParser,
})
PARSER.methods = methods({
  'add_argument(*names, **options)': addArgument,
  'add_argument_group(title=None, description=None)': (self: ArgumentParser) => self,
  'add_mutually_exclusive_group(required=False)': (self: ArgumentParser) => self,
  'register(registry_name, value, object)': (
    self: ArgumentParser,
    registry: unknown,
    name: unknown,
    value: unknown,
  ) => {
    if (str(registry) === 'type') self.types.set(name, value)
    return null
  },
  'set_defaults(**options)': (self: ArgumentParser, options: PyDict) => {
    for (const [name, value] of options) self.defaults.set(str(name), value)
    return null
  },
  'parse_args(args=None, namespace=None)': (self: ArgumentParser, args: unknown, into: unknown) => {
    const [found, rest] = parse(self, args, into)
    return rest.length > 0 ? self.refuse(`unrecognized arguments: ${rest.join(' ')}`) : found
  },
  'parse_known_args(args=None, namespace=None)': (self: ArgumentParser, args: unknown, into: unknown) =>
    tuple(...parse(self, args, into)),
  'print_help()': (self: ArgumentParser) => done(machine.write(self.help())),
  'format_help()': (self: ArgumentParser) => self.help(),
  'print_usage()': (self: ArgumentParser) => done(machine.write(`${self.usage()}\n`)),
  'error(message)': (self: ArgumentParser, message: unknown) => self.refuse(str(message)),
})
registerType(ArgumentParser, PARSER)

const NAMESPACE = native('Namespace(**values)', (values: PyDict) => {
  const made = new Namespace()
  for (const [name, value] of values) made.values.set(str(name), value)
  return made
})
registerPickled('argparse.Namespace', NAMESPACE)
defineSlots(Namespace, {
  reduce: self => ({ path: 'argparse.Namespace', args: [], state: PyDict.from_entries(self.values) }),
})

export const ARGPARSE: Readonly<Record<string, unknown>> = {
  ArgumentParser: PARSER,
  Namespace: NAMESPACE,
  ArgumentDefaultsHelpFormatter: null,
  RawTextHelpFormatter: null,
  RawDescriptionHelpFormatter: null,
}
