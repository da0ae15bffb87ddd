from __future__ import print_function, division
from math import *
import numpy as np
import tensorflow as tf
from tensorflow.python.framework.ops import reset_default_graph

reset_default_graph()


def bytes_of(image):
    return np.uint8(np.clip(image, 0, 1) * 255)


def halves(x):
    return x / 2, x


print(bytes_of(np.array([0.5, 2.0])), np.float32(3), np.int64(7.9), sqrt(16), pi > 3)
print('tuple', halves(3.0), '%s' % (halves(1.0),))
print(len(np.arange(4).astype(np.uint8).tostring()))
tf.add_to_collection('losses', tf.constant(1.0, name='one'))
tf.add_to_collection('losses', tf.constant(2.0, name='two'))
print(len(tf.get_collection('losses')), len(tf.get_collection('losses', scope='two')))
weights = tf.Variable(3.0, name='weights')
for variable in tf.all_variables():
    print(variable.name, variable.get_shape())
flags = tf.cast([True, False, 1 == 1, 0 == 1], tf.int32)
columns = tf.stack([flags, 2 * flags], axis=1)
summary = tf.merge_all_summaries()
print(summary)
with tf.Session() as sess:
    print(sess.run(flags), sess.run(columns))
    print('%.1f' % sess.run(weights.assign(5.0, use_locking=True)))
