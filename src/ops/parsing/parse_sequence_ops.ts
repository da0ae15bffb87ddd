/** Sequence examples as tensors (core/ops/parsing_ops.cc, kernels/example_parsing_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument, type Status } from '../../errors/status.ts'
import { type Feature, SequenceExample } from '../../formats/protos/example.generated.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, shapeText } from '../../tensor/shape.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { arrayOfValues, int64Array, kindOf, sparseRows, valuesOf } from './example_features.ts'
import {
  defaultTensors,
  type Features,
  FixedLenFeature,
  FixedLenSequenceFeature,
  featureLists,
} from './feature_specs.ts'
import { byName, checkKnown, type ParsedFeatures } from './parse_example_ops.ts'

const shapesOf = (shapes: readonly TensorShape[]): Shape[] => shapes.map(shape => shape.toShape())

export const ParseSingleSequenceExample = defineOp('ParseSingleSequenceExample', {
  inputs: [
    'serialized: string',
    'feature_list_dense_missing_assumed_empty: string',
    'context_sparse_keys: Ncontext_sparse * string',
    'context_dense_keys: Ncontext_dense * string',
    'feature_list_sparse_keys: Nfeature_list_sparse * string',
    'feature_list_dense_keys: Nfeature_list_dense * string',
    'context_dense_defaults: Tcontext_dense',
    'debug_name: string',
  ],
  outputs: [
    'context_sparse_indices: Ncontext_sparse * int64',
    'context_sparse_values: context_sparse_types',
    'context_sparse_shapes: Ncontext_sparse * int64',
    'context_dense_values: Tcontext_dense',
    'feature_list_sparse_indices: Nfeature_list_sparse * int64',
    'feature_list_sparse_values: feature_list_sparse_types',
    'feature_list_sparse_shapes: Nfeature_list_sparse * int64',
    'feature_list_dense_values: feature_list_dense_types',
  ],
  attrs: [
    'Ncontext_sparse: int >= 0 = 0',
    'Ncontext_dense: int >= 0 = 0',
    'Nfeature_list_sparse: int >= 0 = 0',
    'Nfeature_list_dense: int >= 0 = 0',
    'context_sparse_types: list({float, int64, string}) >= 0 = []',
    'Tcontext_dense: list({float, int64, string}) >= 0 = []',
    'feature_list_dense_types: list({float, int64, string}) >= 0 = []',
    'context_dense_shapes: list(shape) >= 0 = []',
    'feature_list_sparse_types: list({float, int64, string}) >= 0 = []',
    'feature_list_dense_shapes: list(shape) >= 0 = []',
  ],
  infer: c => {
    checkKnown(c, c.attr('context_dense_shapes'))
    checkKnown(c, c.attr('feature_list_dense_shapes'))
    const counts = { context: c.attr('Ncontext_sparse'), lists: c.attr('Nfeature_list_sparse') }
    const contextShapes = shapesOf(c.attr('context_dense_shapes'))
    const listShapes = shapesOf(c.attr('feature_list_dense_shapes'))
    if (counts.context !== c.attr('context_sparse_types').length)
      throw c.fail('len(context_sparse_keys) != len(context_sparse_types)')
    if (c.attr('Ncontext_dense') !== c.attr('Tcontext_dense').length)
      throw c.fail('len(context_dense_keys) != len(context_dense_types)')
    if (c.attr('Ncontext_dense') !== contextShapes.length)
      throw c.fail('len(context_dense_keys) != len(context_dense_shapes)')
    if (counts.lists !== c.attr('feature_list_sparse_types').length)
      throw c.fail('len(feature_list_sparse_keys) != len(feature_list_sparse_types)')
    if (c.attr('Nfeature_list_dense') !== c.attr('feature_list_dense_types').length)
      throw c.fail('len(feature_list_dense_keys) != len(feature_list_dense_types)')
    c.withRank(c.input(0), 0)
    c.withRank(c.input(1), 1)
    const sparse = (many: number, ...each: readonly Shape[]): Shape[] =>
      each.flatMap(shape => new Array<Shape>(many).fill(shape))
    return [
      ...sparse(counts.context, [null, 1], [null], [1]),
      // an unknown rank is read as a scalar's
      ...contextShapes.map(shape => shape ?? []),
      ...sparse(counts.lists, [null, 2], [null], [2]),
      ...listShapes.map(shape => c.concatenate([null], shape ?? [])),
    ]
  },
  gradient: 'unregistered',
  kernel: parseSequence,
  lower: { kind: 'host' },
})

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1')

/** The keys of a list argument; each is a scalar. */
function keysOf(k: KernelContext, argument: string): string[] {
  return k.list(argument).map((key, i) => {
    if (key.shape.length !== 0)
      throw invalidArgument(`Expected ${argument}[${i}] to be a vector, got shape: ${shapeText(key.shape)}`)
    return textOf((key.data as Uint8Array[])[0])
  })
}
const typesOf = (k: KernelContext, attr: string): readonly DType[] => k.attr(attr) as readonly DType[]
const sizesOf = (k: KernelContext, attr: string): number[][] =>
  (k.attr(attr) as readonly TensorShape[]).map(shape => shape.as_list() as number[])

/** Refuses values of another type. `place`: how the message begins. */
function checkKind(feature: Feature, type: DType, place: string): void {
  if (kindOf(feature) !== type.cpp_name)
    throw invalidArgument(
      `${place}.  Data types don't match. Expected type: ${type.cpp_name}  Feature is: ${feature.ToText()}`,
    )
}
function wrongCount(
  name: string,
  key: string,
  index: number,
  type: DType,
  got: number,
  shape: readonly number[],
): Status {
  const start = type.base === 'string' ? `Name: ${name}, Key ${key}` : `Name: ${name}, Key: ${key}`
  const size =
    type.base === 'string'
      ? 'bytes values != expected.  Values size'
      : `${type.cpp_name} values != expected.  values size`
  return invalidArgument(`${start}, Index: ${index}.  Number of ${size}: ${got} but output shape: ${shapeText(shape)}`)
}
function checked(
  feature: Feature,
  type: DType,
  shape: readonly number[],
  name: string,
  key: string,
  index: number,
): unknown[] {
  const values = valuesOf(feature)
  if (values.length !== numElements(shape)) throw wrongCount(name, key, index, type, values.length, shape)
  return values
}

function parseSequence(k: KernelContext): NDArray[] {
  const [serialized, missing] = [k.input(0), k.input(1)]
  const debugName = k.inputs.at(-1) as NDArray
  if (missing.shape.length !== 1)
    throw invalidArgument(
      `Expected feature_list_dense_missing_assumed_empty to be a vector, got shape: ${shapeText(missing.shape)}`,
    )
  if (debugName.shape.length !== 0)
    throw invalidArgument(`Expected debug_name to be a scalar, got shape: ${shapeText(debugName.shape)}`)
  if (serialized.shape.length !== 0)
    throw invalidArgument(`Expected serialized to be a scalar, got shape: ${shapeText(serialized.shape)}`)
  const name = textOf((debugName.data as Uint8Array[])[0])
  const example = sequenceOf((serialized.data as Uint8Array[])[0] as Uint8Array)
  const context = example.context.feature
  const lists = example.feature_lists.feature_list
  const assumedEmpty = new Set((missing.data as Uint8Array[]).map(textOf))
  const contextSparse = keysOf(k, 'context_sparse_keys').map((key, i) =>
    contextValues(context[key], typesOf(k, 'context_sparse_types')[i] as DType, name, key),
  )
  const listSparse = keysOf(k, 'feature_list_sparse_keys').map((key, i) => {
    const type = typesOf(k, 'feature_list_sparse_types')[i] as DType
    const steps = Array.from((lists[key]?.feature ?? []) as Iterable<Feature>)
    for (const [t, feature] of steps.entries())
      checkKind(feature, type, `Name: ${name}, Feature List: ${key}, Index: ${t}`)
    return sparseRows(steps.map(valuesOf), type)
  })
  const parts = (sparse: readonly (readonly NDArray[])[]): NDArray[] =>
    [0, 1, 2].flatMap(part => sparse.map(arrays => arrays[part] as NDArray))
  return [
    ...parts(contextSparse),
    ...contextDense(k, context, name),
    ...parts(listSparse),
    ...listDense(k, lists, name, assumedEmpty),
  ]
}
function sequenceOf(bytes: Uint8Array): SequenceExample {
  try {
    return SequenceExample.FromString(bytes)
  } catch {
    throw invalidArgument(`Could not parse example input, value: '${textOf(bytes)}'`)
  }
}

/** A sparse vector. */
function contextValues(feature: Feature | undefined, type: DType, name: string, key: string): NDArray[] {
  const values = feature && kindOf(feature) !== undefined ? valuesOf(feature) : []
  if (feature && kindOf(feature) !== undefined) checkKind(feature, type, `Name: ${name}, Context feature: ${key}`)
  const indices = values.map((_, i) => i)
  return [
    int64Array(indices, [values.length, 1]),
    arrayOfValues(values, type, [values.length]),
    int64Array([values.length], [1]),
  ]
}
function contextDense(k: KernelContext, context: Readonly<Record<string, Feature>>, name: string): NDArray[] {
  const types = typesOf(k, 'Tcontext_dense')
  const shapes = sizesOf(k, 'context_dense_shapes')
  const defaults = k.list('context_dense_defaults')
  return keysOf(k, 'context_dense_keys').map((key, d) => {
    const [type, shape, fallback, feature] = [
      types[d] as DType,
      shapes[d] as number[],
      defaults[d] as NDArray,
      context[key],
    ]
    if (fallback.size > 0 && fallback.shape.join() !== shape.join()) {
      throw invalidArgument(
        `def_value[${d}].shape() == ${shapeText(fallback.shape)} != context_dense_shapes_[${d}] == ${shapeText(shape)}`,
      )
    }
    if (!feature || kindOf(feature) === undefined) {
      if (fallback.size === 0 && numElements(shape) !== 0)
        throw invalidArgument(`Name: ${name}, Context feature '${key}' is required but could not be found.`)
      return new NDArray(type, shape, fallback.copy().data)
    }
    checkKind(feature, type, `Name: ${name}, Context feature: ${key}`)
    return arrayOfValues(checked(feature, type, shape, name, key, 0), type, shape)
  })
}
function listDense(
  k: KernelContext,
  lists: Readonly<Record<string, { readonly feature: Iterable<Feature> }>>,
  name: string,
  assumedEmpty: ReadonlySet<string>,
): NDArray[] {
  const types = typesOf(k, 'feature_list_dense_types')
  const shapes = sizesOf(k, 'feature_list_dense_shapes')
  return keysOf(k, 'feature_list_dense_keys').map((key, d) => {
    const [type, shape, list] = [types[d] as DType, shapes[d] as number[], lists[key]]
    if (!list && !assumedEmpty.has(key)) {
      throw invalidArgument(
        `Name: ${name}, Feature list '${key}' is required but could not be found.  Did you mean to include it in feature_list_dense_missing_assumed_empty or feature_list_dense_defaults?`,
      )
    }
    const steps = list ? Array.from(list.feature) : []
    const values = steps.flatMap((feature, t) => {
      checkKind(feature, type, `Name: ${name}, Feature list: ${key}, Index: ${t}`)
      return checked(feature, type, shape, name, key, t)
    })
    return arrayOfValues(values, type, [steps.length, ...shape])
  })
}

// --- functions

interface SequenceArgs {
  serialized: TensorLike
  context_features: Features | null
  sequence_features: Features | null
  example_name: TensorLike | null
  name: Name
}
const isEmpty = (features: Features | null): boolean =>
  features === null || (features instanceof Map ? features.size : Object.keys(features).length) === 0
/**
 * The features of one serialized SequenceExample, a scalar: those of its context and those of its sequences, each by name. A
 * FixedLenSequenceFeature gives [steps, …shape], a VarLenFeature of a sequence a sparse tensor [steps, longest].
 */
export const parse_single_sequence_example = pyfunction(
  'parse_single_sequence_example(serialized, context_features=None, sequence_features=None, example_name=None, name=None)',
  ({
    serialized,
    context_features,
    sequence_features,
    example_name,
    name,
  }: SequenceArgs): [context: ParsedFeatures, sequences: ParsedFeatures] => {
    if (isEmpty(context_features) && isEmpty(sequence_features)) throw new ValueError('Missing features.')
    const context = featureLists(context_features, FixedLenFeature)
    const lists = featureLists(sequence_features, FixedLenSequenceFeature)
    return withScope(name, 'ParseSingleSequenceExample', [serialized], () => {
      const { outputs } = applyOp(
        ParseSingleSequenceExample,
        {
          serialized,
          debug_name: example_name ?? '',
          context_dense_defaults: defaultTensors(context.dense),
          context_sparse_keys: context.sparse.map(({ key }) => key),
          context_sparse_types: context.sparse.map(({ dtype }) => dtype),
          context_dense_keys: context.dense.map(({ key }) => key),
          context_dense_shapes: context.dense.map(({ shape }) => shape),
          feature_list_sparse_keys: lists.sparse.map(({ key }) => key),
          feature_list_sparse_types: lists.sparse.map(({ dtype }) => dtype),
          feature_list_dense_keys: lists.dense.map(({ key }) => key),
          feature_list_dense_types: lists.dense.map(({ dtype }) => dtype),
          feature_list_dense_shapes: lists.dense.map(({ shape }) => shape),
          feature_list_dense_missing_assumed_empty: lists.dense
            .filter(({ allowMissing }) => allowMissing)
            .map(({ key }) => key),
        },
        name,
      )
      const split = 3 * context.sparse.length + context.dense.length
      return [byName(context, outputs.slice(0, split)), byName(lists, outputs.slice(split))]
    })
  },
)
