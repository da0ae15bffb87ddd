# Replay buffers in the manner of the tutorials of 2016: rows of objects, reshaped, sampled and taken apart.
from __future__ import print_function
import random
from collections import deque

import numpy as np
import tensorflow as tf


class experience_buffer():
    def __init__(self, buffer_size=50):
        self.buffer = []
        self.buffer_size = buffer_size

    def add(self, experience):
        if len(self.buffer) + len(experience) >= self.buffer_size:
            self.buffer[0:(len(experience) + len(self.buffer)) - self.buffer_size] = []
        self.buffer.extend(experience)

    def sample(self, size):
        return np.reshape(np.array([self.buffer[3 * i] for i in range(size)]), [size, 5])


def discount(x, gamma):
    out = np.zeros_like(x)
    total = 0
    for i in reversed(range(len(x))):
        total = x[i] + gamma * total
        out[i] = total
    return out


myBuffer = experience_buffer()
episodeBuffer = experience_buffer()
for t in range(30):
    s, s1 = np.arange(6.) + t, np.arange(6.) * t
    episodeBuffer.add(np.reshape(np.array([s, t % 4, t * 0.5, s1, t % 7 == 0]), [1, 5]))
myBuffer.add(episodeBuffer.buffer)
trainBatch = myBuffer.sample(8)
print(trainBatch.shape, trainBatch.dtype, len(myBuffer.buffer))
print(trainBatch[0])
states = tf.placeholder(tf.float32, [None, 6])
actions = tf.placeholder(shape=[None], dtype=tf.int32)
target = tf.placeholder(shape=[None], dtype=tf.float32)
weights = tf.Variable(tf.constant(np.linspace(-1, 1, 24).reshape(6, 4).astype(np.float32)))
Qout = tf.matmul(states, weights)
predict = tf.argmax(Qout, 1)
Q = tf.reduce_sum(Qout * tf.one_hot(actions, 4, dtype=tf.float32), reduction_indices=1)
loss = tf.reduce_mean(tf.square(target - Q))
update = tf.train.GradientDescentOptimizer(1e-5).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    Q1 = sess.run(predict, feed_dict={states: np.vstack(trainBatch[:, 3])})
    Q2 = sess.run(Qout, feed_dict={states: np.vstack(trainBatch[:, 3])})
    end_multiplier = -(trainBatch[:, 4] - 1)
    doubleQ = Q2[range(8), Q1]
    targetQ = trainBatch[:, 2] + (.99 * doubleQ * end_multiplier)
    print(end_multiplier, targetQ.dtype, ['%.3f' % q for q in targetQ])
    for _ in range(3):
        _, l = sess.run([update, loss], feed_dict={states: np.vstack(trainBatch[:, 0]), target: targetQ, actions: trainBatch[:, 1]})
        print('%.1f' % l)

rollout = np.array([[np.ones((2, 2)) * i, i % 3, i * 1., np.zeros((2, 2)), i == 4, np.float32(i) / 3] for i in range(5)])
observations, rewards, values = rollout[:, 0], rollout[:, 2], rollout[:, 5]
rewards_plus = np.asarray(rewards.tolist() + [0.5])
discounted = discount(rewards_plus, .9)[:-1]
value_plus = np.asarray(values.tolist() + [0.5])
advantages = rewards + .9 * value_plus[1:] - value_plus[:-1]
print(rollout.shape, rewards_plus.dtype, discounted, advantages.dtype, ['%.4f' % a for a in discount(advantages, .9)])
print(np.stack(observations).shape, np.vstack(observations).shape, np.array([r[0] for r in rollout]).shape)

D = deque(maxlen=4)
for i in range(6):
    D.append((np.arange(2) + i, i, [0., 1.], bool(i % 2)))
batch = list(D)
print([d[1] for d in batch], np.array(batch).shape, np.array(batch)[:, 2], np.array(batch)[1])
s_batch, a_batch, o_batch, t_batch = zip(*batch)
print(np.array(s_batch), np.array(a_batch), np.array(o_batch), np.array(t_batch))
history = np.array([[1, 'up', None], [2, None, [1, 2]]])
print(history, history.shape)
for row in history:
    print(row[0], row[1], row[2])
print(np.array([]).dtype, np.array([[]]).shape, np.array([[], [1]]).shape)
print(rollout[rollout[:, 1] == 1][:, 2], rollout[:, 1].astype(np.int32).sum(), rollout[1:, 2] > 2, (rollout[:, 2] >= 2).any())
rewards = rewards - np.mean(rewards)
rewards = rewards / np.std(rewards)
print(rewards)
rollout[:, 2] -= 1
rollout[2, 0] = None
print(rollout[:, 2], rollout[2, 0], np.max(rollout[:, 2]), np.argmax(rollout[:, 2]), sum(rollout[:, 2]), np.sum(rollout[:, 1:3]))
print(len(rollout), rollout.size, rollout.ndim, rollout.T.shape, rollout[-1, 1], rollout[::2, 1], rollout[[0, 3], 1], np.abs(rollout[:, 2]), -rollout[:, 2])
print(np.mean(rollout[:, 1:3], axis=0), rollout[:, 1].min(), rollout[:, 1].mean(), np.concatenate([rollout[:, 1], rollout[:, 2]]), np.append(rollout[:, 1], 7))
print(np.hstack([rollout[:, 1], [1, 2]]), np.copy(rollout[:, 1]), rollout[:, 1].copy(), np.array(rollout[:, 1].tolist()), list(rollout[:, 1]))
