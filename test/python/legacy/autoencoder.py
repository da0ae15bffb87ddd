"""Autoencoder with tied scopes, a denoising one with Xavier weights and several optimizers."""
from __future__ import division, print_function, absolute_import
import tensorflow as tf
import numpy as np

np.random.seed(3)
basis = np.random.rand(5, 20)
images = (np.random.rand(64, 5).dot(basis) / 5).astype(np.float32)

tf.set_random_seed(42)
n_hidden_1, n_hidden_2, n_input = 12, 6, 20
X = tf.placeholder("float", [None, n_input])
weights = {
    'encoder_h1': tf.Variable(tf.random_normal([n_input, n_hidden_1])),
    'encoder_h2': tf.Variable(tf.random_normal([n_hidden_1, n_hidden_2])),
}
weights['decoder_h1'] = tf.Variable(tf.random_normal([n_hidden_2, n_hidden_1]))
weights['decoder_h2'] = tf.Variable(tf.random_normal([n_hidden_1, n_input]))
biases = dict((name, tf.Variable(tf.random_normal([size]))) for name, size in sorted(
    dict(encoder_b1=n_hidden_1, encoder_b2=n_hidden_2, decoder_b1=n_hidden_1, decoder_b2=n_input).items()))


def encoder(x):
    layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights['encoder_h1']), biases['encoder_b1']))
    return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights['encoder_h2']), biases['encoder_b2']))


def decoder(x):
    layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights['decoder_h1']), biases['decoder_b1']))
    return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights['decoder_h2']), biases['decoder_b2']))

y_pred = decoder(encoder(X))
y_true = X
cost = tf.reduce_mean(tf.pow(y_true - y_pred, 2))
optimizer = tf.train.RMSPropOptimizer(0.01).minimize(cost)


def xavier_init(fan_in, fan_out, constant=1):
    low = -constant * np.sqrt(6.0 / (fan_in + fan_out))
    high = constant * np.sqrt(6.0 / (fan_in + fan_out))
    return tf.random_uniform((fan_in, fan_out), minval=low, maxval=high, dtype=tf.float32)


class AdditiveGaussianNoiseAutoencoder(object):
    def __init__(self, n_input, n_hidden, transfer_function=tf.nn.softplus, optimizer=tf.train.AdamOptimizer(), scale=0.1):
        self.n_input = n_input
        self.n_hidden = n_hidden
        self.transfer = transfer_function
        self.scale = tf.placeholder(tf.float32)
        self.training_scale = scale
        self.weights = self._initialize_weights()
        self.x = tf.placeholder(tf.float32, [None, self.n_input])
        self.hidden = self.transfer(tf.add(tf.matmul(self.x + self.scale * tf.random_normal((n_input,)), self.weights['w1']), self.weights['b1']))
        self.reconstruction = tf.add(tf.matmul(self.hidden, self.weights['w2']), self.weights['b2'])
        self.cost = 0.5 * tf.reduce_sum(tf.pow(tf.sub(self.reconstruction, self.x), 2.0))
        self.optimizer = optimizer.minimize(self.cost)
        self.sess = tf.Session()
        self.sess.run(tf.initialize_all_variables())

    def _initialize_weights(self):
        all_weights = dict()
        all_weights['w1'] = tf.Variable(xavier_init(self.n_input, self.n_hidden))
        all_weights['b1'] = tf.Variable(tf.zeros([self.n_hidden], dtype=tf.float32))
        all_weights['w2'] = tf.Variable(tf.zeros([self.n_hidden, self.n_input], dtype=tf.float32))
        all_weights['b2'] = tf.Variable(tf.zeros([self.n_input], dtype=tf.float32))
        return all_weights

    def partial_fit(self, X):
        cost, opt = self.sess.run((self.cost, self.optimizer), feed_dict={self.x: X, self.scale: self.training_scale})
        return cost

    def calc_total_cost(self, X):
        return self.sess.run(self.cost, feed_dict={self.x: X, self.scale: self.training_scale})

    def generate(self, hidden=None):
        if hidden is None:
            hidden = np.random.normal(size=self.weights["b1"].get_shape())
        return self.sess.run(self.reconstruction, feed_dict={self.hidden: hidden})

    def getWeights(self):
        return self.sess.run(self.weights['w1'])

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    for epoch in range(6):
        for i in range(4):
            _, c = sess.run([optimizer, cost], feed_dict={X: images[i * 16:(i + 1) * 16]})
        print("Epoch:", '%04d' % (epoch + 1), "cost=", "{:.7f}".format(c))
    encode_decode = sess.run(y_pred, feed_dict={X: images[:2]})
    print(np.round(encode_decode, 5))

autoencoder = AdditiveGaussianNoiseAutoencoder(n_input=20, n_hidden=8, transfer_function=tf.nn.softplus,
                                               optimizer=tf.train.AdamOptimizer(learning_rate=0.01), scale=0.01)
for epoch in range(5):
    avg_cost = 0.
    for i in range(4):
        start_index = np.random.randint(0, len(images) - 16)
        avg_cost += autoencoder.partial_fit(images[start_index:start_index + 16]) / 64 * 16
    print("Epoch:", '%04d' % (epoch + 1), "cost=", "{:.6f}".format(avg_cost))
print("Total cost: %.5f" % autoencoder.calc_total_cost(images))
print(autoencoder.getWeights()[:2])
for opt in [tf.train.AdagradOptimizer(0.1), tf.train.AdadeltaOptimizer(1.0), tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.001),
            tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True), tf.train.RMSPropOptimizer(0.01, momentum=0.5, centered=True),
            tf.train.ProximalAdagradOptimizer(0.1), tf.train.ProximalGradientDescentOptimizer(0.1, l2_regularization_strength=0.01)]:
    train = opt.minimize(cost)
    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        values = []
        for _ in range(4):
            sess.run(train, {X: images})
            values.append(sess.run(cost, {X: images}))
        print(opt.get_name(), opt.get_slot_names(), ' '.join('%.6f' % v for v in values))
