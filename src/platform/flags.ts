/** `tf.app.flags`: flags of a command line, defined by name and read from `FLAGS`. */

import { pyfunction } from '../calling/signature.ts'
import { guarded } from '../errors/boundary.ts'
import { AttributeError, ValueError } from '../errors/index.ts'
import { commandLine } from './command_line.ts'
import { type Flag, parseArguments } from './flag_parser.ts'

const defined = new Map<string, Flag>()
const values = new Map<string, unknown>()
let parsed = false

/** Reads `args` (default: the program's own) into `FLAGS`; gives back what is no flag. A wrong command line is reported and ends the program, as in Python. */
export function parseFlags(args: readonly string[] = commandLine().slice(1)): string[] {
  const { found, rest } = parseArguments(defined, args)
  for (const [name, flag] of defined) values.set(name, found.has(name) ? found.get(name) : flag.defaultValue)
  parsed = true
  return rest
}
// @ts-expect-error the guarded function takes its place
parseFlags = guarded(parseFlags)

interface FlagArgs {
  flag_name: string
  default_value: unknown
  docstring: string
}

function define(type: Flag['type'], { flag_name, default_value, docstring }: FlagArgs): void {
  if (defined.has(flag_name))
    throw new ValueError(`argument --${flag_name}: conflicting option string(s): --${flag_name}`)
  defined.set(flag_name, { type, defaultValue: default_value ?? null, help: docstring })
}

export const DEFINE_string = pyfunction('DEFINE_string(flag_name, default_value, docstring)', (args: FlagArgs): void =>
  define('string', args),
)
/** `tf.app.flags.DEFINE_integer('max_steps', 2000, 'Number of steps to run trainer.')` */
export const DEFINE_integer = pyfunction(
  'DEFINE_integer(flag_name, default_value, docstring)',
  (args: FlagArgs): void => define('int', args),
)
export const DEFINE_float = pyfunction('DEFINE_float(flag_name, default_value, docstring)', (args: FlagArgs): void =>
  define('float', args),
)
/** Given as `--name`, `--name=true` or `--noname`. */
export const DEFINE_boolean = pyfunction(
  'DEFINE_boolean(flag_name, default_value, docstring)',
  (args: FlagArgs): void => define('bool', args),
)
export const DEFINE_bool: typeof DEFINE_boolean = DEFINE_boolean

/** Forgets all flags: the next program defines its own. */
export function forgetFlags(): void {
  defined.clear()
  values.clear()
  parsed = false
}
// @ts-expect-error the guarded function takes its place
forgetFlags = guarded(forgetFlags)

let present: (value: unknown, type: Flag['type'] | undefined) => unknown = value => value

/** Says how a flag's value reaches the program. */
export function presentFlags(given: typeof present): void {
  present = given
}
// @ts-expect-error the guarded function takes its place
presentFlags = guarded(presentFlags)

const presented = (name: string): unknown => present(values.get(name), defined.get(name)?.type)

/** What `FLAGS` is; the members are TensorFlow's own, which programs use to print their flags. */
class FlagValues {
  /** Reads the flags from `args` (default: the command line); gives back what is no flag. */
  _parse_flags = parseFlags
  /** The flags by name, as far as the command line has been read. */
  get __flags(): Map<string, unknown> {
    return new Map([...values.keys()].map(name => [name, presented(name)]))
  }
}

/**
 * The values of all flags: `FLAGS.max_steps`. The command line is read when the first one is asked for.
 * AttributeError for a flag that nobody defined; assigning sets or adds one.
 */
// biome-ignore lint/suspicious/noExplicitAny: a flag is what its definition says, which types can't know
export const FLAGS: Record<string, any> = new Proxy(new FlagValues() as unknown as Record<string, unknown>, {
  get(target, name) {
    if (typeof name === 'symbol' || (name === 'constructor' && !values.has(name) && !defined.has(name)))
      return Reflect.get(target, name) as unknown
    if (name in target && !values.has(name) && !defined.has(name)) return Reflect.get(target, name) as unknown
    if (!parsed) parseFlags()
    // defined after the command line was read: TensorFlow doesn't know it either
    if (!values.has(name)) throw new AttributeError(name)
    return presented(name)
  },
  set(_, name, value) {
    if (!parsed) parseFlags()
    values.set(String(name), value)
    return true
  },
  has: (target, name) =>
    values.has(String(name)) ||
    defined.has(String(name)) ||
    (typeof name === 'string' && name.startsWith('_') && name in target),
  ownKeys: () => [...new Set([...defined.keys(), ...values.keys()])],
  getOwnPropertyDescriptor: (_, name) => ({
    configurable: true,
    enumerable: true,
    writable: true,
    value: values.get(String(name)),
  }),
})
