import tensorflow as tf
a = tf.constant(2)
b = tf.constant(3)
c = tf.constant([1.5, 2.0])
d = tf.constant([1, 2, 3])
with tf.Session() as sess:
    print(sess.run(a + b), sess.run(a * b))
    print(sess.run(c), sess.run(d), sess.run(tf.reduce_mean(c)))
    print('mean %.2f' % sess.run(tf.reduce_mean(c)))
