/** Python's argparse, as far as TensorFlow's flags use it: known flags are taken, everything else is left. */
import { basename } from 'node:path'

export interface Flag {
  readonly type: 'string' | 'int' | 'float' | 'bool'
  readonly defaultValue: unknown
  readonly help: string
}
export type Flags = ReadonlyMap<string, Flag>

/** Thrown for a command line that argparse refuses; caught by `parseArguments`, which ends the program. */
class UsageError extends Error {}

const isTrue = (text: string): boolean => ['true', 't', '1'].includes(text.toLowerCase())

function convert(name: string, flag: Flag, text: string): unknown {
  if (flag.type === 'string') return text
  if (flag.type === 'bool') return isTrue(text)
  const trimmed = text.trim()
  const pattern =
    flag.type === 'int' ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?|nan)$/i
  if (!pattern.test(trimmed)) throw new UsageError(`argument --${name}: invalid ${flag.type} value: '${text}'`)
  if (/nan$/i.test(trimmed)) return Number.NaN
  if (/inf/i.test(trimmed)) return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(trimmed)
}

/** What can stand on the command line: each flag, and `no` + name for booleans. */
function optionsOf(flags: Flags): Map<string, { name: string; negated: boolean }> {
  const options = new Map<string, { name: string; negated: boolean }>([['help', { name: 'help', negated: false }]])
  for (const [name, flag] of flags) {
    options.set(name, { name, negated: false })
    if (flag.type === 'bool') options.set(`no${name}`, { name, negated: true })
  }
  return options
}

/** argparse takes any beginning of a name that belongs to one option only. */
function lookUp(
  options: ReadonlyMap<string, { name: string; negated: boolean }>,
  written: string,
  whole: string,
): { name: string; negated: boolean } | undefined {
  const exact = options.get(written)
  if (exact) return exact
  const matches = [...options.keys()].filter(option => option.startsWith(written))
  if (matches.length > 1)
    throw new UsageError(`ambiguous option: ${whole} could match ${matches.map(match => `--${match}`).join(', ')}`)
  return matches.length === 1 ? options.get(matches[0] as string) : undefined
}

function usage(flags: Flags): string {
  const words = [...flags].flatMap(([name, flag]) =>
    flag.type === 'bool'
      ? [`[--${name} [${name.toUpperCase()}]]`, `[--no${name}]`]
      : [`[--${name} ${name.toUpperCase()}]`],
  )
  return `usage: ${basename(process.argv[1] ?? 'program')} ${['[-h]', ...words].join(' ')}`
}

function help(flags: Flags): string {
  const lines = [...flags].map(([name, flag]) => `  --${name} ${name.toUpperCase()}`.padEnd(24) + flag.help)
  return [
    usage(flags),
    '',
    'optional arguments:',
    '  -h, --help            show this help message and exit',
    ...lines,
  ].join('\n')
}

interface Parsed {
  readonly found: Map<string, unknown>
  readonly rest: string[]
  readonly helpAsked: boolean
}

function parse(flags: Flags, args: readonly string[]): Parsed {
  const options = optionsOf(flags)
  const found = new Map<string, unknown>()
  const rest: string[] = []
  // a negative number is a value, anything else that begins with a dash is an option
  const isValue = (text: string | undefined): text is string =>
    text !== undefined && (!text.startsWith('-') || text === '-' || /^-\d+$|^-\d*\.\d+$/.test(text))
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      rest.push(...args.slice(i))
      break
    }
    if (arg === '-h') return { found, rest, helpAsked: true }
    const [, written, given] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg) ?? []
    const option = written === undefined ? undefined : lookUp(options, written, arg)
    if (option === undefined) {
      rest.push(arg)
      continue
    }
    const { name, negated } = option
    if (name === 'help' && !flags.has('help')) return { found, rest, helpAsked: true }
    const flag = flags.get(name) as Flag
    if (negated) {
      if (given !== undefined) throw new UsageError(`argument --no${name}: ignored explicit argument '${given}'`)
      found.set(name, false)
    } else if (given !== undefined) found.set(name, convert(name, flag, given))
    else if (isValue(args[i + 1])) found.set(name, convert(name, flag, args[++i] as string))
    else if (flag.type === 'bool') found.set(name, true)
    else throw new UsageError(`argument --${name}: expected one argument`)
  }
  return { found, rest, helpAsked: false }
}

/** The values on a command line, and its other words. As argparse does, `--help` and mistakes end the program (status 0 and 2). */
export function parseArguments(flags: Flags, args: readonly string[]): Pick<Parsed, 'found' | 'rest'> {
  try {
    const { found, rest, helpAsked } = parse(flags, args)
    if (!helpAsked) return { found, rest }
    console.log(help(flags))
    process.exit(0)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${usage(flags)}\n${basename(process.argv[1] ?? 'program')}: error: ${error.message}`)
    process.exit(2)
  }
}
