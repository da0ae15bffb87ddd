/**
 * The cluster that learns MNIST, started as a user starts it. With real servers where TF0_TENSORFLOW_SERVERS says how to run a Python program
 * with a version of TensorFlow (`CMD VERSION script.py …`); without it only what needs none.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { trainAlone } from '../../examples/distributed_mnist/model.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LAUNCHER = 'examples/distributed_mnist/launch.ts'
const command = process.env['TF0_TENSORFLOW_SERVERS']

let launched: ChildProcess | undefined
afterEach(async () => {
  if (launched?.exitCode === null) {
    launched.kill()
    await once(launched, 'close')
  }
  launched = undefined
})

/** Starts it; `watch` sees each line as it comes. Its lines and exit code. */
async function launch(tensorflow: string, args: readonly string[], watch: (line: string) => void = () => {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', LAUNCHER, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', TF0_TENSORFLOW: tensorflow },
  })
  launched = child
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', line => {
      lines.push(line)
      watch(line)
    })
  const [code] = await once(child, 'close')
  return { code: code as number | null, lines, text: lines.join('\n') }
}
const accuracyIn = (text: string): number => Number(/^\[worker\/0\] test accuracy ([\d.]+) after/m.exec(text)?.[1])
const stepOf = (line: string): number => Number(/\bstep (\d+)/.exec(line)?.[1] ?? -1)

test('without TensorFlow it says what to install, and ends', async () => {
  const { code, text } = await launch('/nowhere/python', ['--steps', '10'])
  expect(code).toBe(1)
  // whichever task fails first ends the others
  expect(text).toMatch(/^\[(ps|worker)\/\d\] .*No TensorFlow server: .*\/nowhere\/python.*pip install tensorflow/m)
  expect(text).not.toContain('starts again')
})

test.each([
  [['--steps', 'x'], '--steps must be a positive number: x'],
  [['--workers', '0'], '--workers must be a positive number: 0'],
  [['--asynchronous'], "Unknown option '--asynchronous'"],
])('%j', async (args, message) => {
  const { code, text } = await launch('/nowhere/python', args)
  expect(code).toBe(2)
  expect(text).toContain(message)
  expect(text).toContain('usage: npx tsx examples/distributed_mnist/launch.ts')
})

const title = command ? 'on TensorFlow servers' : 'on TensorFlow servers (skipped: TF0_TENSORFLOW_SERVERS is not set)'
describe.skipIf(!command)(title, () => {
  const STEPS = 600
  let alone = 0
  beforeAll(() => {
    alone = trainAlone(STEPS)
    expect(alone).toBeGreaterThan(0.94)
  })
  describe.each(['0.12.1', '1.15.5', '2.21.0'])('%s', version => {
    test.each([['each by itself'], ['in sync', '--sync']])('two workers update %s', async (_, ...flags) => {
      const { code, text } = await launch(`${command} ${version}`, ['--steps', `${STEPS}`, ...flags])
      expect(code, text).toBe(0)
      expect(text).not.toContain('starts again')
      for (const task of ['ps/0', 'worker/0', 'worker/1']) expect(text).toContain(`[${task}] serves at grpc://`)
      expect(text).toMatch(/^\[worker\/1\] step \d+, loss/m)
      expect(accuracyIn(text)).toBeGreaterThan(alone - 0.01)
    })

    test.each([['each by itself'], ['in sync', '--sync']])(
      'a killed worker, chief and parameter server go on from the checkpoint: %s',
      async (_, ...flags) => {
        const pids = new Map<string, number>()
        const victims = ['worker/1', 'worker/0', 'ps/0']
        const killed: { readonly task: string; readonly at: number }[] = []
        /** Steps at which sessions begin after the last death. */
        const begun: number[] = []
        let next = 300
        const args = ['--steps', '2500', '--save_secs', '1', ...flags]
        const { code, text } = await launch(`${command} ${version}`, args, line => {
          const [, task, pid] = /^\[(.*)\] serves at .* pid (\d+)$/.exec(line) ?? []
          if (task) pids.set(task, Number(pid))
          if (line.includes('begins at step') && killed.length > 0) begun.push(stepOf(line))
          if (!/^\[worker\/\d\] step/.test(line) || stepOf(line) < next) return
          // the next one has to be back
          const victim = victims[killed.length]
          if (!victim || (killed.length > 0 && begun.length === 0)) return
          killed.push({ task: victim, at: stepOf(line) })
          begun.length = 0
          next = stepOf(line) + 400
          process.kill(pids.get(victim) as number, 'SIGKILL')
        })
        expect(code, text).toBe(0)
        expect(killed.map(({ task }) => task)).toEqual(victims)
        for (const victim of victims) expect(text).toContain(`[${victim}] ended by SIGKILL: starts again`)
        // the variables died with the parameter server: both workers have those of the checkpoint
        const { at } = killed.at(-1) as (typeof killed)[number]
        expect(begun).toHaveLength(2)
        for (const step of begun) expect(step).toBeGreaterThan(0)
        expect(Math.min(...begun)).toBeLessThanOrEqual(at + 100)
        expect(accuracyIn(text)).toBeGreaterThan(alone)
      },
      360_000,
    )
  })

  test('Ctrl-C ends all of it', async () => {
    const pids: number[] = []
    const { code } = await launch(`${command} 1.15.5`, ['--steps', '1000000'], line => {
      const pid = /serves at .* pid (\d+)$/.exec(line)?.[1]
      if (pid) pids.push(Number(pid))
      if (/step \d+, loss/.test(line)) launched?.kill('SIGINT')
    })
    expect(code).toBe(130)
    expect(pids).toHaveLength(3)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
