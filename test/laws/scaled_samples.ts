/** A sample in other sizes: large and odd, so that every thread has a share and vectors have rests, empty, and scalar. */
import { lookupOp } from '../../src/graph/op_def.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import { numElements } from '../../src/tensor/shape.ts'
import { runSample, type SampleGraph, sampleGraph } from './op_laws.ts'
import type { Sample } from './sample.ts'

/** Elements of the largest input: more than the smallest shares of three threads. */
const LARGE = 900
/** More elements of the inputs together, or of an output, would take long. */
const MOST_ELEMENTS = 20_000

/** Which inputs grow, and along which axis. */
type Growth = (input: NDArray, index: number, sample: Sample) => number | undefined

const first = (input: NDArray): number | undefined => (input.shape.length > 0 ? 0 : undefined)
const last = (input: NDArray): number | undefined => (input.shape.length > 0 ? input.shape.length - 1 : undefined)

/** What is tried in turn. Not every op takes each; the first that the reference kernels take is one that all its arguments agree with. */
const GROWTHS: readonly Growth[] = [
  // batches: all inputs
  first,
  // inputs of the first one's batch
  (input, _, { inputs: [batch] }) =>
    batch && input.shape.length > 0 && input.shape[0] === batch.shape[0] ? 0 : undefined,
  // of its shape
  (input, _, { inputs: [model] }) => (model && input.shape.join() === model.shape.join() ? first(input) : undefined),
  // all but numbers of types that shapes, axes and sizes have
  (input, _, sample) =>
    input.dtype.is_integer && sample.inputs.some(other => !other.dtype.is_integer) ? undefined : first(input),
  (input, index) => (index === 0 ? first(input) : undefined),
  (input, index) => (index === 1 ? first(input) : undefined),
  // columns: all inputs, those of the first one's width, the first, the second
  last,
  (input, _, { inputs: [model] }) => (model && input.shape.at(-1) === model.shape.at(-1) ? last(input) : undefined),
  (input, index) => (index === 0 ? last(input) : undefined),
  (input, index) => (index === 1 ? last(input) : undefined),
  // the last but one
  (input, index) => (index === 0 && input.shape.length > 1 ? input.shape.length - 2 : undefined),
]

const stretched = (sample: Sample, growth: Growth, times: number): Sample | undefined => {
  const { shapeInputs = [] } = lookupOp(sample.op)?.spec ?? {}
  let grown = false
  const inputs = sample.inputs.map((input, index) => {
    const axis = shapeInputs.includes(index) ? undefined : growth(input, index, sample)
    if (axis === undefined) return input
    grown = true
    return repeated(input, axis, times)
  })
  return grown ? { ...sample, inputs, differentiable: false } : undefined
}

/** An array repeated along an axis; 0 times: empty. */
function repeated(array: NDArray, axis: number, times: number): NDArray {
  const outer = array.shape.slice(0, axis).reduce((product, dim) => product * dim, 1)
  const width = (array.data as ArrayLike<unknown>).length / Math.max(1, outer)
  const shape = array.shape.with(axis, (array.shape[axis] as number) * times)
  const data = array.dtype.allocate(shape.reduce((product, dim) => product * dim, 1))
  const [from, to] = [array.data, data] as unknown as [{ [index: number]: unknown }, { [index: number]: unknown }]
  for (let row = 0; row < outer; row++)
    for (let time = 0; time < times; time++)
      for (let i = 0; i < width; i++) to[(row * times + time) * width + i] = from[row * width + i]
  return new NDArray(array.dtype, shape, data)
}

/** An odd number of repetitions after which the largest input is large. */
const repetitions = (sample: Sample): number => {
  const most = Math.max(0, ...sample.inputs.map(({ size }) => size))
  return most === 0 ? 1 : Math.ceil(LARGE / most) | 1
}

/** Whether the sample is one of an op that grows elementwise: single numbers are inputs as good as others. */
const isElementwise = (sample: Sample): boolean => lookupOp(sample.op)?.spec.lower?.kind === 'elementwise'

/** Products of many numbers leave every range, and where they do depends on the order. */
const overflows = ({ op }: Sample): boolean => {
  const lower = lookupOp(op)?.spec.lower
  return lower?.kind === 'reduce' && lower.reducer === 'prod'
}

export type Size = 'large' | 'empty' | 'scalar'

/** Candidates for a sample in another size, the likeliest first. */
function scaledTo(sample: Sample, size: Size): Sample[] {
  if (size === 'scalar') {
    if (!isElementwise(sample) || sample.inputs.some(input => input.size === 0 || !input.dtype.is_plain)) return []
    const one = (input: NDArray): NDArray =>
      input.shape.length === 0 ? input : new NDArray(input.dtype, [], onlyFirst(input))
    return [{ ...sample, inputs: sample.inputs.map(one), differentiable: false }]
  }
  const times = size === 'large' ? repetitions(sample) : 0
  if (size === 'large' && (times === 1 || overflows(sample))) return []
  return GROWTHS.flatMap(growth => {
    const grown = stretched(sample, growth, times)
    return grown && grown.inputs.reduce((sum, input) => sum + input.size, 0) <= MOST_ELEMENTS ? [grown] : []
  })
}

/** The sample in that size, with its results; undefined where there is no such size of it. */
export function scaledSample(
  sample: Sample,
  size: Size,
): { readonly graph: SampleGraph; readonly reference: NDArray[] } | undefined {
  for (const candidate of scaledTo(sample, size)) {
    try {
      const graph = sampleGraph(candidate)
      if (
        graph.op.outputs.some(({ staticShape }) => numElements(staticShape?.map(dim => dim ?? 1) ?? []) > MOST_ELEMENTS)
      )
        continue
      return { graph, reference: runSample(graph, 0) }
    } catch (error) {
      // its arguments do not agree any more
      if (!(error instanceof Error)) throw error
    }
  }
  return undefined
}

function onlyFirst(input: NDArray): NDArray['data'] {
  const data = input.dtype.allocate(1)
  const from = input.data as unknown as { [index: number]: unknown }
  const to = data as unknown as { [index: number]: unknown }
  for (let i = 0; i < (data as ArrayLike<unknown>).length; i++) to[i] = from[i]
  return data
}
