import { describe, expect, it } from 'vitest'
import { buildProgram } from '../../../src/compiler/program/build_program.ts'
import { printProgram } from '../../../src/compiler/steps/printer.ts'
import { apply } from '../../../src/graph/build/apply_op.ts'
import { defineOp } from '../../../src/graph/op_def.ts'
import * as tf from '../../../src/index.ts'

/** The lines of the host operations of a program. */
function hostLines(
  graph: tf.Graph,
  fetches: readonly tf.Tensor[],
  feeds: readonly tf.Tensor[] = [],
  raw = false,
): string[] {
  const order = graph.get_operations().filter(op => op.type !== 'Placeholder')
  const program = buildProgram({ order, feeds, fetches, demoted: new Set(), varying: new Set(), raw })
  return printProgram(program)
    .split('\n')
    .flatMap(line => (line.trim().startsWith('host') ? [line.trim()] : []))
}

const LISTED: tf.NDArray[] = []
let runs = 0
const Counted = defineOp('CountedForTheTest', {
  inputs: ['x: string'],
  outputs: ['y: string'],
  infer: c => [c.input(0)],
  gradient: 'none',
  kernel: k => {
    runs++
    return k.input(0).copy()
  },
  lower: { kind: 'host' },
})
const Listing = defineOp('ListingForTheTest', {
  inputs: ['x: string'],
  outputs: ['y: string'],
  infer: c => [c.input(0)],
  gradient: 'none',
  kernel: k => {
    k.resources.lookupOrCreate('listed', '', 'listed', () => LISTED).push(k.input(0))
    return k.input(0)
  },
  lower: { kind: 'host' },
})

describe('equal host operations', () => {
  it('are computed once, and what is made of them', () => {
    const graph = new tf.Graph()
    graph.as_default(() => {
      const x = tf.placeholder(tf.int32, [3], 'x')
      const texts = [1, 2, 3].map(i => tf.as_string(x, { width: i === 3 ? 5 : 3, name: `text_${i}` }))
      const a = tf.constant('a', { name: 'a' })
      const joined = texts.map((text, i) => tf.string_join([text, a], { name: `joined_${i + 1}` }))
      expect(hostLines(graph, joined, [x]).filter(line => /text|joined/.test(line))).toEqual([
        'host text_1 = AsString(x:0)',
        'host text_2 = text_1',
        'host text_3 = AsString(x:0)',
        'host joined_1 = StringJoin(text_1:0, a:0)',
        'host joined_2 = joined_1',
        'host joined_3 = StringJoin(text_3:0, a:0)',
      ])
      expect(hostLines(graph, joined, [x], true).filter(line => line === 'host text_2 = text_1')).toEqual([])
      const session = new tf.Session()
      const results = session.run(joined, [[x, [1, 22, 333]]]) as unknown as tf.NDArray[]
      expect(results.map(result => (result.tolist() as Uint8Array[]).map(bytes => String(bytes)))).toEqual([
        ['  1a', ' 22a', '333a'],
        ['  1a', ' 22a', '333a'],
        ['    1a', '   22a', '  333a'],
      ])
      session.close()
    })
  })

  it('run once in a run, and each that was at something that outlives it', () => {
    new tf.Graph().as_default(() => {
      const x = tf.placeholder(tf.string, [1])
      const twice = [apply(Counted, { x }), apply(Counted, { x })]
      const listed = [apply(Listing, { x }), apply(Listing, { x })]
      const session = new tf.Session()
      session.run([...twice, ...listed], [[x, ['a']]])
      session.close()
      expect(runs).toBe(1)
      expect(LISTED.length).toBe(2)
    })
  })

  it('are not those that read a variable, which may change between them, nor those whose output is fed', () => {
    new tf.Graph().as_default(() => {
      const v = new tf.Variable(tf.constant([1, 2], tf.int32), { trainable: false })
      const before = tf.as_string(v.value())
      const after = tf.control_dependencies([before.op], () =>
        tf.control_dependencies([tf.assign_add(v, [10, 10])], () => tf.as_string(v.value())),
      )
      const x = tf.placeholder(tf.int32, [3])
      const [first, second] = [tf.unique(x), tf.unique(x)]
      const session = new tf.Session()
      session.run(tf.global_variables_initializer())
      const texts = (value: unknown): string[] => ((value as tf.NDArray).tolist() as Uint8Array[]).map(String)
      const [old, young] = session.run([before, after]) as unknown[]
      expect([texts(old), texts(young)]).toEqual([
        ['1', '2'],
        ['11', '12'],
      ])
      const results = session.run(
        [first[1], tf.identity(first[0]), second[0]],
        [
          [x, [7, 8, 7]],
          [first[0], [1, 2]],
        ],
      ) as unknown as tf.NDArray[]
      expect(results.map(result => result.tolist())).toEqual([
        [0, 1, 0],
        [1, 2],
        [7, 8],
      ])
      session.close()
    })
  })
})
