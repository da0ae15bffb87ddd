#: intersection
a = tf.constant([[1, 2, 2, 9], [3, 3, 4, -1]])
b = tf.constant([[2, 9, 9], [5, 4, 7]])
sets = [tf.contrib.metrics.set_intersection(a, b), tf.contrib.metrics.set_difference(a, b), tf.contrib.metrics.set_difference(a, b, aminusb=False), tf.contrib.metrics.set_union(a, b, False)]
sizes = [tf.contrib.metrics.set_size(s) for s in sets] + [tf.contrib.metrics.set_size(sets[0], False)]
result = tf.Session().run([[s.indices, s.values, s.shape] for s in sets] + sizes)

#: types
result = []
with tf.Session() as sess:
    for dtype in (np.int8, np.int16, np.int64, np.uint8, np.uint16):
        s = tf.contrib.metrics.set_union(np.array([[100, 7], [3, 5]], dtype), tf.constant(np.array([[7], [1]], dtype)))
        result.append(sess.run([s.indices, s.values, s.shape]))
    s = tf.contrib.metrics.set_union([['b', 'a'], ['c', 'c']], tf.constant([['a', 'z'], ['q', b'\xff']]))
    result.append(sess.run([s.indices, s.values, s.shape]))
    s = tf.contrib.metrics.set_intersection(np.array([[-1, 200]], np.int16), np.array([[200, -1, -7]], np.int16))
    result.append(sess.run([s.indices, s.values, s.shape]))

#: dense_sparse
a = tf.constant([[5, 1], [2, 2], [3, 4]], tf.int64)
b = tf.SparseTensor([[0, 0], [0, 2], [2, 1]], tf.constant([5, 2, 3], tf.int64), [3, 3])
sets = [tf.contrib.metrics.set_intersection(a, b), tf.contrib.metrics.set_difference(a, b), tf.contrib.metrics.set_difference(a, b, False), tf.contrib.metrics.set_union(a, b)]
result = tf.Session().run([[s.indices, s.values, s.shape] for s in sets])

#: sparse_sparse
a = tf.SparseTensor([[0, 0], [1, 1], [3, 0], [3, 1]], [5, 7, 3, 3], [4, 2])
b = tf.SparseTensor([[0, 0], [0, 2], [2, 1]], [5, 2, 3], [4, 3])
sets = [tf.contrib.metrics.set_intersection(a, b), tf.contrib.metrics.set_difference(a, b), tf.contrib.metrics.set_difference(a, b, False), tf.contrib.metrics.set_union(a, b)]
result = tf.Session().run([[s.indices, s.values, s.shape] for s in sets])

#: sparse_value
b = tf.SparseTensorValue(np.array([[0, 0], [0, 1]], np.int64), np.array([3, 4], np.int32), np.array([1, 2], np.int64))
s = tf.contrib.metrics.set_union([[1, 3]], b)
result = tf.Session().run([s.values, tf.contrib.metrics.set_size(b)])

#: higher_rank
a = tf.constant([[[1, 2], [3, 4]], [[0, 0], [7, 8]]])
b = tf.SparseTensor([[0, 0, 0], [0, 0, 1], [1, 1, 4]], [2, 9, 8], [2, 2, 5])
s = tf.contrib.metrics.set_intersection(a, b)
result = tf.Session().run([s.indices, s.values, s.shape, tf.contrib.metrics.set_size(b)])

#: empty
s = tf.contrib.metrics.set_union(np.zeros([0, 3], np.int64), np.zeros([0, 2], np.int64))
t = tf.contrib.metrics.set_intersection(np.zeros([2, 0], np.int64), np.ones([2, 2], np.int64))
result = tf.Session().run([s.indices, s.values, s.shape, t.indices, t.values, t.shape, tf.contrib.metrics.set_size(t)])

#: unsorted
s = tf.SparseTensor([[1, 0], [0, 1], [1, 1]], [5, 6, 2], [3, 3])
u = tf.contrib.metrics.set_union([[5, 1], [2, 2], [3, 4]], s, False)
v = tf.contrib.metrics.set_union(s, tf.SparseTensor([[0, 0], [0, 2], [2, 1]], [5, 2, 3], [3, 3]), validate_indices=False)
result = tf.Session().run([tf.contrib.metrics.set_size(s, False), u.indices, u.values, u.shape, v.indices, v.values, v.shape])

#: unsorted_validated
tf.Session().run(tf.contrib.metrics.set_size(tf.SparseTensor([[1, 0], [0, 1]], [5, 6], [3, 3])))

#: repeated
tf.Session().run(tf.contrib.metrics.set_union([[1], [2], [3]], tf.SparseTensor([[1, 0], [1, 0]], [5, 6], [3, 3])).values)

#: out_of_bounds
tf.Session().run(tf.contrib.metrics.set_size(tf.SparseTensor([[1, 0], [1, 5]], [5, 6], [3, 3])))

#: rank_one
tf.contrib.metrics.set_union([1], [2])

#: rank_one_run
tf.Session().run(tf.contrib.metrics.set_size(tf.SparseTensor([[0], [1]], [5, 6], [3])))

#: rank_one_dense_run
tf.Session().run(tf.contrib.metrics.set_union(tf.placeholder_with_default([1], None), tf.placeholder_with_default([2], None)).values)

#: ranks_differ
tf.contrib.metrics.set_union([[1]], [[[2]]])

#: ranks_differ_run
tf.Session().run(tf.contrib.metrics.set_union(tf.placeholder_with_default([[1]], None), tf.placeholder_with_default([[[2]]], None)).values)

#: groups_differ
tf.contrib.metrics.set_union([[1]], [[2], [3]])

#: groups_differ_run
tf.Session().run(tf.contrib.metrics.set_union([[1]], tf.SparseTensor([[0, 0]], [1], [2, 2])).values)

#: shapes
tf.contrib.metrics.set_union(tf.placeholder(tf.int64, [None, 3, 2]), tf.placeholder(tf.int64, [4, None, 9]))
tf.contrib.metrics.set_union(tf.placeholder(tf.int64), tf.placeholder(tf.int64, [4, None]))
tf.contrib.metrics.set_union(tf.placeholder(tf.int64), tf.placeholder(tf.int64))
tf.contrib.metrics.set_union(tf.placeholder(tf.int64, [None, 3]), tf.sparse_placeholder(tf.int64))
tf.contrib.metrics.set_union(tf.placeholder(tf.int64), tf.sparse_placeholder(tf.int64, tf.constant([3, 4], tf.int64)))

#: sparse_dense
tf.contrib.metrics.set_union(tf.SparseTensor([[0, 0]], [1], [2, 2]), [[1], [2]])

#: floats
tf.contrib.metrics.set_union([[1.]], [[2.]])

#: types_differ
tf.contrib.metrics.set_union([[1]], tf.constant([[2]], tf.int64))

#: size_of_dense
tf.contrib.metrics.set_size(tf.constant([[2]], name='a'))

#: size_of_floats
tf.contrib.metrics.set_size(tf.SparseTensor([[0, 0]], [1.], [2, 2]))

#: no_gradient
x = tf.constant([[1, 2]])
result = tf.gradients(tf.contrib.metrics.set_union(x, x).values, x)

#: recall_at_k
p = tf.placeholder(tf.float32, [None, 4])
y = tf.constant([[3, 0], [2, 1]], tf.int64)
metrics = [tf.contrib.metrics.streaming_sparse_recall_at_k(p, y, k) for k in (1, 3)]
metrics.append(tf.contrib.metrics.streaming_sparse_recall_at_k(p, y, 2, 3))
metrics.append(tf.contrib.metrics.streaming_sparse_recall_at_k(p, y, 2, class_id=1, weights=tf.constant([1., 2.]), metrics_collections=['m'], updates_collections=['u'], name='named'))
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run([m[0] for m in metrics]))
    for a in ([[.1, .2, .3, .4], [.1, .3, .2, .4]], [[.9, .2, .3, .5], [.1, .2, .9, .3]]):
        result.append(sess.run([m[1] for m in metrics], {p: a}))
    result.append(sess.run([m[0] for m in metrics]))

#: recall_at_k_sparse
p = tf.constant([[.1, .2, .3, .4], [.1, .3, .2, .4], [.4, .3, .2, .1]])
y = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], tf.constant([3, 0, 1], tf.int64), [3, 2])
metrics = [tf.contrib.metrics.streaming_sparse_recall_at_k(p, y, 2), tf.contrib.metrics.streaming_sparse_recall_at_k(p, y, 2, 1), tf.contrib.metrics.streaming_sparse_precision_at_k(p, y, 2, weights=[1., 0., 3.]), tf.contrib.metrics.streaming_sparse_precision_at_k(p, y, 2, 3)]
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = [sess.run([m[1] for m in metrics]), sess.run([m[0] for m in metrics])]

#: precision_at_k
p = tf.placeholder(tf.float32, [2, 4])
y = tf.constant([[3, 0], [2, 1]], tf.int64)
metrics = [tf.contrib.metrics.streaming_sparse_precision_at_k(p, y, k) for k in (1, 3)]
metrics.append(tf.contrib.metrics.streaming_sparse_precision_at_k(p, y, 2, 3))
metrics.append(tf.contrib.metrics.streaming_sparse_precision_at_k(p, y, 2, class_id=1, weights=tf.constant([1., 2.]), metrics_collections=['m'], updates_collections=['u'], name='named'))
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for a in ([[.1, .2, .3, .4], [.1, .3, .2, .4]], [[.9, .2, .3, .5], [.1, .2, .9, .3]]):
        result.append(sess.run([m[1] for m in metrics], {p: a}))
    result.append(sess.run([m[0] for m in metrics]))

#: precision_at_top_k
ids = tf.constant([[3, 1], [2, 0]])
y = tf.constant([[3, 0], [2, 1]], tf.int64)
metrics = [tf.contrib.metrics.streaming_sparse_precision_at_top_k(ids, y), tf.contrib.metrics.streaming_sparse_precision_at_top_k(tf.to_int64(ids), y, 2, tf.constant([1., 2.]), ['m'], ['u'], 'named'), tf.contrib.metrics.streaming_sparse_precision_at_top_k(tf.placeholder_with_default(tf.to_int64(ids), None), y)]
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = [sess.run([m[1] for m in metrics]), sess.run([m[0] for m in metrics])]

#: precision_at_top_k_rank
value, update = tf.contrib.metrics.streaming_sparse_precision_at_top_k(tf.placeholder_with_default(tf.constant([3, 1], tf.int64), None), tf.constant([[3, 0], [2, 1]], tf.int64))
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    sess.run(update)

#: average_precision
p = tf.placeholder(tf.float32, [2, 5])
y = tf.constant([[3, 0, 1], [2, 1, 4]], tf.int64)
metrics = [tf.contrib.metrics.streaming_sparse_average_precision_at_k(p, y, k) for k in (1, 2, 4)]
metrics.append(tf.contrib.metrics.streaming_sparse_average_precision_at_k(p, y, 3, tf.constant([1., 3.]), ['m'], ['u'], 'named'))
result = []
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result.append(sess.run([m[0] for m in metrics]))
    for a in ([[.1, .2, .3, .4, 0.], [.1, .3, .2, .4, .35]], [[.9, .2, .3, .5, .1], [.1, .2, .9, .3, .6]]):
        result.append(sess.run([m[1] for m in metrics], {p: a}))
    result.append(sess.run([m[0] for m in metrics]))

#: average_precision_sparse
p = tf.constant([[.1, .2, .3, .4], [.1, .3, .2, .4], [.4, .3, .2, .1]])
y = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], tf.constant([3, 0, 1, 1], tf.int64), [3, 2])
metrics = [tf.contrib.metrics.streaming_sparse_average_precision_at_k(p, y, 3), tf.contrib.metrics.streaming_sparse_average_precision_at_k(p, y, 1, weights=[1., 0., 2.])]
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = [sess.run([m[1] for m in metrics]), sess.run([m[0] for m in metrics])]

#: average_precision_k
tf.contrib.metrics.streaming_sparse_average_precision_at_k(tf.zeros([2, 3]), tf.zeros([2, 2], tf.int64), 0)

#: labels_int32
tf.contrib.metrics.streaming_sparse_recall_at_k(tf.zeros([2, 3]), tf.zeros([2, 2], tf.int32), 1)
