# A policy gradient agent in the manner of the tutorials of 2016: the history of an episode is an array of objects.
from __future__ import print_function
import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim

gamma = 0.99


def discount_rewards(r):
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r


class agent():
    def __init__(self, lr, s_size, a_size, h_size):
        init = tf.constant_initializer(np.linspace(-0.5, 0.5, s_size * h_size).reshape(s_size, h_size))
        self.state_in = tf.placeholder(shape=[None, s_size], dtype=tf.float32)
        hidden = slim.fully_connected(self.state_in, h_size, biases_initializer=None, activation_fn=tf.nn.relu, weights_initializer=init)
        out = tf.constant_initializer(np.linspace(0.5, -0.25, h_size * a_size).reshape(h_size, a_size))
        self.output = slim.fully_connected(hidden, a_size, activation_fn=tf.nn.softmax, biases_initializer=None, weights_initializer=out)
        self.chosen_action = tf.argmax(self.output, 1)

        self.reward_holder = tf.placeholder(shape=[None], dtype=tf.float32)
        self.action_holder = tf.placeholder(shape=[None], dtype=tf.int32)
        self.indexes = tf.range(0, tf.shape(self.output)[0]) * tf.shape(self.output)[1] + self.action_holder
        self.responsible_outputs = tf.gather(tf.reshape(self.output, [-1]), self.indexes)
        self.loss = -tf.reduce_mean(tf.log(self.responsible_outputs) * self.reward_holder)

        tvars = tf.trainable_variables()
        self.gradient_holders = []
        for idx, var in enumerate(tvars):
            placeholder = tf.placeholder(tf.float32, name=str(idx) + '_holder')
            self.gradient_holders.append(placeholder)
        self.gradients = tf.gradients(self.loss, tvars)
        optimizer = tf.train.GradientDescentOptimizer(learning_rate=lr)
        self.update_batch = optimizer.apply_gradients(zip(self.gradient_holders, tvars))


class Cart(object):
    """Falls over in a way that only depends on what is done."""

    def reset(self):
        self.state, self.steps = np.array([0.02, -0.01, 0.03, 0.04]), 0
        return self.state

    def step(self, action):
        push = 1. if action == 1 else -1.
        x, v, angle, w = self.state
        self.state = np.array([x + 0.1 * v, v + 0.2 * push, angle + 0.1 * w, w - 0.3 * push + 0.2 * angle])
        self.steps += 1
        return self.state, 1.0, bool(abs(self.state[2]) > 0.2 or self.steps > 8), {}


tf.reset_default_graph()
myAgent = agent(lr=1e-2, s_size=4, a_size=2, h_size=8)
env = Cart()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    gradBuffer = sess.run(tf.trainable_variables())
    for ix, grad in enumerate(gradBuffer):
        gradBuffer[ix] = grad * 0
    for i in range(6):
        s = env.reset()
        ep_history = []
        running_reward = 0
        for j in range(99):
            a_dist = sess.run(myAgent.output, feed_dict={myAgent.state_in: [s]})
            a = np.argmax(a_dist[0]) if j % 3 else (i + j) % 2
            s1, r, d, _ = env.step(a)
            ep_history.append([s, a, r, s1])
            s = s1
            running_reward += r
            if d:
                ep_history = np.array(ep_history)
                ep_history[:, 2] = discount_rewards(ep_history[:, 2])
                feed_dict = {myAgent.reward_holder: ep_history[:, 2], myAgent.action_holder: ep_history[:, 1],
                             myAgent.state_in: np.vstack(ep_history[:, 0])}
                grads = sess.run(myAgent.gradients, feed_dict=feed_dict)
                for idx, grad in enumerate(grads):
                    gradBuffer[idx] += grad
                if i % 2 == 1:
                    feed_dict = dict(zip(myAgent.gradient_holders, gradBuffer))
                    _ = sess.run(myAgent.update_batch, feed_dict=feed_dict)
                    for ix, grad in enumerate(gradBuffer):
                        gradBuffer[ix] = grad * 0
                break
        print(i, running_reward, ep_history.shape, ep_history.dtype, ' '.join('%.4f' % x for x in ep_history[:, 2]),
              [int(x) for x in ep_history[:, 1]], '%.4f' % np.mean(ep_history[:, 2]), '%.4f' % np.std(ep_history[:, 2]))
    for var in sess.run(tf.trainable_variables()):
        print(np.round(var.ravel()[:5], 3))
    print(['%.4f' % abs(g).max() for g in grads])
