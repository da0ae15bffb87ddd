#: text_of_columns
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', hash_bucket_size=10, combiner='sum')
k = layers.sparse_column_with_keys('k', ['x', "y's"], combiner='mean')
one = layers.sparse_column_with_keys(column_name='one', keys=('only',), default_value=0, combiner='sum')
i = layers.sparse_column_with_integerized_feature('i', 7, dtype=tf.int32, combiner='sqrtn')
w = layers.weighted_sparse_column(a, 'w')
r = layers.real_valued_column('r')
rd = layers.real_valued_column('rd', 2, default_value=[1, 2.5])
rn = layers.real_valued_column('rn', default_value=3, normalizer=lambda x: x - 1)
ri = layers.real_valued_column('ri', dimension=3, default_value=4, dtype=tf.int64)
b = layers.bucketized_column(r, [0, 2.5, 2.5, 1e6, 1e20])
bi = layers.bucketized_column(rd, boundaries=[18, 25, 30])
x = layers.crossed_column([b, a], 100, combiner='sum')
xx = layers.crossed_column(set([x, k]), hash_bucket_size=1000, hash_key=5, combiner='sqrtn')
h = layers.one_hot_column(k)
e = layers.embedding_column(w, 3, combiner='mean')
ee = layers.embedding_column(x, dimension=4, combiner='sum', initializer=tf.zeros_initializer)
he = layers.hashed_embedding_column('he', size=20, dimension=2, combiner='sum')
columns = [a, k, one, i, w, r, rd, rn, ri, b, bi, x, xx, h, e, ee, he]
result = [[str(c) for c in [a, k, one, i, w, r, rd, ri, b, bi, x, xx, h]],
          [repr(c) for c in [a, k, r, b, x, h]],
          [c.name for c in columns],
          [c.key for c in columns],
          [type(c).__name__ for c in columns],
          [c.length for c in [a, k, one, i, w, b, bi, x, xx, h, e, ee]],
          [a.column_name, a.is_integerized, a.bucket_size, a.combiner, a.dtype.name, k.lookup_config.vocab_size, k.lookup_config.default_value],
          [r.dimension, r.default_value is None, r.dtype.name, r.normalizer is None, rn.normalizer_fn is None, list(rd.default_value), list(ri.default_value)],
          [list(b.boundaries), b.source_column.name, [c.name for c in x.columns], x.hash_bucket_size, x.hash_key is None, xx.hash_key],
          [e.dimension, e.combiner, e.sparse_id_column.name, he.size, he.dimension, h.sparse_id_column.name]]

#: equal_columns
layers = tf.contrib.layers
def make(size):
    return layers.sparse_column_with_hash_bucket('a', hash_bucket_size=size, combiner='sum')
r = layers.real_valued_column('r')
columns = {make(3): 'three', make(4): 'four', layers.bucketized_column(r, [1, 2]): 'buckets'}
result = [make(3) == make(3), make(3) == make(4), make(3) != make(3), columns[make(3)], columns[layers.bucketized_column(layers.real_valued_column('r'), [1, 2])],
          len(set([make(3), make(3), make(4)])), make(3) in [make(3)], layers.crossed_column([make(3), make(4)], 10, combiner='sum') in columns,
          layers.embedding_column(make(3), 2, combiner='sum') == layers.embedding_column(make(3), 2, combiner='sum')]

#: warnings
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 10)
k = layers.sparse_column_with_keys('k', ['x'])
i = layers.sparse_column_with_integerized_feature('i', 10)
x = layers.crossed_column([a, k], 10)
e = layers.embedding_column(a, 2)
s = layers.shared_embedding_columns([a, layers.sparse_column_with_hash_bucket('b', 10, combiner='sum')], 2)
h = layers.hashed_embedding_column('h', 10, 2)
result = [a.combiner, k.combiner, i.combiner, x.combiner, e.combiner, s[0].combiner, h.combiner]

#: configs
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
i = layers.sparse_column_with_integerized_feature('i', 10, combiner='sum', dtype=tf.int32)
w = layers.weighted_sparse_column(a, 'w')
r = layers.real_valued_column('r', 2, default_value=0.5)
d = layers.real_valued_column('d', dtype=tf.int64)
b = layers.bucketized_column(r, [1., 2.])
x = layers.crossed_column([i, b], 10, combiner='sum')
e = layers.embedding_column(w, 2, combiner='sum')
h = layers.hashed_embedding_column('h', 10, 2, combiner='sum')
spec = layers.create_feature_spec_for_parsing([x, e, h, d])
def text(config):
    return sorted('%s: %s' % (key, str(config[key])) for key in config)
result = [text(spec), text(layers.create_feature_spec_for_parsing({'one': w, 'two': layers.one_hot_column(a)})), text(layers.create_feature_spec_for_parsing(set([r]))),
          text(b.config), text(x.config), layers.create_feature_spec_for_parsing([]) == {}]

#: placeholders
layers = tf.contrib.layers
features = layers.make_place_holder_tensors_for_base_features([layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')])
numbers = layers.make_place_holder_tensors_for_base_features([layers.real_valued_column('r', 3)])
result = [sorted(features), features['a'].values.name, numbers['r'].name, numbers['r'].get_shape().as_list()]

#: transform_hash
layers = tf.contrib.layers
strings = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], ['omar', 'stringer', 'marlo'], [3, 2])
integers = tf.constant([[1, -1], [20, 300]], tf.int64)
dense = tf.constant([['omar', ''], ['', 'marlo']])
columns = [layers.sparse_column_with_hash_bucket('wire', 10, combiner='sum'), layers.sparse_column_with_hash_bucket('n', 100, dtype=tf.int64, combiner='sum'),
           layers.sparse_column_with_hash_bucket('dense', 1000000007, combiner='sum')]
out = layers.transform_features({'wire': strings, 'n': integers, 'dense': dense, 'unused': integers}, columns)
with tf.Session() as sess:
    result = [list(sess.run(out[c])) for c in columns] + [len(out)]

#: transform_integers_and_keys
layers = tf.contrib.layers
i = layers.sparse_column_with_integerized_feature('i', 7, combiner='sum')
d = layers.sparse_column_with_integerized_feature('d', 7, dtype=tf.int32, combiner='sum')
k = layers.sparse_column_with_keys('k', ['omar', 'stringer', 'marlo'], default_value=-2, combiner='sum')
q = layers.sparse_column_with_keys('q', ('b', 'a'), combiner='sum')
features = {'i': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], tf.constant([3, 7, -1], tf.int64), [2, 2]), 'd': tf.constant([[1, 8], [-1, 0]]),
            'k': tf.SparseTensor([[0, 0], [1, 0]], ['marlo', 'unknown'], [2, 1]), 'q': tf.constant([['a', 'b'], ['', 'c']])}
out = layers.transform_features(features, [k, i, q, d])
with tf.Session() as sess:
    tf.initialize_all_tables().run()
    result = [list(sess.run(out[c])) for c in (i, d, k, q)]

#: transform_numbers
layers = tf.contrib.layers
r = layers.real_valued_column('r')
n = layers.real_valued_column('n', normalizer=lambda x: (x - 3.0) / 4.2)
i = layers.real_valued_column('i', 2, dtype=tf.int64)
b = layers.bucketized_column(i, boundaries=[0, 10, 100])
br = layers.bucketized_column(n, boundaries=[-0.5, 0.0])
features = {'r': tf.constant([[1.], [2.]]), 'n': tf.constant([[3.], [2.]], tf.float64), 'i': tf.constant([[1, -2], [10, 1000]], tf.int64)}
out = layers.transform_features(features, set([r, n, b, br]))
with tf.Session() as sess:
    result = [sess.run(out[c]) for c in (r, n, b, br)] + [i in out, len(out), 'r' in out]

#: transform_weighted
layers = tf.contrib.layers
ids = layers.sparse_column_with_keys('ids', ['marlo', 'omar', 'stringer'], combiner='sum')
w = layers.weighted_sparse_column(ids, 'w')
features = {'ids': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['stringer', 'stringer', 'omar'], [2, 2]), 'w': tf.constant([[10., 0.], [20., 30.]])}
out = layers.transform_features(features, [w])
with tf.Session() as sess:
    tf.initialize_all_tables().run()
    result = [list(sess.run(out[w][0])), list(sess.run(out[w][1]))]

#: transform_crossed
layers = tf.contrib.layers
country = layers.sparse_column_with_hash_bucket('country', 1000, combiner='sum')
language = layers.sparse_column_with_hash_bucket('language', 1000, combiner='sum')
r = layers.bucketized_column(layers.real_valued_column('price'), [0., 10., 100.])
rr = layers.bucketized_column(layers.real_valued_column('two', 2), [0., 10.])
x = layers.crossed_column([language, country], 15, combiner='sum')
xk = layers.crossed_column([language, country], 15, combiner='sum', hash_key=layers.SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY)
xr = layers.crossed_column([r, country], 1000, combiner='sum')
xx = layers.crossed_column([rr, x], 100000, combiner='sum', hash_key=7)
features = {'language': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['english', 'spanish', 'french'], [2, 2]),
            'country': tf.SparseTensor([[0, 0], [1, 0]], ['US', 'SV'], [2, 1]), 'price': tf.constant([[20.], [-5.]]), 'two': tf.constant([[1., 2.], [-1., 30.]])}
out = layers.transform_features(features, [x, xk, xr, xx])
with tf.Session() as sess:
    result = [list(sess.run(out[c])) for c in (x, xk, xr, xx)]

#: cross_of_dense
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 1000, combiner='sum')
i = layers.sparse_column_with_integerized_feature('i', 1000, combiner='sum')
x = layers.crossed_column([a, i], 100, combiner='sum')
out = layers.transform_features({'a': tf.constant([['p', 'q'], ['r', '']]), 'i': tf.constant([[1, 2], [3, -1]], tf.int64)}, [x])
with tf.Session() as sess:
    result = list(sess.run(out[x]))

#: same_features_twice
layers = tf.contrib.layers
price = layers.real_valued_column('price')
bucket = layers.bucketized_column(price, [0., 10.])
features = {'price': tf.constant([[20.], [5.]])}
layers.weighted_sum_from_feature_columns(features, [bucket], 1)
layers.input_from_feature_columns(features, [bucket, price])
result = [len(features), price in features, bucket in features]

#: input_of_numbers
layers = tf.contrib.layers
features = {'price': tf.constant([[20.], [1.], [-1.]]), 'two': tf.constant([[1., 2.], [3., 4.], [5., 6.]], tf.float64), 'age': tf.constant([1, 2, 3])}
columns = [layers.real_valued_column('two', 2), layers.real_valued_column('price', normalizer=lambda x: x * 2.), layers.real_valued_column('age', dtype=tf.int32)]
layer = layers.input_from_feature_columns(features, columns)
with tf.Session() as sess:
    result = [sess.run(layer), layer.get_shape().as_list()]

#: input_of_buckets
layers = tf.contrib.layers
two = layers.bucketized_column(layers.real_valued_column('two', 2), [0., 10., 100.])
layer = layers.input_from_feature_columns({'two': tf.constant([[20., 1.], [-1., 110.]])}, [two])
with tf.Session() as sess:
    result = sess.run(layer)

#: input_higher_rank
layers = tf.contrib.layers
r = layers.real_valued_column('r', 2)
x = tf.placeholder(tf.float32, [None, 2, 3])
layer = layers.input_from_feature_columns({'r': x}, [r])
unknown = layers.input_from_feature_columns({'r': tf.placeholder(tf.float32)}, [r])
with tf.Session() as sess:
    result = [sess.run(layer, {x: np.arange(12.).reshape(2, 2, 3)}), layer.get_shape().as_list(), unknown.get_shape().ndims]

#: input_one_hot
layers = tf.contrib.layers
k = layers.sparse_column_with_keys('k', ['a', 'b', 'c', 'unseen'], combiner='sum')
h = layers.sparse_column_with_hash_bucket('h', 4, combiner='sum')
features = {'k': tf.SparseTensor([[0, 0], [1, 0], [2, 0], [2, 1]], ['a', 'b', 'c', 'zz'], [3, 2]), 'h': tf.constant([['x', 'y'], ['z', 'z'], ['x', '']])}
layer = layers.input_from_feature_columns(features, [layers.one_hot_column(k), layers.one_hot_column(h)])
with tf.Session() as sess:
    tf.initialize_all_tables().run()
    result = sess.run(layer)

#: input_embedding
layers = tf.contrib.layers
h = layers.sparse_column_with_hash_bucket('wire', 10, combiner='sum')
e = layers.embedding_column(h, 3, combiner='mean')
wire = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['omar', 'stringer', 'marlo'], [3, 2])
layer = layers.input_from_feature_columns({'wire': wire}, [e], weight_collections=['mine', 'mine'])
gradient = tf.gradients(layer, tf.trainable_variables())
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = [sess.run(layer), sess.run(gradient[0].values), sess.run(gradient[0].indices), [v.name for v in tf.get_collection('mine')]]

#: input_embedding_combiners
layers = tf.contrib.layers
h = layers.sparse_column_with_integerized_feature('i', 5, combiner='sum')
columns = [layers.embedding_column(h, 2, combiner=c, initializer=tf.constant_initializer([[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]])) for c in ('sum', 'sqrtn', 'mean')]
ids = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], tf.constant([4, 1, 2], tf.int64), [3, 2])
layer = layers.input_from_feature_columns({'i': ids}, columns, trainable=False, scope='mine')
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = [sess.run(layer), len(tf.trainable_variables()), [v.name for v in tf.all_variables()]]

#: input_embedding_weighted
layers = tf.contrib.layers
ids = layers.sparse_column_with_keys('ids', ['marlo', 'omar', 'stringer'], combiner='sum')
w = layers.weighted_sparse_column(ids, 'weights')
e = layers.embedding_column(w, 2, combiner='sum', initializer=tf.constant_initializer([[1., 2.], [3., 4.], [5., 6.]]))
features = {'ids': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['marlo', 'stringer', 'omar'], [2, 2]),
            'weights': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [10., 20., 30.], [2, 2])}
layer = layers.input_from_feature_columns(features, [e])
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    tf.initialize_all_tables().run()
    result = sess.run(layer)

#: input_embedding_crossed
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('aaa', 10, combiner='sum')
b = layers.sparse_column_with_hash_bucket('bbb', 10, combiner='sum')
x = layers.crossed_column(set([a, b]), hash_bucket_size=20, combiner='sum')
e = layers.embedding_column(x, 2, combiner='sum')
features = {'aaa': tf.constant([['x', 'y'], ['z', '']]), 'bbb': tf.constant([['p'], ['q']])}
layer = layers.input_from_feature_columns(features, [e])
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = sess.run(layer)

#: input_hashed_embedding
layers = tf.contrib.layers
h = layers.hashed_embedding_column('wire', 50, 3, combiner='sum')
wire = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['omar', 'stringer', 'marlo'], [3, 2])
layer = layers.input_from_feature_columns({'wire': wire}, [h])
gradient = tf.gradients(layer, tf.trainable_variables())
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = [sess.run(layer), layer.get_shape().as_list()]

#: input_shared_embedding
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('aaa', 10, combiner='sum')
b = layers.sparse_column_with_hash_bucket('bbb', 10, combiner='sum')
columns = layers.shared_embedding_columns([b, a], dimension=2, combiner='mean')
named = layers.shared_embedding_columns([a, b], dimension=2, combiner='mean', shared_embedding_name='mine')
features = {'aaa': tf.constant([['x', 'y'], ['z', '']]), 'bbb': tf.constant([['x'], ['z']])}
layer = layers.input_from_feature_columns(features, columns)
other = layers.input_from_feature_columns(features, named)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = [sess.run(layer), sess.run(other), [c.name for c in columns], [c.key for c in columns], [v.name for v in tf.all_variables()]]

#: shared_embedding_names
layers = tf.contrib.layers
columns = [layers.sparse_column_with_hash_bucket(name, 10, combiner='sum') for name in 'dcbae']
four = layers.shared_embedding_columns(columns, 2, combiner='sum')
three = layers.shared_embedding_columns(tuple(columns[:3]), 2, combiner='sum')
one = layers.shared_embedding_columns(columns[:1], 2, combiner='sum')
given = layers.shared_embedding_columns(columns[:1], 2, combiner='sum', shared_embedding_name='given')
keys = layers.shared_embedding_columns([layers.sparse_column_with_keys(n, ['x', 'y'], combiner='sum') for n in 'pq'], 2, combiner='sum')
result = [four[0].shared_embedding_name, three[0].shared_embedding_name, one[0].shared_embedding_name is None, one[0].name, given[0].name, keys[1].shared_embedding_name,
          len(four), four[3].shared_vocab_size, given[0].length]

#: input_all_kinds
layers = tf.contrib.layers
price = layers.real_valued_column('price')
buckets = layers.bucketized_column(price, [0., 10., 100.])
wire = layers.sparse_column_with_hash_bucket('wire', 10, combiner='sum')
kind = layers.sparse_column_with_keys('kind', ['a', 'b'], combiner='sum')
crossed = layers.crossed_column([wire, buckets], 30, combiner='sum')
columns = [layers.embedding_column(crossed, 2, combiner='sum'), layers.one_hot_column(kind), buckets, layers.embedding_column(wire, 3, combiner='sqrtn'), price]
features = {'price': tf.constant([[20.], [-1.]]), 'wire': tf.constant([['omar', 'x'], ['y', '']]), 'kind': tf.SparseTensor([[0, 0], [1, 0]], ['b', 'a'], [2, 1])}
layer = layers.input_from_feature_columns(features, columns)
loss = tf.reduce_sum(tf.contrib.layers.fully_connected(layer, 2, activation_fn=None, weights_initializer=tf.constant_initializer(1.)))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    tf.initialize_all_tables().run()
    result = [sess.run(layer)]
    sess.run(train)
    result.append(sess.run(layer))

#: input_partitioned
layers = tf.contrib.layers
e = layers.embedding_column(layers.sparse_column_with_integerized_feature('i', 5, combiner='sum'), 2, combiner='sum', initializer=tf.constant_initializer(1.))
with tf.variable_scope('parts', partitioner=tf.fixed_size_partitioner(2)):
    layer = layers.input_from_feature_columns({'i': tf.constant([[1, 4], [2, -1]], tf.int64)}, [e])
    logits, variables, bias = layers.weighted_sum_from_feature_columns({'i': tf.constant([[1, 4], [2, -1]], tf.int64)}, [e.sparse_id_column], 2)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = [sess.run(layer), [v.name for v in variables[e.sparse_id_column]], sess.run(logits)]

#: sequence_input
layers = tf.contrib.layers
ids = layers.sparse_column_with_integerized_feature('ids', 5, combiner='sum')
keys = layers.sparse_column_with_integerized_feature('keys', 3, combiner='sum')
columns = [layers.real_valued_column('measurement', 2), layers.embedding_column(ids, 2, combiner='sum', initializer=tf.constant_initializer([[1., 2.], [3., 4.], [5., 6.], [7., 8.], [9., 10.]])),
           layers.one_hot_column(keys)]
features = {'measurement': tf.constant(np.arange(12.).reshape(2, 3, 2), tf.float32), 'ids': tf.constant([[[0], [1], [2]], [[3], [4], [-1]]], tf.int64),
            'keys': tf.SparseTensor([[0, 0, 0], [0, 0, 1], [1, 2, 0]], tf.constant([0, 2, 1], tf.int64), [2, 3, 2])}
layer = layers.sequence_input_from_feature_columns(features, columns)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    result = sess.run(layer)

#: sum_of_all_kinds
layers = tf.contrib.layers
price = layers.real_valued_column('price')
age = layers.real_valued_column('age', 2)
buckets = layers.bucketized_column(age, [0., 10.])
wire = layers.sparse_column_with_hash_bucket('wire', 10, combiner='sum')
kind = layers.sparse_column_with_keys('kind', ['a', 'b'], combiner='mean')
weighted = layers.weighted_sparse_column(kind, 'w')
crossed = layers.crossed_column([wire, kind], 30, combiner='sqrtn')
columns = [price, buckets, wire, kind, weighted, crossed]
features = {'price': tf.constant([[20.], [-1.]]), 'age': tf.constant([[1., -1.], [30., 2.]]), 'wire': tf.constant([['omar', 'x'], ['y', '']]),
            'kind': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['b', 'a', 'zz'], [2, 2]), 'w': tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [2., 3., 4.], [2, 2])}
logits, variables, bias = layers.weighted_sum_from_feature_columns(features, columns, 2, weight_collections=['linear'])
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits, tf.constant([[1., 0.], [0., 1.]])))
train = tf.train.FtrlOptimizer(0.5).minimize(loss)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    tf.initialize_all_tables().run()
    result = [sess.run([logits, loss])]
    for _ in range(3):
        sess.run(train)
    result += [sess.run([logits, loss, bias]), [[v.name for v in variables[c]] for c in columns], [sess.run(variables[c][0]) for c in columns]]

#: sum_trainable_and_scope
layers = tf.contrib.layers
wire = layers.sparse_column_with_hash_bucket('wire', 4, combiner='sum')
features = {'wire': tf.constant([['omar'], ['y']])}
with tf.variable_scope('outer'):
    a = layers.weighted_sum_from_feature_columns(features, [wire], num_outputs=1, trainable=False, scope='mine')
    b = layers.weighted_sum_from_feature_columns(features, [wire], num_outputs=1)
    c = layers.weighted_sum_from_feature_columns(features, [wire], num_outputs=1)
result = [a[2].name, b[2].name, c[2].name, b[1][wire][0].name, len(tf.trainable_variables())]

#: sum_of_numbers
layers = tf.contrib.layers
r = layers.real_valued_column('r', 2)
n = layers.real_valued_column('n')
logits, variables, bias = layers.weighted_sum_from_feature_columns({'r': tf.constant([[1, 2], [3, 4]]), 'n': tf.constant([1., 2.])}, [r, n], 3)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    sess.run([variables[r][0].assign([[1., 2., 3.], [4., 5., 6.]]), variables[n][0].assign([[10., 20., 30.]]), bias.assign([100., 200., 300.])])
    result = sess.run(logits)

#: joint_sum
layers = tf.contrib.layers
wire = layers.sparse_column_with_hash_bucket('wire', 4, combiner='sum')
kind = layers.sparse_column_with_keys('kind', ['a', 'b'], combiner='sum')
crossed = layers.crossed_column([wire, kind], 3, combiner='sum')
features = {'wire': tf.constant([['omar', 'x'], ['y', '']]), 'kind': tf.SparseTensor([[0, 0], [1, 0]], ['b', 'a'], [2, 2])}
logits, variables, bias = layers.joint_weighted_sum_from_feature_columns(features, [wire, kind, crossed], 2)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    tf.initialize_all_tables().run()
    sess.run(variables[0].assign(np.arange(18.).reshape(9, 2)))
    result = [sess.run(logits), [v.name for v in variables], bias.name]

#: joint_sum_buckets
layers = tf.contrib.layers
b = layers.bucketized_column(layers.real_valued_column('price'), [0., 10.])
logits, variables, bias = layers.joint_weighted_sum_from_feature_columns({'price': tf.constant([[20.], [-1.]])}, [b], 1, scope='joint', weight_collections=['c'], trainable=False)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    sess.run(variables[0].assign([[1.], [2.], [3.]]))
    result = sess.run(logits)

#: sum_shared_names
layers = tf.contrib.layers
columns = [layers.sparse_column_with_hash_bucket(n, 5, combiner='sum') for n in ['x', 'X_1', 'a.b']]
features = dict((c.name, tf.constant([['p'], ['q']])) for c in columns)
logits, variables, bias = layers.weighted_sum_from_feature_columns(features, columns, 1)
result = [variables[c][0].name for c in columns]

#: parse_examples
layers = tf.contrib.layers
def example(**features):
    out = tf.train.Example()
    for name, value in features.items():
        if isinstance(value[0], float):
            out.features.feature[name].float_list.value.extend(value)
        elif isinstance(value[0], int):
            out.features.feature[name].int64_list.value.extend(value)
        else:
            out.features.feature[name].bytes_list.value.extend(value)
    return out.SerializeToString()
price = layers.real_valued_column('price', default_value=7.)
buckets = layers.bucketized_column(price, [0., 10.])
wire = layers.sparse_column_with_hash_bucket('wire', 10, combiner='sum')
n = layers.sparse_column_with_integerized_feature('n', 10, combiner='sum')
crossed = layers.crossed_column([wire, buckets], 20, combiner='sum')
columns = [crossed, buckets, layers.embedding_column(wire, 2, combiner='sum', initializer=tf.constant_initializer(1.)), n]
data = [example(price=[3.5], wire=['omar', 'x'], n=[13]), example(wire=['y'], n=[4, 5])]
serialized = tf.placeholder(tf.string, [2])
features = layers.parse_feature_columns_from_examples(serialized, columns, name='parsed')
logits, _, _ = layers.weighted_sum_from_feature_columns(features, [crossed, buckets, n], 1)
with tf.Session() as sess:
    tf.initialize_all_variables().run()
    feed = {serialized: data}
    result = [sess.run(features['price'], feed), sess.run(features[buckets], feed), sess.run(logits, feed)] + [list(sess.run(features[c], feed)) for c in (crossed, n, wire)]

#: parse_sequence_examples
layers = tf.contrib.layers
location = layers.sparse_column_with_keys('location', ['west_side', 'east_side', 'nyc'], combiner='sum')
temperature = layers.real_valued_column('temperature', default_value=8.)
measurements = layers.real_valued_column('measurements', 2)
extra = layers.real_valued_column('extra', default_value=1)
e = tf.train.SequenceExample()
e.context.feature['location'].bytes_list.value.extend(['west_side'])
for row in ([1., 2.], [3., 4.]):
    e.feature_lists.feature_list['measurements'].feature.add().float_list.value.extend(row)
context, sequence = layers.parse_feature_columns_from_sequence_examples(e.SerializeToString(), [layers.one_hot_column(location), temperature], [measurements, extra])
with tf.Session() as sess:
    result = [list(sess.run(context['location'])), sess.run(context['temperature']), sess.run(sequence['measurements']), sess.run(sequence['extra']), sorted(context), sorted(sequence)]

#: parse_sequence_example_batch
tf.contrib.layers.parse_feature_columns_from_sequence_examples(['a', 'b'], None, None)

#: infer_columns
layers = tf.contrib.layers
columns = layers.infer_real_valued_columns({'x': tf.zeros([4, 2, 3])}) + layers.infer_real_valued_columns(tf.zeros([5], tf.int64)) + layers.infer_real_valued_columns(tf.placeholder(tf.float64, [None, 7]))
result = [str(c) for c in columns]

#: infer_sparse
tf.contrib.layers.infer_real_valued_columns(tf.SparseTensor([[0, 0]], [1.0], [1, 1]))

#: infer_strings
tf.contrib.layers.infer_real_valued_columns({'s': tf.constant([['a']])})

#: duplicate_keys
r = tf.contrib.layers.real_valued_column
tf.contrib.layers.check_feature_columns([r('a'), r('b'), r('a', normalizer=lambda x: x)])

#: duplicate_keys_in_input
r = tf.contrib.layers.real_valued_column
tf.contrib.layers.input_from_feature_columns({'a': tf.zeros([2, 1])}, [r('a'), r('a')])

#: distinct_keys
r = tf.contrib.layers.real_valued_column
result = tf.contrib.layers.check_feature_columns([r('a'), r('a', 2), r('a', dtype=tf.int32)]) is None

#: missing_feature
tf.contrib.layers.input_from_feature_columns({'b': tf.zeros([2, 1])}, [tf.contrib.layers.real_valued_column('a')])

#: missing_sparse_feature
tf.contrib.layers.weighted_sum_from_feature_columns({'b': tf.zeros([2, 1])}, [tf.contrib.layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')], 1)

#: input_of_sparse
tf.contrib.layers.input_from_feature_columns({'a': tf.constant([['x']])}, [tf.contrib.layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')])

#: input_of_weighted
layers = tf.contrib.layers
w = layers.weighted_sparse_column(layers.sparse_column_with_hash_bucket('a', 3, combiner='sum'), 'w')
layers.input_from_feature_columns({'a': tf.constant([['x']]), 'w': tf.constant([[1.]])}, [w])

#: input_of_one_hot_weighted
layers = tf.contrib.layers
w = layers.weighted_sparse_column(layers.sparse_column_with_hash_bucket('a', 3, combiner='sum'), 'w')
layers.input_from_feature_columns({'a': tf.constant([['x']]), 'w': tf.constant([[1.]])}, [layers.one_hot_column(w)])

#: input_of_crossed
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')
b = layers.sparse_column_with_hash_bucket('b', 3, combiner='sum')
layers.input_from_feature_columns({'a': tf.constant([['x']]), 'b': tf.constant([['x']])}, [layers.crossed_column([a, b], 5, combiner='sum')])

#: sum_of_embedding
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')
layers.weighted_sum_from_feature_columns({'a': tf.constant([['x']])}, [layers.hashed_embedding_column('a', 3, 2, combiner='sum')], 1)

#: sum_of_one_hot
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')
layers.weighted_sum_from_feature_columns({'a': tf.constant([['x']])}, [layers.one_hot_column(a)], 1)

#: joint_of_numbers
tf.contrib.layers.joint_weighted_sum_from_feature_columns({'a': tf.zeros([2, 1])}, [tf.contrib.layers.real_valued_column('a')], 1)

#: joint_of_mean
layers = tf.contrib.layers
layers.joint_weighted_sum_from_feature_columns({'a': tf.constant([['x']])}, [layers.sparse_column_with_hash_bucket('a', 3, combiner='mean')], 1)

#: joint_of_weighted
layers = tf.contrib.layers
w = layers.weighted_sparse_column(layers.sparse_column_with_hash_bucket('a', 3, combiner='sum'), 'w')
layers.joint_weighted_sum_from_feature_columns({'a': tf.constant([['x']]), 'w': tf.constant([[1.]])}, [w], 1)

#: sequence_of_sparse
tf.contrib.layers.sequence_input_from_feature_columns({}, [tf.contrib.layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')])

#: sequence_of_crossed
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 3, combiner='sum')
b = layers.sparse_column_with_hash_bucket('b', 3, combiner='sum')
layers.sequence_input_from_feature_columns({}, [layers.embedding_column(layers.crossed_column([a, b], 5, combiner='sum'), 2, combiner='sum')])

#: sequence_of_hashed
tf.contrib.layers.sequence_input_from_feature_columns({}, [tf.contrib.layers.hashed_embedding_column('a', 3, 2, combiner='sum')])

#: sequence_rank
tf.contrib.layers.sequence_input_from_feature_columns({'r': tf.zeros([3])}, [tf.contrib.layers.real_valued_column('r')])

#: sequence_expanded
result = tf.contrib.layers.sequence_input_from_feature_columns({'r': tf.zeros([3, 4])}, [tf.contrib.layers.real_valued_column('r')]).get_shape().as_list()

#: shared_other_shape
layers = tf.contrib.layers
a, b, c, d = [layers.sparse_column_with_integerized_feature(n, 5, combiner='sum') for n in 'abcd']
features = dict((n, tf.constant([[1]], tf.int64)) for n in 'abcd')
layers.input_from_feature_columns(features, layers.shared_embedding_columns([a, b], 2, combiner='sum', shared_embedding_name='s'))
layers.input_from_feature_columns(features, layers.shared_embedding_columns([c, d], 3, combiner='sum', shared_embedding_name='s'))

#: no_columns
tf.contrib.layers.input_from_feature_columns({}, [])

#: no_columns_sum
tf.contrib.layers.weighted_sum_from_feature_columns({}, [], 1)

#: spec_of_others
tf.contrib.layers.create_feature_spec_for_parsing(['a'])

#: dense_to_sparse
f = tf.contrib.layers.sparse_ops.dense_to_sparse_tensor
sparse = [f([[1, 0], [0, 2]]), f(tf.constant([0., 1., 2.])), f([['a', ''], ['b', 'c']]), f(np.arange(12).reshape(2, 3, 2), ignore_value=5), f(tf.constant([[1, 0], [0, 2]], tf.int64), 1), f([[True, False]])]
with tf.Session() as sess:
    result = [list(sess.run(s)) for s in sparse]

#: dense_to_sparse_unknown
tf.contrib.layers.sparse_ops.dense_to_sparse_tensor(tf.placeholder(tf.int32))

#: crosses
layers = tf.contrib.layers
words = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ['a', 'b', 'c'], [2, 2])
others = tf.constant([['d', 'e'], ['f', 'g']])
numbers = tf.constant([[1], [2]], tf.int32)
out = [layers.sparse_feature_cross([words, others]), layers.sparse_feature_cross([others, numbers, words], hashed_output=True, num_buckets=100),
       layers.sparse_feature_cross([words, numbers], True, hash_key=9), layers.sparse_feature_cross([numbers], hashed_output=True, num_buckets=10, name='named', hash_key=0xDECAFCAFFE)]
with tf.Session() as sess:
    result = [list(sess.run(s)) for s in out]

#: cross_of_tuple
tf.contrib.layers.sparse_feature_cross((tf.constant([['a']]),))

#: cross_of_lists
tf.contrib.layers.sparse_feature_cross([[['a']]])

#: buckets
layers = tf.contrib.layers
out = [layers.bucketize([[-5, 10000], [150, 10], [5, 100]], [0, 10, 100]), layers.bucketize(tf.constant([0.5, 1.5]), boundaries=[1.], name='named')]
with tf.Session() as sess:
    result = sess.run(out)

#: buckets_of_tuple
tf.contrib.layers.bucketize([1], (0, 1))

#: buckets_unsorted
tf.Session().run(tf.contrib.layers.bucketize([1], [3, 1]))

#: bad_integerized
tf.contrib.layers.sparse_column_with_integerized_feature('a', 10, dtype=tf.float32, combiner='sum')

#: bad_integerized_size
tf.contrib.layers.sparse_column_with_integerized_feature('a', 0, combiner='sum')

#: bad_hash_dtype
tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, dtype=tf.float32, combiner='sum')

#: bad_hash_size
tf.contrib.layers.sparse_column_with_hash_bucket('a', -1, combiner='sum')

#: bad_weights_dtype
tf.contrib.layers.weighted_sparse_column(tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum'), 'w', dtype=tf.string)

#: bad_dimension_float
tf.contrib.layers.real_valued_column('a', 1.0)

#: bad_dimension_text
tf.contrib.layers.real_valued_column('a', 'x')

#: bad_dimension_zero
tf.contrib.layers.real_valued_column('a', 0)

#: bad_real_dtype
tf.contrib.layers.real_valued_column('a', dtype=tf.string)

#: bad_default_kind
tf.contrib.layers.real_valued_column('a', default_value='x')

#: bad_default_float
tf.contrib.layers.real_valued_column('a', default_value=1.5, dtype=tf.int32)

#: bad_default_list
tf.contrib.layers.real_valued_column('a', 2, default_value=[1, 2.5], dtype=tf.int32)

#: bad_default_length
tf.contrib.layers.real_valued_column('a', 3, default_value=[1., 2.])

#: bad_default_tuple
tf.contrib.layers.real_valued_column('a', 2, default_value=(1., 2.))

#: bad_bucket_source
tf.contrib.layers.bucketized_column('price', [1])

#: bad_boundaries
tf.contrib.layers.bucketized_column(tf.contrib.layers.real_valued_column('a'), [])

#: bad_boundaries_tuple
tf.contrib.layers.bucketized_column(tf.contrib.layers.real_valued_column('a'), (1, 2))

#: bad_boundaries_order
tf.contrib.layers.bucketized_column(tf.contrib.layers.real_valued_column('a'), [1., 3, 2])

#: bad_cross_text
tf.contrib.layers.crossed_column(['a', 'b'], 10, combiner='sum')

#: bad_cross_column
a = tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
tf.contrib.layers.crossed_column([a, tf.contrib.layers.real_valued_column('b')], 10, combiner='sum')

#: bad_cross_count
a = tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
tf.contrib.layers.crossed_column([a], 10, combiner='sum')

#: bad_cross_size
a = tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
tf.contrib.layers.crossed_column([a, a], 1, combiner='sum')

#: bad_cross_checkpoint
a = tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
tf.contrib.layers.crossed_column([a, a], 10, combiner='sum', ckpt_to_load_from='x')

#: bad_embedding_initializer
a = tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
tf.contrib.layers.embedding_column(a, 2, combiner='sum', initializer='zeros')

#: bad_embedding_checkpoint
a = tf.contrib.layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
tf.contrib.layers.embedding_column(a, 2, combiner='sum', tensor_name_in_ckpt='x')

#: bad_hashed_size
tf.contrib.layers.hashed_embedding_column('a', 0, 1, combiner='sum')

#: bad_hashed_combiner
tf.contrib.layers.hashed_embedding_column('a', 10, 1, combiner='avg')

#: bad_hashed_initializer
tf.contrib.layers.hashed_embedding_column('a', 10, 1, combiner='sum', initializer=1)

#: bad_shared_text
tf.contrib.layers.shared_embedding_columns('abc', 2, combiner='sum')

#: bad_shared_empty
tf.contrib.layers.shared_embedding_columns([], 2, combiner='sum')

#: bad_shared_kind
tf.contrib.layers.shared_embedding_columns([tf.contrib.layers.real_valued_column('a')], 2, combiner='sum')

#: bad_shared_sizes
layers = tf.contrib.layers
layers.shared_embedding_columns([layers.sparse_column_with_hash_bucket('a', 10, combiner='sum'), layers.sparse_column_with_hash_bucket('b', 11, combiner='sum')], 2, combiner='sum')

#: bad_shared_keys
layers = tf.contrib.layers
layers.shared_embedding_columns([layers.sparse_column_with_keys('a', ['x'], combiner='sum'), layers.sparse_column_with_keys('b', ['y'], combiner='sum')], 2, combiner='sum')

#: shared_warning
layers = tf.contrib.layers
columns = layers.shared_embedding_columns([layers.sparse_column_with_hash_bucket('a', 10, combiner='sum'), layers.sparse_column_with_keys('b', list('abcdefghij'), combiner='sum')], 2, combiner='sum')
result = [c.shared_embedding_name for c in columns]

#: target_regression
target = tf.contrib.layers.regression_target()
logits = tf.constant([[1.], [2.], [5.]])
labels = tf.constant([0, 2, 3])
loss = target.loss(logits, labels, {})
training = target.training_loss(logits, labels, features={})
predictions = target.logits_to_predictions(logits)
gradient = tf.gradients(training, logits)
result = tf.Session().run([loss, training, predictions, gradient[0]]) + [target.label_name is None, target.weight_column_name is None, target.num_label_columns, target.problem_type, target.get_weight_tensor({}) is None]

#: target_regression_weighted
target = tf.contrib.layers.regression_target(label_name='y', weight_column_name='w', label_dimension=2)
logits = tf.constant([[1., 2.], [3., 5.]])
labels = tf.constant([[0., 2.], [4., 4.]])
features = {'w': tf.constant([[2], [3], [1], [0]])}
result = tf.Session().run([target.loss(logits, labels, features), target.training_loss(logits, labels, features, name='mine'), target.logits_to_predictions(logits)]) + [target.label_name, target.num_label_columns]

#: target_two_classes
target = tf.contrib.layers.multi_class_target(n_classes=2, weight_column_name='w')
logits = tf.constant([[1.], [-2.], [.5]])
labels = tf.constant([[1], [1], [0]])
features = {'w': tf.constant([1., 2., 3.])}
result = tf.Session().run([target.loss(logits, labels, features), target.training_loss(logits, labels, features), target.logits_to_predictions(logits), target.logits_to_predictions(logits, proba=True)]) + [target.num_label_columns, target.problem_type == tf.contrib.layers.ProblemType.CLASSIFICATION]

#: target_many_classes
target = tf.contrib.layers.multi_class_target(3)
logits = tf.constant([[1., 0., 2.], [-2., 3., 1.]])
labels = tf.constant([[1], [2]])
loss = target.training_loss(logits, labels, {})
flat = target.loss(logits, tf.constant([1, 2], tf.int64), {})
result = tf.Session().run([loss, flat, target.logits_to_predictions(logits), target.logits_to_predictions(logits, True)]) + [target.num_label_columns]

#: target_svm
target = tf.contrib.layers.binary_svm_target()
logits = tf.constant([[1.], [-2.], [.5]])
labels = tf.constant([1, 1, 0])
result = tf.Session().run([target.training_loss(logits, labels, {}), target.logits_to_predictions(logits)])

#: target_eval_regression
target = tf.contrib.layers.regression_target()
ops = target.get_eval_ops({}, tf.constant([[1.], [2.]]), tf.constant([0., 2.]), {'error': tf.contrib.metrics.streaming_mean_squared_error})
with tf.Session() as sess:
    sess.run(tf.initialize_local_variables())
    result = [sorted(ops), sess.run([ops['loss'][1], ops['error'][1]]), sess.run([ops['loss'][0], ops['error'][0]])]

#: target_eval_classes
target = tf.contrib.layers.multi_class_target(3, weight_column_name='w')
ops = target.get_eval_ops({'w': tf.constant([1., 3.])}, tf.constant([[1., 0., 2.], [-2., 3., 1.]]), tf.constant([2, 0]), {('a', 'classes'): tf.contrib.metrics.streaming_accuracy})
with tf.Session() as sess:
    sess.run(tf.initialize_local_variables())
    result = [sorted(ops), sess.run([ops['loss'][1], ops['a'][1]])]

#: target_eval_binary
target = tf.contrib.layers.multi_class_target(2)
ops = target.get_eval_ops({}, tf.constant([[1.], [-2.], [.5]]), tf.constant([[1], [1], [0]]))
with tf.Session() as sess:
    sess.run(tf.initialize_local_variables())
    result = [sorted(ops), [sess.run(ops[name][1]) for name in sorted(ops)], [sess.run(ops[name][0]) for name in sorted(ops)]]

#: target_metric_names
target = tf.contrib.layers.multi_class_target(3)
target.get_eval_ops({}, tf.zeros([2, 3]), tf.constant([2, 0]), {('a', 'b', 'c'): tf.contrib.metrics.streaming_accuracy})

#: target_metric_kind
target = tf.contrib.layers.multi_class_target(3)
target.get_eval_ops({}, tf.zeros([2, 3]), tf.constant([2, 0]), {('a', 'b'): tf.contrib.metrics.streaming_accuracy})

#: target_one_class
tf.contrib.layers.multi_class_target(1)

#: target_float_labels
tf.contrib.layers.multi_class_target(3).loss(tf.zeros([2, 3]), tf.zeros([2]), {})

#: target_svm_probabilities
tf.contrib.layers.binary_svm_target().logits_to_predictions(tf.zeros([2, 1]), proba=True)

#: target_shapes
tf.contrib.layers.regression_target().loss(tf.zeros([2, 1]), tf.zeros([3]), {})

#: target_dict
tf.contrib.layers.regression_target().loss(tf.zeros([2, 1]), {'y': tf.zeros([2])}, {})
#: named_tuples
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
r = layers.real_valued_column('r', 2, default_value=[1., 2.])
b = layers.bucketized_column(r, [1., 2.])
x = layers.crossed_column([a, b], 10, combiner='sum')
result = [a[0], a[2], a[-1].name, b[1], r.default_value, b.boundaries, isinstance(x.columns, tuple), [c.name for c in x.columns], len(a), a._fields, list(a)[:3], tuple(a)[0], a[:2],
          a._replace(combiner='mean').combiner, sorted(a._asdict()), hash(a) == hash(layers.sparse_column_with_hash_bucket('a', 10, combiner='sum'))]
name, integerized, size = a[:3]
result += [name, size]

#: modules
from tensorflow.contrib.layers.python.layers import feature_column as fc
from tensorflow.contrib.layers.python.layers import feature_column_ops
from tensorflow.contrib.layers.python.layers import target_column as target_column_lib
from tensorflow.contrib.layers.python.layers.feature_column_ops import check_feature_columns
from tensorflow.contrib import layers
a = fc.sparse_column_with_hash_bucket('a', 10, combiner='sum')
result = [isinstance(a, fc._SparseColumn), isinstance(a, fc._RealValuedColumn), isinstance(a, fc._FeatureColumn), type(a).__name__, check_feature_columns([a]) is None,
          layers.feature_column.real_valued_column('x').name, target_column_lib.regression_target().num_label_columns]

#: methods
layers = tf.contrib.layers
a = layers.sparse_column_with_hash_bucket('a', 10, combiner='sum')
features = {'a': tf.constant([['x']])}
a.insert_transformed_feature(features)
ids = a.id_tensor(features[a])
result = [a in features, a.weight_tensor(features[a]) is None, ids.values.name, a.is_compatible(a)]

#: titanic
layers = tf.contrib.layers
groups = [('first', 'male', 'child', 0, 5), ('second', 'male', 'child', 0, 11), ('third', 'male', 'child', 35, 13), ('first', 'female', 'child', 0, 1),
          ('second', 'female', 'child', 0, 13), ('third', 'female', 'child', 17, 14), ('first', 'male', 'adult', 118, 57), ('second', 'male', 'adult', 154, 14),
          ('third', 'male', 'adult', 387, 75), ('crew', 'male', 'adult', 670, 192), ('first', 'female', 'adult', 4, 140), ('second', 'female', 'adult', 13, 80),
          ('third', 'female', 'adult', 89, 76), ('crew', 'female', 'adult', 3, 20)]
travelled = layers.sparse_column_with_keys('class', ['first', 'second', 'third', 'crew'], combiner='sum')
sex = layers.sparse_column_with_keys('sex', ['male', 'female'], combiner='sum')
age = layers.sparse_column_with_keys('age', ['child', 'adult'], combiner='sum')
crosses = [layers.crossed_column([travelled, sex], 64, combiner='sum'), layers.crossed_column([travelled, age], 64, combiner='sum'), layers.crossed_column([travelled, sex, age], 128, combiner='sum')]
features = dict((name, tf.constant([[group[i]] for group in groups])) for i, name in enumerate(['class', 'sex', 'age']))
logits, _, _ = layers.weighted_sum_from_feature_columns(features, [travelled, sex, age] + crosses, 1)
died = tf.constant([[group[3]] for group in groups], tf.float32)
survived = tf.constant([[group[4]] for group in groups], tf.float32)
people = tf.reduce_sum(died + survived)
of_survivors = tf.nn.sigmoid_cross_entropy_with_logits(logits, tf.ones_like(logits))
of_others = tf.nn.sigmoid_cross_entropy_with_logits(logits, tf.zeros_like(logits))
loss = tf.reduce_sum(of_survivors * survived + of_others * died) / people
train = tf.train.FtrlOptimizer(0.5).minimize(loss)
predicted = tf.sigmoid(logits)
losses = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.initialize_all_tables()])
    for step in range(301):
        if step % 50 == 0:
            losses.append(float(sess.run(loss)))
        sess.run(train)
    result = [losses, sess.run(predicted)]

#: sorted_columns
layers = tf.contrib.layers
h = lambda name, size: layers.sparse_column_with_hash_bucket(name, size, combiner='sum')
k = layers.sparse_column_with_keys('b', ['x'], combiner='sum')
columns = [layers.real_valued_column('c', 2), layers.real_valued_column('c'), h('b', 3), k, h('a', 10), h('b', 20), layers.real_valued_column('a')]
result = [[str(c) for c in sorted(columns)], h('a', 3) < h('b', 3), h('b', 20) > h('b', 3), k < h('b', 3)]

#: equal_specs
layers = tf.contrib.layers
spec = layers.create_feature_spec_for_parsing([layers.sparse_column_with_hash_bucket('a', 3, combiner='sum'), layers.real_valued_column('r', default_value=2)])
result = [spec == {'a': tf.VarLenFeature(tf.string), 'r': tf.FixedLenFeature([1], tf.float32, [2.])}, spec['r'] == tf.FixedLenFeature([2], tf.float32), tf.VarLenFeature(tf.int64) == tf.VarLenFeature(tf.int64)]

#: sequence_spec
from tensorflow.contrib.layers.python.layers import feature_column as fc
layers = tf.contrib.layers
columns = [layers.sparse_column_with_hash_bucket('a', 3, combiner='sum'), layers.real_valued_column('r', 3)]
made = fc._create_sequence_feature_spec_for_parsing(columns, allow_missing_by_default=True)
result = sorted('%s %s' % (name, made[name]) for name in made)

#: equal_crosses
layers = tf.contrib.layers
h = lambda name: layers.sparse_column_with_hash_bucket(name, 5, combiner='sum')
b = lambda last: layers.bucketized_column(layers.real_valued_column('r', 2, default_value=[1., 2.]), [0., last])
cross = lambda last: layers.crossed_column([h('a'), b(last), layers.crossed_column([h('c'), h('d')], 7, combiner='sum')], 10, combiner='sum')
k = lambda keys: layers.sparse_column_with_keys('k', keys, combiner='sum')
normalizer = lambda x: x - 1
r = lambda fn: layers.real_valued_column('r', normalizer=fn)
e = lambda initializer: layers.embedding_column(cross(3.), 2, combiner='sum', initializer=initializer)
columns = {cross(3.): 1, k(['a', 'b']): 2, r(normalizer): 3, e(tf.zeros_initializer): 4}
result = [cross(3.) == cross(3.), cross(3.) == cross(4.), k(['a']) == k(['a']), k(['a']) == k(['b']), r(normalizer) == r(normalizer), r(normalizer) == r(lambda x: x - 1),
          e(tf.zeros_initializer) == e(tf.zeros_initializer), e(tf.zeros_initializer) == e(tf.ones_initializer), [columns[c] for c in (cross(3.), k(('a', 'b')), r(normalizer), e(tf.zeros_initializer))]]
