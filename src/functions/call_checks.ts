/** What fits a function, and what a call of it that does not fit says. */
import { internal, invalidArgument, type Status } from '../errors/status.ts'
import { argLengths, argOfInputs, expectedTypes } from '../graph/arg_lengths.ts'
import type { OpDef } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import type { AttrValue } from '../graph/serialize/attrs.ts'
import { nodeSummary } from '../graph/serialize/node_summary.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { DType } from '../tensor/dtypes.ts'

type Attrs = ReadonlyMap<string, AttrValue>
const namesOf = (types: readonly DType[]): string => types.map(type => type.cpp_name).join(', ')

/** The inputs of a call in the graph, by what the function is when it runs: what a call was declared with may be something else. */
export function checkCall(call: Operation, def: OpDef): void {
  const args = argOfInputs(def, argLengths(def, call.attrs))
  for (const [i, { dtype, name }] of call.inputs.entries()) {
    const arg = args[i]
    const expected = arg === undefined ? 'INVALID' : arg.type?.cpp_name
    if (expected === undefined || dtype.base_dtype.cpp_name === expected) continue
    throw invalidArgument(
      `Input ${i} of node ${call.name} was passed ${dtype.cpp_name} from ${name} incompatible with expected ${expected}.`,
    )
  }
  const missing = args.length - call.inputs.length
  if (missing > 0) throw invalidArgument(`Incomplete graph, missing ${missing} inputs for ${call.name}`)
}

/** What the function that computes a gradient is given: the inputs, and the gradients of the results. */
export function checkGradientCall(gradient: OpDef, given: readonly DType[]): void {
  const { inputs } = gradient
  if (inputs.length !== given.length)
    throw invalidArgument(`Expects ${inputs.length} arguments, but ${given.length} is provided`)
  for (const [i, { type }] of inputs.entries()) {
    const provided = given[i] as DType
    if (type && type !== provided.base_dtype)
      throw invalidArgument(`Expects arg[${i}] to be ${type.cpp_name} but ${provided.base_dtype.cpp_name} is provided`)
  }
}

/** A node of a function is given what its op takes. */
export function checkNodeInputs(def: OpDef, attrs: Attrs, given: readonly Tensor[]): void {
  const lengths = argLengths(def, attrs)
  const count = lengths.reduce((a, b) => a + b, 0)
  if (count !== given.length) throw invalidArgument(`${def.name} expects ${count} inputs, but is given ${given.length}`)
  const expectedOfAll = expectedTypes(def, attrs, lengths, count)
  const foundOfAll = given.map(({ dtype }) => dtype)
  let from = 0
  for (const [i, length] of lengths.entries()) {
    const expected = expectedOfAll.slice(from, from + length)
    const found = foundOfAll.slice(from, from + length)
    if (!expected.every((type, k) => type.is_compatible_with(found[k] as DType)))
      throw invalidArgument(`Invalid arg(${i}) for function arg: ${namesOf(expected)} vs. ${namesOf(found)}.`)
    from += length
  }
}

/** Result `i` of a call, of those that the function computes. */
export function resultOfCall(call: Operation, computed: readonly Tensor[], i: number): Tensor {
  const result = computed[i]
  if (result === undefined)
    throw invalidArgument(`FetchOutputs ${call.name}:${i}: output index too large, must be < ${computed.length}`)
  const declared = (call.outputs[i] as Tensor).dtype.base_dtype
  if (result.dtype.base_dtype !== declared) throw otherType(call, i, result.dtype.base_dtype, declared)
  return result
}
function otherType(call: Operation, i: number, found: DType, declared: DType): Status {
  const types = `Output ${i} of type ${found.cpp_name} does not match declared output type ${declared.cpp_name}`
  return internal(`${types} for node ${nodeSummary(call)}`)
}
