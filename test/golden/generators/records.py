"""Compressed files of records, larger than zlib's window, as TensorFlow 0.12.1 writes them. Usage: records.py FOLDER"""
import random
import sys

import tensorflow as tf

for name, kind in (('zlib', 1), ('gzip', 2)):
    numbers = random.Random(7)
    writer = tf.python_io.TFRecordWriter('%s/numbers_%s.tfrecord' % (sys.argv[1], name), tf.python_io.TFRecordOptions(kind))
    for i in range(60):
        # what repeats is far away, near, and not there at all
        text = ','.join(str(int(numbers.random() * 40)) for _ in range(int(numbers.random() * 1200)))
        writer.write(text.encode('ascii') if i % 5 else bytes(bytearray(300)))
    writer.close()
