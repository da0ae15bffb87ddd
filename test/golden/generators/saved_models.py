"""SavedModels and an export of the Exporter, written by TensorFlow 0.12.1. Usage: saved_models.py FOLDER"""
import os
import sys

import tensorflow as tf
from tensorflow.contrib.session_bundle import exporter
from tensorflow.python.saved_model import builder, signature_constants, tag_constants, utils

folder = sys.argv[1]
words = os.path.join(folder, 'words.txt')
with open(words, 'w') as out:
    out.write('zero\none\ntwo\n')


def graph():
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, 2], name='x')
    w = tf.Variable([[1.0], [2.0]], name='w')
    y = tf.add(tf.matmul(x, w), 0.5, name='y')
    name = tf.constant(words, name='asset_path')
    seen = tf.Variable(tf.constant('', name='nothing'), trainable=False, collections=[], name='seen')
    init = tf.group(tf.assign(seen, tf.identity(name, name='path')), name='init')
    return x, y, name, init


def saved_model(name, as_text, main):
    x, y, asset, init = graph()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        made = builder.SavedModelBuilder(os.path.join(folder, name))
        signature = utils.build_signature_def(
            {'x': utils.build_tensor_info(x)}, {'y': utils.build_tensor_info(y)}, signature_constants.PREDICT_METHOD_NAME)
        ops = {'main_op': init} if main else {'legacy_init_op': init}
        made.add_meta_graph_and_variables(
            sess, [tag_constants.SERVING], signature_def_map={signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature},
            assets_collection=[asset], **ops)
        made.add_meta_graph(['serve', 'more'], clear_devices=True)
        made.save(as_text)


saved_model('tf0.12.1', False, True)
saved_model('tf0.12.1_text', True, False)
x, y, asset, init = graph()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    made = exporter.Exporter(tf.train.Saver(sharded=True))
    made.init(tf.get_default_graph().as_graph_def(), init, default_graph_signature=exporter.regression_signature(x, y),
              named_graph_signatures={'all': exporter.generic_signature({'x': x, 'y': y})}, assets_collection=[asset])
    made.export(os.path.join(folder, 'exports'), tf.constant(3), sess)
os.remove(words)
