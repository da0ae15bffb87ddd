/**
 * A distributed program of 2016, each task a `tf0 run` of its own, beside TensorFlow's own run of the same program. Where
 * TF0_TENSORFLOW_SERVERS says how to run a Python program with a version of TensorFlow (`CMD VERSION script.py …`); without it nothing runs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { COMMAND } from '../support/built_package.ts'

const PROGRAM = fileURLToPath(new URL('./programs/distributed_softmax.py', import.meta.url))
const given = process.env['TF0_TENSORFLOW_SERVERS']
const [python = '', ...first] = given?.split(/\s+/) ?? []

class Task {
  readonly child: ChildProcess
  readonly lines: string[] = []
  readonly ended: Promise<number | null>
  constructor(command: string, args: readonly string[], env: object, watch: (line: string, task: Task) => void) {
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    for (const stream of [this.child.stdout, this.child.stderr])
      createInterface(stream as NonNullable<typeof stream>).on('line', line => {
        this.lines.push(line)
        watch(line, this)
      })
    this.ended = once(this.child, 'close').then(([code]) => code as number | null)
  }
  get text(): string {
    return this.lines.join('\n')
  }
  /** The numbers of its steps and their losses. */
  get steps(): number[][] {
    return this.lines.flatMap(line => {
      const found = /^step (\d+) loss ([\d.]+)$/.exec(line)
      return found ? [[Number(found[1]), Number(found[2])]] : []
    })
  }
}

const tasks: Task[] = []
const folders: string[] = []
afterEach(async () => {
  for (const { child } of tasks) child.kill('SIGKILL')
  await Promise.all(tasks.splice(0).map(({ ended }) => ended))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-distributed-'))
  folders.push(folder)
  return folder
}

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return `localhost:${port}`
}

type Start = (job: string, index: number, watch?: (line: string, task: Task) => void) => Task
/** Starts tasks of one cluster: by tf0, whose servers are of this version, or by that TensorFlow itself. */
async function cluster(
  runner: 'tf0' | 'TensorFlow',
  version: string,
  workers: number,
  flags: string[],
): Promise<Start> {
  const hosts = await Promise.all(Array.from({ length: workers + 1 }, freeAddress))
  const shared = [`--ps_hosts=${hosts[0]}`, `--worker_hosts=${hosts.slice(1).join(',')}`, ...flags]
  return (job, index, watch = () => undefined) => {
    const args = [PROGRAM, ...shared, `--job_name=${job}`, `--task_index=${index}`]
    const env = { TF0_TENSORFLOW: `${given} ${version}`, NODE_OPTIONS: '' }
    const task =
      runner === 'tf0'
        ? new Task(process.execPath, [COMMAND, 'run', ...args], env, watch)
        : new Task(python, [...first, version, ...args], env, watch)
    tasks.push(task)
    return task
  }
}

const title = given ? 'a program of 2016' : 'a program of 2016 (skipped: TF0_TENSORFLOW_SERVERS is not set)'
describe.skipIf(!given)(title, () => {
  test.each([['Supervisor'], ['MonitoredTrainingSession', '--monitored']])(
    'trains by a %s as TensorFlow 0.12.1 does',
    async (_, ...flags) => {
      const run = async (runner: 'tf0' | 'TensorFlow'): Promise<number[][]> => {
        const start = await cluster(runner, '0.12.1', 1, ['--train_steps=30', ...flags])
        const ps = start('ps', 0)
        const worker = start('worker', 0)
        expect(await worker.ended, worker.text).toBe(0)
        expect(worker.lines.at(-1)).toBe('done')
        ps.child.kill()
        return worker.steps
      }
      const [ours, theirs] = [await run('tf0'), await run('TensorFlow')]
      expect(theirs).toHaveLength(31)
      expect(ours.map(([step]) => step)).toEqual(theirs.map(([step]) => step))
      for (const [i, [, loss]] of ours.entries()) expect(loss).toBeCloseTo(theirs[i]?.[1] as number, 4)
    },
  )

  test.each(['0.12.1', '1.15.5', '2.21.0'])('two workers update in sync on %s', async version => {
    const start = await cluster('tf0', version, 2, ['--train_steps=60', '--sync_replicas'])
    start('ps', 0)
    const workers = [start('worker', 0), start('worker', 1)]
    // the one that is first at the end may leave the other without a partner
    await Promise.race(workers.map(({ ended }) => ended))
    const steps = workers.flatMap(({ steps }) => steps)
    expect(workers.map(({ text }) => text).join('\n')).toContain('done')
    expect(Math.max(...steps.map(([step]) => step as number))).toBeGreaterThanOrEqual(60)
    expect(steps.at(-1)?.[1]).toBeLessThan(0.3)
  })

  /** A monitored training whose parameter server is killed in its midst, and started again. */
  async function losing(runner: 'tf0' | 'TensorFlow', version: string) {
    const flags = ['--train_steps=4000', '--monitored', `--logdir=${newFolder()}`, '--save_secs=1']
    const start = await cluster(runner, version, 1, flags)
    let ps = start('ps', 0)
    let killed = -1
    const worker = start('worker', 0, (line, task) => {
      if (killed >= 0 || task.steps.length < 1500 || !line.startsWith('step ')) return
      killed = task.steps.at(-1)?.[0] as number
      ps.child.kill('SIGKILL')
      ps = start('ps', 0)
    })
    const code = await worker.ended
    return { code, killed, worker }
  }
  test.each(['0.12.1', '1.15.5', '2.21.0'])(
    'a lost parameter server costs the steps since the checkpoint on %s',
    async version => {
      const { code, killed, worker } = await losing('tf0', version)
      expect(code, worker.text.slice(-3000)).toBe(0)
      expect(worker.lines.at(-1)).toBe('done')
      const steps = worker.steps.map(([step]) => step as number)
      const back = steps.findIndex((step, i) => i > 0 && step < (steps[i - 1] as number) - 1)
      expect(back).toBeGreaterThan(1000)
      expect(steps[back]).toBeGreaterThan(0)
      expect(steps[back]).toBeLessThan(killed + 1)
      expect(steps.at(-1)).toBe(4000)
    },
  )
  test('TensorFlow 0.12.1 itself ends there', async () => {
    const { code, worker } = await losing('TensorFlow', '0.12.1')
    expect(code).toBe(1)
    expect(worker.text).toMatch(/UnavailableError|InternalError|AbortedError/)
  })
})
