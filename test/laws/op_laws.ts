/** The laws that every op keeps, checked on one sample. Each returns what is wrong, or nothing. */

import { buildPlan } from '../../src/compiler/lowering/plan_builder.ts'
import { buildProgram } from '../../src/compiler/program/build_program.ts'
import { Irregular } from '../../src/compiler/program/irregular.ts'
import type { Plan } from '../../src/compiler/steps/plan.ts'
import { printPlan } from '../../src/compiler/steps/printer.ts'
import { outputTypes } from '../../src/graph/arg_lengths.ts'
import { lookupOp, type OpDef, type PlanContext } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import { mergeShapes } from '../../src/graph/shape_inference.ts'
import * as tf from '../../src/index.ts'
import { type CodeOptions, compilePlan } from '../../src/kernels/wasm/plan_code.ts'
import type { Sharing } from '../../src/kernels/wasm/sharing.ts'
import { BaseSession } from '../../src/session/base_session.ts'
import type { DType } from '../../src/tensor/dtypes.ts'
import { executing } from '../support/environment.ts'
import type { Sample } from './sample.ts'

/** A sample as a graph: its inputs are constants where their values decide shapes, variables where the op writes them, else placeholders. */
export interface SampleGraph {
  readonly graph: tf.Graph
  readonly op: tf.Operation
  readonly feeds: [tf.Tensor, tf.NDArray][]
  readonly inputs: tf.Tensor[]
  readonly initializer: tf.Operation
}

function definition(sample: Sample): OpDef {
  const def = lookupOp(sample.op)
  if (!def) throw new Error(`${sample.op} is not registered`)
  return def
}

/** How many tensors each argument takes. */
function argLengths(def: OpDef, sample: Sample): number[] {
  const isList = (arg: OpDef['inputs'][number]): boolean =>
    arg.numberAttr !== undefined || arg.typeListAttr !== undefined
  const lists = def.inputs.filter(isList)
  const rest = sample.inputs.length - (def.inputs.length - lists.length)
  return def.inputs.map(arg => (isList(arg) ? (sample.lengths?.[arg.name] ?? rest / lists.length) : 1))
}

function attributes(
  def: OpDef,
  sample: Sample,
  lengths: readonly number[],
  types: readonly DType[],
): Map<string, AttrValue> {
  const inferred = new Map<string, AttrValue>()
  let at = 0
  for (const [i, arg] of def.inputs.entries()) {
    const own = types.slice(at, at + (lengths[i] as number))
    at += lengths[i] as number
    if (arg.numberAttr !== undefined) inferred.set(arg.numberAttr, lengths[i] as number)
    if (arg.typeAttr !== undefined && own[0]) inferred.set(arg.typeAttr, own[0])
    if (arg.typeListAttr !== undefined) inferred.set(arg.typeListAttr, own)
  }
  const attrs = new Map<string, AttrValue>()
  for (const attr of def.attrs.values()) {
    const value = sample.attrs?.[attr.name] ?? inferred.get(attr.name) ?? attr.defaultValue
    if (value === undefined) throw new Error(`the sample of ${def.name} does not say ${attr.name}`)
    attrs.set(attr.name, value)
  }
  return attrs
}

/** Inputs that the op's kernel wants to know when a plan is made: those that are not among its operands. */
function wantedKnown(sample: Sample): ReadonlySet<number> {
  const { spec, attrs } = definition(sample)
  const { lower } = spec
  if (lower?.kind !== 'kernel' || lower.operands === undefined) return new Set()
  const context: PlanContext = {
    name: 'sampled',
    attr: name => sample.attrs?.[name] ?? attrs.get(name)?.defaultValue,
    inputTypes: sample.inputs.map(({ dtype }) => dtype),
    outputTypes: [],
    inputShapes: sample.inputs.map(({ shape }) => shape),
    outputShapes: [],
    value: index => sample.inputs[index],
  }
  const operands = new Set(typeof lower.operands === 'function' ? lower.operands(context) : lower.operands)
  return new Set(sample.inputs.flatMap((value, i) => (operands.has(i) || value.dtype.is_floating ? [] : [i])))
}

/** The sample with constants for what its kernel wants to know; undefined where it wants no more than `sampleGraph` makes constant. */
export function knowingGraph(sample: Sample): SampleGraph | undefined {
  const wanted = wantedKnown(sample)
  const { shapeInputs = [] } = definition(sample).spec
  return [...wanted].every(index => shapeInputs.includes(index))
    ? undefined
    : sampleGraph(sample, sample.inputs, wanted)
}

/** `inputs`: the sample's, perhaps in other types. Those that decide shapes are constants, and those of `constants`. */
export function sampleGraph(
  sample: Sample,
  inputs: readonly tf.NDArray[] = sample.inputs,
  constants: ReadonlySet<number> = new Set(),
): SampleGraph {
  const def = definition(sample)
  const lengths = argLengths(def, sample)
  const graph = new tf.Graph()
  return graph.as_default(() => {
    let at = 0
    const feeds: [tf.Tensor, tf.NDArray][] = []
    const variables: tf.Tensor[] = []
    const tensors = def.inputs.flatMap((arg, i) =>
      Array.from({ length: lengths[i] as number }, (): tf.Tensor => {
        const index = at++
        const value = inputs[index] as tf.NDArray
        if (arg.isRef) {
          const variable = new tf.Variable(value as never, { name: `input_${index}`, trainable: false })
          variables.push(variable.initializer as unknown as tf.Tensor)
          return variable._as_graph_element() as tf.Tensor
        }
        if (def.spec.shapeInputs?.includes(index) || constants.has(index))
          return tf.constant(value as never, { name: `input_${index}` }) as tf.Tensor
        const placeholder = tf.placeholder(value.dtype, [...value.shape], `input_${index}`) as tf.Tensor
        feeds.push([placeholder, value])
        return placeholder
      }),
    )
    const attrs = attributes(
      def,
      sample,
      lengths,
      inputs.map(value => value.dtype),
    )
    const op = graph.addNode({
      def,
      inputs: tensors,
      argLengths: lengths,
      outputTypes: outputTypes(def, attrs),
      attrs,
      name: 'sampled',
    })
    const initializer = tf.group(...variables) as tf.Operation
    return { graph, op, feeds, inputs: tensors, initializer }
  })
}

/** However small the work is, it is done in so many shares. */
const inShares = (shares: number): Sharing => ({ phaseCost: 0, wakeCost: Number.POSITIVE_INFINITY, shares })

export interface RunOptions {
  /** In so many shares, one number after the other. */
  readonly shares?: readonly number[]
  /** Without fusion and simplification. */
  readonly raw?: boolean
  /** In place of the right kernels. */
  readonly kernels?: CodeOptions['kernels']
}

/** What a run fetches of a graph, and what it is fed. */
export interface Fetching {
  readonly graph: tf.Graph
  readonly fetches: readonly tf.Tensor[]
  readonly feeds: [tf.Tensor, tf.NDArray][]
  readonly initializer?: tf.Operation
}

/** Runs in a fresh session. `shares` 0: by the reference executor; more than 1: as that many threads would. */
export function runTensors(
  { graph, fetches, feeds, initializer }: Fetching,
  shares: number,
  options: RunOptions = {},
): tf.NDArray[] {
  return inSession(graph, shares, options, session => {
    if (initializer) session.run(initializer)
    const results = session.run([...fetches], feeds) as unknown[]
    return results.map((result, i) => tf.NDArray.of(result as never, (fetches[i] as tf.Tensor).dtype.base_dtype))
  })
}

/** Runs the op in a fresh session. */
export function runSample(
  { graph, op, feeds, initializer }: SampleGraph,
  shares: number,
  options: RunOptions = {},
): tf.NDArray[] {
  if (op.outputs.length > 0) return runTensors({ graph, fetches: op.outputs, feeds, initializer }, shares, options)
  return inSession(graph, shares, options, session => {
    session.run(initializer)
    session.run(op, feeds)
    return []
  })
}

function inSession<T>(
  graph: tf.Graph,
  shares: number,
  { raw = false, kernels }: RunOptions,
  use: (session: BaseSession) => T,
): T {
  using _executor = executing(shares === 0 ? 'reference' : 'compiled')
  const config = new tf.ConfigProto({
    intra_op_parallelism_threads: 1,
    graph_options: { optimizer_options: { opt_level: raw ? -1 : 0 } },
  })
  const session = new BaseSession('', graph, config, {
    sharing: inShares(Math.max(1, shares)),
    ...(kernels ? { kernels } : {}),
  })
  try {
    return use(session)
  } finally {
    session.close()
  }
}

/** Law 1: the inferred types and shapes are those that come out. */
export function inferredIsProduced(sample: SampleGraph, results: readonly tf.NDArray[]): string[] {
  return sample.op.outputs.flatMap((output, i) => {
    const result = results[i] as tf.NDArray
    const wrong: string[] = []
    if (result.dtype !== output.dtype.base_dtype)
      wrong.push(`output ${i} is ${result.dtype.name}, inferred ${output.dtype.name}`)
    if (mergeShapes(output.staticShape, result.shape) === undefined)
      wrong.push(`output ${i} has shape [${result.shape}], inferred ${output.get_shape()}`)
    return wrong
  })
}

/** Largest difference in units of what the laws allow: above 1 is wrong. Exact types must be equal. */
export function difference(got: tf.NDArray, want: tf.NDArray): number {
  if (got.shape.join() !== want.shape.join() || got.dtype !== want.dtype) return Number.POSITIVE_INFINITY
  if (want.dtype.base === 'string') {
    return (want.data as Uint8Array[]).every(
      (bytes, i) => Buffer.compare(bytes, (got.data as Uint8Array[])[i] as Uint8Array) === 0,
    )
      ? 0
      : Number.POSITIVE_INFINITY
  }
  const float = want.dtype.is_floating || want.dtype.is_complex || want.dtype.base === 'bfloat16'
  const numbers = (array: tf.NDArray): number[] =>
    Array.from(
      (want.dtype.base === 'float16' || want.dtype.base === 'bfloat16' ? array.astype('float32') : array)
        .data as ArrayLike<number | bigint>,
      Number,
    )
  const [g, w] = [numbers(got), numbers(want)]
  if (!float) return w.every((x, i) => x === g[i]) ? 0 : Number.POSITIVE_INFINITY
  const scale = w.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1e-30)
  const allowed = want.dtype.base === 'float16' || want.dtype.base === 'bfloat16' ? 1e-3 : 1e-5
  let worst = 0
  for (const [i, x] of w.entries()) {
    const y = g[i] as number
    if (Object.is(x, y) || x === y || (Number.isNaN(x) && Number.isNaN(y))) continue
    worst = Math.max(
      worst,
      Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) / (scale * allowed) : Number.POSITIVE_INFINITY,
    )
  }
  return worst
}

/** Laws 2 and 4: compiled code, on one thread and in the shares of several, gives what the reference kernels give. */
export function compiledIsReference(
  sample: SampleGraph,
  reference: readonly tf.NDArray[],
  options: RunOptions = {},
): string[] {
  if (sample.op.op_def.stateful && sample.op.op_def.spec.lower?.kind !== 'kernel') return []
  const wrong: string[] = []
  let one: tf.NDArray[] | undefined
  for (const shares of options.shares ?? [1, 3]) {
    const results = runSample(sample, shares, options)
    for (const [i, want] of reference.entries()) {
      const off = difference(results[i] as tf.NDArray, want)
      if (off > 1)
        wrong.push(`output ${i} in ${shares} shares is ${String(results[i])}, the reference says ${String(want)}`)
    }
    if (one?.some((array, i) => !array.to_bytes().every((byte, k) => byte === results[i]?.to_bytes()[k])))
      wrong.push('the number of shares changes the numbers')
    if (shares === 1) {
      for (const [i, want] of runSample(sample, 1, { ...options, raw: true }).entries())
        if (difference(results[i] as tf.NDArray, want) > 1)
          wrong.push(`output ${i} is ${String(results[i])}, the raw program says ${String(want)}`)
    }
    one = sample.op.outputs.every(output => output.dtype.base_dtype.is_plain) ? results : undefined
  }
  return wrong
}

/** Whether the sample's plans have phases, and some that threads share. */
export function sharedPhases(sample: SampleGraph): {
  readonly plans: number
  readonly shared: number
  readonly kernels: readonly string[]
} {
  const plans = planParts(sample).filter(part => typeof part !== 'string')
  const codes = plans.map(plan => {
    const steps = plan.steps.map(step => step.step ?? null)
    return { steps, code: compilePlan(steps, { sharing: inShares(3) }) }
  })
  const working = codes.filter(({ code }) => code.ranges.some(range => range.cost > 0))
  const sharing = working.filter(({ code }) => code.ranges.some(range => range.parallel > 0))
  const kernels = sharing.flatMap(({ steps, code }) =>
    steps.flatMap((step, i) => (step && code.taken[i] ? [step.kernel] : [])),
  )
  return { plans: working.length, shared: sharing.length, kernels }
}

/** Law 5: the node is the same after GraphDef and back. */
export function survivesGraphDef({ graph, op }: SampleGraph): string[] {
  const bytes = graph.as_graph_def().SerializeToString()
  const again = new tf.Graph()
  again.as_default(() => tf.import_graph_def(bytes, { name: '' }))
  const back = again.as_graph_def().SerializeToString()
  return Buffer.compare(bytes, back) === 0 ? [] : [`${op.type} changes on the way through a GraphDef`]
}

/** Law 6: the same graph gives the same plan. */
export function planIsStable(sample: Sample): string[] {
  const texts = [0, 1].map(() => planText(sampleGraph(sample)))
  return texts[0] === texts[1] ? [] : ['two compilations of the same graph give different plans']
}

/** The plan's text for a sample that fits into one segment; its reason where there is none. */
export function planText(graph: SampleGraph): string {
  return planParts(graph)
    .map(part => (typeof part === 'string' ? part : printPlan(part)))
    .join('\n')
}

/** The plans of a sample's segments; texts stand for other parts. */
export function planParts({ op, feeds }: SampleGraph): (Plan | string)[] {
  const order: tf.Operation[] = []
  const visit = (each: tf.Operation): void => {
    if (order.includes(each)) return
    for (const input of each.inputs) visit(input.op)
    if (each.op_def.spec.lower?.kind !== 'source') order.push(each)
  }
  visit(op)
  const program = buildProgram({
    order,
    feeds: feeds.map(([tensor]) => tensor),
    fetches: op.outputs.filter(output => !output.dtype.is_ref),
    demoted: new Set(),
    varying: new Set(),
  })
  const values = new Map(feeds)
  const shapes = new Map<tf.Tensor, tf.NDArray>(values)
  return program.parts.map(part => {
    if (part.kind !== 'segment') return part.kind
    try {
      return buildPlan({
        segment: part,
        input: tensor => {
          const value = shapes.get(tensor)
          if (!value) throw new Irregular(tensor.op, true, 'computed by a host operation')
          return {
            dtype: tensor.dtype.base_dtype,
            shape: value.shape,
            value: program.specialised.has(tensor) ? value : undefined,
          }
        },
        variable: each => {
          const shape = each.outputs[0]?.staticShape
          return { dtype: (each.outputs[0] as tf.Tensor).dtype.base_dtype, shape: (shape ?? []) as number[] }
        },
      })
    } catch (error) {
      if (error instanceof Irregular) return `irregular: ${error.message}`
      throw error
    }
  })
}
