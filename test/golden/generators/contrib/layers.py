#: pooling
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 9, 9, 3])
layers.avg_pool2d(x, 2)
layers.avg_pool2d(x, [3, 2], [2, 1], 'SAME', outputs_collections=['a', 'b'], scope='named')
layers.max_pool2d(x, (3, 3), stride=3)
layers.max_pool2d(inputs=x, kernel_size=tf.TensorShape([2, 2]), padding='SAME', outputs_collections='a')
y = layers.max_pool2d(tf.placeholder(tf.float32, [2, 3, 8, 8]), [2, 2], data_format='NCHW')
result = [y.alias, y.get_shape().as_list()]

#: pooling_values
layers = tf.contrib.layers
x = np.arange(2 * 4 * 5 * 2).reshape(2, 4, 5, 2).astype(np.float32)
with tf.Session() as sess:
    result = sess.run([layers.avg_pool2d(x, 2), layers.max_pool2d(x, [2, 3], stride=1, padding='SAME'), layers.pool(x, [2, 3], 'MAX'), layers.pool(x, 2, 'AVG', stride=2)])

#: avg_pool_format
tf.contrib.layers.avg_pool2d(tf.zeros([2, 4, 4, 1]), 2, data_format='NHCW')

#: max_pool_kernel
tf.contrib.layers.max_pool2d(tf.zeros([2, 4, 4, 1]), [2, 2, 2])

#: max_pool_kernel_tuple
tf.contrib.layers.max_pool2d(tf.zeros([2, 4, 4, 1]), (2, 2, 2))

#: max_pool_kernel_one
tf.contrib.layers.max_pool2d(tf.zeros([2, 4, 4, 1]), (2,))

#: max_pool_kernel_float
tf.contrib.layers.max_pool2d(tf.zeros([2, 4, 4, 1]), 2.0)

#: max_pool_rank
tf.contrib.layers.max_pool2d(tf.zeros([4, 4, 1]), 2)

#: pool_windows
layers = tf.contrib.layers
a = layers.pool(tf.placeholder(tf.float32, [2, 10, 3]), 3, 'MAX', stride=2)
b = layers.pool(tf.placeholder(tf.float32, [2, 10, 10, 3]), [2, 3], 'AVG', padding='SAME', outputs_collections='pools', scope='named')
c = layers.pool(tf.placeholder(tf.float32, [2, 3, 10, 10]), 2, 'MAX', data_format='NCHW', stride=[1, 2])
d = layers.pool(tf.placeholder(tf.float32, [2, 6, 6, 6, 1]), 2, 'AVG')
e = layers.pool(tf.placeholder(tf.float32, [2, 10, 10, 3]), 2, 'MAX', dilation_rate=2)
result = [t.get_shape().as_list() for t in (a, b, c, d, e)] + [a.alias, b.alias]

#: pool_rank
tf.contrib.layers.pool(tf.placeholder(tf.float32), 2, 'MAX')

#: pool_low_rank
tf.contrib.layers.pool(tf.zeros([2, 3]), 2, 'MAX')

#: pool_sizes
tf.contrib.layers.pool(tf.zeros([2, 3, 3, 1]), [2, 2, 2], 'MAX')

#: pool_zero
tf.contrib.layers.pool(tf.zeros([2, 3, 3, 1]), 0, 'MAX')

#: pool_type
tf.contrib.layers.pool(tf.zeros([2, 3, 3, 1]), 2, 'MIN')

#: conv2d
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 8, 8, 3])
y = layers.conv2d(x, 16, [3, 3])
z = layers.conv2d(y, 4, 1, stride=(2, 1), padding='VALID', activation_fn=None, scope='conv/inner', outputs_collections=['ends'])
result = [y.alias, z.alias, layers.conv2d is layers.convolution2d, layers.conv2d.__name__]

#: conv2d_options
layers = tf.contrib.layers
x = tf.placeholder(tf.float64, [2, 8, 8, 3])
layers.conv2d(x, 4, 3, 1, 'SAME', 'NHWC', 1, tf.nn.tanh, None, None, tf.constant_initializer(0.5), layers.l2_regularizer(0.1), tf.constant_initializer(1.0), layers.l1_regularizer(0.2), None, ['vars'], 'out', False, 'conv')
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
layers.conv2d(x, 4, 3, biases_initializer=None, variables_collections={'weights': ['w'], 'biases': ['b']})
layers.conv2d(x, 4, 3, variables_collections={'biases': ['b']}, scope='other')
layers.conv2d(x, 4, 3, variables_collections={'biases': ['b']}, scope='other', reuse=True)
layers.conv2d(x, 4, 3, normalizer_fn=layers.batch_norm, normalizer_params={'is_training': True, 'scale': True})
layers.conv2d(x, 4, 3, normalizer_fn=layers.bias_add, activation_fn=lambda t: tf.mul(t, 2))

#: conv2d_reuse
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with tf.variable_scope('net') as scope:
    a = layers.conv2d(x, 4, 3, scope='c1')
with tf.variable_scope(scope, reuse=True):
    b = layers.conv2d(x, 4, 3, scope='c1')
with tf.variable_scope('net', reuse=True):
    c = layers.conv2d(a, 4, 3, scope='c1', reuse=None)

#: conv2d_in_scope_object
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with tf.variable_scope('v') as v:
    pass
y = layers.conv2d(x, 4, 3, scope=v, outputs_collections='out')
result = y.alias

#: conv2d_reuse_missing
tf.contrib.layers.conv2d(tf.zeros([2, 8, 8, 3]), 4, 3, scope='c', reuse=True)

#: conv2d_reuse_without_scope
tf.contrib.layers.conv2d(tf.zeros([2, 8, 8, 3]), 4, 3, reuse=True)

#: convolution_formats
layers = tf.contrib.layers
a = layers.convolution(tf.placeholder(tf.float32, [2, 3, 8, 8]), 4, 3, data_format='NCHW')
b = layers.convolution(tf.placeholder(tf.float32, [2, 10, 3]), 4, 3, biases_initializer=None)
c = layers.convolution(tf.placeholder(tf.float32, [2, 3, 10]), 4, 3, data_format='NCW', biases_initializer=None)
d = layers.convolution(tf.placeholder(tf.float32, [2, 6, 6, 6, 1]), 4, [1, 2, 3], stride=2)
e = layers.convolution(tf.placeholder(tf.float32, [2, 10, 3]), 4, 3, data_format=None, rate=2)
result = [t.get_shape().as_list() for t in (a, b, c, d, e)]

#: convolution_rates
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, None, None, 3])
a = layers.conv2d(x, 4, 3, rate=2)
b = layers.conv2d(tf.placeholder(tf.float32, [2, 9, 9, 3]), 4, 3, rate=[1, 3], padding='VALID')
result = [t.get_shape().as_list() for t in (a, b)]

#: convolution_format_invalid
tf.contrib.layers.convolution(tf.zeros([2, 8, 8, 3]), 4, 3, data_format='HWC')

#: convolution_format_of_rank
tf.contrib.layers.convolution(tf.zeros([2, 8, 8, 3]), 4, 3, data_format='NWC')

#: convolution_bias_format
tf.contrib.layers.convolution(tf.zeros([2, 8, 3]), 4, 3, data_format='NWC')

#: convolution_rank
tf.contrib.layers.convolution(tf.zeros([2, 8]), 4, 3)

#: convolution_unknown_rank
tf.contrib.layers.convolution(tf.placeholder(tf.float32), 4, 3)

#: convolution_channels
tf.contrib.layers.convolution(tf.placeholder(tf.float32, [2, 8, 8, None]), 4, 3)

#: convolution_stride_and_rate
tf.contrib.layers.convolution(tf.zeros([2, 8, 8, 3]), 4, 3, stride=2, rate=2)

#: convolution_kernel
tf.contrib.layers.convolution(tf.zeros([2, 8, 8, 3]), 4, [3, 3, 3])

#: convolution_kernel_none
tf.contrib.layers.convolution(tf.zeros([2, 8, 8, 3]), 4, None)

#: convolution_stride_zero
tf.contrib.layers.convolution(tf.zeros([2, 8, 8, 3]), 4, 3, stride=[1, 0])

#: convolution_values
layers = tf.contrib.layers
x = tf.constant(np.random.RandomState(0).rand(2, 6, 6, 3).astype(np.float32))
y = layers.conv2d(x, 4, 3, weights_regularizer=layers.l2_regularizer(0.1))
y = layers.conv2d(y, 2, [3, 2], stride=2, activation_fn=None, normalizer_fn=layers.batch_norm, normalizer_params={'updates_collections': None})
loss = tf.reduce_sum(y * y * y) + tf.add_n(tf.get_collection('regularization_losses'))
gradients = tf.gradients(loss, tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y, loss] + gradients)

#: conv2d_in_plane
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 8, 8, 3])
layers.conv2d_in_plane(x, [3, 3])
layers.convolution2d_in_plane(x, 2, stride=[2, 2], padding='VALID', activation_fn=None, weights_initializer=tf.constant_initializer(1.0), weights_regularizer=layers.l2_regularizer(0.5), biases_initializer=None, outputs_collections='out', variables_collections={'weights': ['w']}, trainable=False, scope='plane')
layers.conv2d_in_plane(x, 2, normalizer_fn=tf.nn.l2_normalize, normalizer_params={'dim': 3}, weights_initializer=tf.ones_initializer(), scope='plane2')

#: conv2d_in_plane_values
layers = tf.contrib.layers
x = tf.constant(np.arange(2 * 4 * 4 * 3).reshape(2, 4, 4, 3), tf.float32)
y = layers.conv2d_in_plane(x, [2, 1], weights_initializer=lambda shape, **k: tf.constant([1.0, -1.0], shape=shape), activation_fn=None)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y] + tf.gradients(y, tf.trainable_variables()))

#: conv2d_in_plane_rank
tf.contrib.layers.conv2d_in_plane(tf.zeros([2, 8, 8]), 3)

#: conv2d_in_plane_channels
tf.contrib.layers.conv2d_in_plane(tf.placeholder(tf.float32, [2, 8, 8, None]), 3)

#: conv2d_in_plane_unknown
tf.contrib.layers.conv2d_in_plane(tf.placeholder(tf.float32), 3)

#: conv2d_transpose
layers = tf.contrib.layers
a = layers.conv2d_transpose(tf.placeholder(tf.float32, [None, 4, 4, 3]), 5, [3, 3])
b = layers.convolution2d_transpose(tf.placeholder(tf.float32, [2, None, None, 3]), 5, 4, stride=2, padding='VALID', activation_fn=tf.nn.tanh, trainable=False, scope='up', outputs_collections='ends')
c = layers.conv2d_transpose(tf.placeholder(tf.float32, [2, 3, 4, 5]), 5, [1, 3], stride=[2, 1], padding='VALID', data_format='NCHW', biases_initializer=None)
d = layers.conv2d_transpose(tf.placeholder(tf.float32, [2, 4, 4, 3]), 5, 2, 2, normalizer_fn=layers.batch_norm, normalizer_params={'is_training': False}, weights_regularizer=layers.l2_regularizer(0.1))
result = [t.get_shape().as_list() for t in (a, b, c, d)]

#: conv2d_transpose_values
layers = tf.contrib.layers
x = tf.constant(np.random.RandomState(1).rand(2, 3, 4, 2).astype(np.float32))
y = layers.conv2d_transpose(x, 3, [3, 2], stride=2, padding='VALID')
z = layers.conv2d_transpose(x, 3, 4, stride=2)
gradients = tf.gradients([y, z], [x] + tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y, z] + gradients)

#: conv2d_transpose_format
tf.contrib.layers.conv2d_transpose(tf.zeros([2, 4, 4, 3]), 5, 3, data_format='NWHC')

#: conv2d_transpose_channels
tf.contrib.layers.conv2d_transpose(tf.placeholder(tf.float32, [2, 4, 4, None]), 5, 3)

#: conv2d_transpose_kernel
tf.contrib.layers.conv2d_transpose(tf.zeros([2, 4, 4, 3]), 5, [3, 3, 3])

#: conv2d_transpose_unknown
tf.contrib.layers.conv2d_transpose(tf.placeholder(tf.float32), 5, 3)

#: separable
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 8, 8, 3])
layers.separable_conv2d(x, 8, [3, 3], 2)
layers.separable_convolution2d(x, None, 3, 1, stride=2, padding='VALID', activation_fn=None, weights_regularizer=layers.l2_regularizer(0.1), outputs_collections='out', trainable=False, variables_collections=['v'], scope='deep')
layers.separable_conv2d(x, 3, 2, 1, normalizer_fn=layers.batch_norm, scope='normed')
layers.separable_conv2d(x, 3, 2, depth_multiplier=1, normalizer_fn=layers.batch_norm, scope='normed', reuse=True)
layers.separable_conv2d(x, 3, 2, depth_multiplier=1, biases_initializer=None)

#: separable_values
layers = tf.contrib.layers
x = tf.constant(np.random.RandomState(2).rand(2, 5, 5, 2).astype(np.float32))
y = layers.separable_conv2d(x, 6, 3, 2)
z = layers.separable_conv2d(x, None, [2, 3], 3, stride=2)
gradients = tf.gradients([y, z], tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y, z] + gradients)

#: separable_too_many
tf.contrib.layers.separable_conv2d(tf.zeros([2, 8, 8, 3]), 2, 3, 1)

#: separable_rank
tf.contrib.layers.separable_conv2d(tf.zeros([2, 8, 3]), 2, 3, 1)

#: bias_add
layers = tf.contrib.layers
layers.bias_add(tf.placeholder(tf.float32, [None, 3]))
layers.bias_add(tf.placeholder(tf.float64, [None, None, 3]), tf.nn.relu, tf.constant_initializer(2.0), layers.l2_regularizer(0.5), variables_collections={'biases': ['b']}, outputs_collections='out', trainable=False, scope='named')
layers.bias_add(tf.placeholder(tf.float32, [2, 3, 4, 5]), data_format='NCHW')
layers.bias_add(tf.placeholder(tf.float32, [2, 3]), scope='named2')
layers.bias_add(tf.placeholder(tf.float32, [2, 3]), scope='named2', reuse=True)

#: bias_add_values
layers = tf.contrib.layers
x = tf.constant([[1., 2.], [3., 4.]])
y = layers.bias_add(x, initializer=tf.constant_initializer(0.5), activation_fn=tf.square)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y] + tf.gradients(y, tf.trainable_variables()))

#: bias_add_format
tf.contrib.layers.bias_add(tf.zeros([2, 3]), data_format='NC')

#: bias_add_rank
tf.contrib.layers.bias_add(tf.zeros([2, 3]), data_format='NCHW')

#: bias_add_unknown
tf.contrib.layers.bias_add(tf.placeholder(tf.float32))

#: bias_add_channels
tf.contrib.layers.bias_add(tf.placeholder(tf.float32, [2, None]))

#: dropout
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 4])
train = tf.placeholder(tf.bool, [])
layers.dropout(x)
layers.dropout(x, 0.8, is_training=False, outputs_collections='drop')
layers.dropout(x, keep_prob=tf.constant(0.5), noise_shape=[1, 4], scope='drop')
y = layers.dropout(x, 0.9, is_training=train)
layers.dropout(x, 1.0, is_training=tf.constant(True))
layers.dropout(x, is_training=tf.constant(False))
result = y.alias

#: dropout_values
layers = tf.contrib.layers
x = tf.ones([4, 5])
train = tf.placeholder(tf.bool, [])
y = layers.dropout(x, 0.6, is_training=train)
gradient, = tf.gradients(y, x)
with tf.Session() as sess:
    result = sess.run([y, gradient], {train: True}) + sess.run([y, gradient], {train: False}) + [sess.run(layers.dropout(x, 0.3))]

#: dropout_prob
tf.contrib.layers.dropout(tf.zeros([2, 3]), 1.5)

#: dropout_none
tf.contrib.layers.dropout(tf.zeros([2, 3]), is_training=None)

#: flatten
layers = tf.contrib.layers
a = layers.flatten(tf.placeholder(tf.float32, [None, 4, 5]))
b = layers.flatten(tf.placeholder(tf.int32, [2, 4]), outputs_collections=['flat'], scope='named')
c = layers.flatten(np.arange(12).reshape(2, 3, 2))
with tf.Session() as sess:
    result = [a.get_shape().as_list(), b.alias, sess.run(c)]

#: flatten_rank
tf.contrib.layers.flatten(tf.zeros([3]))

#: flatten_unknown
tf.contrib.layers.flatten(tf.placeholder(tf.float32))

#: flatten_dimension
tf.contrib.layers.flatten(tf.placeholder(tf.float32, [2, None]))

#: fully_connected
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 4])
layers.fully_connected(x, 3)
layers.fully_connected(x, 3, None, weights_initializer=layers.variance_scaling_initializer(), biases_initializer=tf.constant_initializer(0.5), outputs_collections='out')
layers.fully_connected(x, 3, normalizer_fn=layers.layer_norm, scope='normed')
layers.fully_connected(x, 3, normalizer_fn=layers.layer_norm, scope='normed', reuse=True)
layers.fully_connected(tf.placeholder(tf.float32, [None, 6, 7, 4]), 3, normalizer_fn=layers.batch_norm, normalizer_params={'center': False})
layers.fully_connected(tf.placeholder(tf.float32, [2, 6, 4]), 3, activation_fn=tf.nn.softmax)
layers.relu(x, 3)
layers.relu6(x, 3, scope='six')
layers.linear(x, 3, biases_initializer=None)

#: fully_connected_partitioned
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope('p', partitioner=tf.fixed_size_partitioner(2)):
    layers.fully_connected(x, 3)
    layers.batch_norm(x)

#: fully_connected_float
tf.contrib.layers.fully_connected(tf.zeros([2, 3]), 2.5)

#: fully_connected_tensor
tf.contrib.layers.fully_connected(tf.zeros([2, 3]), 'a')

#: fully_connected_unknown
tf.contrib.layers.fully_connected(tf.placeholder(tf.float32), 2)

#: fully_connected_values
layers = tf.contrib.layers
x = tf.constant(np.random.RandomState(3).rand(3, 2, 4).astype(np.float32))
y = layers.stack(x, layers.fully_connected, [5, 2], scope='fc')
gradients = tf.gradients(y, tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y] + gradients)

#: layer_norm
layers = tf.contrib.layers
layers.layer_norm(tf.placeholder(tf.float32, [None, 3]))
layers.layer_norm(tf.placeholder(tf.float32, [2, 4, 4, 3]), False, False, tf.nn.relu, outputs_collections='out', scope='plain')
layers.layer_norm(tf.placeholder(tf.float64, [2, 3]), scale=False, variables_collections={'beta': ['b']}, trainable=False)
layers.layer_norm(tf.placeholder(tf.float32, [None, None, 3]), center=False)

#: layer_norm_values
layers = tf.contrib.layers
x = tf.constant(np.random.RandomState(4).rand(3, 2, 4).astype(np.float32))
y = layers.layer_norm(x)
gradients = tf.gradients(tf.reduce_sum(y * y * y), [x] + tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([y] + gradients)

#: layer_norm_rank
tf.contrib.layers.layer_norm(tf.placeholder(tf.float32))

#: layer_norm_last
tf.contrib.layers.layer_norm(tf.placeholder(tf.float32, [2, None]))

#: one_hot
layers = tf.contrib.layers
labels = tf.constant([2, 0, 1])
a = layers.one_hot_encoding(labels, 3)
b = layers.one_hot_encoding(tf.constant([1, 2], tf.int64), num_classes=4, on_value=2.0, off_value=-1.0, outputs_collections='hot', scope='named')
c = layers.one_hot_encoding([1, 0], 2, on_value=3, off_value=1)
with tf.Session() as sess:
    result = sess.run([a, b, c]) + [b.alias]

#: one_hot_floats
tf.contrib.layers.one_hot_encoding(tf.constant([1.0]), 3)

#: repeat
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
layers.repeat(x, 2, layers.conv2d, 4, [3, 3])
layers.repeat(x, 3, layers.conv2d, 4, [3, 3], padding='VALID', scope='conv1')
layers.repeat(x, 2, layers.max_pool2d, 2, scope='pools')
def own(inputs, n, scope=None):
    return layers.fully_connected(inputs, n, scope=scope)
layers.repeat(x, 2, own, 3)
import functools
layers.repeat(x, 2, functools.partial(own, n=2))
layers.repeat(x, 0, layers.conv2d, 4, 1)
layers.repeat(inputs=x, repetitions=1, layer=layers.relu, num_outputs=2)
class Layer(object):
    def __call__(self, inputs, scope=None):
        return tf.identity(inputs, name=scope)
layers.repeat(x, 2, Layer())

#: repeat_lambda
tf.contrib.layers.repeat(tf.zeros([2, 3]), 2, lambda x, scope: tf.identity(x, name=scope))

#: repeat_missing
tf.contrib.layers.repeat(tf.zeros([2, 3]), 2)

#: stack
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
layers.stack(layers.flatten(x), layers.fully_connected, [10, 5])
layers.stack(x, layers.conv2d, [(4, [3, 3]), [5, 1, 2]], scope='convs', activation_fn=None)
layers.stack(layers.flatten(x), layers.relu, [3, 2])
layers.stack(layers.flatten(x), layers.linear, stack_args=(3,), scope='lin')
with tf.variable_scope('again') as v:
    layers.stack(layers.flatten(x), layers.fully_connected, [4], scope='s')
with tf.variable_scope(v, reuse=True):
    layers.stack(layers.flatten(x), layers.fully_connected, [4], scope='s')
class Layer(object):
    def __call__(self, inputs, n, scope=None):
        return tf.identity(inputs, name=scope)
layers.stack(x, Layer(), [1, 2])

#: stack_arguments
tf.contrib.layers.stack(tf.zeros([2, 3]), tf.contrib.layers.fully_connected, 5)

#: softmax
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 4, 3])
a = layers.softmax(x)
b = layers.softmax(tf.constant([[1., 2.], [3., 5.]]), scope='named')
with tf.Session() as sess:
    result = [a.get_shape().as_list(), sess.run(b), sess.run(a, {x: np.arange(12).reshape(1, 4, 3)})]

#: softmax_rank
tf.contrib.layers.softmax(tf.zeros([3]))

#: softmax_unknown
tf.contrib.layers.softmax(tf.placeholder(tf.float32, [2, None]))

#: unit_norm
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 4, 3])
layers.unit_norm(x, 0)
layers.unit_norm(x, 1, epsilon=1e-3, scope='named')
y = layers.unit_norm(x, dim=2)
with tf.Session() as sess:
    result = sess.run([y] + tf.gradients(y, x), {x: np.arange(12).reshape(1, 4, 3)})

#: unit_norm_rank
tf.contrib.layers.unit_norm(tf.placeholder(tf.float32), 0)

#: unit_norm_dim
tf.contrib.layers.unit_norm(tf.zeros([2, 3]), 2)

#: unit_norm_negative
tf.contrib.layers.unit_norm(tf.zeros([2, 3]), -1)

#: legacy
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 4])
layers.legacy_fully_connected(x, 3)
layers.legacy_fully_connected(tf.placeholder(tf.float32, [2, 5, 4]), 3, tf.nn.tanh, tf.constant_initializer(1.0), None, 'named', weight_collections=['w'], output_collections=None, trainable=False, weight_regularizer=layers.l2_regularizer(0.1))
layers.legacy_relu(x, 3, bias_regularizer=layers.l1_regularizer(0.1), bias_collections=None)
layers.legacy_linear(x, num_output_units=2, name='lin', output_collections=('o',))

#: legacy_rank
tf.contrib.layers.legacy_fully_connected(tf.zeros([3]), 3)

#: legacy_unknown
tf.contrib.layers.legacy_fully_connected(tf.placeholder(tf.float32), 3)

#: legacy_last
tf.contrib.layers.legacy_relu(tf.placeholder(tf.float32, [2, None]), 3)

#: utils
utils = tf.contrib.layers.utils
x = tf.placeholder(tf.float32, [2, None])
y = tf.constant(True)
v = tf.Variable(True)
named = utils.collect_named_outputs('ends', 'scope/x/', x)
utils.collect_named_outputs(['ends', 'more'], 'y', y)
utils.collect_named_outputs(None, 'nothing', tf.constant(1))
z = tf.unpack(tf.constant([1, 2]))
tf.add_to_collection('ends', z[0])
tf.add_to_collection('ends', z[1])
d = utils.convert_collection_to_dict('ends')
values = [utils.constant_value(3), utils.constant_value(False, tf.bool), bool(utils.constant_value(y)), utils.constant_value(x), utils.constant_value(v), utils.constant_value(v, tf.bool_ref if hasattr(tf, 'bool_ref') else None)]
conds = [utils.static_cond(True, lambda: 1, lambda: 2), utils.static_cond(0, lambda: 1, lambda: 2), utils.smart_cond(False, lambda: 1, lambda: 2), utils.smart_cond(y, lambda: 1, lambda: 2), utils.smart_cond(v, lambda: tf.constant(1), lambda: tf.constant(2), name='both').name]
sizes = [utils.two_element_tuple(3), utils.two_element_tuple([1, 2]), utils.two_element_tuple((4, 5)), utils.n_positive_integers(2, 3), utils.n_positive_integers(3, [1, 2, 3]), utils.n_positive_integers(2, 2.7), utils.n_positive_integers(2, np.array([4, 5])), utils.n_positive_integers(2, tf.TensorShape([6, 7])), utils.n_positive_integers(2, '8')]
dims = [utils.first_dimension(x.get_shape()), utils.last_dimension(tf.TensorShape([None, 5]), min_rank=2)]
groups = [utils.get_variable_collections(None, 'a'), utils.get_variable_collections(['x'], 'a'), utils.get_variable_collections({'a': ['y']}, 'a'), utils.get_variable_collections({'a': ['y']}, 'b')]
result = [list(d.keys()), [t.name for t in d.values()], named is x, x.alias, utils.get_tensor_alias(x), utils.get_tensor_alias(z[1]), utils.gather_tensors_alias([x, v, z[0]]), values, conds, sizes, dims, groups]

#: constant_value_none
tf.contrib.layers.utils.constant_value(None)

#: constant_value_type
tf.contrib.layers.utils.constant_value(tf.constant(1), tf.float32)

#: static_cond_callable
tf.contrib.layers.utils.static_cond(True, 1, lambda: 2)

#: smart_cond_callable
tf.contrib.layers.utils.smart_cond(True, lambda: 1, 2)

#: first_dimension_unknown
tf.contrib.layers.utils.first_dimension(tf.TensorShape([None, 3]))

#: first_dimension_rank
tf.contrib.layers.utils.first_dimension(tf.TensorShape([2]), 2)

#: last_dimension_rank
tf.contrib.layers.utils.last_dimension(tf.TensorShape(None))

#: positive_integers_length
tf.contrib.layers.utils.n_positive_integers(2, (1, 2, 3))

#: positive_integers_words
tf.contrib.layers.utils.n_positive_integers(2, ['a', 'b'])

#: positive_integers_negative
tf.contrib.layers.utils.n_positive_integers(2, -1)

#: positive_integers_n
tf.contrib.layers.utils.n_positive_integers(0, 1)

#: positive_integers_fraction
tf.contrib.layers.utils.n_positive_integers(1.5, 1)

#: summaries
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 3], name='x')
h = layers.relu(x, 4)
six = tf.nn.relu6(h, name='six')
soft = tf.nn.softplus(h, name='soft')
loss = tf.reduce_sum(soft, name='loss')
for t in (h, six, soft):
    layers.summarize_activation(t)
layers.summarize_activation(tf.tanh(h))
a = [layers.summarize_tensor(loss), layers.summarize_tensor(h, 'a tag'), layers.summarize_tensor(tf.constant('text')), layers.summarize_tensor(tf.constant(True)), layers.summarize_tensor(tf.placeholder(tf.float32))]
b = layers.summarize_tensors([loss, x])
for t in (h, six):
    tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, t)
tf.add_to_collection(tf.GraphKeys.WEIGHTS, tf.trainable_variables()[0])
tf.add_to_collection(tf.GraphKeys.BIASES, tf.trainable_variables()[1])
c = layers.summarize_activations() + layers.summarize_activations('si.$') + layers.summarize_activations(name_filter='nothing')
d = layers.summarize_collection(tf.GraphKeys.TRAINABLE_VARIABLES) + layers.summarize_collection('trainable_variables', name_filter='.*biases', summarizer=lambda t: layers.summarize_tensor(t, 'mine'))
e = layers.summarize_variables() + layers.summarize_weights(name_filter='fully') + layers.summarize_biases('none')
result = [None if t is None else t.name for t in a + b + c + d + e]

#: summary_rank
tf.contrib.layers.summarize_collection('things', None, 3)

#: regularization
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 3])
both = layers.l1_l2_regularizer(0.1, 0.2)
layers.fully_connected(x, 2, weights_regularizer=both, biases_regularizer=layers.sum_regularizer([layers.l1_regularizer(0.5), None]), variables_collections={'weights': ['weights']})
penalty = layers.apply_regularization(both)
more = layers.apply_regularization(layers.l2_regularizer(0.0), tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([penalty, more] + tf.get_collection('regularization_losses'))

#: typescript
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 8, 8, 4])
train = tf.placeholder(tf.bool, [])
y = layers.conv2d(x, 6, [3, 3], stride=2, normalizer_fn=layers.batch_norm, normalizer_params={'is_training': True, 'decay': 0.9}, scope='c1')
y = layers.conv2d_transpose(y, 4, 3, stride=2, weights_regularizer=layers.l2_regularizer(0.5))
y = layers.separable_conv2d(y, 8, 3, 1, activation_fn=None)
y = layers.conv2d_in_plane(y, 2, padding='VALID', outputs_collections='planes')
y = layers.max_pool2d(y, 2)
y = layers.avg_pool2d(y, [1, 1], stride=1)
y = layers.pool(y, 1, 'MAX')
y = layers.bias_add(y, activation_fn=tf.nn.relu)
y = layers.batch_norm(y, is_training=train, scale=True)
y = layers.batch_norm(y, fused=True, updates_collections=None)
y = layers.repeat(y, 2, layers.conv2d, 3, [1, 1], scope='r')
y = layers.layer_norm(y, center=False)
y = layers.flatten(y)
y = layers.dropout(y, 0.5, is_training=train)
y = layers.stack(y, layers.fully_connected, [4, 3], scope='s')
y = layers.unit_norm(y, 1)
y = layers.softmax(y)
y = layers.legacy_fully_connected(y, 2, name='old')
y = layers.legacy_relu(layers.legacy_linear(y, 2), 2)
layers.one_hot_encoding(tf.constant([1, 2]), 3)
layers.summarize_activation(y)
layers.summarize_tensors([y])
layers.summarize_collection('planes')
layers.summarize_activations()
layers.utils.collect_named_outputs('ends', 'end/', y)
layers.utils.smart_cond(train, lambda: tf.constant(1), lambda: tf.constant(2))
