/** Strings as indices into a list, and back (contrib/lookup/lookup_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { size } from '../../ops/math/shape_ops.ts'
import { int64, string } from '../../tensor/dtypes.ts'
import { KeyValueTensorInitializer } from './initializers.ts'
import { HashTable } from './tables.ts'

interface MappingArgs<D> {
  tensor: Tensor | SparseTensor
  mapping: TensorLike
  default_value: D
  name: Name
}
/** The list and the indices of its elements. */
function listed(mapping: TensorLike): [list: Tensor, indices: Tensor] {
  const list = convertToTensor(mapping, { dtype: string })
  return [list, cast(range(size(list)), int64) as Tensor]
}
const table = (keys: Tensor, values: Tensor, default_value: TensorLike): HashTable =>
  new HashTable(new KeyValueTensorInitializer(keys, values, { name: 'table_init' }), default_value, '', 'hash_table')

/** The index of each string in `mapping` (int64), `default_value` where it is not there. The table is one of `initialize_all_tables`. */
export const string_to_index = pyfunction(
  'string_to_index(tensor, mapping, default_value=-1, name=None)',
  ({ tensor, mapping, default_value, name }: MappingArgs<number>) =>
    withScope(name, 'string_to_index', [tensor], scope => {
      const [list, indices] = listed(mapping)
      return table(list, indices, default_value).lookup(tensor, scope)
    }),
)
/** The string of `mapping` at each int64 index, `default_value` where there is none. */
export const index_to_string = pyfunction(
  'index_to_string(tensor, mapping, default_value="UNK", name=None)',
  ({ tensor, mapping, default_value, name }: MappingArgs<string>) =>
    withScope(name, 'index_to_string', [tensor], scope => {
      const [list, indices] = listed(mapping)
      return table(indices, list, default_value).lookup(tensor, scope)
    }),
)
