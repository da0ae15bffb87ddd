/** Starts a server, says its target, and waits for it. */
import { writeSync } from 'node:fs'
import * as tf from '../../src/index.ts'

const server = tf.train.Server.create_local_server()
writeSync(1, `${server.target}\n`)
try {
  server.join()
} catch (error) {
  writeSync(1, `${(error as Error).name}\n`)
}
