/** From the features of an example to the items of a data set (contrib/slim/data/tfexample_decoder.py). */
import { listOf } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { KeyError, NotImplementedError, ValueError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { SparseTensor as SparseTensorOfGraph } from '../../graph/build/sparse_tensor.ts'
import type { Tensor as TensorOfGraph } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { case as choose } from '../../ops/control_flow/case.ts'
import { DecodeJpeg, DecodePng } from '../../ops/image/image_codec_ops.ts'
import { to_int64 } from '../../ops/math/cast_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { logical_or } from '../../ops/math/logical_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { expand_dims, reshape, shape as shapeOf } from '../../ops/math/shape_ops.ts'
import { decode_raw } from '../../ops/parsing/decode_ops.ts'
import { sparse_tensor_to_dense } from '../../ops/sparse/sparse_dense_ops.ts'
import { sparse_reshape } from '../../ops/sparse/sparse_structure_ops.ts'
import { uint8 } from '../../tensor/dtypes.ts'

type Parsed = TensorOfGraph | SparseTensorOfGraph
/** What an example is parsed to, by the names of its features. */
export type ParsedFeatures = Readonly<Record<string, Parsed>>
type Keys = string | readonly string[]
type Shape = readonly number[] | TensorOfGraph | null

const keysOf = (keys: Keys): readonly string[] => (typeof keys === 'string' ? [keys] : [...listOf(keys)].map(String))
function parsedOf(features: ParsedFeatures, key: string): Parsed {
  const found = features[key]
  if (found === undefined) throw new KeyError(key)
  return found
}
const dense = (value: Parsed, default_value: unknown = 0): TensorOfGraph =>
  value instanceof SparseTensorOfGraph ? sparse_tensor_to_dense(value, default_value as never) : value

const HANDLER_TEXT = 'ItemHandler(keys)'
/** The base of what makes an item of the features `keys` of an example. */
export class ItemHandler {
  readonly #keys: readonly string[]

  constructor(...args: PythonArguments<typeof HANDLER_TEXT, { keys: Keys }>) {
    this.#keys = keysOf(HANDLER.bind(args)['keys'] as Keys)
  }
  get keys(): readonly string[] {
    return this.#keys
  }
  // biome-ignore lint/suspicious/noExplicitAny: a tensor, a sparse tensor, or what a callback makes
  tensors_to_item(_keys_to_tensors: ParsedFeatures): any {
    throw new NotImplementedError('tensors_to_item')
  }
}
// @ts-expect-error the guarded class takes its place
ItemHandler = guardedClass(ItemHandler)
const HANDLER = setSignature(ItemHandler, HANDLER_TEXT)

const CALLBACK_TEXT = 'ItemHandlerCallback(keys, func)'
type Callback = (keys_to_tensors: ParsedFeatures) => unknown
/** The item is what `func` makes of the features. */
export class ItemHandlerCallback extends ItemHandler {
  readonly #func: Callback
  constructor(...args: PythonArguments<typeof CALLBACK_TEXT, { keys: Keys; func: Callback }>) {
    const { keys, func } = CALLBACK.bind(args) as unknown as { keys: Keys; func: Callback }
    super(keys)
    this.#func = func
  }
  override tensors_to_item(keys_to_tensors: ParsedFeatures): unknown {
    return this.#func(keys_to_tensors)
  }
}
// @ts-expect-error the guarded class takes its place
ItemHandlerCallback = guardedClass(ItemHandlerCallback)
const CALLBACK = setSignature(ItemHandlerCallback, CALLBACK_TEXT)

const BOX_TEXT = 'BoundingBox(keys=None, prefix=None)'
/** Boxes: a row [ymin, xmin, ymax, xmax] for each, of four features with as many values. */
export class BoundingBox extends ItemHandler {
  constructor(...args: PythonArguments<typeof BOX_TEXT, { keys: readonly string[] | null; prefix: string | null }>) {
    const { keys, prefix } = BOX.bind(args) as { keys: readonly string[] | null; prefix: string | null }
    if (keys !== null && keys.length !== 4) throw new ValueError(`BoundingBox expects 4 keys but got ${keys.length}`)
    super((keys ?? ['ymin', 'xmin', 'ymax', 'xmax']).map(key => `${prefix ?? ''}${key}`))
  }
  override tensors_to_item(keys_to_tensors: ParsedFeatures): TensorOfGraph {
    const sides = this.keys.map(key => expand_dims((parsedOf(keys_to_tensors, key) as SparseTensorOfGraph).values, 0))
    return transpose(concat(0, sides))
  }
}
// @ts-expect-error the guarded class takes its place
BoundingBox = guardedClass(BoundingBox)
const BOX = setSignature(BoundingBox, BOX_TEXT)

const TENSOR_TEXT = 'Tensor(tensor_key, shape_keys=None, shape=None, default_value=0)'
interface TensorArgs {
  tensor_key: string
  shape_keys: Keys | null
  shape: Shape
  default_value: unknown
}
/** A feature, in the shape that `shape` or the features `shape_keys` say. Sparse ones become dense, with `default_value` where there is nothing. */
export class Tensor extends ItemHandler {
  readonly #args: TensorArgs
  readonly #shapeKeys: readonly string[]
  constructor(...args: PythonArguments<typeof TENSOR_TEXT, TensorArgs>) {
    const bound = TENSOR.bind(args) as unknown as TensorArgs
    const shapeKeys = bound.shape_keys === null || bound.shape_keys.length === 0 ? [] : keysOf(bound.shape_keys)
    if (shapeKeys.length > 0 && bound.shape !== null)
      throw new ValueError('Cannot specify both shape_keys and shape parameters.')
    super([bound.tensor_key, ...shapeKeys])
    this.#args = bound
    this.#shapeKeys = shapeKeys
  }
  override tensors_to_item(keys_to_tensors: ParsedFeatures): TensorOfGraph {
    const { tensor_key, default_value } = this.#args
    const tensor = parsedOf(keys_to_tensors, tensor_key)
    const { shape: given } = this.#args
    const shape =
      this.#shapeKeys.length > 0
        ? reshape(pack(this.#shapeKeys.map(key => dense(parsedOf(keys_to_tensors, key)))), [-1])
        : given
    if (tensor instanceof SparseTensorOfGraph)
      return dense(shape === null ? tensor : sparse_reshape(tensor, shape as never), default_value)
    return shape === null ? tensor : reshape(tensor, shape as never)
  }
}
// @ts-expect-error the guarded class takes its place
Tensor = guardedClass(Tensor)
const TENSOR = setSignature(Tensor, TENSOR_TEXT)

const SPARSE_TEXT =
  'SparseTensor(indices_key=None, values_key=None, shape_key=None, shape=None, densify=False, default_value=0)'
interface SparseArgs {
  indices_key: string | null
  values_key: string | null
  shape_key: string | null
  shape: Shape
  densify: boolean
  default_value: unknown
}
/** A sparse tensor, whose indices and values are features (`indices`, `values` where no other names are given); with `densify` a dense one. */
export class SparseTensor extends ItemHandler {
  readonly #args: SparseArgs
  constructor(...args: PythonArguments<typeof SPARSE_TEXT, SparseArgs>) {
    const bound = SPARSE.bind(args) as unknown as SparseArgs
    super([bound.indices_key || 'indices', bound.values_key || 'values', ...(bound.shape_key ? [bound.shape_key] : [])])
    this.#args = bound
  }
  override tensors_to_item(keys_to_tensors: ParsedFeatures): Parsed {
    const [indicesKey, valuesKey, shapeKey] = this.keys as [string, string, string?]
    const indices = parsedOf(keys_to_tensors, indicesKey) as SparseTensorOfGraph
    const values = parsedOf(keys_to_tensors, valuesKey) as SparseTensorOfGraph
    const { shape: given, densify, default_value } = this.#args
    const shape = shapeKey === undefined ? (given ?? indices.shape) : dense(parsedOf(keys_to_tensors, shapeKey))
    const rank = shapeOf(indices.indices).at(1)
    const ids = to_int64(indices.values) as TensorOfGraph
    const kept = slice(indices.indices, [0, 0], pack([-1, minus(rank, 1)]))
    const places = concat(1, [kept, reshape(ids, [-1, 1])])
    const made = new SparseTensorOfGraph(places, values.values, shape as never)
    return densify ? dense(made, default_value) : made
  }
}
// @ts-expect-error the guarded class takes its place
SparseTensor = guardedClass(SparseTensor)
const SPARSE = setSignature(SparseTensor, SPARSE_TEXT)

const IMAGE_TEXT = 'Image(image_key=None, format_key=None, shape=None, channels=3)'
interface ImageArgs {
  image_key: string | null
  format_key: string | null
  shape: Shape
  channels: number
}
/** An image, which a feature holds encoded (JPEG, PNG or raw bytes, as another feature says): [height, width, channels] of uint8, or in `shape`. */
export class Image extends ItemHandler {
  readonly #shape: Shape
  readonly #channels: number
  constructor(...args: PythonArguments<typeof IMAGE_TEXT, ImageArgs>) {
    const { image_key, format_key, shape, channels } = IMAGE.bind(args) as unknown as ImageArgs
    super([image_key || 'image/encoded', format_key || 'image/format'])
    this.#shape = shape
    this.#channels = channels
  }
  override tensors_to_item(keys_to_tensors: ParsedFeatures): TensorOfGraph {
    const [contents, format] = this.keys.map(key => parsedOf(keys_to_tensors, key)) as [TensorOfGraph, TensorOfGraph]
    const channels = this.#channels
    const png = (): TensorOfGraph => apply(DecodePng, { contents, channels })
    const jpeg = (): TensorOfGraph => apply(DecodeJpeg, { contents, channels })
    const raw = (): TensorOfGraph => decode_raw(contents, uint8)
    const is = (name: string): TensorOfGraph => logical_or(equal(format, name), equal(format, name.toUpperCase()))
    // JPEG has no transparency
    const pairs =
      channels > 3
        ? ([[is('raw'), raw]] as const)
        : ([
            [is('png'), png],
            [is('raw'), raw],
          ] as const)
    const image: TensorOfGraph = choose(pairs as never, channels > 3 ? png : jpeg, { exclusive: true })
    image.set_shape([null, null, channels])
    return this.#shape === null ? image : reshape(image, this.#shape as never)
  }
}
// @ts-expect-error the guarded class takes its place
Image = guardedClass(Image)
const IMAGE = setSignature(Image, IMAGE_TEXT)
