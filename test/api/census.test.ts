/** The names of TensorFlow's API that programs use are there, or stand in the remainder with a reason. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import census from '../golden/census.json' with { type: 'json' }

/** Names that are absent, by what they begin with (the longest beginning counts), and why. */
const REMAINDER: Readonly<Record<string, string>> = {
  // what later work brings
  'tf.contrib.seq2seq': 'functions of 1.x; those of 0.12 do nothing',
  'tf.ReplicaDeviceSetter': 'distributed training',
  'tf.train.get_or_create_global_step': 'monitored sessions of 1.x',
  'tf.test.gpu_device_name': 'a function of 1.x',
  // high-level libraries
  'tf.contrib.data': 'a library of 1.x',
  'tf.contrib.distributions.kl_divergence': 'a function of 1.x',
  'tf.contrib.framework.python.ops.audio_ops': 'ops of 1.x',
  'tf.contrib.keras': 'keras',
  'tf.contrib.learn': 'contrib.learn',
  'tf.contrib.lookup.index_table_from_tensor': 'a function of 1.x',
  'tf.contrib.slim': 'training loops, evaluation and nets of slim',
  'tf.contrib.tensor_forest': 'ops of its own, outside of TensorFlow’s core',
  'tf.contrib.tfprof': 'a profiler',
  'tf.contrib.training': 'hyperparameters are of 1.x; evaluation and training loops of contrib.training',
  'tf.data': 'a library of 1.x',
  'tf.distributions': 'a library of 1.x',
  'tf.estimator': 'a library of 1.x',
  'tf.feature_column': 'a library of 1.x',
  'tf.keras': 'keras',
  'tf.layers': 'a library of 1.x',
  'tf.losses': 'a library of 1.x',
  'tf.metrics': 'a library of 1.x',
  // what is not public, or never was
  'tf.core': 'generated modules of protocol messages, which programs reach by other ways',
  'tf.python': 'modules by their path, which the Python front end maps',
  'tf.models': 'models are programs, not the library',
  'tf.load_op_library': 'native code',
  'tf.RegisterShape': 'shape functions stand in the definitions of ops',
  'tf.logging._logger': 'private',
  'tf.nn._relu_grad': 'private',
  'tf.train.queue_runner': 'a module whose names tf.train has',
  'tf.SequenceExample': 'tf.train.SequenceExample',
  'tf.as_dimension': 'a function of tensor_shape, seen through an import',
  'tf.init_variable': 'a function of programs, seen through an import',
  'tf.scalar': 'a function of tensor_shape, seen through an import',
  'tf.ops': 'a module by its path',
}

function isThere(name: string): boolean {
  let at: unknown = { tf }
  for (const part of name.split('.')) at = (at as Record<string, unknown> | null | undefined)?.[part]
  return at !== undefined
}
const reasonOf = (name: string): string | undefined =>
  Object.keys(REMAINDER)
    .filter(start => name.startsWith(start))
    .sort((a, b) => b.length - a.length)[0]

test('names that programs use are there', () => {
  const names = Object.keys(census)
  expect(names.length).toBeGreaterThan(600)
  expect(names.filter(name => !isThere(name) && reasonOf(name) === undefined)).toEqual([])
})

test('the remainder names nothing that is there completely', () => {
  const needed = new Set(
    Object.keys(census)
      .filter(name => !isThere(name))
      .map(reasonOf),
  )
  expect(Object.keys(REMAINDER).filter(start => !needed.has(start))).toEqual([])
})

test('an absent name is noticed', () => {
  expect(isThere('tf.matmul')).toBe(true)
  expect(isThere('tf.nothing_like_it')).toBe(false)
  expect(reasonOf('tf.nothing_like_it')).toBeUndefined()
})
