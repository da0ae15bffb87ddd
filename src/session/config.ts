/** How a session's options and the environment choose threads and executor. */

import { availableParallelism } from 'node:os'
import { environment } from '../errors/environment.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { compileSignature } from '../runtime/compiled_executable.ts'
import type { Compile } from '../runtime/executable.ts'
import type { Placement } from '../runtime/placement.ts'

/** Threads of a session: its `intra_op_parallelism_threads`, else TF0_THREADS, else the machine's cores. */
export function threadCount(config: ConfigProto): number {
  return config.intra_op_parallelism_threads || environment('TF0_THREADS') || Math.min(16, availableParallelism())
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
  return environment('TF0_EXECUTOR') === 'reference' ? undefined : compileSignature
}
