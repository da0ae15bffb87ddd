/** Options of the commands: what stands before the file, checked by a schema. */
import { parseArgs } from 'node:util'
import { en } from 'zod/locales'
import * as z from 'zod/mini'
import { UsageError } from './usage_error.ts'

// the small form of zod has no texts of its own
z.config(en())

/** `--name`: false unless given. */
export const flag: z.ZodMiniDefault<z.ZodMiniBoolean> = z._default(z.boolean(), false)

export const pythonVersion: z.ZodMiniOptional<z.ZodMiniEnum<{ 2: '2'; 3: '3' }>> = z.optional(z.enum(['2', '3']))
/** What parsing takes of it: a text that does not tell is a program of TensorFlow's own Python, 2.7. */
export const versionOption = (given: '2' | '3' | undefined): { version: 2 | 3 } | { otherwise: 2 } =>
  given === undefined ? { otherwise: 2 } : { version: given === '2' ? 2 : 3 }

type Shape = Readonly<Record<string, z.ZodMiniType>>

export interface CommandLine<S extends Shape> {
  readonly options: z.infer<z.ZodMiniObject<S>>
  readonly file: string
  /** What stands behind the file. */
  readonly rest: readonly string[]
}

/** Reads `[options] FILE [rest]`, where `letters` are short for some of the options; UsageError for an option that there isn't, a value that does not fit, no file. */
export function commandLine<const S extends Shape>(
  command: string,
  shape: S,
  args: readonly string[],
  letters: Readonly<Record<string, string>> = {},
): CommandLine<S> {
  const wrong = (message: string): UsageError => new UsageError(`${message}\n\`tf0 ${command} --help\` tells more.`)
  const options = Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => {
      const letter = Object.keys(letters).find(one => letters[one] === name)
      return [
        name,
        { type: schema === flag ? ('boolean' as const) : ('string' as const), ...(letter ? { short: letter } : {}) },
      ]
    }),
  )
  // options end at the first word that is none
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true })
  const at = tokens.find(token => token.kind === 'positional')?.index
  if (at === undefined && args.some(arg => !arg.startsWith('-'))) throw wrong('no file is given')
  let values: unknown
  try {
    values = parseArgs({ args: args.slice(0, at), options }).values
  } catch (error) {
    throw wrong((error as Error).message.split('.')[0] as string)
  }
  const parsed = z.object(shape).safeParse(values)
  if (!parsed.success)
    throw wrong(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'))
  if (at === undefined) throw wrong('no file is given')
  return { options: parsed.data, file: args[at] as string, rest: args.slice(at + 1) }
}
