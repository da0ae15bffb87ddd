/** Command lines of scripts: what they take is a zod object, `--name value` in any order. */
import { parseArgs } from 'node:util'
import * as z from 'zod/mini'

// the small form of zod has no texts of its own
z.config(z.locales.en())

/** `--name`: false unless given. */
export const flag = z._default(z.boolean(), false)
/** `--name text` */
export const text = z.optional(z.string())
/** `--name 12` */
export const number = z.coerce.number()
/** `--name 12`, with a value of its own where it isn't given. */
export const numberOr = (otherwise: number): z.ZodMiniDefault<typeof number> => z._default(number, otherwise)
export const textOr = (otherwise: string): z.ZodMiniDefault<z.ZodMiniString> => z._default(z.string(), otherwise)
/** `--name 1,2,3` */
export const numbersOr = (
  otherwise: string,
): z.ZodMiniPipe<z.ZodMiniDefault<z.ZodMiniString>, z.ZodMiniTransform<number[], string>> =>
  z.pipe(
    textOr(otherwise),
    z.transform((list: string) => list.split(',').map(Number)),
  )

/** The options in `args`, checked; ends the process with what is wrong where they don't fit. `files`: the other arguments. */
export function commandLine<const Shape extends Readonly<Record<string, z.ZodMiniType>>>(
  shape: Shape,
  { args = process.argv.slice(2), files = false }: { readonly args?: readonly string[]; readonly files?: boolean } = {},
): z.infer<z.ZodMiniObject<Shape>> & { readonly files: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, { type: schema === flag ? 'boolean' : 'string' } as const]),
  )
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: files })
    const parsed = z.object(shape).safeParse(values)
    if (parsed.success) return { ...parsed.data, files: positionals }
    throw new TypeError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'))
  } catch (error) {
    console.error((error as Error).message)
    console.error(
      `Options: ${Object.keys(shape)
        .map(name => `--${name}`)
        .join(' ')}`,
    )
    process.exit(2)
  }
}
