/** Which TensorFlow a server is: it says so when it refuses a graph for a version that there will never be. */
import type { OpError } from '../errors/op_errors.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { GraphDef } from '../formats/protos/graph.generated.ts'
import type { ServerVersion } from './fit_graph.ts'
import type { Master, Pending } from './master.ts'
import type { CallOptions } from './transport.ts'

const NEVER = 2 ** 30

/** Asks. The configuration says which tasks of a cluster have to be there. */
export function askVersion(master: Master, config: ConfigProto, options: CallOptions): Pending<unknown> {
  return master.createSession(new GraphDef({ versions: { min_consumer: NEVER } as never }), config, options)
}

/** Reads the refusal; undefined where it is another error. */
export function versionIn(error: OpError): ServerVersion | undefined {
  const found = /above current version (\d+) for TensorFlow ([\w.+-]+?)\.(?:\s|$)/.exec(error.message)
  return found ? { consumer: Number(found[1]), release: found[2] as string } : undefined
}
