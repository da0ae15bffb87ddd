/** tf.contrib.session_bundle.manifest_pb2: the messages that the Exporter put into a graph's collections. */
export {
  serving_AssetFile as AssetFile,
  serving_ClassificationSignature as ClassificationSignature,
  serving_GenericSignature as GenericSignature,
  serving_RegressionSignature as RegressionSignature,
  serving_Signature as Signature,
  serving_Signatures as Signatures,
  serving_TensorBinding as TensorBinding,
} from '../../formats/protos/manifest.generated.ts'
