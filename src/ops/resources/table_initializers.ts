/** Initializing all lookup tables of a graph (ops/data_flow_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Operation } from '../../graph/operation.ts'
import { group } from '../control_flow/control_flow_ops.ts'
import { no_op } from '../core/identity_ops.ts'

const initializer = ({ name }: { name: string }): Operation => {
  const initializers = get_default_graph().get_collection(GraphKeys.TABLE_INITIALIZERS) as Operation[]
  return initializers.length > 0 ? (group(...initializers, { name }) as Operation) : no_op(name)
}
/** The operation that fills all tables of the default graph. */
export const initialize_all_tables = pyfunction("initialize_all_tables(name='init_all_tables')", initializer)
/** The same, by its later name. */
export const tables_initializer = pyfunction("tables_initializer(name='init_all_tables')", initializer)
