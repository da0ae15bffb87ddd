/** Single examples, as the functions that batch them take and give them back (training/input.py). */

import { listOf as iterated } from '../calling/python_repr.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import { SparseTensor } from '../graph/build/sparse_tensor.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { Shapes } from '../ops/resources/component_lists.ts'
import type { Dequeued } from '../ops/resources/queue_classes.ts'
import type { DType } from '../tensor/dtypes.ts'
import { TensorShape } from '../tensor/tensor_shape.ts'

export type Example = TensorLike | SparseTensor
/** The tensors of one example: a list, or by name. */
export type Examples = readonly Example[] | Readonly<Record<string, Example>> | ReadonlyMap<string, Example>

export const isDict = (value: unknown): value is Readonly<Record<string, Example>> | ReadonlyMap<string, Example> =>
  value instanceof Map || isPlainObject(value)
export const keysOf = (dict: object): string[] => (dict instanceof Map ? [...dict.keys()] : Object.keys(dict)).sort()
const valueOf = (dict: object, key: string): Example =>
  (dict instanceof Map ? dict.get(key) : (dict as Record<string, Example>)[key]) as Example

/** A list; of a dictionary its values by ascending key. */
export function exampleList(tensors: Examples): readonly Example[] {
  return isDict(tensors) ? keysOf(tensors).map(key => valueOf(tensors, key)) : iterated(tensors)
}
/** What was dequeued, in the form of the examples. */
export function inFormOf(examples: Examples, dequeued: Dequeued): Dequeued {
  if (!isDict(examples)) return dequeued
  const keys = keysOf(examples)
  const list = keys.length === 1 ? [dequeued] : dequeued
  return Object.fromEntries(keys.map((key, i) => [key, list[i]]))
}
export const converted = (tensor: Example): Tensor | SparseTensor =>
  tensor instanceof SparseTensor ? tensor : convertToTensor(tensor)

export function typesOf(lists: readonly (readonly Tensor[])[]): DType[] {
  const [first, ...others] = lists.map(list => list.map(tensor => tensor.dtype.base_dtype)) as [DType[], ...DType[][]]
  for (const other of others) {
    if (other.length !== first.length || other.some((type, i) => type !== first[i])) {
      const names = (types: readonly DType[]): string => types.map(type => type.name).join(', ')
      throw new TypeError(`Expected types to be consistent: ${names(first)} vs. ${names(other)}.`)
    }
  }
  return first
}
/** Shapes of the elements: given, or those of the tensors. */
export function shapesOf(lists: readonly (readonly Tensor[])[], shapes: Shapes, enqueueMany: boolean): Shapes {
  if (shapes !== null) return shapes
  const [first] = lists as readonly [readonly Tensor[], ...Tensor[][]]
  for (const list of lists)
    for (const [i] of first.entries())
      if (list[i]?.staticShape === null) throw new ValueError(`Cannot infer Tensor's rank: ${list[i]}`)
  return first.map((_, i) => {
    const all = lists.map(list => {
      const shape = (list[i] as Tensor).get_shape()
      return enqueueMany ? TensorShape.of(shape.with_rank_at_least(1).toShape()?.slice(1) ?? null) : shape
    })
    // shapes that contradict each other are an error; what they know together is not used
    for (const other of all.slice(1)) (all[0] as TensorShape).merge_with(other)
    return all[0] as TensorShape
  })
}
