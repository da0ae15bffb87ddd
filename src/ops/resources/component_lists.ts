/** Types, shapes and names of a queue's components as users write them (ops/data_flow_ops.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { typeFromPython } from '../../graph/attr_check.ts'
import type { DType, DTypeLike } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { as_shape, type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'

export type Types = DTypeLike | readonly DTypeLike[]
export type Shapes = ShapeLike | readonly ShapeLike[] | null
export type Names = string | readonly string[] | null

/** One type, or a list of them. */
export function typeList(types: Types): DType[] {
  return (Array.isArray(types) ? types : [types]).map(type => typeFromPython('component_types', type))
}

const isDim = (value: unknown): boolean => value === null || typeof value === 'number' || value instanceof PyInt

/** One shape, or a list of them. `partial`: dimensions may be unknown, and a list is asked for. */
export function shapeList(shapes: Shapes, partial = false): TensorShape[] | null {
  if (partial && !(Array.isArray(shapes) && shapes.length > 0 && !shapes.some(isDim))) {
    throw new ValueError('When providing partial shapes, a list of shapes must be provided.')
  }
  if (shapes === null || shapes === undefined) return null
  let list = shapes as unknown
  if (list instanceof TensorShape) list = [list]
  if (!Array.isArray(list)) throw new TypeError('shapes must be a TensorShape or a list or tuple of TensorShapes.')
  if (list.every(isDim)) list = [list]
  const made = (list as readonly ShapeLike[]).map(shape => as_shape(shape))
  if (!partial && made.some(shape => !shape.is_fully_defined()))
    throw new ValueError(`All shapes must be fully defined: ${pythonRepr(made)}`)
  if (made.some(shape => shape.toShape() === null))
    throw new ValueError(`All shapes must have a defined rank: ${pythonRepr(made)}`)
  return made
}

export function nameList(names: Names, types: readonly DType[]): string[] | null {
  if (names === null || names === undefined) return null
  const list = Array.isArray(names) ? [...(names as readonly string[])] : [names as string]
  if (list.length !== types.length)
    throw new ValueError('List of names must have the same length as the list of dtypes')
  return list
}
