"""Saves recurrent nets with TensorFlow 1.15.5, and what they compute: usage: saved_names.py FOLDER"""
import json
import os
import sys

import numpy as np
import tensorflow as tf
tf.logging.set_verbosity(tf.logging.ERROR)
from tensorflow.contrib import rnn
np.random.seed(0)
x=np.random.rand(2,3,3).astype(np.float32)
def one(name, make, out):
    tf.reset_default_graph()
    with tf.variable_scope('', initializer=tf.random_uniform_initializer(-.5,.5,seed=4)):
        y=make(tf.constant(x))
    with tf.Session() as s:
        s.run(tf.global_variables_initializer())
        tf.train.Saver().save(s, os.path.join(sys.argv[1], name), write_meta_graph=False)
        out[name]={'outputs': np.asarray(s.run(y)).tolist(), 'names': [[v.op.name,v.shape.as_list()] for v in tf.global_variables()]}
out={'x':x.tolist()}
one('multi', lambda x: tf.nn.dynamic_rnn(rnn.MultiRNNCell([rnn.BasicLSTMCell(2), rnn.GRUCell(2)]), x, dtype=tf.float32)[0], out)
one('lstm', lambda x: tf.nn.dynamic_rnn(rnn.LSTMCell(3,use_peepholes=True,num_proj=2), x, dtype=tf.float32)[0], out)
one('both', lambda x: tf.concat(tf.nn.bidirectional_dynamic_rnn(rnn.BasicRNNCell(2), rnn.BasicLSTMCell(2), x, sequence_length=[3,2], dtype=tf.float32)[0],2), out)
json.dump(out, open(os.path.join(sys.argv[1], 'outputs.json'), 'w'))
