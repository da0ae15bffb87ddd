/** Values of sparse tensors and of slices with indices, which are named tuples in TensorFlow's Python. */

import { SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import { IndexedSlicesValue } from '../../graph/indexed_slices.ts'
import { LSTMStateTuple } from '../../nn/rnn_cell/lstm_state_tuple.ts'
import { OneRecord, Records } from '../../ops/resources/reader_classes.ts'
import { SessionRunArgs, SessionRunValues } from '../../train/hooks/session_run_hook.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { getItem } from '../objects/subscript.ts'
import { methods } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { int } from '../objects/values/numbers.ts'
import { type PyNamedTuple, PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { establishNamedTuple } from '../stdlib/collections.ts'

establishNamedTuple(LSTMStateTuple as unknown as typeof PyNamedTuple, 'LSTMStateTuple')
establishNamedTuple(SessionRunArgs as unknown as typeof PyNamedTuple, 'SessionRunArgs', {
  feed_dict: null,
  options: null,
})
establishNamedTuple(SessionRunValues as unknown as typeof PyNamedTuple, 'SessionRunValues')
for (const made of [OneRecord, Records]) establishNamedTuple(made, made.name)

const FIELDS = new Map<JsFunction & { name: string }, readonly string[]>([
  [SparseTensorValue, ['indices', 'values', 'shape']],
  [IndexedSlicesValue, ['values', 'indices', 'dense_shape']],
])

for (const [jsClass, fields] of FIELDS) {
  const items = (self: unknown): PyTuple =>
    PyTuple.from_items(fields.map(field => fromForeign((self as Record<string, unknown>)[field])))
  const type = new PyType(jsClass.name, {
    jsClass: PyTuple as unknown as new () => object,
    construct: () => null,
    check: value => value instanceof (jsClass as unknown as new () => object),
  })
  type.methods = methods({
    '__getitem__(index)': (self: unknown, index: unknown) => getItem(items(self), index),
    '__len__()': () => int(fields.length),
  })
  type.getters = new Map([['_fields', () => PyTuple.from_items(fields)]])
  registerType(jsClass, type)
}
