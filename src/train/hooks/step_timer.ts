/** When a hook is due: after a number of seconds, or of steps (training/basic_session_run_hooks.py). */
import { ValueError } from '../../errors/python.ts'
import { integerStep, type StepLike } from '../../summary/steps.ts'

/** The value of a step counter, as a run gives it. */
export const stepNumber = (value: unknown): number => Number(integerStep(value as StepLike))

interface Every {
  readonly seconds: number | null
  readonly steps: number | null
}

export class SecondOrStepTimer {
  readonly #every: Every
  #lastStep: number | null = null
  #lastTime = 0
  constructor(every: Every) {
    if (every.seconds === null && every.steps === null)
      throw new ValueError('Either every_secs or every_steps should be provided.')
    if (every.seconds !== null && every.steps !== null)
      throw new ValueError('Can not provide both every_secs and every_steps.')
    this.#every = every
  }
  should_trigger_for_step(step: number): boolean {
    if (this.#lastStep === step) return false
    if (this.#lastStep === null) return true
    const { seconds, steps } = this.#every
    if (seconds !== null) return performance.now() >= this.#lastTime + Number(seconds) * 1000
    return step >= this.#lastStep + Number(steps)
  }
  /** Notes that it is done at `step`; how many seconds and steps after the last time, null for the first one. */
  update_last_triggered_step(step: number): { readonly seconds: number; readonly steps: number } | null {
    const now = performance.now()
    const since =
      this.#lastStep === null ? null : { seconds: (now - this.#lastTime) / 1000, steps: step - this.#lastStep }
    this.#lastTime = now
    this.#lastStep = step
    return since
  }
  last_triggered_step(): number | null {
    return this.#lastStep
  }
}
