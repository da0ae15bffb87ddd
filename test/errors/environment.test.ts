import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { environment } from '../support/environment.ts'

const run = (): unknown => {
  using _ = new tf.Graph().as_default()
  const two = tf.constant(2)
  using session = new tf.Session()
  return session.run(two)
}
const imported = (): unknown => new tf.Graph().as_default(() => tf.import_graph_def(new tf.GraphDef()))

test.each([
  [
    'TF0_EXECUTOR',
    'referense',
    run,
    /^Environment: TF0_EXECUTOR: Invalid option: expected one of "compiled"\|"reference"/,
  ],
  ['TF0_THREADS', '0', run, /^Environment: TF0_THREADS: Too small: expected number to be >=1/],
  ['TF0_THREADS', 'two', run, /^Environment: TF0_THREADS: Invalid input: expected number/],
  ['TF0_THREADS', '257', run, /^Environment: TF0_THREADS: Too big/],
  ['TF0_TRUST_GRAPHS', 'no', imported, /^Environment: TF0_TRUST_GRAPHS: Invalid option: expected one of "0"\|"1"/],
] as const)('%s=%s is refused by name', (name, value, use, message) => {
  using _value = environment({ [name]: value })
  expect(use).toThrow(message)
})

test('variables that are not set, or empty, say nothing', () => {
  using _none = environment({ TF0_EXECUTOR: '', TF0_THREADS: '', TF0_TRUST_GRAPHS: undefined })
  expect(run()).toBe(2)
  imported()
})
