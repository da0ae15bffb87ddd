/** The public sessions, and what they give to tensors and operations: `eval` and `run`. */

import { noAttribute } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guarded, guardedClass } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'
import { ConfigProto } from '../formats/protos/config.generated.ts'
import { popGraph, pushGraph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import { registerEvaluation, type Tensor } from '../graph/tensor.ts'
import { BaseSession } from './base_session.ts'
import { popSession, pushSession, topSession } from './default_session.ts'
import type { FeedDict } from './feeds.ts'
import './sparse_values.ts'

const SESSION_TEXT = "Session(target='', graph=None, config=None)"
const INTERACTIVE_TEXT = "InteractiveSession(target='', graph=None, config=None)"
const RESET_TEXT = "reset(target='', containers=None, config=None)"
interface SessionArgs {
  target: string
  graph: Graph | null
  config: ConfigProto | null
}
interface ResetArgs {
  target: string
  containers: readonly string[] | null
  config: ConfigProto | null
}

/**
 * Runs operations of a graph (the default graph where none is given).
 *
 *     using sess = tf.with(new tf.Session())
 *     sess.run(tf.initialize_all_variables())
 */
export class Session extends BaseSession {
  constructor(...args: PythonArguments<typeof SESSION_TEXT, SessionArgs>) {
    const { target, graph, config } = SESSION.bind(args)
    super(target, graph, config)
  }
  /**
   * Ends all sessions of a target (those of this process where it is ''), with their variables and other resources. Their
   * runs fail from then on. `containers`: what TensorFlow clears on remote targets; sessions of this process end whole.
   */
  static reset(...args: PythonArguments<typeof RESET_TEXT, ResetArgs>): void {
    const { target, containers, config } = RESET.bind(args)
    if (config !== null && !(config instanceof ConfigProto)) throw noAttribute(config, 'SerializeToString')
    BaseSession.resetTarget(
      (target as string | null) ?? '',
      (containers as readonly string[] | null) ?? [],
      config ?? new ConfigProto(),
    )
  }
}
// @ts-expect-error the guarded class takes its place
Session = guardedClass(Session)
const RESET = setSignature(Session.reset, RESET_TEXT)
const SESSION = setSignature(Session, SESSION_TEXT)

/** A session that is the default one as soon as it is made, until it is closed. */
export class InteractiveSession extends BaseSession {
  readonly #ownsGraph: boolean
  constructor(...args: PythonArguments<typeof INTERACTIVE_TEXT, SessionArgs>) {
    const { target, graph, config } = INTERACTIVE.bind(args)
    super(target, graph, config)
    this.#ownsGraph = graph !== null
    pushSession(this)
    if (this.#ownsGraph) pushGraph(this.graph)
  }
  override close(): void {
    try {
      super.close()
    } finally {
      if (this.#ownsGraph) popGraph(this.graph)
      popSession(this)
    }
  }
}
// @ts-expect-error the guarded class takes its place
InteractiveSession = guardedClass(InteractiveSession)
const INTERACTIVE = setSignature(InteractiveSession, INTERACTIVE_TEXT)

/** The default session, or null. */
export function get_default_session(): BaseSession | null {
  return topSession() as BaseSession | null
}
// @ts-expect-error the guarded function takes its place
get_default_session = guarded(get_default_session)

function sessionFor(
  given: unknown,
  graph: Graph,
  verb: { readonly what: string; readonly call: string; readonly colon: string },
): BaseSession {
  const [kind, name] = verb.what.split(' ') as [string, string]
  if (given === null || given === undefined) {
    const session = get_default_session()
    if (!session) {
      throw new ValueError(
        `Cannot ${kind} ${name} using \`${verb.call}()\`: No default session is registered. Use \`with sess.as_default()${verb.colon}\` or pass an explicit session to \`${verb.call}(session=sess)\``,
      )
    }
    if (session.graph !== graph) {
      throw new ValueError(
        `Cannot use the default session to ${kind} ${name}: the ${name}'s graph is different from the session's graph. Pass an explicit session to ${kind === 'evaluate' ? `\`${verb.call}(session=sess)\`` : `${verb.call}(session=sess)`}.`,
      )
    }
    return session
  }
  const session = given as BaseSession
  if (typeof given !== 'object' || !('graph' in given)) throw noAttribute(given, 'graph')
  if (typeof session.run !== 'function') throw noAttribute(given, 'run')
  if (session.graph !== graph)
    throw new ValueError(
      `Cannot use the given session to ${kind} ${name}: the ${name}'s graph is different from the session's graph.`,
    )
  return session
}
const EVAL = { what: 'evaluate tensor', call: 'eval', colon: '' }
const RUN = { what: 'execute operation', call: 'run', colon: ':' }

registerEvaluation({
  evalTensor: (tensor: Tensor, feed_dict: unknown, session: unknown) =>
    sessionFor(session, tensor.graph, EVAL).run(tensor, feed_dict as FeedDict),
  runOperation: (operation: Operation, feed_dict: unknown, session: unknown) => {
    sessionFor(session, operation.graph, RUN).run(operation, feed_dict as FeedDict)
  },
})
