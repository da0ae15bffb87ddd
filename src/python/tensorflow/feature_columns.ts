/** Feature columns of tf.contrib.layers as Python's named tuples. */

import { FeatureColumn } from '../../contrib/layers/feature_column.ts'
import { TypeError } from '../../errors/python.ts'
import { requireIndex } from '../objects/convert.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { slicePositions } from '../objects/subscript.ts'
import { methods } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { PySlice } from '../objects/values/slice.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

/** Lists among the fields are tuples. */
const fieldValue = (value: unknown): unknown =>
  Array.isArray(value) ? PyTuple.from_items(value.map(fieldValue)) : fromForeign(value)
const tupleOf = (self: unknown): PyTuple => PyTuple.from_items((self as FeatureColumn).values.map(fieldValue))

const COLUMN = new PyType('_FeatureColumn', {
  writtenInPython: true,
  jsClass: FeatureColumn as unknown as new () => object,
  construct: () => {
    throw new TypeError("Can't instantiate abstract class _FeatureColumn")
  },
  check: value => value instanceof FeatureColumn,
})
COLUMN.methods = methods({
  '__len__()': (self: FeatureColumn) => int(self.values.length),
  '__getitem__(index)': (self: FeatureColumn, index: unknown) => {
    const items = tupleOf(self)
    return index instanceof PySlice
      ? PyTuple.from_items(slicePositions(index, items.length).map(at => items[at]))
      : items.at(requireIndex(index))
  },
})
const TUPLES = ['boundaries', 'columns', 'default_value', '_fields'] as const
COLUMN.getters = new Map(
  TUPLES.map(name => [
    name,
    (self: unknown) => {
      const value = (self as Record<string, unknown>)[name]
      return value === undefined ? undefined : fieldValue(value)
    },
  ]),
)
registerType(FeatureColumn, COLUMN)
