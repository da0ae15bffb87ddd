/** Decoders of examples (contrib/slim/data/tfexample_decoder.py). */
import { asValue } from '../../calling/keywords.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { KeyError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor as TensorOfGraph } from '../../graph/tensor.ts'
import { reshape } from '../../ops/math/shape_ops.ts'
import { type Feature, FixedLenFeature } from '../../ops/parsing/feature_specs.ts'
import { parse_single_example } from '../../ops/parsing/parse_example_ops.ts'
import { type DecodeArgs as BaseArgs, DataDecoder, type DecodeText } from './data_decoder.ts'
import type { ItemHandler, ParsedFeatures } from './item_handlers.ts'
import { type Dict, entriesOf } from './named_values.ts'

export { BoundingBox, Image, ItemHandler, ItemHandlerCallback, SparseTensor, Tensor } from './item_handlers.ts'

const DECODER_TEXT = 'TFExampleDecoder(keys_to_features, items_to_handlers)'
interface DecoderArgs {
  keys_to_features: Dict<Feature>
  items_to_handlers: Dict<ItemHandler>
}
const METHODS = { decode: 'decode(serialized_example, items=None)' } as const
interface DecodeArgs {
  serialized_example: TensorLike
  items: readonly string[] | null
}

/**
 * Parses an example and makes items of its features.
 *
 *     const decoder = new slim.tfexample_decoder.TFExampleDecoder(
 *       { 'label': new tf.FixedLenFeature([], tf.int64) },
 *       { digit: new slim.tfexample_decoder.Tensor('label') },
 *     )
 */
export class TFExampleDecoder extends DataDecoder {
  readonly #features: readonly [string, Feature][]
  readonly #handlers: ReadonlyMap<string, ItemHandler>

  constructor(...args: PythonArguments<typeof DECODER_TEXT, DecoderArgs>) {
    const { keys_to_features, items_to_handlers } = DECODER.bind(args) as unknown as DecoderArgs
    super()
    this.#features = entriesOf(keys_to_features)
    this.#handlers = new Map(entriesOf(items_to_handlers))
  }
  override list_items(): string[] {
    return [...this.#handlers.keys()]
  }
  /** The items, or all, of a serialized example (a string scalar). Error: KeyError for an item that there is not. */
  override decode(
    ...args: PythonArguments<typeof METHODS.decode, DecodeArgs> | PythonArguments<DecodeText, BaseArgs>
  ): unknown[]
  override decode(serialized_example: TensorLike, items: readonly string[] | null): unknown[] {
    const example = parse_single_example(serialized_example, new Map(this.#features) as never) as Record<
      string,
      unknown
    >
    for (const [key, feature] of this.#features)
      if (feature instanceof FixedLenFeature)
        example[key] = reshape(example[key] as TensorOfGraph, feature.shape as never)
    return (items && items.length > 0 ? items : this.list_items()).map(item => {
      const handler = this.#handlers.get(item)
      if (!handler) throw new KeyError(item)
      const parsed = asValue(Object.fromEntries(handler.keys.map(key => [key, example[key]]))) as ParsedFeatures
      return handler.tensors_to_item(parsed)
    })
  }
}
// @ts-expect-error the guarded class takes its place
TFExampleDecoder = guardedClass(TFExampleDecoder)
setMethodSignatures(TFExampleDecoder, ...Object.values(METHODS))
const DECODER = setSignature(TFExampleDecoder, DECODER_TEXT)
