/** Examples as tensors (core/ops/parsing_ops.cc, kernels/example_parsing_ops.cc). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument, type Status } from '../../errors/status.ts'
import { Example, type Feature } from '../../formats/protos/example.generated.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, shapeText } from '../../tensor/shape.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { slice } from '../array/slice_ops.ts'
import { Assert_ } from '../control_flow/logging_ops.ts'
import { identity } from '../core/identity_ops.ts'
import { equal } from '../math/comparison_ops.ts'
import { expand_dims, rank, squeeze } from '../math/shape_ops.ts'
import { arrayOfValues, kindOf, sparseRows, valuesOf } from './example_features.ts'
import {
  defaultTensors,
  type FeatureLists,
  type Features,
  FixedLenFeature,
  featureLists,
  nameOfKey,
} from './feature_specs.ts'

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1')
const stringsOf = (array: NDArray): string[] => (array.data as Uint8Array[]).map(textOf)

/** Shapes of dense features must be known. */
export function checkKnown(c: InferenceContext, shapes: readonly TensorShape[]): void {
  for (const shape of shapes) {
    const dims = shape.toShape()
    if (dims?.includes(null)) throw c.fail(`Shape [${dims.map(dim => dim ?? -1).join()}] has negative dimensions`)
  }
}

export const ParseExample = defineOp('ParseExample', {
  inputs: [
    'serialized: string',
    'names: string',
    'sparse_keys: Nsparse * string',
    'dense_keys: Ndense * string',
    'dense_defaults: Tdense',
  ],
  outputs: [
    'sparse_indices: Nsparse * int64',
    'sparse_values: sparse_types',
    'sparse_shapes: Nsparse * int64',
    'dense_values: Tdense',
  ],
  attrs: [
    'Nsparse: int >= 0',
    'Ndense: int >= 0',
    'sparse_types: list({float, int64, string}) >= 0',
    'Tdense: list({float, int64, string}) >= 0',
    'dense_shapes: list(shape) >= 0',
  ],
  infer: c => {
    const types = c.attr('Tdense')
    const shapes = c.attr('dense_shapes')
    checkKnown(c, shapes)
    if (c.attr('Nsparse') !== c.attr('sparse_types').length) throw c.fail('len(sparse_keys) != len(sparse_types)')
    if (c.attr('Ndense') !== types.length) throw c.fail('len(dense_keys) != len(dense_types)')
    if (types.length !== shapes.length) throw c.fail('len(dense_keys) != len(dense_shapes)')
    const [examples] = c.withRank(c.input(0), 1) as [Dim]
    c.withRank(c.input(1), 1)
    const sparse = (shape: Shape): Shape[] => Array.from({ length: c.attr('Nsparse') }, () => shape)
    return [
      ...sparse([null, 2]),
      ...sparse([null]),
      ...sparse([2]),
      ...shapes.map(shape => c.concatenate([examples], shape.toShape())),
    ]
  },
  gradient: 'unregistered',
  kernel: parseExamples,
  lower: { kind: 'host' },
})

interface DenseSpec {
  readonly key: string
  readonly type: DType
  readonly shape: readonly number[]
  readonly fallback: NDArray
}
function denseSpecs(k: KernelContext): DenseSpec[] {
  const types = k.attr('Tdense') as readonly DType[]
  const shapes = (k.attr('dense_shapes') as readonly TensorShape[]).map(shape => shape.as_list() as number[])
  const defaults = k.list('dense_defaults')
  return k.list('dense_keys').map((key, d): DenseSpec => {
    const [type, shape, fallback] = [types[d] as DType, shapes[d] as number[], defaults[d] as NDArray]
    if (fallback.size > 0 && fallback.shape.join() !== shape.join()) {
      throw invalidArgument(
        `def_value[${d}].shape() == ${shapeText(fallback.shape)} != dense_shapes_[${d}] == ${shapeText(shape)}`,
      )
    }
    return { key: textOf((key.data as Uint8Array[])[0]), type, shape, fallback }
  })
}

/** One example of a batch, for messages. */
interface Place {
  readonly name: string
  readonly index: number
}
const mismatch = ({ name, index }: Place, key: string, what: string): Status =>
  invalidArgument(`Name: ${name}, Key: ${key}, Index: ${index}.  ${what}`)

/** The values of a dense feature of one example; the default's where it is missing. */
function denseValues(
  feature: Feature | undefined,
  { key, type, shape, fallback }: DenseSpec,
  place: Place,
): readonly unknown[] {
  const kind = feature && kindOf(feature)
  const count = numElements(shape)
  if (!feature || kind === undefined) {
    if (fallback.size === 0 && count !== 0)
      throw invalidArgument(`Name: ${place.name}, Feature: ${key} is required but could not be found.`)
    return Array.from(fallback.data as ArrayLike<unknown>)
  }
  if (kind !== type.cpp_name)
    throw mismatch(place, key, `Data types don't match. Data type: ${kind}Expected type: ${type.cpp_name}`)
  const values = valuesOf(feature)
  if (values.length !== count) {
    const what = kind === 'string' ? 'bytes' : kind
    throw mismatch(
      place,
      key,
      `Number of ${what} values != expected.  Values size: ${values.length} but output shape: ${shapeText(shape)}`,
    )
  }
  return values
}

function parseExamples(k: KernelContext): NDArray[] {
  const [serialized, names] = [k.input(0), k.input(1)]
  if (names.shape.length !== 1 && names.size > 0)
    throw invalidArgument(`Expected names to be a vector, got shape: ${shapeText(names.shape)}`)
  if (names.size > 0 && names.size !== serialized.size)
    throw invalidArgument(`Expected len(names) == len(serialized), but got: ${names.size} vs. ${serialized.size}`)
  if (serialized.shape.length !== 1)
    throw invalidArgument(`Expected serialized to be a vector, got shape: ${shapeText(serialized.shape)}`)
  const dense = denseSpecs(k)
  const sparseTypes = k.attr('sparse_types') as readonly DType[]
  const sparse = k
    .list('sparse_keys')
    .map((key, i) => ({ key: textOf((key.data as Uint8Array[])[0]), type: sparseTypes[i] as DType }))
  const labels = stringsOf(names)
  const rows = sparse.map((): (readonly unknown[])[] => [])
  const columns = dense.map((): unknown[] => [])
  for (const [index, bytes] of (serialized.data as Uint8Array[]).entries()) {
    const place = { name: labels[index] ?? '<unknown>', index }
    const features = featuresOf(bytes)
    for (const [d, spec] of dense.entries())
      for (const value of denseValues(features[spec.key], spec, place)) columns[d]?.push(value)
    for (const [s, { key, type }] of sparse.entries()) {
      const feature = features[key]
      const kind = feature && kindOf(feature)
      if (kind !== undefined && kind !== type.cpp_name)
        throw mismatch(place, key, `Data types don't match. Expected type: ${type.cpp_name}`)
      rows[s]?.push(feature ? valuesOf(feature) : [])
    }
  }
  const parts = sparse.map(({ type }, s) => sparseRows(rows[s] as (readonly unknown[])[], type))
  return [
    ...[0, 1, 2].flatMap(part => parts.map(arrays => arrays[part] as NDArray)),
    ...dense.map(({ type, shape }, d) => arrayOfValues(columns[d] as unknown[], type, [serialized.size, ...shape])),
  ]
}
function featuresOf(bytes: Uint8Array): Readonly<Record<string, Feature>> {
  try {
    return Example.FromString(bytes).features.feature
  } catch {
    throw invalidArgument(`Could not parse example input, value: '${textOf(bytes)}'`)
  }
}

// --- functions

/** Tensors and sparse tensors by the names of their features. */
// biome-ignore lint/suspicious/noExplicitAny: which of them depends on the feature
export type ParsedFeatures = Record<string, any>

/** Sparse tensors, then dense ones, by name. */
export function byName({ sparse, dense }: FeatureLists, outputs: readonly Tensor[]): ParsedFeatures {
  const n = sparse.length
  const part = (which: number, i: number): Tensor => outputs[which * n + i] as Tensor
  return Object.fromEntries([
    ...sparse.map(({ key }, i) => [key, new SparseTensor(part(0, i), part(1, i), part(2, i))]),
    ...dense.map(({ key }, i) => [key, outputs[3 * n + i]]),
  ]) as ParsedFeatures
}

function parsed(serialized: TensorLike, names: TensorLike | null, lists: FeatureLists, name: Name): ParsedFeatures {
  return withScope(name, 'ParseExample', [serialized, names], () => {
    const { outputs } = applyOp(
      ParseExample,
      {
        serialized,
        names: names ?? [],
        dense_defaults: defaultTensors(lists.dense),
        sparse_keys: lists.sparse.map(({ key }) => key),
        sparse_types: lists.sparse.map(({ dtype }) => dtype),
        dense_keys: lists.dense.map(({ key }) => key),
        dense_shapes: lists.dense.map(({ shape }) => shape),
      },
      name,
    )
    return byName(lists, outputs)
  })
}

/** A sparse tensor of one row as a vector. */
function withoutRows({ indices, values, dense_shape }: SparseTensor, key: string): SparseTensor {
  return new SparseTensor(
    slice(indices, [0, 1], [-1, -1], `Slice_Indices_${key}`),
    values,
    slice(dense_shape, [1], [-1], `Squeeze_Shape_${key}`),
  )
}

interface ParseArgs {
  serialized: TensorLike
  features: Features | null
  name: Name
  example_names: TensorLike | null
}
const isEmpty = (features: Features | null): boolean =>
  features === null || (features instanceof Map ? features.size : Object.keys(features).length) === 0
/**
 * The features of serialized Examples (a vector): a tensor [examples, …shape] for each FixedLenFeature, a sparse tensor
 * [examples, longest] for each VarLenFeature, by name. Run-time errors: InvalidArgument where a feature is missing or of another
 * type or size.
 */
export const parse_example = pyfunction(
  'parse_example(serialized, features, name=None, example_names=None)',
  ({ serialized, features, name, example_names }: ParseArgs): ParsedFeatures => {
    if (isEmpty(features))
      throw new ValueError(`Missing: features was ${features === null ? 'None' : pythonRepr(features)}.`)
    return parsed(serialized, example_names, featureLists(features, FixedLenFeature), name)
  },
)

/** `value`, which must be a scalar. */
function scalar(value: TensorLike, what: 'serialized' | 'names'): Tensor {
  const tensor = convertToTensor(value)
  const message = `Input ${what} must be a scalar`
  const { ndims } = tensor.get_shape()
  if (ndims === 0) return tensor
  if (ndims !== null) throw new ValueError(message)
  const prefix = what === 'names' ? 'Names' : 'Serialized'
  const check = Assert_(equal(rank(tensor), 0), [message], null, `${prefix}IsScalar`)
  return control_dependencies([check], () => identity(tensor, `${prefix}Dependencies`)) as Tensor
}
/** As parse_example for one example, a scalar; its tensors have no dimension for examples. */
export const parse_single_example = pyfunction(
  'parse_single_example(serialized, features, name=None, example_names=None)',
  ({ serialized, features, name, example_names }: ParseArgs): ParsedFeatures => {
    if (isEmpty(features)) throw new ValueError('Missing features.')
    const lists = featureLists(features, FixedLenFeature)
    return withScope(name, 'ParseSingleExample', [serialized, example_names], () => {
      const one = expand_dims(scalar(serialized, 'serialized'), 0)
      const names = example_names === null ? null : expand_dims(scalar(example_names, 'names'), 0)
      const outputs = parsed(one, names, lists, name)
      for (const { key } of lists.dense)
        outputs[key] = squeeze(outputs[key] as Tensor, [0], `Squeeze_${nameOfKey(key)}`)
      for (const { key } of lists.sparse) outputs[key] = withoutRows(outputs[key] as SparseTensor, nameOfKey(key))
      return outputs
    })
  },
)
