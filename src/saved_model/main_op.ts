/** tf.saved_model.main_op: what to run when a SavedModel is loaded (saved_model/main_op.py). */
import { pyfunction } from '../calling/signature.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Operation } from '../graph/operation.ts'
import { group } from '../ops/control_flow/control_flow_ops.ts'
import { initialize_all_tables } from '../ops/resources/table_initializers.ts'
import { global_variables_initializer, local_variables_initializer } from '../ops/variables/variable_initializers.ts'

/** Initializes all variables, local ones too, and tables. */
export const main_op = pyfunction(
  'main_op()',
  (): Operation => group(global_variables_initializer(), local_variables_initializer(), initialize_all_tables()),
)

/** The same, and then the operation of that name, which restores the variables. */
export const main_op_with_restore = pyfunction(
  'main_op_with_restore(restore_op_name)',
  ({ restore_op_name }: { restore_op_name: string | Operation }): Operation => {
    const graph = get_default_graph()
    const first = main_op()
    const restore =
      typeof restore_op_name === 'string' ? (graph.as_graph_element(restore_op_name) as Operation) : restore_op_name
    return graph.control_dependencies([first], () => group(restore))
  },
)
