/** tf.contrib.session_bundle.bundle_shim: models of either kind (contrib/session_bundle/bundle_shim.py of 1.x). */
import { pyfunction } from '../../calling/signature.ts'
import { RuntimeError } from '../../errors/python.ts'
import type { ConfigProto, MetaGraphDef } from '../../formats/protos/index.ts'
import { reset_default_graph } from '../../graph/default_graph.ts'
import { load, maybe_saved_model_directory } from '../../saved_model/loader.ts'
import { Session } from '../../session/session.ts'
import { load_session_bundle_from_path, maybe_session_bundle_dir } from './session_bundle.ts'

interface LoadArgs {
  export_dir: string
  tags: Iterable<string> | null
  target: string
  config: ConfigProto | null
}
/**
 * Loads a SavedModel (of which `tags` say the graph) or an export of the Exporter into a new default graph. Returns a session and the
 * MetaGraphDef. Error: RuntimeError for a folder that holds neither.
 */
export const load_session_bundle_or_saved_model_bundle_from_path = pyfunction(
  "load_session_bundle_or_saved_model_bundle_from_path(export_dir, tags=None, target='', config=None)",
  ({ export_dir, tags, target, config }: LoadArgs): [Session, MetaGraphDef] => {
    if (maybe_saved_model_directory(export_dir)) {
      reset_default_graph()
      const sess = new Session(target, { config })
      try {
        return [sess, load(sess, tags ?? [], export_dir)]
      } catch (error) {
        sess.close()
        throw error
      }
    }
    if (maybe_session_bundle_dir(export_dir)) return load_session_bundle_from_path(export_dir, { target, config })
    throw new RuntimeError(`SessionBundle or SavedModelBundle not found at specified export location: ${export_dir}`)
  },
)
