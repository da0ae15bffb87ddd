import tensorflow as tf

def layer(x, size, name):
    with tf.variable_scope(name):
        w = tf.get_variable('w', [2, size], initializer=tf.constant_initializer(0.5))
        return tf.matmul(x, w)

with tf.name_scope('inputs'):
    x = tf.constant([[1.0, 2.0]])
y = layer(x, 3, 'first')
for v in tf.trainable_variables():
    print(v.name)
print(y.name, y.get_shape())
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    print(sess.run(y))
