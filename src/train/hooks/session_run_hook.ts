/** What hooks of monitored sessions are and are given (training/session_run_hook.py). */
import { Adopting } from '../../calling/adoption.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { NamedTuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { RunMetadata, RunOptions } from '../../formats/protos/config.generated.ts'
import type { BaseSession } from '../../session/base_session.ts'
import type { FeedDict } from '../../session/feeds.ts'
import type { Fetch } from '../../session/fetches.ts'

const ARGS_TEXT = 'SessionRunArgs(fetches, feed_dict=None, options=None)'
interface Args {
  fetches: Fetch
  feed_dict: FeedDict | null
  options: RunOptions | null
}
/** What a hook adds to a run: what is fetched for it, what it feeds, and its options. */
export class SessionRunArgs extends NamedTuple {
  static override readonly pythonName = 'SessionRunArgs'
  static override fields = ['fetches', 'feed_dict', 'options']
  constructor(...args: PythonArguments<typeof ARGS_TEXT, Args>) {
    super()
    const { fetches, feed_dict, options } = ARGS.bind(args) as unknown as Args
    this.push(fetches, feed_dict, options)
  }
  get fetches(): Fetch {
    return this[0] as Fetch
  }
  get feed_dict(): FeedDict | null {
    return this[1] as FeedDict | null
  }
  get options(): RunOptions | null {
    return this[2] as RunOptions | null
  }
}
// @ts-expect-error the guarded class takes its place
SessionRunArgs = guardedClass(SessionRunArgs)
const ARGS = setSignature(SessionRunArgs, ARGS_TEXT)

const VALUES_TEXT = 'SessionRunValues(results, options, run_metadata)'
interface Values {
  results: unknown
  options: RunOptions
  run_metadata: RunMetadata
}
/** What a run gave a hook: the values of its fetches, in their structure. */
export class SessionRunValues extends NamedTuple {
  static override readonly pythonName = 'SessionRunValues'
  static override fields = ['results', 'options', 'run_metadata']
  constructor(...args: PythonArguments<typeof VALUES_TEXT, Values>) {
    super()
    const { results, options, run_metadata } = VALUES.bind(args) as unknown as Values
    this.push(results, options, run_metadata)
  }
  // biome-ignore lint/suspicious/noExplicitAny: as the results of a run
  get results(): any {
    return this[0]
  }
  get options(): RunOptions {
    return this[1] as RunOptions
  }
  get run_metadata(): RunMetadata {
    return this[2] as RunMetadata
  }
}
// @ts-expect-error the guarded class takes its place
SessionRunValues = guardedClass(SessionRunValues)
const VALUES = setSignature(SessionRunValues, VALUES_TEXT)

const CONTEXT_TEXT = 'SessionRunContext(original_args, session)'
/** What a hook knows of a run, and where it asks for the end. */
export class SessionRunContext extends Adopting {
  /** What the program asked the run for. */
  readonly original_args: SessionRunArgs
  readonly session: BaseSession
  #stopRequested = false
  constructor(...args: PythonArguments<typeof CONTEXT_TEXT, { original_args: SessionRunArgs; session: BaseSession }>) {
    super()
    const { original_args, session } = CONTEXT.bind(args) as unknown as SessionRunContext
    this.original_args = original_args
    this.session = session
  }
  get stop_requested(): boolean {
    return this.#stopRequested
  }
  /** No more runs after this one. */
  request_stop(): void {
    this.#stopRequested = true
  }
}
// @ts-expect-error the guarded class takes its place
SessionRunContext = guardedClass(SessionRunContext)
const CONTEXT = setSignature(SessionRunContext, CONTEXT_TEXT)

/**
 * Extends the runs of a monitored session. Subclasses have what they need of these methods.
 *
 *     class Loss extends tf.train.SessionRunHook {
 *       before_run() { return new tf.train.SessionRunArgs(loss) }
 *       after_run(context, values) { if (values.results < 0.1) context.request_stop() }
 *     }
 */
export class SessionRunHook extends Adopting {
  /** Before there is a session: it may add to the graph, which is finalized afterwards. */
  begin(): void {}
  /** Before each run: what is to be run for the hook. */
  before_run(_run_context: SessionRunContext): SessionRunArgs | null {
    return null
  }
  /** After each run that went well. */
  after_run(_run_context: SessionRunContext, _run_values: SessionRunValues): void {}
  /** At the end, if no error has led to it; the session is still open. */
  end(_session: BaseSession): void {}
}
// @ts-expect-error the guarded class takes its place
SessionRunHook = guardedClass(SessionRunHook)
