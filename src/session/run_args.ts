/** The forms in which a run gets its feeds and options: one by one, as in Python, or as one object. */
import { isPlainObject } from '../errors/plain_object.ts'
import type { RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import type { FeedDict } from './feeds.ts'

export interface RunArgs {
  /** Values for tensors: pairs, a Map, or an object by the tensors' names. */
  readonly feed_dict?: FeedDict | null
  /** A timeout, and what is traced. */
  readonly options?: RunOptions | null
  /** Gets what was traced. */
  readonly run_metadata?: RunMetadata | null
}
export interface AsyncRunArgs extends RunArgs {
  /** Aborting it cancels the run. */
  readonly signal?: AbortSignal | null
}
const RUN_KEYS = new Set(['feed_dict', 'options', 'run_metadata', 'signal'])

export function runArgs(
  feeds?: FeedDict | AsyncRunArgs | null,
  options?: RunOptions | AsyncRunArgs | null,
  run_metadata?: RunMetadata | null,
): AsyncRunArgs {
  if (isPlainObject(feeds)) {
    const keys = Object.keys(feeds)
    if (keys.length > 0 && keys.every(key => RUN_KEYS.has(key))) return feeds as AsyncRunArgs
  }
  const trailing = isPlainObject(options) ? (options as RunArgs) : { options, run_metadata }
  return { feed_dict: (feeds ?? null) as FeedDict | null, ...trailing } as RunArgs
}

/** Whether `value` is an object of options that has `key`. */
export const isOptions = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  isPlainObject(value) && key in value
