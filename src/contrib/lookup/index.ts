/** tf.contrib.lookup */
export {
  KeyValueTensorInitializer,
  TableInitializerBase,
  TextFileIdTableInitializer,
  TextFileIndex,
  TextFileInitializer,
  TextFileStringTableInitializer,
} from './initializers.ts'
export { index_to_string, string_to_index } from './mapping.ts'
export {
  HashTable,
  InitializableLookupTableBase,
  LookupInterface,
  MutableDenseHashTable,
  MutableHashTable,
} from './tables.ts'
