/** Ops that look at values as they pass: assertions, printing, checks for NaN and infinity. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { noOutputs, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { summarizeValue } from '../../kernels/reference/text/summarize.ts'
import { elementReader } from '../../tensor/array_parts.ts'
import { float16, float32, float64, int32, string } from '../../tensor/dtypes.ts'
import { shapeText } from '../../tensor/shape.ts'
import { no_op } from '../core/identity_ops.ts'
import { cond } from './cond.ts'
import { group, withDependencies } from './control_flow_ops.ts'

export const Assert = defineOp('Assert', {
  inputs: ['condition: bool', 'data: T'],
  attrs: ['T: list(type) >= 1', 'summarize: int32 = 3'],
  stateful: true,
  checks: true,
  infer: noOutputs,
  gradient: 'unregistered',
  kernel: k => {
    const condition = k.input(0)
    if (condition.shape.length !== 0) throw invalidArgument(`In[0] should be a scalar: ${shapeText(condition.shape)}`)
    if (condition.data[0]) return []
    const limit = Number(k.attr('summarize'))
    throw invalidArgument(
      `assertion failed: ${k.inputs
        .slice(1)
        .map(value => `[${summarizeValue(value, limit)}]`)
        .join(' ')}`,
    )
  },
  lower: { kind: 'host' },
})

/** Passes its input on, and writes the data beside it to stderr. */
export const Print = defineOp('Print', {
  prints: true,
  inputs: ['input: T', 'data: U'],
  outputs: ['output: T'],
  attrs: ['T: type', 'U: list(type) >= 1', "message: string = ''", 'first_n: int = -1', 'summarize: int32 = 3'],
  stateful: true,
  infer: unchanged,
  gradient: (op, ...grads) => [...grads, ...op.inputs.slice(1).map(() => null)],
  kernel: k => {
    const count = k.state(() => ({ value: 0 }))
    const first = Number(k.attr('first_n'))
    if (first < 0 || count.value < first) {
      count.value++
      const limit = Number(k.attr('summarize'))
      const values = k.inputs.slice(1).map(value => `[${summarizeValue(value, limit)}]`)
      process.stderr.write(
        `I tensorflow/core/kernels/logging_ops.cc:79] ${String(k.attr('message'))}${values.join('')}\n`,
      )
    }
    return k.input(0)
  },
  lower: { kind: 'host' },
})

export const CheckNumerics: OpDef = defineOp('CheckNumerics', {
  inputs: ['tensor: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', 'message: string'],
  infer: unchanged,
  checks: true,
  gradient: (_op, grad) => [
    check_numerics(grad as Tensor, 'Not a number (NaN) or infinity (Inf) values detected in gradient.'),
  ],
  kernel: k => {
    const tensor = k.input(0)
    const read = elementReader(tensor.dtype, tensor.data)
    let [nan, inf] = [false, false]
    for (let i = 0; i < tensor.size; i++) {
      const value = read(i) as number
      if (Number.isNaN(value)) nan = true
      else if (!Number.isFinite(value)) inf = true
    }
    if (!nan && !inf) return tensor
    const status = nan && inf ? 'Inf and NaN' : nan ? 'NaN' : 'Inf'
    throw invalidArgument(`${String(k.attr('message'))} : Tensor had ${status} values`)
  },
  lower: { kind: 'reference' },
})

// --- functions

interface AssertArgs {
  condition: TensorLike
  data: readonly TensorLike[]
  summarize: number | null
  name: Name
}
/** An operation that fails with InvalidArgument, and shows `data` (`summarize` elements of each), unless `condition` (a bool scalar) holds. */
export const Assert_ = pyfunction(
  'Assert(condition, data, summarize=None, name=None)',
  ({ condition, data, summarize, name }: AssertArgs): Operation =>
    withScope(name, 'Assert', [condition, ...sequenceOf(data)], () => {
      const shown = sequenceOf(data).map(value => convertToTensor(value))
      // data that may live on another device is only copied when the assertion fails
      if (shown.every(value => value.dtype === string || value.dtype === int32)) {
        return applyOp(Assert, { condition, data, summarize }, 'Assert')
      }
      const guard = convertToTensor(condition, { name: 'Condition' })
      return cond(
        guard,
        () => no_op(),
        () => applyOp(Assert, { condition: guard, data, summarize }, 'Assert'),
        'AssertGuard',
      ).op
    }),
)

/** What TensorFlow takes for a list of values. */
function sequenceOf(values: readonly TensorLike[]): readonly TensorLike[] {
  if (Array.isArray(values)) return values
  if (typeof values === 'string') return [...(values as string)]
  throw new TypeError('values must be a list.')
}

interface PrintArgs {
  input_: TensorLike
  data: readonly TensorLike[]
  message: string | null
  first_n: number | null
  summarize: number | null
  name: Name
}
/** `input_`, which prints `message` and `data` to stderr when it is computed: the first `first_n` times, `summarize` elements of each. */
export const Print_ = pyfunction(
  'Print(input_, data, message=None, first_n=None, summarize=None, name=None)',
  ({ input_, data, message, first_n, summarize, name }: PrintArgs) =>
    apply(Print, { input: input_, data, message, first_n, summarize }, name),
)

/** `tensor`; the run fails with InvalidArgument, saying `message`, where an element is NaN or infinite. */
export const check_numerics = pyfunction(
  'check_numerics(tensor, message, name=None)',
  ({ tensor, message, name }: { tensor: TensorLike; message: string; name: Name }) =>
    apply(CheckNumerics, { tensor, message }, name),
)

/** `t` behind a check of its values, see `check_numerics`. */
export const verify_tensor_all_finite = pyfunction(
  'verify_tensor_all_finite(t, msg, name=None)',
  ({ t, msg, name }: { t: TensorLike; msg: string; name: Name }) =>
    withScope(name, 'VerifyFinite', [t], () => {
      const tensor = convertToTensor(t, { name: 't' })
      return tensor.graph.colocate_with(tensor.op, false, () => withDependencies([check_numerics(tensor, msg)], tensor))
    }),
)

/** A check on every float tensor of the graph, in the order of their making: run it beside the others. */
export const add_check_numerics_ops = pyfunction('add_check_numerics_ops()', (): Operation => {
  let last: Tensor[] = []
  for (const op of get_default_graph().get_operations()) {
    for (const output of op.outputs) {
      if (![float16, float32, float64].includes(output.dtype)) continue
      last = [control_dependencies(last, () => check_numerics(output, `${op.name}:${output.value_index}`))]
    }
  }
  return group(...last) as Operation
})
