/** The graphs that a run executes, one a device: what is needed of the session's graph, with the nodes that feed and fetch. */
import { GraphDef, NodeDef } from '../formats/protos/graph.generated.ts'
import { PRODUCER_VERSION } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import { nodeDef } from '../graph/serialize/node_def.ts'
import { localDevice, receivedName, sentName } from '../graph/serialize/node_summary.ts'
import type { Tensor } from '../graph/tensor.ts'
import { neededOperations } from '../runtime/needed_operations.ts'
import type { RunSignature } from '../runtime/reference_executor.ts'

export function partitionGraphs(signature: RunSignature): GraphDef[] {
  const fed = new Set(signature.feeds)
  const needed = [...neededOperations(signature)].sort((a, b) => a.id - b.id)
  const placeholders = new Set(
    signature.feeds.map(tensor => tensor.op).filter(op => op.op_def.spec.lower?.kind === 'source'),
  )
  const taken = new Set(needed.flatMap(op => [...op.inputs]))
  const nodes = new Map<string, NodeDef[]>()
  const place = (op: Operation, node: NodeDef): void => {
    const device = localDevice(op)
    node.device = device
    const placed = nodes.get(device)
    if (placed) placed.push(node)
    else nodes.set(device, [node])
  }
  for (const tensor of signature.feeds) if (taken.has(tensor)) place(tensor.op, transfer('_Recv', tensor))
  for (const op of needed) {
    // nothing feeds a placeholder but the run
    if (!placeholders.has(op)) place(op, withReceived(op, fed))
  }
  for (const tensor of signature.fetches) place(tensor.op, transfer('_Send', tensor))
  return [...nodes.values()].map(
    node => new GraphDef({ node: node as never, versions: { producer: PRODUCER_VERSION } as never }),
  )
}

/** The node with the fed tensors among its inputs. */
function withReceived(op: Operation, fed: ReadonlySet<Tensor>): NodeDef {
  const node = nodeDef(op)
  for (const [i, input] of op.inputs.entries()) if (fed.has(input)) node.input[i] = receivedName(input.name)
  return node
}

function transfer(kind: '_Recv' | '_Send', tensor: Tensor): NodeDef {
  const device = Buffer.from(localDevice(tensor.op))
  const type = { type: tensor.dtype.base_dtype.as_datatype_enum }
  const attr = {
    client_terminated: { b: true },
    recv_device: { s: device },
    send_device: { s: device },
    send_device_incarnation: { i: 1 },
    tensor_name: { s: Buffer.from(tensor.name) },
    ...(kind === '_Recv' ? { tensor_type: type } : { T: type }),
  }
  const input = kind === '_Recv' ? [] : [tensor.value_index === 0 ? tensor.op.name : tensor.name]
  return new NodeDef({
    name: kind === '_Recv' ? receivedName(tensor.name) : sentName(tensor.name),
    op: kind,
    input: input as never,
    attr: attr as never,
  })
}
