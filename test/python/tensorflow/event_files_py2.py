# Event files, records and frozen graphs, written and read.
from __future__ import print_function
import os, glob, shutil, tempfile
import tensorflow as tf
import numpy as np
from tensorflow.python.framework import graph_util
from tensorflow.contrib.tensorboard.plugins import projector
d = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [None, 2], name='x')
w = tf.Variable(tf.ones([2, 1]), name='w')
with tf.name_scope('layer'):
    y = tf.matmul(x, w)
    tf.scalar_summary('loss', tf.reduce_mean(y))
    tf.histogram_summary('w', w)
merged = tf.merge_all_summaries()
sess = tf.Session()
summary_writer = tf.train.SummaryWriter(d, sess.graph)
sess.run(tf.initialize_all_variables())
for step in range(3):
    s = sess.run(merged, {x: np.ones([4, 2]) * step})
    summary_writer.add_summary(s, step)
meta = tf.RunMetadata()
sess.run(y, {x: [[1, 2]]}, options=tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), run_metadata=meta)
summary_writer.add_run_metadata(meta, 'step%d' % 3, 3)
summary_writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='acc', simple_value=0.5)]), np.int64(3))
summary_writer.flush()
f = glob.glob(d + '/*')[0]
for e in tf.train.summary_iterator(f):
    print(e.step, e.WhichOneof('what'), [(str(v.tag), v.simple_value) for v in e.summary.value if v.HasField('simple_value')])
it = tf.train.summary_iterator(f)
print(next(it).file_version)
writer = tf.python_io.TFRecordWriter(d + '/r.tfrecords')
for i in range(3):
    ex = tf.train.Example(features=tf.train.Features(feature={'i': tf.train.Feature(int64_list=tf.train.Int64List(value=[i]))}))
    writer.write(ex.SerializeToString())
writer.close()
with tf.python_io.TFRecordWriter(d + '/z', options=tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.GZIP)) as out:
    out.write(b'abc')
for r in tf.python_io.tf_record_iterator(path=d + '/r.tfrecords'):
    ex = tf.train.Example(); ex.ParseFromString(r)
    print(ex.features.feature['i'].int64_list.value[0])
print([len(r) for r in tf.python_io.tf_record_iterator(d + '/z', tf.python_io.TFRecordOptions(2))])
print(len(list(tf.python_io.tf_record_iterator(d + '/r.tfrecords'))))
cfg = projector.ProjectorConfig()
e = cfg.embeddings.add(); e.tensor_name = w.name; e.metadata_path = os.path.join('m.tsv')
projector.visualize_embeddings(summary_writer, cfg)
print(open(d + '/projector_config.pbtxt').read())
tf.train.write_graph(sess.graph_def, d, 'g.pbtxt')
tf.train.write_graph(sess.graph.as_graph_def(), d, 'g.pb', as_text=False)
g = tf.GraphDef(); g.ParseFromString(open(d + '/g.pb', 'rb').read()); print(len(g.node))
frozen = graph_util.convert_variables_to_constants(sess, sess.graph_def, ['layer/MatMul'])
print([str(n.name) for n in frozen.node])
print([str(n.name) for n in graph_util.extract_sub_graph(g, ['layer/MatMul']).node])
print(sorted(os.listdir(d))[1:])
class W(tf.train.SummaryWriter):
    def add(self, v, step): self.add_summary(tf.Summary(value=[tf.Summary.Value(tag='z', simple_value=v)]), step)
q = W(d + '/sub'); q.add(1.0, 5); q.close(); print(q.get_logdir() == d + '/sub')
print([int(e.step) for e in tf.train.summary_iterator(glob.glob(d + '/sub/*')[0])])
for bad in [lambda: summary_writer.add_summary(s, step=3), lambda: summary_writer.add_graph(3), lambda: summary_writer.add_summary(3), lambda: summary_writer.add_run_metadata(meta, 'step3'), lambda: list(tf.python_io.tf_record_iterator(d + '/none')), lambda: tf.python_io.TFRecordWriter(d + '/no/x')]:
    try: bad(); print('fine')
    except Exception as e: print(type(e).__name__, str(e).replace(d, 'D'))
shutil.rmtree(d)
