"""Arguments as programs give them: None, Python's types, numbers, arrays, lists."""
from __future__ import print_function
import numpy as np
import tensorflow as tf


def show(make):
    tf.reset_default_graph()
    try:
        result = make()
        print(type(result).__name__, result)
        print([str(node.name) for node in tf.get_default_graph().as_graph_def().node])
        with tf.Session() as session:
            print(session.run(result))
    except Exception as error:
        print(type(error).__name__, str(error).split('\n')[0])


one = np.array([1., 2., 3.], np.float32)

print('no name')
show(lambda: tf.constant(3, name=None))

print("Python's types")
show(lambda: tf.cast([1., 0.], bool))
show(lambda: tf.zeros([2], bool))
show(lambda: tf.placeholder_with_default(np.array([True]), [1]))
show(lambda: tf.cast([1.], int))
show(lambda: tf.constant([1.], str))
show(lambda: tf.cast([1.], 'a'))
show(lambda: tf.py_func(lambda x: x > 1, [2.], [bool]))

print('complex numbers')
show(lambda: tf.fill([2], 1j))
show(lambda: tf.constant(2j, shape=[2]))

print('lists of tensors')
show(lambda: tf.convert_to_tensor([tf.constant(1), tf.constant(1.)]))

print('arrays')
show(lambda: tf.reduce_logsumexp(one))
show(lambda: tf.reduce_logsumexp(one, 0, True))
show(lambda: tf.is_non_decreasing(one))
show(lambda: tf.is_strictly_increasing([1, 1]))

print('numbers')
show(lambda: tf.nn.batch_normalization(one, 0, 1, None, None, 3.0))
show(lambda: tf.nn.batch_normalization(tf.constant(one), one, one, None, None, 1e-3))
show(lambda: tf.nn.batch_normalization(tf.constant(one), 2.0, 3, [1., 1., 1.], 2.0, 0.5))

print('shapes')
show(lambda: tf.shape(tf.constant(one), out_type=None))
show(lambda: tf.size(tf.constant(one), out_type=None))
show(lambda: tf.shape(tf.SparseTensor([[0, 1]], [5], [2, 3]), out_type=tf.int64))
show(lambda: tf.size(tf.SparseTensor([[0, 1]], [5], [2, 3]), out_type=tf.int64))

print('refusals')
show(lambda: tf.nn.softmax(tf.zeros([2, 3, 2]), None))
show(lambda: tf.global_norm([tf.constant([3, 4])]))
show(lambda: tf.range(0, tf.placeholder_with_default(-2147483648, [])))
show(lambda: tf.einsum('ij,jk->ik', tf.placeholder(tf.float32), tf.placeholder(tf.float32)))
show(lambda: tf.nn.convolution(tf.zeros([1, 4, 4, 2]), tf.zeros([2, 2, 2, 3]), 'SAME', strides=2))
show(lambda: tf.nn.convolution(tf.zeros([1, 4, 4, 2]), tf.zeros([2, 2, 2, 3]), None, dilation_rate=[2, 2]))
show(lambda: tf.nn.pool(tf.zeros([1, 4, 4, 2]), 2, 'MAX', 'SAME'))

print('tuples')
show(lambda: tf.nn.weighted_moments(one, [0], one))
show(lambda: tf.nn.sufficient_statistics(tf.constant(one), [0])[:3])
show(lambda: tf.required_space_to_batch_paddings([4, 5], [2, 3]))
show(lambda: tf.nn.compute_accidental_hits([[1], [2]], [2, 1], 1)[:2])

print('fractional pools')
image = np.arange(36.).reshape(1, 6, 6, 1)
for deterministic in (False, True):
    tf.reset_default_graph()
    fed = tf.placeholder(tf.float32, [1, 6, 6, 1])
    pool = tf.nn.fractional_max_pool(fed, [1., 1.5, 1.5, 1.], True, True, deterministic, seed=3, seed2=4)
    with tf.Session() as session:
        for _ in range(3):
            print([x.ravel().tolist() for x in session.run(pool, {fed: image})])

print('seeds, scopes and messages')
tf.set_random_seed(7)
print(tf.get_seed(op_seed=3), tf.get_seed(3))
show(lambda: tf.name_scope('a', 'b', 3).__enter__())
show(lambda: tf.Assert(True, 'ab'))
show(lambda: tf.Variable([[1.]]).scatter_sub(tf.constant([1.])))
show(lambda: tf.Variable.from_proto(tf.Variable(1., name='w').to_proto(), import_scope='x'))
tf.reset_default_graph()
print(tf.contrib.util.make_ndarray(tf.constant([1, 2]).op.get_attr('value')))
print(tf.contrib.util.make_tensor_proto(1, shape=[2]))

print('layers and losses')
image = np.zeros([1, 4, 4, 2], np.float32)
show(lambda: tf.contrib.layers.conv2d(image, None, [2, 2]))
show(lambda: tf.contrib.layers.conv2d_transpose(image, None, [2, 2]))
show(lambda: tf.contrib.losses.softmax_cross_entropy(tf.zeros([1, 2]), tf.ones([1, 2]), label_smoothing=None))
show(lambda: tf.contrib.losses.sigmoid_cross_entropy(tf.zeros([1, 2]), tf.ones([1, 2]), label_smoothing=None))
show(lambda: tf.nn.weighted_cross_entropy_with_logits(tf.zeros([2]), tf.zeros([2]), [1., 2.]))
show(lambda: tf.contrib.framework.assert_global_step(None))

print('attributes by default')
tf.reset_default_graph()
print(tf.image_summary('t', tf.zeros([1, 2, 2, 1])).op.node_def.attr['bad_color'])
