/** Public functions have the Python signatures of TensorFlow 0.12.1. */
import { expect, test } from 'vitest'
import { signatureOf } from '../../src/calling/signature.ts'
import * as tf from '../../src/index.ts'
import recorded from '../golden/signatures.json' with { type: 'json' }

/** Functions with another signature, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'tf.batch_self_adjoint_eig': 'the function that replaced the op',
  'tf.group': 'its only keyword is named',
  'tf.import_graph_def': 'says whether the graph is trusted, too',
  'tf.make_template': 'keywords for the function go into the options',
  'tf.meshgrid': 'its keywords are named',
  'tf.ones_initializer': 'serves as an initializer itself, too',
  'tf.split': 'takes the later order of its arguments, too',
  'tf.summary.FileWriter': 'takes the suffix of 1.x, too',
  'tf.train.Saver': 'says whether what is saved has to reach the disk, too',
  'tf.train.SummaryWriter': 'takes the suffix of 1.x, too',
  'tf.train.export_meta_graph': 'its keywords are named',
  'tf.train.import_meta_graph': 'its keywords are named',
  'tf.zeros_initializer': 'serves as a factory, too',
}

/** Without spaces, in one kind of quotes, types without their module. */
const plain = (text: string): string =>
  text
    .slice(text.indexOf('('))
    .replace(/\s/g, '')
    .replace(/"/g, "'")
    .replace(/tf\.|dtypes\./g, '')

test('signatures agree', () => {
  const different: string[] = []
  let compared = 0
  for (const [symbol, signature] of Object.entries(recorded)) {
    let found: unknown = { tf }
    for (const part of symbol.split('.')) found = (found as Record<string, unknown> | undefined)?.[part]
    const own = typeof found === 'function' ? signatureOf(found) : undefined
    // decorators hide some in Python
    if (!own || OTHERWISE[symbol] || plain(signature) === '(*args,**kwargs)') continue
    compared++
    if (plain(own.text) !== plain(signature)) different.push(`${symbol}: ${own.text} should be ${signature}`)
  }
  expect(different).toEqual([])
  expect(compared).toBeGreaterThan(400)
})
