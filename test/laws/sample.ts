/** One set of inputs on which an op must keep the laws. Every registered op has at least one, or says why it has none. */
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import type { NDArray } from '../../src/tensor/ndarray.ts'

export interface Sample {
  readonly op: string
  /** All inputs, lists flattened. An input that the op takes by reference becomes a variable with this value. */
  readonly inputs: readonly NDArray[]
  /** Attributes that the inputs do not decide. */
  readonly attrs?: Readonly<Record<string, AttrValue>>
  /** How many tensors each list argument takes, by its name; not needed where only one argument is a list. */
  readonly lengths?: Readonly<Record<string, number>>
  /** Whether finite differences must agree with the gradient for these inputs: they are away from kinks. Default: true for ops with a gradient. */
  readonly differentiable?: boolean
  /** Largest error of the gradient, relative to the largest derivative; 1e-6 where left out. */
  readonly tolerance?: number
  /** Why the shapes that TensorFlow infers are not those that come out. */
  readonly wrongShapes?: string
  /** What is special about these inputs. */
  readonly note?: string
}

/** Ops that cannot have samples here, and what tests them instead. */
export interface Unsampled {
  readonly op: string
  readonly reason: string
}
