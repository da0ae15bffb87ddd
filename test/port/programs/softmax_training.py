import numpy as np
import tensorflow as tf

# Parameters
learning_rate = 0.1
steps = 20
np.random.seed(0)
tf.set_random_seed(0)
images = np.random.rand(20, 4).astype(np.float32)
labels = np.eye(3)[np.random.randint(0, 3, 20)]

x = tf.placeholder('float', [None, 4])
y = tf.placeholder('float', [None, 3])
W = tf.Variable(tf.zeros([4, 3]), name='weights')
b = tf.Variable(tf.zeros([3]))
prediction = tf.nn.softmax(tf.matmul(x, W) + b)
cost = -tf.reduce_sum(y * tf.log(prediction))
train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
correct = tf.equal(tf.argmax(prediction, 1), tf.argmax(y, 1))
accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    average = 0.
    for step in range(steps):
        _, c = sess.run([train, cost], feed_dict={x: images, y: labels})
        average += c / steps
        if (step + 1) % 10 == 0:
            print('step %04d cost %.4f' % (step + 1, c))
    print('average', '{:.3f}'.format(average))
    print('accuracy', accuracy.eval({x: images, y: labels}))
