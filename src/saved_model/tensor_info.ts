/** tf.saved_model.utils: tensors as messages (saved_model/utils.py). */
import { noAttribute } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { TensorInfo } from '../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { Graph } from '../graph/graph.ts'
import { inScope } from '../graph/scope_names.ts'
import { Tensor } from '../graph/tensor.ts'
import { Variable } from '../ops/variables/variables.ts'

/** Name, type and static shape of a tensor as a message. */
export const build_tensor_info = pyfunction(
  'build_tensor_info(tensor)',
  ({ tensor }: { tensor: Tensor | Variable }): TensorInfo => {
    if (!(tensor instanceof Tensor || tensor instanceof Variable)) throw noAttribute(tensor, 'dtype')
    return new TensorInfo({
      name: tensor.name,
      dtype: tensor.dtype.as_datatype_enum as never,
      tensor_shape: tensor.get_shape().as_proto() as never,
    })
  },
)

interface GetArgs {
  tensor_info: TensorInfo
  graph: Graph | null
  import_scope: string | null
}
/** The tensor that a message names, in `graph` or the default graph. Errors: KeyError where there is none. */
export const get_tensor_from_tensor_info = pyfunction(
  'get_tensor_from_tensor_info(tensor_info, graph=None, import_scope=None)',
  ({ tensor_info, graph, import_scope }: GetArgs): Tensor => {
    if (!(tensor_info instanceof TensorInfo)) throw noAttribute(tensor_info, 'name')
    const of = graph instanceof Graph ? graph : get_default_graph()
    return of.get_tensor_by_name(inScope(tensor_info.name, import_scope))
  },
)
