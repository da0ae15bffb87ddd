/** The journey in docs/how-it-works.md shows what the compiler prints. */
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'

test('the printed program and plan are those of the example', () => {
  const printed: string[] = []
  vi.stubEnv('DEBUG', 'plan')
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => printed.push(String(text)) > 0)
  try {
    new tf.Graph().as_default(() => {
      const x = tf.placeholder(tf.float32, [null, 3], { name: 'x' })
      const w = new tf.Variable(tf.zeros([3, 1]), { name: 'w' })
      const y = tf.placeholder(tf.float32, [null, 1], { name: 'y' })
      const loss = tf.reduce_mean(tf.square(tf.matmul(x, w).sub(y)), { name: 'loss' })
      const step = new tf.train.GradientDescentOptimizer(0.1).minimize(loss)
      const sess = new tf.Session()
      sess.run(tf.initialize_all_variables())
      sess.run(step, {
        feed_dict: [
          [x, tf.np.ones([4, 3])],
          [y, tf.np.ones([4, 1])],
        ],
      })
      sess.close()
    })
  } finally {
    write.mockRestore()
    vi.unstubAllEnvs()
  }
  const doc = readFileSync(new URL('../../docs/how-it-works.md', import.meta.url), 'utf8')
  const blocks = [...doc.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replace(/^ {4}/gm, '').trimEnd())
  const plan = blocks.find(block => block.startsWith('plan:'))
  const program = blocks.find(block => block.startsWith('program('))
  const output = printed.join('')
  expect(plan).toBeDefined()
  expect(output).toContain(plan)
  // the program is shortened by lines of dots
  let at = 0
  for (const part of (program as string).split(/\n *…\n/)) {
    at = output.indexOf(part, at)
    expect(at, part).toBeGreaterThanOrEqual(0)
  }
})
