/** tf.contrib.session_bundle.session_bundle: models that the Exporter of 0.x wrote (contrib/session_bundle/session_bundle.py). */
import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, normalize, sep } from 'node:path'
import { pathText } from '../../calling/path_text.ts'
import { pyfunction } from '../../calling/signature.ts'
import { RuntimeError } from '../../errors/python.ts'
import { unpack } from '../../formats/any.ts'
import { matchingFiles } from '../../formats/files/matching_files.ts'
import { withFile } from '../../formats/files/system_errors.ts'
import { type ConfigProto, GraphDef, MetaGraphDef } from '../../formats/protos/index.ts'
import { reset_default_graph } from '../../graph/default_graph.ts'
import { import_meta_graph } from '../../meta_graph/import_meta_graph.ts'
import { Session } from '../../session/session.ts'
import type { Saver } from '../../train/saver.ts'
import * as names from './constants.ts'
import { AssetFile } from './manifest.ts'

/** What `restore` is given: the checkpoint of an export, of either format, in one file or several. */
function variablesOf(folder: string): string | undefined {
  const whole = join(folder, names.VARIABLES_FILENAME)
  if (existsSync(whole) || existsSync(`${whole}.index`)) return whole
  const pattern = join(folder, names.VARIABLES_FILENAME_PATTERN)
  return matchingFiles(pattern).length > 0 ? pattern : undefined
}

/** Whether a folder holds what looks like an export of the Exporter. */
export const maybe_session_bundle_dir = pyfunction(
  'maybe_session_bundle_dir(export_dir)',
  ({ export_dir }: { export_dir: string }): boolean =>
    existsSync(join(pathText(export_dir), names.META_GRAPH_DEF_FILENAME)),
)

function exactlyOne<T>(items: ArrayLike<T>, what: string): T {
  if (items.length !== 1) throw new RuntimeError(`Expected exactly one serving ${what}, not ${items.length}`)
  return items[0] as T
}

function feedsOf(meta: MetaGraphDef, folder: string): Map<string, string> {
  const assets = Array.from(meta.collection_def[names.ASSETS_KEY]?.any_list.value ?? [], any =>
    unpack<AssetFile>(any, AssetFile as never),
  )
  return new Map(
    assets.map(({ filename, tensor_binding }) => {
      if (isAbsolute(filename) || normalize(filename).split(sep)[0] === '..')
        throw new RuntimeError(`The asset '${filename}' is not in the folder ${names.ASSETS_DIRECTORY} of the export`)
      return [tensor_binding.tensor_name, join(folder, names.ASSETS_DIRECTORY, filename)]
    }),
  )
}

interface LoadArgs {
  export_dir: string
  target: string
  config: ConfigProto | null
  trusted: boolean | null
}
/**
 * Adds the graph of an export to a new default graph, restores its variables and runs its initialization. Returns a session for it, and its
 * MetaGraphDef, whose collection `serving_signatures` tells what to feed and fetch. `trusted` as in `import_graph_def`.
 * Errors: RuntimeError where files are missing or the collections hold what they should not.
 */
export const load_session_bundle_from_path = pyfunction(
  "load_session_bundle_from_path(export_dir, target='', config=None, trusted=None)",
  ({ export_dir, target, config, trusted }: LoadArgs): [Session, MetaGraphDef] => {
    const folder = pathText(export_dir)
    const file = join(folder, names.META_GRAPH_DEF_FILENAME)
    if (!existsSync(file)) throw new RuntimeError(`Expected meta graph file missing ${file}`)
    const meta = MetaGraphDef.FromString(withFile(file, () => readFileSync(file)))
    const graphs = meta.collection_def[names.GRAPH_KEY]?.any_list.value
    if (graphs) meta.graph_def = unpack<GraphDef>(exactlyOne(graphs, 'GraphDef'), GraphDef as never)
    const feeds = feedsOf(meta, folder)
    reset_default_graph()
    const sess = new Session(target, { graph: null, config })
    try {
      const saver = import_meta_graph(meta, { trusted }) as Saver | null
      const variables = variablesOf(folder)
      if (variables !== undefined) {
        if (saver === null) throw new RuntimeError(`There are variables in ${folder}, but none in its graph`)
        saver.restore(sess, variables)
      }
      const init = meta.collection_def[names.INIT_OP_KEY]?.node_list.value
      if (init) sess.run([exactlyOne(init, 'init op')], { feed_dict: feeds })
    } catch (error) {
      sess.close()
      throw error
    }
    return [sess, meta]
  },
)
