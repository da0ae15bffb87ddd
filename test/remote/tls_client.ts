/** Runs a step on a server and says what came of it. Usage: tls_client.ts TARGET */
import * as tf from '../../src/index.ts'

const x = tf.placeholder(tf.float32, [3], { name: 'x' })
const sess = new tf.Session(process.argv[2] as string)
const began = performance.now()
const said = (): number => Math.round(performance.now() - began)
try {
  const value: unknown = sess.run(tf.add(x, 1, { name: 'y' }), [[x, [1, 2, 3]]]).tolist()
  console.log(JSON.stringify({ value, milliseconds: said() }))
} catch (error) {
  const { name, message } = error as Error
  console.log(JSON.stringify({ name, message, milliseconds: said() }))
}
sess.close()
