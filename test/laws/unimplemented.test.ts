/** The ops that are registered and cannot run yet: which, what they wait for, and that all else works. */
import { describe, expect, test } from 'vitest'
import { kernelOf } from '../../src/graph/kernel_of.ts'
import { lookupOp, type OpDef, registeredOps } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import opNames from '../golden/op_names.json' with { type: 'json' }
import { executing } from '../support/environment.ts'
import { anyNode } from './any_node.ts'

/** What kernels are missing, by what brings them. Take an op out of here when it gets its kernel. */
const AWAITED: Readonly<Record<string, readonly string[]>> = {
  'image codecs': ['DecodeGif', 'DecodeJpeg', 'DecodePng', 'EncodeJpeg', 'EncodePng'],
}
const awaited = Object.values(AWAITED).flat()

test('every op of TensorFlow 0.12.1 is registered', () => {
  expect(opNames.filter(name => !lookupOp(name))).toEqual([])
})

test('the ops without a kernel are those that are awaited, and say so', () => {
  const without = registeredOps().filter(def => !kernelOf(def))
  expect(without.map(def => def.name).sort()).toEqual([...awaited].sort())
  expect(without.filter(def => def.spec.lower?.kind !== 'unimplemented').map(def => def.name)).toEqual([])
  expect(
    registeredOps()
      .filter(def => def.spec.lower?.kind === 'unimplemented' && kernelOf(def))
      .map(def => def.name),
  ).toEqual([])
})

describe.each(awaited)('%s', name => {
  const made = anyNode(lookupOp(name) as OpDef)
  test('is imported and written unchanged', () => {
    const bytes = made.graph.as_graph_def().SerializeToString()
    const again = new tf.Graph()
    again.as_default(() => tf.import_graph_def(bytes, { name: '' }))
    expect(Buffer.compare(again.as_graph_def().SerializeToString(), bytes)).toBe(0)
    expect(String(made.op)).toContain(`op: "${name}"`)
  })
  test.each(['compiled', 'reference'])('raises UnimplementedError when it is run (%s)', executor => {
    using _executor = executing(executor)
    using session = new tf.Session('', { graph: made.graph })
    try {
      session.run(made.op, made.feeds)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(tf.errors.UnimplementedError)
      expect((error as Error).message).toContain(`${name} is not implemented in tf0 yet`)
      expect((error as tf.errors.OpError).op).toBe(made.op)
    }
  })
})
