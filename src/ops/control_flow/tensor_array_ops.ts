/** The ops of TensorArrays, in both generations: handles as references (V1) and as values (V2) (kernels/tensor_array_ops.cc). */
import { invalidArgument, notFound, unimplemented } from '../../errors/status.ts'
import { integerOf, integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { type InferenceContext, unknownShape } from '../../graph/shape_inference.ts'
import type { KernelContext, KernelOutput } from '../../kernels/kernel.ts'
import { joined, rowsOf, TensorArrayStore, tensorArrays } from '../../kernels/reference/resources/tensor_array.ts'
import { type DType, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, type Shape, shapeText } from '../../tensor/shape.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { HandleBuffer, handleArray } from '../core/resource_handles.ts'
import {
  concatGradient,
  gatherGradient,
  readGradient,
  scatterGradient,
  splitGradient,
  writeGradient,
} from './tensor_array_gradients.ts'

const ARRAYS = '_tensor_arrays'
const GRADIENTS = '_tensor_array_grads'
// names are unique in the process, as in TensorFlow
let counter = 0

const arraysOf = (k: KernelContext): Map<string, TensorArrayStore> =>
  tensorArrays((key, create) => k.stepState(key, create))
/** Makes an array that goes with the run. */
function addArray(k: KernelContext, key: string, array: TensorArrayStore): void {
  arraysOf(k).set(key, array)
  k.onStepEnd(() => array.release())
}

function handleOf(k: KernelContext): { readonly container: string; readonly name: string } {
  const handle = k.input(0)
  if (handle.size !== 2)
    throw invalidArgument(`Tensor array handle must be 2-element vector, but had shape: ${shapeText(handle.shape)}`)
  const [container, name] = Array.from(handle.data as Uint8Array[], part => Buffer.from(part).toString()) as [
    string,
    string,
  ]
  return { container, name }
}
function arrayOf(k: KernelContext): TensorArrayStore {
  const { container, name } = handleOf(k)
  const array = arraysOf(k).get(`${container}/${name}`)
  if (!array) throw notFound(`Resource ${container}/${name}/N10tensorflow11TensorArrayE does not exist.`)
  return array
}
const typeAttr = (k: KernelContext, name: string): DType => (k.attr(name) as DType).base_dtype

function checkWritten(array: TensorArrayStore, value: NDArray): void {
  if (array.dtype !== value.dtype.base_dtype)
    throw invalidArgument(
      `TensorArray dtype is ${array.dtype.cpp_name} but Op is trying to write dtype ${value.dtype.base_dtype.cpp_name}.`,
    )
}
function checkRequested(array: TensorArrayStore, dtype: DType): void {
  if (array.dtype !== dtype)
    throw invalidArgument(`TensorArray dtype is ${array.dtype.cpp_name} but Op requested dtype ${dtype.cpp_name}.`)
}

// --- shapes

function checkHandle(c: InferenceContext): void {
  const handle = c.withRank(c.input(0), 1)
  c.withValue(c.dim(handle, 0), 2)
}
/** A handle, then inputs of the given ranks (null: any); the outputs as given. */
const shaped =
  (ranks: readonly (number | null)[], outputs: readonly Shape[]) =>
  (c: InferenceContext): readonly Shape[] => {
    checkHandle(c)
    for (const [i, rank] of ranks.entries()) if (rank !== null) c.withRank(c.input(i + 1), rank)
    return outputs
  }

// --- both generations of an op

/** Defines `name` (V1, handle as a reference) and `nameV2`. */
function bothGenerations(name: string, replacement: string, spec: OpSpec, inputs: readonly string[]): void {
  const common: OpSpec = { lower: { kind: 'host' }, ...spec }
  defineOp(name, {
    ...common,
    // TensorFlow knows no shapes of the older generation
    infer: unknownShape,
    writes: [],
    inputs: ['handle: Ref(string)', ...inputs],
    deprecated: { version: 16, explanation: `Use ${replacement}` },
  })
  defineOp(`${name}V2`, { ...common, inputs: ['handle: string', ...inputs] })
}

const created: OpSpec = {
  inputs: ['size: int32'],
  attrs: [
    'dtype: type',
    'dynamic_size: bool = false',
    'clear_after_read: bool = true',
    "tensor_array_name: string = ''",
  ],
  stateful: true,
  infer: c => {
    c.withRank(c.input(0), 0)
    return [[2]]
  },
  gradient: 'none',
  lower: { kind: 'host' },
}
function create(k: KernelContext): { readonly name: string; readonly handle: NDArray } {
  const size = k.input(0)
  if (size.shape.length > 0)
    throw invalidArgument(`TensorArray size must be scalar, but had shape: ${shapeText(size.shape)}`)
  const name = `${String(k.attr('tensor_array_name') || k.node.name)}_${counter++}`
  const options = {
    dynamicSize: k.attr('dynamic_size') === true,
    clearAfterRead: k.attr('clear_after_read') === true,
    aggregate: false,
    isGradient: false,
  }
  addArray(k, `${ARRAYS}/${name}`, new TensorArrayStore(name, typeAttr(k, 'dtype'), integerOf(size), options))
  return { name, handle: handleArray(ARRAYS, name) }
}
export const TensorArrayV1Op = defineOp('TensorArray', {
  ...created,
  infer: unknownShape,
  outputs: ['handle: Ref(string)'],
  deprecated: { version: 16, explanation: 'Use TensorArrayV2' },
  kernel: k => {
    const { name, handle } = create(k)
    return new HandleBuffer(name, handle, undefined)
  },
})
export const TensorArrayV2 = defineOp('TensorArrayV2', {
  ...created,
  outputs: ['handle: string'],
  kernel: k => create(k).handle,
})

const gradients: OpSpec = {
  inputs: ['handle: string', 'flow_in: float'],
  attrs: ['source: string'],
  stateful: true,
  infer: shaped([], [[2]]),
  gradient: 'none',
  arrayAccess: 'gradient',
  lower: { kind: 'host' },
}
function createGradient(k: KernelContext): { readonly name: string; readonly handle: NDArray } {
  const { container, name } = handleOf(k)
  if (container !== ARRAYS) throw invalidArgument(`Input container should be '${ARRAYS}',  but received '${container}'`)
  const own = `${name}@${String(k.attr('source'))}`
  const arrays = arraysOf(k)
  const forward = arrayOf(k)
  // each call of gradients has its own sums
  if (!arrays.has(`${GRADIENTS}/${own}`)) addArray(k, `${GRADIENTS}/${own}`, TensorArrayStore.gradientOf(forward, own))
  return { name: own, handle: handleArray(GRADIENTS, own) }
}
export const TensorArrayGrad = defineOp('TensorArrayGrad', {
  ...gradients,
  infer: unknownShape,
  outputs: ['grad_handle: Ref(string)'],
  deprecated: { version: 16, explanation: 'Use TensorArrayGradV2' },
  kernel: k => {
    const { name, handle } = createGradient(k)
    return new HandleBuffer(name, handle, undefined)
  },
})
export const TensorArrayGradV2 = defineOp('TensorArrayGradV2', {
  ...gradients,
  outputs: ['grad_handle: string'],
  kernel: k => createGradient(k).handle,
})

// --- one element

function indexOf(k: KernelContext): number {
  const index = k.input(1)
  if (index.shape.length > 0)
    throw invalidArgument(`TensorArray index must be scalar, but had shape: ${shapeText(index.shape)}`)
  return integerOf(index)
}
bothGenerations(
  'TensorArrayWrite',
  'TensorArrayWriteV2',
  {
    outputs: ['flow_out: float'],
    attrs: ['T: type'],
    infer: shaped([0, null, 0], [[]]),
    gradient: writeGradient,
    arrayAccess: 'write',
    kernel: k => {
      const array = arrayOf(k)
      const index = indexOf(k)
      checkWritten(array, k.input(2))
      array.write(index, k.input(2))
      return k.input(3)
    },
  },
  ['index: int32', 'value: T', 'flow_in: float'],
)

bothGenerations(
  'TensorArrayRead',
  'TensorArrayReadV2',
  {
    outputs: ['value: dtype'],
    attrs: ['dtype: type'],
    infer: shaped([0, 0], [null]),
    gradient: readGradient,
    arrayAccess: 'read',
    kernel: k => {
      const array = arrayOf(k)
      const index = indexOf(k)
      checkRequested(array, typeAttr(k, 'dtype'))
      return array.read(index)
    },
  },
  ['index: int32', 'flow_in: float'],
)

// --- many elements

function packed(k: KernelContext, indices: readonly number[]): KernelOutput {
  const array = arrayOf(k)
  const dtype = typeAttr(k, 'dtype')
  checkRequested(array, dtype)
  const elementShape = (k.attr('element_shape') as TensorShape).toShape()
  if (indices.length === 0) {
    if (!isFullyDefined(elementShape)) {
      throw unimplemented(
        `TensorArray has size zero, but element shape ${shapeText(elementShape)} is not fully defined. Currently only static shapes are supported when packing zero-size TensorArrays.`,
      )
    }
    return NDArray.zeros([0, ...elementShape], dtype)
  }
  const values = indices.map(index => array.read(index))
  const { shape } = values[0] as NDArray
  if (!fits(elementShape, shape)) {
    throw invalidArgument(
      `TensorArray was passed element_shape ${shapeText(elementShape)} which does not match the Tensor at index 0: ${shapeText(shape)}`,
    )
  }
  for (const [i, value] of values.entries()) {
    if (value.size > 0 && value.shape.join() !== shape.join()) {
      throw invalidArgument(
        `TensorArray has inconsistent shapes.  Index 0 has shape: ${shapeText(shape)} but index ${i} has shape: ${shapeText(value.shape)}`,
      )
    }
  }
  return joined(values, dtype, [values.length, ...shape])
}
const fits = (partial: Shape, shape: readonly number[]): boolean =>
  partial === null || (partial.length === shape.length && partial.every((dim, i) => dim === null || dim === shape[i]))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

bothGenerations(
  'TensorArrayGather',
  'TensorArrayGatherV2',
  {
    outputs: ['value: dtype'],
    attrs: ['dtype: type', 'element_shape: shape = unknown'],
    infer: c => {
      // the indices before the handle's size
      c.withRank(c.input(0), 1)
      c.withRank(c.input(1), 1)
      return shaped([null, 0], [null])(c)
    },
    gradient: gatherGradient,
    kernel: k => {
      const indices = k.input(1)
      if (indices.shape.length !== 1)
        throw invalidArgument(`Expected indices to be a vector, but received shape: ${shapeText(indices.shape)}`)
      return packed(k, integersOf(indices))
    },
  },
  ['indices: int32', 'flow_in: float'],
)

defineOp('TensorArrayPack', {
  inputs: ['handle: Ref(string)', 'flow_in: float'],
  outputs: ['value: dtype'],
  attrs: ['dtype: type', 'element_shape: shape = unknown'],
  deprecated: { version: 16, explanation: 'Use TensorArrayGatherV2 with RangeOp' },
  writes: [],
  infer: unknownShape,
  gradient: 'unregistered',
  kernel: k => packed(k, upTo(arrayOf(k).packSize)),
  lower: { kind: 'host' },
})

function concatenated(k: KernelContext): KernelOutput[] {
  const array = arrayOf(k)
  const dtype = typeAttr(k, 'dtype')
  checkRequested(array, dtype)
  const rest = (k.attr('element_shape_except0') as TensorShape).toShape()
  const values = upTo(array.packSize).map(index => array.read(index))
  if (values.length === 0) {
    if (!isFullyDefined(rest)) {
      throw unimplemented(
        `TensorArray has size zero, but element_shape_except0 ${shapeText(rest)} is not fully defined. Currently only static shapes are supported when concatenating zero-size TensorArrays.`,
      )
    }
    return [NDArray.zeros([0, ...rest], dtype), NDArray.zeros([0], int64)]
  }
  const first = (values[0] as NDArray).shape.slice(1)
  for (const [i, { shape }] of values.entries()) {
    if (shape.length === 0)
      throw invalidArgument(
        `Concat saw a scalar shape at index ${i} but requires at least vectors.  Did you mean to call pack?`,
      )
    if (i === 0 && !fits(rest, first)) {
      throw invalidArgument(
        `TensorArray was passed element_shape_except0 ${shapeText(rest)} but index 0 has (excepting dimension 0) shape: ${shapeText(first)} which does not match.`,
      )
    }
    if (shape.slice(1).join() !== first.join()) {
      throw invalidArgument(
        `TensorArray has inconsistent shapes.  Index 0 has (excepting dimension 0) shape: ${shapeText(first)} but index ${i} has (excepting dimension 0) shape: ${shapeText(shape.slice(1))}`,
      )
    }
  }
  const lengths = values.map(value => value.shape[0] as number)
  const total = lengths.reduce((a, b) => a + b, 0)
  return [
    joined(values, dtype, [total, ...first]),
    new NDArray(int64, [lengths.length], BigInt64Array.from(lengths, BigInt)),
  ]
}
bothGenerations(
  'TensorArrayConcat',
  'TensorArrayConcatV2',
  {
    outputs: ['value: dtype', 'lengths: int64'],
    attrs: ['dtype: type', 'element_shape_except0: shape = unknown'],
    infer: shaped([0], [null, [null]]),
    gradient: concatGradient,
    kernel: concatenated,
  },
  ['flow_in: float'],
)

/** Writes row `i` of `value` to `indices[i]`; undefined: to all elements in order. */
function scatter(k: KernelContext, value: NDArray, indices: NDArray | undefined): void {
  const array = arrayOf(k)
  checkWritten(array, value)
  if (value.shape.length < 1)
    throw invalidArgument(
      `Input value for unpack must be at least a vector but received shape: ${shapeText(value.shape)}`,
    )
  const rows = value.shape[0] as number
  if (indices && indices.shape.length !== 1)
    throw invalidArgument(`Expected indices to be a vector, but received shape: ${shapeText(indices.shape)}`)
  if (indices && indices.size !== rows)
    throw invalidArgument(`Expected len(indices) == values.shape[0], but saw: ${indices.size} vs. ${rows}`)
  const targets = indices ? integersOf(indices) : upTo(rows)
  const highest = targets.reduce((a, b) => Math.max(a, b), -1)
  let { size } = array
  if (array.hasDynamicSize) size = Math.max(size, highest + 1)
  if (!indices && size !== rows)
    throw invalidArgument(`Input value must have first dimension equal to the array size (${rows} vs. ${size})`)
  if (indices && highest >= size)
    throw invalidArgument(`Max scatter index must be <= array size (${highest} vs. ${size})`)
  array.markSize(size)
  const shape = value.shape.slice(1)
  for (const [i, target] of targets.entries()) array.write(target, rowsOf(value, i, i + 1, shape))
}
bothGenerations(
  'TensorArrayScatter',
  'TensorArrayScatterV2',
  {
    outputs: ['flow_out: float'],
    attrs: ['T: type'],
    infer: shaped([1, null, 0], [[]]),
    gradient: scatterGradient,
    kernel: k => {
      scatter(k, k.input(2), k.input(1))
      return k.input(3)
    },
  },
  ['indices: int32', 'value: T', 'flow_in: float'],
)

defineOp('TensorArrayUnpack', {
  inputs: ['handle: Ref(string)', 'value: T', 'flow_in: float'],
  outputs: ['flow_out: float'],
  attrs: ['T: type'],
  deprecated: { version: 16, explanation: 'Use TensorArrayScatterV2 with RangeOp' },
  writes: [],
  infer: unknownShape,
  gradient: 'unregistered',
  kernel: k => {
    scatter(k, k.input(1), undefined)
    return k.input(2)
  },
  lower: { kind: 'host' },
})

function split(k: KernelContext): KernelOutput {
  const array = arrayOf(k)
  const [value, lengths] = [k.input(1), k.input(2)]
  if (lengths.shape.length !== 1)
    throw invalidArgument(`Expected lengths to be a vector, received shape: ${shapeText(lengths.shape)}`)
  const sizes = integersOf(lengths)
  const total = sizes.reduce((a, b) => a + b, 0)
  if (value.shape.length < 1)
    throw invalidArgument(`Expected value to be at least a vector, but received shape: ${shapeText(value.shape)}`)
  if (total !== value.shape[0]) {
    throw invalidArgument(
      `Expected sum of lengths to be equal to values.shape[0], but sum of lengths is ${total} and value's shape is: ${shapeText(value.shape)}`,
    )
  }
  let { size } = array
  if (array.hasDynamicSize) size = Math.max(size, sizes.length)
  if (size !== sizes.length) {
    throw invalidArgument(
      `TensorArray's size is not equal to the size of lengths (${size} vs. ${sizes.length}), and the TensorArray is not marked as dynamically resizeable`,
    )
  }
  checkWritten(array, value)
  array.markSize(size)
  let from = 0
  for (const [i, length] of sizes.entries()) {
    array.write(i, rowsOf(value, from, from + length, [length, ...value.shape.slice(1)]))
    from += length
  }
  return k.input(3)
}
bothGenerations(
  'TensorArraySplit',
  'TensorArraySplitV2',
  {
    outputs: ['flow_out: float'],
    attrs: ['T: type'],
    infer: shaped([null, 1, 0], [[]]),
    gradient: splitGradient,
    kernel: split,
  },
  ['value: T', 'lengths: int64', 'flow_in: float'],
)

// --- the whole

bothGenerations(
  'TensorArraySize',
  'TensorArraySizeV2',
  {
    outputs: ['size: int32'],
    infer: shaped([], [[]]),
    gradient: 'none',
    kernel: k => new NDArray('int32', [], Int32Array.of(arrayOf(k).size)),
  },
  ['flow_in: float'],
)

bothGenerations(
  'TensorArrayClose',
  'TensorArrayCloseV2',
  {
    infer: shaped([], []),
    gradient: 'none',
    kernel: k => {
      arrayOf(k).close()
      return []
    },
  },
  [],
)
