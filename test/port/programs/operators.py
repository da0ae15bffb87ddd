import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32)
z = 1 - x * 2.0 + x / y
w = tf.square(x - y) ** 2
picked = x[:, 0]
less = tf.less(x, 2.0)
with tf.Session() as sess:
    feed = {x: [[1., 2.]], y: 4.0}
    print(sess.run(z, feed_dict={x: [[1., 2.]], y: 2}))
    values = sess.run([w, picked, less], feed_dict=feed)
    for value in values:
        print(value)
