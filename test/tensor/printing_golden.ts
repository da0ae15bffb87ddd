/** Reads the arrays of test/golden/printing. */
import type { DTypeLike } from '../../src/tensor/dtypes.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import type { PrintOptions } from '../../src/tensor/printing/options.ts'
import { numElements } from '../../src/tensor/shape.ts'

export interface PrintedArray {
  expr?: string
  dtype: string
  shape: number[]
  str: string
  repr: string
  b64?: string
  fill?: string
  arange?: true
  data?: unknown[]
  dtype_name?: string
  scalar?: true
  options?: Partial<PrintOptions>
}

export function printedArray(entry: PrintedArray): NDArray {
  const { shape, data } = entry
  const dtype: DTypeLike = entry.dtype === 'object' ? 'resource' : entry.dtype
  if (data)
    return entry.dtype === 'object'
      ? new NDArray(dtype, shape, data)
      : new NDArray(
          'string',
          shape,
          (data as string[]).map(text => Buffer.from(text, 'latin1')),
        )
  if (entry.arange)
    return NDArray.of(
      Array.from({ length: numElements(shape) }, (_, i) => i),
      dtype,
    ).reshape(shape)
  if (entry.fill) return NDArray.from_bytes(dtype, [1], Buffer.from(entry.fill, 'base64')).broadcast_to(shape)
  return NDArray.from_bytes(dtype, shape, Buffer.from(entry.b64 ?? '', 'base64'))
}
