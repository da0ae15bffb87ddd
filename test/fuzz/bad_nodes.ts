/** Nodes that are probably wrong: good samples with something about them changed. All by a seed. */
import { isBug } from '../../src/errors/bug.ts'
import { outputTypes } from '../../src/graph/arg_lengths.ts'
import { type AttrDef, lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import * as tf from '../../src/index.ts'
import type { DType } from '../../src/tensor/dtypes.ts'
import { Mt19937 } from '../../src/tensor/random/mt19937.ts'
import type { Sample } from '../laws/sample.ts'
import { executing } from '../support/environment.ts'

export class Dice {
  readonly #source = new Mt19937()
  constructor(seed: number) {
    this.#source.seed(seed)
  }
  /** An integer below `n`. */
  below(n: number): number {
    return Math.floor(this.#source.double() * n)
  }
  chance(p: number): boolean {
    return this.#source.double() < p
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }
}

const HUGE = 2 ** 31 - 1
const WEIRD_INTEGERS = [-1, -2, 0, 1, 2, 3, 5, 7, 100, -100]
/** Ops that may be asked for as much. */
const FILLS_MEMORY: ReadonlySet<string> = new Set(['Range'])
const WEIRD_REALS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e30, -1e30, 1e-40, 0.5, -3]

const WEIRD_STRINGS = [
  '',
  'a',
  '-1',
  'nan',
  '\xff\xfe',
  '1e400',
  '\0',
  'a\0b',
  'x'.repeat(300),
  '%s%n',
  '/no/such/file',
  '0x10',
  ' 1 ',
]

/** Another shape: dimensions gone, new, empty or of another size. */
function otherShape(dice: Dice, shape: readonly number[]): number[] {
  const changed = [...shape]
  switch (dice.below(6)) {
    case 0:
      return []
    case 1:
      changed.splice(dice.below(changed.length + 1), 0, dice.pick([0, 1, 2, 3]))
      return changed
    case 2:
      changed.splice(dice.below(changed.length), 1)
      return changed
    case 3:
      if (changed.length > 0) changed[dice.below(changed.length)] = 0
      return changed
    default:
      if (changed.length > 0) changed[dice.below(changed.length)] = dice.pick([1, 2, 3, 4, 5])
      return changed
  }
}

/** An array of that type and shape whose values come from `like`, one after the other. */
function filled(like: tf.NDArray, dtype: DType, shape: readonly number[]): tf.NDArray {
  const size = shape.reduce((a, b) => a * b, 1)
  const source =
    like.dtype === dtype || like.dtype.base === 'string' || dtype.base === 'string' ? like : like.astype(dtype)
  const lanes = dtype.is_complex ? 2 : 1
  const array = new tf.NDArray(dtype, shape, dtype.allocate(size))
  const [from, to] = [source.data as unknown[], array.data as unknown[]]
  const blank: unknown = dtype.base === 'string' ? Buffer.from('x') : dtype.base === 'int64' ? 1n : 1
  const usable = source.dtype === dtype && from.length > 0
  for (let i = 0; i < size * lanes; i++) to[i] = usable ? from[i % from.length] : blank
  return array
}

/** Some of its values are changed. */
function withWeirdValues(dice: Dice, array: tf.NDArray, huge: boolean): tf.NDArray {
  const copy = array.copy()
  const integers = huge ? [...WEIRD_INTEGERS, HUGE, -HUGE - 1] : WEIRD_INTEGERS
  const data = copy.data as unknown[]
  const { dtype } = copy
  for (let i = 0; i < Math.min(data.length, 1 + dice.below(3)); i++) {
    const at = dice.below(data.length)
    if (dtype.base === 'string') data[at] = Buffer.from(dice.pick(WEIRD_STRINGS), 'latin1')
    else if (dtype.base === 'int64')
      data[at] =
        huge && dice.chance(0.2) ? dice.pick([2n ** 62n, -(2n ** 62n), 2n ** 33n]) : BigInt(dice.pick(integers))
    else if (dtype.base === 'bool') data[at] = dice.below(2)
    else if (dtype.is_floating || dtype.is_complex) data[at] = dice.pick(WEIRD_REALS)
    else data[at] = dice.pick(integers)
  }
  return copy
}

/** A type that the op takes in the place of this one. */
function otherTypes(dice: Dice, def: OpDef, sample: Sample): Map<string, DType> {
  const chosen = new Map<string, DType>()
  for (const attr of def.attrs.values()) {
    if (attr.kind !== 'type' || attr.isList || !attr.allowed || sample.attrs?.[attr.name] !== undefined) continue
    const types = (attr.allowed as readonly DType[]).filter(type => type.size > 0 && !type.name.startsWith('q'))
    if (types.length > 0) chosen.set(attr.name, dice.pick(types))
  }
  return chosen
}

function weirdAttr(dice: Dice, attr: AttrDef, value: AttrValue | undefined): AttrValue | undefined {
  if (attr.kind === 'float' && !attr.isList)
    return dice.pick([-1, 0, 1, 0.5, -0.5, 1e30, Number.NaN, Number.POSITIVE_INFINITY])
  if (typeof value === 'number') return dice.pick([-1, 0, 1, 2, 3, -5, 1000, HUGE, -HUGE - 1, 2 ** 33])
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string')
    return attr.allowed ? (dice.pick(attr.allowed) as string) : dice.pick(['', 'a', 'a\0b', '/'])
  if (Array.isArray(value) && value.length > 0 && value.every(item => typeof item === 'number')) {
    const list = [...(value as number[])]
    if (dice.chance(0.3)) list.pop()
    else if (dice.chance(0.2)) list.push(1)
    else if (list.length > 0) list[dice.below(list.length)] = dice.pick([-1, 0, 1, 2, 7, 1000, HUGE, 2 ** 33])
    return list
  }
  return value
}

export interface BadNode {
  readonly op: string
  readonly inputs: readonly tf.NDArray[]
  readonly lengths: readonly number[]
  readonly attrs: ReadonlyMap<string, AttrValue>
  /** Inputs are placeholders that say nothing of their shape: only the kernel can refuse them. */
  readonly shapesHidden: boolean
}

const isList = (arg: OpDef['inputs'][number]): boolean => arg.numberAttr !== undefined || arg.typeListAttr !== undefined

/** How many tensors each input argument takes. */
function lengthsOf(def: OpDef, sample: Sample): number[] {
  const lists = def.inputs.filter(isList)
  const rest = sample.inputs.length - (def.inputs.length - lists.length)
  return def.inputs.map(arg => (isList(arg) ? (sample.lengths?.[arg.name] ?? rest / lists.length) : 1))
}
/** The attributes that the inputs decide. */
function inputAttrs(def: OpDef, inputs: readonly tf.NDArray[], lengths: readonly number[]): Map<string, AttrValue> {
  const attrs = new Map<string, AttrValue>()
  let at = 0
  for (const [i, arg] of def.inputs.entries()) {
    const own = inputs.slice(at, at + (lengths[i] as number)).map(value => value.dtype)
    at += lengths[i] as number
    if (arg.numberAttr !== undefined) attrs.set(arg.numberAttr, lengths[i] as number)
    if (arg.typeAttr !== undefined && own[0]) attrs.set(arg.typeAttr, own[0])
    if (arg.typeListAttr !== undefined) attrs.set(arg.typeListAttr, own)
  }
  return attrs
}

/** The node of a sample as it is. */
export function goodNode(sample: Sample): BadNode {
  const def = lookupOp(sample.op) as OpDef
  const lengths = lengthsOf(def, sample)
  const attrs = inputAttrs(def, sample.inputs, lengths)
  for (const attr of def.attrs.values()) {
    if (!attrs.has(attr.name)) attrs.set(attr.name, (sample.attrs?.[attr.name] ?? attr.defaultValue) as AttrValue)
  }
  return { op: sample.op, inputs: sample.inputs, lengths, attrs, shapesHidden: true }
}

/** The node of a good sample with one thing or more made bad. */
export function badNode(dice: Dice, sample: Sample): BadNode {
  const def = lookupOp(sample.op) as OpDef
  const lengths = lengthsOf(def, sample)
  const types = dice.chance(0.3) ? otherTypes(dice, def, sample) : new Map<string, DType>()
  // two thousand million small elements are no mistake, and fit into memory
  const huge =
    !FILLS_MEMORY.has(sample.op) &&
    [...sample.inputs.map(value => value.dtype), ...types.values()].every(type => type.size >= 4)
  let at = 0
  const inputs = def.inputs.flatMap((arg, i) =>
    Array.from({ length: lengths[i] as number }, () => {
      let value = sample.inputs[at++] as tf.NDArray
      const type = arg.typeAttr === undefined ? undefined : types.get(arg.typeAttr)
      if (type && value.dtype.base !== 'string') value = filled(value, type, value.shape)
      if (dice.chance(0.35)) value = filled(value, value.dtype, otherShape(dice, value.shape))
      if (value.size > 0 && dice.chance(0.4)) value = withWeirdValues(dice, value, huge)
      return value
    }),
  )
  const attrs = inputAttrs(def, inputs, lengths)
  const counts = new Set(def.inputs.map(arg => arg.numberAttr))
  for (const attr of def.attrs.values()) {
    if (attrs.has(attr.name)) continue
    const given = sample.attrs?.[attr.name] ?? types.get(attr.name) ?? attr.defaultValue
    const value =
      dice.chance(0.15) && !counts.has(attr.name) && !isOutputCount(def, attr.name)
        ? weirdAttr(dice, attr, given)
        : given
    attrs.set(attr.name, value as AttrValue)
  }
  return { op: sample.op, inputs, lengths, attrs, shapesHidden: dice.chance(0.6) }
}
/** How many outputs there are is not played with. */
const isOutputCount = (def: OpDef, name: string): boolean => def.outputs.some(arg => arg.numberAttr === name)

type Result =
  | { readonly values: readonly tf.NDArray[] }
  | { readonly error: string; readonly message: string; readonly strange: boolean }
/**
 * What came of a run: values, or the class and text of an error. `strange`: it is no error of TensorFlow's, or the session was of no use
 * after it. `variables`: what they hold afterwards.
 */
export type Outcome = Result & { readonly variables: readonly tf.NDArray[] }

/** Builds and runs the node in a session of its own. */
export function outcomeOf(node: BadNode, executor: 'compiled' | 'reference'): Outcome {
  using _executor = executing(executor)
  const graph = new tf.Graph()
  try {
    return graph.as_default(() => {
      const { op, feeds, initializer, reads } = build(graph, node)
      const alive = tf.constant([1, 2], tf.int32).add(tf.constant([3, 4], tf.int32)) as tf.Tensor
      using session = tf.with(
        new tf.Session('', { graph, config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) }),
      )
      session.run(initializer)
      const fetches = op.outputs.filter(output => output.dtype.base_dtype.base !== 'resource')
      let outcome: Result
      try {
        const results = session.run(fetches.length > 0 ? [...fetches] : [op], feeds) as unknown[]
        outcome = { values: fetches.map((output, i) => tf.NDArray.of(results[i] as never, output.dtype.base_dtype)) }
      } catch (error) {
        outcome = failure(error)
      }
      if (String(session.run(alive)) !== '[4 6]') throw new Error('the session gives wrong values afterwards')
      const states = session.run(reads) as unknown[]
      return { ...outcome, variables: reads.map((read, i) => tf.NDArray.of(states[i] as never, read.dtype)) }
    })
  } catch (error) {
    return { ...failure(error), variables: [] }
  }
}

export function failure(error: unknown): Result {
  const { name } = (error as Error).constructor
  // a mistake of tf0 is an OpError, too
  const known =
    !isBug(error) &&
    (error instanceof tf.errors.OpError || error instanceof tf.ValueError || error instanceof tf.NotImplementedError)
  return { error: name, message: String((error as Error).message), strange: !known }
}

function build(graph: tf.Graph, { op: name, inputs, lengths, attrs, shapesHidden }: BadNode) {
  const def = lookupOp(name) as OpDef
  const feeds: [tf.Tensor, tf.NDArray][] = []
  const initializers: tf.Operation[] = []
  const reads: tf.Tensor[] = []
  let at = 0
  const tensors = def.inputs.flatMap((arg, i) =>
    Array.from({ length: lengths[i] as number }, (): tf.Tensor => {
      const index = at++
      const value = inputs[index] as tf.NDArray
      if (arg.isRef) {
        const variable = new tf.Variable(tf.constant(value as never), {
          trainable: false,
          validate_shape: !shapesHidden,
        })
        initializers.push(variable.initializer as tf.Operation)
        reads.push(variable.value() as tf.Tensor)
        return variable._as_graph_element() as tf.Tensor
      }
      if (!shapesHidden && def.spec.shapeInputs?.includes(index)) return tf.constant(value as never) as tf.Tensor
      const placeholder = tf.placeholder(value.dtype, shapesHidden ? null : [...value.shape]) as tf.Tensor
      feeds.push([placeholder, value])
      return placeholder
    }),
  )
  const op = graph.addNode({
    def,
    inputs: tensors,
    argLengths: lengths,
    outputTypes: outputTypes(def, attrs),
    attrs: new Map(attrs),
    name: 'bad',
  })
  return { op, feeds, initializer: tf.group(...initializers) as tf.Operation, reads }
}

/** A node in a line, to find again what failed. */
export function describeNode({ op, inputs, attrs, shapesHidden }: BadNode): string {
  const shown = inputs.map(
    value =>
      `${value.dtype.name}[${value.shape}]${value.size <= 12 ? JSON.stringify(Array.from(value.data as ArrayLike<unknown>, plain)) : ''}`,
  )
  const settings = [...attrs].map(([key, value]) => `${key}=${JSON.stringify(plain(value))}`)
  return `${op}(${shown.join(', ')}; ${settings.join(' ')}${shapesHidden ? '; shapes hidden' : ''})`
}
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (Array.isArray(value)) return value.map(plain)
  return typeof value === 'object' && value !== null ? String(value) : value
}
