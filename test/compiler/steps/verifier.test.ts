/** Wrong plans are refused: faults planted into right ones. */
import { expect, test } from 'vitest'
import { buildPlan } from '../../../src/compiler/lowering/plan_builder.ts'
import { buildProgram } from '../../../src/compiler/program/build_program.ts'
import type { Segment } from '../../../src/compiler/program/program.ts'
import type { Plan, PlanStep } from '../../../src/compiler/steps/plan.ts'
import { misordered } from '../../../src/compiler/steps/step_order.ts'
import { verifyPlan } from '../../../src/compiler/steps/verifier.ts'
import * as tf from '../../../src/index.ts'

/** A read, an update, another read and another update of one variable. */
function updating(): { plan: Plan; ops: readonly tf.Operation[] } {
  return new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [4], 'x') as tf.Tensor
    const v = new tf.Variable(tf.zeros([4]), { name: 'v' })
    const reference = v._as_graph_element() as tf.Tensor
    const read = v.value() as tf.Tensor
    const before = tf.exp(tf.multiply(read, x)) as tf.Tensor
    const update = tf.assign_add(v, x) as tf.Tensor
    const after = tf.log(tf.add(read, x)) as tf.Tensor
    const last = tf.assign_sub(v, x) as tf.Tensor
    const order = [
      reference.op,
      read.op,
      ...[before, update, after, last].flatMap(tensor => [...tensor.op.inputs.map(({ op }) => op), tensor.op]),
    ]
    const ops = [...new Set(order)].filter(op => op !== x.op)
    const program = buildProgram({
      order: ops,
      feeds: [x],
      fetches: [before, after],
      targets: [update.op, last.op],
      demoted: new Set(),
      varying: new Set(),
    })
    expect(program.parts).toHaveLength(1)
    const segment = program.parts[0] as Segment
    const float = { dtype: tf.float32, shape: [4] }
    return {
      plan: buildPlan({ segment, raw: true, input: () => ({ ...float, value: undefined }), variable: () => float }),
      ops: segment.ops,
    }
  }) as { plan: Plan; ops: readonly tf.Operation[] }
}

test('a plan in the order of its operations is right', () => {
  const { plan, ops } = updating()
  expect(plan.steps.length).toBeGreaterThanOrEqual(4)
  expect(() => verifyPlan(plan, ops)).not.toThrow()
})

test('an update before a read, a read before an update, and two updates turned round are refused', () => {
  const { plan, ops } = updating()
  const touching = plan.steps.flatMap(({ op }, i) =>
    ['Mul', 'AssignAdd', 'Add', 'AssignSub'].includes(op.type) ? [i] : [],
  )
  expect(touching).toHaveLength(4)
  for (const [at, i] of touching.entries()) {
    for (const j of touching.slice(at + 1)) {
      const turned = plan.steps.with(i, plan.steps[j] as PlanStep).with(j, plan.steps[i] as PlanStep)
      expect(misordered({ ...plan, steps: turned }, ops)?.variable, `steps ${i} and ${j}`).toBe('localhost/v')
      expect(() => verifyPlan({ ...plan, steps: turned }, ops)).toThrow('The compiler made a wrong plan')
    }
  }
})

test('a buffer that is read before it is written is refused', () => {
  const { plan, ops } = updating()
  expect(() => verifyPlan({ ...plan, inputs: [] }, ops)).toThrow('reads a buffer before it is written')
})
