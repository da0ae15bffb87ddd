/** tf.summary: what programs report about themselves. */
export { Event, SessionLog, Summary, SummaryDescription, TaggedRunMetadata } from '../formats/protos/index.ts'
export { FileWriter } from './file_writer.ts'
export { FileWriterCache } from './file_writer_cache.ts'
export {
  audio,
  get_summary_description,
  histogram,
  image,
  merge,
  merge_all,
  scalar,
  tensor_summary,
} from './summaries.ts'
