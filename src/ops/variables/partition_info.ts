/** What an initializer knows about a variable that is one part of a larger one (ops/variable_scope.py, _PartitionInfo). */

import { pythonRepr, pythonTypeName } from '../../calling/python_repr.ts'
import { TypeError, ValueError } from '../../errors/python.ts'

function checkSequence(value: unknown, name: string): void {
  if (!Array.isArray(value))
    throw new TypeError(`\`${name}\` must be a sequence (like tuple or list) instead of ${pythonTypeName(value)}`)
}

/** The shape of the whole and where in it the part begins. */
export class PartitionInfo {
  readonly full_shape: readonly number[]
  readonly var_offset: readonly number[]

  constructor(full_shape: readonly number[], var_offset: readonly number[]) {
    checkSequence(full_shape, 'full_shape')
    checkSequence(var_offset, 'var_offset')
    if (var_offset.length !== full_shape.length) {
      throw new ValueError(
        `Expected equal length, but \`var_offset\` is of length ${var_offset.length} while full_shape is of length ${full_shape.length}.`,
      )
    }
    for (const [i, size] of full_shape.entries()) {
      const offset = var_offset[i] as number
      if (offset < 0 || offset >= size) {
        throw new ValueError(
          `Expected 0 <= offset < shape but found offset=${offset}, shape=${size} for var_offset=${pythonRepr(var_offset)}, full_shape=${pythonRepr(full_shape)}`,
        )
      }
    }
    this.full_shape = full_shape
    this.var_offset = var_offset
  }
  /** The offset along the one axis in which a part of that shape differs from the whole; 0 where it is the whole. */
  single_offset(shape: readonly number[]): number {
    const dim = this.single_slice_dim(shape)
    return dim === null ? 0 : (this.var_offset[dim] as number)
  }
  /** The one axis in which a part of that shape differs from the whole; null where it is the whole. */
  single_slice_dim(shape: readonly number[]): number | null {
    checkSequence(shape, 'shape')
    const whole = pythonRepr(this.full_shape)
    if (shape.length !== this.full_shape.length) {
      throw new ValueError(
        `Expected equal length, but received shape=${pythonRepr(shape)} of length ${shape.length} while self.full_shape=${whole} is of length ${this.full_shape.length}.`,
      )
    }
    let found: number | null = null
    for (const [i, size] of shape.entries()) {
      if ((this.var_offset[i] as number) + size > (this.full_shape[i] as number)) {
        throw new ValueError(
          `With self.var_offset=${pythonRepr(this.var_offset)}, a partition of shape=${pythonRepr(shape)} would exceed self.full_shape=${whole} in dimension ${i}.`,
        )
      }
    }
    for (const [i, size] of shape.entries()) {
      if (size === this.full_shape[i]) continue
      if (found !== null) {
        throw new ValueError(
          `Cannot use single_slice_dim() with shape=${pythonRepr(shape)} and self.full_shape=${whole} since slice dim could be either dimension ${i} or ${found}.`,
        )
      }
      found = i
    }
    return found
  }
}
