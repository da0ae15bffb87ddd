/** What the environment tells tf0, checked when it is asked for: a value that doesn't fit is a ValueError that names the variable. */
import { en } from 'zod/locales'
import * as z from 'zod/mini'
import { ValueError } from './python.ts'

// the small form of zod has no texts of its own
z.config(en())

export const MOST_THREADS = 256

const SWITCH = z.enum(['0', '1'])
const VARIABLES = {
  /** How many threads work on one step, where the session does not say. */
  TF0_THREADS: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MOST_THREADS)),
  /** `reference` runs everything node by node with the reference kernels. */
  TF0_EXECUTOR: z.enum(['compiled', 'reference']),
  /** `0`: imports that do not say so themselves do not trust their graphs. */
  TF0_TRUST_GRAPHS: SWITCH,
  /** `1`: vectors of 256 bits where V8 has them, which takes a flag of V8. */
  TF0_WIDE_SIMD: SWITCH,
  /** The Python that has TensorFlow, for its servers; or a command with arguments that takes those of Python. */
  TF0_TENSORFLOW: z.string(),
}

/** The value of a variable; undefined where it is not set, or empty. */
export function environment<Name extends keyof typeof VARIABLES>(
  name: Name,
): z.infer<(typeof VARIABLES)[Name]> | undefined {
  const value = process.env[name]
  if (!value) return undefined
  const parsed = VARIABLES[name].safeParse(value)
  if (parsed.success) return parsed.data as z.infer<(typeof VARIABLES)[Name]>
  throw new ValueError(`Environment: ${name}: ${parsed.error.issues.map(issue => issue.message).join('; ')}`)
}
