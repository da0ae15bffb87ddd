/** Items of a data set that is read by queues (contrib/slim/data/dataset_data_provider.py). */
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { DataProvider } from './data_provider.ts'
import type { Dataset } from './dataset.ts'
import { parallel_read } from './parallel_reader.ts'

const TEXT =
  'DatasetDataProvider(dataset, num_readers=1, shuffle=True, num_epochs=None, common_queue_capacity=256, common_queue_min=128, seed=None)'
interface Args {
  dataset: Dataset
  num_readers: number
  shuffle: boolean
  num_epochs: number | null
  common_queue_capacity: number
  common_queue_min: number
  seed: number | null
}

/** Reads the files of a data set with `num_readers` readers, each sample `num_epochs` times (null: without end), and decodes its items. */
export class DatasetDataProvider extends DataProvider {
  constructor(...args: PythonArguments<typeof TEXT, Args>) {
    const { dataset, num_readers, shuffle, num_epochs, common_queue_capacity, common_queue_min, seed } = SIGNATURE.bind(
      args,
    ) as unknown as Args
    const [, data] = parallel_read(dataset.data_sources, dataset.reader, {
      num_epochs,
      num_readers,
      shuffle,
      capacity: common_queue_capacity,
      min_after_dequeue: common_queue_min,
      seed,
    })
    const items = dataset.decoder.list_items()
    const tensors = dataset.decoder.decode(data, items)
    super(new Map(items.map((item, i) => [item, tensors[i]])), dataset.num_samples)
  }
}
// @ts-expect-error the guarded class takes its place
DatasetDataProvider = guardedClass(DatasetDataProvider)
const SIGNATURE = setSignature(DatasetDataProvider, TEXT)
