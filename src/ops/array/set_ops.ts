/** Sets in the last dimension of tensors: ops of tf.contrib.metrics. */
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  denseGroups,
  type Groups,
  operateOnSets,
  setOperation,
  sparseGroups,
} from '../../kernels/reference/sparse/sets.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { Shape } from '../../tensor/shape.ts'

const TYPES = 'T: {int8, int16, int32, int64, uint8, uint16, string}'
const VALIDATE = 'validate_indices: bool = true'
const sparse = (name: string): string[] => [`${name}_indices: int64`, `${name}_values: T`, `${name}_shape: int64`]

const common: Pick<OpSpec, 'gradient' | 'lower'> = { gradient: 'none', lower: { kind: 'host' } }
const operation = {
  ...common,
  outputs: ['result_indices: int64', 'result_values: T', 'result_shape: int64'],
  attrs: ['set_operation: string', VALIDATE, TYPES],
}

/** As TensorFlow has it: as many results as the first dimension of the sets is long, which is known where one of them is. */
function resultShapes(c: InferenceContext, sets: Shape, other: Shape): Shape[] {
  const known = sets ?? other
  if (known === null) return [[null, null], [null], [null]]
  if (known.length < 2) throw c.fail(`Input 0, expected rank >= 2, got ${known.length}.`)
  if (sets !== null && other !== null && sets.length !== other.length) {
    throw c.fail(`Ranks do not match: input 0 ${sets.length}, input 1 ${other.length}.`)
  }
  const groups = sets !== null && other !== null ? c.merge(sets.slice(0, -1), other.slice(0, -1)) : known
  const count = c.dim(groups, 0)
  return [[count, known.length], [count], [known.length]]
}

const validated = (k: KernelContext): boolean => k.attr('validate_indices') === true
const sparseInput = (k: KernelContext, first: number): Groups =>
  sparseGroups(k.input(first), k.input(first + 1), k.input(first + 2), validated(k))

export const DenseToDenseSetOperation = defineOp('DenseToDenseSetOperation', {
  ...operation,
  inputs: ['set1: T', 'set2: T'],
  infer: c => resultShapes(c, c.input(0), c.input(1)),
  kernel: k => {
    const chosen = setOperation(String(k.attr('set_operation')))
    const first = denseGroups(k.input(0))
    return operateOnSets(chosen, first, denseGroups(k.input(1)), k.input(0).dtype)
  },
})
export const DenseToSparseSetOperation = defineOp('DenseToSparseSetOperation', {
  ...operation,
  inputs: ['set1: T', ...sparse('set2')],
  infer: c => resultShapes(c, c.input(0), null),
  kernel: k => {
    const chosen = setOperation(String(k.attr('set_operation')))
    const second = sparseInput(k, 1)
    return operateOnSets(chosen, denseGroups(k.input(0)), second, k.input(0).dtype)
  },
})
export const SparseToSparseSetOperation = defineOp('SparseToSparseSetOperation', {
  ...operation,
  inputs: [...sparse('set1'), ...sparse('set2')],
  infer: () => [[null, null], [null], [null]],
  kernel: k => {
    const chosen = setOperation(String(k.attr('set_operation')))
    const first = sparseInput(k, 0)
    return operateOnSets(chosen, first, sparseInput(k, 3), k.input(1).dtype)
  },
})

export const SetSize = defineOp('SetSize', {
  ...common,
  inputs: sparse('set'),
  outputs: ['size: int32'],
  attrs: [VALIDATE, TYPES],
  infer: () => [null],
  kernel: k => {
    const { shape, groups } = sparseInput(k, 0)
    const sizes = NDArray.zeros(shape, int32)
    for (const { at, members } of groups) {
      const flat = at.reduce((position, x, d) => position * (shape[d] as number) + x, 0)
      if (flat < sizes.size) (sizes.data as Int32Array)[flat] = members.length
    }
    return sizes
  },
})
