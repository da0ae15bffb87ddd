"""Numbers as text: flags, widths, the signs of NaN; elements of arrays of strings."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

session = tf.Session()
p = tf.placeholder(tf.float32)


def texts(array):
    return ' '.join('[%s]' % text.decode('utf8') for text in array)


numbers = tf.concat(0, [[1., -2., 0., float('inf')], tf.log([-1.]), tf.sqrt([-1.])])
for fill in ('', '+', ' ', '0', '-', '#', '++'):
    for width in (-1, 0, 8):
        try:
            print(repr(fill), width, texts(session.run(tf.as_string(numbers, width=width, fill=fill))))
            print(repr(fill), width, texts(session.run(tf.as_string([3, -4], width=width, fill=fill))))
        except tf.errors.InvalidArgumentError as error:
            print(error.message.split('\n')[0])

root, quotient = tf.sqrt(p), p / (p + 1)
for value in (-1., 0., 4.):
    for tensor in (root, -root, tf.abs(root), quotient - quotient, p * np.nan, tf.cast(root, tf.float64)):
        for options in ({}, {'shortest': True}, {'scientific': True, 'precision': 2}):
            print(session.run(tf.as_string(tensor, **options), {p: value}).decode('utf8'))
    try:
        session.run(tf.Assert(tf.less(p, -5), [root, -root, tf.cast(root, tf.float64)]), {p: value})
    except tf.errors.InvalidArgumentError as error:
        print(error.message.split('\n')[0])

words = session.run(tf.constant([[b'a', b'bc'], [b'', b'd']]))
for row in words:
    for word in row:
        print(word.decode('utf8'), len(word))
first, second = words[0]
print(first.decode('utf8') + second.decode('utf8'), words[1, 1].decode('utf8'), [word.decode('utf8') for word in words.flatten()] == ['a', 'bc', '', 'd'])
for call in (lambda: tf.reduce_join(words.tolist()), lambda: tf.reduce_join(words.tolist(), None)):
    try:
        call()
    except (TypeError, ValueError) as error:
        print(type(error).__name__)
print(session.run(tf.reduce_join(words.tolist(), 0, name='joined')).tolist() == [b'a', b'bcd'])
