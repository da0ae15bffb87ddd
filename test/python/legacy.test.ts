/**
 * Programs in the manner of 2015 to 2017, run unedited: they print what they print on TensorFlow 0.12.1 (numbers to rounding, where training adds it
 * up), and leave the same graph, node by node. `legacy/record.py` records them again.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'

const FOLDER = fileURLToPath(new URL('./legacy/', import.meta.url))
const programs = readdirSync(FOLDER).filter(file => file.endsWith('.py') && file !== 'record.py')

/** Largest differences of printed numbers, relative and absolute. */
const [RELATIVE, ABSOLUTE] = [1e-3, 2e-5]
const NUMBER = /(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w])/g

/** Text with a mark for each number, without what hangs on the length of numbers; Python 3 has no prefix for text. */
const words = (text: string): string =>
  text
    .replace(/\bu(?=['"])/g, '')
    .replace(NUMBER, '#')
    .replace(/\s+/g, ' ')
    .replace(/\[ /g, '[')
    .replace(/ ]/g, ']')
const numbers = (text: string): number[] => (text.match(NUMBER) ?? []).map(Number)

/** The printed numbers that are not the recorded ones. */
const otherNumbers = (got: string, want: string): string[] => {
  const [g, w] = [numbers(got), numbers(want)]
  return w.flatMap((x, i) =>
    Math.abs(x - (g[i] as number)) <= ABSOLUTE + RELATIVE * Math.abs(x) ? [] : [`${g[i]} instead of ${x}`],
  )
}

type Node = tf.GraphDef['node'][number]

/** A node in a line; `values`: constants that a program computed come with their shape only. */
const lineOf = (node: Node, values: boolean): string => {
  const attrs = Object.entries(node.attr).map(([key, attr]) => {
    const { tensor } = attr as { tensor?: { dtype: number; tensor_shape?: unknown } }
    if (!values && tensor) return `${key}: ${tensor.dtype} ${JSON.stringify(tensor.tensor_shape)}`
    return `${key}: ${Buffer.from((attr as { SerializeToString: () => Uint8Array }).SerializeToString()).toString('latin1')}`
  })
  return [node.name, node.op, node.device, ...node.input, ...attrs.sort()].join(' ')
}

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(8)
})

describe.each(programs)('%s', file => {
  test('prints and builds what it does on TensorFlow', { timeout: 120_000 }, async () => {
    let output = ''
    const python = await createPython(tf, {
      write: text => {
        output += text
      },
    })
    const globals = new Map<string, unknown>([['__name__', '__main__']])
    let graph: tf.GraphDef
    try {
      python.run(readFileSync(FOLDER + file, 'utf8'), { file: FOLDER + file, version: 2, globals })
      graph = ((globals.get('graph') ?? tf.get_default_graph()) as tf.Graph).as_graph_def()
    } finally {
      tf.reset_default_graph()
    }
    const want = readFileSync(FOLDER + file.replace(/py$/, 'out'), 'utf8')
    expect(words(output)).toBe(words(want))
    expect(otherNumbers(output, want)).toEqual([])
    const recorded = tf.GraphDef.FromString(gunzipSync(readFileSync(FOLDER + file.replace(/py$/, 'pb.gz'))))
    const computed = (node: Node | undefined): boolean =>
      node?.op === 'Const' && COMPUTED[file]?.includes(node.name) === true
    const lines = (def: tf.GraphDef): string[] => def.node.map(node => lineOf(node, !computed(node)))
    expect(lines(graph)).toEqual(lines(recorded))
  })
})

/** Constants that programs have computed: these are equal to rounding. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  'gan_vae.py': [
    'Assign/value',
    'Assign_1/value',
    'Assign_2/value',
    'Assign_3/value',
    'Assign_4/value',
    'Assign_5/value',
    'Assign_6/value',
    'Assign_7/value',
  ],
  'style_images.py': ['sub/y', 'sub_1/y', 'sub_2/y'],
}
