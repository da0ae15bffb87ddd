/** Array, sparse and string functions and their gradients make TensorFlow's nodes, infer its shapes and raise its errors. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SparseTensor } from '../../src/graph/build/sparse_tensor.ts'
import * as tf from '../../src/index.ts'
import * as ops from '../../src/ops/index.ts'
import type { DTypeLike } from '../../src/tensor/dtypes.ts'
import { nodeText } from './graph_cases.ts'

interface Case {
  readonly python: string
  readonly js: string
  readonly shapes?: readonly (string | null)[]
  readonly nodes?: string
  readonly error?: string
  readonly message?: string
}
const cases = JSON.parse(readFileSync(new URL('../golden/array_graphs.json', import.meta.url), 'utf8')) as Case[]

const P = (shape: (number | null)[] | null, dtype: DTypeLike = tf.float32): tf.Tensor =>
  ops.placeholder(dtype, { shape: shape as never })
const indices = [
  [0, 0],
  [0, 2],
  [1, 1],
]
const names = {
  tf: { ...tf, ...ops, SparseTensor },
  I: tf.int32,
  P,
  SP: () => new SparseTensor(indices, [1.5, 2.5, 3.5], [2, 3]),
  SPI: () => new SparseTensor(indices, ops.constant([1, 2, 3], tf.int32), [2, 3]),
  V: () => new ops.Variable([1.5, 2.5], { name: 'V' }),
  SPMUL: (a: SparseTensor, b: tf.Tensor) => a.mul(b),
  SPDIV: (a: SparseTensor, b: tf.Tensor) => a.truediv(b),
  G: (p: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor) => tf.gradients(f(p), p as never),
}

function flat(result: unknown): (tf.Tensor | null)[] {
  if (Array.isArray(result)) return result.flatMap(flat)
  if (result instanceof SparseTensor) return [result.indices, result.values, result.shape]
  if (result instanceof tf.IndexedSlices) return [result.values, result.indices]
  return [result as tf.Tensor | null]
}
function build({ js }: Case): { shapes: (string | null)[]; nodes: string } {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const result = new Function(...Object.keys(names), `return ${js}`)(...Object.values(names)) as unknown
    const nodes = graph.operations.map(nodeText)
    return { shapes: flat(result).map(tensor => tensor && String(tensor.get_shape())), nodes: nodes.join(' ') }
  })
}

describe('graphs of array functions', () => {
  for (const golden of cases) {
    test(golden.python, () => {
      if (golden.error === undefined) {
        expect(build(golden)).toEqual({ shapes: golden.shapes, nodes: golden.nodes })
        return
      }
      let raised: Error | undefined
      try {
        build(golden)
      } catch (error) {
        raised = error as Error
      }
      expect(raised?.constructor.name).toBe(golden.error)
      // the user's own line follows
      expect(raised?.message.replaceAll('"', "'").startsWith(golden.message?.split('\n')[0] as string)).toBe(true)
    })
  }
})
