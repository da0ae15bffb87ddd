/** What tests of graphs share: how nodes are written down, and cases of functions with the nodes that they make. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { TensorValue } from '../../src/graph/serialize/attrs.ts'
import * as tf from '../../src/index.ts'

/** Inputs as a GraphDef names them, control inputs behind. */
export function inputNames(op: tf.Operation): string[] {
  const inputs = op.inputs.map(input => (input.value_index === 0 ? input.op.name : input.name))
  return [...inputs, ...op.control_inputs.map(control => `^${control.name}`)]
}
/** `name:Op(inputs)`. */
export const nodeText = (op: tf.Operation): string => `${op.name}:${op.type}(${inputNames(op).join(',')})`

/** Name, op and inputs; small constants with their values. */
type Node = readonly [name: string, op: string, inputs: readonly string[], value?: unknown]

interface Case {
  readonly python: string
  readonly js: string
  /** The inputs to which the result is differentiated. */
  readonly gradients: readonly string[]
  readonly nodes: readonly Node[]
}
/** Types and shapes of placeholders, by name. */
export type Inputs = Readonly<Record<string, readonly [dtype: tf.DType, shape: readonly number[] | null]>>

/** Numbers as they are compared: to the digits of float32. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded)
  return typeof value === 'number' ? Number(Math.fround(value).toPrecision(7)) : value
}

function nodeOf(op: tf.Operation): Node {
  if (op.type !== 'Const') return [op.name, op.type, inputNames(op)]
  const { array } = op.attr('value') as TensorValue
  const value =
    array.size > 8 || array.dtype === tf.string ? null : array.shape.length === 0 ? array.item() : array.tolist()
  return [op.name, op.type, inputNames(op), rounded(value)]
}

function build({ js, gradients }: Case, given: Inputs): Node[] {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const inputs = Object.fromEntries(
      Object.entries(given).map(([name, [dtype, shape]]) => [name, tf.placeholder(dtype, shape, name)]),
    )
    const count = graph.operations.length
    const out = new Function('tf', ...Object.keys(inputs), `return ${js}`)(tf, ...Object.values(inputs)) as tf.Tensor
    const xs = gradients.map(name => inputs[name] as tf.Tensor)
    if (xs.length > 0) tf.gradients(out, xs)
    return graph.operations.slice(count).map(nodeOf)
  })
}

/** A test for each case of `test/golden/<file>`. */
export function testGraphs(file: string, inputs: Inputs): void {
  const { cases } = JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8')) as { cases: Case[] }
  describe('graphs', () => {
    for (const golden of cases) {
      test(golden.python, () => {
        const expected = golden.nodes.map(([name, op, ins, ...value]) => [name, op, ins, ...value.map(rounded)])
        expect(build(golden, inputs)).toEqual(expected)
      })
    }
  })
}
