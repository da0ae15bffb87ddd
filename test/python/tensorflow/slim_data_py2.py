# Data sets of slim: records read by queues, decoded to items.
from __future__ import print_function
import os, tempfile
import tensorflow as tf
import numpy as np
slim = tf.contrib.slim
ex = slim.tfexample_decoder

path = os.path.join(tempfile.mkdtemp(), 'data.tfrecord')
def ints(v): return tf.train.Feature(int64_list=tf.train.Int64List(value=v))
def floats(v): return tf.train.Feature(float_list=tf.train.FloatList(value=v))
def strings(v): return tf.train.Feature(bytes_list=tf.train.BytesList(value=v))

with tf.Graph().as_default(), tf.Session() as sess:
  pixels = (np.arange(2 * 3 * 3).reshape(2, 3, 3) * 11).astype(np.uint8)
  png, jpeg = sess.run([tf.image.encode_png(pixels), tf.image.encode_jpeg(pixels, quality=100)])
writer = tf.python_io.TFRecordWriter(path)
for i, (image, form) in enumerate([(png, 'png'), (jpeg, 'jpeg'), (png, 'PNG')]):
  feature = {
    'image/encoded': strings([image]), 'image/format': strings([form]), 'label': ints([i]),
    'ids': ints([0, 2 + i]), 'weights': floats([0.5, i + 1]), 'rows': ints([2]), 'sizes': ints([2, 3]),
    'flat': ints(range(i, i + 6)), 'words': strings(['a', 'b' * i]),
  }
  for k, side in enumerate(['ymin', 'xmin', 'ymax', 'xmax']):
    feature['box/' + side] = floats([k * 0.25 + j for j in range(i)])
  writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
writer.close()

keys = {
  'image/encoded': tf.FixedLenFeature([], tf.string, default_value=''),
  'image/format': tf.FixedLenFeature([], tf.string, default_value='jpeg'),
  'label': tf.FixedLenFeature([1], tf.int64),
  'ids': tf.VarLenFeature(tf.int64), 'weights': tf.VarLenFeature(tf.float32),
  'rows': tf.FixedLenFeature([], tf.int64), 'sizes': tf.VarLenFeature(tf.int64),
  'flat': tf.VarLenFeature(tf.int64), 'words': tf.VarLenFeature(tf.string),
}
for side in ['ymin', 'xmin', 'ymax', 'xmax']:
  keys['box/' + side] = tf.VarLenFeature(tf.float32)
handlers = {
  'image': ex.Image(),
  'label': ex.Tensor('label', shape=[]),
  'flat': ex.Tensor('flat', shape_keys='sizes'),
  'words': ex.Tensor('words', default_value=''),
  'sparse': ex.SparseTensor('ids', 'weights', shape=[6]),
  'dense': ex.SparseTensor('ids', 'weights', shape=[6], densify=True, default_value=-1),
  'boxes': ex.BoundingBox(prefix='box/'),
  'sum': ex.ItemHandlerCallback(['rows', 'label'], lambda t: t['rows'] + t['label']),
}
decoder = ex.TFExampleDecoder(keys, handlers)
print(sorted(decoder.list_items()))
data = slim.dataset.Dataset(path + '*', tf.TFRecordReader, decoder, 3, {'image': 'A picture.'}, num_classes=10)
print(data.num_samples, data.num_classes, data.items_to_descriptions, data.reader is tf.TFRecordReader)
with tf.Graph().as_default() as graph:
  provider = slim.dataset_data_provider.DatasetDataProvider(data, shuffle=False, num_epochs=2)
  print(provider.num_samples(), sorted(provider.list_items()))
  names = sorted(handlers)
  items = provider.get(names)
  for name, item in zip(names, items):
    print(name, getattr(item, 'name', None), item.get_shape())
  sess = tf.Session()
  sess.run(tf.local_variables_initializer())
  coord = tf.train.Coordinator()
  threads = tf.train.start_queue_runners(sess=sess, coord=coord)
  count = 0
  try:
    while True:
      values = sess.run(items)
      count += 1
      for name, value in zip(names, values):
        if name == 'sparse':
          print(name, value.indices.tolist(), value.values.tolist(), value.shape.tolist())
        else:
          print(name, value.tolist())
  except tf.errors.OutOfRangeError as e:
    print('end after', count, type(e).__name__)
  coord.request_stop()
  coord.join(threads)
  for node in graph.as_graph_def().node:
    if node.name.startswith('parallel_read'): print(node.name, node.op)

def tried(f):
  try:
    print(f())
  except Exception as e:
    print(type(e).__name__, e)
tried(lambda: slim.data_provider.DataProvider({'a': 1}, 2).get(['nothing']))
tried(lambda: provider.get('image'))
tried(lambda: ex.Tensor('a', shape_keys='b', shape=[2]))
tried(lambda: ex.BoundingBox(keys=['a']))
tried(lambda: slim.parallel_reader.get_data_files('/nonexistent/*.none'))
tried(lambda: slim.parallel_reader.get_data_files([]))
tried(lambda: decoder.decode('', ['nothing']))
with tf.Graph().as_default() as graph:
  tried(lambda: slim.parallel_reader.ParallelReader(tf.TFRecordReader, tf.FIFOQueue(4, [tf.string])))
  reader = slim.parallel_reader.ParallelReader(tf.TextLineReader, tf.FIFOQueue(4, [tf.string, tf.string]), 2, {'skip_header_lines': 1})
  print(reader.num_readers, reader.num_records_produced().name, reader.num_work_units_completed().name)
with tf.Graph().as_default() as graph, tf.Session() as sess:
  key, value = slim.parallel_reader.single_pass_read(path, tf.TFRecordReader)
  queue = slim.prefetch_queue.prefetch_queue({'b': tf.constant([1., 2.]), 'a': value})
  sess.run(tf.local_variables_initializer())
  coord = tf.train.Coordinator()
  threads = tf.train.start_queue_runners(sess=sess, coord=coord)
  got = queue.dequeue()
  for i in range(3):
    print(sorted((k, len(v)) for k, v in sess.run(got).items()))
  try:
    sess.run(got)
  except tf.errors.OutOfRangeError as e:
    print(e.message.split('(')[0].split('_', 2)[2])
  coord.request_stop()
  coord.join(threads)
  print([n.name for n in graph.as_graph_def().node])
  print(graph.get_collection(tf.GraphKeys.SUMMARIES))
