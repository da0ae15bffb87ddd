/** TensorFlow's MasterService: its calls, their requests and answers. */
import { CANCELLED, DeadlineExceededError, InternalError, OpError } from '../errors/op_errors.ts'
import { DecodeError } from '../formats/proto/errors.ts'
import { VARINT, WireReader } from '../formats/proto/wire_reader.ts'
import { type ConfigProto, RunMetadata } from '../formats/protos/config.generated.ts'
import type { GraphDef } from '../formats/protos/graph.generated.ts'
import {
  CloseSessionRequest,
  CreateSessionRequest,
  CreateSessionResponse,
  ExtendSessionRequest,
  ExtendSessionResponse,
  ListDevicesRequest,
  ListDevicesResponse,
  PartialRunSetupRequest,
  PartialRunSetupResponse,
  ResetRequest,
} from '../formats/protos/master.generated.ts'
import type { Graph } from '../graph/graph.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { serverError } from './server_errors.ts'
import { namedTensorPieces, readTensor } from './tensor_messages.ts'
import type { Answer, Call, CallOptions, Channel } from './transport.ts'
import { framed, lengthPrefix } from './wire.ts'

/** The path of all versions, although later protos declare the service in another package. */
const SERVICE = '/tensorflow.MasterService'

/** A call whose answer has been understood, or not yet. */
export interface Pending<T> {
  /** Whether `result` can be asked for. */
  readonly ended: boolean
  /** The answer. Throws the error of a call that failed. */
  result(): T
  cancel(): void
}

/** What one step gave. */
export interface StepResult {
  readonly tensors: ReadonlyMap<string, NDArray>
  readonly metadata: RunMetadata | undefined
}

interface Serializable {
  SerializeToString(): Buffer
}

type ErrorOf = (code: number, text: string) => OpError

class UnaryCall<T> implements Pending<T> {
  readonly #call: Call
  readonly #read: (body: Buffer, errorOf: ErrorOf) => T
  readonly #errorOf: ErrorOf
  constructor(call: Call, read: (body: Buffer, errorOf: ErrorOf) => T, errorOf: ErrorOf) {
    this.#call = call
    this.#read = read
    this.#errorOf = errorOf
  }
  get ended(): boolean {
    return this.#call.answer !== undefined
  }
  cancel(): void {
    this.#call.cancel()
  }
  result(): T {
    const { code, text, body, late } = this.#call.answer as Answer
    try {
      if (code !== 0) throw this.#errorOf(code, text)
      return this.#read(Buffer.from(body as ArrayBuffer), this.#errorOf)
    } catch (error) {
      if (error instanceof DecodeError) throw unreadable(error)
      // a server may notice first that the time is over, and says that the call was cancelled
      if (late && error instanceof OpError && error.error_code === CANCELLED)
        throw new DeadlineExceededError(null, null, 'Deadline Exceeded')
      throw error
    }
  }
}

/** Bytes that are no message of their kind. */
const unreadable = (cause: DecodeError): Error =>
  new InternalError(null, null, 'The server sent an answer that cannot be read.', { cause })

/** The master of one server, or of one task of a cluster. */
export class Master {
  readonly #channel: Channel
  readonly #errorOf: ErrorOf
  /** `graph`: where the operations are that errors name. */
  constructor(channel: Channel, graph?: Graph) {
    this.#channel = channel
    this.#errorOf = (code, text) => serverError(code, text, graph)
  }

  createSession(
    graph_def: GraphDef,
    config: ConfigProto,
    options: CallOptions,
  ): Pending<{ handle: string; version: number }> {
    const request = new CreateSessionRequest()
    request.graph_def = graph_def
    request.config = config
    return this.#call('CreateSession', request, options, body => {
      const { session_handle, graph_version } = CreateSessionResponse.FromString(body)
      return { handle: session_handle, version: Number(graph_version) }
    })
  }
  /** Adds nodes; gives the new version. */
  extendSession(session_handle: string, graph_def: GraphDef, version: number, options: CallOptions): Pending<number> {
    const request = new ExtendSessionRequest({ session_handle, current_graph_version: version })
    request.graph_def = graph_def
    return this.#call('ExtendSession', request, options, body =>
      Number(ExtendSessionResponse.FromString(body).new_graph_version),
    )
  }
  closeSession(session_handle: string, options: CallOptions): Pending<void> {
    return this.#call('CloseSession', new CloseSessionRequest({ session_handle }), options, () => undefined)
  }
  reset(container: readonly string[], options: CallOptions): Pending<void> {
    return this.#call('Reset', new ResetRequest({ container } as never), options, () => undefined)
  }
  listDevices(session_handle: string, options: CallOptions): Pending<ListDevicesResponse> {
    return this.#call('ListDevices', new ListDevicesRequest({ session_handle }), options, body =>
      ListDevicesResponse.FromString(body),
    )
  }
  partialRunSetup(
    session_handle: string,
    { feeds, fetches, targets }: { feeds: readonly string[]; fetches: readonly string[]; targets: readonly string[] },
    options: CallOptions,
  ): Pending<string> {
    const request = new PartialRunSetupRequest({
      session_handle,
      feed: feeds,
      fetch: fetches,
      target: targets,
    } as never)
    return this.#call(
      'PartialRunSetup',
      request,
      options,
      body => PartialRunSetupResponse.FromString(body).partial_run_handle,
    )
  }

  /** `prefix`: the fields that all steps of a kind have (`stepPrefix`). `more`: further fields, as bytes. */
  runStep(
    prefix: Uint8Array,
    feeds: ReadonlyMap<string, NDArray>,
    more: Uint8Array | undefined,
    options: CallOptions,
  ): Pending<StepResult> {
    const pieces = [prefix]
    for (const [name, value] of feeds) pieces.push(...namedTensorPieces(2, name, value))
    if (more) pieces.push(more)
    const call = this.#channel.call(`${SERVICE}/RunStep`, framed(pieces, 'What the step is fed'), options)
    return new UnaryCall(call, readStep, this.#errorOf)
  }

  #call<T>(method: string, request: Serializable, options: CallOptions, read: (body: Buffer) => T): Pending<T> {
    const bytes = request.SerializeToString()
    const call = this.#channel.call(`${SERVICE}/${method}`, framed([bytes], `The request ${method}`), options)
    return new UnaryCall(call, read, this.#errorOf)
  }
}

/** The fields of RunStepRequest that all steps of a kind have. Errors are asked for in the body of the answer, where texts are whole. */
export function stepPrefix(
  handle: string,
  fetches: readonly string[],
  targets: readonly string[],
  partialRun = '',
): Uint8Array {
  const pieces: Uint8Array[] = []
  const text = (field: number, value: string): void => {
    const bytes = Buffer.from(value)
    pieces.push(lengthPrefix(field, bytes.length), bytes)
  }
  text(1, handle)
  for (const name of fetches) text(3, name)
  for (const name of targets) text(4, name)
  if (partialRun) text(6, partialRun)
  pieces.push(Uint8Array.of((7 << 3) | VARINT, 1))
  return Buffer.concat(pieces)
}

/** Field 5 of RunStepRequest. */
export function optionsField(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([lengthPrefix(5, bytes.length), bytes])
}

/** RunStepResponse, field by field: the values of tensors are copied once. */
function readStep(body: Buffer, errorOf: ErrorOf): StepResult {
  const reader = new WireReader(body)
  const tensors = new Map<string, NDArray>()
  let metadata: RunMetadata | undefined
  let code = 0
  let text = ''
  while (reader.position < body.length) {
    const tag = reader.uint32()
    if (tag === 10) readNamed(reader, tensors)
    else if (tag === 18) metadata = RunMetadata.FromString(reader.view())
    else if (tag === 24) code = reader.uint32()
    else if (tag === 34) text = reader.string()
    else reader.skip(tag, 0)
  }
  if (code !== 0) throw errorOf(code, text)
  return { tensors, metadata }
}
function readNamed(reader: WireReader, tensors: Map<string, NDArray>): void {
  const end = reader.end()
  let name = ''
  let tensor: Buffer | undefined
  while (reader.position < end) {
    const tag = reader.uint32()
    if (tag === 10) name = reader.string()
    else if (tag === 18) tensor = reader.view()
    else reader.skip(tag, 1)
  }
  if (tensor) tensors.set(name, readTensor(tensor))
}
