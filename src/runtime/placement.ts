/** Where nodes may run: on the CPU devices of this process (common_runtime/simple_placer.cc), for graphs of versions that 0.12.1 takes. */
import { InvalidArgumentError } from '../errors/op_errors.ts'
import { DeviceSpec } from '../graph/device.ts'
import { type Graph, PRODUCER_VERSION } from '../graph/graph.ts'
import { nodeSummary } from '../graph/serialize/node_summary.ts'
import { neededOperations } from './needed_operations.ts'
import type { RunSignature } from './reference_executor.ts'

export interface Placement {
  /** How many CPU devices the session has (ConfigProto.device_count). */
  readonly cpus: number
  /** Nodes placed elsewhere run here instead of being refused. */
  readonly soft: boolean
}

/** TensorFlow's errors for a graph of a version that it does not take, and for nodes on devices that are not there. */
export function checkPlacement(graph: Graph, signature: RunSignature, { cpus, soft }: Placement): void {
  const { producer, min_consumer } = graph.versions
  if (producer < 0)
    throw invalid(
      `GraphDef producer version ${producer} below min producer 0 supported by TensorFlow 0.12.1.  Please regenerate your graph.`,
    )
  if (min_consumer > PRODUCER_VERSION) {
    throw invalid(
      `GraphDef min consumer version ${min_consumer} above current version ${PRODUCER_VERSION} for TensorFlow 0.12.1.  Please upgrade TensorFlow.`,
    )
  }
  if (soft) return
  for (const op of neededOperations(signature)) {
    if (op.device === '' || isHere(op.device, cpus)) continue
    const devices = Array.from({ length: cpus }, (_, i) => `/job:localhost/replica:0/task:0/cpu:${i}`).join(', ')
    const message = `Cannot assign a device to node '${op.name}': Could not satisfy explicit device specification '${op.device}' because no devices matching that specification are registered in this process; available devices: ${devices}`
    // not placed yet: the node is shown with the device that was asked for
    const summary = nodeSummary(op).replace(/_device="[^"]*"/, `_device="${op.device}"`)
    throw new InvalidArgumentError(op.node_def, op, `${message}\n\t [[Node: ${summary}]]`)
  }
}

const invalid = (message: string): InvalidArgumentError => new InvalidArgumentError(null, null, message)

function isHere(device: string, cpus: number): boolean {
  const { job, replica, task, device_type, device_index } = DeviceSpec.from_string(device)
  return (
    (job === null || job === 'localhost') &&
    (replica === null || replica === 0) &&
    (task === null || task === 0) &&
    (device_type === null || device_type === 'CPU') &&
    (device_index === null || device_index < cpus)
  )
}
