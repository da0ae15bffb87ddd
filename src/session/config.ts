/** How a session's options and the environment choose threads and executor. */

import { availableParallelism } from 'node:os'
import * as z from 'zod/mini'
import { ValueError } from '../errors/python.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { compileSignature } from '../runtime/compiled_executable.ts'
import type { Compile } from '../runtime/executable.ts'
import type { Placement } from '../runtime/placement.ts'

// the small form of zod has no texts of its own
z.config(z.locales.en())

const MOST_THREADS = 256

const environment = z.object({
  /** How many threads work on one step, where the session does not say. */
  TF0_THREADS: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MOST_THREADS))),
  /** `reference` runs everything node by node with the reference kernels. */
  TF0_EXECUTOR: z.optional(z.enum(['compiled', 'reference'])),
})

function readEnvironment(): z.infer<typeof environment> {
  const parsed = environment.safeParse({
    TF0_THREADS: process.env['TF0_THREADS'] || undefined,
    TF0_EXECUTOR: process.env['TF0_EXECUTOR'] || undefined,
  })
  if (parsed.success) return parsed.data
  throw new ValueError(
    `Environment: ${parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
  )
}

/** Threads of a session: its `intra_op_parallelism_threads`, else TF0_THREADS, else the machine's cores. */
export function threadCount(config: ConfigProto): number {
  return config.intra_op_parallelism_threads || readEnvironment().TF0_THREADS || Math.min(16, availableParallelism())
}

/** The devices that a session has, and whether nodes placed elsewhere may run on them. */
export function placementOf(config: ConfigProto): Placement {
  return { cpus: Number(config.device_count['CPU'] ?? 1) || 1, soft: config.allow_soft_placement }
}

/** OptimizerOptions.L0: every operation as it stands. */
const L0 = -1
export function isRaw(config: ConfigProto): boolean {
  return config.graph_options.optimizer_options.opt_level === L0
}

/** The compiler that a session uses; undefined: the reference executor for everything. */
export function compilerFor(_config: ConfigProto): Compile | undefined {
  return readEnvironment().TF0_EXECUTOR === 'reference' ? undefined : compileSignature
}
