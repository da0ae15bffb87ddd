/** The functions that TensorFlow generates from its op definitions, as old programs import them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

test('a builder of savers of one’s own, and the ops of files by their generated names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'))
  const parts: string[] = []
  try {
    const python = await createPython(tf, { write: text => parts.push(text) })
    tf.reset_default_graph()
    python.run(`
import os
import tensorflow as tf
from tensorflow.python.ops import io_ops, gen_io_ops, gen_math_ops
from tensorflow.python.training import saver as saver_lib
d = ${JSON.stringify(folder)}
class Builder(saver_lib.BaseSaverBuilder):
    def restore_op(self, filename_tensor, saveable, preferred_shard):
        return [io_ops._restore_slice(filename_tensor, spec.name, spec.slice_spec, spec.tensor.dtype, preferred_shard=preferred_shard)
                for spec in saveable.specs]
    def save_op(self, filename_tensor, saveables):
        specs = [spec for saveable in saveables for spec in saveable.specs]
        return io_ops._save(filename=filename_tensor, tensor_names=[s.name for s in specs],
                            tensors=[s.tensor for s in specs], tensor_slices=[s.slice_spec for s in specs])
v = tf.Variable([1., 2.], name='v')
sess = tf.Session()
sess.run(tf.initialize_all_variables())
saver = tf.train.Saver(builder=Builder(), write_version=1)
path = saver.save(sess, os.path.join(d, 'c'), write_meta_graph=False)
sess.run(v.assign([5., 6.]))
saver.restore(sess, path)
print(sess.run(v))
print(sess.run(io_ops.save_v2(path + '2', ['v'], [''], [v])))
print(sess.run(gen_io_ops.restore_v2(path + '2', ['v'], [''], [tf.float32])))
print(sess.run(gen_io_ops._restore(path, 'v', tf.float32)))
print(gen_io_ops.merge_v2_checkpoints([path + '2'], path + '3', delete_old_dirs=False).get_attr('delete_old_dirs'))
print(sess.run(gen_math_ops._mat_mul([[1., 2.]], [[3., 4.]], transpose_b=True, name='product')))
print([op.name for op in tf.get_default_graph().get_operations() if op.type in ('SaveSlices', 'RestoreSlice', 'RestoreV2', 'MatMul')])
try:
    gen_io_ops.restore_v2(path)
except TypeError as e:
    print(e)
`)
  } finally {
    rmSync(folder, { recursive: true })
  }
  expect(
    parts
      .join('')
      .split('\n')
      .filter(line => !line.startsWith('WARNING')),
  ).toEqual([
    '[1. 2.]',
    'None',
    '[array([1., 2.], dtype=float32)]',
    '[1. 2.]',
    'False',
    '[[11.]]',
    "['save/save', 'save/restore_slice', 'RestoreV2', 'product']",
    "restore_v2() missing 3 required positional arguments: 'tensor_names', 'shape_and_slices', and 'dtypes'",
    '',
  ])
})
