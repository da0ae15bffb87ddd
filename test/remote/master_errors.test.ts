/**
 * What masters of real TensorFlow servers refuse, as it comes to the user: class and text. Where TF0_TENSORFLOW_SERVERS says how to run a
 * Python program with a version of TensorFlow: `CMD VERSION script.py …`. Without it nothing here runs.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { masterErrors, type Row, settled } from './checks/master_errors.ts'
import { RawSession } from './raw_session.ts'

const command = process.env['TF0_TENSORFLOW_SERVERS']
const title = command
  ? 'a TensorFlow server refuses'
  : 'a TensorFlow server refuses (skipped: TF0_TENSORFLOW_SERVERS is not set, a command that is called as `CMD VERSION script.py …`)'

/** The error of a row, or null; its sessions are closed. */
function errorOf({ run }: Row, target: string, filter: boolean): Error | null {
  const sessions: RawSession[] = []
  try {
    run((graph, config) => {
      const session = new RawSession(target, filter, graph, config)
      sessions.push(session)
      return session
    })
    return null
  } catch (error) {
    return error as Error
  } finally {
    for (const session of sessions) {
      try {
        session.close()
      } catch (error) {
        expect(error).toBeInstanceOf(tf.errors.AbortedError)
      }
    }
  }
}

describe.skipIf(!command)(title, () => {
  describe.each(['0.12.1', '1.15.5', '2.21.0'] as const)('%s', version => {
    let server: tf.train.Server
    beforeAll(() => {
      process.env['TF0_TENSORFLOW'] = `${command} ${version}`
      server = tf.train.Server.create_local_server()
    })
    afterAll(() => server[Symbol.dispose]())
    test.each(masterErrors.map(row => [row.name, row] as const))('%s', (_, row) => {
      const wanted = 'length' in row.error ? row.error : row.error[version]
      const error = errorOf(row, server.target, version.startsWith('0.'))
      if (!wanted) return expect(error).toBeNull()
      expect(error).toBeInstanceOf(wanted[0])
      expect(settled((error as Error).message)).toBe(wanted[1])
    })
  })
})
