'''
Linear regression, then logistic regression, on made-up data, with summaries and the usual training loop.
'''
from __future__ import print_function

import tensorflow as tf
import numpy
rng = numpy.random
rng.seed(7)

# Parameters
learning_rate = 0.01
training_epochs = 60
display_step = 20

train_X = numpy.asarray([3.3, 4.4, 5.5, 6.71, 6.93, 4.168, 9.779, 6.182, 7.59, 2.167, 7.042, 10.791, 5.313, 7.997, 5.654, 9.27, 3.1])
train_Y = numpy.asarray([1.7, 2.76, 2.09, 3.19, 1.694, 1.573, 3.366, 2.596, 2.53, 1.221, 2.827, 3.465, 1.65, 2.904, 2.42, 2.94, 1.3])
n_samples = train_X.shape[0]

tf.set_random_seed(1234)
X = tf.placeholder("float")
Y = tf.placeholder("float")
W = tf.Variable(rng.randn(), name="weight")
b = tf.Variable(rng.randn(), name="bias")

pred = tf.add(tf.mul(X, W), b)
cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * n_samples)
optimizer = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)

init = tf.initialize_all_variables()
with tf.Session() as sess:
    sess.run(init)
    for epoch in range(training_epochs):
        for (x, y) in zip(train_X, train_Y):
            sess.run(optimizer, feed_dict={X: x, Y: y})
        if (epoch + 1) % display_step == 0:
            c = sess.run(cost, feed_dict={X: train_X, Y: train_Y})
            print("Epoch:", '%04d' % (epoch + 1), "cost=", "{:.9f}".format(c), "W=", sess.run(W), "b=", sess.run(b))
    print("Optimization Finished!")
    training_cost = sess.run(cost, feed_dict={X: train_X, Y: train_Y})
    print("Training cost=", training_cost, "W=", sess.run(W), "b=", sess.run(b), '\n')
    test_X = numpy.asarray([6.83, 4.668, 8.9, 7.91, 5.7, 8.7, 3.1, 2.1])
    test_Y = numpy.asarray([1.84, 2.273, 3.2, 2.831, 2.92, 3.24, 1.35, 1.03])
    testing_cost = sess.run(tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * test_X.shape[0]), feed_dict={X: test_X, Y: test_Y})
    print("Testing cost=", testing_cost)
    print("Absolute mean square loss difference:", abs(training_cost - testing_cost))

# logistic regression with three classes
classes = 3
centers = rng.randn(classes, 4) * 2
labels = rng.randint(0, classes, 150)
data = (centers[labels] + rng.randn(150, 4)).astype(numpy.float32)
one_hot = numpy.eye(classes)[labels]

x = tf.placeholder(tf.float32, [None, 4], name='x-input')
y = tf.placeholder(tf.float32, [None, classes], name='y-input')
with tf.name_scope("model") as scope:
    W2 = tf.Variable(tf.zeros([4, classes]), name="weights")
    b2 = tf.Variable(tf.zeros([classes]), name="bias")
    activation = tf.nn.softmax(tf.matmul(x, W2) + b2)
with tf.name_scope("loss"):
    cross_entropy = tf.reduce_mean(-tf.reduce_sum(y * tf.log(activation), reduction_indices=1))
    tf.scalar_summary("loss", cross_entropy)
with tf.name_scope("train"):
    global_step = tf.Variable(0, name='global_step', trainable=False)
    rate = tf.train.exponential_decay(0.5, global_step, 10, 0.9, staircase=True)
    train = tf.train.MomentumOptimizer(rate, 0.5).minimize(cross_entropy, global_step=global_step)
correct_prediction = tf.equal(tf.argmax(activation, 1), tf.argmax(y, 1))
accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))
weights_histogram = tf.histogram_summary("weights", W2)
merged = tf.merge_all_summaries()

sess = tf.InteractiveSession()
tf.initialize_all_variables().run()
for i in range(40):
    start = (i * 30) % 150
    _, summary, value = sess.run([train, merged, cross_entropy], feed_dict={x: data[start:start + 30], y: one_hot[start:start + 30]})
    if i % 8 == 0:
        print('step %d: loss %.6f, accuracy %.4f, rate %g' % (i, value, accuracy.eval({x: data, y: one_hot}), rate.eval()))
        decoded = tf.Summary.FromString(summary)
        print([v.tag for v in decoded.value])
print(W2.eval())
print(sess.run(tf.arg_max(activation, 1)[:12], {x: data}))
print([v.name for v in tf.trainable_variables()], [v.op.name for v in tf.all_variables()])
sess.close()
