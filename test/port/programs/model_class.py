import tensorflow as tf

class Model(object):
    def __init__(self, size, activation=tf.nn.relu):
        self.size = size
        self.activation = activation
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.weights = self._weights()
        self.y = self.activation(tf.matmul(self.x, self.weights['w']) + self.weights['b'])
        self.sess = tf.Session()
        self.sess.run(tf.initialize_all_variables())

    def _weights(self):
        weights = dict()
        weights['w'] = tf.Variable(tf.ones([2, self.size]))
        weights['b'] = tf.Variable(tf.zeros([self.size]))
        return weights

    def run(self, data):
        return self.sess.run(self.y, feed_dict={self.x: data})

model = Model(3)
print(model.run([[1., -2.], [3., 4.]]))
