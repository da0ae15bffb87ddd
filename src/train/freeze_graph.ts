/** Graphs and checkpoints as graphs with constants (python/tools/freeze_graph.py). */
import { existsSync, readFileSync } from 'node:fs'
import { pathText } from '../calling/path_text.ts'
import { printLines } from '../calling/printing.ts'
import { pyfunction } from '../calling/signature.ts'
import { writeWhole } from '../formats/files/atomic_file.ts'
import { withFile } from '../formats/files/system_errors.ts'
import { GraphDef } from '../formats/protos/graph.generated.ts'
import { SaverDef } from '../formats/protos/meta_graph.generated.ts'
import { import_graph_def } from '../graph/build/import_graph_def.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { convert_variables_to_constants } from '../platform/graph_util.ts'
import { Session } from '../session/session.ts'
import { checkpoint_exists } from './checkpoint_state.ts'
import { Saver } from './saver.ts'

interface FreezeArgs {
  input_graph: string
  input_saver: string
  input_binary: boolean
  input_checkpoint: string
  output_node_names: string
  restore_op_name: string
  filename_tensor_name: string
  output_graph: string
  clear_devices: boolean
  initializer_nodes: string
}

/** What is missing, in the tool's words; undefined where all is there. */
function missing({ input_graph, input_saver, input_checkpoint, output_node_names }: FreezeArgs): string | undefined {
  if (!existsSync(input_graph)) return `Input graph file '${input_graph}' does not exist!`
  if (input_saver && !existsSync(input_saver)) return `Input saver file '${input_saver}' does not exist!`
  if (!checkpoint_exists(input_checkpoint)) return `Input checkpoint '${input_checkpoint}' doesn't exist!`
  if (!output_node_names) return 'You need to supply the name of a node to --output_node_names.'
  return undefined
}

/**
 * Writes to `output_graph` what the nodes `output_node_names` (separated by commas) need of a GraphDef file, with the variables of a
 * checkpoint as constants. The graph is added to the default graph. As the tool does, prints what it has done, or what is missing, and
 * returns −1 then.
 */
export const freeze_graph = pyfunction(
  'freeze_graph(input_graph, input_saver, input_binary, input_checkpoint, output_node_names, restore_op_name, filename_tensor_name, output_graph, clear_devices, initializer_nodes)',
  (args: FreezeArgs): -1 | null => {
    for (const name of ['input_graph', 'input_checkpoint', 'output_graph', 'output_node_names'] as const)
      pathText(args[name])
    const complaint = missing(args)
    if (complaint !== undefined) {
      printLines([complaint])
      return -1
    }
    const read = (path: string): Buffer => withFile(path, () => readFileSync(path))
    const bytes = read(args.input_graph)
    const def = args.input_binary ? GraphDef.FromString(bytes) : GraphDef.FromText(bytes.toString('utf8'))
    if (args.clear_devices) for (const node of def.node) node.device = ''
    import_graph_def(def, { name: '' })
    const sess = new Session({ graph: get_default_graph() })
    try {
      if (args.input_saver) {
        const saver = read(args.input_saver)
        const saver_def = args.input_binary ? SaverDef.FromString(saver) : SaverDef.FromText(saver.toString('utf8'))
        new Saver({ saver_def }).restore(sess, args.input_checkpoint)
      } else {
        sess.run([args.restore_op_name], { feed_dict: [[args.filename_tensor_name, args.input_checkpoint]] })
        if (args.initializer_nodes) sess.run(args.initializer_nodes)
      }
      const frozen = convert_variables_to_constants(sess, def, args.output_node_names.split(','))
      writeWhole(args.output_graph, frozen.SerializeToString())
      printLines([`${frozen.node.length} ops in the final graph.`])
      return null
    } finally {
      sess.close()
    }
  },
)
