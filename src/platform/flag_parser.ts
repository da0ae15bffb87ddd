/** Python's argparse, as far as TensorFlow's flags use it: known flags are taken, everything else is left. */
import { basename } from 'node:path'
import { type Option, readOptions, UsageError } from './option_words.ts'

export interface Flag {
  readonly type: 'string' | 'int' | 'float' | 'bool'
  readonly defaultValue: unknown
  readonly help: string
}
export type Flags = ReadonlyMap<string, Flag>

/** No flag has this name. */
const HELP = ' help'

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

/** What can stand on the command line. */
interface FlagOption extends Option {
  readonly name: string
  /** What it says without a value: of booleans, true for `--name` and false for `--noname`. */
  readonly plain?: boolean
}

function optionsOf(flags: Flags): FlagOption[] {
  const options = [...flags].flatMap(([name, flag]): FlagOption[] =>
    flag.type === 'bool'
      ? [
          { name, flags: [`--${name}`], counts: [0, 1], plain: true },
          { name, flags: [`--no${name}`], counts: [0, 0], plain: false },
        ]
      : [{ name, flags: [`--${name}`], counts: [1, 1] }],
  )
  const help = flags.has('help') ? ['-h'] : ['-h', '--help']
  return [{ name: HELP, flags: help, counts: [0, 0] }, ...options]
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
  const found = new Map<string, unknown>()
  let helpAsked = false
  const { others, behindDashes } = readOptions(optionsOf(flags), args, ({ name, plain }, [word]) => {
    if (name === HELP) helpAsked = true
    else found.set(name, word === undefined ? plain : convert(name, flags.get(name) as Flag, word))
    return !helpAsked
  })
  const rest = [...others.map(({ word }) => word), ...(behindDashes ? ['--', ...behindDashes] : [])]
  return { found, rest, helpAsked }
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
