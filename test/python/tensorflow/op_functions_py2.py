"""Functions that only make a node; windows with holes."""
from __future__ import print_function
import tensorflow as tf, numpy as np
def show(f):
  try: r = f(); print(r)
  except Exception as e: print(type(e).__name__, e)
s = tf.Session()
x = tf.constant(np.arange(32, dtype=np.float32).reshape(1, 2, 4, 4, 1)); f5 = tf.constant(np.arange(8, dtype=np.float32).reshape(2,2,2,1,1))
g5 = tf.ones([1,1,3,3,1])
for t in (tf.nn.bias_add_grad(tf.ones([2,3])), tf.nn.bias_add_v1([[1.,2.]], [3.,4.]),
  tf.nn.avg_pool3d_grad([1,2,4,4,1], tf.ones([1,1,2,2,1]), [1,2,2,2,1], [1,2,2,2,1], 'VALID'),
  tf.nn.max_pool3d_grad(x, tf.nn.max_pool3d(x, [1,2,2,2,1], [1,2,2,2,1], 'VALID'), tf.ones([1,1,2,2,1]), [1,2,2,2,1], [1,2,2,2,1], 'VALID'),
  tf.nn.conv3d_backprop_input_v2([1,2,4,4,1], f5, g5, [1,1,1,1,1], 'VALID'), tf.nn.conv3d_backprop_filter_v2(x, [2,2,2,1,1], g5, [1,1,1,1,1], 'VALID'),
  tf.nn.dilation2d_backprop_input(tf.reshape(x, [1,8,4,1]), tf.ones([2,2,1]), tf.ones([1,7,3,1]), [1,1,1,1], [1,1,1,1], 'VALID'),
  tf.nn.dilation2d_backprop_filter(tf.reshape(x, [1,8,4,1]), tf.ones([2,2,1]), tf.ones([1,7,3,1]), [1,1,1,1], [1,1,1,1], 'VALID'),
  tf.nn.fused_pad_conv2d(tf.reshape(x, [1,8,4,1]), [[0,0],[1,1],[1,1],[0,0]], tf.ones([3,3,1,1]), 'REFLECT', [1,1,1,1], 'VALID'),
  tf.nn.fused_resize_and_pad_conv2d(tf.reshape(x, [1,8,4,1]), [4,4], [[0,0],[1,1],[1,1],[0,0]], tf.ones([3,3,1,1]), 'SYMMETRIC', [1,1,1,1], 'VALID'),
  tf.nn.fused_batch_norm_grad(tf.ones([1,2,2,2]), tf.reshape(x, [4,2,2,2])[:1], [1.,2.], [0.,0.], [1.,1.])):
  if isinstance(t, tf.Tensor): print(t.name, t.get_shape(), np.round(s.run(t).ravel(), 3).tolist())
  else:
    for u in t: print(u.name, u.get_shape())
    print(np.round(s.run(t[0]).ravel(), 3).tolist())
def op(c, n, p):
  print(n, p, c.get_shape())
  return tf.nn.conv2d(c, tf.ones([2,2,1,1]), [1,1,1,1], p)
img = tf.reshape(x, [1,8,4,1])
ph = tf.placeholder(tf.float32)
for a in (dict(dilation_rate=[2,2], padding='VALID'), dict(dilation_rate=[2,2], padding='SAME', filter_shape=[2,2,1,1]), dict(dilation_rate=[1,1], padding='SAME'), dict(dilation_rate=[2,2], padding='SAME'), dict(dilation_rate=[2,2], padding='X'), dict(dilation_rate=[0,2], padding='SAME'), dict(dilation_rate=[2], padding='VALID', spatial_dims=[2]), dict(dilation_rate=[2,3], padding='VALID', spatial_dims=[2,1]), dict(dilation_rate=2, padding='VALID')):
  def run():
    t = tf.nn.with_space_to_batch(img, op=op, **a); return t.name, str(t.get_shape()), s.run(t).ravel().tolist()
  show(run)
print([o.name for o in tf.get_default_graph().get_operations()][-40:])
