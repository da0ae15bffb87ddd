/** Functions that programs define are those of TensorFlow: libraries, nodes, results, errors. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { Harness } from '../python/golden/harness.ts'
import { spelling } from '../python/golden/messages.ts'

interface Case {
  readonly id: string
  readonly source: string
  readonly error: readonly [type: string, message: string] | null
  /** The GraphDef as text. */
  readonly graph: string
  readonly result: string | null
}
const cases = JSON.parse(
  readFileSync(new URL('../golden/functions/functions.json', import.meta.url), 'utf8'),
) as readonly Case[]

let harness: Harness
beforeAll(async () => {
  harness = await Harness.create()
})

/** How a case ends here, in TensorFlow's form. */
function played({ source }: Case): Omit<Case, 'id' | 'source'> {
  return new tf.Graph().as_default(graph => {
    tf.set_random_seed(7)
    const globals = harness.names()
    const program = `from tensorflow.python.framework import function\nresult = None\n${source}\n`
    let error: Case['error'] = null
    try {
      harness.run(program, globals)
    } catch (thrown) {
      const { constructor, message } = thrown as Error
      error = [
        (constructor as { pythonName?: string }).pythonName ?? constructor.name,
        message.split('\n')[0] as string,
      ]
    }
    harness.run('shown = None if result is None else repr(result)\n', globals)
    return { error, graph: graph.as_graph_def().ToText(), result: (globals.get('shown') ?? null) as string | null }
  })
}
const spelled = (text: string | null | undefined): string | null => (text == null ? null : spelling(text))

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(33)
})
test.each(cases.map(one => [one.id, one] as const))('%s', (_, one) => {
  const { error, graph, result } = played(one)
  expect(error?.map(spelled)).toEqual(one.error?.map(spelled))
  expect(graph).toBe(tf.GraphDef.FromText(one.graph).ToText())
  expect(spelled(result)).toBe(spelled(one.result))
})

test('in TypeScript', () => {
  new tf.Graph().as_default(graph => {
    const w = tf.constant([1, 2], { name: 'w' })
    const scaled = new tf.function.Defun(tf.float32).call(function Scaled(x: tf.Tensor) {
      return [x.mul(w), tf.get_variable('v', [], { initializer: tf.constant_initializer(2) }).mul(x)]
    })
    const x = tf.constant([3, 4])
    const [a, b] = scaled.call(x, { name: 'both' }) as [tf.Tensor, tf.Tensor]
    expect(a.op.name).toBe('both')
    expect(scaled.name).toMatch(/^Scaled_[0-9a-f]{8}$/)
    expect(scaled.captured_inputs.map(({ name }: tf.Tensor) => name)).toEqual(['w:0', 'v/read:0'])
    const [gradient] = tf.gradients([a, b], [x]) as [tf.Tensor]
    tf.with(new tf.Session(), sess => {
      sess.run(tf.global_variables_initializer())
      expect(String(sess.run([a, b, gradient]))).toBe('[3. 8.],[6. 8.],[3. 4.]')
    })
    // a file of the graph has the function
    const def = graph.as_graph_def()
    new tf.Graph().as_default(copy => {
      tf.import_graph_def(def, { name: '' })
      using session = new tf.Session('', { graph: copy })
      expect(String(session.run(copy.get_tensor_by_name('both:0')))).toBe('[3. 8.]')
    })
  })
})

test('bodies of any text, and what they may not be', () => {
  new tf.Graph().as_default(() => {
    const { Defun } = tf.function
    const types = [tf.float32, tf.float32]
    const names = (f: (...args: never[]) => unknown): string[] =>
      Array.from(new Defun(...types).call(f as never).definition.signature.input_arg, ({ name }) => name)
    expect(names((a: tf.Tensor, b: tf.Tensor) => tf.add(a, b))).toEqual(['a', 'b'])
    expect(names((a: tf.Tensor, ...rest: tf.Tensor[]) => [a, ...rest])).toEqual(['a', 'arg1'])
    expect(names((a: tf.Tensor, $b: tf.Tensor) => tf.add(a, $b))).toEqual(['a', 'arg1'])
    expect(() => new Defun(...types).call((a: tf.Tensor) => a)).toThrow('has fewer arguments than the number')
    expect(() => new Defun(tf.float32).call((a: tf.Tensor = tf.zeros([])) => a)).toThrow('argument defaults')
    expect(() => new Defun(tf.float32).call(3 as never)).toThrow('func 3 must be callable')
    expect(() => new Defun('float31' as never)).toThrow(TypeError)
    const thrown = new Error('of the body')
    const fails = new Defun(tf.float32).call((_x: tf.Tensor) => {
      throw thrown
    })
    expect(() => fails.call(1)).toThrow(thrown)
    // a body that has failed leaves the graph as it was
    expect(tf.get_default_graph().building_function).toBe(false)
  })
})
