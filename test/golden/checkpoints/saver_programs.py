# Saves, restores and makes mistakes: prints the same on TensorFlow 0.12.1 (saver_programs.txt) and on tf0.
from __future__ import print_function
import os
import tempfile
import tensorflow as tf

d = tempfile.mkdtemp()


def t(f):
    try:
        print(str(f()).replace(d, '<dir>'))
    except Exception as e:
        print(type(e).__name__, str(e).split('\n')[0].replace(d, '<dir>'))


v = tf.Variable([1., 2.], name='v')
w = tf.Variable(3, name='w')
s = tf.Session()
s.run(tf.global_variables_initializer())
saver = tf.train.Saver(max_to_keep=2)
print(saver.as_saver_def())
t(lambda: saver.save(s, d + '/model'))
t(lambda: saver.save(s, d + '/model', global_step='w:0'))
t(lambda: saver.save(s, d + '/model', global_step=w))
t(lambda: saver.save(s, d + '/model', global_step=5))
t(lambda: sorted(os.listdir(d)))
t(lambda: open(d + '/checkpoint').read())
t(lambda: saver.last_checkpoints)
t(lambda: saver.save(s, d + '/nodir/model'))
t(lambda: saver.save(s, d + '/checkpoint'))
t(lambda: saver.save(s, d + '/model', latest_filename='a/b'))
t(lambda: saver.save(None, d + '/model'))
t(lambda: saver.save(s, 3))
t(lambda: tf.train.Saver(pad_step_number=True).save(s, d + '/pad', global_step=5, latest_filename='other', meta_graph_suffix='graph'))
t(lambda: tf.train.Saver(pad_step_number=True).save(s, d + '/no', write_state=False, write_meta_graph=False))
t(lambda: sorted(os.listdir(d)))
t(lambda: saver.restore(s, d + '/model-5'))
t(lambda: saver.restore(s, d + '/model-4'))
t(lambda: tf.train.latest_checkpoint(d))
t(lambda: tf.train.latest_checkpoint(d, 'other'))
t(lambda: tf.train.latest_checkpoint('/nowhere'))
t(lambda: tf.train.get_checkpoint_state(d))
t(lambda: tf.train.checkpoint_exists(d + '/model-5'))
t(lambda: tf.train.checkpoint_exists(d + '/model-?'))
t(lambda: tf.train.checkpoint_exists(d + '/mod'))
t(lambda: len(tf.train.get_checkpoint_mtimes([d + '/model-5', d + '/nothing'])))
t(lambda: tf.train.update_checkpoint_state(d, d + '/checkpoint'))
t(lambda: tf.train.generate_checkpoint_state_proto('a/b', 'a/b/m', ['a/b/l', 'a/c', '/x/y']))
t(lambda: tf.train.generate_checkpoint_state_proto('/a/b', 'a/b/m', ['a/b/m']))
for text in ['model_checkpoint_path: ""\n', 'nonsense: 3\n', 'model_checkpoint_path: "x" all_model_checkpoint_paths: "/y"', '']:
    with open(d + '/state', 'w') as f:
        f.write(text)
    t(lambda: tf.train.get_checkpoint_state(d, 'state'))
    t(lambda: tf.train.latest_checkpoint(d, 'state'))
again = tf.train.Saver(max_to_keep=3)
t(lambda: again.recover_last_checkpoints([d + '/model-3', d + '/model-5']))
t(lambda: again.last_checkpoints)
t(lambda: again.save(s, d + '/model', global_step=7))
t(lambda: again.save(s, d + '/model', global_step=9))
t(lambda: sorted(f for f in os.listdir(d) if f.endswith('index')))
t(lambda: again.set_last_checkpoints_with_time([(d + '/model-7', 5.0)]))
t(lambda: again.set_last_checkpoints([d + '/model-9', d + '/model-7']))
t(lambda: again.last_checkpoints)
t(lambda: again.set_last_checkpoints('x'))
hourly = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=-1)
for i in range(3):
    t(lambda: hourly.save(s, d + '/hourly', global_step=i, latest_filename='hours'))
t(lambda: sorted(f for f in os.listdir(d) if f.startswith('hourly') and f.endswith('index')))
everything = tf.train.Saver(max_to_keep=0)
for i in range(3):
    t(lambda: everything.save(s, d + '/all', global_step=i, latest_filename='alls'))
t(lambda: open(d + '/alls').read())
r = tf.train.NewCheckpointReader(d + '/model-5')
t(lambda: r.debug_string())
t(lambda: sorted(r.get_variable_to_shape_map().items()))
t(lambda: [r.has_tensor('v'), r.has_tensor('q'), r.get_tensor('v'), r.get_tensor('w')])
t(lambda: r.get_tensor('q'))
t(lambda: r.get_tensor(3))
t(lambda: tf.train.NewCheckpointReader(3))
t(lambda: tf.train.NewCheckpointReader(d))
t(lambda: tf.train.Saver([tf.Variable(1., name='u')]).save(s, d + '/uninit'))
