/** What becomes of a graph from elsewhere: it is imported, differentiated and run. TensorFlow's errors or values in little time; all else is complained of. */
import { isBug } from '../../src/errors/bug.ts'
import { isDeliberate } from '../../src/errors/deliberate.ts'
import { TensorValue } from '../../src/graph/serialize/attrs.ts'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'
import type { Mutant } from './mutants.ts'

/** Processor time, in milliseconds, and memory, in bytes, that a graph of a few nodes may take. */
const MOST_TIME = 2000
const MOST_MEMORY = 600e6
/** Larger tensors are left alone, unless no memory holds them. */
const MOST_ELEMENTS = 2 ** 20
const BEYOND_MEMORY = 2 ** 33
/** Longest text of an error, beyond what the graph itself is long. */
const MOST_TEXT = 20_000

const cpuTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The stage that runs a graph with loops. */
const LOOP = 'run with loops'

/** How far a graph got, by stage, and what was wrong. */
export interface Treatment {
  readonly complaints: readonly string[]
  readonly reached: 'parsed' | 'imported' | 'run' | 'nothing'
}

export function treat(mutant: Mutant, executor: 'compiled' | 'reference'): Treatment {
  const complaints: string[] = []
  const peak = process.resourceUsage().maxRSS * 1024
  const resident = process.memoryUsage.rss()
  const size = mutant.source.length
  const stage = <T>(name: string, act: () => T): T | undefined => {
    const started = cpuTime()
    try {
      return act()
    } catch (error) {
      const { message, stack } = error as Error
      if (isBug(error) || !isDeliberate(error)) {
        const cause = (error as Error).cause as Error | undefined
        complaints.push(
          `${name}: ${(error as Error).constructor.name}: ${message.slice(0, 300)}\n${(cause?.stack ?? stack)?.split('\n').slice(0, 8).join('\n')}`,
        )
      } else if (message.length > MOST_TEXT + 4 * size)
        complaints.push(`${name}: an error of ${message.length} characters: ${message.slice(0, 300)}`)
      return undefined
    } finally {
      const used = cpuTime() - started
      if (name !== LOOP && used > MOST_TIME + size / 10) complaints.push(`${name} took ${Math.round(used)} ms`)
    }
  }
  const { reached, loops } = stages(mutant, executor, stage)
  const now = process.resourceUsage().maxRSS * 1024
  if (!loops && now > peak && now - resident > MOST_MEMORY)
    complaints.push(`took ${Math.round((now - resident) / 1e6)} MB`)
  return { complaints, reached }
}

type Stage = <T>(name: string, act: () => T) => T | undefined

/** `loops`: it has a loop, in which a tensor may double until no memory holds it. */
interface Reached {
  readonly reached: Treatment['reached']
  readonly loops: boolean
}

function stages({ source }: Mutant, executor: string, stage: Stage): Reached {
  const def = stage('parse', () =>
    typeof source === 'string' ? tf.GraphDef.FromText(source) : tf.GraphDef.FromString(source),
  )
  if (!def) return { reached: 'nothing', loops: false }
  const graph = new tf.Graph()
  // ops that touch files are refused
  const imported = stage('import', () =>
    graph.as_default(() => tf.import_graph_def(def, { name: '', trusted: false }) === null),
  )
  if (!imported) return { reached: 'parsed', loops: false }
  stage('export', () => graph.as_graph_def({ add_shapes: true }).SerializeToString().length)
  const operations = graph.get_operations() as readonly tf.Operation[]
  graph.as_default(() => gradients(operations, stage))
  const loops = operations.some(op => op.type === 'NextIteration')
  return { reached: run(graph, operations, executor, stage, loops), loops }
}

const isFloat = (tensor: tf.Tensor): boolean => tensor.dtype.base_dtype.is_floating && !tensor.dtype.is_ref

function gradients(operations: readonly tf.Operation[], stage: Stage): void {
  const floats = operations.flatMap(op => op.outputs.filter(isFloat))
  const y = floats.at(-1)
  if (!y || operations.length > 300) return
  const xs = [
    floats[0] as tf.Tensor,
    ...operations
      .filter(op => op.type === 'Placeholder' || op.type === 'Const')
      .flatMap(op => op.outputs.filter(isFloat))
      .slice(0, 3),
  ]
  stage('gradients', () => tf.gradients(y, xs))
}

/** A small array for a placeholder: 2 where a dimension is not known. */
function fed(tensor: tf.Tensor): tf.NDArray | undefined {
  const shape = (tensor.get_shape().dims ?? []).map(dim => dim.value ?? 2)
  const size = shape.reduce((a, b) => a * b, 1)
  const { base_dtype: dtype } = tensor.dtype
  if (size > 5000 || !dtype.is_plain) return undefined
  return new tf.NDArray(dtype, shape, dtype.allocate(size))
}

/** Elements of the tensors that an operation holds as attributes. */
function heldBy(op: tf.Operation): number[] {
  return [...op.attrs.values()]
    .filter(value => value instanceof TensorValue)
    .map(({ shape }) => shape.reduce((a, b) => a * b, 1))
}

function run(
  graph: tf.Graph,
  operations: readonly tf.Operation[],
  executor: string,
  stage: Stage,
  loops: boolean,
): Treatment['reached'] {
  const sizes = stage('shapes', () =>
    operations.flatMap(op => [...op.outputs.map(output => output.get_shape().num_elements() ?? 0), ...heldBy(op)]),
  )
  if (!sizes) return 'imported'
  if (sizes.some(size => size > MOST_ELEMENTS && size < BEYOND_MEMORY)) return 'imported'
  // whether a loop ends is its own business
  const config = new tf.ConfigProto({ intra_op_parallelism_threads: 1, operation_timeout_in_ms: 300 })
  using _executor = executing(executor)
  const outcome = stage(loops ? LOOP : 'run', () => {
    using session = tf.with(new tf.Session('', { graph, config: config }))
    const feeds = operations
      .filter(op => op.type === 'Placeholder')
      .flatMap(op => {
        const [tensor] = op.outputs as [tf.Tensor]
        const value = fed(tensor)
        return value ? [[tensor, value] as const] : []
      })
    const initializers = operations.filter(op => op.type === 'Assign').slice(0, 20)
    if (initializers.length > 0) session.run([...initializers], feeds as never)
    const last = operations.slice(-3)
    const fetches = last.flatMap(op =>
      op.outputs.filter(output => output.dtype.base_dtype.base !== 'resource').slice(0, 3),
    )
    return session.run([...last, ...fetches], feeds as never) as unknown
  })
  return outcome === undefined ? 'imported' : 'run'
}
