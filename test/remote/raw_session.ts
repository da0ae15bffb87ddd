/** A session as its master sees it, with graphs in protobuf's text format: also what no session of tf0 would send. */
import * as text_format from '../../src/formats/proto/text_format.ts'
import { ConfigProto } from '../../src/formats/protos/config.generated.ts'
import { GraphDef } from '../../src/formats/protos/graph.generated.ts'
import { Master, type Pending, stepPrefix } from '../../src/remote/master.ts'
import { parseTarget } from '../../src/remote/target.ts'
import { namedTensorPieces } from '../../src/remote/tensor_messages.ts'
import { Channel, waitForAnswer } from '../../src/remote/transport.ts'
import type { NDArray } from '../../src/tensor/ndarray.ts'

/** Milliseconds for one call. */
const TIME = 30_000

function answerOf<T>(call: Pending<T>): T {
  while (!call.ended) waitForAnswer(TIME)
  return call.result()
}

export interface Step {
  readonly fetches?: readonly string[]
  readonly targets?: readonly string[]
  /** A name may come twice. */
  readonly feeds?: readonly (readonly [string, NDArray])[]
}

export class RawSession {
  readonly #master: Master
  readonly #handle: string
  #version: number
  /** `filter`: for servers of 0.x. */
  constructor(target: string, filter: boolean, graph: string, config = new ConfigProto()) {
    this.#master = new Master(new Channel(parseTarget(target), filter))
    const { handle, version } = answerOf(this.#master.createSession(graphOf(graph), config, { milliseconds: TIME }))
    this.#handle = handle
    this.#version = version
  }
  extend(graph: string, version = this.#version): void {
    this.#version = answerOf(this.#master.extendSession(this.#handle, graphOf(graph), version, { milliseconds: TIME }))
  }
  step({ fetches = [], targets = [], feeds = [] }: Step, handle = this.#handle): ReadonlyMap<string, NDArray> {
    const fed = Buffer.concat(feeds.flatMap(([name, value]) => namedTensorPieces(2, name, value)))
    const prefix = stepPrefix(handle, fetches, targets)
    return answerOf(this.#master.runStep(prefix, new Map(), fed, { milliseconds: TIME })).tensors
  }
  devices(handle = this.#handle): string[] {
    const { local_device } = answerOf(this.#master.listDevices(handle, { milliseconds: TIME }))
    return Array.from(local_device, ({ name }) => name)
  }
  close(): void {
    answerOf(this.#master.closeSession(this.#handle, { milliseconds: TIME }))
  }
}

/** The graph of a text; its version is that of 0.12 unless it says one. */
function graphOf(text: string): GraphDef {
  const graph = text_format.Merge(text, new GraphDef())
  if (!graph.HasField('versions')) graph.versions.producer = 22
  return graph
}
