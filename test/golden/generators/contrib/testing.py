#: gradient
x = tf.constant([[1.0, 2.0], [3.0, 4.0]], name='x')
y = tf.square(x)
with tf.Session():
    result = tf.test.compute_gradient(x, [2, 2], y, [2, 2], x_init_value=np.array([[1, 2], [3, 4]], np.float32))

#: gradient_double
x = tf.placeholder(tf.float64, [3])
y = tf.reduce_sum(tf.exp(x)) * x
with tf.Session():
    result = [tf.test.compute_gradient(x, (3,), y, (3,), np.array([.1, .2, .3]), delta=1e-4)]

#: gradient_random
x = tf.placeholder(tf.float32, [2])
with tf.Session():
    result = tf.test.compute_gradient(x, [2], tf.sin(x), [2], delta=0.01)

#: gradient_complex
x = tf.constant([1 + 2j, 3 - 1j], tf.complex64)
with tf.Session():
    result = tf.test.compute_gradient(x, [2], x * x, [2], x_init_value=np.array([1 + 2j, 3 - 1j], np.complex64))

#: gradient_sparse
x = tf.Variable([[1., 2.], [3., 4.], [5., 6.]])
with tf.Session():
    result = tf.test.compute_gradient(x, [3, 2], tf.gather(x, [2, 0, 2]), [3, 2], x_init_value=np.ones([3, 2], np.float32), init_targets=[tf.global_variables_initializer()])

#: gradient_list
x = tf.constant([1., 2.])
w = tf.constant([[1., 2.], [3., 4.]])
y = tf.matmul(tf.expand_dims(x, 0), w)
with tf.Session():
    result = tf.test.compute_gradient([x, w], [[2], [2, 2]], y, [1, 2], [np.array([1, 2], np.float32), np.ones([2, 2], np.float32)])

#: gradient_feeds
x = tf.constant([1., 2.])
scale = tf.placeholder(tf.float32)
with tf.Session():
    result = tf.test.compute_gradient(x, [2], scale * x, [2], np.array([1, 2], np.float32), extra_feed_dict={scale: 3})

#: gradient_empty
x = tf.zeros([0, 2])
with tf.Session():
    result = tf.test.compute_gradient(x, [0, 2], tf.square(x), [0, 2], np.zeros([0, 2], np.float32))

#: error
x = tf.constant([1., 2., 3.])
with tf.Session():
    result = [bool(tf.test.compute_gradient_error(x, [3], y, [3], np.array([1, 2, 3], np.float32)) < 1e-2) for y in (tf.square(x), tf.sqrt(x), tf.stop_gradient(x) * x)]

#: gradient_type
tf.test.compute_gradient(tf.constant([1]), [1], tf.constant([1.]), [1])

#: gradient_shape
x = tf.constant([1., 2.])
with tf.Session():
    tf.test.compute_gradient(x, [2], tf.square(x), [2], np.zeros([3], np.float32))

#: gradient_none
x = tf.constant([1., 2.])
with tf.Session():
    tf.test.compute_gradient(x, [2], tf.constant([1.]), [1])

#: places
import os
folder = tf.test.get_temp_dir()
result = [os.path.isdir(folder), tf.test.is_built_with_cuda(), tf.test.is_gpu_available()]

#: equal_graphs
def graph(build):
    with tf.Graph().as_default() as made:
        build()
        return made.as_graph_def()
def changed(change):
    copy = tf.GraphDef()
    copy.CopyFrom(base)
    change(copy)
    return copy
def difference(actual, expected):
    try:
        return tf.test.assert_equal_graph_def(actual, expected)
    except (AssertionError, TypeError) as e:
        return str(e)
base = graph(lambda: tf.add(tf.constant(1., name='a'), tf.constant(2., name='b'), name='c'))
only = graph(lambda: tf.constant(1., name='a'))
def input_(copy):
    copy.node[2].input[0] = 'b'
def control(copy):
    copy.node[2].input[1] = '^b'
def attr(copy):
    copy.node[2].attr['T'].type = 2
def own(copy):
    copy.node[2].attr['_x'].type = 2
def value(copy):
    copy.node[0].attr['value'].tensor.float_val[0] = 5
def more(copy):
    copy.node[2].attr['more'].type = 1
changes = [changed(change) for change in (input_, control, attr, own, value, more, lambda copy: setattr(copy.node[2], 'op', 'Mul'), lambda copy: setattr(copy.node[2], 'device', '/cpu:0'), lambda copy: copy.node[2].input.append('d'), lambda copy: setattr(copy.versions, 'producer', 3))]
result = [difference(base, base), difference(only, base), difference(base, only), difference(1, base), difference(base, 'x')]
result += [difference(one, base) for one in changes] + [difference(base, one) for one in changes]
