/** Hooks that write: checkpoints, summaries (training/basic_session_run_hooks.py). */
import { join } from 'node:path'
import { pathText } from '../../calling/path_text.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { SessionLog } from '../../formats/protos/summary.generated.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { export_meta_graph } from '../../meta_graph/export_meta_graph.ts'
import { write_graph } from '../../meta_graph/write_graph.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { info } from '../../platform/logging.ts'
import type { BaseSession } from '../../session/base_session.ts'
import type { FileWriter } from '../../summary/file_writer.ts'
import { FileWriterCache } from '../../summary/file_writer_cache.ts'
import type { Saver } from '../saver.ts'
import type { Scaffold } from '../scaffold.ts'
import { SessionRunArgs, type SessionRunContext, SessionRunHook, type SessionRunValues } from './session_run_hook.ts'
import { SecondOrStepTimer, stepNumber } from './step_timer.ts'
import { stepFor, writerFor } from './watching_hooks.ts'

const SAVER_TEXT =
  "CheckpointSaverHook(checkpoint_dir, save_secs=None, save_steps=None, saver=None, checkpoint_basename='model.ckpt', scaffold=None)"
interface SaverArgs {
  checkpoint_dir: string
  save_secs: number | null
  save_steps: number | null
  saver: Saver | null
  checkpoint_basename: string
  scaffold: Scaffold | null
}
/** Saves at the first step, then every `save_secs` seconds or `save_steps` steps, and at the end. */
export class CheckpointSaverHook extends SessionRunHook {
  readonly #saver: Saver | null
  readonly #scaffold: Scaffold | null
  readonly #folder: string
  readonly #path: string
  readonly #writer: FileWriter
  readonly #timer: SecondOrStepTimer
  #step: Tensor | Variable | undefined

  constructor(...args: PythonArguments<typeof SAVER_TEXT, SaverArgs>) {
    super()
    const bound = SAVER.bind(args) as unknown as SaverArgs
    info('Create CheckpointSaverHook.')
    if ((bound.saver === null) === (bound.scaffold === null))
      throw new ValueError('Exactly one of saver or scaffold must be provided.')
    this.#saver = bound.saver
    this.#scaffold = bound.scaffold
    this.#folder = pathText(bound.checkpoint_dir)
    this.#path = join(this.#folder, pathText(bound.checkpoint_basename))
    this.#writer = FileWriterCache.get(this.#folder)
    this.#timer = new SecondOrStepTimer({ seconds: bound.save_secs, steps: bound.save_steps })
  }
  override begin(): void {
    this.#step = stepFor('CheckpointSaverHook')
  }
  override before_run(_run_context: SessionRunContext): SessionRunArgs {
    if (this.#timer.last_triggered_step() === null) this.#writeGraph()
    return new SessionRunArgs(this.#step)
  }
  #writeGraph(): void {
    const graph = get_default_graph()
    const graph_def = graph.as_graph_def({ add_shapes: true }) as never
    write_graph(graph_def, this.#folder, 'graph.pbtxt')
    this.#writer.add_graph(graph)
    this.#writer.add_meta_graph(export_meta_graph({ graph_def, saver_def: this.#saver?.saver_def ?? null }))
  }
  override after_run(run_context: SessionRunContext, run_values: SessionRunValues): void {
    const step = stepNumber(run_values.results)
    if (!this.#timer.should_trigger_for_step(step)) return
    this.#timer.update_last_triggered_step(step)
    this.#save(step, run_context.session)
  }
  override end(session: BaseSession): void {
    const last = stepNumber(session.run(this.#step))
    if (last !== this.#timer.last_triggered_step()) this.#save(last, session)
  }
  #save(step: number, session: BaseSession): void {
    info('Saving checkpoints for %d into %s.', step, this.#path)
    const saver = this.#saver ?? this.#scaffold?.saver
    saver?.save(session, this.#path, step)
    const { CHECKPOINT } = SessionLog
    this.#writer.add_session_log(new SessionLog({ status: CHECKPOINT, checkpoint_path: this.#path }), step)
  }
}
// @ts-expect-error the guarded class takes its place
CheckpointSaverHook = guardedClass(CheckpointSaverHook)
const SAVER = setSignature(CheckpointSaverHook, SAVER_TEXT)

const SUMMARY_TEXT =
  'SummarySaverHook(save_steps=None, save_secs=None, output_dir=None, summary_writer=None, scaffold=None, summary_op=None)'
interface SummaryArgs {
  save_steps: number | null
  save_secs: number | null
  output_dir: string | null
  summary_writer: FileWriter | null
  scaffold: Scaffold | null
  summary_op: Tensor | null
}
/** Writes a summary at the first step, then every `save_steps` steps or `save_secs` seconds. */
export class SummarySaverHook extends SessionRunHook {
  readonly #op: Tensor | null
  readonly #scaffold: Scaffold | null
  readonly #writer: FileWriter | null
  readonly #timer: SecondOrStepTimer
  #step: Tensor | Variable | undefined
  #next: number | null = null
  #due = false

  constructor(...args: PythonArguments<typeof SUMMARY_TEXT, SummaryArgs>) {
    super()
    const bound = SUMMARY.bind(args) as unknown as SummaryArgs
    if ((bound.scaffold === null) === (bound.summary_op === null))
      throw new ValueError('Exactly one of scaffold or summary_op must be provided.')
    this.#op = bound.summary_op
    this.#scaffold = bound.scaffold
    this.#writer = writerFor(bound.summary_writer, bound.output_dir)
    this.#timer = new SecondOrStepTimer({ seconds: bound.save_secs, steps: bound.save_steps })
  }
  override begin(): void {
    this.#next = null
    this.#step = stepFor('SummarySaverHook')
  }
  override before_run(_run_context: SessionRunContext): SessionRunArgs {
    this.#due = this.#next === null || this.#timer.should_trigger_for_step(this.#next)
    const requests = new Map([['global_step', this.#step]])
    const summary = this.#op ?? this.#scaffold?.summary_op ?? null
    if (this.#due && summary !== null) requests.set('summary', summary)
    return new SessionRunArgs(requests)
  }
  override after_run(_run_context: SessionRunContext, run_values: SessionRunValues): void {
    if (!this.#writer) return
    const results = run_values.results as ReadonlyMap<string, unknown>
    const step = stepNumber(results.get('global_step'))
    if (this.#next === null) this.#writer.add_session_log(new SessionLog({ status: SessionLog.START }), step)
    if (this.#due) {
      this.#timer.update_last_triggered_step(step)
      const summary = results.get('summary')
      if (summary !== undefined && summary !== null) this.#writer.add_summary(summary as Uint8Array, step)
    }
    this.#next = step + 1
  }
  override end(_session: BaseSession | null = null): void {
    this.#writer?.flush()
  }
}
// @ts-expect-error the guarded class takes its place
SummarySaverHook = guardedClass(SummarySaverHook)
const SUMMARY = setSignature(SummarySaverHook, SUMMARY_TEXT)
