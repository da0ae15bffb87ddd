/** Gradients of a graph's library functions (core/ops/functional_ops.cc). A session puts what they compute in their place. */
import { unimplemented } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { gradientOfList } from '../../graph/gradient_call.ts'
import { defineOp } from '../../graph/op_def.ts'

export const SymbolicGradient = defineOp('SymbolicGradient', {
  inputs: ['input: Tin'],
  outputs: ['output: Tout'],
  attrs: ['Tin: list(type) >= 1', 'Tout: list(type) >= 1', 'f: func'],
  infer: c => {
    // x and dL/dy go in, dL/dx comes out
    if (c.inputCount < c.outputTypes.length) throw c.fail('len(inputs) < len(outputs)')
    return c.inputs().slice(0, c.outputTypes.length)
  },
  gradient: 'unregistered',
  calls: 'gradient',
  kernel: k => {
    throw unimplemented(`${k.node.op} cannot run by itself: the graph has no functions`)
  },
  lower: { kind: 'host' },
})

/** The gradient of a call: one node that asks for that of its function. */
export const gradientOfCall = gradientOfList((op, grads) => {
  const Tout = op.inputs.map(input => input.dtype.base_dtype)
  const f = { name: op.type, attrs: op.attrs }
  return applyOp(SymbolicGradient, { input: [...op.inputs, ...grads], Tout, f }).outputs
})
