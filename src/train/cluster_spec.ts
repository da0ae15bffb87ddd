/** Which tasks a cluster has, and where they are (training/server_lib.py). */

import { areKeywords } from '../calling/keywords.ts'
import { pythonRepr } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature, toNumber } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { ClusterDef, JobDef } from '../formats/protos/index.ts'

type Mapping<K extends string | number, V> = ReadonlyMap<K, V> | Readonly<Record<K, V>>
/** The addresses of a job's tasks: all of them, or some by their indices. */
export type JobTasks = readonly string[] | Mapping<number, string>
export type ClusterLike = Mapping<string, JobTasks> | ClusterDef | ClusterSpec

const isMapping = (value: unknown): value is object => value instanceof Map || isPlainObject(value)
const entriesOf = <V>(mapping: object): [key: unknown, value: V][] =>
  mapping instanceof Map ? [...(mapping as Map<unknown, V>)] : (Object.entries(mapping) as [string, V][])

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  throw new TypeError(`${what} ${pythonRepr(value)} must be bytes or unicode`)
}
function tasksOf(job: unknown, tasks: unknown): Map<number, string> {
  if (Array.isArray(tasks)) return new Map(tasks.map((address, i) => [i, address as string]))
  if (!isMapping(tasks))
    throw new TypeError(`The tasks for job ${pythonRepr(job)} must be a list or a dictionary from integers to strings.`)
  return new Map(entriesOf<string>(tasks).map(([index, address]) => [toNumber(index), address]))
}
const jobsIn = (def: ClusterDef): Map<string, Map<number, string>> =>
  new Map(
    Array.from(def.job, ({ name, tasks }) => [
      name,
      new Map(entriesOf<string>(tasks).map(([index, address]) => [Number(index), address])),
    ]),
  )

const METHODS = {
  num_tasks: 'num_tasks(job_name)',
  task_indices: 'task_indices(job_name)',
  task_address: 'task_address(job_name, task_index)',
  job_tasks: 'job_tasks(job_name)',
} as const

/**
 * A cluster: jobs with tasks, each of which has an address.
 *
 *     new tf.train.ClusterSpec({ ps: ['ps0:2222'], worker: ['worker0:2222', 'worker1:2222'] })
 */
export class ClusterSpec {
  readonly #jobs: Map<string, Map<number, string>>
  readonly #def: ClusterDef

  constructor(given: ClusterLike) {
    // a dict of jobs looks like keywords
    const cluster = areKeywords(given) ? (SIGNATURE.bind([given])['cluster'] as ClusterLike) : given
    if (cluster instanceof ClusterDef || cluster instanceof ClusterSpec) {
      const def =
        cluster instanceof ClusterSpec ? ClusterDef.FromString(cluster.as_cluster_def().SerializeToString()) : cluster
      this.#def = def
      this.#jobs = jobsIn(def)
      return
    }
    if (!isMapping(cluster)) {
      throw new TypeError(
        '`cluster` must be a dictionary mapping one or more job names to lists of network addresses, or a `ClusterDef` protocol buffer',
      )
    }
    this.#jobs = new Map(entriesOf(cluster).map(([job, tasks]) => [job as string, tasksOf(job, tasks)]))
    this.#def = this.#makeDef()
  }
  /** Sorted, so that equal clusters have equal bytes. */
  #makeDef(): ClusterDef {
    const def = new ClusterDef()
    for (const [job, tasks] of [...this.#jobs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const jobDef = new JobDef({ name: textOf(job, 'Job name') })
      for (const [index, address] of [...tasks].sort(([a], [b]) => a - b))
        jobDef.tasks[index] = textOf(address, 'Task address')
      def.job.push(jobDef as never)
    }
    return def
  }
  #job(name: string): Map<number, string> {
    const tasks = this.#jobs.get(name)
    if (!tasks) throw new ValueError(`No such job in cluster: ${pythonRepr(name)}`)
    return tasks
  }
  get jobs(): string[] {
    return [...this.#jobs.keys()]
  }
  num_tasks(...args: PythonArguments<typeof METHODS.num_tasks, { job_name: string }>): number
  num_tasks(job_name: string): number {
    return this.#job(job_name).size
  }
  /** The indices of a job's tasks, ascending. */
  task_indices(...args: PythonArguments<typeof METHODS.task_indices, { job_name: string }>): number[]
  task_indices(job_name: string): number[] {
    return [...this.#job(job_name).keys()].sort((a, b) => a - b)
  }
  task_address(...args: PythonArguments<typeof METHODS.task_address, { job_name: string; task_index: number }>): string
  task_address(job_name: string, task_index: number): string {
    const address = this.#job(job_name).get(toNumber(task_index))
    if (address === undefined)
      throw new ValueError(`No task with index ${pythonRepr(task_index)} in job ${pythonRepr(job_name)}`)
    return address
  }
  /** The addresses of a job's tasks by their indices; null for those that there are none of. */
  job_tasks(...args: PythonArguments<typeof METHODS.job_tasks, { job_name: string }>): (string | null)[]
  job_tasks(job_name: string): (string | null)[] {
    const tasks = this.#job(job_name)
    return Array.from({ length: Math.max(...tasks.keys()) + 1 }, (_, i) => tasks.get(i) ?? null)
  }
  /** Each job's addresses: an array where no index is missing, else by index. */
  as_dict(): Record<string, (string | null)[] | Map<number, string>> {
    return Object.fromEntries(
      [...this.#jobs].map(([job, tasks]) => {
        const indices = this.task_indices(job)
        const dense = (indices.at(-1) as number) + 1 === indices.length
        return [job, dense ? this.job_tasks(job) : new Map(indices.map(index => [index, tasks.get(index) as string]))]
      }),
    )
  }
  as_cluster_def(): ClusterDef {
    return this.#def
  }
}
// @ts-expect-error the guarded class takes its place
ClusterSpec = guardedClass(ClusterSpec)
const SIGNATURE = setSignature(ClusterSpec, 'ClusterSpec(cluster)')
setMethodSignatures(ClusterSpec, ...Object.values(METHODS))
