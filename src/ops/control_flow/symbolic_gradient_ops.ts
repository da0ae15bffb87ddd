/** Gradients of a graph's library functions (core/ops/functional_ops.cc). There is no kernel yet: functions are not run. */
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
  lower: { kind: 'unimplemented' },
})
