/** Hooks that look at a training: what it says, when it ends, how fast it is (training/basic_session_run_hooks.py). */
import { pythonStr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { RuntimeError, ValueError } from '../../errors/python.ts'
import { Summary } from '../../formats/protos/summary.generated.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { info, error as logError, warning } from '../../platform/logging.ts'
import type { FileWriter } from '../../summary/file_writer.ts'
import { FileWriterCache } from '../../summary/file_writer_cache.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { get_global_step } from '../training_util.ts'
import { SessionRunArgs, type SessionRunContext, SessionRunHook, type SessionRunValues } from './session_run_hook.ts'
import { SecondOrStepTimer, stepNumber } from './step_timer.ts'

/** The graph's step counter. Error: RuntimeError where there is none, in the name of a hook. */
export function stepFor(hook: string): Tensor | Variable {
  const step = get_global_step()
  if (step === null) throw new RuntimeError(`Global step should be created to use ${hook}.`)
  return step
}

type Logged = Tensor | Operation | Variable
const LOGGING_TEXT = 'LoggingTensorHook(tensors, every_n_iter=None, every_n_secs=None)'
interface LoggingArgs {
  tensors: ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>> | Iterable<unknown>
  every_n_iter: number | null
  every_n_secs: number | null
}

let inOrder: (tags: readonly unknown[]) => readonly unknown[] = tags => tags
/** Says in which order tags are logged that come without an order: Python's, of its dicts. */
export function orderTags(order: typeof inOrder): void {
  inOrder = order
}

/**
 * Logs values every `every_n_iter` runs or `every_n_secs` seconds, at level INFO.
 *
 *     new tf.train.LoggingTensorHook({ loss, step: 'global_step' }, { every_n_iter: 100 })
 *
 * `tensors`: tensors or their names by what they are called in the log, or a list of them.
 */
export class LoggingTensorHook extends SessionRunHook {
  readonly #tensors: ReadonlyMap<unknown, unknown>
  readonly #timer: SecondOrStepTimer
  #current = new Map<unknown, Logged>()
  #runs = 0
  #due = false

  constructor(...args: PythonArguments<typeof LOGGING_TEXT, LoggingArgs>) {
    super()
    const { tensors, every_n_iter, every_n_secs } = LOGGING.bind(args) as unknown as LoggingArgs
    if ((every_n_iter === null) === (every_n_secs === null))
      throw new ValueError('exactly one of every_n_iter and every_n_secs must be provided.')
    if (every_n_iter !== null && every_n_iter <= 0) throw new ValueError(`invalid every_n_iter=${every_n_iter}.`)
    this.#tensors = byTag(tensors)
    this.#timer = new SecondOrStepTimer({ seconds: every_n_secs, steps: every_n_iter })
  }
  override begin(): void {
    this.#runs = 0
    this.#current = new Map([...this.#tensors].map(([tag, tensor]) => [tag, graphElement(tensor)]))
  }
  override before_run(_run_context: SessionRunContext): SessionRunArgs | null {
    this.#due = this.#timer.should_trigger_for_step(this.#runs)
    return this.#due ? new SessionRunArgs(new Map(this.#current)) : null
  }
  override after_run(_run_context: SessionRunContext, run_values: SessionRunValues): void {
    if (this.#due) {
      const results = run_values.results as ReadonlyMap<unknown, unknown>
      const texts = [...this.#current].map(
        ([tag, element]) => `${pythonStr(tag)} = ${valueText(results.get(tag), element)}`,
      )
      info('%s', texts.join(', '))
      this.#timer.update_last_triggered_step(this.#runs)
    }
    this.#runs++
  }
}
// @ts-expect-error the guarded class takes its place
LoggingTensorHook = guardedClass(LoggingTensorHook)
const LOGGING = setSignature(LoggingTensorHook, LOGGING_TEXT)

function byTag(tensors: LoggingArgs['tensors']): ReadonlyMap<unknown, unknown> {
  if (tensors instanceof Map) return tensors
  if (typeof tensors !== 'string' && typeof (tensors as Iterable<unknown>)[Symbol.iterator] === 'function')
    return new Map(inOrder([...(tensors as Iterable<unknown>)]).map(tensor => [tensor, tensor]))
  return new Map(Object.entries(tensors))
}
/** What is named, or given. Errors: KeyError, ValueError where it is not in the default graph, or one of several. */
function graphElement(given: unknown): Logged {
  const graph = get_default_graph()
  if (typeof given !== 'string') {
    if ((given as { graph?: unknown } | null)?.graph !== graph)
      throw new ValueError(
        `Passed ${pythonStr(given)} should have graph attribute that is equal to current graph ${pythonStr(graph)}.`,
      )
    return given as Logged
  }
  if (given.includes(':')) return graph.as_graph_element(given) as Logged
  const element = graph.as_graph_element(`${given}:0`) as Tensor
  if (element.op.outputs.length > 1)
    throw new ValueError(`Name ${given} is ambiguous, as this \`Operation\` has multiple outputs (at least 2).`)
  return element
}
/** A value as numpy writes it in its type. */
function valueText(value: unknown, element: Logged): string {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(NDArray.of(value, (element as { dtype: DType }).dtype.base_dtype))
  return Buffer.isBuffer(value) ? value.toString() : pythonStr(value ?? null)
}

const STOP_TEXT = 'StopAtStepHook(num_steps=None, last_step=None)'
interface StopArgs {
  num_steps: number | null
  last_step: number | null
}
/** Asks for the end after `num_steps` steps, or at the step `last_step`. */
export class StopAtStepHook extends SessionRunHook {
  readonly #count: number
  #last: number | null
  #step: Tensor | Variable | undefined

  constructor(...args: PythonArguments<typeof STOP_TEXT, StopArgs>) {
    super()
    const { num_steps, last_step } = STOP.bind(args) as unknown as StopArgs
    if (num_steps === null && last_step === null)
      throw new ValueError('One of num_steps or last_step must be specified.')
    if (num_steps !== null && last_step !== null)
      throw new ValueError('Only one of num_steps or last_step can be specified.')
    this.#count = Number(num_steps)
    this.#last = last_step === null ? null : Number(last_step)
  }
  override begin(): void {
    this.#step = stepFor('StopAtStepHook')
  }
  override before_run(_run_context: SessionRunContext): SessionRunArgs {
    return new SessionRunArgs(this.#step)
  }
  override after_run(run_context: SessionRunContext, run_values: SessionRunValues): void {
    const step = stepNumber(run_values.results)
    this.#last ??= step + this.#count - 1
    if (step >= this.#last) run_context.request_stop()
  }
}
// @ts-expect-error the guarded class takes its place
StopAtStepHook = guardedClass(StopAtStepHook)
const STOP = setSignature(StopAtStepHook, STOP_TEXT)

const COUNTER_TEXT = 'StepCounterHook(every_n_steps=100, every_n_secs=None, output_dir=None, summary_writer=None)'
interface CounterArgs {
  every_n_steps: number | null
  every_n_secs: number | null
  output_dir: string | null
  summary_writer: FileWriter | null
}
/** Logs, and writes as a summary, how many steps there are in a second. */
export class StepCounterHook extends SessionRunHook {
  readonly #timer: SecondOrStepTimer
  readonly #writer: FileWriter | null
  #step: Tensor | Variable | undefined

  constructor(...args: PythonArguments<typeof COUNTER_TEXT, CounterArgs>) {
    super()
    const { every_n_steps, every_n_secs, output_dir, summary_writer } = COUNTER.bind(args) as unknown as CounterArgs
    if ((every_n_steps === null) === (every_n_secs === null))
      throw new ValueError('exactly one of every_n_steps and every_n_secs should be provided.')
    this.#timer = new SecondOrStepTimer({ steps: every_n_steps, seconds: every_n_secs })
    this.#writer = writerFor(summary_writer, output_dir)
  }
  override begin(): void {
    this.#step = stepFor('StepCounterHook')
  }
  override before_run(_run_context: SessionRunContext): SessionRunArgs {
    return new SessionRunArgs(this.#step)
  }
  override after_run(_run_context: SessionRunContext, run_values: SessionRunValues): void {
    const step = stepNumber(run_values.results)
    if (!this.#timer.should_trigger_for_step(step)) return
    const since = this.#timer.update_last_triggered_step(step)
    if (since === null) return
    const rate = since.steps / since.seconds
    this.#writer?.add_summary(new Summary({ value: [{ tag: 'global_step/sec', simple_value: rate }] }), step)
    info('%s: %g', 'global_step/sec', rate)
  }
}
// @ts-expect-error the guarded class takes its place
StepCounterHook = guardedClass(StepCounterHook)
const COUNTER = setSignature(StepCounterHook, COUNTER_TEXT)

/** The writer that was given, else that of the folder; null without either. */
export const writerFor = (given: FileWriter | null, folder: string | null): FileWriter | null =>
  given ?? (folder ? FileWriterCache.get(folder) : null)

/** The loss of a training is no number any more. */
export class NanLossDuringTrainingError extends RuntimeError {
  constructor(message = 'NaN loss during training.') {
    super(message)
  }
}

const NAN_TEXT = 'NanTensorHook(loss_tensor, fail_on_nan_loss=True)'
interface NanArgs {
  loss_tensor: Tensor
  fail_on_nan_loss: boolean
}
/** Ends a training whose loss is NaN: by NanLossDuringTrainingError, or quietly where `fail_on_nan_loss` is false. */
export class NanTensorHook extends SessionRunHook {
  readonly #loss: Tensor
  readonly #fails: boolean

  constructor(...args: PythonArguments<typeof NAN_TEXT, NanArgs>) {
    super()
    const { loss_tensor, fail_on_nan_loss } = NAN.bind(args) as unknown as NanArgs
    this.#loss = loss_tensor
    this.#fails = fail_on_nan_loss
  }
  override before_run(_run_context: SessionRunContext): SessionRunArgs {
    return new SessionRunArgs(this.#loss)
  }
  override after_run(run_context: SessionRunContext, run_values: SessionRunValues): void {
    if (!isNan(run_values.results)) return
    const message = 'Model diverged with loss = NaN.'
    if (this.#fails) {
      logError(message)
      throw new NanLossDuringTrainingError()
    }
    warning(message)
    run_context.request_stop()
  }
}
// @ts-expect-error the guarded class takes its place
NanTensorHook = guardedClass(NanTensorHook)
const NAN = setSignature(NanTensorHook, NAN_TEXT)

function isNan(loss: unknown): boolean {
  if (!(loss instanceof NDArray)) return Number.isNaN(loss)
  if (loss.size > 1)
    throw new ValueError('The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()')
  return loss.size === 1 && Number.isNaN(loss.reshape([]).item())
}
