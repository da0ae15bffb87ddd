"""A training step fed by a queue of JPEG records, beside the same step on fed arrays.

The same program on both sides: `npx tf0 run bench/image_pipeline.py`, and TensorFlow 0.12.1's Python. Prints medians of milliseconds a step,
fed (before and after the queue's steps, since a shared machine drifts) and from the queue, and their ratio.
"""
import os
import shutil
import tempfile
import time

import numpy as np
import tensorflow as tf

BATCH, STEPS, RECORDS, SIDE = 32, 60, 512, 64


def write_records(path):
    random = np.random.RandomState(0)
    image = tf.placeholder(tf.uint8, [SIDE, SIDE, 3])
    encoded = tf.image.encode_jpeg(image)
    ramp = np.arange(SIDE).reshape(SIDE, 1, 1) * 2 + np.arange(SIDE).reshape(1, SIDE, 1)
    with tf.Session() as sess, tf.python_io.TFRecordWriter(path) as writer:
        for i in range(RECORDS):
            pixels = (ramp + random.randint(0, 40, (SIDE, SIDE, 3)) + i % 10).astype(np.uint8)
            feature = {
                'image': tf.train.Feature(bytes_list=tf.train.BytesList(value=[sess.run(encoded, {image: pixels})])),
                'label': tf.train.Feature(int64_list=tf.train.Int64List(value=[i % 10])),
            }
            writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())


def batches(path):
    _, record = tf.TFRecordReader().read(tf.train.string_input_producer([path]))
    parsed = tf.parse_single_example(record, {
        'image': tf.FixedLenFeature([], tf.string),
        'label': tf.FixedLenFeature([], tf.int64),
    })
    image = tf.image.decode_jpeg(parsed['image'], channels=3)
    image.set_shape([SIDE, SIDE, 3])
    return tf.train.shuffle_batch([tf.cast(image, tf.float32) / 255.0, parsed['label']], BATCH, 600, 200, num_threads=2)


def train_op(images, labels, name):
    def conv(x, depth, scope):
        w = tf.get_variable(scope, [5, 5, int(x.get_shape()[3]), depth], initializer=tf.truncated_normal_initializer(stddev=0.05))
        x = tf.nn.relu(tf.nn.conv2d(x, w, [1, 1, 1, 1], 'SAME'))
        return tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')

    with tf.variable_scope(name):
        x = conv(conv(images, 32, 'conv1'), 32, 'conv2')
        x = tf.reshape(x, [BATCH, -1])
        w = tf.get_variable('w', [int(x.get_shape()[1]), 10], initializer=tf.truncated_normal_initializer(stddev=0.01))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tf.matmul(x, w), labels))
        return tf.train.GradientDescentOptimizer(0.01).minimize(loss)


def timed(sess, op, feed):
    for _ in range(10):
        sess.run(op, feed)
    times = []
    for _ in range(STEPS):
        begin = time.time()
        sess.run(op, feed)
        times.append(time.time() - begin)
    return [1000 * t for t in times]


def main():
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, 'pictures.tfrecords')
        write_records(path)
        images, labels = batches(path)
        fed_images = tf.placeholder(tf.float32, [BATCH, SIDE, SIDE, 3])
        fed_labels = tf.placeholder(tf.int64, [BATCH])
        fed = train_op(fed_images, fed_labels, 'fed')
        queued = train_op(images, labels, 'queued')
        with tf.Session() as sess:
            sess.run(tf.initialize_all_variables())
            arrays = np.random.RandomState(1).rand(BATCH, SIDE, SIDE, 3).astype(np.float32)
            feed = {fed_images: arrays, fed_labels: np.arange(BATCH) % 10}
            by_feeds = timed(sess, fed, feed)
            coordinator = tf.train.Coordinator()
            threads = tf.train.start_queue_runners(sess=sess, coord=coordinator)
            by_queue = timed(sess, queued, {})
            coordinator.request_stop()
            coordinator.join(threads, stop_grace_period_secs=30)
            by_feeds += timed(sess, fed, feed)
        fed_ms, queue_ms = np.median(by_feeds), np.median(by_queue)
        print('fed %.2f ms, from the queue %.2f ms, ratio %.2f' % (fed_ms, queue_ms, queue_ms / fed_ms))
    finally:
        shutil.rmtree(folder)


main()
