/** Tensors that are logged with what they are (contrib/framework/python/ops/prettyprint_ops.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import type { Name } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { Tensor } from '../../graph/tensor.ts'
import { Print_ } from '../../ops/control_flow/logging_ops.ts'
import { TensorArray } from '../../ops/control_flow/tensor_array.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { argmax } from '../../ops/math/arg_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { bool, uint8 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'

type Shown = Tensor | SparseTensor | TensorArray | Variable
interface Parts {
  print_tensor_name: boolean
  print_tensor_type: boolean
  print_shape: boolean
  summarize_indicator_vector: boolean
}
const WRONG_INPUT = 'input_ must be of type Tensor, SparseTensor or TensorArray'

function kindOf(value: Shown): string {
  if (value instanceof Tensor) return 'Tensor'
  if (value instanceof SparseTensor) return 'SparseTensor'
  if (value instanceof TensorArray) return 'TensorArray'
  if (value instanceof Variable) return 'Variable'
  throw new ValueError('t must be a Tensor, SparseTensor, TensorArray or Variable.')
}

/** What is logged of a value: labels and tensors in turn. */
function description(value: Shown, parts: Parts): Tensor[] {
  const out: Tensor[] = []
  if (parts.print_tensor_name && value instanceof Tensor) out.push(constant(`Name: ${value.name}`))
  if (parts.print_tensor_type) out.push(constant(`Type: ${kindOf(value)} (${value.dtype.name})`))
  if (parts.print_shape) {
    if (value instanceof SparseTensor) out.push(constant('Shape:'), value.shape)
    else if (value instanceof Tensor) out.push(constant(`Shape: ${pythonRepr(value.get_shape().dims)}`))
    else if (value instanceof TensorArray) out.push(constant('Size:'), value.size())
  }
  if (parts.summarize_indicator_vector && value.dtype === bool) {
    const integers = cast(value as Tensor, uint8)
    out.push(constant('First True in Boolean tensor at:'), argmax(integers, new PyInt(0)))
  }
  if (value instanceof SparseTensor)
    out.push(constant('Sparse indices:'), value.indices, constant('Sparse values:'), value.values)
  else if (value instanceof Tensor) out.push(constant('Value:'), value)
  else if (value instanceof TensorArray) out.push(constant('Value:'), value.pack())
  return out
}

interface PrintArgs extends Parts {
  input_: Shown
  data: readonly Shown[] | null
  message: string | null
  first_n: number | null
  summarize: number | null
  name: Name
}
/**
 * `input_`, which is logged whenever it is evaluated: its name, type, shape and first values, and those of `data`.
 * Errors: ValueError for what is no tensor, sparse tensor, tensor array or variable.
 */
export const print_op = pyfunction(
  'print_op(input_, data=None, message=None, first_n=None, summarize=20, print_tensor_name=True, print_tensor_type=True, print_shape=True, summarize_indicator_vector=True, name=None)',
  ({ input_, data, message, first_n, summarize, name, ...parts }: PrintArgs): Shown => {
    if (input_ === null) throw new ValueError(WRONG_INPUT)
    const shown = [input_, ...(data ?? [])].flatMap(value => description(value, parts))
    const print = (value: Tensor | Variable): Tensor =>
      Print_(value, shown, { message: message || '', first_n, summarize, name })
    if (input_ instanceof Tensor || input_ instanceof Variable) return print(input_)
    const printed = print(constant([]))
    if (input_ instanceof SparseTensor) {
      return control_dependencies(
        [printed],
        () => new SparseTensor(identity(input_.indices), identity(input_.values), identity(input_.shape)),
      )
    }
    if (!(input_ instanceof TensorArray)) throw new ValueError(WRONG_INPUT)
    return control_dependencies([printed], () => new TensorArray({ dtype: input_.dtype, handle: input_.handle }))
  },
)
