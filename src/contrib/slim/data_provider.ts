/** What provides the items of a data set (contrib/slim/data/data_provider.py). */
import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { type Dict, entriesOf } from './named_values.ts'

const PROVIDER_TEXT = 'DataProvider(items_to_tensors, num_samples)'
interface ProviderArgs {
  items_to_tensors: Dict<unknown>
  num_samples: number
}
const METHODS = { get: 'get(items)' } as const

/** Tensors by the names of items. */
export class DataProvider {
  readonly #items: ReadonlyMap<string, unknown>
  readonly #samples: number

  constructor(...args: PythonArguments<typeof PROVIDER_TEXT, ProviderArgs>) {
    const { items_to_tensors, num_samples } = PROVIDER.bind(args) as unknown as ProviderArgs
    this.#items = new Map(entriesOf(items_to_tensors))
    this.#samples = num_samples
  }
  /**
   * The tensors of these items.
   *
   *     const [image, label] = provider.get(['image', 'label'])
   *
   * Error: ValueError for an item that there is not.
   */
  // biome-ignore lint/suspicious/noExplicitAny: tensors, sparse tensors, or what a callback makes
  get(...args: PythonArguments<typeof METHODS.get, { items: readonly string[] }>): any[]
  get(items: readonly string[]): unknown[] {
    if (!Array.isArray(items)) throw new ValueError('items must be a list or tuple')
    for (const item of items)
      if (!this.#items.has(item))
        throw new ValueError(`Item [${item}] is invalid. Valid entries include: ${pythonRepr(this.list_items())}`)
    return items.map(item => this.#items.get(item))
  }
  list_items(): string[] {
    return [...this.#items.keys()]
  }
  num_samples(): number {
    return this.#samples
  }
}
// @ts-expect-error the guarded class takes its place
DataProvider = guardedClass(DataProvider)
setMethodSignatures(DataProvider, ...Object.values(METHODS))
const PROVIDER = setSignature(DataProvider, PROVIDER_TEXT)
