#: weights_scalar
x = tf.constant([[1., 2., 3.], [4., 5., 7.]])
y = tf.constant([[0., 2., 5.], [1., 1., 1.]])
losses = [tf.contrib.losses.absolute_difference(x, y), tf.contrib.losses.absolute_difference(x, y, 2.5), tf.contrib.losses.absolute_difference(x, y, 0), tf.contrib.losses.absolute_difference(x, y, weights=tf.constant(3.0), scope='named')]
gradient, = tf.gradients(tf.add_n(losses), x)
with tf.Session() as sess:
    result = sess.run(losses + [gradient])

#: weights_batch
x = tf.constant([[1., 2., 3.], [4., 5., 7.]])
y = tf.constant([[0., 2., 5.], [1., 1., 1.]])
losses = [tf.contrib.losses.mean_squared_error(x, y, w) for w in ([1.0, 0.0], [[0.5], [2.0]], tf.constant([3., 4.]), np.array([1, 2]))]
gradient, = tf.gradients(tf.add_n(losses), x)
with tf.Session() as sess:
    result = sess.run(losses + [gradient])

#: weights_elements
x = tf.constant([[1., 2., 3.], [4., 5., 7.]])
y = tf.constant([[0., 2., 5.], [1., 1., 1.]])
w = tf.constant([[1., 0., 2.], [0., 0., .5]])
losses = [tf.contrib.losses.absolute_difference(x, y, w), tf.contrib.losses.mean_squared_error(x, y, w), tf.contrib.losses.log_loss(tf.sigmoid(x), tf.sigmoid(y), w), tf.contrib.losses.mean_pairwise_squared_error(x, y, [2., 0.])]
gradient = tf.gradients(tf.add_n(losses), [x, y])
with tf.Session() as sess:
    result = sess.run(losses + gradient)

#: weights_of_higher_rank
x = tf.constant(np.arange(24).reshape(2, 3, 4), tf.float32)
y = tf.zeros([2, 3, 4])
losses = []
for w in ([1., 2.], np.array([[1., 0., 2.], [0., 3., 1.]]), np.ones([2, 3, 1]), np.ones([2, 3, 4]), 0.0):
    losses.append(tf.contrib.losses.absolute_difference(x, y, w))
with tf.Session() as sess:
    result = sess.run(losses)

#: weights_all_zero
x = tf.constant([[1., 2., 3.], [4., 5., 7.]])
y = tf.zeros([2, 3])
losses = [tf.contrib.losses.absolute_difference(x, y, 0.0), tf.contrib.losses.mean_squared_error(x, y, [0., 0.]), tf.contrib.losses.mean_pairwise_squared_error(x, y, 0.0), tf.contrib.losses.log_loss(tf.sigmoid(x), y, tf.zeros([2, 3]))]
gradient, = tf.gradients(tf.add_n(losses), x)
with tf.Session() as sess:
    result = sess.run(losses + [gradient])

#: unknown_batch
x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.int32, [None, 3])
w = tf.placeholder(tf.float32, [None])
loss = tf.contrib.losses.mean_squared_error(x, y, w)
pairs = tf.contrib.losses.mean_pairwise_squared_error(x, y, w)
gradient, = tf.gradients(loss + pairs, x)
with tf.Session() as sess:
    result = sess.run([loss, pairs, gradient], {x: [[1, 2, 3], [4, 5, 6]], y: [[1, 0, 1], [2, 2, 2]], w: [1, 2]})

#: double
x = tf.constant([1., 2.], tf.float64)
y = tf.constant([3, 1])
result = tf.Session().run([tf.contrib.losses.absolute_difference(x, y), tf.contrib.losses.compute_weighted_loss(x, [1, 2]), tf.contrib.losses.compute_weighted_loss([3, 4])])

#: compute_weighted
losses = tf.constant([[1., 2.], [3., 4.]])
result = tf.Session().run([tf.contrib.losses.compute_weighted_loss(losses), tf.contrib.losses.compute_weighted_loss(losses, 3), tf.contrib.losses.compute_weighted_loss(losses, weights=[[1.], [0.]]), tf.contrib.losses.compute_weighted_loss(losses, weight=2.0)])

#: old_names
x = tf.constant([[1., 2.]])
y = tf.constant([[0., 4.]])
tf.contrib.losses.absolute_difference(x, targets=y)
tf.contrib.losses.mean_squared_error(x, targets=y, weight=2.0)
tf.contrib.losses.log_loss(x, y, weight=[1.0])
tf.contrib.losses.mean_pairwise_squared_error(x, targets=y)
tf.contrib.losses.cosine_distance(x, targets=y, dim=1)
tf.contrib.losses.hinge_loss(x, target=y)
tf.contrib.losses.sigmoid_cross_entropy(x, y, weight=1.0)
tf.contrib.losses.softmax_cross_entropy(x, y, weight=0.5)
tf.contrib.losses.sparse_softmax_cross_entropy(x, [1], weight=3)

#: old_names_by_place
def build():
    x = tf.constant([[1., 2.]])
    y = tf.constant([[0., 4.]])
    tf.contrib.losses.compute_weighted_loss(x, 1.0)
    tf.contrib.losses.hinge_loss(x, y, 'scope', None)
    tf.contrib.losses.hinge_loss(x, None, None, y)
build()

#: both_labels
tf.contrib.losses.absolute_difference(tf.constant([1.]), tf.constant([1.]), targets=tf.constant([1.]))

#: no_labels
tf.contrib.losses.mean_squared_error(tf.constant([1.]))

#: both_weights
tf.contrib.losses.absolute_difference(tf.constant([1.]), tf.constant([1.]), 1.0, weight=2.0)

#: weights_none
tf.contrib.losses.absolute_difference(tf.constant([1.]), tf.constant([1.]), None)

#: weight_none
tf.contrib.losses.compute_weighted_loss(tf.constant([1.]), weight=None)

#: shapes_differ
tf.contrib.losses.absolute_difference(tf.zeros([2, 3]), tf.zeros([3, 2]))

#: shapes_differ_logits
tf.contrib.losses.softmax_cross_entropy(tf.zeros([2, 3]), tf.zeros([2, 4]))

#: shapes_differ_hinge
tf.contrib.losses.hinge_loss(tf.zeros([2, 3]), tf.zeros([3]))

#: labels_array
tf.contrib.losses.mean_squared_error(tf.zeros([2]), np.zeros([2]))

#: predictions_list
tf.contrib.losses.mean_squared_error([1.0], tf.zeros([1]))

#: unknown_rank
tf.contrib.losses.compute_weighted_loss(tf.placeholder(tf.float32))

#: unknown_rank_weights
tf.contrib.losses.compute_weighted_loss(tf.zeros([2]), tf.placeholder(tf.float32))

#: unknown_rank_pairs
tf.contrib.losses.mean_pairwise_squared_error(tf.placeholder(tf.float32), tf.placeholder(tf.float32))

#: unknown_rank_pairs_weights
tf.contrib.losses.mean_pairwise_squared_error(tf.zeros([2]), tf.zeros([2]), tf.placeholder(tf.float32))

#: bad_weights
tf.contrib.losses.absolute_difference(tf.zeros([2, 3]), tf.zeros([2, 3]), tf.zeros([3]))

#: bad_weights_rank
tf.contrib.losses.absolute_difference(tf.zeros([2]), tf.zeros([2]), tf.zeros([2, 3]))

#: bad_weights_run
x = tf.placeholder(tf.float32, [None, 3])
loss = tf.contrib.losses.absolute_difference(x, tf.zeros([2, 3]), tf.placeholder_with_default([1., 2., 3.], [None]))
tf.Session().run(loss, {x: [[1, 2, 3], [4, 5, 6]]})

#: dim_none
tf.contrib.losses.cosine_distance(tf.zeros([2, 3]), tf.zeros([2, 3]))

#: cosine
x = tf.nn.l2_normalize(tf.constant([[1., 2., 3.], [4., 5., 7.]]), 1)
y = tf.nn.l2_normalize(tf.constant([[0., 2., 5.], [1., 1., 1.]]), 1)
losses = [tf.contrib.losses.cosine_distance(x, y, 1), tf.contrib.losses.cosine_distance(x, y, dim=0, weights=[1., 2., 0.], scope='c'), tf.contrib.losses.cosine_distance(x, y, dim=1, weights=[[1.], [2.]]), tf.contrib.losses.cosine_distance(x, y, -1)]
gradient = tf.gradients(losses[0] + losses[1], [x, y])
with tf.Session() as sess:
    result = sess.run(losses + gradient)

#: hinge
x = tf.constant([[-1., 2.1, 0.], [-1.4, .3, 7.]])
y = tf.constant([[0., 1., 0.], [1., 1., 0.]])
loss = tf.contrib.losses.hinge_loss(x, y)
tf.contrib.losses.hinge_loss(x, tf.constant([[0, 1, 0], [1, 1, 0]]), scope='whole')
gradient, = tf.gradients(loss, x)
result = tf.Session().run([loss, gradient])

#: hinge_double
tf.contrib.losses.hinge_loss(tf.zeros([2], tf.float64), tf.zeros([2]))

#: log
x = tf.constant([[.1, .9, .5], [.3, .4, .7]])
y = tf.constant([[0., 1., 1.], [1., 0., 0.]])
losses = [tf.contrib.losses.log_loss(x, y), tf.contrib.losses.log_loss(x, y, 2.0, 1e-3, 'log'), tf.contrib.losses.log_loss(x, y, epsilon=0.1, weights=[1., 3.])]
gradient, = tf.gradients(tf.add_n(losses), x)
result = tf.Session().run(losses + [gradient])

#: pairs
x = tf.constant([[4., 8., 12.], [8., 1., 3.]])
y = tf.constant([[1., 9., 2.], [-5., -2., 6.]])
losses = [tf.contrib.losses.mean_pairwise_squared_error(x, y, w) for w in (1.0, 2.5, [2., 3.], np.array([[1.], [0.]])[:, 0], tf.constant([[1., 1., 0.], [1., 1., 1.]])[:, 0])]
gradient, = tf.gradients(tf.add_n(losses), x)
result = tf.Session().run(losses + [gradient])

#: pairs_images
x = tf.constant(np.arange(48).reshape(2, 2, 4, 3) ** 1.5, tf.float32)
y = tf.zeros([2, 2, 4, 3])
loss = tf.contrib.losses.mean_pairwise_squared_error(x, y, scope='pairs')
result = tf.Session().run([loss] + tf.gradients(loss, x))

#: pairs_elements
x = tf.constant([[4., 8., 12.], [8., 1., 3.]])
loss = tf.contrib.losses.mean_pairwise_squared_error(x, tf.zeros([2, 3]), tf.ones([2, 3]))
result = tf.Session().run(loss)

#: sigmoid
x = tf.constant([[100., -100., .5], [1., 2., -3.]])
y = tf.constant([[1, 0, 1], [0, 1, 1]])
losses = [tf.contrib.losses.sigmoid_cross_entropy(x, y), tf.contrib.losses.sigmoid_cross_entropy(x, y, weights=[[1., 0., 1.], [0., 2., 1.]]), tf.contrib.losses.sigmoid_cross_entropy(x, y, label_smoothing=.2), tf.contrib.losses.sigmoid_cross_entropy(x, y, [1., 2.], 1, 'smooth')]
gradient, = tf.gradients(tf.add_n(losses), x)
result = tf.Session().run(losses + [gradient])

#: sigmoid_double
x = tf.constant([[.5], [1.]], tf.float64)
y = tf.constant([[1], [0]])
result = tf.Session().run(tf.contrib.losses.sigmoid_cross_entropy(x, y, label_smoothing=.1))

#: softmax
x = tf.constant([[10., 0., 0.], [0., 3., 1.], [0., 0., 10.]])
y = tf.constant([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
losses = [tf.contrib.losses.softmax_cross_entropy(x, y), tf.contrib.losses.softmax_cross_entropy(x, y, [1.2, 3.4, 0.]), tf.contrib.losses.softmax_cross_entropy(x, y, [[1.2], [3.4], [5.6]]), tf.contrib.losses.softmax_cross_entropy(x, y, label_smoothing=.1), tf.contrib.losses.softmax_cross_entropy(x, y, 2.3, .4, 'smooth')]
gradient, = tf.gradients(tf.add_n(losses), x)
result = tf.Session().run(losses + [gradient])

#: softmax_unknown
x = tf.placeholder(tf.float32)
y = tf.placeholder(tf.float32, [None, 3])
loss = tf.contrib.losses.softmax_cross_entropy(x, y, tf.placeholder_with_default([1., 2.], [None]))
result = tf.Session().run(loss, {x: [[1, 2, 3], [3, 2, 1]], y: [[1, 0, 0], [1, 0, 0]]})

#: sparse_softmax
x = tf.constant([[10., 0., 0.], [0., 3., 1.], [0., 0., 10.]])
losses = [tf.contrib.losses.sparse_softmax_cross_entropy(x, y, w) for y in (tf.constant([0, 1, 2]), tf.constant([[2], [0], [1]], tf.int64)) for w in (1.0, tf.constant([1., 2., 0.]), np.array([[1.], [2.], [3.]], np.float32), 3)]
losses.append(tf.contrib.losses.sparse_softmax_cross_entropy(x, np.array([2, 1, 0]), scope='sparse'))
losses.append(tf.contrib.losses.sparse_softmax_cross_entropy(x, [2, 1, 0]))
gradient, = tf.gradients(tf.add_n(losses), x)
result = tf.Session().run(losses + [gradient])

#: sparse_softmax_unknown
x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.int64, [None, None])
loss = tf.contrib.losses.sparse_softmax_cross_entropy(x, y, tf.placeholder_with_default([[1.], [2.]], [None, 1]))

#: sparse_softmax_bad_labels
tf.contrib.losses.sparse_softmax_cross_entropy(tf.zeros([2, 3]), tf.constant([1, 2, 0]))

#: sparse_softmax_float_labels
tf.contrib.losses.sparse_softmax_cross_entropy(tf.zeros([2, 3]), tf.constant([1., 2.]))

#: collections
with tf.name_scope('a'):
    one = tf.contrib.losses.absolute_difference(tf.constant([1.]), tf.constant([2.]))
with tf.name_scope('b'):
    two = tf.contrib.losses.mean_squared_error(tf.constant([1.]), tf.constant([3.]))
own = tf.constant(5.0, name='own')
tf.contrib.losses.add_loss(own)
tf.contrib.losses.add_loss(own, 'mine')
tf.contrib.losses.add_loss(own, loss_collection=None)
with tf.variable_scope('v', regularizer=tf.contrib.layers.l2_regularizer(0.5)):
    w = tf.get_variable('w', initializer=tf.constant([2., 1.]))
names = [[loss.name for loss in losses] for losses in (tf.contrib.losses.get_losses(), tf.contrib.losses.get_losses('a'), tf.contrib.losses.get_losses(scope='b', loss_collection='losses'), tf.contrib.losses.get_losses(loss_collection='mine'), tf.contrib.losses.get_regularization_losses(), tf.contrib.losses.get_regularization_losses('none'))]
total, without = tf.contrib.losses.get_total_loss(), tf.contrib.losses.get_total_loss(False, 'without')
gradient, = tf.gradients(total, w)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [names, sess.run([total, without, gradient])]

#: total_of_none
tf.contrib.losses.get_total_loss()

#: variables
v = tf.Variable([[1., 2.]])
loss = tf.contrib.losses.mean_squared_error(v, tf.Variable([[3., 3.]], trainable=False))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run([loss, train])[0] for _ in range(3)] + [sess.run(v)]

#: many_arguments
tf.contrib.losses.hinge_loss(1, 2, 3, 4, 5)

#: unknown_keyword
tf.contrib.losses.absolute_difference(tf.zeros([1]), label=tf.zeros([1]))

#: typescript
x = tf.constant([[.1, .9], [.3, .4]])
y = tf.constant([[0., 1.], [1., 0.]])
losses = [
    tf.contrib.losses.absolute_difference(x, y, [1., 2.]),
    tf.contrib.losses.mean_squared_error(x, y, scope='squared'),
    tf.contrib.losses.log_loss(x, y, epsilon=1e-3),
    tf.contrib.losses.mean_pairwise_squared_error(x, y),
    tf.contrib.losses.cosine_distance(x, y, dim=1),
    tf.reduce_sum(tf.contrib.losses.hinge_loss(x, y)),
    tf.contrib.losses.sigmoid_cross_entropy(x, y, label_smoothing=0.5),
    tf.contrib.losses.softmax_cross_entropy(x, y, 0.5, label_smoothing=0.25),
    tf.contrib.losses.sparse_softmax_cross_entropy(x, tf.constant([0, 1]), [1., 0.]),
    tf.contrib.losses.compute_weighted_loss(x, [1., 2.]),
]
tf.contrib.losses.add_loss(losses[5])
tf.add_to_collection('regularization_losses', tf.constant(2.0))
losses.append(tf.contrib.losses.get_total_loss())
result = tf.Session().run(losses)

#: arg_scope
with tf.contrib.framework.arg_scope([tf.contrib.losses.add_loss], loss_collection='mine'):
    tf.contrib.losses.add_loss(tf.constant(1.0))
    tf.contrib.losses.mean_squared_error(tf.constant([1.]), tf.constant([2.]))
    tf.contrib.losses.add_loss(tf.constant(1.0), loss_collection='other')
result = [tf.contrib.framework.has_arg_scope(tf.contrib.losses.add_loss), sorted(tf.contrib.framework.arg_scoped_arguments(tf.contrib.losses.add_loss))]
