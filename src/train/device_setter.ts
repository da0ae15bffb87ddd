/** Devices for the ops of replicas: variables on parameter servers, the rest on a worker (training/device_setter.py). */

import { pythonTypeName } from '../calling/python_repr.ts'
import { pyfunction, toNumber } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { DeviceSpec, type PlacedOperation } from '../graph/device.ts'
import type { Operation } from '../graph/operation.ts'
import { warning } from '../platform/logging.ts'
import { type ClusterLike, ClusterSpec } from './cluster_spec.ts'

interface SetterArgs {
  readonly ps_tasks: number
  readonly ps_device: string | null
  readonly worker_device: string | null
  readonly merge_devices: boolean
  readonly cluster: ClusterLike | null
  readonly ps_ops: readonly string[] | string | null
  readonly ps_strategy: ((op: Operation) => number) | null
}
type DeviceFunction = (op: PlacedOperation) => string

/** `spec` with the fields that `device` sets on top. */
function merged(spec: string, device: string): string {
  const result = DeviceSpec.from_string(spec)
  result.merge_from(DeviceSpec.from_string(device))
  return result.to_string()
}

/** One task after the other. */
function roundRobin(tasks: number): () => number {
  let next = 0
  return () => {
    const task = next
    next = (next + 1) % tasks
    return task
  }
}

/** Which task a strategy has chosen. */
function taskOf(chosen: unknown): number {
  const task = typeof chosen === 'string' ? Number.NaN : toNumber(chosen as number)
  if (!Number.isFinite(task)) throw new TypeError(`%d format: a number is required, not ${pythonTypeName(chosen)}`)
  return Math.trunc(task)
}

/**
 * A function for `tf.device`: ops of the types `ps_ops` (variables) go to the tasks of `ps_device`, which `ps_strategy` chooses, one after the
 * other by default; all others to `worker_device`. How many tasks there are is `ps_tasks` or what `cluster` says. null where there are none.
 */
export const replica_device_setter = pyfunction(
  "replica_device_setter(ps_tasks=0, ps_device='/job:ps', worker_device='/job:worker', merge_devices=True, cluster=None, ps_ops=None, ps_strategy=None)",
  ({
    ps_tasks,
    ps_device,
    worker_device,
    merge_devices,
    cluster,
    ps_ops,
    ps_strategy,
  }: SetterArgs): DeviceFunction | null => {
    let tasks = toNumber(ps_tasks)
    if (cluster !== null) {
      const spec = cluster instanceof ClusterSpec ? cluster : new ClusterSpec(cluster)
      const { job } = DeviceSpec.from_string(ps_device as string)
      if (job === null || !spec.jobs.includes(job)) return null
      tasks = spec.num_tasks(job)
      // as Python's, which counts the addresses by the largest index
      if (tasks === 0) throw new ValueError('max() arg is an empty sequence')
    }
    if (tasks === 0) return null
    if (!merge_devices) warning('DEPRECATION: It is recommended to set merge_devices=true in replica_device_setter')
    const strategy = ps_strategy ?? roundRobin(tasks)
    if (typeof strategy !== 'function') throw new TypeError('ps_strategy must be callable')
    const served = ps_ops ?? ['Variable']
    return op => {
      if (!merge_devices && op.device) return op.device
      const base =
        ps_device && served.includes(op.type)
          ? `${ps_device}/task:${taskOf(strategy(op as Operation))}`
          : (worker_device ?? '')
      return merge_devices ? merged(base, op.device) : base
    }
  },
)
