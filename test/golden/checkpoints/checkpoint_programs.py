# Looks into checkpoints and lets variables begin with what is in them: prints the same on TensorFlow 0.12.1 (checkpoint_programs.txt) and on tf0.
from __future__ import print_function
import tempfile
import tensorflow as tf
d = tempfile.mkdtemp()
def t(f):
    try: print(str(f()).replace(d, '<dir>'))
    except Exception as e: print(type(e).__name__, str(e).split('\n')[0].replace(d, '<dir>').split(' {')[0])
fw = tf.contrib.framework
with tf.Graph().as_default():
    with tf.variable_scope('old'):
        tf.get_variable('a', [2], initializer=tf.constant_initializer(1.5))
        tf.get_variable('b', [2, 2], initializer=tf.constant_initializer(2.5))
        tf.get_variable('p', [5, 2], initializer=tf.constant_initializer(3.5), partitioner=tf.fixed_size_partitioner(2))
    c = tf.Variable(7, name='c')
    s = tf.Session(); s.run(tf.global_variables_initializer())
    print(tf.train.Saver().save(s, d + '/m', global_step=c).replace(d, '<dir>'))
t(lambda: fw.list_variables(d))
t(lambda: fw.list_variables(d + '/m-7'))
t(lambda: fw.load_variable(d, 'old/a')); t(lambda: fw.load_variable(d, 'c:0')); t(lambda: fw.load_variable(d, 'zz'))
t(lambda: fw.load_variable(d, 'old/p').shape)
t(lambda: fw.load_checkpoint(d).has_tensor('c'))
t(lambda: fw.load_checkpoint('/usr'))
t(lambda: fw.load_checkpoint('/nowhere'))
with tf.Graph().as_default():
    with tf.variable_scope('new'):
        a = tf.get_variable('a', [2]); b = tf.get_variable('b', [2, 2])
    with tf.variable_scope('q'):
        p = tf.get_variable('p', [5, 2], partitioner=tf.fixed_size_partitioner(3))
    e = tf.get_variable('e', [2]); f = tf.get_variable('f', [2])
    fw.init_from_checkpoint(d, {'old/': 'new/', 'old/a': e, 'old/p': 'q/p'})
    fw.init_from_checkpoint(d, {'old/a': 'f'})
    t(lambda: fw.init_from_checkpoint(d, {'old/zz': 'f'}))
    t(lambda: fw.init_from_checkpoint(d, {'old/b': 'f'}))
    t(lambda: fw.init_from_checkpoint(d, {'old/b': 'nowhere'}))
    t(lambda: fw.init_from_checkpoint(d, {'c/': 'new/'}))
    s = tf.Session(); s.run(tf.global_variables_initializer())
    for v in [a, b, e, f] + list(p): print(v.name, s.run(v).tolist())
    print([sum(n.op == op for n in tf.get_default_graph().as_graph_def().node if 'checkpoint' in n.name) for op in ['Const', 'RestoreV2']])
with tf.Graph().as_default():
    x = tf.Variable([0., 0.], name='old/a'); y = tf.Variable(0, name='y')
    op, feed = fw.assign_from_checkpoint(d + '/m-7', {'old/a': x, 'c': y})
    s = tf.Session(); s.run(op, feed); print(s.run([x, y]))
    t(lambda: fw.assign_from_checkpoint(d + '/m-7', {'zz': x}))
    t(lambda: fw.assign_from_checkpoint(d + '/m-7', {'old/b': x}))
    s = tf.Session()
    fn = fw.assign_from_checkpoint_fn(d + '/m-7', [x]); fn(s); print(s.run(x))
    fn = fw.assign_from_checkpoint_fn(d + '/m-7', [x, y], ignore_missing_vars=True); fn(s)
    z = tf.Variable(tf.zeros([4]), name='z')
    fw.assign_from_checkpoint_fn(d + '/m-7', {'old/b': z}, reshape_variables=True)(s); print(s.run(z))
    t(lambda: fw.assign_from_checkpoint_fn(d + '/m-7', {'zz': x})(s))
