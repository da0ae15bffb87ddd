/** One writer for each folder (summary/writer/writer_cache.py). */
import { pathText } from '../calling/path_text.ts'
import { pyfunction } from '../calling/signature.ts'
import { guarded } from '../errors/boundary.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { FileWriter } from './file_writer.ts'

const writers = new Map<string, FileWriter>()

/** Writers that parts of a program share. */
export const FileWriterCache = {
  /** Forgets all writers; they stay open. */
  clear: guarded(() => writers.clear(), 'clear', 0),
  /** The writer of a folder, which is made when it is first asked for, with the default graph in its file. */
  get: pyfunction('get(logdir)', (args: { logdir: string }): FileWriter => {
    const logdir = pathText(args.logdir)
    let writer = writers.get(logdir)
    if (writer === undefined) {
      writer = new FileWriter(logdir, { graph: get_default_graph() })
      writers.set(logdir, writer)
    }
    return writer
  }),
} as const
