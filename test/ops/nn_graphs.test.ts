/** Functions of neural networks, variables and random numbers make the nodes that TensorFlow 0.12.1 makes, with the same names. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { TensorValue } from '../../src/graph/attrs.ts'
import * as tf from '../../src/index.ts'

interface Case {
  readonly python: string
  readonly js: string
  readonly gradients: readonly string[]
  readonly nodes: readonly (readonly [string, string, readonly string[], unknown?])[]
}
const { cases } = JSON.parse(readFileSync(new URL('../golden/nn_graphs.json', import.meta.url), 'utf8')) as { cases: Case[] }

/** Numbers as they are compared: to the digits of float32. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded)
  return typeof value === 'number' ? Number(Math.fround(value).toPrecision(7)) : value
}

const INPUTS: Readonly<Record<string, readonly [tf.DType, readonly number[] | null]>> = {
  x: [tf.float32, [2, 3]],
  y: [tf.float32, [2, 3]],
  b: [tf.float32, [3]],
  w: [tf.float32, [3, 2]],
  c: [tf.float32, [2]],
  c2: [tf.float32, [4, 2]],
  t: [tf.float32, [2, 4, 3]],
  image: [tf.float32, [2, 4, 5, 3]],
  unknown: [tf.float32, null],
  keep: [tf.float32, []],
  ids: [tf.int32, [2]],
  tids: [tf.int64, [2, 4]],
  lids: [tf.int64, [4, 1]],
}

function build({ js, gradients }: Case): unknown[] {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const inputs = Object.fromEntries(Object.entries(INPUTS).map(([name, [dtype, shape]]) => [name, tf.placeholder(dtype, shape, name)]))
    const count = graph.get_operations().length
    const out = new Function('tf', ...Object.keys(inputs), `return ${js}`)(tf, ...Object.values(inputs)) as tf.Tensor
    if (gradients.length > 0)
      tf.gradients(
        out,
        gradients.map(name => inputs[name] as tf.Tensor),
      )
    return graph
      .get_operations()
      .slice(count)
      .map(op => {
        const ins = [
          ...op.inputs.map(input => (input.value_index === 0 ? input.op.name : input.name)),
          ...op.control_inputs.map(control => `^${control.name}`),
        ]
        if (op.type !== 'Const') return [op.name, op.type, ins]
        const { array } = op.attr('value') as TensorValue
        const value = array.size > 8 || array.dtype === tf.string ? null : array.shape.length === 0 ? array.item() : array.tolist()
        return [op.name, op.type, ins, rounded(value)]
      })
  })
}

describe('graphs', () => {
  for (const golden of cases) {
    test(golden.python, () => {
      expect(build(golden)).toEqual(golden.nodes.map(node => (node.length === 4 ? [...node.slice(0, 3), rounded(node[3])] : node)))
    })
  }
})
