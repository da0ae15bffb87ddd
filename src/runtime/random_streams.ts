/** Random streams of a plan's compiled steps: before a run each gets its part of its operation's stream, as the reference kernel would. */
import type { Plan, PlanStream } from '../compiler/steps/plan.ts'
import type { Operation } from '../graph/operation.ts'
import { randomState } from '../kernels/reference/random/random.ts'
import type { Operand } from '../kernels/wasm/step.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import type { Philox, PhiloxState } from '../tensor/random/index.ts'
import { NodeContext, type StepState } from './node_context.ts'

interface Stream extends PlanStream {
  readonly op: Operation
}

/** What one run has reserved: `start` is where its part of the stream begins. */
interface Reservation {
  readonly step: number
  readonly state: PhiloxState
  readonly start: Philox
}

export class RandomStreams {
  readonly #streams: readonly Stream[]

  /** `taken`: steps that compiled code does; the others draw for themselves. */
  constructor(plan: Plan, taken: readonly boolean[]) {
    this.#streams = plan.streams.flatMap(stream => {
      const op = plan.steps[stream.step]?.op
      return op && taken[stream.step] ? [{ ...stream, op }] : []
    })
  }

  /** Whether no step draws. */
  get empty(): boolean {
    return this.#streams.length === 0
  }

  /** Reserves what one run takes and writes where it begins. */
  reserve(step: StepState, view: (operand: Operand) => NDArray): Reservation[] {
    return this.#streams.map(({ step: index, op, operand, blocks }) => {
      const state = randomState(new NodeContext(op, [], step))
      const start = state.reserve(blocks)
      const { counter, key } = start.position
      ;(view(operand).data as Int32Array).set([...counter, ...key])
      return { step: index, state, start }
    })
  }

  /** The run ended before step `from`: what it and later steps would have drawn stays in the streams. */
  release(reservations: readonly Reservation[], from: number): void {
    for (const { step, state, start } of reservations) if (step >= from) state.rewind(start)
  }
}
