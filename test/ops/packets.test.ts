import { expect, it } from 'vitest'
import * as tf from '../../src/index.ts'
import recorded from '../golden/packets.json' with { type: 'json' }

const FUNCTIONS = { sin: tf.sin, cos: tf.cos, tanh: tf.tanh } as const

for (const { name, most, n, bits } of recorded) {
  it(`${name} of ${n} floats has TensorFlow's bits`, () => {
    const x = Float32Array.from({ length: n }, (_, i) => most * ((((i * 7919 + 13) % 2003) - 1001) / 1001) ** 3)
    const want = new Int32Array(new Uint8Array(Buffer.from(bits, 'base64')).buffer)
    for (const threads of [1, 2]) {
      tf.reset_default_graph()
      const fed = tf.placeholder('float32', [n])
      const sess = new tf.Session({ config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
      const got = sess.run(FUNCTIONS[name as keyof typeof FUNCTIONS](fed), { feed_dict: [[fed, x]] })
      sess.close()
      const given = new Int32Array((got.data as Float32Array).slice().buffer)
      expect(given).toEqual(want)
    }
  })
}
