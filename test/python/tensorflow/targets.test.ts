/** A Python program reaches no server unless its host allows it. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

// nobody listens there
const TARGET = 'grpc://127.0.0.1:9'
const attempts = [
  `tf.Session('${TARGET}')`,
  `tf.InteractiveSession('${TARGET}')`,
  `tf.Session.reset('${TARGET}')`,
  `tf.train.MonitoredTrainingSession(master='${TARGET}')`,
  `tf.train.Supervisor(logdir=None).managed_session(master='${TARGET}').__enter__()`,
]

test.each(attempts)('%s is refused', async attempt => {
  tf.reset_default_graph()
  const python = await createPython(tf, { write: () => undefined, writeError: () => undefined })
  let error: unknown
  try {
    python.run(`import tensorflow as tf\nx = tf.Variable(1)\n${attempt}`)
  } catch (caught) {
    error = caught
  }
  expect(error).toBeInstanceOf(tf.errors.PermissionDeniedError)
  const message = /session on 'grpc:..127.0.0.1:9': createPython allows it with the option servers/
  expect((error as Error).message).toMatch(message)
})

test('where the host allows servers, a program may name one; the sessions of the host are its own', async () => {
  tf.reset_default_graph()
  const python = await createPython(tf, { servers: true })
  python.run(`import tensorflow as tf\nsession = tf.Session('${TARGET}')\nsession.close()`)
  await createPython(tf)
  new tf.Session(TARGET).close()
  // Python's own words for what is no host and port
  const wrong = `import tensorflow as tf\ntry:\n  tf.Session('grpc://nowhere')\nexcept tf.errors.InvalidArgumentError as e:\n  print(e.message)`
  const printed: string[] = []
  const other = await createPython(tf, { servers: true, write: text => void printed.push(text) })
  other.run(wrong)
  expect(printed.join('')).toBe('Could not interpret "nowhere" as a host-port pair.\n')
})
