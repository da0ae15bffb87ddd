#: defaults
layers = tf.contrib.layers
layers.batch_norm(tf.placeholder(tf.float32, [None, 4]))
layers.batch_norm(tf.placeholder(tf.float32, [2, 3, 3, 4]), is_training=False)

#: options
layers = tf.contrib.layers
x = tf.placeholder(tf.float64, [None, 5, 4])
y = layers.batch_norm(x, 0.9, False, True, 0.01, tf.nn.relu, {'gamma': tf.constant_initializer(2.0), 'moving_mean': tf.constant_initializer(1.0)}, 'mine', True, None, {'gamma': ['g'], 'moving_mean': ['mm', 'all']}, ['out'], False, scope='bn')
result = y.alias

#: in_place
layers = tf.contrib.layers
layers.batch_norm(tf.placeholder(tf.float32, [None, 4]), updates_collections=None, decay=0.5)
layers.batch_norm(tf.placeholder(tf.float32, [None, 4]), updates_collections=None, is_training=False)

#: collections_of_updates
layers = tf.contrib.layers
layers.batch_norm(tf.placeholder(tf.float32, [None, 4]), updates_collections=['a', 'b'])

#: training_tensor
layers = tf.contrib.layers
train = tf.placeholder(tf.bool, [])
layers.batch_norm(tf.placeholder(tf.float32, [None, 4]), is_training=train)
layers.batch_norm(tf.placeholder(tf.float32, [None, 4]), is_training=train, updates_collections=None)

#: training_variable
layers = tf.contrib.layers
train = tf.Variable(True)
layers.batch_norm(tf.placeholder(tf.float32, [None, 2]), is_training=train)

#: training_constant
layers = tf.contrib.layers
layers.batch_norm(tf.placeholder(tf.float32, [None, 2]), is_training=tf.constant(True))
layers.batch_norm(tf.placeholder(tf.float32, [None, 2]), is_training=tf.constant(False))

#: reuse
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 2])
layers.batch_norm(x, scope='bn')
layers.batch_norm(x, scope='bn', reuse=True, is_training=False)
with tf.variable_scope('outer'):
    layers.batch_norm(x, scope='bn')

#: weights
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [3, 4, 2])
layers.batch_norm(x, batch_weights=tf.constant([1.0, 0.0, 2.0]))
layers.batch_norm(tf.placeholder(tf.float32, [3, 2, 4, 4]), batch_weights=[1.0, 0.5, 2.0], data_format='NCHW')

#: channels_first
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 3, 5, 5])
layers.batch_norm(x, data_format='NCHW')
layers.batch_norm(x, data_format='NCHW', scale=True, is_training=False, activation_fn=tf.nn.relu)
layers.batch_norm(tf.placeholder(tf.float32, [None, 3]), data_format='NCHW')

#: half
tf.contrib.layers.batch_norm(tf.placeholder(tf.float16, [None, 3]))

#: fused
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 5, 5, 3])
layers.batch_norm(x, fused=True)
layers.batch_norm(x, fused=True, is_training=False, scale=True, center=False, activation_fn=tf.nn.relu, outputs_collections='out', scope='named')
layers.batch_norm(x, fused=True, updates_collections=None, decay=0.9, variables_collections=['v'], trainable=False)
layers.batch_norm(tf.placeholder(tf.float32, [6, 3]), fused=True, epsilon=0.1, param_initializers={'beta': tf.constant_initializer(1.0)})
layers.batch_norm(x, fused=True, reuse=True, scope='named')

#: fused_unknown_batch
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [None, 3]), fused=True)

#: fused_channels_first
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [2, 3, 5, 5]), fused=True, data_format='NCHW')
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [2, 3]), fused=True, data_format='NCHW')

#: fused_training_tensor
layers = tf.contrib.layers
train = tf.placeholder(tf.bool, [])
x = tf.placeholder(tf.float32, [2, 5, 5, 3])
layers.batch_norm(x, fused=True, is_training=train)
layers.batch_norm(x, fused=True, is_training=train, updates_collections=None)

#: values
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 3])
train = tf.placeholder(tf.bool, [])
y = layers.batch_norm(x, decay=0.8, scale=True, is_training=train)
updates = tf.group(*tf.get_collection(tf.GraphKeys.UPDATE_OPS))
loss = tf.reduce_sum(y * y * y)
gradients = tf.gradients(loss, [x] + tf.trainable_variables())
a = np.random.RandomState(5).rand(6, 3)
b = np.random.RandomState(6).rand(4, 3) * 3
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(3):
        result.append(sess.run([y, loss] + gradients, {x: a, train: True}))
        sess.run(updates, {x: a if step else b, train: True})
        result.append(sess.run([y] + gradients, {x: b, train: False}))
        sess.run(updates, {x: b, train: False})
        result.append(sess.run(tf.model_variables()))

#: values_in_place
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 2, 2, 3])
y = layers.batch_norm(x, decay=0.5, updates_collections=None)
z = layers.batch_norm(x, decay=0.5, updates_collections=None, fused=True, scale=True)
w = layers.batch_norm(x, decay=0.5, updates_collections=None, batch_weights=tf.constant([1.0, 2.0, 0.5]))
a = np.random.RandomState(7).rand(3, 2, 2, 3)
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(2):
        result.append(sess.run([y, z, w], {x: a * (step + 1)}))
        result.append(sess.run(tf.model_variables()))
    gradients = tf.gradients([y * y * y, z * z * (z + 1), w * w * w], tf.trainable_variables())
    result.append(sess.run(gradients, {x: a}))

#: values_fused_inference
layers = tf.contrib.layers
x = tf.constant(np.random.RandomState(8).rand(3, 4).astype(np.float32))
train = tf.placeholder(tf.bool, [])
y = layers.batch_norm(x, fused=True, is_training=train, updates_collections=None, decay=0.9, param_initializers={'moving_mean': tf.constant_initializer(0.5), 'gamma': tf.constant_initializer(3.0)})
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for t in (False, True, False):
        result.append(sess.run(y, {train: t}))
    result.append(sess.run(tf.model_variables()))

#: channels_first_without_beta
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [2, 3, 5, 5]), center=False, data_format='NCHW')

#: unknown_rank
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32))

#: unknown_channels
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [2, None]))

#: format
tf.contrib.layers.batch_norm(tf.zeros([2, 3]), data_format='NC')

#: weights_shape
tf.contrib.layers.batch_norm(tf.zeros([2, 3]), batch_weights=tf.zeros([3]))

#: training_none
tf.contrib.layers.batch_norm(tf.zeros([2, 3]), is_training=None)

#: fused_weights
tf.contrib.layers.batch_norm(tf.zeros([2, 3]), batch_weights=tf.zeros([2]), fused=True)

#: fused_rank
tf.contrib.layers.batch_norm(tf.zeros([2, 3, 4]), fused=True)

#: fused_unknown_rank
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32), fused=True)

#: fused_unknown_channels
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [2, None]), fused=True)

#: fused_unknown_channels_of_images
tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [2, 3, 3, None]), fused=True)

#: fused_format
tf.contrib.layers.batch_norm(tf.zeros([2, 3]), fused=True, data_format='NC')

#: reuse_missing
tf.contrib.layers.batch_norm(tf.zeros([2, 3]), scope='bn', reuse=True)
