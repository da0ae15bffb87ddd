/** The short way to a SavedModel, of TensorFlow 1.x (saved_model/simple_save.py). */
import { pyfunction } from '../calling/signature.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { BaseSession } from '../session/base_session.ts'
import { SavedModelBuilder } from './builder.ts'
import type { Dict } from './dicts.ts'
import { DEFAULT_SERVING_SIGNATURE_DEF_KEY } from './signature_constants.ts'
import { predict_signature_def } from './signature_def.ts'
import { SERVING } from './tag_constants.ts'

interface SaveArgs {
  session: BaseSession
  export_dir: string
  inputs: Dict<Tensor>
  outputs: Dict<Tensor>
  legacy_init_op: Operation | null
}
/** Writes a SavedModel with one graph, for serving, and one signature. */
export const simple_save = pyfunction(
  'simple_save(session, export_dir, inputs, outputs, legacy_init_op=None)',
  ({ session, export_dir, inputs, outputs, legacy_init_op }: SaveArgs): void => {
    const signature = predict_signature_def({ inputs, outputs })
    const builder = new SavedModelBuilder(export_dir)
    builder.add_meta_graph_and_variables(session, [SERVING], {
      signature_def_map: new Map([[DEFAULT_SERVING_SIGNATURE_DEF_KEY, signature]]),
      main_op: legacy_init_op,
      clear_devices: true,
    })
    builder.save()
  },
)
