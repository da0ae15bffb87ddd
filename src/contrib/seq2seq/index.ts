/** tf.contrib.seq2seq of 0.12: functions that were announced, which take anything and give None. The real ones are in tf.nn.seq2seq. */
export * as layers from './layers.ts'
export * as loss from './loss.ts'
