/** Small graphs to begin with: whole programs, control flow and queues, and each op's samples as a graph. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import { attrProto } from '../../src/graph/serialize/node_def.ts'
import * as tf from '../../src/index.ts'
import type { Sample } from '../laws/sample.ts'
import { type BadNode, goodNode } from './bad_nodes.ts'
import { allSamples } from './fuzz.ts'
import { SMALL_PROGRAMS } from './small_programs.ts'

export interface CorpusGraph {
  readonly name: string
  readonly bytes: Uint8Array
}

const golden = (name: string): URL => new URL(`../golden/${name}`, import.meta.url)
/** Larger graphs take too long, one by one, and so does a step of a large net. */
const MOST_NODES = 600
const TOO_SLOW = /alexnet/

function programs(): CorpusGraph[] {
  const files = readdirSync(golden('programs/')).filter(file => file.endsWith('.pbtxt.gz') && !TOO_SLOW.test(file))
  return files.sort().flatMap(file => {
    const def = tf.GraphDef.FromText(gunzipSync(readFileSync(golden(`programs/${file}`))).toString())
    return def.node.length > MOST_NODES ? [] : [{ name: file.replace('.pbtxt.gz', ''), bytes: def.SerializeToString() }]
  })
}

function dataflow(): CorpusGraph[] {
  const cases = JSON.parse(readFileSync(golden('dataflow_graphs.json'), 'utf8')) as readonly { readonly js: string }[]
  return cases.map(({ js }, i) => {
    const graph = new tf.Graph()
    const names = [...js.matchAll(/\b([a-zA-Z_]\w*)\b(?=\s*=[^=>])/g)].map(match => match[1] as string)
    const loose = [...new Set(names)].filter(name => !new RegExp(`(let|const) [^=]*\\b${name}\\b`).test(js))
    graph.as_default(() => new Function('tf', ...new Set([...loose, 'r', 'c', 'd']), js)(tf) as unknown)
    return { name: `dataflow ${i}`, bytes: graph.as_graph_def().SerializeToString() }
  })
}

function smallPrograms(): CorpusGraph[] {
  return Object.entries(SMALL_PROGRAMS).map(([name, build]) => {
    const graph = new tf.Graph()
    graph.as_default(build)
    return { name, bytes: graph.as_graph_def().SerializeToString() }
  })
}

/** A node whose inputs are constants, and variables where it takes them by reference. */
export function nodeGraph({ op, inputs, lengths, attrs }: BadNode, name = op): CorpusGraph {
  const def = lookupOp(op) as OpDef
  const graph = new tf.Graph()
  const names: string[] = []
  graph.as_default(() => {
    let at = 0
    for (const [i, arg] of def.inputs.entries()) {
      for (let k = 0; k < (lengths[i] as number); k++) {
        const value = inputs[at++] as tf.NDArray
        const tensor = arg.isRef
          ? (new tf.Variable(tf.constant(value as never))._as_graph_element() as tf.Tensor)
          : (tf.constant(value as never) as tf.Tensor)
        names.push(tensor.op.name)
      }
    }
  })
  const graphDef = graph.as_graph_def()
  const node = new tf.NodeDef({ name: 'node', op })
  for (const input of names) node.input.push(input)
  for (const [key, value] of attrs) node.attr[key] = attrProto(value, def.attrs.get(key))
  graphDef.node.push(node)
  return { name, bytes: graphDef.SerializeToString() }
}

function sampleGraphs(samples: readonly Sample[]): CorpusGraph[] {
  return samples.flatMap((sample, i) => {
    const size = sample.inputs.reduce((sum, input) => sum + input.size, 0)
    return size > 2000 ? [] : [nodeGraph(goodNode(sample), `${sample.op} ${i}`)]
  })
}

let loaded: Promise<{ readonly whole: readonly CorpusGraph[]; readonly nodes: readonly CorpusGraph[] }> | undefined
/** `whole`: programs and control flow; `nodes`: one node each. */
export function graphCorpus(): NonNullable<typeof loaded> {
  loaded ??= allSamples().then(samples => ({
    whole: [...programs(), ...dataflow(), ...smallPrograms()],
    nodes: sampleGraphs(samples),
  }))
  return loaded
}
