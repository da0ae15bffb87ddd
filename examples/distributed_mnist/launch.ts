/**
 * Learns MNIST on a cluster of this machine: one parameter server and two workers, each with a TensorFlow server of its own.
 *
 *     TF0_TENSORFLOW=/usr/bin/python3 npx tsx examples/distributed_mnist/launch.ts [--sync] [--steps 2000] [--workers 2] [--save_secs 10] [--logdir folder]
 *
 * TF0_TENSORFLOW names a Python that has TensorFlow (0.12 to 2); `python3` without it. A task that dies is started again and goes on from the
 * last checkpoint; the same `--logdir` lets a later start go on, too.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const TASK = fileURLToPath(new URL('./task.ts', import.meta.url))
/** Times that dead tasks are started again, all together. */
const RESTARTS = 10
/** Milliseconds that tasks have to end. */
const GRACE = 5000

const USAGE =
  'usage: npx tsx examples/distributed_mnist/launch.ts [--sync] [--steps 2000] [--workers 2] [--save_secs 10] [--logdir folder]'

function parseFlags() {
  try {
    const { values } = parseArgs({
      options: {
        sync: { type: 'boolean', default: false },
        steps: { type: 'string', default: '2000' },
        workers: { type: 'string', default: '2' },
        save_secs: { type: 'string', default: '10' },
        logdir: { type: 'string' },
      },
    })
    for (const name of ['steps', 'workers', 'save_secs'] as const)
      if (!/^[1-9]\d*$/.test(values[name])) throw new TypeError(`--${name} must be a positive number: ${values[name]}`)
    return { ...values, logdir: resolve(values.logdir ?? mkdtempSync(join(tmpdir(), 'distributed_mnist-'))) }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}
const flags = parseFlags()

/** Addresses of this machine whose ports nobody uses. */
async function freeAddresses(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const addresses = servers.map(server => `localhost:${(server.address() as { port: number }).port}`)
  await Promise.all(servers.map(server => new Promise(closed => server.close(closed))))
  return addresses
}

function tellLines(name: string, stream: Readable): void {
  createInterface(stream).on('line', line => {
    if (line.startsWith('serves at ')) served.add(name)
    console.log(`[${name}] ${line}`)
  })
}

const [ps, ...workers] = (await freeAddresses(1 + Number(flags.workers))) as [string, ...string[]]
const running = new Map<string, ChildProcess>()
/** Those that TensorFlow has served, once at least: the others would fail again. */
const served = new Set<string>()
let restarts = 0
let ending = false

function start(job: string, index: number): void {
  const name = `${job}/${index}`
  const args = ['--job_name', job, '--task_index', `${index}`, '--ps_hosts', ps, '--worker_hosts', workers.join(',')]
  args.push('--logdir', flags.logdir, '--steps', flags.steps, '--save_secs', flags.save_secs)
  if (flags.sync) args.push('--sync')
  // this process' own options: they are what reads TypeScript
  const child = spawn(process.execPath, [...process.execArgv, TASK, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { TF0_TENSORFLOW: 'python3', TF_CPP_MIN_LOG_LEVEL: '2', ...process.env },
  })
  tellLines(name, child.stdout)
  tellLines(name, child.stderr)
  running.set(name, child)
  child.on('close', (code, signal) => ended(job, index, code, signal))
}

function ended(job: string, index: number, code: number | null, signal: string | null): void {
  const name = `${job}/${index}`
  running.delete(name)
  if (!ending && (code !== 0 || job === 'ps')) {
    const how = signal ?? `exit code ${code}`
    if (served.has(name) && restarts++ < RESTARTS) {
      console.log(`[${name}] ended by ${how}: starts again`)
      start(job, index)
    } else {
      console.log(`[${name}] ended by ${how}`)
      process.exitCode = 1
      endAll()
    }
  } else if (running.size === 1 && running.has('ps/0')) endAll()
}

function endAll(): void {
  ending = true
  for (const child of running.values()) child.kill()
  setTimeout(() => {
    for (const child of running.values()) child.kill('SIGKILL')
  }, GRACE).unref()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    process.exitCode = 130
    endAll()
  })

console.log(`checkpoints are in ${flags.logdir}`)
start('ps', 0)
for (const index of workers.keys()) start('worker', index)
