#: bucket
x = tf.placeholder(tf.int64, [])
y = tf.placeholder(tf.string, [2])
which, out = tf.contrib.training.bucket([x, y], tf.to_int32(x) % 3, batch_size=2, num_buckets=3)
result = [which.get_shape().as_list(), [t.get_shape().as_list() for t in out]]

#: bucket_dict_pad_keep
x = tf.placeholder(tf.float32, [None])
which, out = tf.contrib.training.bucket({'x': x, 'n': tf.size(x)}, tf.size(x), tf.constant(4), 2, num_threads=2, capacity=7, dynamic_pad=True, allow_smaller_final_batch=True, keep_input=tf.placeholder(tf.bool, []), shared_name='shared', name='mine')
result = {'which': which.get_shape().as_list(), 'x': out['x'].get_shape().as_list(), 'n': out['n'].get_shape().as_list()}

#: bucket_one_in_dict
which, out = tf.contrib.training.bucket({'x': tf.placeholder(tf.float32, [3])}, tf.placeholder(tf.int32, []), 2, 1, shapes=[[3]])
result = [t.get_shape().as_list() for t in out['x']]

#: bucket_sparse
s = tf.SparseTensor([[0]], [1.5], [4])
which, out = tf.contrib.training.bucket([s, tf.constant(2)], 0, 3, 1)
result = [type(out[0]).__name__, out[1].get_shape().as_list()]

#: bucket_values
data = tf.train.input_producer(tf.constant([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), num_epochs=1, shuffle=False)
x = data.dequeue()
which, out = tf.contrib.training.bucket([x, x * x], x % 2, batch_size=2, num_buckets=2, allow_smaller_final_batch=True)
seen = [[], []]
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        while True:
            b, (v, w) = sess.run([which, out])
            seen[b].append([v.tolist(), w.tolist()])
    except tf.errors.OutOfRangeError as e:
        pass
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = seen

#: bucket_sparse_values
data = tf.train.range_input_producer(6, num_epochs=1, shuffle=False)
x = data.dequeue()
s = tf.SparseTensor(tf.to_int64(tf.reshape(x, [1, 1])), tf.reshape(x * 10, [1]), [6])
which, out = tf.contrib.training.bucket([s, x], x // 4, batch_size=2, num_buckets=2)
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        while True:
            b, v, w = sess.run([which, out[0], out[1]])
            seen.append([int(b), v.indices.tolist(), v.values.tolist(), v.shape.tolist(), w.tolist()])
    except tf.errors.OutOfRangeError as e:
        pass
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = sorted(seen)

#: bucket_one
tf.contrib.training.bucket([tf.placeholder(tf.int32, [])], 0, batch_size=2, num_buckets=1)

#: bucket_keep_values
x = tf.train.range_input_producer(10, num_epochs=1, shuffle=False).dequeue()
which, out = tf.contrib.training.bucket([x, x + 1], 0, batch_size=2, num_buckets=1, keep_input=tf.not_equal(x % 3, 0))
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        while True:
            seen.append(sess.run(out)[0].tolist())
    except tf.errors.OutOfRangeError as e:
        message = type(e).__name__
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = [seen, message]

#: bucket_nothing
tf.contrib.training.bucket([], 0, 1, 1)

#: bucket_no_list
tf.contrib.training.bucket(tf.constant(1), 0, 1, 1)

#: bucket_unknown_shape
tf.contrib.training.bucket([tf.placeholder(tf.float32)], 0, 1, 1)

#: bucket_partial_shape
tf.contrib.training.bucket([tf.placeholder(tf.float32, [None])], 0, 1, 1)

#: bucket_none
tf.contrib.training.bucket([tf.constant(1)], 0, 1, 0)

#: bucket_float_which
tf.contrib.training.bucket([tf.constant(1)], 0.5, 1, 1)

#: bucket_float_batch
tf.contrib.training.bucket([tf.constant(1)], 0, 1.5, 1)

#: lengths
length = tf.placeholder(tf.int32, [])
tokens = tf.placeholder(tf.int64, [None])
lengths, out = tf.contrib.training.bucket_by_sequence_length(length, [tokens], 4, [3, 5, 10], dynamic_pad=True)
result = [lengths.get_shape().as_list(), [t.get_shape().as_list() for t in out]]

#: lengths_dict
length = tf.placeholder(tf.int32, [])
lengths, out = tf.contrib.training.bucket_by_sequence_length(length, {'a': tf.placeholder(tf.int64, [2]), 'b': length}, 4, (3,), num_threads=2, capacity=8, shapes=[[2], []], allow_smaller_final_batch=True, keep_input=length < 20, shared_name='s', name='n')
result = [lengths.get_shape().as_list(), sorted((k, v.get_shape().as_list()) for k, v in out.items())]

#: lengths_values
n = tf.train.input_producer(tf.constant([1, 7, 2, 9, 3, 8, 1, 2, 12, 4]), num_epochs=1, shuffle=False).dequeue()
lengths, out = tf.contrib.training.bucket_by_sequence_length(n, [tf.range(n), tf.fill([n, 2], 'w')], 2, [3, 8], dynamic_pad=True, allow_smaller_final_batch=True)
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        while True:
            a, (b, c) = sess.run([lengths, out])
            seen.append([a.tolist(), b.tolist(), c.tolist()])
    except tf.errors.OutOfRangeError as e:
        pass
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = sorted(seen)

#: lengths_no_list
tf.contrib.training.bucket_by_sequence_length(3, [tf.constant(1)], 1, 4)

#: lengths_empty
tf.contrib.training.bucket_by_sequence_length(3, [tf.constant(1)], 1, [])

#: lengths_floats
tf.contrib.training.bucket_by_sequence_length(3, [tf.constant(1)], 1, [1.5, 2])

#: lengths_falling
tf.contrib.training.bucket_by_sequence_length(3, [tf.constant(1)], 1, [2, 5, 4])

#: lengths_equal
tf.contrib.training.bucket_by_sequence_length(3, [tf.constant(1)], 1, [2, 2])

#: rejection
x = tf.random_uniform([3], seed=1)
out = tf.contrib.training.rejection_sample([x, tf.constant('a')], lambda ts: tf.reduce_mean(ts[0]), 4)
result = [t.get_shape().as_list() for t in out]

#: rejection_many
x = tf.placeholder(tf.float32, [None, 3])
out = tf.contrib.training.rejection_sample([x, tf.placeholder(tf.int32, [None])], lambda ts: tf.reduce_mean(ts[0]), 4, queue_threads=2, enqueue_many=True, prebatch_capacity=5, prebatch_threads=3, runtime_checks=True, name='mine')
result = [t.get_shape().as_list() for t in out]

#: rejection_values
x = tf.train.range_input_producer(40, num_epochs=1, shuffle=False).dequeue()
out = tf.contrib.training.rejection_sample([x], lambda ts: tf.to_float(ts[0]) / 40., 5, runtime_checks=True)
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        while True:
            seen.append(sess.run(out)[0].tolist())
    except tf.errors.OutOfRangeError as e:
        pass
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = seen

#: rejection_many_values
x = tf.train.input_producer(tf.constant([[1, 2], [3, 4], [5, 6], [7, 8]]), num_epochs=3, shuffle=False).dequeue()
out = tf.contrib.training.rejection_sample([x, x * 2], lambda ts: tf.constant(0.5), 3, enqueue_many=True)
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    for i in range(3):
        seen.append([v.tolist() for v in sess.run(out)])
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = seen

#: rejection_many_of_one
tf.contrib.training.rejection_sample([tf.zeros([4, 3])], lambda ts: 0.5, 4, enqueue_many=True)

#: rejection_no_list
tf.contrib.training.rejection_sample(tf.zeros([4, 3]), lambda ts: 0.5, 4)

#: rejection_other_sizes
tf.contrib.training.rejection_sample([tf.zeros([4, 3]), tf.zeros([3])], lambda ts: 0.5, 4, enqueue_many=True)

#: rejection_vector
tf.contrib.training.rejection_sample([tf.zeros([4])], lambda ts: ts[0], 4)

#: rejection_unknown
tf.contrib.training.rejection_sample([tf.placeholder(tf.float32, [None])], lambda ts: tf.constant(.5), 4)

#: stratified
x = tf.placeholder(tf.float32, [3])
label = tf.placeholder(tf.int32, [])
data, labels = tf.contrib.training.stratified_sample([x], label, [.2, .8], 4, init_probs=[.5, .5])
result = [[t.get_shape().as_list() for t in data], labels.get_shape().as_list()]

#: stratified_estimated
x = tf.placeholder(tf.float32, [5, 3])
label = tf.placeholder(tf.int64, [5])
data, labels = tf.contrib.training.stratified_sample([x, tf.zeros([5])], label, tf.constant([.2, .5, .3]), 4, enqueue_many=True, queue_capacity=9, threads_per_queue=2, name='mine')
result = [[t.get_shape().as_list() for t in data], labels.get_shape().as_list(), [v.name for v in tf.global_variables()]]

#: stratified_values
i = tf.train.range_input_producer(60, num_epochs=1, shuffle=False).dequeue()
data, labels = tf.contrib.training.stratified_sample([i, tf.to_float(i) / 2.], i % 3, [.1, .6, .3], 4, init_probs=[1 / 3., 1 / 3., 1 / 3.])
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        while True:
            d, l = sess.run([data, labels])
            seen.append([d[0].tolist(), d[1].tolist(), l.tolist()])
    except tf.errors.OutOfRangeError as e:
        pass
    coord.request_stop()
    coord.join(threads, stop_grace_period_secs=5)
result = [s for s in seen if [v % 3 for v in s[0]] == s[2] and [v / 2. for v in s[0]] == s[1]] == seen and len(seen) > 2

#: stratified_no_mass
data, labels = tf.contrib.training.stratified_sample([tf.constant(1.)], tf.constant(1), [.5, .5], 2, init_probs=[1., 0.])
with tf.Session() as sess:
    sess.run(tf.get_default_graph().get_tensor_by_name('stratified_sample/batch:0') if False else tf.get_collection('queue_runners')[0].enqueue_ops[0])
    sess.run(tf.get_collection('queue_runners')[1].enqueue_ops[0])

#: stratified_lengths
tf.contrib.training.stratified_sample([tf.constant(1.)], tf.constant(1), [.5, .5], 2, init_probs=[.2, .3, .5])

#: stratified_rank
tf.contrib.training.stratified_sample([tf.constant(1.)], tf.constant([1]), [.5, .5], 2, init_probs=[.2, .8])

#: stratified_unknown
tf.contrib.training.stratified_sample([tf.constant(1.)], tf.constant(1), tf.placeholder(tf.float32, [None]), 2)

#: stratified_float_labels
tf.contrib.training.stratified_sample([tf.constant(1.)], tf.constant(1.), [.5, .5], 2, init_probs=[.2, .8])

#: stratified_sum
tf.contrib.training.stratified_sample([tf.constant(1.)], tf.constant(1), [.5, .6], 2, init_probs=[.2, .8])
with tf.Session() as sess:
    sess.run(tf.get_collection('queue_runners')[0].enqueue_ops[0])
    sess.run(tf.get_collection('queue_runners')[1].enqueue_ops[0])

#: resample
x = tf.constant([[1, 2], [3, 4], [5, 6]])
out = tf.contrib.training.resample_at_rate([x, tf.constant(['a', 'b', 'c'])], tf.constant([.5, 1.5, 3.]), seed=3)
result = [t.get_shape().as_list() for t in out]
with tf.Session() as sess:
    for i in range(4):
        result.append([v.tolist() for v in sess.run(out)])

#: resample_numbers
x = tf.constant([[1, 2], [3, 4], [5, 6]])
out = tf.contrib.training.resample_at_rate([x, tf.constant([True, False, True])], tf.constant([.5, 1.5, 3.]), seed=3)
result = [t.get_shape().as_list() for t in out]
with tf.Session() as sess:
    for i in range(4):
        result.append([v.tolist() for v in sess.run(out)])

#: resample_scope_gradient
x = tf.placeholder(tf.float32, [None, 2])
rates = tf.placeholder(tf.float32, [None])
out = tf.contrib.training.resample_at_rate([x], rates, scope='mine', back_prop=True)
with tf.Session() as sess:
    feed = {x: np.arange(6.).reshape(3, 2), rates: [.3, .2, 4.]}
    result = [[v.tolist() for v in sess.run([out], feed)] for i in range(3)] + [sess.run([out], {x: np.zeros([2, 2]), rates: [0., 0.]})[0].tolist()]

#: resample_unknown_shape
x = tf.placeholder(tf.float32)
out = tf.contrib.training.resample_at_rate([x, tf.constant([1, 2])], tf.constant([.5, 1.5]))
result = [str(t.get_shape()) for t in out]

#: weighted
x = tf.constant([10, 20, 30, 40])
outs, rate = tf.contrib.training.weighted_resample([x, tf.to_float(x)], tf.constant([1., 2., 3., 6.]), 1.5, seed=5)
result = [[t.get_shape().as_list() for t in outs], rate.get_shape().as_list(), [v.name for v in tf.local_variables()]]
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for i in range(4):
        a, b = sess.run([outs, rate])
        result.append([[v.tolist() for v in a], b.tolist()])

#: weighted_scope
weights = tf.placeholder(tf.float32, [2])
outs, rate = tf.contrib.training.weighted_resample([tf.constant([10, 20])], weights, tf.constant(2.), scope='mine', mean_decay=.5, warmup=2, seed=1)
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    result = []
    for i in range(6):
        a, b, m = sess.run([outs, rate, tf.local_variables()[1]], {weights: [i + 1., 2.]})
        result.append([[v.tolist() for v in a], b.tolist(), m])

#: states
key = tf.placeholder(tf.string, [])
batch = tf.contrib.training.batch_sequences_with_states(key, {'words': tf.placeholder(tf.int32, [None, 2])}, {'label': tf.placeholder(tf.float32, [3])}, tf.placeholder(tf.int32, []), {'lstm': tf.zeros([4])}, num_unroll=3, batch_size=2)
shape = lambda t: t.get_shape().as_list() if t.get_shape().ndims is not None else None
result = [shape(batch.key), shape(batch.next_key), shape(batch.length), shape(batch.total_length), shape(batch.insertion_index), shape(batch.sequence), shape(batch.sequence_count), shape(batch.batch_size), shape(batch.context['label']), shape(batch.sequences['words']), shape(batch.state('lstm'))]
save = batch.save_state('lstm', batch.state('lstm') + 1.)
result.append([save.name, type(batch).__name__])

#: states_named
key = tf.placeholder(tf.string, [])
batch = tf.contrib.training.batch_sequences_with_states(key, {'words': tf.placeholder(tf.int32, [6])}, {}, 5, {'s': 1.5}, num_unroll=3, batch_size=2, num_threads=1, capacity=10, allow_small_batch=False, pad=False, name='mine')
save = batch.save_state('s', batch.state('s') * 2., name='kept')
result = save.name

#: states_inferred_length
batch = tf.contrib.training.batch_sequences_with_states('k', {'words': tf.placeholder(tf.string, [None])}, {'c': tf.constant([[1, 2]])}, None, {'s': 1.5}, num_unroll=2, batch_size=1)
result = [sorted(batch.context), sorted(batch.sequences)]

#: states_values
import time
lengths = tf.constant([2, 5, 4, 1])
i = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
n = tf.gather(lengths, i)
key = tf.string_join(['key', tf.as_string(i)])
batch = tf.contrib.training.batch_sequences_with_states(key, {'words': tf.range(n) + 10 * i, }, {'twice': i * 2}, n, {'count': tf.constant(100)}, num_unroll=2, batch_size=2, num_threads=1, capacity=10)
save = batch.save_state('count', batch.state('count') + batch.length)
seen = []
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    time.sleep(.5)  # a batch that is asked for before the end of the input is lost in TensorFlow where it comes out small
    try:
        while True:
            k, nk, l, tl, s, sc, w, t, c, bs, _ = sess.run([batch.key, batch.next_key, batch.length, batch.total_length, batch.sequence, batch.sequence_count, batch.sequences['words'], batch.context['twice'], batch.state('count'), batch.batch_size, save])
            seen.append([list(k), list(nk), l.tolist(), tl.tolist(), s.tolist(), sc.tolist(), w.tolist(), t.tolist(), c.tolist(), int(bs)])
    except tf.errors.OutOfRangeError as e:
        pass
    coord.request_stop()
result = sorted(row for batch in seen for row in zip(*batch[:-1]))

#: states_rnn
key = tf.train.string_input_producer(['a', 'b', 'c'], num_epochs=1, shuffle=False).dequeue()
cell = tf.nn.rnn_cell.GRUCell(4)
batch = tf.contrib.training.batch_sequences_with_states(key, {'x': tf.ones([5, 3])}, {}, None, {'h': tf.zeros([4])}, num_unroll=2, batch_size=3, num_threads=1)
inputs = [tf.squeeze(t, [1]) for t in tf.split(1, 2, batch.sequences['x'])]
with tf.variable_scope('net', initializer=tf.constant_initializer(.1)):
    outputs, state = tf.nn.state_saving_rnn(cell, inputs, state_saver=batch, state_name='h', sequence_length=batch.length)
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    result = []
    for i in range(3):
        result.append(sess.run(outputs[-1]).tolist())
    coord.request_stop()

#: states_not_declared
batch = tf.contrib.training.batch_sequences_with_states('k', {'words': tf.placeholder(tf.string, [None])}, {}, None, {'s': 1.5}, num_unroll=2, batch_size=1)
batch.save_state('other', 1)

#: states_no_state
tf.contrib.training.batch_sequences_with_states('k', {'words': tf.zeros([4])}, {}, None, {}, num_unroll=2, batch_size=1)

#: states_no_sequence
tf.contrib.training.batch_sequences_with_states('k', {}, {}, None, {'s': 1.}, num_unroll=2, batch_size=1)

#: states_colon
tf.contrib.training.batch_sequences_with_states('k', {'a:b': tf.zeros([4])}, {}, None, {'s': 1.}, num_unroll=2, batch_size=1)

#: states_colon_state
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.zeros([4])}, {}, None, {'s:t': 1.}, num_unroll=2, batch_size=1)

#: states_colon_context
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.zeros([4])}, {'c:d': 1}, None, {'s': 1.}, num_unroll=2, batch_size=1)

#: states_unknown_context
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.zeros([4])}, {'c': tf.placeholder(tf.float32, [None])}, None, {'s': 1.}, num_unroll=2, batch_size=1)

#: states_unknown_sequence
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.placeholder(tf.float32, [None, None])}, {}, None, {'s': 1.}, num_unroll=2, batch_size=1)

#: states_capacity
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.zeros([4])}, {}, None, {'s': 1.}, num_unroll=2, batch_size=3, capacity=2)

#: states_unroll
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.zeros([4])}, {}, None, {'s': 1.}, num_unroll=2.5, batch_size=3)

#: states_list
tf.contrib.training.batch_sequences_with_states('k', [tf.zeros([4])], {}, None, {'s': 1.}, num_unroll=2, batch_size=3)

#: states_long_length
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.zeros([4])}, {}, tf.constant(4, tf.int64), {'s': 1.}, num_unroll=2, batch_size=3)

#: states_key_vector
tf.contrib.training.batch_sequences_with_states(['k'], {'a': tf.zeros([4])}, {}, 4, {'s': 1.}, num_unroll=2, batch_size=3)

#: states_no_multiple
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.placeholder(tf.float32, [None])}, {}, 4, {'s': 1.}, num_unroll=2, batch_size=3, pad=False)
with tf.Session() as sess:
    sess.run(tf.get_collection('queue_runners')[0].enqueue_ops[0], {'Placeholder:0': [1, 2, 3]})

#: states_too_long
tf.contrib.training.batch_sequences_with_states('k', {'a': tf.placeholder(tf.float32, [None])}, {}, 4, {'s': 1.}, num_unroll=2, batch_size=3)
with tf.Session() as sess:
    sess.run(tf.get_collection('queue_runners')[0].enqueue_ops[0], {'Placeholder:0': [1, 2]})

#: saver
saver = tf.contrib.training.SequenceQueueingStateSaver(2, 3, tf.constant(5), tf.constant('key'), {'x': tf.placeholder(tf.float32, [None, 2])}, {'c': tf.constant([1, 2])}, {'s': tf.zeros([2]), 't': tf.constant(1)}, capacity=4, allow_small_batch=True, name='mine')
first = saver.prefetch_op
batch = saver.next_batch
close = saver.close()
result = [saver.name, saver.barrier.name, saver.batch_size, saver.num_unroll, first.name, close.name, batch is saver.next_batch, batch.key.name]

#: saver_batch_tensor
saver = tf.contrib.training.SequenceQueueingStateSaver(tf.placeholder(tf.int32, []), tf.constant(3), 5, 'key', {'x': tf.zeros([6])}, {}, {'s': tf.zeros([2])}, capacity=None)

#: saver_batch_placeholder
saver = tf.contrib.training.SequenceQueueingStateSaver(tf.placeholder(tf.int32, []), 3, 5, 'key', {'x': tf.zeros([6])}, {'c': 1}, {'s': tf.zeros([2])}, allow_small_batch=True)
result = str(saver.next_batch.state('s').get_shape())

#: saver_defaults
saver = tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 'key', {'x': tf.zeros([6])}, {}, {'s': tf.zeros([2])})
save = saver.next_batch.save_state('s', tf.ones([2, 2]))
close = saver.close(cancel_pending_enqueues=True, name='shut')
result = [saver.name, saver.barrier.name, close.name, save.name]

#: saver_states_list
tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 'key', {'x': tf.zeros([6])}, {}, [1])

#: saver_state_key
tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 'key', {'x': tf.zeros([6])}, {}, {1: 2})

#: saver_sequence_key
tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 'key', {2: tf.zeros([6])}, {}, {'s': 2})

#: saver_key_type
tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 7, {'x': tf.zeros([6])}, {}, {'s': 2})

#: saver_small
saver = tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 'key', {'x': tf.zeros([6])}, {}, {'s': 2}, capacity=1)

#: saver_save_shape
saver = tf.contrib.training.SequenceQueueingStateSaver(2, 3, 5, 'key', {'x': tf.zeros([6])}, {}, {'s': tf.zeros([2])})
saver.next_batch.save_state('s', tf.ones([2]))
