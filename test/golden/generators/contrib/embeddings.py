#: safe
table = tf.Variable([[1., 2.], [3., 4.], [5., 6.], [7., 8.]], name='table')
ids = tf.SparseTensor([[0, 0], [0, 1], [0, 2], [1, 0], [3, 0], [3, 1], [4, 0]], tf.constant([0, 1, -1, -1, 2, 0, 1], tf.int64), [5, 4])
weights = tf.SparseTensor([[0, 0], [0, 1], [0, 2], [1, 0], [3, 0], [3, 1], [4, 0]], tf.constant([1., 2., 1., 1., 3., 0., -.5]), [5, 4])
rows = [tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, combiner=c) for c in ('sum', 'mean', 'sqrtn')]
rows.append(tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, weights))
rows.append(tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, weights, 'sum', 3, 'named'))
rows.append(tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, default_id=2, combiner='mean', max_norm=5.0))
gradient, = tf.gradients(rows[0], table)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(rows + [gradient.values, gradient.indices])

#: safe_partitioned
table = tf.get_variable('table', [5, 2], initializer=tf.constant_initializer(2.0), partitioner=tf.fixed_size_partitioner(2))
parts = [tf.Variable([[1., 2.], [3., 4.], [5., 6.]]), tf.Variable([[7., 8.], [9., 10.]])]
ids = tf.SparseTensor([[0, 0], [1, 1], [1, 2]], tf.constant([4, 1, 3], tf.int64), [3, 4])
rows = [tf.contrib.layers.safe_embedding_lookup_sparse(table, ids, combiner='sum'), tf.contrib.layers.safe_embedding_lookup_sparse(parts, ids, combiner='sum'), tf.contrib.layers.safe_embedding_lookup_sparse(parts, ids, combiner='sum', partition_strategy='mod')]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(rows)

#: safe_higher_rank
table = tf.constant([[1., 2.], [3., 4.], [5., 6.], [7., 8.]])
ids = tf.SparseTensor([[0, 0, 0], [0, 1, 1], [1, 0, 0], [1, 1, 0]], tf.constant([0, 1, -1, 3], tf.int64), [2, 2, 2])
row = tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, combiner='sum')
result = tf.Session().run(row)

#: safe_unknown
table = tf.constant([[1., 2.], [3., 4.]])
ids = tf.sparse_placeholder(tf.int64)
row = tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, combiner='mean')
result = tf.Session().run(row, {ids: tf.SparseTensorValue([[0, 0], [2, 1]], [1, 0], [3, 2])})

#: safe_missing
tf.contrib.layers.safe_embedding_lookup_sparse([], tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [1, 1]), combiner='sum')

#: safe_none
tf.contrib.layers.safe_embedding_lookup_sparse(None, tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [1, 1]), combiner='sum')

#: safe_single
tf.contrib.layers.safe_embedding_lookup_sparse(tf.Variable(tf.zeros([2, 2])), tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [1, 1]), combiner='sum')

#: safe_types
ids = tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [1, 1])
tf.contrib.layers.safe_embedding_lookup_sparse([tf.zeros([2, 2])], ids, tf.SparseTensor([[0, 0]], tf.constant([1.], tf.float64), [1, 1]), 'sum')

#: safe_int_table
ids = tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [1, 1])
tf.contrib.layers.safe_embedding_lookup_sparse([tf.zeros([2, 2], tf.int32)], ids, combiner='sum')

#: unique
table = tf.Variable([[1., 2.], [3., 4.], [5., 6.]], name='table')
rows = tf.contrib.layers.embedding_lookup_unique(table, [[1, 2, 1], [0, 1, 1]])
other = tf.contrib.layers.embedding_lookup_unique([table, tf.Variable([[7., 8.], [9., 9.]])], tf.constant([4, 4, 0], tf.int64), 'named')
dynamic = tf.contrib.layers.embedding_lookup_unique(table, tf.placeholder_with_default([[2, 2]], None))
gradient, = tf.gradients(rows, table)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run([rows, other, dynamic, gradient.values, gradient.indices])

#: hashed
params = tf.constant(np.arange(17) / 4., tf.float32)
key = tf.contrib.layers.SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY
values = [tf.contrib.layers.hashed_embedding_lookup(params, v, 4, hash_key=key) for v in (tf.constant(['a', 'b', 'a']), tf.constant([[1, 2], [3, 1]]), tf.constant([5], tf.int64), tf.constant('scalar'))]
gradient, = tf.gradients(values[1], params)
result = tf.Session().run(values)

#: hashed_parts
params = [tf.Variable(tf.range(0., 3.)), tf.Variable(tf.range(3., 5.))]
values = [tf.contrib.layers.hashed_embedding_lookup(params, tf.constant([1, 2, 3]), 2, 'named', 99)]
table = tf.get_variable('table', [7], initializer=tf.constant_initializer(2.0), partitioner=tf.fixed_size_partitioner(3))
values.append(tf.contrib.layers.hashed_embedding_lookup(table, tf.constant([1, 2, 3]), 2, hash_key=99))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(values)

#: hashed_dimension
tf.contrib.layers.hashed_embedding_lookup(tf.zeros([4]), tf.constant([1]), 0)

#: hashed_sizes
tf.contrib.layers.hashed_embedding_lookup([tf.zeros([2]), tf.zeros([3])], tf.constant([1]), 2)

#: hashed_rank
tf.contrib.layers.hashed_embedding_lookup(tf.zeros([2, 2]), tf.constant([1]), 2)

#: hashed_unknown
tf.contrib.layers.hashed_embedding_lookup(tf.placeholder(tf.float32, [None]), tf.constant([1]), 2)

#: hashed_sparse
params = tf.constant(np.arange(17) / 4., tf.float32)
key = tf.contrib.layers.SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY
words = tf.SparseTensor([[0, 0], [0, 1], [2, 0], [2, 1]], ['a', 'b', 'a', 'a'], [4, 2])
numbers = tf.SparseTensor([[0, 0], [1, 1]], tf.constant([7, 9], tf.int64), [2, 2])
rows = [tf.contrib.layers.hashed_embedding_lookup_sparse(params, words, 3, combiner=c, hash_key=key) for c in ('sum', 'mean', 'sqrtn')]
rows.append(tf.contrib.layers.hashed_embedding_lookup_sparse([params], numbers, 2, None, 5, 'named', key))
rows.append(tf.contrib.layers.hashed_embedding_lookup_sparse(params, tf.SparseTensor([[0, 0], [2, 1]], tf.constant([7, 9]), [3, 2]), 2, 'sum', hash_key=key))
result = tf.Session().run(rows)

#: hashed_sparse_dense
tf.contrib.layers.hashed_embedding_lookup_sparse(tf.zeros([3]), tf.constant([1]), 2, 'sum')

#: hashed_sparse_combiner
tf.contrib.layers.hashed_embedding_lookup_sparse(tf.zeros([3]), tf.SparseTensor([[0, 0]], [1], [1, 1]), 2, 'max', hash_key=5)

#: bow
ids = tf.constant([[1, 2, 0], [0, 0, 0], [3, 3, 1]])
sparse = tf.SparseTensor([[0, 0], [2, 1]], tf.constant([1, 2], tf.int64), [3, 2])
rows = [tf.contrib.layers.bow_encoder(ids, 4, 2, initializer=tf.constant_initializer(0.5)), tf.contrib.layers.bow_encoder(tf.to_int64(ids), 4, 2, scope='bow', regularizer=tf.contrib.layers.l2_regularizer(0.1)), tf.contrib.layers.bow_encoder(tf.to_int64(ids), 4, 2, scope='bow', reuse=True), tf.contrib.layers.bow_encoder(ids, 4, 2, False, trainable=False), tf.contrib.layers.bow_encoder(sparse, 4, 2)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(rows)

#: bow_sizes
tf.contrib.layers.bow_encoder(tf.constant([[1]]), 0, 2)

#: bow_sparse
tf.contrib.layers.bow_encoder(tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [3, 2]), 4, 2, sparse_lookup=False)

#: embed
ids = tf.constant([[1, 2, 0], [3, 3, 1]])
rows = [tf.contrib.layers.embed_sequence(ids, 4, 2), tf.contrib.layers.embed_sequence(ids, vocab_size=4, embed_dim=2, unique=True, scope='own', initializer=tf.constant_initializer([[1., 2.], [3., 4.], [5., 6.], [7., 8.]]), regularizer=tf.contrib.layers.l2_regularizer(0.1), trainable=False)]
rows.append(tf.contrib.layers.embed_sequence(ids, scope='own', reuse=True))
rows.append(tf.contrib.layers.embed_sequence(ids, 4, scope='own', reuse=True))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(rows)

#: embed_sizes
tf.contrib.layers.embed_sequence(tf.constant([[1]]), vocab_size=4)

#: embed_reuse_missing
tf.contrib.layers.embed_sequence(tf.constant([[1]]), scope='none', reuse=True)
