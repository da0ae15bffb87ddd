/**
 * Checks on real TensorFlow servers, where TF0_TENSORFLOW_SERVERS says how to run a Python program with a version of TensorFlow:
 * `CMD VERSION script.py …`. Without it nothing here runs.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { type Check, expectClose, type Place, plain } from './checks/check.ts'
import { CHECKS } from './checks/index.ts'

const VERSIONS = ['0.12.1', '1.15.5', '2.21.0']
const command = process.env['TF0_TENSORFLOW_SERVERS']
const title = command
  ? 'on a TensorFlow server'
  : 'on a TensorFlow server (skipped: TF0_TENSORFLOW_SERVERS is not set, a command that is called as `CMD VERSION script.py …`)'

/** Runs a check in an empty graph; its sessions are closed, whatever happens. */
async function outcome(check: Check, target: string, version: string): Promise<unknown> {
  tf.reset_default_graph()
  const sessions: tf.Session[] = []
  const session = (config?: tf.ConfigProto): tf.Session => {
    const made = new tf.Session(target, config ? { config } : {})
    sessions.push(made)
    return made
  }
  const place: Place = { session, target, version }
  try {
    return plain(await check.run(session(), place))
  } finally {
    for (const each of sessions) each.close()
  }
}

async function checkOn(check: Check, target: string, version: string): Promise<void> {
  if (check.error) {
    const [kind, text] = check.error(version)
    const failed = await outcome(check, target, version).then(
      value => expect.fail(`no error, but ${String(value)}`),
      (error: unknown) => error as Error,
    )
    expect(failed).toBeInstanceOf(kind)
    if (typeof text === 'string') expect(failed.message).toBe(text)
    else expect(failed.message).toMatch(text)
    return
  }
  const got = await outcome(check, target, version)
  expectClose(got, 'expected' in check ? check.expected : await outcome(check, '', version))
}

describe.skipIf(!command)(title, () => {
  describe.each(VERSIONS)('%s', version => {
    let server: tf.train.Server
    beforeAll(() => {
      process.env['TF0_TENSORFLOW'] = `${command} ${version}`
      server = tf.train.Server.create_local_server()
    })
    // sessions of a check are closed by now: what is left of it on the server goes
    afterEach(() => tf.Session.reset(server.target))
    afterAll(() => server[Symbol.dispose]())
    const checks = CHECKS.filter(({ versions }) => versions?.includes(version) ?? true)
    test.each(checks.map(check => [check.name, check] as const))('%s', (_, check) =>
      checkOn(check, server.target, version),
    )
  })
})
