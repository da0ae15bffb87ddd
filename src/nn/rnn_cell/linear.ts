/** The product that cells are made of (ops/rnn_cell.py). */

import { isSequence } from '../../calling/nest.ts'
import { noAttribute, pythonRepr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { tanh } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { constant_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import type { ScopeLike } from './rnn_cell.ts'

export type Activation = (x: Tensor) => Tensor
/** An activation is a function, an object that Python can call, or the default of a signature. */
export function activate(activation: Activation | string, x: Tensor): Tensor {
  if (activation === 'tanh') return tanh(x)
  if (typeof activation === 'function') return activation(x)
  const { call } = ((activation as unknown) ?? {}) as { call?: unknown }
  if (typeof call !== 'function') throw new TypeError(`'${pythonTypeName(activation)}' object is not callable`)
  return (activation as unknown as { call: Activation }).call(x)
}

/** The static shape of what must be a tensor already. */
export function shapeOf(value: unknown): TensorShape {
  if (typeof (value as Partial<Tensor> | null)?.get_shape !== 'function') throw noAttribute(value, 'get_shape')
  return (value as Tensor).get_shape()
}

interface LinearArgs {
  args: Tensor | readonly Tensor[] | null
  output_size: number
  bias: boolean
  bias_start: number
  scope: ScopeLike
}
/**
 * The sum of products of the matrices `args` (one, or a list, [batch, n] each) and weights, [batch, output_size], with a bias where
 * `bias` is set. The variables are `Matrix` and `Bias` in `scope`, by default "Linear". Errors: ValueError for other ranks than 2 and
 * unknown numbers of columns.
 */
export const _linear = pyfunction(
  '_linear(args, output_size, bias, bias_start=0.0, scope=None)',
  ({ args, output_size, bias, bias_start, scope }: LinearArgs): Tensor => {
    if (args === null || (isSequence(args) && args.length === 0)) throw new ValueError('`args` must be specified')
    const list = (isSequence(args) ? [...args] : [args]) as Tensor[]
    const shapes = list.map(arg => shapeOf(arg).as_list())
    const shown = (): string => pythonRepr(shapes)
    let total = 0
    for (const shape of shapes) {
      if (shape.length !== 2) throw new ValueError(`Linear is expecting 2D arguments: ${shown()}`)
      if (!shape[1]) throw new ValueError(`Linear expects shape[1] of arguments: ${shown()}`)
      total += shape[1]
    }
    const [first] = list as [Tensor]
    const { dtype } = first
    // the bias is added outside of the scope
    const [product, biases] = variable_scope(scope || 'Linear', () => {
      const matrix = get_variable('Matrix', [total, output_size], { dtype })
      const product = matmul(list.length === 1 ? first : concat(1, list), matrix)
      if (!bias) return [product, null] as const
      const start = constant_initializer(bias_start, { dtype })
      return [product, get_variable('Bias', [output_size], { dtype, initializer: start })] as const
    })
    return biases === null ? product : plus(product, biases)
  },
)
/** A product with a bias, in a scope of its own. */
export const linear = (args: unknown, size: number, bias_start = 0): Tensor =>
  _linear(args as Tensor[], size, true, { bias_start })
