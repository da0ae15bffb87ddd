/** Graphs and what holds them as files (training/training_util.py). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathText } from '../calling/path_text.ts'
import { noAttribute } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { writeWhole } from '../formats/files/atomic_file.ts'
import { makeFolders } from '../formats/files/folders.ts'
import { Message } from '../formats/proto/message.ts'
import type { GraphDef } from '../formats/protos/graph.generated.ts'
import { Graph } from '../graph/graph.ts'

/** Writes a message as the file `name` of a folder, which is made where it is not there; the file is there whole or not at all. */
export function writeMessage(message: Message, folder: string, name: string, asText: boolean): void {
  if (!existsSync(folder)) makeFolders(folder)
  writeWhole(join(folder, name), asText ? Buffer.from(message.toString()) : message.SerializeToString())
}

interface WriteArgs {
  graph_or_graph_def: Graph | GraphDef
  logdir: string
  name: string
  as_text: boolean
}
/**
 * Writes a graph to the file `name` of the folder `logdir`, as text or as bytes.
 *
 *     tf.train.write_graph(sess.graph, 'model', 'train.pbtxt')
 */
export const write_graph = pyfunction(
  'write_graph(graph_or_graph_def, logdir, name, as_text=True)',
  ({ graph_or_graph_def: graph, logdir, name, as_text }: WriteArgs): void => {
    const def = graph instanceof Graph ? graph.as_graph_def() : graph
    if (!(def instanceof Message)) throw noAttribute(def, 'SerializeToString')
    writeMessage(def, pathText(logdir), pathText(name), as_text)
  },
)
