/** How the things in a collection become protocol messages and come back (ops.register_proto_function). */

import type { Message } from '../formats/proto/message.ts'
import { CondContextDef, VariableDef, WhileContextDef } from '../formats/protos/meta_graph.generated.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { CondContext } from '../ops/control_flow/cond_context.ts'
import { WhileContext } from '../ops/control_flow/while_context.ts'
import { Variable } from '../ops/variables/variables.ts'

export interface ProtoFunctions {
  readonly parse: (bytes: Uint8Array) => Message
  /** null: the item lies outside of the scope that is exported. */
  readonly to_proto: (item: never, export_scope: string | null) => Message | null
  readonly from_proto: (proto: never, import_scope: string | null) => unknown
}
const registered = new Map<string, ProtoFunctions>()

/** Collections of that name are saved in meta graphs by these functions. */
export function register_proto_function(collection_name: string, functions: ProtoFunctions): void {
  registered.set(collection_name, functions)
}
export const protoFunctionsOf = (collection: string): ProtoFunctions | undefined => registered.get(collection)

const VARIABLES: ProtoFunctions = {
  parse: bytes => VariableDef.FromString(bytes),
  to_proto: (variable: Variable, scope) => variable.to_proto(scope),
  from_proto: (proto: VariableDef, scope) => Variable.from_proto(proto, scope),
}
for (const key of [GraphKeys.GLOBAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES, GraphKeys.MOVING_AVERAGE_VARIABLES])
  register_proto_function(key, VARIABLES)

/** Collections that TensorFlow 1.x writes as variables; 0.12 writes names of nodes. */
const VARIABLES_LATER: ReadonlySet<string> = new Set([
  'global_step',
  'local_variables',
  'metric_variables',
  'model_variables',
])
/** How a collection is read that only later versions write in that way. */
export const laterFunctionsOf = (collection: string, kind: string): ProtoFunctions | undefined =>
  kind === 'bytes_list' && VARIABLES_LATER.has(collection) ? VARIABLES : undefined

register_proto_function(GraphKeys.COND_CONTEXT, {
  parse: bytes => CondContextDef.FromString(bytes),
  to_proto: (context: CondContext, scope) => context.toProto(scope),
  from_proto: (proto: CondContextDef, scope) => CondContext.fromProto(proto, scope),
})
register_proto_function(GraphKeys.WHILE_CONTEXT, {
  parse: bytes => WhileContextDef.FromString(bytes),
  to_proto: (context: WhileContext, scope) => context.toProto(scope),
  from_proto: (proto: WhileContextDef, scope) => WhileContext.fromProto(proto, scope),
})
