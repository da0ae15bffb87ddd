/** tf.contrib.session_bundle: models that the Exporter of 0.x wrote, read. */
export * as bundle_shim from './bundle_shim.ts'
export * as constants from './constants.ts'
export * as manifest_pb2 from './manifest.ts'
export * as session_bundle from './session_bundle.ts'
export { load_session_bundle_from_path } from './session_bundle.ts'
