/** Moving averages of variables and tensors (training/moving_averages.py). */

import { listOf, noAttribute } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { groupOps } from '../ops/control_flow/control_flow_ops.ts'
import { assign_sub } from '../ops/core/state_ops.ts'
import { minimum } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { minus, over, plus, times } from '../ops/math/operators.ts'
import { pow } from '../ops/math/power_ops.ts'
import { ones_initializer, zeros_initializer } from '../ops/variables/init_ops.ts'
import {
  global_variables,
  moving_average_variables,
  trainable_variables,
} from '../ops/variables/variable_initializers.ts'
import { get_variable, variable_scope } from '../ops/variables/variable_scope.ts'
import { Variable } from '../ops/variables/variables.ts'
import { float16, float32, float64 } from '../tensor/dtypes.ts'
import { float } from '../tensor/literals.ts'
import { create_slot, create_zeros_slot } from './slot_creator.ts'

/** 1 − decay, where decay is a number or a tensor, as Python computes it. */
function oneMinus(decay: TensorLike): TensorLike {
  return decay instanceof Tensor || decay instanceof Variable ? minus(float(1), decay) : float(1 - Number(decay))
}

/**
 * variable ← variable − (variable − value)·(1 − decay). With `zero_debias`, for averages that start at zero, the average is
 * divided by 1 − decay^(n + 1) at the n-th update, with variables of its own; as in TensorFlow 0.12 that is one step too far.
 */
export function assignMovingAverage(
  variable: Variable,
  value: TensorLike,
  decay: TensorLike,
  zero_debias: boolean,
  name: Name = null,
): Tensor {
  return withScope(name, 'AssignMovingAvg', [variable, value, decay], scope =>
    get_default_graph().colocate_with(variable.op, false, () => {
      const rest = cast(convertToTensor(oneMinus(decay), { name: 'decay' }), variable.dtype.base_dtype)
      const delta = zero_debias ? zeroDebias(variable, value, rest) : times(minus(variable.value(), value), rest)
      return assign_sub(variable, delta, { name: scope })
    }),
  )
}

function zeroDebias(unbiased: Variable, value: TensorLike, rest: Tensor): Tensor {
  return variable_scope(unbiased.op.name, null, [unbiased, value, rest], scope =>
    get_default_graph().colocate_with(unbiased.op, false, () => {
      const biased = get_variable('biased', {
        initializer: zeros_initializer(unbiased.get_shape().as_list() as number[], unbiased.dtype),
        trainable: false,
      })
      const local_step = get_variable('local_step', {
        shape: [],
        dtype: unbiased.dtype,
        initializer: ones_initializer() as never,
        trainable: false,
      })
      const update_biased = assign_sub(biased, times(minus(biased.value(), value), rest), { name: scope.name })
      const update_step = local_step.assign_add(1)
      return get_default_graph().control_dependencies([update_biased, update_step], () => {
        const average = biased.read_value()
        const weight = minus(1, pow(minus(1, rest), local_step.read_value()))
        return minus(unbiased.value(), over(average, weight))
      })
    }),
  )
}

type Averaged = Variable | Tensor
interface Args {
  decay: TensorLike
  num_updates: TensorLike | null
  name: string
}

const METHODS = {
  apply: 'apply(var_list=None)',
  average: 'average(var)',
  average_name: 'average_name(var)',
  variables_to_restore: 'variables_to_restore(moving_avg_variables=None)',
} as const
const SIGNATURE_TEXT = "ExponentialMovingAverage(decay, num_updates=None, name='ExponentialMovingAverage')"

/**
 * Keeps averages that move with variables, which are often better than the variables themselves:
 * average ← decay·average + (1 − decay)·variable. With `num_updates` n the decay is min(decay, (1 + n)/(10 + n)), so that
 * averages move faster in the beginning.
 *
 *     const ema = new tf.train.ExponentialMovingAverage(0.9999)
 *     const train = tf.control_dependencies([step], () => ema.apply([w, b]))
 *     ema.average(w)
 */
export class ExponentialMovingAverage {
  readonly #given: Args
  readonly #averages = new Map<Averaged, Variable>()

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    this.#given = SIGNATURE.bind(args) as unknown as Args
  }

  /**
   * Makes the averages, and an operation that moves them all. Those of variables start at the variables' initial values,
   * those of other tensors at zero. By default of all trainable variables. Errors: TypeError for anything but floats,
   * ValueError for a variable whose average exists.
   */
  apply(...args: PythonArguments<typeof METHODS.apply, { var_list: readonly Averaged[] | null }>): Operation
  apply(var_list: readonly Averaged[] | null): Operation {
    const list = var_list ?? trainable_variables()
    const graph = get_default_graph()
    const debiased = new Set<Averaged>()
    for (const item of listOf(list)) {
      if (!item?.dtype) throw noAttribute(item, 'dtype')
      if (![float16, float32, float64].includes(item.dtype.base_dtype)) {
        throw new TypeError(`The variables must be half, float, or double: ${item.name}`)
      }
      if (this.#averages.has(item)) throw new ValueError(`Moving average already computed for: ${item.name}`)
      const average = graph.control_dependencies(null, () => {
        if (!(item instanceof Variable))
          return create_zeros_slot(item, this.#given.name, null, item.op.type === 'Variable')
        const slot = create_slot(item, item.initialized_value(), this.#given.name)
        graph.add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, item)
        return slot
      })
      if (!(item instanceof Variable)) debiased.add(item)
      this.#averages.set(item, average)
    }
    return withScope(this.#given.name, null, [], scope => {
      const decay = this.#decay()
      const updates = list.map(item =>
        assignMovingAverage(this.#averages.get(item) as Variable, item, decay, debiased.has(item)),
      )
      return groupOps(updates, scope)
    })
  }
  #decay(): Tensor {
    const { decay, num_updates } = this.#given
    const given = convertToTensor(decay, { name: 'decay' })
    if (num_updates === null) return given
    const n = cast(num_updates, float32, 'num_updates')
    return minimum(given, over(plus(float(1), n), plus(float(10), n)))
  }

  /** The variable that holds the average; null where there is none. */
  average(...args: PythonArguments<typeof METHODS.average, { var: Averaged }>): Variable | null
  average(item: Averaged): Variable | null {
    return this.#averages.get(item) ?? null
  }
  /** The name under which checkpoints have the average: `w/ExponentialMovingAverage`, whether it exists or not. */
  average_name(...args: PythonArguments<typeof METHODS.average_name, { var: Averaged }>): string
  average_name(item: Averaged): string {
    const average = this.#averages.get(item)
    if (!average && !(item?.op instanceof Operation)) throw noAttribute(item, 'op')
    return average ? average.op.name : get_default_graph().unique_name(`${item.op.name}/${this.#given.name}`, false)
  }
  /** For `new tf.train.Saver(…)`: variables by the name under which to restore them, averaged ones by that of the average. */
  variables_to_restore(
    ...args: PythonArguments<typeof METHODS.variables_to_restore, { moving_avg_variables: Iterable<Variable> | null }>
  ): Map<string, Variable>
  variables_to_restore(moving_avg_variables: Iterable<Variable> | null): Map<string, Variable> {
    const averaged = new Set<Variable>(
      listOf(
        (moving_avg_variables ?? [...trainable_variables(), ...moving_average_variables()]) as readonly Variable[],
      ),
    )
    const names = new Map<string, Variable>()
    for (const variable of averaged) names.set(this.average_name(variable), variable)
    for (const variable of global_variables()) {
      const { name } = variable.op
      if (!averaged.has(variable) && !names.has(name)) names.set(name, variable)
    }
    return names
  }
}
// @ts-expect-error the guarded class takes its place
ExponentialMovingAverage = guardedClass(ExponentialMovingAverage)
const SIGNATURE = setSignature(ExponentialMovingAverage, SIGNATURE_TEXT)
setMethodSignatures(ExponentialMovingAverage, ...Object.values(METHODS))
