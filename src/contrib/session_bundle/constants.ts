/** tf.contrib.session_bundle.constants: how an export of the Exporter is laid out (contrib/session_bundle/constants.py). */

export const VERSION_FORMAT_SPECIFIER = '%08d'
export const ASSETS_DIRECTORY = 'assets'
export const EXPORT_BASE_NAME = 'export'
export const EXPORT_SUFFIX_NAME = 'meta'
export const META_GRAPH_DEF_FILENAME = 'export.meta'
export const VARIABLES_FILENAME = 'export'
export const VARIABLES_FILENAME_PATTERN = 'export-?????-of-?????'
/** Keys of collections. */
export const INIT_OP_KEY = 'serving_init_op'
export const SIGNATURES_KEY = 'serving_signatures'
export const ASSETS_KEY = 'serving_assets'
export const GRAPH_KEY = 'serving_graph'
