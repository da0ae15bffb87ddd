/** Processes of real TensorFlow servers, which tests kill, hold and start again: TF0_TENSORFLOW_SERVERS, called as `CMD VERSION script.py …`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

export const VERSIONS = ['0.12.1', '1.15.5', '2.21.0'] as const
export const command = process.env['TF0_TENSORFLOW_SERVERS']
/** The title of tests of real servers. */
export const title = command
  ? 'on a TensorFlow server'
  : 'on a TensorFlow server (skipped: TF0_TENSORFLOW_SERVERS is not set, a command that is called as `CMD VERSION script.py …`)'

const SCRIPT = `
import json, os, sys
import tensorflow as tf
train = getattr(getattr(tf, 'compat', None), 'v1', tf).train
cluster, job, task = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])
cluster = dict((str(name), [str(address) for address in addresses]) for name, addresses in cluster.items())
server = train.Server(cluster, job_name=job, task_index=task)
target = server.target
sys.stdout.write('at %s %d\\n' % (target if isinstance(target, str) else target.decode(), os.getpid()))
sys.stdout.flush()
sys.stdin.read()
os._exit(0)
`

export interface RealServer {
  readonly target: string
  readonly port: string
  readonly pid: number
  kill(): Promise<void>
}
/** Jobs with the addresses of their tasks. */
export type Cluster = Readonly<Record<string, readonly string[]>>

const children = new Set<ChildProcess>()
/** Ends all that were started. */
export function endServers(): void {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
}

/** Starts a server that is alone. */
export const startServer = (version: string, port = '0'): Promise<RealServer> =>
  startTask(version, { local: [`127.0.0.1:${port}`] }, 'local')

/** Starts a task of a cluster. The process is there at once, and the server when the promise is kept. */
export async function startTask(version: string, cluster: Cluster, job: string, task = 0): Promise<RealServer> {
  const [program, ...first] = `${command} ${version}`.split(/\s+/)
  const child = spawn(program as string, [...first, '-c', SCRIPT, JSON.stringify(cluster), job, `${task}`], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  children.add(child)
  for await (const line of createInterface(child.stdout)) {
    const found = /^at (\S+:(\d+)) (\d+)$/.exec(line)
    if (!found) continue
    const [, target = '', port = '', pid] = found
    const kill = async (): Promise<void> => {
      process.kill(Number(pid), 'SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    }
    return { target: target.replace('localhost', '127.0.0.1'), port, pid: Number(pid), kill }
  }
  throw new Error(`the server did not start: ${job}/${task} of ${JSON.stringify(cluster)}`)
}

/** Addresses of this machine whose ports nobody uses. */
export async function freeAddresses(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const addresses = servers.map(server => `127.0.0.1:${(server.address() as { port: number }).port}`)
  await Promise.all(servers.map(server => new Promise(closed => server.close(closed))))
  return addresses
}

/** What a process holds. */
export interface Holdings {
  readonly descriptors: number
  readonly threads: number
  /** Of resident memory. */
  readonly megabytes: number
}
export function holdings(pid: number): Holdings {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: number('Threads'),
    megabytes: number('VmRSS') / 1024,
  }
}

/** Stops a process as SIGSTOP does, and returns once each of its threads stands: the signal alone is no promise of when. */
export async function hold(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  const runs = (thread: string): boolean =>
    !/\) T [^)]*$/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))
  while (readdirSync(`/proc/${pid}/task`).some(runs)) await new Promise(resolve => setTimeout(resolve, 5))
}
