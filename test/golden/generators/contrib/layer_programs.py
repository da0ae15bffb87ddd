#: alexnet_like
layers = tf.contrib.layers
arg_scope = tf.contrib.framework.arg_scope
def network_scope(weight_decay=0.0005):
    with arg_scope([layers.conv2d, layers.fully_connected], activation_fn=tf.nn.relu, biases_initializer=tf.constant_initializer(0.1), weights_regularizer=layers.l2_regularizer(weight_decay)):
        with arg_scope([layers.conv2d], padding='SAME'):
            with arg_scope([layers.max_pool2d], padding='VALID') as sc:
                return sc
def network(inputs, classes=5, is_training=True, scope='net'):
    with tf.variable_scope(scope, 'net', [inputs]) as sc:
        end_points = sc.original_name_scope + '_end_points'
        with arg_scope([layers.conv2d, layers.fully_connected, layers.max_pool2d], outputs_collections=[end_points]):
            net = layers.conv2d(inputs, 8, [5, 5], 2, padding='VALID', scope='conv1')
            net = layers.max_pool2d(net, [2, 2], 2, scope='pool1')
            net = layers.repeat(net, 2, layers.conv2d, 6, [3, 3], scope='conv2')
            with arg_scope([layers.conv2d], weights_initializer=tf.truncated_normal_initializer(0.0, 0.05)):
                net = layers.conv2d(net, 10, net.get_shape()[1:3], padding='VALID', scope='fc6')
                net = layers.dropout(net, 0.5, is_training=is_training, scope='dropout6')
                net = layers.conv2d(net, classes, [1, 1], activation_fn=None, normalizer_fn=None, biases_initializer=tf.zeros_initializer, scope='fc8')
            points = layers.utils.convert_collection_to_dict(end_points)
            net = tf.squeeze(net, [1, 2], name='fc8/squeezed')
            points[sc.name + '/fc8'] = net
            return net, points
images = tf.placeholder(tf.float32, [None, 23, 23, 3])
labels = tf.placeholder(tf.int64, [None])
with arg_scope(network_scope()):
    logits, points = network(images)
with arg_scope(network_scope()):
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        tested, _ = network(images, is_training=False)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
total = loss + tf.add_n(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
step = tf.contrib.framework.get_or_create_global_step()
train = tf.train.MomentumOptimizer(0.05, 0.9).minimize(total, global_step=step)
r = np.random.RandomState(1)
x, y = r.rand(4, 23, 23, 3), r.randint(0, 5, 4)
result = [sorted(points), [v.name for v in tf.contrib.framework.get_model_variables()], [v.name for v in tf.contrib.framework.get_variables('net', 'weights')]]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(4):
        result.append(sess.run([train, total], {images: x, labels: y})[1])
    result.append(sess.run([tested, step], {images: x}))

#: generator_and_discriminator
layers = tf.contrib.layers
def generator(z, training):
    with tf.variable_scope('generator'):
        with tf.contrib.framework.arg_scope([layers.conv2d_transpose, layers.fully_connected], normalizer_fn=layers.batch_norm, normalizer_params={'is_training': training, 'updates_collections': None, 'decay': 0.9, 'scale': True}, activation_fn=tf.nn.relu):
            net = layers.fully_connected(z, 2 * 2 * 8)
            net = tf.reshape(net, [-1, 2, 2, 8])
            net = layers.conv2d_transpose(net, 4, [3, 3], stride=2)
            return layers.conv2d_transpose(net, 1, 4, stride=2, normalizer_fn=None, activation_fn=tf.nn.tanh)
def leaky(x):
    return tf.maximum(x, 0.2 * x)
def discriminator(x, reuse=None):
    with tf.variable_scope('discriminator', reuse=reuse):
        net = layers.stack(x, layers.conv2d, [(4, 3, 2), (6, 3, 2)], activation_fn=leaky, scope='conv')
        return layers.linear(layers.flatten(net), 1, scope='out')
training = tf.placeholder_with_default(True, [])
z = tf.placeholder(tf.float32, [None, 3])
real = tf.placeholder(tf.float32, [None, 8, 8, 1])
fake = generator(z, training)
d_real = discriminator(real)
d_fake = discriminator(fake, reuse=True)
d_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(d_real, tf.ones_like(d_real)) + tf.nn.sigmoid_cross_entropy_with_logits(d_fake, tf.zeros_like(d_fake)))
g_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(d_fake, tf.ones_like(d_fake)))
variables = tf.contrib.framework.get_variables
d_step = tf.train.GradientDescentOptimizer(0.1).minimize(d_loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'discriminator'))
g_step = tf.train.GradientDescentOptimizer(0.1).minimize(g_loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'generator'))
r = np.random.RandomState(2)
images, noise = r.rand(4, 8, 8, 1), r.randn(4, 3)
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        result.append(sess.run([d_loss, d_step], {real: images, z: noise})[0])
        result.append(sess.run([g_loss, g_step], {z: noise})[0])
    result.append(sess.run(fake, {z: noise, training: False}))
    result.append(sess.run(variables('generator', 'moving_mean')))

#: residual
layers = tf.contrib.layers
@tf.contrib.framework.add_arg_scope
def bottleneck(inputs, depth, stride=1, outputs_collections=None, scope=None):
    with tf.variable_scope(scope, 'bottleneck', [inputs]) as sc:
        depth_in = layers.utils.last_dimension(inputs.get_shape(), min_rank=4)
        preact = layers.batch_norm(inputs, activation_fn=tf.nn.relu, scope='preact')
        if depth == depth_in:
            shortcut = inputs if stride == 1 else layers.max_pool2d(inputs, [1, 1], stride=stride, scope='shortcut')
        else:
            shortcut = layers.conv2d(preact, depth, [1, 1], stride=stride, normalizer_fn=None, activation_fn=None, scope='shortcut')
        residual = layers.conv2d(preact, depth // 2, [1, 1], stride=1, scope='conv1')
        residual = layers.conv2d(residual, depth // 2, 3, stride, scope='conv2')
        residual = layers.conv2d(residual, depth, [1, 1], stride=1, normalizer_fn=None, activation_fn=None, scope='conv3')
        return layers.utils.collect_named_outputs(outputs_collections, sc.original_name_scope, shortcut + residual)
x = tf.placeholder(tf.float32, [3, 8, 8, 3])
with tf.contrib.framework.arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm, weights_initializer=layers.variance_scaling_initializer()):
    with tf.contrib.framework.arg_scope([layers.batch_norm], decay=0.7, scale=True, epsilon=1e-5):
        with tf.contrib.framework.arg_scope([bottleneck], outputs_collections='blocks'):
            net = layers.conv2d(x, 4, 3, scope='root')
            net = bottleneck(net, 4)
            net = bottleneck(net, 6, stride=2)
            net = bottleneck(net, 6, stride=2, scope='last')
net = tf.reduce_mean(net, [1, 2], keep_dims=True)
logits = layers.conv2d(net, 2, [1, 1], activation_fn=None, scope='logits')
predictions = layers.softmax(logits, scope='predictions')
loss = tf.reduce_sum(tf.square(predictions[:, 0, 0, 0] - [0., 1., 0.]))
updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(updates):
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
data = np.random.RandomState(3).rand(3, 8, 8, 3)
result = [len(updates), [t.alias for t in tf.get_collection('blocks')]]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        result.append(sess.run([loss, train], {x: data})[0])
    result.append(sess.run(predictions, {x: data}))

#: template
layers = tf.contrib.layers
def net(x):
    h = layers.fully_connected(x, 4, activation_fn=tf.nn.tanh, normalizer_fn=layers.layer_norm)
    return layers.linear(layers.unit_norm(h, 1), 1, scope='out')
shared = tf.make_template('shared', net)
a, b = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.float32, [None, 3])
ya, yb = shared(a), shared(b)
loss = tf.reduce_sum(tf.square(ya)) + tf.reduce_sum(yb)
train = tf.train.AdamOptimizer(0.1).minimize(loss)
result = [[v.name for v in tf.trainable_variables()]]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    feed = {a: [[1, 2, 3], [4, 5, 7]], b: [[1, 0, 1]]}
    for i in range(3):
        result.append(sess.run([loss, train], feed)[0])

#: classifier_with_summaries
layers = tf.contrib.layers
r = np.random.RandomState(4)
x = tf.constant(r.rand(12, 4), tf.float32)
labels = tf.constant(r.randint(0, 3, 12))
net = layers.legacy_fully_connected(x, 6, activation_fn=tf.nn.relu6, weight_regularizer=layers.l1_regularizer(0.01))
net = layers.legacy_linear(net, 3, name='logits')
loss = tf.contrib.losses.softmax_cross_entropy(net, layers.one_hot_encoding(labels, 3)) + tf.add_n(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
layers.summarize_activations()
layers.summarize_weights()
layers.summarize_biases()
layers.summarize_tensor(loss, 'loss')
merged = tf.summary.merge_all()
train = tf.train.AdagradOptimizer(0.3).minimize(loss)
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        summary, value, _ = sess.run([merged, loss, train])
        parsed = tf.Summary.FromString(summary)
        result.append([[v.tag for v in parsed.value], value])

#: in_scopes_and_devices
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 6])
with tf.name_scope('outer'):
    with tf.variable_scope('vars', initializer=tf.constant_initializer(0.5), regularizer=layers.l2_regularizer(0.1)):
        with tf.device('/cpu:0'):
            y = layers.fully_connected(x, 3)
            z = layers.fully_connected(x, 3, weights_initializer=None, biases_initializer=None)
        with tf.control_dependencies([tf.no_op(name='before')]):
            w = layers.batch_norm(y)
            f = layers.flatten(tf.reshape(w, [2, 3, 1]))
result = [t.alias for t in (y, z, w, f)]

#: custom_getter
layers = tf.contrib.layers
seen = []
def getter(getter, name, *args, **kwargs):
    seen.append(name)
    return getter(name, *args, **kwargs)
x = tf.placeholder(tf.float32, [2, 3])
with tf.variable_scope('s', custom_getter=getter):
    layers.fully_connected(x, 3, normalizer_fn=layers.batch_norm)
result = seen
