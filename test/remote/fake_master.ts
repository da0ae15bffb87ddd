/** A master that answers as a test says, over HTTP/2: no TensorFlow is needed. */
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import {
  CreateSessionRequest,
  CreateSessionResponse,
  ExtendSessionRequest,
  ExtendSessionResponse,
  RunStepRequest,
  RunStepResponse,
} from '../../src/formats/protos/master.generated.ts'

export type Reply = { readonly code: number; readonly text: string } | { readonly body: Uint8Array } | 'silence'

export interface FakeMaster {
  readonly target: string
  /** What was asked, in order. */
  readonly asked: string[]
  /** Calls that the client has cancelled. */
  readonly cancelled: string[]
  /** The names of the nodes of each graph that came. */
  readonly graphs: string[][]
  /** The type of operation that the server says it lacks. */
  lacks: string
  /** What CreateSession and ExtendSession are answered instead of being done. */
  refusal: (() => Reply) | undefined
  /** How RunStep is answered. */
  runStep: (request: RunStepRequest) => Reply
  close(): Promise<void>
}

const VERSION =
  'GraphDef min consumer version 1073741824 above current version 134 for TensorFlow 1.15.5.  Please upgrade TensorFlow.'

export async function startFakeMaster(): Promise<FakeMaster> {
  const server = createServer()
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', session => {
    sessions.add(session)
    session.on('error', () => undefined)
  })
  const asked: string[] = []
  const cancelled: string[] = []
  const graphs: string[][] = []
  const fake = {
    lacks: '',
    refusal: undefined as (() => Reply) | undefined,
    runStep: (_: RunStepRequest): Reply => ({ body: new RunStepResponse().SerializeToString() }),
  }
  const replies: Readonly<Record<string, (body: Buffer) => Reply>> = {
    CreateSession: body => {
      const { graph_def } = CreateSessionRequest.FromString(body)
      if (graph_def.versions.min_consumer > 0) return { code: 3, text: VERSION }
      graphs.push(Array.from(graph_def.node, ({ name }) => name))
      if (fake.refusal) return fake.refusal()
      const lacked = graph_def.node.find(({ op }) => op === fake.lacks)
      if (lacked) return { code: 5, text: `Op type not registered '${lacked.op}'` }
      return { body: new CreateSessionResponse({ session_handle: 'made' }).SerializeToString() }
    },
    ExtendSession: body => {
      const { graph_def, current_graph_version } = ExtendSessionRequest.FromString(body)
      graphs.push(Array.from(graph_def.node, ({ name }) => name))
      if (fake.refusal) return fake.refusal()
      const next = Number(current_graph_version) + 1
      return { body: new ExtendSessionResponse({ new_graph_version: next }).SerializeToString() }
    },
    RunStep: body => fake.runStep(RunStepRequest.FromString(body)),
    CloseSession: () => ({ body: new Uint8Array() }),
    Reset: () => ({ body: new Uint8Array() }),
  }
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const method = String(headers[':path']).replace('/tensorflow.MasterService/', '')
    const chunks: Buffer[] = []
    stream.on('error', () => undefined)
    stream.on('aborted', () => cancelled.push(method))
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
    stream.on('end', () => {
      asked.push(method)
      const reply = replies[method]?.(Buffer.concat(chunks).subarray(5)) ?? { code: 12, text: '' }
      if (reply === 'silence') return
      answer(stream, reply)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(fake, {
    target: `grpc://127.0.0.1:${port}`,
    asked,
    cancelled,
    graphs,
    close: () => {
      for (const session of sessions) session.destroy()
      return new Promise<void>(resolve => server.close(() => resolve()))
    },
  })
}

function answer(stream: ServerHttp2Stream, reply: Exclude<Reply, 'silence'>): void {
  const type = { ':status': 200, 'content-type': 'application/grpc' }
  if ('code' in reply) {
    const trailers = { 'grpc-status': String(reply.code), 'grpc-message': encodeURIComponent(reply.text) }
    stream.respond({ ...type, ...trailers }, { endStream: true })
    return
  }
  stream.respond(type, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(reply.body.length, 1)
  stream.end(Buffer.concat([prefix, reply.body]))
}
