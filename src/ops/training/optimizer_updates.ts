/**
 * What the ops of optimizers share: an update as scalar expressions over the variable, its slots, the gradient and the
 * hyper-parameters, from which dense and sparse ops, their shapes, checks and kernels are made (core/kernels/training_ops.cc).
 */
import { invalidArgument } from '../../errors/status.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import type { Lowering, NewValue, NodeInfo, OpSpec, PlanContext } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Kernel, KernelContext } from '../../kernels/kernel.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { input, literal, type Scalar } from '../../kernels/scalar.ts'
import { copyInto } from '../../tensor/copy_into.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, sameShape, shapeText } from '../../tensor/shape.ts'

/**
 * New values of the variable (`var`) and the slots, by the names of the op's inputs; all inputs have their old values. `single`: it is
 * rows of single elements that are updated.
 */
export type Update<Names extends string = string> = (
  old: Readonly<Record<Names, Scalar>>,
  attr: (name: string) => unknown,
  single: boolean,
) => Readonly<Record<string, Scalar>>

export interface Checks {
  /** How messages call an input, where that is not its name; a label with ` is not ` is all that the message says. */
  readonly labels?: Readonly<Record<string, string>>
  /** Scalars that must be greater than zero. */
  readonly positive?: readonly string[]
  /** Whether rows without elements are refused. */
  readonly innerElements?: boolean
  /** The inputs that are looked at first. The others follow in their order, indices and their gradients last. */
  readonly first?: readonly string[]
  /** Inputs whose messages show the shape of another one. */
  readonly shown?: Readonly<Record<string, string>>
}

type Role = 'state' | 'scalar' | 'gradient' | 'indices'

interface Argument {
  readonly name: string
  readonly role: Role
}

function argument(text: string): Argument {
  const [name, type] = text.split(': ') as [string, string]
  const role = type.startsWith('Ref')
    ? 'state'
    : name === 'grad' || name === 'delta'
      ? 'gradient'
      : name === 'indices'
        ? 'indices'
        : 'scalar'
  return { name, role }
}

function inferUpdate(c: InferenceContext, args: readonly Argument[]): readonly Shape[] {
  const sparse = args.some(({ role }) => role === 'indices')
  let shape = c.input(0)
  for (const [i, { role }] of args.entries()) {
    if (role === 'scalar') c.withRank(c.input(i), 0)
    else if (role === 'state') shape = c.merge(shape, c.input(i))
    else if (role === 'gradient') {
      if (sparse) {
        const grad = c.input(i)
        const indices = c.withRank(c.input(i + 1), 1)
        c.mergeDim(c.dim(indices, 0), c.dim(grad, 0))
        shape = c.merge(shape, c.replaceDim(grad, 0, null))
      } else shape = c.merge(shape, c.input(i))
    }
  }
  return [shape]
}

/** The inputs in the order in which they are checked. */
function checkOrder(args: readonly Argument[], first: readonly string[]): readonly Argument[] {
  const chosen = first.flatMap(name => args.filter(arg => arg.name === name))
  const rest = args.filter(arg => !chosen.includes(arg))
  if (!args.some(({ role }) => role === 'indices')) return [...chosen, ...rest]
  const of = (role: Role): Argument[] => rest.filter(arg => arg.role === role)
  return [...chosen, ...of('state'), ...of('scalar'), ...of('indices'), ...of('gradient')]
}

function check(k: KernelContext, args: readonly Argument[], checks: Checks): void {
  const { labels = {}, positive = [], innerElements = false, first = [], shown = {} } = checks
  const sparse = args.some(({ role }) => role === 'indices')
  const indexOf = (name: string): number => args.findIndex(arg => arg.name === name)
  const variable = k.input(0).shape
  const order = checkOrder(args, first)
  for (const [at, { name, role }] of order.entries()) {
    const { shape } = k.input(indexOf(name))
    const label = labels[name] ?? name
    switch (role) {
      case 'scalar':
        if (shape.length > 0 || (positive.includes(name) && !(Number(k.input(indexOf(name)).item()) > 0)))
          throw invalidArgument(
            `${label.includes(' is not ') ? label : `${label} is not a scalar`}: ${shapeText(shape)}`,
          )
        break
      case 'state':
        if (!sameShape(variable, shape)) {
          const told = k.input(indexOf(shown[name] ?? name)).shape
          throw invalidArgument(`var and ${label} do not have the same shape${shapeText(variable)} ${shapeText(told)}`)
        }
        break
      case 'indices':
        if (shape.length !== 1) throw invalidArgument('indices must be one-dimensional')
        break
      case 'gradient':
        if (sparse) checkRows(variable, shape, k.input(indexOf('indices')).shape, innerElements)
        else if (!sameShape(variable, shape))
          throw invalidArgument(`var and ${name} do not have the same shape${shapeText(variable)} ${shapeText(shape)}`)
        break
      default:
        role satisfies never
    }
    if (sparse && variable.length < 1 && !order.slice(at + 1).some(arg => arg.role === 'state'))
      throw invalidArgument('var must be at least 1 dimensional')
  }
}

/** Whether there is a gradient of a row for each index. */
function checkRows(
  variable: readonly number[],
  grad: readonly number[],
  indices: readonly number[],
  innerElements: boolean,
): void {
  for (let d = 1; d < variable.length; d++)
    if (variable[d] !== grad[d]) throw invalidArgument(`var and grad must match in dimension ${d}`)
  if (grad[0] !== indices[0]) throw invalidArgument('grad must be the same size as indices in the first dimension.')
  if (innerElements && (indices[0] as number) > 0 && grad.slice(1).includes(0))
    throw invalidArgument('Inner dimension should be greater than zero.')
}

/** Whether the rows of a variable have one element each. */
const hasSingleRows = (shape: readonly number[]): boolean => shape.length > 0 && numElements(shape.slice(1)) === 1

/** The part of `array` that row `index` is, on the same memory. */
function rowOf(array: NDArray, index: number): NDArray {
  const shape = array.shape.slice(1)
  const width = array.data.length / Math.max(array.shape[0] as number, 1)
  const data = (array.data as Float32Array).subarray(index * width, (index + 1) * width)
  return new NDArray(array.dtype, shape, data)
}

/** The new values of the state, the variable's first. */
function newValues(
  args: readonly Argument[],
  update: Update,
  inputs: readonly Scalar[],
  attr: (name: string) => unknown,
  single: boolean,
): readonly NewValue[] {
  const old = Object.fromEntries(args.map(({ name }, i) => [name, inputs[i] as Scalar]))
  const values = Object.entries(update(old, attr, single)).map(
    ([name, value]): NewValue => [args.findIndex(arg => arg.name === name), value],
  )
  return values.sort(([a], [b]) => a - b)
}

function updateKernel(args: readonly Argument[], update: Update, checks: Checks): Kernel {
  // expressions are made once per setting of the attributes: the evaluator knows them again
  const made = new Map<string, readonly NewValue[]>()
  const indicesAt = args.findIndex(({ role }) => role === 'indices')
  const expressions = (k: KernelContext): readonly NewValue[] => {
    const single = indicesAt >= 0 && hasSingleRows(k.input(0).shape)
    const key = `${k.attr('T')} ${k.attr('use_nesterov')} ${single}`
    let found = made.get(key)
    if (!found) {
      found = newValues(
        args,
        update,
        args.map((_, i) => input(i)),
        name => k.attr(name),
        single,
      )
      made.set(key, found)
    }
    return found
  }
  const step = (k: KernelContext, operands: readonly NDArray[]): void => {
    const results = expressions(k).map(
      ([state, value]) => [state, elementwise(value, operands, (operands[0] as NDArray).dtype)] as const,
    )
    for (const [state, value] of results) copyInto(operands[state] as NDArray, value)
  }
  return k => {
    check(k, args, checks)
    const inputs = args.map((_, i) => k.input(i))
    if (indicesAt < 0) step(k, inputs)
    else {
      const rows = (inputs[0] as NDArray).shape[0] as number
      const indices = integersOf(inputs[indicesAt] as NDArray)
      // duplicates are applied one after the other
      for (const [at, index] of indices.entries()) {
        if (index < 0 || index >= rows)
          throw invalidArgument(`Index ${index} at offset ${at} in indices is out of range`)
        if (numElements((inputs[0] as NDArray).shape) === 0) continue
        step(
          k,
          args.map(({ role }, i) => {
            const value = inputs[i] as NDArray
            return role === 'state'
              ? rowOf(value, index)
              : role === 'gradient'
                ? rowOf(value, at)
                : role === 'indices'
                  ? indexOperand
                  : value
          }),
        )
      }
    }
    return k.variable(0)
  }
}
// the evaluator sees all operands; this one is in no expression
const indexOperand = new NDArray('int32', [], Int32Array.of(0))

/** Whether a node passes the checks of shapes; what doesn't is left to the reference kernel and its messages. */
function passes(node: PlanContext, args: readonly Argument[], { innerElements = false }: Checks): boolean {
  const [variable] = node.inputShapes as [readonly number[]]
  const at = (role: Role): number => args.findIndex(arg => arg.role === role)
  const gradient = node.inputShapes[at('gradient')] as readonly number[]
  const indices = node.inputShapes[at('indices')]
  const fits = args.every(({ role }, i) => {
    const shape = node.inputShapes[i] as readonly number[]
    if (role === 'state') return sameShape(variable, shape)
    return role !== 'scalar' || shape.length === 0
  })
  if (!indices) return fits && sameShape(variable, gradient)
  return (
    fits &&
    variable.length > 0 &&
    sameShape([...indices, ...variable.slice(1)], gradient) &&
    indices.length === 1 &&
    !(innerElements && gradient.includes(0))
  )
}

function loweringOf(args: readonly Argument[], update: Update, checks: Checks): Lowering {
  const values = (inputs: readonly Scalar[], node: NodeInfo, single = false): readonly NewValue[] =>
    newValues(args, update, inputs, name => node.attr(name), single)
  const indices = args.findIndex(({ role }) => role === 'indices')
  const positive = args.flatMap(({ name }, i) => (checks.positive?.includes(name) ? [i] : []))
  if (indices < 0 && positive.length === 0)
    return { kind: 'update', values: (inputs, node) => values(inputs, node), when: node => passes(node, args, checks) }
  const state = args.flatMap(({ role }, i) => (role === 'state' ? [i] : []))
  const gradient = args.findIndex(({ role }) => role === 'gradient')
  const attrs = { state, ...(indices < 0 ? {} : { indices, gradient }), ...(positive.length > 0 ? { positive } : {}) }
  /** Hyper-parameters that are known are numbers in the expressions. */
  const operand = (node: PlanContext, i: number): Scalar => {
    const value = args[i]?.role === 'scalar' ? node.value(i) : undefined
    return value ? literal(Number(value.item())) : input(i)
  }
  return {
    kind: 'kernel',
    kernel: indices < 0 ? 'dense_update' : 'sparse_update',
    attrs: node => (passes(node, args, checks) ? attrs : undefined),
    scalars: node => {
      const inputs = args.map((_, i) => operand(node, i))
      const single = indices >= 0 && hasSingleRows(node.inputShapes[0] as readonly number[])
      return values(inputs, node, single).map(([, value]) => value)
    },
    inPlace: 0,
  }
}

/** The definition of an optimizer's op: its inputs as TensorFlow registers them, and what it computes. */
export function optimizerOp<Names extends string>(
  inputs: readonly string[],
  update: Update<Names>,
  checks: Checks = {},
): OpSpec {
  const args = inputs.map(argument)
  const writes = args.flatMap(({ role }, i) => (role === 'state' ? [i] : []))
  return {
    inputs,
    outputs: ['out: Ref(T)'],
    attrs: [
      'T: numbertype',
      ...(args.some(({ role }) => role === 'indices') ? ['Tindices: {int32, int64}'] : []),
      'use_locking: bool = false',
    ],
    infer: c => inferUpdate(c, args),
    gradient: 'unregistered',
    writes,
    kernel: updateKernel(args, update as Update, checks),
    lower: loweringOf(args, update as Update, checks),
  }
}
