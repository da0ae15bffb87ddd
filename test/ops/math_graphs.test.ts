/** Mathematical functions and their gradients make the nodes that TensorFlow 0.12.1 makes, with the same names. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import type { TensorValue } from '../../src/graph/attrs.ts'

interface Case {
  readonly python: string
  readonly js: string
  readonly gradients: readonly string[]
  readonly nodes: readonly (readonly [string, string, readonly string[], unknown?])[]
}
const { cases } = JSON.parse(readFileSync(new URL('../golden/math_graphs.json', import.meta.url), 'utf8')) as { cases: Case[] }

/** Numbers as they are compared: to the digits of float32. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded)
  return typeof value === 'number' ? Number(Math.fround(value).toPrecision(7)) : value
}

function build({ js, gradients }: Case): unknown[] {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const inputs: Record<string, tf.Tensor> = {
      x: tf.placeholder(tf.float32, [2, 3], 'x'),
      y: tf.placeholder(tf.float32, [3], 'y'),
      u: tf.placeholder(tf.float32, null, 'u'),
      i: tf.placeholder(tf.int32, [2, 3], 'i'),
      b: tf.placeholder(tf.bool, [2, 3], 'b'),
      q: tf.placeholder(tf.float32, [3, 3], 'q'),
      r: tf.placeholder(tf.float32, [3, 2], 'r'),
      t: tf.placeholder(tf.float32, [2, 3, 3], 't'),
      ids: tf.placeholder(tf.int32, [2], 'ids'),
    }
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
      expect(build(golden)).toEqual(golden.nodes.map(node => (node.length > 3 ? [node[0], node[1], node[2], rounded(node[3])] : node)))
    })
  }
})
