# Prints the nodes that Savers add to graphs: on TensorFlow 0.12.1 into saver_graphs.txt, on tf0 for comparison with it.
from __future__ import print_function
import re
import tensorflow as tf


def show(build):
    tf.reset_default_graph()
    print('#', build.__name__)
    for text in build() or []:
        print(re.sub('\\s+', ' ', str(text)))
    for node in tf.get_default_graph().as_graph_def().node:
        if 'save' in node.name or 'named' in node.name or 'scope' in node.name:
            attrs = ' '.join(key + ': ' + re.sub('\\s+', ' ', str(node.attr[key])) for key in sorted(node.attr))
            text = node.name + ' = ' + node.op + '(' + ', '.join(node.input) + ') @' + node.device + ' ' + attrs
            print(re.sub('_temp_[0-9a-f]+', '_temp_', text))


def variables():
    with tf.device('/cpu:0'):
        a = tf.Variable([1., 2.], name='a')
    with tf.device('/cpu:1'):
        b = tf.Variable([[3]], name='b')
    return a, b, tf.Variable('x', name='c')


def default():
    variables()
    return [tf.train.Saver().as_saver_def()]


def sharded():
    variables()
    return [tf.train.Saver(sharded=True, max_to_keep=None, keep_checkpoint_every_n_hours=0.5).as_saver_def()]


def sharded_first_format():
    variables()
    return [tf.train.Saver(sharded=True, write_version=tf.train.SaverDef.V1, restore_sequentially=True).as_saver_def()]


def dict_reshape_and_names():
    a, b, c = variables()
    return [tf.train.Saver({'z': a, 'y': b}, reshape=True, name='named').as_saver_def(),
            tf.train.Saver([c]).as_saver_def(), tf.train.Saver([c, c]).as_saver_def()]


def one_slice():
    with tf.variable_scope('p'):
        w = tf.get_variable('w', [7, 2], partitioner=tf.fixed_size_partitioner(3))
    parts = w._get_variable_list()
    return [tf.train.Saver([parts[1]]).as_saver_def(), tf.train.Saver({'renamed': parts}).as_saver_def()]


def unknown_shape():
    tf.Variable(tf.placeholder(tf.float32), validate_shape=False, name='u')
    with tf.name_scope('scope'):
        tf.train.Saver(reshape=True)
        return [tf.train.Saver(write_version=1).as_saver_def()]


def devices_and_dependencies():
    with tf.device('/job:ps/task:1/gpu:3'):
        tf.Variable(1., name='u')
    with tf.device('/job:worker'):
        with tf.control_dependencies([tf.no_op(name='n')]):
            tf.train.Saver()
        tf.train.Saver(sharded=True, reshape=True)


for build in [default, sharded, sharded_first_format, dict_reshape_and_names, one_slice, unknown_shape,
              devices_and_dependencies]:
    show(build)
