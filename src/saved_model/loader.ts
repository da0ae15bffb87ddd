/** tf.saved_model.loader: SavedModels back in sessions (saved_model/loader.py). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathText } from '../calling/path_text.ts'
import { pythonRepr, pythonTypeName } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { RuntimeError, TypeError } from '../errors/python.ts'
import type { MetaGraphDef, SavedModel } from '../formats/protos/meta_graph.generated.ts'
import type { Operation } from '../graph/operation.ts'
import { inScope } from '../graph/scope_names.ts'
import type { Tensor } from '../graph/tensor.ts'
import { import_meta_graph } from '../meta_graph/import_meta_graph.ts'
import { info } from '../platform/logging.ts'
import { BaseSession } from '../session/base_session.ts'
import type { Saver } from '../train/saver.ts'
import { assetFeeds } from './assets.ts'
import * as names from './constants.ts'
import { filesOf, readSavedModel } from './read_saved_model.ts'

/** The signature in which later versions say what is to be run after loading. */
const INIT_OP_SIGNATURE = '__saved_model_init_op'

/** Whether a folder holds what looks like a SavedModel. */
export const maybe_saved_model_directory = pyfunction(
  'maybe_saved_model_directory(export_dir)',
  ({ export_dir }: { export_dir: string }): boolean => filesOf(pathText(export_dir)).some(existsSync),
)

function withTags(model: SavedModel, tags: readonly string[]): MetaGraphDef {
  const wanted = new Set(tags)
  for (const meta of model.meta_graphs) {
    const own = new Set(meta.meta_info_def.tags)
    if (own.size === wanted.size && [...own].every(tag => wanted.has(tag))) return meta
  }
  const list = tags.map(pythonRepr).join(', ')
  const there = Array.from(model.meta_graphs, meta => `[${Array.from(meta.meta_info_def.tags, pythonRepr).join(', ')}]`)
  throw new RuntimeError(
    `MetaGraphDef associated with tags ${list} could not be found in SavedModel. Its graphs have the tags ${there.join(', ')}.`,
  )
}

/** What is to be run after loading; null where there is nothing. */
function initOp(meta: MetaGraphDef, graph: BaseSession['graph'], scope: string | null): Operation | Tensor | null {
  const signature = meta.signature_def[INIT_OP_SIGNATURE]
  if (signature) {
    const info = signature.outputs[INIT_OP_SIGNATURE]
    if (info) return graph.as_graph_element(inScope(info.name, scope)) as Operation | Tensor
  }
  for (const [key, what] of [
    [names.MAIN_OP_KEY, 'SavedModel main op'],
    [names.LEGACY_INIT_OP_KEY, 'legacy serving init op'],
  ] as const) {
    const listed = meta.collection_def[key]?.node_list.value
    if (!listed) continue
    if (listed.length !== 1) throw new RuntimeError(`Expected exactly one ${what}.`)
    return graph.as_graph_element(inScope(listed[0] as string, scope)) as Operation | Tensor
  }
  return null
}

interface LoadArgs {
  sess: BaseSession
  tags: Iterable<string>
  export_dir: string
  import_scope: string | null
  trusted: boolean | null
}
/**
 * Adds the graph of a SavedModel that has exactly these tags to the graph of `sess`, in the name scope `import_scope`, restores its variables
 * and runs its initialization. Returns its MetaGraphDef, whose signatures tell what to feed and fetch. Models of TensorFlow 0.12 to 1.15 and
 * of 2.x's `compat.v1` are read as far as 0.12 has their ops. `trusted` as in `import_graph_def`.
 *
 *     const meta = tf.saved_model.loader.load(sess, ['serve'], 'model/1')
 *     const { inputs, outputs } = meta.signature_def['serving_default']
 *
 * Errors: IOError where there is no SavedModel, RuntimeError where none of its graphs has the tags, NotFoundError or DataLossError where
 * its variables are missing or damaged.
 */
export const load = pyfunction(
  'load(sess, tags, export_dir, import_scope=None, trusted=None)',
  ({ sess, tags, import_scope: scope, trusted, ...args }: LoadArgs): MetaGraphDef => {
    if (!(sess instanceof BaseSession)) throw new TypeError(`sess must be a Session, not ${pythonTypeName(sess)}`)
    const export_dir = pathText(args.export_dir)
    const meta = withTags(readSavedModel(export_dir), typeof tags === 'string' ? [tags] : [...tags])
    const feeds = assetFeeds(export_dir, meta, scope)
    const { graph } = sess
    const saver = graph.as_default(() => import_meta_graph(meta, { import_scope: scope, trusted }) as Saver | null)
    if (saver) saver.restore(sess, join(export_dir, names.VARIABLES_DIRECTORY, names.VARIABLES_FILENAME))
    else info('The specified SavedModel has no variables; no checkpoints were restored.')
    const init = initOp(meta, graph, scope)
    if (init !== null) sess.run([init], { feed_dict: feeds })
    return meta
  },
)
