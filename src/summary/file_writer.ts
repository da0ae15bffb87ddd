/** Writers of event files, which TensorBoard shows (summary/writer/). */
import { join } from 'node:path'
import { Adopting } from '../calling/adoption.ts'
import { pathText } from '../calling/path_text.ts'
import { noAttribute, pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { EventsWriter, wallTime } from '../formats/files/events_writer.ts'
import { makeFolders } from '../formats/files/folders.ts'
import { Message } from '../formats/proto/message.ts'
import type { RunMetadata } from '../formats/protos/config.generated.ts'
import { GraphDef } from '../formats/protos/graph.generated.ts'
import { MetaGraphDef } from '../formats/protos/meta_graph.generated.ts'
import { Event, SessionLog, Summary, TaggedRunMetadata } from '../formats/protos/summary.generated.ts'
import { Graph } from '../graph/graph.ts'
import { export_meta_graph } from '../meta_graph/export_meta_graph.ts'
import { warning } from '../platform/logging.ts'
import { checkInterrupts, exitsAtInterrupts, watchInterrupts } from '../runtime/interrupts.ts'
import { PyFloat, PyInt } from '../tensor/literals.ts'
import { integerStep, type StepLike } from './steps.ts'

/** Writers that nobody holds any more. */
const forgotten = new FinalizationRegistry<EventsWriter>(events => {
  try {
    events.close()
  } catch {
    // nobody is left who could be told
  }
})

/** What a number is given as. */
function numberOf(value: unknown): number {
  const number = Number(integerOrFloat(value))
  if (Number.isNaN(number)) throw new TypeError(`a number is required, got ${pythonTypeName(value)}`)
  return number
}
const integerOrFloat = (value: unknown): unknown =>
  value instanceof PyInt || value instanceof PyFloat ? value.value : typeof value === 'object' ? Number.NaN : value

export interface WriterArgs {
  logdir: string
  graph: Graph | GraphDef | null
  max_queue: number
  flush_secs: number
  graph_def: GraphDef | null
  filename_suffix: string | null
}
export const WRITER_PARAMETERS =
  '(logdir, graph=None, max_queue=10, flush_secs=120, graph_def=None, filename_suffix=None)'
const SIGNATURE_TEXT = `FileWriter${WRITER_PARAMETERS}` as const
interface Stepped {
  global_step: StepLike | null
}
const METHODS = {
  add_summary: 'add_summary(summary, global_step=None)',
  add_session_log: 'add_session_log(session_log, global_step=None)',
  add_graph: 'add_graph(graph, global_step=None, graph_def=None)',
  add_meta_graph: 'add_meta_graph(meta_graph_def, global_step=None)',
  add_run_metadata: 'add_run_metadata(run_metadata, tag, global_step=None)',
  add_event: 'add_event(event)',
} as const
type ArgsOf<S extends string, P> = PythonArguments<S, P>
interface GraphArgs extends Stepped {
  graph: Graph | GraphDef | null
  graph_def: GraphDef | Graph | null
}
type MetadataArgs = { run_metadata: RunMetadata; tag: string } & Stepped

/**
 * Writes summaries, graphs and logs to an event file in the folder `logdir`, which it makes.
 *
 *     const writer = new tf.summary.FileWriter('logs', sess.graph)
 *     writer.add_summary(sess.run(merged), step)
 *     writer.close()
 *
 * The file is made with the first event. Later ones are held back until there are more than `max_queue` of them (0: any number, up to a
 * megabyte), or the last were written `flush_secs` ago; `flush` and `close` write them, and so does the end of the process. `filename_suffix`
 * ends the file's name. Errors: those of the folder and the disk (NotFoundError, PermissionDeniedError, ResourceExhaustedError …), by the
 * method that writes; TypeError for what is no graph.
 */
export class FileWriter extends Adopting {
  readonly #logdir: string
  readonly #events: EventsWriter
  readonly #tags = new Set<string>()
  #closed = false
  #warned = false

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, WriterArgs>) {
    super()
    const bound = SIGNATURE.bind(args) as unknown as WriterArgs
    const { logdir, graph, graph_def, filename_suffix } = bound
    this.#logdir = pathText(logdir)
    makeFolders(this.#logdir)
    const [most, seconds] = [numberOf(bound.max_queue), numberOf(bound.flush_secs)]
    const holding = { most, seconds, mayHold: exitsAtInterrupts }
    this.#events = new EventsWriter(join(this.#logdir, 'events'), filename_suffix ?? '', holding)
    forgotten.register(this, this.#events)
    watchInterrupts()
    if (graph !== null || graph_def !== null) this.#addGraphs(graph, graph_def)
  }
  /** A graph, and the same with the collections of the default graph. */
  #addGraphs(graph: WriterArgs['graph'], graphDef: GraphDef | null): void {
    this.add_graph(graph, { graph_def: graphDef })
    const def = graph instanceof Graph ? (graph.as_graph_def({ add_shapes: true }) as GraphDef) : graph
    this.add_meta_graph(export_meta_graph({ graph_def: graphDef ?? def }))
  }

  /** Adds a Summary, or its bytes as `sess.run` gives them. Errors: DecodeError for other bytes, TypeError for what is neither. */
  add_summary(...args: ArgsOf<typeof METHODS.add_summary, { summary: Summary | Uint8Array } & Stepped>): void
  add_summary(summary: Summary | Uint8Array, global_step: StepLike | null): void {
    const message = summary instanceof Uint8Array ? Summary.FromString(summary) : messageOf(Summary, summary)
    this.#add(new Event({ summary: message as Summary }), global_step)
  }
  /** Adds what a SessionLog says of a session's life. */
  add_session_log(...args: ArgsOf<typeof METHODS.add_session_log, { session_log: SessionLog } & Stepped>): void
  add_session_log(session_log: SessionLog, global_step: StepLike | null): void {
    this.#add(new Event({ session_log: messageOf(SessionLog, session_log) as SessionLog }), global_step)
  }
  /** Adds a graph with its static shapes, for TensorBoard's picture. Errors: TypeError for what is no graph, ValueError for two. */
  add_graph(...args: ArgsOf<typeof METHODS.add_graph, GraphArgs>): void
  add_graph(graph: GraphArgs['graph'], global_step: StepLike | null, graph_def: GraphArgs['graph_def']): void {
    if (graph !== null && graph_def !== null)
      throw new ValueError('Please pass only graph, or graph_def (deprecated), but not both.')
    const given = graph ?? graph_def
    let def: GraphDef
    if (given instanceof Graph) {
      if (graph === null)
        warning('When passing a `Graph` object, please use the `graph` named argument instead of `graph_def`.')
      def = given.as_graph_def({ add_shapes: true }) as GraphDef
    } else if (given instanceof GraphDef) {
      warning(
        'Passing a `GraphDef` to the SummaryWriter is deprecated. Pass a `Graph` object instead, such as `sess.graph`.',
      )
      def = given
    } else throw new TypeError('The passed graph must be an instance of `Graph` or the deprecated `GraphDef`')
    this.#add(new Event({ graph_def: def.SerializeToString() }), global_step)
  }
  /** Adds a graph with its collections, as `tf.train.export_meta_graph` gives it. */
  add_meta_graph(...args: ArgsOf<typeof METHODS.add_meta_graph, { meta_graph_def: MetaGraphDef } & Stepped>): void
  add_meta_graph(meta_graph_def: MetaGraphDef, global_step: StepLike | null): void {
    if (!(meta_graph_def instanceof MetaGraphDef))
      throw new TypeError(
        `meta_graph_def must be type MetaGraphDef, saw type: <class '${pythonTypeName(meta_graph_def)}'>`,
      )
    this.#add(new Event({ meta_graph_def: meta_graph_def.SerializeToString() }), global_step)
  }
  /** Adds what a run reported of its steps; each `tag` once. */
  add_run_metadata(...args: ArgsOf<typeof METHODS.add_run_metadata, MetadataArgs>): void
  add_run_metadata(run_metadata: RunMetadata, tag: string, global_step: StepLike | null): void {
    if (this.#tags.has(tag)) throw new ValueError('The provided tag was already used for this event type')
    if (!(run_metadata instanceof Message)) throw noAttribute(run_metadata, 'SerializeToString')
    const tagged = new TaggedRunMetadata({ tag, run_metadata: run_metadata.SerializeToString() })
    this.#tags.add(tag)
    this.#add(new Event({ tagged_run_metadata: tagged }), global_step)
  }
  #add(event: Event, step: StepLike | null): void {
    event.wall_time = wallTime()
    if (step !== null) event.step = integerStep(step) as never
    this.#write(event)
  }
  /** Adds an event as it is. After `close` events are ignored, until `reopen`. */
  add_event(...args: ArgsOf<typeof METHODS.add_event, { event: Event }>): void
  add_event(event: Event): void {
    if (!(event instanceof Event))
      throw new TypeError(`Expected an event_pb2.Event proto,  but got <class '${pythonTypeName(event)}'>`)
    this.#write(event)
  }
  #write(event: Event): void {
    checkInterrupts()
    if (!this.#closed) {
      this.#events.write(event)
      return
    }
    if (this.#warned) return
    this.#warned = true
    warning(
      'Attempting to use a closed FileWriter. The operation will be a noop unless the FileWriter is explicitly reopened.',
    )
  }
  /** Writes what is held back; says so where the file has been removed, and goes on in a new one. */
  flush(): void {
    if (this.#events.gone) {
      warning('The events file %s has disappeared.', this.#events.path)
      this.#events.leave()
    }
    this.#events.flush()
  }
  /** Ends the file. */
  close(): void {
    this.#closed = true
    try {
      this.flush()
    } finally {
      this.#events.close()
    }
  }
  /** After `close`: events go to a new file. */
  reopen(): void {
    this.#closed = false
    this.#warned = false
  }
  get_logdir(): string {
    return this.#logdir
  }
  [Symbol.dispose](): void {
    this.close()
  }
}
// @ts-expect-error the guarded class takes its place
FileWriter = guardedClass(FileWriter)
const SIGNATURE = setSignature(FileWriter, SIGNATURE_TEXT)
setMethodSignatures(FileWriter, ...Object.values(METHODS))

/** A message of that class, or null: the event has none. */
function messageOf<M extends Message>(
  type: (new () => M) & { readonly DESCRIPTOR: { readonly full_name: string } },
  value: M | null,
): M | undefined {
  if (value === null || value instanceof type) return value ?? undefined
  throw new TypeError(
    `Parameter to MergeFrom() must be instance of same class: expected ${type.DESCRIPTOR.full_name} got ${pythonTypeName(value)}.`,
  )
}
