"""Nodes by Graph.create_op, device specifications, conversions to tensors."""
from __future__ import print_function
import tensorflow as tf
g = tf.Graph()
def show(f):
  try: print(f())
  except Exception as e: print(type(e).__name__, e)
def at(**kw): return tf.AttrValue(**kw)
with g.as_default():
  a = tf.constant([1., 2.]); b = tf.constant([3., 4.])
  T = dict(T=at(type=1))
  def op(*args, **kw):
    o = g.create_op(*args, **kw)
    return [o.name, o.type, [str(t.dtype)+str(t.get_shape()) for t in o.outputs], [i.name for i in o.inputs], o.device]
  show(lambda: op('Add', [a, b], [tf.float32], attrs=T))
  show(lambda: op('Add', [a, b], [tf.float32], name='x', attrs=T))
  show(lambda: op('Add', [a, b], [tf.float32], name='x', attrs=T))
  show(lambda: op('Add', [a, b], [tf.float32], name='x/', attrs=T))
  show(lambda: op('Add', [a, b], [tf.float32], name='y/', attrs=T, compute_shapes=False))
  show(lambda: op('Add', [a, 2.], [tf.float32], attrs=T))
  show(lambda: op('NoSuchOp', [], []))
  show(lambda: op('NoOp', [], []))
  show(lambda: op('Add', [a, tf.constant([1.,2.,3.])], [tf.float32], attrs=T))
  show(lambda: op('Const', [], [tf.float32], attrs=dict(dtype=at(type=1), value=at(tensor=tf.contrib.util.make_tensor_proto([1.,2.])))))
  with tf.name_scope('s'), tf.device('/cpu:0'): show(lambda: op('Neg', [a], [tf.float32], attrs=T))
  print(tf.Session().run(g.get_operation_by_name('x').outputs[0]))
  d = tf.DeviceSpec(job='w', device_type='CPU', device_index=1)
  d.merge_from(tf.DeviceSpec.from_string('/job:ps/task:3/gpu:0')); print(d.to_string())
  e = tf.DeviceSpec(job='q'); e.parse_from_string('/task:1/cpu:2'); print(e.to_string(), e.job, e.task, e.device_type, e.device_index)
  print(tf.DeviceSpec().parse_from_string('/job:z').to_string())
  d.job = 'new'; d.task = 5; print(d.to_string())
  class P(object):
    def __init__(self, v): self.v = v
  def conv(value, dtype=None, name=None, as_ref=False):
    return tf.constant(value.v, dtype=dtype, name=name or 'converted')
  tf.register_tensor_conversion_function(P, conv)
  t = tf.add(P(3.), 1.); print(t.name, [i.name for i in t.op.inputs], tf.Session().run(t))
  t = tf.convert_to_tensor(P(2), dtype=tf.int32, name='nn'); print(t)
  class Q(P): pass
  tf.register_tensor_conversion_function(Q, lambda v, dtype=None, name=None, as_ref=False: 7, 10)
  try: tf.convert_to_tensor(Q(1))
  except RuntimeError as e: print(str(e).split(' at 0x')[0][:30], str(e)[-25:])
  show(lambda: tf.register_tensor_conversion_function(3, conv))
  show(lambda: tf.register_tensor_conversion_function(P, 3))
  s = tf.IndexedSlices(a, tf.constant([0, 1])); print(tf.convert_to_tensor_or_indexed_slices(s) is s, tf.convert_to_tensor_or_indexed_slices([1., 2.], name='k').name, tf.convert_to_tensor_or_indexed_slices(a) is a)
  show(lambda: tf.convert_to_tensor_or_indexed_slices(s, dtype=tf.int32))
  show(lambda: issubclass(tf.errors.NotFoundError, tf.OpError) and tf.OpError is tf.errors.OpError)
  print(g.building_function, g.seed)
  print(tf.Session().run(tf.user_ops.my_fact()).decode('utf8'))
