"""Matrix factorization by embedding_lookup, sparse features, lookup tables, bucketing: a recommender's parts."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

np.random.seed(13)
USER_NUM, ITEM_NUM, DIM, BATCH_SIZE = 12, 15, 4, 20
tf.set_random_seed(13)
true_u, true_i = np.random.randn(USER_NUM, 2), np.random.randn(ITEM_NUM, 2)


def inference_svd(user_batch, item_batch, user_num, item_num, dim=5, device="/cpu:0"):
    with tf.device("/cpu:0"):
        bias_global = tf.get_variable("bias_global", shape=[])
        w_bias_user = tf.get_variable("embd_bias_user", shape=[user_num])
        w_bias_item = tf.get_variable("embd_bias_item", shape=[item_num])
        bias_user = tf.nn.embedding_lookup(w_bias_user, user_batch, name="bias_user")
        bias_item = tf.nn.embedding_lookup(w_bias_item, item_batch, name="bias_item")
        w_user = tf.get_variable("embd_user", shape=[user_num, dim], initializer=tf.truncated_normal_initializer(stddev=0.02))
        w_item = tf.get_variable("embd_item", shape=[item_num, dim], initializer=tf.truncated_normal_initializer(stddev=0.02))
        embd_user = tf.nn.embedding_lookup(w_user, user_batch, name="embedding_user")
        embd_item = tf.nn.embedding_lookup(w_item, item_batch, name="embedding_item")
    with tf.device(device):
        infer = tf.reduce_sum(tf.mul(embd_user, embd_item), 1)
        infer = tf.add(infer, bias_global)
        infer = tf.add(infer, bias_user)
        infer = tf.add(infer, bias_item, name="svd_inference")
        regularizer = tf.add(tf.nn.l2_loss(embd_user), tf.nn.l2_loss(embd_item), name="svd_regularizer")
    return infer, regularizer


def optimization(infer, regularizer, rate_batch, learning_rate=0.001, reg=0.1, device="/cpu:0"):
    global_step = tf.contrib.framework.get_or_create_global_step()
    with tf.device(device):
        cost_l2 = tf.nn.l2_loss(tf.sub(infer, rate_batch))
        penalty = tf.constant(reg, dtype=tf.float32, shape=[], name="l2")
        cost = tf.add(cost_l2, tf.mul(regularizer, penalty))
        train_op = tf.train.AdamOptimizer(learning_rate).minimize(cost, global_step=global_step)
    return cost, train_op

user_batch = tf.placeholder(tf.int32, shape=[None], name="id_user")
item_batch = tf.placeholder(tf.int32, shape=[None], name="id_item")
rate_batch = tf.placeholder(tf.float32, shape=[None])
infer, regularizer = inference_svd(user_batch, item_batch, USER_NUM, ITEM_NUM, dim=DIM)
cost, train_op = optimization(infer, regularizer, rate_batch, learning_rate=0.05, reg=0.05)

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    errors = []
    for i in range(40):
        u, t = np.random.randint(0, USER_NUM, BATCH_SIZE), np.random.randint(0, ITEM_NUM, BATCH_SIZE)
        r = np.sum(true_u[u] * true_i[t], 1) + 3
        _, pred_batch = sess.run([train_op, infer], feed_dict={user_batch: u, item_batch: t, rate_batch: r})
        pred_batch = np.clip(pred_batch, 1.0, 5.0)
        errors.append(np.power(pred_batch - r, 2))
        if i % 10 == 0:
            print("{:3d} {:f}".format(i, np.sqrt(np.mean(errors))))

# partitioned embeddings and sparse ids with weights
params = [tf.Variable(np.arange(12).reshape(3, 4).astype('f') * (k + 1), name='part%d' % k) for k in range(2)]
ids = tf.SparseTensor(indices=[[0, 0], [0, 1], [1, 0], [2, 1], [2, 2], [3, 2]], values=tf.constant([1, 4, 0, 5, 3, 3], tf.int64), shape=[4, 3])
wts = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 1], [2, 2], [3, 2]], [1.0, 2.0, 0.5, 1.0, 3.0, 0.25], [4, 3])
combined = [tf.nn.embedding_lookup_sparse(params, ids, sp, combiner=c, partition_strategy=s) for c in ('sum', 'mean', 'sqrtn') for sp in (None, wts) for s in ('mod', 'div')]
grads = tf.gradients(tf.reduce_sum(tf.square(combined[2])), params)
dense_grads = [tf.convert_to_tensor(g) for g in grads]
train = tf.train.AdagradOptimizer(0.1).minimize(tf.add_n([tf.reduce_sum(c) for c in combined]), var_list=params)

keys = tf.constant(['apple', 'pear', 'plum'])
table = tf.contrib.lookup.HashTable(tf.contrib.lookup.KeyValueTensorInitializer(keys, tf.constant([7, 8, 9], tf.int64)), -1)
looked = table.lookup(tf.constant(['plum', 'cherry', 'apple']))
strings = tf.contrib.lookup.index_to_string(tf.constant([0, 2, 9], tf.int64), mapping=['a', 'b', 'c'], default_value='?')
split = tf.string_split(['red green', 'blue', ''], ' ')
hashed = tf.string_to_hash_bucket_fast(['red', 'green', 'blue'], 10)
dense = tf.sparse_to_dense([[0, 1], [2, 0]], [3, 2], [5.0, 6.0], -1.0)
sp = tf.SparseTensor([[0, 1], [1, 0], [2, 2]], [1.0, 2.0, 3.0], [3, 3])
product = tf.sparse_tensor_dense_matmul(sp, tf.constant(np.arange(6).reshape(3, 2).astype('f')))
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    tf.initialize_all_tables().run()
    for c in combined:
        print(sess.run(c).tolist())
    for g in sess.run(dense_grads):
        print(g)
    sess.run(train)
    print(params[0].eval(), params[1].eval())
    print(looked.eval(), table.size().eval(), strings.eval())
    parts = sess.run(split)
    print(parts.indices.tolist(), parts.values, parts.shape)
    print(hashed.eval(), dense.eval().tolist(), product.eval())
    print(sess.run(tf.sparse_reduce_sum(sp, 1)), sess.run(tf.sparse_tensor_to_dense(tf.sparse_add(sp, sp))))
    print(sess.run(tf.nn.top_k(tf.constant([1.0, 5.0, 3.0, 5.0]), 3)))
    print(sess.run(tf.sparse_tensor_to_dense(tf.sparse_retain(sp, [True, False, True]))))
