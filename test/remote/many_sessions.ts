/**
 * Opens and closes sessions on a server, and prints what both processes hold before and after 1,000 of them, as JSON.
 * Usage: node --expose-gc --import tsx many_sessions.ts TARGET SERVER_PID
 */
import { setTimeout as sleep } from 'node:timers/promises'
import * as tf from '../../src/index.ts'
import { type Holdings, holdings } from './real_server.ts'

export interface Measured {
  readonly client: Holdings
  readonly server: Holdings
  /** Connections of the client's main thread. */
  readonly sockets: number
  /** MB of the client's heap that are in use. */
  readonly heap: number
}

const [, , target = '', pid] = process.argv
const x = tf.constant(1, { dtype: tf.float32 })
function openAndClose(times: number): void {
  for (let i = 0; i < times; i++) {
    const sess = new tf.Session(target)
    if (sess.run(x) !== 1) throw new tf.ValueError('the session has computed something else')
    sess.close()
  }
}
async function measured(): Promise<Measured> {
  // what has been freed goes in steps, and weak references by turns of the event loop
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.()
    await sleep(20)
  }
  const { heapUsed, external } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter(name => /TCP/i.test(name)).length
  return {
    client: holdings(process.pid),
    server: holdings(Number(pid)),
    sockets,
    heap: (heapUsed + external) / 2 ** 20,
  }
}

// the memory of both has grown by then to what it takes
openAndClose(1000)
const before = await measured()
openAndClose(1000)
const after = await measured()
console.log(JSON.stringify({ before, after }))
