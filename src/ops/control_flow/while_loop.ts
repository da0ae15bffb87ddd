/** tf.while_loop (ops/control_flow_ops.py). */

import { assertSameStructure, flatten, isSequence, packSequenceAs } from '../../calling/nest.ts'
import { pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction, toNumber } from '../../calling/signature.ts'
import { deeper } from '../../errors/nesting.ts'
import { AttributeError, TypeError, ValueError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { Tensor } from '../../graph/tensor.ts'
import type { Shape } from '../../tensor/shape.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { componentsOf, isComposite, type TensorOrComposite } from './composite_tensors.ts'
import { isLoopConstantEnter, withoutDependencies } from './control_flow_context.ts'
import {
  asIndexedSlices,
  enterNode,
  exitNode,
  identityNode,
  mergeNode,
  nextIterationNode,
  switchRefOrTensor,
  tensorOrComposite,
} from './dataflow_nodes.ts'
import { LoopCond } from './dataflow_ops.ts'
import { flowsOf, tensorArraysOf } from './loop_structures.ts'
import { WhileContext } from './while_context.ts'

type LoopFunction = (...vars: never[]) => unknown
interface WhileLoopArgs {
  cond: LoopFunction
  body: LoopFunction
  loop_vars: readonly unknown[]
  shape_invariants: readonly unknown[] | null
  parallel_iterations: number
  back_prop: boolean
  swap_memory: boolean
  name: Name
}

/**
 * Repeats `body` while `cond` holds. Both get the loop variables (tensors, IndexedSlices, SparseTensors, TensorArrays, nested
 * in lists); `body` returns their next values in the same structure. Returns their last values, a single one bare.
 * Shapes must stay as they are or as `shape_invariants` say (null dimensions may change).
 *
 *     const i = tf.while_loop(i => tf.less(i, 10), i => tf.add(i, 1), [tf.constant(tf.int(0))])
 *
 * Errors: ValueError for no variables, another structure or changing shapes; TypeError for what cannot be called.
 */
export const while_loop = pyfunction(
  'while_loop(cond, body, loop_vars, shape_invariants=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None)',
  // biome-ignore lint/suspicious/noExplicitAny: the structure of the results is that of loop_vars
  (args: WhileLoopArgs): any => {
    const { cond, body, loop_vars, shape_invariants } = args
    if (loop_vars !== null && !isSequence(loop_vars))
      throw new TypeError(
        `'${pythonTypeName(loop_vars)}' object is not iterable${(loop_vars as unknown) instanceof Tensor ? '.' : ''}`,
      )
    const scopeValues = isSequence(loop_vars)
      ? loop_vars
          .filter(value => value instanceof Tensor || isComposite(value))
          .flatMap(value => componentsOf(value as TensorOrComposite))
      : []
    return withScope(args.name, 'while', scopeValues, scope => {
      if (loop_vars === null || loop_vars.length === 0) throw new ValueError('No loop variables provided')
      if (typeof cond !== 'function') throw new TypeError('cond must be callable.')
      if (typeof body !== 'function') throw new TypeError('body must be callable.')
      if (loop_vars.includes(null)) throw new AttributeError("'NoneType' object has no attribute 'values'")
      const parallelIterations = toNumber(args.parallel_iterations)
      if (parallelIterations < 1) throw new TypeError('parallel_iterations must be a positive integer.')
      if (shape_invariants !== null) assertSameStructure(loop_vars, packInvariants(loop_vars, shape_invariants))
      const context = new WhileContext({
        parallelIterations,
        backProp: args.back_prop,
        swapMemory: args.swap_memory,
        name: scope,
      })
      get_default_graph().add_to_collection(GraphKeys.WHILE_CONTEXT, context)
      const invariants = shape_invariants === null ? null : flattenInvariants(loop_vars, shape_invariants)
      return buildLoop(context, cond, body, loop_vars, invariants)
    })
  },
)

const isShape = (value: unknown): boolean =>
  value instanceof TensorShape ||
  value === null ||
  (Array.isArray(value) && value.every(dim => dim === null || typeof dim === 'number'))
/** Shape invariants in the structure of the variables; lists of numbers serve as shapes. */
function flattenInvariants(vars: unknown, invariants: unknown, depth = 0): unknown[] {
  if (!isSequence(vars))
    return [
      isShape(invariants) && !(invariants instanceof TensorShape) ? new TensorShape(invariants as never) : invariants,
    ]
  if (!isSequence(invariants)) return [invariants]
  return invariants.flatMap((item, i) =>
    i < vars.length ? flattenInvariants(vars[i], item, deeper(depth)) : flatten(item),
  )
}
/** For the comparison of structures: a list of numbers that stands for a shape is no structure. */
function packInvariants(vars: unknown, invariants: unknown, depth = 0): unknown {
  if (!isSequence(vars)) return isShape(invariants) ? new TensorShape(null) : invariants
  if (!isSequence(invariants)) return invariants
  const items = invariants.map((item, i) => (i < vars.length ? packInvariants(vars[i], item, deeper(depth)) : item))
  return invariants.constructor === Array ? items : packSequenceAs(invariants, items)
}

function buildLoop(
  context: WhileContext,
  pred: LoopFunction,
  body: LoopFunction,
  loopVars: readonly unknown[],
  invariants: readonly unknown[] | null,
): unknown {
  const converted = flowsOf(flatten(loopVars)).map(value => tensorOrComposite(value))
  const { result, exits } = context.inside(() => buildInside(context, pred, body, loopVars, converted, invariants))
  const packed = packSequenceAs(result, tensorArraysOf(flatten(result), exits)) as unknown[]
  return exits.length === 1 ? packed[0] : packed
}

function buildInside(
  context: WhileContext,
  pred: LoopFunction,
  body: LoopFunction,
  loopVars: readonly unknown[],
  vars: readonly TensorOrComposite[],
  invariants: readonly unknown[] | null,
): { readonly result: readonly unknown[]; readonly exits: readonly TensorOrComposite[] } {
  const flat = flatten(loopVars)
  const packed = (tensors: readonly TensorOrComposite[]): never[] =>
    packSequenceAs(loopVars, tensorArraysOf(flat, tensors)) as never[]
  // the outer contexts must see the variables from outside
  makeKnown(context, vars)
  const { outer } = context
  const real = outer ? vars.map(value => outer.addValue(value as Tensor) as TensorOrComposite) : vars
  const entered = withoutDependencies(() =>
    real.map(value => enterNode(value, context.enterOptions(false, { useInputShape: invariants === null }))),
  )
  if (outer) {
    const pivot = outer.controlPivot.op
    for (const { op } of entered) if (isLoopConstantEnter((op.inputs[0] as Tensor).op)) op.addControlInputs([pivot])
  }
  setInvariants(real, entered, invariants)
  context.fixEnters(entered)
  makeKnown(context, entered)

  const merged = entered.map(value => mergeNode([value, value])[0])
  context.pivotForPred = merged[0] as Tensor
  const condition = convertToTensor(pred(...packed(merged)))
  context.pivot = apply(LoopCond, { input: condition }, 'LoopCond')
  const switched = merged.map(value => switchRefOrTensor(value, context.pivot))
  const inner = switched.map(([, alive]) => identityNode(alive))
  context.pivotForBody = inner[0] as Tensor
  const given = packed(inner)
  const returned = body(...given)
  const result: readonly unknown[] = isSequence(returned) ? returned : [returned]
  assertSameStructure([...given], [...result])
  const next = flowsOf(flatten(result)).map(value => tensorOrComposite(value))
  if (merged.length !== next.length)
    throw new ValueError(`Number of inputs and outputs of body must match loop_vars: ${merged.length}, ${next.length}`)
  const nextVars = merged.map((value, i) => addBackEdge(value, next[i] as TensorOrComposite))
  const exits = switched.map(([dead]) => exitNode(dead))
  context.loopExits = exits
  for (const [i, value] of merged.entries()) if (value instanceof Tensor) checkInvariant(value, nextVars[i] as Tensor)
  context.exitResult(exits)
  return { result, exits }
}

/** Only these tensors are known inside. */
function makeKnown(context: WhileContext, values: readonly TensorOrComposite[]): void {
  context.values = new Set(values.flatMap(componentsOf).map(part => part.name))
}

/** Adds the NextIteration of `value`, and the edge back to `merged`. */
export function addBackEdge(merged: TensorOrComposite, value: TensorOrComposite): TensorOrComposite {
  if (merged instanceof Tensor) {
    const next = nextIterationNode(convertToTensor(value))
    merged.op.updateInput(1, next)
    return next
  }
  let next: TensorOrComposite
  if (merged instanceof SparseTensor) {
    if (!(value instanceof SparseTensor))
      throw new ValueError(`Must be a sparse tensor: ${(componentsOf(value)[0] as Tensor).name}`)
    next = nextIterationNode(value)
  } else {
    next = nextIterationNode(asIndexedSlices(value as Tensor | IndexedSlices, false))
    if (merged.dense_shape !== null && next.dense_shape === null)
      throw new ValueError(`Must have dense shape: ${next.name}`)
  }
  const parts = componentsOf(next)
  for (const [i, part] of componentsOf(merged).entries()) part.op.updateInput(1, parts[i] as Tensor)
  return next
}

/** Whether everything of shape `a` is of shape `b`. */
function isAtLeastAsSpecific(a: Shape, b: Shape): boolean {
  if (b === null) return true
  return a !== null && a.length === b.length && b.every((dim, i) => dim === null || dim === a[i])
}

function checkInvariant(merged: Tensor, next: Tensor): void {
  if (isAtLeastAsSpecific(next.staticShape, merged.staticShape)) return
  throw new ValueError(
    `The shape for ${merged.name} is not an invariant for the loop. It enters the loop with shape ${merged.get_shape()}, but has shape ${next.get_shape()} after one iteration. ` +
      'Provide shape invariants using either the `shape_invariants` argument of tf.while_loop or set_shape() on the loop variables.',
  )
}

function setInvariants(
  inputs: readonly TensorOrComposite[],
  entered: readonly TensorOrComposite[],
  invariants: readonly unknown[] | null,
): void {
  if (invariants === null) return
  if (!invariants.every(shape => shape instanceof TensorShape))
    throw new ValueError('`shapes` must be a (possibly nested) list of shapes.')
  for (const [i, value] of entered.entries()) {
    const shape = invariants[i] as TensorShape
    const dims = shape.toShape()
    const input = inputs[i] as TensorOrComposite
    const check = (part: Tensor, what: string): void => {
      if (isAtLeastAsSpecific(part.staticShape, dims)) return
      throw new ValueError(
        `The shape invariant specified for ${part.name} is not compatible with the initial shape of the ${what}. ` +
          `It enters the loop with shape ${part.get_shape()}, but the specified shape invariant is ${shape}.`,
      )
    }
    if (value instanceof Tensor) {
      check(input as Tensor, 'loop variable')
      value.set_shape(shape)
    } else if (value instanceof IndexedSlices) {
      check((input as IndexedSlices).values, 'values tensor of this IndexedSlices')
      value.values.set_shape(shape)
      value.indices.set_shape([dims?.[0] ?? null])
      value.dense_shape?.set_shape([dims?.length ?? null])
    } else {
      check((input as SparseTensor).shape, 'shape tensor of this SparseTensor')
      value.values.set_shape([null])
      value.indices.set_shape([null, dims?.length ?? null])
      value.shape.set_shape(shape)
    }
  }
}
