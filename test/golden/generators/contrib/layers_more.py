#: conv_values_formats
layers = tf.contrib.layers
r = np.random.RandomState(0)
a = layers.convolution(tf.constant(r.rand(2, 10, 3), tf.float32), 4, 3, stride=2, biases_initializer=None)
b = layers.convolution(tf.constant(r.rand(2, 5, 5, 5, 2), tf.float32), 3, [1, 2, 3], padding='VALID')
c = layers.conv2d(tf.constant(r.rand(2, 9, 9, 2), tf.float32), 3, 3, rate=2)
d = layers.conv2d(tf.constant(r.rand(2, 9, 9, 2), tf.float32), 3, 2, rate=[2, 3], padding='VALID', activation_fn=tf.nn.softplus)
e = layers.pool(tf.constant(r.rand(1, 7, 7, 2), tf.float32), 2, 'AVG', dilation_rate=2)
f = layers.pool(tf.constant(r.rand(1, 6, 2), tf.float32), 3, 'MAX', stride=2, padding='SAME')
g = layers.pool(tf.constant(r.rand(1, 4, 4, 4, 1), tf.float32), 2, 'MAX', stride=2)
gradients = tf.gradients([a, b, c, d, e, f, g], tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([a, b, c, d, e, f, g] + gradients)

#: numpy_inputs
layers = tf.contrib.layers
x = np.arange(2 * 4 * 4 * 2).reshape(2, 4, 4, 2).astype(np.float32)
a = layers.conv2d(x, 2, 3)
b = layers.flatten(x.tolist())
c = layers.fully_connected(np.float64([[1, 2], [3, 4]]), 2, weights_initializer=tf.zeros_initializer)
d = layers.batch_norm(np.ones((3, 2), np.float32))
e = layers.layer_norm([[1., 2.]])
f = layers.bias_add([[1., 2.]])
result = [t.dtype.name for t in (a, b, c, d, e, f)]

#: plane_of_an_array
tf.contrib.layers.conv2d_in_plane(np.ones((2, 4, 4, 2), np.float32), 2)

#: transpose_of_an_array
tf.contrib.layers.conv2d_transpose(np.ones((2, 4, 4, 2), np.float32), 2, 2)

#: softmax_of_an_array
tf.contrib.layers.softmax(np.ones((2, 4), np.float32))

#: unit_norm_of_an_array
tf.contrib.layers.unit_norm(np.ones((2, 4), np.float32), 1)

#: integer_inputs
tf.contrib.layers.fully_connected(tf.constant([[1, 2]]), 2)

#: integer_convolution
tf.contrib.layers.conv2d(tf.zeros([1, 4, 4, 1], tf.int32), 2, 2)

#: variable_inputs
layers = tf.contrib.layers
v = tf.Variable(tf.ones([2, 4, 4, 2]), name='v')
layers.conv2d(v, 2, 2)
layers.conv2d_in_plane(v, 2)
layers.separable_conv2d(v, 2, 2, 1)
layers.batch_norm(v)
layers.dropout(v, is_training=False)
layers.max_pool2d(v, 2)
layers.softmax(v)
layers.unit_norm(v, 1)
layers.flatten(v)

#: numbers_of_numpy
layers = tf.contrib.layers
x = tf.zeros([2, 4, 4, 2])
layers.conv2d(x, np.int64(3), [np.int32(2), np.int64(2)], stride=np.int64(1))
layers.fully_connected(layers.flatten(x), x.get_shape()[3].value)
layers.dropout(x, np.float32(0.5))
layers.max_pool2d(x, [np.int64(2), 2], stride=(1, 1))

#: units_of_numpy
tf.contrib.layers.fully_connected(tf.zeros([2, 4]), np.int32(3))

#: units_of_numpy64
tf.contrib.layers.fully_connected(tf.zeros([2, 4]), np.int64(3))

#: kernel_of_numpy
tf.contrib.layers.max_pool2d(tf.zeros([2, 4, 4, 2]), np.int32(2))

#: kernel_of_a_dimension
tf.contrib.layers.max_pool2d(tf.zeros([2, 4, 4, 2]), tf.Dimension(2))

#: kernel_of_an_array
tf.contrib.layers.conv2d(tf.zeros([2, 4, 4, 2]), 3, np.array([2, 2]))

#: filters_of_a_dimension
x = tf.zeros([2, 4, 4, 2])
tf.contrib.layers.conv2d(x, x.get_shape()[3], 3)

#: filters_of_a_float
tf.contrib.layers.conv2d(tf.zeros([2, 4, 4, 2]), 2.5, 3)

#: activation_is_a_string
tf.contrib.layers.conv2d(tf.zeros([2, 4, 4, 2]), 2, 3, activation_fn='tanh')

#: normalizer_gets_unknown
layers = tf.contrib.layers
layers.conv2d(tf.zeros([2, 4, 4, 2]), 2, 3, normalizer_fn=layers.batch_norm, normalizer_params={'colour': 1})

#: unknown_keyword
tf.contrib.layers.conv2d(tf.zeros([2, 4, 4, 2]), 2, 3, colour=1)

#: missing_argument
tf.contrib.layers.conv2d(tf.zeros([2, 4, 4, 2]), 2)

#: too_many_arguments
tf.contrib.layers.flatten(tf.zeros([2, 4]), None, None, None)

#: wrong_padding
tf.contrib.layers.conv2d(tf.zeros([2, 4, 4, 2]), 2, 3, padding='same')

#: wrong_padding_of_transposed
tf.contrib.layers.conv2d_transpose(tf.zeros([2, 4, 4, 2]), 2, 3, padding='same')

#: window_too_large
tf.contrib.layers.conv2d(tf.zeros([2, 2, 2, 2]), 2, 3, padding='VALID')

#: unused_scope_numbers
layers = tf.contrib.layers
x = tf.zeros([2, 4, 4, 2])
for _ in range(3):
    layers.conv2d(x, 2, 1)
    layers.fully_connected(layers.flatten(x), 2)
with tf.variable_scope('inner'):
    for _ in range(2):
        layers.conv2d(x, 2, 1)
        layers.max_pool2d(x, 2)
with tf.variable_scope('inner'):
    layers.conv2d(x, 2, 1, scope='other')
    layers.max_pool2d(x, 2)
with tf.name_scope('names'):
    layers.conv2d(x, 2, 1)
    layers.dropout(x)
    layers.batch_norm(x)

#: shared_by_name
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 3])
for i in range(2):
    layers.fully_connected(x, 3, scope='same', reuse=i > 0)
    with tf.variable_scope('root', reuse=i > 0):
        layers.fully_connected(x, 3, scope='a/b')
        layers.batch_norm(x, scope='bn')

#: second_without_reuse
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 3])
with tf.variable_scope('root'):
    layers.fully_connected(x, 3)
with tf.variable_scope('root', reuse=True):
    layers.fully_connected(x, 3)
    layers.fully_connected(x, 3)

#: initializers
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 6, 6, 3])
layers.conv2d(x, 4, 3, weights_initializer=layers.xavier_initializer_conv2d(uniform=False, seed=3), scope='a')
layers.conv2d(x, 4, 3, weights_initializer=layers.variance_scaling_initializer(factor=1.0, mode='FAN_AVG', uniform=True, seed=4), biases_initializer=tf.random_uniform_initializer(seed=5), scope='b')
layers.conv2d(x, 4, 1, weights_initializer=tf.constant(np.arange(12.).reshape(1, 1, 3, 4), tf.float32), scope='d') if False else None
layers.separable_conv2d(x, 4, 3, 1, weights_initializer=tf.truncated_normal_initializer(stddev=0.1, seed=6), scope='e')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(tf.trainable_variables())

#: regularizers_in_collections
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 6, 6, 3])
layers.conv2d(x, 4, 3, weights_regularizer=layers.l1_l2_regularizer(0.1, 0.2), biases_regularizer=layers.l2_regularizer(0.3), scope='c')
layers.conv2d(x, 4, 3, weights_regularizer=layers.l1_l2_regularizer(0.1, 0.2), scope='c', reuse=True)
layers.conv2d_transpose(x, 4, 3, weights_regularizer=lambda w: tf.reduce_sum(w))
layers.separable_conv2d(x, None, 3, 1, weights_regularizer=layers.l2_regularizer(0.0))
layers.separable_conv2d(x, 5, 3, 1, weights_regularizer=layers.l2_regularizer(0.5), biases_regularizer=layers.l1_regularizer(0.5))
layers.bias_add(x, regularizer=layers.l1_regularizer(0.5))
result = [t.name for t in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)]

#: batch_norm_in_a_loop
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 3])
train = tf.placeholder(tf.bool)
h = x
for i in range(3):
    h = layers.fully_connected(h, 3, normalizer_fn=layers.batch_norm, normalizer_params={'is_training': train, 'decay': 0.9, 'scope': 'bn%d' % i}, scope='fc%d' % i)
loss = tf.reduce_mean(tf.square(h - 1))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
data = np.random.RandomState(1).rand(5, 3)
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        result.append(sess.run([loss, step], {x: data, train: True})[0])
    result.append(sess.run([h], {x: data, train: False}))
    result.append(sess.run(tf.get_collection('moving_vars') + tf.contrib.framework.get_variables(suffix='moving_mean')))

#: summaries_of_kinds
layers = tf.contrib.layers
xs = [tf.constant([1, 2]), tf.constant(3), tf.constant([1.5], tf.float64), tf.constant([True]), tf.Variable([1.0, 2.0], name='v'), tf.Variable(1.0, name='s')]
out = layers.summarize_tensors(xs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [None if s is None else sess.run(s) for s in out]

#: summary_of_activation_of_double
layers = tf.contrib.layers
x = tf.constant([[-1., 2., 8.]], tf.float64)
layers.summarize_activation(tf.nn.relu6(x, name='act'))
layers.summarize_activation(tf.nn.relu(x))
layers.summarize_activation(tf.nn.softplus(x))
layers.summarize_activation(tf.nn.elu(x))
with tf.Session() as sess:
    result = sess.run(tf.summary.merge_all())

#: inner_flatten
from tensorflow.contrib.layers.python.layers import layers as _layers
x = tf.placeholder(tf.float32, [None, 2, 3, 2])
rank = tf.placeholder(tf.int32, [])
sparse = tf.SparseTensor([[0, 0, 1], [1, 1, 0]], [1.0, 2.0], [2, 2, 3])
out = [_layers._inner_flatten(x, 2), _layers._inner_flatten(x, 4, 'flat', scope='named'), _layers._inner_flatten(x, rank), _layers._inner_flatten(tf.placeholder(tf.int32), 3)]
flat = _layers._inner_flatten(sparse, 2)
result = [t.get_shape().as_list() if t.get_shape().ndims is not None else None for t in out]
with tf.Session() as sess:
    result += sess.run(out[:3], {x: np.arange(12).reshape(1, 2, 3, 2), rank: 3}) + list(sess.run(flat))

#: inner_flatten_rank
from tensorflow.contrib.layers.python.layers.layers import _inner_flatten
_inner_flatten(tf.zeros([2, 3]), 3)

#: submodules
layers = tf.contrib.layers
result = [layers.layers.conv2d is layers.conv2d, layers.initializers.xavier_initializer is layers.xavier_initializer, layers.regularizers.l2_regularizer is layers.l2_regularizer, layers.summaries.summarize_tensor is layers.summarize_tensor, layers.utils.two_element_tuple(2)]

#: regularizers
layers = tf.contrib.layers
w = tf.constant([[1., -2.], [3., 4.]])
v = tf.Variable(tf.constant([1., -1.], tf.float64), name='v')
rs = [layers.l1_regularizer(0.5), layers.l2_regularizer(0.5, scope='named'), layers.l1_l2_regularizer(0.25, 0.5), layers.sum_regularizer([layers.l1_regularizer(1.0), layers.l2_regularizer(2.0)], scope='sum'), layers.l1_regularizer(0.1)]
out = [r(w) for r in rs] + [layers.l2_regularizer(0.1)(v), layers.l1_regularizer(0.2)(v)]
none = [layers.l1_regularizer(0.0)(w), layers.l2_regularizer(0.0)(w), layers.sum_regularizer([None])]
tf.add_to_collection(tf.GraphKeys.WEIGHTS, w)
out.append(layers.apply_regularization(rs[0]))
out.append(layers.apply_regularization(layers.l1_regularizer(0.0), [w, w]))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(out) + none

#: regularizer_sum_of_nothing
tf.contrib.layers.l1_l2_regularizer(scale_l1=0.0)(tf.constant([1.0]))

#: regularizer_of_an_int
tf.contrib.layers.l1_regularizer(1)

#: regularizer_negative
tf.contrib.layers.l2_regularizer(-0.5)

#: regularizer_negative_l1
tf.contrib.layers.l1_regularizer(-1e-7)

#: regularizer_above_one
result = tf.Session().run(tf.contrib.layers.l1_regularizer(2.5)(tf.constant([1.0, 3.0])))

#: regularization_without_weights
tf.contrib.layers.apply_regularization(tf.contrib.layers.l1_regularizer(0.5))

#: regularization_not_scalar
tf.contrib.layers.apply_regularization(lambda w: w, [tf.constant([1.0])])

#: initializer_of_ints
tf.contrib.layers.xavier_initializer(dtype=tf.int32)

#: initializer_mode
tf.contrib.layers.variance_scaling_initializer(mode='FAN')

#: initializer_dtype
tf.contrib.layers.xavier_initializer()([2, 3], dtype=tf.int32)

#: initializer_calls
layers = tf.contrib.layers
a = layers.xavier_initializer(seed=1)([2, 3])
b = layers.variance_scaling_initializer(mode='FAN_OUT', seed=2)(shape=[3, 3, 2, 4], dtype=tf.float32)
c = layers.variance_scaling_initializer(1.0, 'FAN_IN', True, 3)([5])
d = layers.xavier_initializer_conv2d(seed=4)(tf.TensorShape([1, 2, 2, 2]).as_list())
result = tf.Session().run([a, b, c, d])
