import numpy as np
import tensorflow as tf
s = tf.SparseTensor(indices=[[0, 1], [1, 2]], values=[5, 7], shape=[2, 3])
emb = tf.Variable(tf.ones([4, 2]))
g = tf.gradients(tf.reduce_sum(tf.gather(emb, [1, 1, 3])), emb)[0]
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    v = sess.run(s)
    indices, values, shape = v
    print v[0].tolist(), v[1], v[-1], len(v), v._fields, v.values is v[1], v[1:], indices.shape, values, shape, type(v) is tf.SparseTensorValue, type(v)
    w = sess.run(g)
    print w[0].tolist(), w[1], w.dense_shape, len(w), w._fields
    print [x.tolist() for x in v], tuple(v)[1], list(w)[1]
