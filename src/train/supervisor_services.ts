/** What a supervisor does beside a training: it saves, writes summaries, and counts steps (training/supervisor.py). */

import { SessionLog, Summary } from '../formats/protos/summary.generated.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { info } from '../platform/logging.ts'
import type { BaseSession } from '../session/base_session.ts'
import type { FileWriter } from '../summary/file_writer.ts'
import type { Coordinator } from './coordinator.ts'
import { LooperThread } from './looper_thread.ts'
import type { Saver } from './saver.ts'
import { global_step } from './training_util.ts'

/** What they know of their supervisor. */
export interface Supervised {
  readonly coord: Coordinator
  readonly save_summaries_secs: number | null
  readonly save_model_secs: number | null
  readonly save_path: string | null
  readonly summary_writer: FileWriter | null
  readonly summary_op: Tensor | null
  readonly global_step: Tensor | Variable | null
  readonly saver: Saver | null
}

abstract class Service extends LooperThread {
  protected readonly supervisor: Supervised
  protected readonly session: BaseSession
  constructor(supervisor: Supervised, session: BaseSession, seconds: number | null) {
    super(supervisor.coord, seconds)
    this.supervisor = supervisor
    this.session = session
  }
  /** It only looks at the session. */
  override get mayBring(): boolean {
    return false
  }
  protected step(): number | null {
    const { global_step: step } = this.supervisor
    return step === null ? null : global_step(this.session, step)
  }
}

/** Writes summaries on a timer. */
export class SVSummaryThread extends Service {
  constructor(supervisor: Supervised, session: BaseSession) {
    super(supervisor, session, supervisor.save_summaries_secs)
  }
  override run_loop(): void {
    const { summary_op, global_step: counter, summary_writer } = this.supervisor
    const [summary, step] =
      counter === null
        ? [this.session.run(summary_op as Tensor), null]
        : this.session.run([summary_op as Tensor, counter])
    summary_writer?.add_summary(summary, step)
  }
}

/** How often a supervisor logs its speed. */
const REPORTS = 10
const reports = new WeakMap<Supervised, number>()

/** Writes how many steps there are in a second. */
export class SVStepCounterThread extends Service {
  #lastTime = 0
  #lastStep = 0
  constructor(supervisor: Supervised, session: BaseSession) {
    super(supervisor, session, supervisor.save_summaries_secs)
  }
  override start_loop(): void {
    this.#lastTime = performance.now()
    this.#lastStep = this.step() as number
  }
  override run_loop(): void {
    const { summary_writer, global_step: counter } = this.supervisor
    const step = this.step() as number
    const now = performance.now()
    const rate = (step - this.#lastStep) / ((now - this.#lastTime) / 1000)
    this.#lastStep = step
    this.#lastTime = now
    const tag = `${counter?.op.name}/sec`
    summary_writer?.add_summary(new Summary({ value: [{ tag, simple_value: rate }] }), step)
    const before = reports.get(this.supervisor) ?? 0
    reports.set(this.supervisor, before + 1)
    if (before < REPORTS) info('%s: %g', tag, rate)
  }
}

/** Saves on a timer. */
export class SVTimerCheckpointThread extends Service {
  constructor(supervisor: Supervised, session: BaseSession) {
    super(supervisor, session, supervisor.save_model_secs)
  }
  override run_loop(): void {
    const { saver, save_path, summary_writer, global_step: counter } = this.supervisor
    saver?.save(this.session, save_path as string, counter)
    if (!summary_writer || counter === null) return
    const { CHECKPOINT } = SessionLog
    summary_writer.add_session_log(
      new SessionLog({ status: CHECKPOINT, checkpoint_path: save_path as string }),
      this.step() as number,
    )
  }
}
