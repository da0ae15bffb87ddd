/** One-hot vectors, for every data type. */
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'

/** `on` where the position along the new dimension `axis` is the index, `off` elsewhere. */
export function oneHot(indices: NDArray, depth: number, on: NDArray, off: NDArray, axis: number): NDArray {
  const shape = indices.shape.toSpliced(axis, 0, depth)
  const data = on.dtype.base_dtype.allocate(numElements(shape), shape) as unknown[]
  const lanes = numElements(shape) === 0 ? 1 : data.length / numElements(shape)
  const write = (at: number, value: NDArray): void => {
    for (let lane = 0; lane < lanes; lane++) data[at * lanes + lane] = (value.data as unknown[])[lane]
  }
  for (let i = 0; i < numElements(shape); i++) write(i, off)
  const inner = numElements(indices.shape.slice(axis))
  for (let i = 0; i < indices.size; i++) {
    const index = Number(indices.data[i])
    if (index < 0 || index >= depth) continue
    const [before, after] = [Math.floor(i / inner), i % inner]
    write((before * depth + index) * inner + after, on)
  }
  return new NDArray(on.dtype, shape, data as never)
}
