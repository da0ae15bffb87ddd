import tensorflow as tf
a = tf.constant([1.0, 2.0], name='a')
b = a + 1
v = tf.Variable(b, name='v')
sess = tf.Session(config=tf.ConfigProto(log_device_placement=True))
print('made')
print(sess.run(b))
print('second')
print(sess.run(b))
sess.run(tf.initialize_all_variables())
c = b * 2
print(sess.run(c))
