/** Waits on a server for what never comes, to be killed. Usage: waiting_client.ts TARGET */
import { writeSync } from 'node:fs'
import * as tf from '../../src/index.ts'

const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]], shared_name: 'waited_for' })
const element = queue.dequeue() as tf.Tensor
const size = queue.size()
const sess = new tf.Session(process.argv[2] as string)
sess.run(size)
writeSync(1, 'ready\n')
sess.run(element)
