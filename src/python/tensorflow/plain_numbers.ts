/** Methods of tf0 that take plain numbers only: they are not bound by a Python signature. */
import { Dimension } from '../../tensor/dimension.ts'
import * as dtypes from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign } from '../objects/foreign_values.ts'

const plain = (value: unknown): unknown => {
  if (value instanceof PyInt || value instanceof PyFloat) return value.value
  return Array.isArray(value) ? value.map(plain) : value
}

function adaptPlain(fn: unknown): void {
  if (typeof fn !== 'function') return
  adapt(fn, (self, args, keywords) =>
    fromForeign(
      rawForeign(
        fn,
        self,
        args.map(plain),
        keywords && new Map([...keywords].map(([key, value]) => [key, plain(value)])),
      ),
    ),
  )
}

/** Lets them be called with Python's numbers. */
export function adaptPlainNumbers(): void {
  for (const type of [TensorShape, Dimension, dtypes.DType])
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type.prototype)) as [
      string,
      PropertyDescriptor,
    ][])
      if (name !== 'constructor') adaptPlain(value)
  adaptPlain(dtypes.as_dtype)
}
