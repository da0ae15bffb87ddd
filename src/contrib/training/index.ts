/** tf.contrib.training: batches of examples of like length, of chosen classes, at chosen rates, and of pieces of sequences. */

export { batch_sequences_with_states } from './batch_sequences_with_states.ts'
export { bucket, bucket_by_sequence_length } from './bucket_ops.ts'
export { NextQueuedSequenceBatch } from './next_queued_sequence_batch.ts'
export { resample_at_rate, weighted_resample } from './resample.ts'
export { rejection_sample, stratified_sample } from './sampling_ops.ts'
export { SequenceQueueingStateSaver } from './sequence_queueing_state_saver.ts'
