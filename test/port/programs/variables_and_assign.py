import tensorflow as tf
state = tf.Variable(0, name='counter')
one = tf.constant(1)
update = tf.assign(state, tf.add(state, one))
sess = tf.Session()
sess.run(tf.initialize_all_variables())
for _ in range(3):
    sess.run(update)
    print(sess.run(state))
sess.close()
