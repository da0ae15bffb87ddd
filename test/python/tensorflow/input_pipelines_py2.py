# Files of text, of records and of bytes on their way through queues and readers into batches.
from __future__ import print_function
import os, shutil, tempfile
import numpy as np
import tensorflow as tf
d = tempfile.mkdtemp()
for i in range(3):
    with open('%s/part%d.csv' % (d, i), 'w') as f:
        f.write('x,y,label\n')
        for j in range(4): f.write('%d.5,%d,c%d\n' % (i*10+j, j, i))
names = tf.train.string_input_producer(['%s/part%d.csv' % (d, i) for i in range(3)], num_epochs=1, shuffle=False)
reader = tf.TextLineReader(skip_header_lines=1)
key, value = reader.read(names)
print(key, value, type(reader).__name__)
x, y, label = tf.decode_csv(value, record_defaults=[[1.0], [1], ['']])
feat = tf.pack([x, tf.to_float(y)])
xs, labels, keys = tf.train.batch([feat, label, key], batch_size=5)
print(xs.get_shape(), labels.get_shape())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(tf.local_variables_initializer())
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    step = 0
    try:
        while not coord.should_stop():
            a, b, k = sess.run([xs, labels, keys])
            print(step, a.tolist(), list(b), [q.split('/')[-1] for q in k])
            step += 1
    except tf.errors.OutOfRangeError as e:
        print('Done training -- epoch limit reached', step, e.message.split('\n')[0].split("'")[0])
    finally:
        coord.request_stop()
    coord.join(threads)
    print(sess.run([reader.num_records_produced(), reader.num_work_units_completed()]))
print(sorted(op.name + ':' + op.type for op in tf.get_default_graph().get_operations())[:200])
tf.reset_default_graph()
path = d + '/train.tfrecords'
def _int64(v): return tf.train.Feature(int64_list=tf.train.Int64List(value=[v]))
def _bytes(v): return tf.train.Feature(bytes_list=tf.train.BytesList(value=[v]))
writer = tf.python_io.TFRecordWriter(path)
rng = np.random.RandomState(0)
imgs = rng.randint(0, 255, size=(10, 4)).astype(np.uint8)
for i in range(10):
    ex = tf.train.Example(features=tf.train.Features(feature={
        'height': _int64(2), 'label': _int64(i), 'image_raw': _bytes(imgs[i].tostring())}))
    writer.write(ex.SerializeToString())
writer.close()
def read_and_decode(q):
    reader = tf.TFRecordReader()
    _, serialized = reader.read(q)
    f = tf.parse_single_example(serialized, features={
        'image_raw': tf.FixedLenFeature([], tf.string), 'label': tf.FixedLenFeature([], tf.int64)})
    image = tf.decode_raw(f['image_raw'], tf.uint8)
    image.set_shape([4])
    image = tf.cast(image, tf.float32) * (1. / 255) - 0.5
    return image, tf.cast(f['label'], tf.int32)
def inputs(batch_size, num_epochs):
    with tf.name_scope('input'):
        q = tf.train.string_input_producer([path], num_epochs=num_epochs)
        image, label = read_and_decode(q)
        return tf.train.shuffle_batch([image, label], batch_size=batch_size, num_threads=2,
            capacity=1000 + 3 * batch_size, min_after_dequeue=5, seed=1)
with tf.Graph().as_default():
    images, labels = inputs(4, 3)
    W = tf.Variable(tf.zeros([4, 10])); logits = tf.matmul(images, W)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    init = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())
    sess = tf.Session(); sess.run(init)
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    seen = []; n = 0
    try:
        while not coord.should_stop():
            _, l, ls = sess.run([train, loss, labels]); n += 1; seen += ls.tolist()
            if n == 1: print('%.4f' % l)
    except tf.errors.OutOfRangeError:
        print('Done', n)
    finally:
        coord.request_stop()
    coord.join(threads)
    print(sorted(set(seen)), len(seen))
    sess.close()
for i in range(3): open(d + '/%d.bin'%i,'wb').write(bytearray([i]*3 + list(range(6))))
files = tf.train.match_filenames_once(d + '/*.bin')
q = tf.train.string_input_producer(files, shuffle=False, num_epochs=2)
r = tf.WholeFileReader()
k, v = r.read(q)
print(r.read(q))
img = tf.reshape(tf.slice(tf.decode_raw(v, tf.uint8), [3], [6]), [2, 3])
fq = tf.train.string_input_producer([d + '/0.bin', d + '/1.bin'], shuffle=False, num_epochs=1)
fr = tf.FixedLengthRecordReader(record_bytes=2, header_bytes=3)
fk, fv = fr.read_up_to(fq, 2)
print(fk, fv)
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(coord=coord)
    names = []
    for i in range(3):
        kk, a, b = sess.run([k, img, tf.shape(img)])
        print(a.tolist(), b)
        names.append(kk.split('/')[-1])
    print(sorted(names))
    for i in range(6):
        try:
            res = sess.run([fk, fv])
            print([list(map(os.path.basename, res[0])), [repr(x) for x in res[1]]])
        except tf.errors.OutOfRangeError as e:
            print(type(e).__name__, e.op.name, e.error_code)
            break
    got = sess.run(r.read(q))
    print(os.path.basename(got.key) in names, len(got.value), got._fields)
    u = fr.read_up_to(fq, 2)
    print(u.keys, u.values)
    coord.request_stop()
    coord.join(threads)
    state = sess.run(r.serialize_state())
    print(repr(state[:6]))
    sess.run(r.reset())
    print(sess.run(r.num_records_produced()))
    sess.run(r.restore_state(state))
    print(sess.run([r.num_records_produced(), r.num_work_units_completed()]))
    try: sess.run(fr.serialize_state())
    except tf.errors.UnimplementedError as e: print(e.message.split('\n')[0])
q2 = tf.train.string_input_producer([d + '/nope.txt'])
line = tf.TextLineReader().read(q2)[1]
b = tf.train.batch([line], 2)
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    try:
        print(sess.run(b))
    except tf.errors.OutOfRangeError as e:
        print('OOR', e.message.split('\n')[0].split("'")[-1])
    try:
        coord.request_stop(); coord.join(threads)
    except tf.errors.NotFoundError as e:
        print('NF', os.path.basename(e.message.split('\n')[0]))
shutil.rmtree(d)
