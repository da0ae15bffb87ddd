/** tf.saved_model.constants: how a SavedModel is laid out (saved_model/constants.py). */

export const ASSETS_DIRECTORY = 'assets'
/** The collection of the files that belong to a graph. */
export const ASSETS_KEY = 'saved_model_assets'
/** The collection of the operation to run after the variables are restored, under its older and its newer name. */
export const LEGACY_INIT_OP_KEY = 'legacy_init_op'
export const MAIN_OP_KEY = 'saved_model_main_op'
export const SAVED_MODEL_SCHEMA_VERSION = 1
export const SAVED_MODEL_FILENAME_PB = 'saved_model.pb'
export const SAVED_MODEL_FILENAME_PBTXT = 'saved_model.pbtxt'
export const VARIABLES_DIRECTORY = 'variables'
export const VARIABLES_FILENAME = 'variables'
