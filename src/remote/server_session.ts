/**
 * A session on a server: made with the graph as it is at the first run, and grown where a run needs what has been added. As from TensorFlow's own
 * client, all of the graph goes at once: a server of 0.12 takes no nodes while a step runs, which may wait for what the next run would send.
 */
import { ABORTED, CANCELLED, DEADLINE_EXCEEDED, InternalError, OpError, UNAVAILABLE } from '../errors/op_errors.ts'
import { ValueError } from '../errors/python.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { GraphDef } from '../formats/protos/graph.generated.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import { TensorValue } from '../graph/serialize/attrs.ts'
import { nodeDef } from '../graph/serialize/node_def.ts'
import { sleep } from '../runtime/interrupts.ts'
import { checkRunsOnServers, isBeforeOne, neededBy, type ServerVersion, sendable } from './fit_graph.ts'
import { Master, type Pending } from './master.ts'
import { askVersion, versionIn } from './server_version.ts'
import type { Target } from './target.ts'
import { type CallOptions, Channel, waitForAnswer } from './transport.ts'

/** Milliseconds that a server has to close a session. */
const CLOSING = 2000
/** The same at the exit of the process, which wants to end: the request has long been sent by then. */
const EXITING = 500
const MOST_GRAPH_BYTES = 2 ** 31
/** Milliseconds after which a server of 0.x has destroyed the kernels of a closed session: it answers before. */
const DESTROYING = 100

/** A change of the server's graph that is under way. */
interface Growth {
  readonly call: Pending<{ handle: string; version: number }>
  readonly ops: readonly Operation[]
  settled: boolean
  error: unknown
}

/** Servers that write texts into headers as they are, by target. */
const rawTargets = new Set<string>()
/** What is open on servers, to be closed when the process exits. */
const open = new Set<ServerSession>()
/** When a session was last closed on a server of 0.x, by target, in milliseconds of `performance.now`. */
const closedAt = new Map<string, number>()
let closesAtExit = false

export class ServerSession {
  readonly target: Target
  readonly #graph: Graph
  readonly #config: ConfigProto
  readonly #wake: () => void
  #master: Master
  #handle: string | undefined
  #version = 0
  #server: ServerVersion | undefined
  #asked: Pending<unknown> | undefined
  #growth: Growth | undefined
  readonly #sent = new Set<Operation>()
  readonly #sentFunctions = new Set<string>()
  /** Whether the server has refused the graph as a whole: it gets what runs need from then on. */
  #refused = false
  #closed = false

  /** `wake`: called whenever an answer has come. */
  constructor(graph: Graph, target: Target, config: ConfigProto, wake: () => void) {
    this.target = target
    this.#graph = graph
    this.#config = config
    this.#wake = wake
    this.#master = this.#masterOf(rawTargets.has(target.text))
  }
  #masterOf(raw: boolean): Master {
    return new Master(new Channel(this.target, raw), this.#graph)
  }
  get master(): Master {
    return this.#master
  }
  /** The server's name of it; undefined before it is made. */
  get handle(): string | undefined {
    return this.#handle
  }
  get server(): ServerVersion | undefined {
    return this.#server
  }

  /** What a call is sent with, where it has `milliseconds` left. */
  options(milliseconds: number | undefined): CallOptions {
    const patience = milliseconds === undefined ? {} : { patience: Math.min(10_000, milliseconds * 0.8) }
    return { milliseconds, ...patience, answered: this.#wake }
  }

  /** Goes on once the server has the session, with these operations and what they depend on. `left`: milliseconds that remain. */
  *prepare(ops: readonly Operation[], left: () => number | undefined): Generator<'blocked', void, void> {
    if (!this.#server) yield* this.#askVersion(left)
    for (;;) {
      const missing = this.#missing(ops)
      if (missing.length === 0 && this.#handle !== undefined) return
      this.#growth ??= this.#refused ? this.#grow(missing, left()) : this.#growWhole(missing, left())
      const growth = this.#growth
      while (!growth.call.ended) yield 'blocked'
      this.#settle(growth)
      if (growth.error === undefined) continue
      // what no run has asked for may be what the server refuses
      if (growth.ops.length === missing.length || !isRefusal(growth.error)) throw growth.error
      this.#refused = true
    }
  }
  *#askVersion(left: () => number | undefined): Generator<'blocked', void, void> {
    this.#asked ??= askVersion(this.#master, this.#config, this.options(left()))
    const asked = this.#asked
    while (!asked.ended) yield 'blocked'
    if (this.#asked === asked) this.#asked = undefined
    if (this.#server) return
    try {
      asked.result()
    } catch (error) {
      const server = error instanceof OpError ? versionIn(error) : undefined
      if (!server) throw error
      this.#server = server
      // another version may have taken the place of the one that was there
      const { text } = this.target
      if (isBeforeOne(server) === rawTargets.has(text)) return
      if (isBeforeOne(server)) rawTargets.add(text)
      else rawTargets.delete(text)
      this.#master = this.#masterOf(isBeforeOne(server))
      return
    }
    throw new InternalError(null, null, 'The server takes graphs of versions that there are not: it is no TensorFlow.')
  }

  /** Those that the server lacks, and what they depend on, in the order of the graph. */
  #missing(ops: readonly Operation[]): Operation[] {
    const missing = new Set<Operation>()
    const stack = ops.filter(op => !this.#sent.has(op))
    for (let op = stack.pop(); op !== undefined; op = stack.pop()) {
      if (missing.has(op) || this.#sent.has(op)) continue
      missing.add(op)
      stack.push(...neededBy(op))
    }
    return [...missing].sort((a, b) => a.id - b.id)
  }

  /** All that the server lacks, or as much as these operations need where the rest cannot be sent. */
  #growWhole(missing: readonly Operation[], milliseconds: number | undefined): Growth {
    const all = new Set(sendable(this.#graph.operations.filter(op => !this.#sent.has(op))))
    // the error is about what the run needs
    if (!missing.every(op => all.has(op)) || bytesOf(all) >= MOST_GRAPH_BYTES) return this.#grow(missing, milliseconds)
    return this.#grow([...all], milliseconds)
  }
  #grow(ops: readonly Operation[], milliseconds: number | undefined): Growth {
    const graph_def = this.#graphDef(ops)
    const options = this.options(milliseconds)
    const handle = this.#handle
    const call =
      handle === undefined
        ? this.#master.createSession(graph_def, this.#config, {
            ...options,
            answered: () => {
              if (this.#growth?.call.ended) this.#settle(this.#growth)
              this.#wake()
            },
          })
        : mapped(this.#master.extendSession(handle, graph_def, this.#version, options), version => ({
            handle,
            version,
          }))
    return { call, ops, settled: false, error: undefined }
  }
  #settle(growth: Growth): void {
    if (growth.settled) return
    growth.settled = true
    if (this.#growth === growth) this.#growth = undefined
    try {
      const { handle, version } = growth.call.result()
      if (this.#closed) {
        this.#master.closeSession(handle, { milliseconds: CLOSING })
        return
      }
      this.#handle = handle
      this.#version = version
      for (const op of growth.ops) this.#sent.add(op)
      for (const { signature } of this.#graph.functions.toProto()?.function ?? [])
        this.#sentFunctions.add(signature.name)
      noteOpen(this)
    } catch (error) {
      growth.error = error
    }
  }

  #graphDef(ops: readonly Operation[]): GraphDef {
    for (const op of ops) checkRunsOnServers(op)
    if (bytesOf(ops) >= MOST_GRAPH_BYTES) throw new ValueError('GraphDef cannot be larger than 2GB.')
    const graph_def = new GraphDef({ versions: { ...this.#graph.versions } as never })
    for (const op of ops) graph_def.node.push(nodeDef(op))
    const library = this.#graph.functions.toProto()
    const fresh = library?.function.filter(({ signature }) => !this.#sentFunctions.has(signature.name)) ?? []
    if (library && fresh.length > 0) {
      for (const each of fresh) graph_def.library.function.push(each)
      for (const each of library.gradient) graph_def.library.gradient.push(each)
    }
    return graph_def
  }

  /** Closes it on the server, and waits for that a little. Error: the server's, where it has no such session or is not there. */
  close(): void {
    // a session whose creation has not been answered is there all the same: what follows, a reset or an exit, must not overtake it
    const creation = this.#handle === undefined ? this.#growth : undefined
    if (creation) {
      waitForEnd(creation.call)
      if (creation.call.ended) this.#settle(creation)
    }
    this.#closed = true
    const call = this.#startClosing()
    this.#handle = undefined
    if (!call) return
    waitForEnd(call)
    this.#noteClosed()
    if (call.ended) resultOfClosing(call)
  }
  #startClosing(milliseconds = CLOSING): Pending<void> | undefined {
    if (this.#handle === undefined || !open.delete(this)) return undefined
    return this.#master.closeSession(this.#handle, { milliseconds, patience: 0 })
  }
  #noteClosed(): void {
    if (this.#server && isBeforeOne(this.#server)) closedAt.set(this.target.text, performance.now())
  }
  /** As a reset does: later runs hear from the server that they are gone. All at once, so that servers that do not answer cost the time of one. */
  static closeOnServers(sessions: readonly ServerSession[], milliseconds = CLOSING): void {
    const calls = sessions.map(session => [session, session.#startClosing(milliseconds)] as const)
    const end = performance.now() + milliseconds + 100
    for (const [session, call] of calls) {
      if (!call) continue
      waitForEnd(call, end)
      session.#noteClosed()
    }
  }
}

/** Blocks until a call has ended, or the time to close a session is over. */
function waitForEnd(call: Pending<unknown>, end = performance.now() + CLOSING + 100): void {
  for (let left = end - performance.now(); !call.ended && left > 0; left = end - performance.now()) waitForAnswer(left)
}
/** Raises what a server says of a close. One that does not answer in time has nothing to say. */
function resultOfClosing(call: Pending<void>): void {
  try {
    call.result()
  } catch (error) {
    if (!(error instanceof OpError && error.error_code === DEADLINE_EXCEEDED)) throw error
  }
}

/** Waits until a reset finds no queue of a session that this process has just closed: a queue that outlives its container ends a server of 0.x. */
export function waitForKernels(target: string): void {
  const closed = closedAt.get(target)
  if (closed === undefined) return
  closedAt.delete(target)
  const left = closed + DESTROYING - performance.now()
  if (left > 0) sleep(left)
}

/** Bytes of the constants of these operations. */
function bytesOf(ops: Iterable<Operation>): number {
  let bytes = 0
  for (const op of ops)
    for (const value of op.attrs.values())
      if (value instanceof TensorValue) bytes += value.dtype.size * value.shape.reduce((a, b) => a * b, 1)
  return bytes
}

/** Whether a server says that it cannot have the nodes, and not that it cannot be reached. */
const isRefusal = (error: unknown): boolean =>
  error instanceof OpError && ![CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE, ABORTED].includes(error.error_code)

function mapped<T, R>(pending: Pending<T>, map: (value: T) => R): Pending<R> {
  return {
    get ended() {
      return pending.ended
    },
    result: () => map(pending.result()),
    cancel: () => pending.cancel(),
  }
}

function noteOpen(session: ServerSession): void {
  open.add(session)
  if (closesAtExit) return
  closesAtExit = true
  process.on('exit', () => {
    ServerSession.closeOnServers([...open], EXITING)
  })
}

/** The master of a server, for what no session asks. */
export const masterOf = (target: Target): Master => new Master(new Channel(target, rawTargets.has(target.text)))
/** Those of this process that are open on a server. */
export const openSessions = (target: string): ServerSession[] =>
  [...open].filter(({ target: { text } }) => text === target)
