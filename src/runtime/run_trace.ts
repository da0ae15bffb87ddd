/** When each node of a traced run started and ended, in milliseconds of `performance.now`, and what it gave. */
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { KernelOutput } from '../kernels/kernel.ts'
import type { DType } from '../tensor/dtypes.ts'

export interface TracedOutput {
  readonly dtype: DType
  readonly shape: readonly number[]
}
export interface NodeTime {
  readonly op: Operation
  readonly start: number
  readonly end: number
  /** By output number; undefined where it gave none, or where it was not made. */
  readonly outputs: readonly (TracedOutput | undefined)[]
}

/** One step of a plan: the operations that it computes together. */
export interface StepTime {
  readonly ops: readonly Operation[]
  readonly start: number
  readonly end: number
}

export class RunTrace {
  readonly start = performance.now()
  readonly nodes: NodeTime[] = []

  /** A node that ran by itself. */
  record(op: Operation, start: number, end: number, outputs: readonly (KernelOutput | undefined)[]): void {
    const traced = outputs.map(output => {
      const value = output && 'value' in output ? output.value : output
      return value && { dtype: value.dtype, shape: value.shape }
    })
    this.nodes.push({ op, start, end, outputs: traced })
  }

  /**
   * The nodes of a plan that ran: each gets its part of the times of the steps that compute it. Nodes without a step (views,
   * what was known before, what is not needed) took no time, after those before them. `shapes`: of the values of the plan.
   */
  recordPlan(
    ops: readonly Operation[],
    start: number,
    steps: readonly StepTime[],
    shapes: ReadonlyMap<Tensor, readonly number[]>,
  ): void {
    const parts = new Map<Operation, { start: number; duration: number }>()
    for (const step of steps) {
      const sharing = timeTakers(step.ops)
      const share = (step.end - step.start) / sharing.size
      let at = step.start
      for (const op of step.ops) {
        const duration = sharing.has(op) ? share : 0
        const known = parts.get(op)
        if (known) known.duration += duration
        else parts.set(op, { start: at, duration })
        at += duration
      }
    }
    let clock = start
    for (const op of ops) {
      const part = parts.get(op) ?? { start: clock, duration: 0 }
      clock = Math.max(clock, part.start + part.duration)
      const outputs = op.outputs.map(output => {
        const shape = shapes.get(output)
        return shape && { dtype: output.dtype.base_dtype, shape }
      })
      this.nodes.push({ op, start: part.start, end: part.start + part.duration, outputs })
    }
  }
}

/** Of the operations of one step, those whose work it is: a kernel or a reduction, where elementwise work is only fused to it. */
function timeTakers(ops: readonly Operation[]): ReadonlySet<Operation> {
  const kernels = ops.filter(op => {
    const kind = op.op_def.spec.lower?.kind
    return kind !== 'elementwise' && kind !== 'view'
  })
  return new Set(kernels.length > 0 ? kernels : ops)
}
