/** One step of a recurrent net over sequences of different length (ops/rnn.py). */

import { assertSameStructure, flatten, isSequence, packSequenceAs } from '../../calling/nest.ts'
import { noAttribute } from '../../calling/python_repr.ts'
import { tuple } from '../../calling/tuple.ts'
import { ValueError } from '../../errors/python.ts'
import { Tensor } from '../../graph/tensor.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { select } from '../../ops/math/select_ops.ts'
import { get_variable_scope, type VariableScope } from '../../ops/variables/variable_scope.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import type { CellResult, Nested } from '../rnn_cell/rnn_cell.ts'

/** The type of the outputs and the first state: what is asked for, or that of the tensors of the state. */
export function stateDType(explicit: DTypeLike | null, state: Nested): DTypeLike {
  if (explicit !== null) return explicit
  const types = flatten(state).map(part => {
    const { dtype } = (part ?? {}) as { dtype?: DTypeLike }
    if (dtype === undefined) throw noAttribute(part, 'dtype')
    return dtype
  })
  const [first] = types
  if (first === undefined) throw new ValueError('Unable to infer dtype from empty state.')
  if (isSequence(state) && types.some(type => type !== first))
    throw new ValueError(
      'State has tensors of different inferred_dtypes. Unable to infer a single representative dtype.',
    )
  return first
}

/** Variables of the net are read where the rest of it is, unless the scope says where. */
export function cacheVariables(scope: VariableScope): void {
  if (scope.caching_device === null) scope.set_caching_device(op => op.device)
}

/** From its second step on a net uses the variables of the first. */
export const reuseVariables = (): void => get_variable_scope().reuse_variables()

export interface Lengths {
  readonly sequence: Tensor
  readonly min: Tensor
  readonly max: Tensor
}
interface Step {
  /** A number where the net is unrolled, a tensor in a loop. */
  readonly time: number | Tensor
  readonly lengths: Lengths
  readonly zeroOutput: Nested
  readonly state: Nested
  readonly call: () => CellResult
  /** Copies at every step, without asking whether all or none of the sequences go on. */
  readonly skipConditionals?: boolean
}

// a number on the left lets the tensor's opposite comparison answer
const notBefore = (time: number | Tensor, length: Tensor): Tensor =>
  time instanceof Tensor ? time.ge(length) : length.le(int(time))
const before = (time: number | Tensor, length: Tensor): Tensor =>
  time instanceof Tensor ? time.lt(length) : length.gt(int(time))

/** The cell's step, in which sequences that have ended give zeros and keep their state. */
export function stepWithLengths({ time, lengths, zeroOutput, state, call, skipConditionals }: Step): CellResult {
  const zeros = flatten(zeroOutput) as Tensor[]
  const states = flatten(state) as Tensor[]
  const copyThrough = (old: readonly Tensor[], next: readonly Tensor[]): Tensor[] =>
    old.slice(0, next.length).map((value, i) => select(notBefore(time, lengths.sequence), value, next[i] as Tensor))
  const calculate = (): { outputs: Tensor[]; next: Tensor[] } => {
    const [output, next] = call()
    assertSameStructure(state, next)
    return { outputs: flatten(output) as Tensor[], next: flatten(next) as Tensor[] }
  }
  const copySome = ({ outputs, next }: { outputs: Tensor[]; next: Tensor[] }): Tensor[] => [
    ...copyThrough(zeros, outputs),
    ...copyThrough(states, next),
  ]
  const results = skipConditionals
    ? copySome(calculate())
    : (cond(
        notBefore(time, lengths.max),
        () => [...zeros, ...states],
        () => {
          const made = calculate()
          return cond(
            before(time, lengths.min),
            () => [...made.outputs, ...made.next],
            () => copySome(made),
          )
        },
      ) as Tensor[])
  if (results.length !== zeros.length + states.length)
    throw new ValueError('Internal error: state and output were not concatenated correctly.')
  const outputs = results.slice(0, zeros.length)
  const next = results.slice(zeros.length)
  for (const [i, output] of outputs.entries()) output.set_shape((zeros[i] as Tensor).get_shape())
  for (const [i, part] of next.entries()) part.set_shape((states[i] as Tensor).get_shape())
  return tuple(packSequenceAs(zeroOutput, outputs), packSequenceAs(state, next))
}
