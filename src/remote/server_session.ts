/** A session on a server: made with the first nodes that a run needs, and grown by what later runs need. */
import { InternalError, OpError } from '../errors/op_errors.ts'
import { ValueError } from '../errors/python.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { GraphDef } from '../formats/protos/graph.generated.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import { TensorValue } from '../graph/serialize/attrs.ts'
import { nodeDef } from '../graph/serialize/node_def.ts'
import { checkRunsOnServers, isBeforeOne, type ServerVersion } from './fit_graph.ts'
import { Master, type Pending } from './master.ts'
import { askVersion, versionIn } from './server_version.ts'
import type { Target } from './target.ts'
import { type CallOptions, Channel, waitForAnswer } from './transport.ts'

/** Milliseconds that a server has to close a session. */
const CLOSING = 2000
const MOST_GRAPH_BYTES = 2 ** 31

/** A change of the server's graph that is under way. */
interface Growth {
  readonly call: Pending<{ handle: string; version: number }>
  readonly ops: readonly Operation[]
  settled: boolean
  error: unknown
}

/** Servers whose headers have to be cleaned, by target. */
const filteredTargets = new Set<string>()
/** What is open on servers, to be closed when the process exits. */
const open = new Set<ServerSession>()
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
  #closed = false

  /** `wake`: called whenever an answer has come. */
  constructor(graph: Graph, target: Target, config: ConfigProto, wake: () => void) {
    this.target = target
    this.#graph = graph
    this.#config = config
    this.#wake = wake
    this.#master = this.#masterOf(filteredTargets.has(target.text))
  }
  #masterOf(filter: boolean): Master {
    return new Master(new Channel(this.target, filter), this.#graph)
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
      this.#growth ??= this.#grow(missing, left())
      const growth = this.#growth
      while (!growth.call.ended) yield 'blocked'
      this.#settle(growth)
      if (growth.error !== undefined) throw growth.error
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
      if (isBeforeOne(server)) {
        filteredTargets.add(this.target.text)
        this.#master = this.#masterOf(true)
      }
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
      for (const input of op.inputs) stack.push(input.op)
      for (const control of op.control_inputs) stack.push(control)
      for (const group of op.colocation_groups()) {
        const other = this.#graph.operationByName(group.slice('loc:@'.length))
        if (other) stack.push(other)
      }
    }
    return [...missing].sort((a, b) => a.id - b.id)
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
    let bytes = 0
    const graph_def = new GraphDef({ versions: { ...this.#graph.versions } as never })
    for (const op of ops) {
      checkRunsOnServers(op)
      for (const value of op.attrs.values())
        if (value instanceof TensorValue) bytes += value.dtype.size * value.shape.reduce((a, b) => a * b, 1)
      if (bytes >= MOST_GRAPH_BYTES) throw new ValueError('GraphDef cannot be larger than 2GB.')
      graph_def.node.push(nodeDef(op))
    }
    const library = this.#graph.functions.toProto()
    const fresh = library?.function.filter(({ signature }) => !this.#sentFunctions.has(signature.name)) ?? []
    if (library && fresh.length > 0) {
      for (const each of fresh) graph_def.library.function.push(each)
      for (const each of library.gradient) graph_def.library.gradient.push(each)
    }
    return graph_def
  }

  /** Closes it on the server, and waits for that a little. Its handle is known no more there. */
  close(): void {
    this.#closed = true
    this.closeOnServer()
    this.#handle = undefined
  }
  /** As a reset does: later runs hear from the server that it is gone. */
  closeOnServer(): void {
    if (this.#handle === undefined || !open.delete(this)) return
    const call = this.#master.closeSession(this.#handle, { milliseconds: CLOSING, patience: 0 })
    const end = performance.now() + CLOSING + 100
    while (!call.ended && performance.now() < end) waitForAnswer(CLOSING)
  }
}

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
    for (const each of [...open]) each.closeOnServer()
  })
}

/** Those of this process that are open on a server. */
export const openSessions = (target: string): ServerSession[] =>
  [...open].filter(({ target: { text } }) => text === target)
