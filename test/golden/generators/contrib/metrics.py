#: mean
x = tf.placeholder(tf.float32, [None, 2])
mean, update = tf.contrib.metrics.streaming_mean(x)
named = tf.contrib.metrics.streaming_mean(tf.to_int32(x), metrics_collections=['values'], updates_collections=['updates', 'all'], name='named')
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run([mean, named[0]]))
    for batch in ([[1, 2], [3, 4]], [[10, 20]], np.zeros([0, 2])):
        result.append([sess.run([update, named[1]], {x: batch}), sess.run([mean, named[0]])])

#: mean_weights
x = tf.placeholder(tf.float32, [2, 3])
metrics = [tf.contrib.metrics.streaming_mean(x, w) for w in (tf.constant([[1., 0., 2.], [0., 0., 1.]]), tf.constant([1, 2, 0]), tf.constant([[2.], [0.]]), 3, tf.placeholder_with_default([[1., 2., 3.]], [None, 3]), 0.0)]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for i in range(3):
        result.append(sess.run([m[1] for m in metrics], {x: np.arange(6).reshape(2, 3) + i}))
    result.append(sess.run([m[0] for m in metrics]))

#: mean_bad_weights
tf.contrib.metrics.streaming_mean(tf.zeros([2, 3]), tf.zeros([2]))

#: mean_string_collections
tf.contrib.metrics.streaming_mean(tf.zeros([2]), None, 'one', 'two')

#: mean_scope_reuse
with tf.variable_scope('a'):
    tf.contrib.metrics.streaming_mean(tf.zeros([2]))
    tf.contrib.metrics.streaming_mean(tf.zeros([2]), name='mean')
    tf.contrib.metrics.streaming_mean(tf.zeros([2]))
with tf.variable_scope('a') as scope:
    tf.contrib.metrics.streaming_accuracy(tf.zeros([2]), tf.zeros([2]))
    tf.contrib.metrics.streaming_mean(tf.zeros([2]), name=scope)

#: mean_tensor
x = tf.placeholder(tf.float32, [2, 2])
a = tf.contrib.metrics.streaming_mean_tensor(x)
b = tf.contrib.metrics.streaming_mean_tensor(x, tf.constant([[1., 0.], [2., 0.]]), ['m'], ['u'], 'weighted')
c = tf.contrib.metrics.streaming_mean_tensor(x, [1., 2.])
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for batch in ([[1, 2], [3, 4]], [[5, 0], [1, 1]]):
        result.append(sess.run([a[1], b[1], c[1]], {x: batch}))
        result.append(sess.run([a[0], b[0], c[0]]))

#: mean_tensor_unknown
tf.contrib.metrics.streaming_mean_tensor(tf.placeholder(tf.float32, [None, 2]))

#: mean_tensor_list
tf.contrib.metrics.streaming_mean_tensor([1.0, 2.0])

#: accuracy_stream
p = tf.placeholder(tf.int64, [None])
y = tf.placeholder(tf.int64, [None])
plain = tf.contrib.metrics.streaming_accuracy(p, y, name='my_accuracy')
weighted = tf.contrib.metrics.streaming_accuracy(p, y, tf.placeholder_with_default([1., 2., 0.], [None]), updates_collections='u')
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, b in (([1, 2, 3], [1, 0, 3]), ([1, 1, 1], [1, 1, 1])):
        result.append(sess.run([plain[1], weighted[1]], {p: a, y: b}))
    result.append(sess.run([plain[0], weighted[0]]))

#: accuracy_shapes
tf.contrib.metrics.streaming_accuracy(tf.constant([[1], [2]]), tf.constant([1, 2], tf.int64))
tf.contrib.metrics.streaming_accuracy(tf.constant([1, 2]), tf.constant([[1], [2]]), tf.constant([[1.], [0.]]))
tf.contrib.metrics.streaming_accuracy(tf.constant(['a', 'b']), tf.constant(['a', 'c']))
tf.contrib.metrics.streaming_accuracy(tf.placeholder(tf.float32), tf.placeholder(tf.int32, [None, 1]))
tf.contrib.metrics.streaming_accuracy(tf.placeholder(tf.float32, [None, 1]), tf.placeholder(tf.int32))
tf.contrib.metrics.streaming_accuracy(tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.int32), tf.placeholder(tf.float32))
tf.contrib.metrics.streaming_accuracy(tf.placeholder(tf.float32, [None]), tf.placeholder(tf.int32, [None]), tf.placeholder(tf.float32))
tf.contrib.metrics.streaming_accuracy(tf.placeholder(tf.float32), tf.placeholder(tf.int32), tf.placeholder(tf.float32, [None, 2]))
tf.contrib.metrics.streaming_accuracy(tf.constant([1, 2]), [1, 2], tf.constant(2.))

#: accuracy_dynamic
p, y, w = tf.placeholder(tf.int32), tf.placeholder(tf.int32), tf.placeholder(tf.float32)
value, update = tf.contrib.metrics.streaming_accuracy(p, y, w)
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = [sess.run(update, feed) for feed in ({p: [[1], [2]], y: [1, 3], w: [1, 0]}, {p: [1, 2], y: [[1], [2]], w: [[3], [1]]})]

#: accuracy_mismatch
tf.contrib.metrics.streaming_accuracy(tf.zeros([2, 3]), tf.zeros([3, 2]))

#: accuracy_weights_list
tf.contrib.metrics.streaming_accuracy(tf.zeros([2]), tf.zeros([2]), [1., 2.])

#: accuracy_weights_scalar
tf.contrib.metrics.streaming_accuracy(tf.placeholder(tf.float32), tf.placeholder(tf.float32), tf.constant(1.0))

#: precision_recall
p = tf.placeholder(tf.int32, [None, 2])
y = tf.placeholder(tf.int32, [None, 2])
metrics = [tf.contrib.metrics.streaming_precision(p, y), tf.contrib.metrics.streaming_recall(p, y), tf.contrib.metrics.streaming_precision(p, y, tf.constant([[1., 3.]]), ['m'], ['u'], 'p'), tf.contrib.metrics.streaming_recall(p, y, tf.placeholder_with_default([[2.], [0.]], [None, 1]), name='r')]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run([m[0] for m in metrics]))
    for a, b in (([[1, 0], [1, 1]], [[1, 1], [0, 0]]), ([[0, 0], [0, 1]], [[1, 1], [1, 1]])):
        result.append(sess.run([m[1] for m in metrics], {p: a, y: b}))
    result.append(sess.run([m[0] for m in metrics]))

#: precision_bool
tf.contrib.metrics.streaming_precision(tf.constant([True, False]), tf.constant([True, True]))

#: precision_float
value, update = tf.contrib.metrics.streaming_precision(tf.constant([1., 0., 1.]), tf.constant([[1.], [1.], [0.]]))
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = sess.run(update)

#: recall_mismatch
tf.contrib.metrics.streaming_recall(tf.zeros([2]), tf.zeros([3]))

#: auc
p = tf.placeholder(tf.float32, [None])
y = tf.placeholder(tf.bool, [None])
metrics = [tf.contrib.metrics.streaming_auc(p, y, num_thresholds=7), tf.contrib.metrics.streaming_auc(p, y, tf.constant([1., 2., 1., 0.]), 5, ['m'], ['u'], 'PR', 'pr')]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run([m[0] for m in metrics]))
    for a, b in (([.1, .4, .35, .8], [0, 0, 1, 1]), ([.9, .4, .6, .2], [1, 1, 0, 0])):
        result.append(sess.run([m[1] for m in metrics], {p: a, y: b}))
    result.append(sess.run([m[0] for m in metrics]))

#: auc_default
p = tf.constant([[.1, .4], [.35, .8]])
value, update = tf.contrib.metrics.streaming_auc(p, tf.constant([[0, 0], [1, 1]]))
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = [sess.run(update), sess.run(value)]

#: auc_curve
tf.contrib.metrics.streaming_auc(tf.zeros([2]), tf.zeros([2]), curve='roc')

#: auc_one_threshold
tf.contrib.metrics.streaming_auc(tf.zeros([2]), tf.zeros([2]), num_thresholds=1)

#: auc_two_thresholds
tf.contrib.metrics.streaming_auc(tf.zeros([2]), tf.zeros([2]), num_thresholds=2)

#: auc_weights
tf.contrib.metrics.streaming_auc(tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.int32, [None, 1]), num_thresholds=3)

#: auc_bad_weights
tf.contrib.metrics.streaming_auc(tf.zeros([2, 2]), tf.zeros([2, 2]), tf.zeros([3]), num_thresholds=3)

#: specificity
p = tf.placeholder(tf.float32, [None])
y = tf.placeholder(tf.int32, [None])
metrics = [tf.contrib.metrics.streaming_specificity_at_sensitivity(p, y, .7, num_thresholds=6), tf.contrib.metrics.streaming_sensitivity_at_specificity(p, y, .6, num_thresholds=6), tf.contrib.metrics.streaming_specificity_at_sensitivity(p, y, 1, tf.constant([1., 2., 3., 4., 5.]), 4, ['m'], ['u'], 'spec'), tf.contrib.metrics.streaming_sensitivity_at_specificity(p, y, 0.0, tf.constant([1., 2., 3., 4., 5.]), 4, ['m'], ['u'], 'sens')]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, b in (([.0, .4, .45, .9, .1], [0, 1, 0, 1, 1]), ([.3, .2, .7, .8, .05], [1, 1, 0, 1, 0])):
        result.append(sess.run([m[1] for m in metrics], {p: a, y: b}))
    result.append(sess.run([m[0] for m in metrics]))

#: specificity_range
tf.contrib.metrics.streaming_specificity_at_sensitivity(tf.zeros([2]), tf.zeros([2]), 1.5)

#: sensitivity_range
tf.contrib.metrics.streaming_sensitivity_at_specificity(tf.zeros([2]), tf.zeros([2]), -.1)

#: at_thresholds
p = tf.placeholder(tf.float32, [None, 1])
y = tf.placeholder(tf.int32, [None])
metrics = [tf.contrib.metrics.streaming_precision_at_thresholds(p, y, [0.2, 0.5, 0.9]), tf.contrib.metrics.streaming_recall_at_thresholds(p, y, (0.5, 0.25)), tf.contrib.metrics.streaming_precision_at_thresholds(p, y, [0.5], tf.constant([[1.], [0.], [2.]]), ['m'], ['u'], 'pr'), tf.contrib.metrics.streaming_recall_at_thresholds(p, y, [0.5], tf.constant([1., 0., 2.]), name='re')]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, b in (([[.1], [.6], [.95]], [1, 0, 1]), ([[.3], [.7], [.2]], [1, 1, 0])):
        result.append(sess.run([m[1] for m in metrics], {p: a, y: b}))
    result.append(sess.run([m[0] for m in metrics]))

#: thresholds_ints
tf.contrib.metrics.streaming_precision_at_thresholds(tf.zeros([2]), tf.zeros([2]), [0, 1])

#: recall_at_k
p = tf.constant([[.1, .6, .3], [.5, .2, .3]])
a = tf.contrib.metrics.streaming_recall_at_k(p, tf.constant([2, 1], tf.int64), 2)
b = tf.contrib.metrics.streaming_recall_at_k(p, tf.constant([1, 1]), 1, tf.constant([2., 1.]), ['m'], ['u'], 'named')
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = sess.run([a[1], b[1]])

#: errors
p = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 2])
w = tf.constant([[1., 0.], [2., 1.]])
metrics = []
for i, metric in enumerate((tf.contrib.metrics.streaming_mean_absolute_error, tf.contrib.metrics.streaming_mean_squared_error, tf.contrib.metrics.streaming_root_mean_squared_error)):
    metrics.append(metric(p, y))
    metrics.append(metric(p, y, w, ['m'], ['u'], 'named%d' % i))
metrics.append(tf.contrib.metrics.streaming_mean_relative_error(p, y, y))
metrics.append(tf.contrib.metrics.streaming_mean_relative_error(p, y, tf.constant([[1., 0.], [2., 4.]]), w, ['m'], ['u'], 'relative'))
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, b in (([[1, 2], [3, 4]], [[2, 2], [1, 0]]), ([[0, 0], [3, 4]], [[-1, .5], [1, 4]])):
        result.append(sess.run([m[1] for m in metrics], {p: a, y: b}))
    result.append(sess.run([m[0] for m in metrics]))

#: errors_mismatch
tf.contrib.metrics.streaming_mean_absolute_error(tf.zeros([2, 3]), tf.zeros([3, 2]))

#: errors_normalizer
tf.contrib.metrics.streaming_mean_relative_error(tf.zeros([2]), tf.zeros([2]), tf.zeros([3]))

#: errors_types
tf.contrib.metrics.streaming_mean_squared_error(tf.constant([1, 2]), tf.constant([1., 2.]))

#: errors_ints
value, update = tf.contrib.metrics.streaming_mean_squared_error(tf.constant([1, 2]), tf.constant([3, 5]))
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = sess.run(update)

#: covariance
p = tf.placeholder(tf.float32, [None])
y = tf.placeholder(tf.float32, [None])
w = tf.constant([1., 2., 0.])
metrics = [tf.contrib.metrics.streaming_covariance(p, y), tf.contrib.metrics.streaming_covariance(p, y, w, ['m'], ['u'], 'weighted'), tf.contrib.metrics.streaming_pearson_correlation(p, y), tf.contrib.metrics.streaming_pearson_correlation(p, y, w, ['m'], ['u'], 'r')]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, b in (([1, 2, 4], [3, 1, -1]), ([0, 7, 2], [2, 2, 5]), ([1, 1, 1], [0, 9, 3])):
        result.append(sess.run([m[1] for m in metrics], {p: a, y: b}))
        result.append(sess.run([m[0] for m in metrics]))

#: covariance_mismatch
tf.contrib.metrics.streaming_covariance(tf.zeros([2]), tf.zeros([3]))

#: cosine
p = tf.placeholder(tf.float32, [2, 3])
y = tf.constant([[1., 0., 0.], [0., .6, .8]])
metrics = [tf.contrib.metrics.streaming_mean_cosine_distance(p, y, 1), tf.contrib.metrics.streaming_mean_cosine_distance(p, y, 1, tf.constant([[1.], [0.]]), ['m'], ['u'], 'named'), tf.contrib.metrics.streaming_mean_cosine_distance(p, y, dim=0)]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a in ([[1, 0, 0], [0, 1, 0]], [[.6, .8, 0], [0, .6, .8]]):
        result.append(sess.run([m[1] for m in metrics], {p: a}))
    result.append(sess.run([m[0] for m in metrics]))

#: percentage
x = tf.placeholder(tf.float32, [None])
metrics = [tf.contrib.metrics.streaming_percentage_less(x, 2.5), tf.contrib.metrics.streaming_percentage_less(x, 3, tf.placeholder_with_default([1., 0., 2.], [None]), ['m'], ['u'], 'named')]
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a in ([1, 2, 3], [4, 2.5, 0]):
        result.append(sess.run([m[1] for m in metrics], {x: a}))
    result.append(sess.run([m[0] for m in metrics]))

#: iou
p = tf.placeholder(tf.int32, [None])
y = tf.placeholder(tf.int32, [None])
value, update = tf.contrib.metrics.streaming_mean_iou(p, y, 3)
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run(value))
    for a, b in (([0, 1, 1], [0, 1, 0]), ([0, 0, 1, 1], [0, 1, 1, 1])):
        result.append(sess.run(update, {p: a, y: b}))
        result.append(sess.run(value))

#: iou_weights
p = tf.constant([[0, 1], [2, 1]])
value, update = tf.contrib.metrics.streaming_mean_iou(p, tf.constant([[0, 1], [1, 1]]), num_classes=3, weights=tf.constant([[2., 1.], [1., 0.]]), metrics_collections=['m'], updates_collections=['u'], name='named')
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = [sess.run(update), sess.run(update), sess.run(value)]

#: iou_mismatch
tf.contrib.metrics.streaming_mean_iou(tf.zeros([2]), tf.zeros([3]), 2)

#: concat
x = tf.placeholder(tf.float32, [None, 2])
value, update = tf.contrib.metrics.streaming_concat(x)
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run(value))
    for batch in ([[1, 2], [3, 4]], [[5, 6]], [[7, 8], [9, 10], [11, 12], [13, 14]], np.zeros([0, 2]), np.ones([9, 2])):
        result.append([sess.run(update, {x: batch}), sess.run(value)])

#: concat_axis
x = tf.placeholder(tf.int64, [2, None, 3])
a = tf.contrib.metrics.streaming_concat(x, 1)
b = tf.contrib.metrics.streaming_concat(x, axis=-2, max_size=5, metrics_collections=['m'], updates_collections=['u'], name='limited')
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for n in (2, 1, 4):
        result.append(sess.run([a[1], b[1]], {x: np.arange(6 * n).reshape(2, n, 3)}))
        result.append(sess.run([a[0], b[0]]))

#: concat_unknown_rank
tf.contrib.metrics.streaming_concat(tf.placeholder(tf.float32))

#: concat_unknown
tf.contrib.metrics.streaming_concat(tf.placeholder(tf.float32, [None, None]))

#: concat_bad_axis
tf.contrib.metrics.streaming_concat(tf.zeros([2, 3]), axis=2)

#: concat_negative_axis
tf.contrib.metrics.streaming_concat(tf.zeros([2, 3]), axis=-3)

#: accuracy
y = tf.constant([1, 2, 3])
values = [tf.contrib.metrics.accuracy(tf.constant([1, 0, 3]), y), tf.contrib.metrics.accuracy(tf.constant([1, 0, 3]), y, [1., 0., 2.]), tf.contrib.metrics.accuracy(tf.constant([True, False]), tf.constant([True, True]), weights=tf.constant(2.)), tf.contrib.metrics.accuracy(tf.constant(['a', 'b']), tf.constant(['a', 'c']))]
result = tf.Session().run(values)

#: accuracy_float
tf.contrib.metrics.accuracy(tf.zeros([2]), tf.zeros([2]))

#: accuracy_types
tf.contrib.metrics.accuracy(tf.zeros([2]), tf.constant([1, 2]))

#: accuracy_list
tf.contrib.metrics.accuracy(tf.constant([1]), [1])

#: histogram
y = tf.placeholder(tf.bool, [None])
s = tf.placeholder(tf.float32, [None])
auc, update = tf.contrib.metrics.auc_using_histogram(y, s, [0.0, 1.0], nbins=10)
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a, b in (([1, 0, 1, 1, 0], [.9, .2, .6, .35, .4]), ([0, 0, 1], [.15, .95, .5])):
        sess.run(update, {y: a, s: b})
        result.append(sess.run(auc))

#: histogram_default
tf.contrib.metrics.auc_using_histogram(tf.constant([True, False]), tf.constant([[.5], [.1]]), (0., 1.), collections=['mine', 'local_variables'], check_shape=False, name='auc')

#: histogram_int_labels
tf.contrib.metrics.auc_using_histogram(tf.constant([1, 0]), tf.constant([.5, .1]), [0., 1.])

#: histogram_rank
auc, update = tf.contrib.metrics.auc_using_histogram(tf.placeholder_with_default([[True, False]], None), tf.placeholder_with_default([[.5, .1]], None), [0., 1.], 4)
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    sess.run(update)

#: aggregate
a = tf.contrib.metrics.streaming_mean(tf.constant([1., 2.]))
b = tf.contrib.metrics.streaming_accuracy(tf.constant([1, 2]), tf.constant([1, 1]))
values, updates = tf.contrib.metrics.aggregate_metrics(a, b)
names_to_values, names_to_updates = tf.contrib.metrics.aggregate_metric_map({'mean': a, 'accuracy': b})
result = [[v.name for v in values], [u.name for u in updates], [names_to_values[k].name for k in ('mean', 'accuracy')], [names_to_updates[k].name for k in ('mean', 'accuracy')], sorted(names_to_values), type(names_to_updates) == dict, type(values) == list]

#: aggregate_types
a = tf.contrib.metrics.streaming_mean(tf.constant([1., 2.]))
result = [type(a).__name__, type(tf.contrib.metrics.aggregate_metrics(a)).__name__, type(tf.contrib.metrics.aggregate_metric_map({'a': a})).__name__]

#: aggregate_nothing
tf.contrib.metrics.aggregate_metrics()

#: aggregate_empty_map
tf.contrib.metrics.aggregate_metric_map({})
