/** tf.saved_model.signature_def_utils: what a graph computes, for those who serve it (saved_model/signature_def_utils.py). */
import { pythonRepr } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { SignatureDef, TensorInfo } from '../formats/protos/meta_graph.generated.ts'
import { Tensor } from '../graph/tensor.ts'
import { as_dtype, type DType, float32, string } from '../tensor/dtypes.ts'
import { type Dict, dictFor, entriesOf } from './dicts.ts'
import * as names from './signature_constants.ts'
import { build_tensor_info } from './tensor_info.ts'

interface BuildArgs {
  inputs: Dict<TensorInfo> | null
  outputs: Dict<TensorInfo> | null
  method_name: string | null
}
function fill(target: Record<string, TensorInfo>, infos: Dict<TensorInfo> | null): void {
  if (infos === null) return
  for (const [name, info] of entriesOf(infos)) {
    if (!(info instanceof TensorInfo))
      throw new TypeError(`A signature has TensorInfos, made by build_tensor_info, not ${pythonRepr(info)}`)
    target[name] = TensorInfo.FromString(info.SerializeToString())
  }
}
function build(inputs: BuildArgs['inputs'], outputs: BuildArgs['outputs'], method: string | null): SignatureDef {
  const signature = new SignatureDef()
  fill(signature.inputs as Record<string, TensorInfo>, inputs)
  fill(signature.outputs as Record<string, TensorInfo>, outputs)
  if (method !== null) signature.method_name = method
  return signature
}
/** A signature of the inputs and outputs by their names, as `build_tensor_info` describes them. */
export const build_signature_def = pyfunction(
  'build_signature_def(inputs=None, outputs=None, method_name=None)',
  ({ inputs, outputs, method_name }: BuildArgs): SignatureDef =>
    build(dictFor('inputs', inputs, TensorInfo), dictFor('outputs', outputs, TensorInfo), method_name),
)

const infosOf = (tensors: Dict<Tensor> | null): Map<string, TensorInfo> =>
  new Map(entriesOf(tensors ?? {}).map(([name, tensor]) => [name, build_tensor_info(tensor)]))
const isEmpty = (dict: Dict<unknown> | null): boolean => dict === null || entriesOf(dict).length === 0

/** A signature of any inputs and outputs. Errors: ValueError where there are none. */
export const predict_signature_def = pyfunction(
  'predict_signature_def(inputs, outputs)',
  (args: { inputs: Dict<Tensor>; outputs: Dict<Tensor> }): SignatureDef => {
    const [inputs, outputs] = [dictFor('inputs', args.inputs, Tensor), dictFor('outputs', args.outputs, Tensor)]
    if (isEmpty(inputs)) throw new ValueError('Prediction inputs cannot be None or empty.')
    if (isEmpty(outputs)) throw new ValueError('Prediction outputs cannot be None or empty.')
    return build(infosOf(inputs), infosOf(outputs), names.PREDICT_METHOD_NAME)
  },
)

function ofType(tensor: Tensor | null, type: DType, what: string): TensorInfo {
  if (!(tensor instanceof Tensor) || tensor.dtype.base_dtype !== type)
    throw new ValueError(`${what} must be a ${type === string ? 'string' : 'float'} Tensor.`)
  return build_tensor_info(tensor)
}
/** A signature of numbers for serialized Examples. Errors: ValueError for tensors of other types. */
export const regression_signature_def = pyfunction(
  'regression_signature_def(examples, predictions)',
  ({ examples, predictions }: { examples: Tensor | null; predictions: Tensor | null }): SignatureDef => {
    if (examples === null) throw new ValueError('Regression examples cannot be None.')
    if (predictions === null) throw new ValueError('Regression predictions cannot be None.')
    return build(
      { [names.REGRESS_INPUTS]: ofType(examples, string, 'Regression examples') },
      { [names.REGRESS_OUTPUTS]: ofType(predictions, float32, 'Regression output') },
      names.REGRESS_METHOD_NAME,
    )
  },
)

interface ClassificationArgs {
  examples: Tensor | null
  classes: Tensor | null
  scores: Tensor | null
}
/** A signature of classes and their scores (one of them may be null) for serialized Examples. Errors: ValueError for tensors of other types. */
export const classification_signature_def = pyfunction(
  'classification_signature_def(examples, classes, scores)',
  ({ examples, classes, scores }: ClassificationArgs): SignatureDef => {
    if (examples === null) throw new ValueError('Classification examples cannot be None.')
    const input = ofType(examples, string, 'Classification examples')
    if (classes === null && scores === null)
      throw new ValueError('Classification classes and scores cannot both be None.')
    const outputs = new Map<string, TensorInfo>()
    if (classes !== null) outputs.set(names.CLASSIFY_OUTPUT_CLASSES, ofType(classes, string, 'Classification classes'))
    if (scores !== null) outputs.set(names.CLASSIFY_OUTPUT_SCORES, ofType(scores, float32, 'Classification scores'))
    return build({ [names.CLASSIFY_INPUTS]: input }, outputs, names.CLASSIFY_METHOD_NAME)
  },
)

/** By method: the types of the inputs, which all must be there, and of the outputs. */
const SERVED: Readonly<Record<string, readonly [inputs: Record<string, DType>, outputs: Record<string, DType>]>> = {
  [names.REGRESS_METHOD_NAME]: [{ [names.REGRESS_INPUTS]: string }, { [names.REGRESS_OUTPUTS]: float32 }],
  [names.CLASSIFY_METHOD_NAME]: [
    { [names.CLASSIFY_INPUTS]: string },
    { [names.CLASSIFY_OUTPUT_CLASSES]: string, [names.CLASSIFY_OUTPUT_SCORES]: float32 },
  ],
}
const fits = (infos: Readonly<Record<string, TensorInfo>>, types: Readonly<Record<string, DType>>): boolean =>
  Object.entries(infos).every(([name, info]) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    return type !== undefined && Number(info.dtype) !== 0 && as_dtype(Number(info.dtype)) === type
  })
/** Whether servers of TensorFlow know what to do with a signature. */
export const is_valid_signature = pyfunction(
  'is_valid_signature(signature_def)',
  ({ signature_def: signature }: { signature_def: SignatureDef | null }): boolean => {
    if (!(signature instanceof SignatureDef)) return false
    const inputs = signature.inputs as Readonly<Record<string, TensorInfo>>
    const outputs = signature.outputs as Readonly<Record<string, TensorInfo>>
    if (Object.keys(inputs).length === 0 || Object.keys(outputs).length === 0) return false
    if (signature.method_name === names.PREDICT_METHOD_NAME) return true
    const served = Object.hasOwn(SERVED, signature.method_name) ? SERVED[signature.method_name] : undefined
    return served !== undefined && fits(inputs, served[0]) && fits(outputs, served[1])
  },
)
