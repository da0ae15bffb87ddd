"""A GAN on a line and a VAE on toy vectors, with variable scopes that are reused."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

seed = 42
np.random.seed(seed)
tf.set_random_seed(seed)


class DataDistribution(object):
    def __init__(self):
        self.mu = 4
        self.sigma = 0.5

    def sample(self, N):
        samples = np.random.normal(self.mu, self.sigma, N)
        samples.sort()
        return samples


class GeneratorDistribution(object):
    def __init__(self, range):
        self.range = range

    def sample(self, N):
        return np.linspace(-self.range, self.range, N) + np.random.random(N) * 0.01


def linear(input, output_dim, scope=None, stddev=1.0):
    norm = tf.random_normal_initializer(stddev=stddev)
    const = tf.constant_initializer(0.0)
    with tf.variable_scope(scope or 'linear'):
        w = tf.get_variable('w', [input.get_shape()[1], output_dim], initializer=norm)
        b = tf.get_variable('b', [output_dim], initializer=const)
        return tf.matmul(input, w) + b


def generator(input, h_dim):
    h0 = tf.nn.softplus(linear(input, h_dim, 'g0'))
    return linear(h0, 1, 'g1')


def minibatch(input, num_kernels=5, kernel_dim=3):
    x = linear(input, num_kernels * kernel_dim, scope='minibatch', stddev=0.02)
    activation = tf.reshape(x, (-1, num_kernels, kernel_dim))
    diffs = tf.expand_dims(activation, 3) - tf.expand_dims(tf.transpose(activation, [1, 2, 0]), 0)
    abs_diffs = tf.reduce_sum(tf.abs(diffs), 2)
    minibatch_features = tf.reduce_sum(tf.exp(-abs_diffs), 2)
    return tf.concat(1, [input, minibatch_features])


def discriminator(input, h_dim, minibatch_layer=True):
    h0 = tf.tanh(linear(input, h_dim * 2, 'd0'))
    h1 = tf.tanh(linear(h0, h_dim * 2, 'd1'))
    h2 = minibatch(h1) if minibatch_layer else tf.tanh(linear(h1, h_dim * 2, scope='d2'))
    return tf.sigmoid(linear(h2, 1, scope='d3'))


def optimizer(loss, var_list, initial_learning_rate):
    decay = 0.95
    num_decay_steps = 5
    batch = tf.Variable(0)
    learning_rate = tf.train.exponential_decay(initial_learning_rate, batch, num_decay_steps, decay, staircase=True)
    return tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=batch, var_list=var_list)

batch_size, mlp_hidden_size = 12, 4
with tf.variable_scope('D_pre'):
    pre_input = tf.placeholder(tf.float32, shape=(batch_size, 1))
    pre_labels = tf.placeholder(tf.float32, shape=(batch_size, 1))
    D_pre = discriminator(pre_input, mlp_hidden_size)
    pre_loss = tf.reduce_mean(tf.square(D_pre - pre_labels))
    pre_opt = optimizer(pre_loss, None, 0.03)
with tf.variable_scope('Gen'):
    z = tf.placeholder(tf.float32, shape=(batch_size, 1))
    G = generator(z, mlp_hidden_size)
with tf.variable_scope('Disc') as scope:
    x = tf.placeholder(tf.float32, shape=(batch_size, 1))
    D1 = discriminator(x, mlp_hidden_size)
    scope.reuse_variables()
    D2 = discriminator(G, mlp_hidden_size)
loss_d = tf.reduce_mean(-tf.log(D1) - tf.log(1 - D2))
loss_g = tf.reduce_mean(-tf.log(D2))
d_pre_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='D_pre')
d_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='Disc')
g_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='Gen')
opt_d = optimizer(loss_d, d_params, 0.005)
opt_g = optimizer(loss_g, g_params, 0.005)
data, gen = DataDistribution(), GeneratorDistribution(range=8)
with tf.Session() as session:
    tf.initialize_all_variables().run()
    for step in range(15):
        d = (np.random.random(batch_size) - 0.5) * 10.0
        labels = np.exp(-(d - 4) ** 2)
        pretrain_loss, _ = session.run([pre_loss, pre_opt], {pre_input: np.reshape(d, (batch_size, 1)), pre_labels: np.reshape(labels, (batch_size, 1))})
    print('pretrain %.6f' % pretrain_loss)
    weightsD = session.run(d_pre_params)
    for i, v in enumerate(d_params):
        session.run(v.assign(weightsD[i]))
    for step in range(12):
        xs = data.sample(batch_size)
        zs = gen.sample(batch_size)
        ld, _ = session.run([loss_d, opt_d], {x: np.reshape(xs, (batch_size, 1)), z: np.reshape(zs, (batch_size, 1))})
        zs = gen.sample(batch_size)
        lg, _ = session.run([loss_g, opt_g], {z: np.reshape(zs, (batch_size, 1))})
        if step % 3 == 0:
            print('{}: {:.6f}\t{:.6f}'.format(step, ld, lg))
    print([p.name for p in d_params])

# --- VAE
def weight_variable(shape, name):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1), name=name)

with tf.name_scope('vae'):
    xv = tf.placeholder(tf.float32, [None, 10], name='x')
    W_enc, b_enc = weight_variable([10, 8], 'W_enc'), tf.Variable(tf.constant(0.1, shape=[8]), name='b_enc')
    hidden = tf.nn.elu(tf.matmul(xv, W_enc) + b_enc)
    mu = tf.matmul(hidden, weight_variable([8, 3], 'W_mu'))
    logstd = tf.matmul(hidden, weight_variable([8, 3], 'W_logstd'))
    noise = tf.random_normal(tf.shape(mu), name='epsilon')
    zz = mu + tf.mul(noise, tf.exp(.5 * logstd))
    dec = tf.nn.relu6(tf.matmul(zz, weight_variable([3, 8], 'W_dec')))
    logits = tf.matmul(dec, weight_variable([8, 10], 'W_out'))
    reconstruction = tf.sigmoid(logits)
    log_likelihood = tf.reduce_sum(xv * tf.log(reconstruction + 1e-9) + (1 - xv) * tf.log(1 - reconstruction + 1e-9), reduction_indices=1)
    KL = -.5 * tf.reduce_sum(1. + logstd - tf.pow(mu, 2) - tf.exp(logstd), reduction_indices=1)
    bound = tf.reduce_mean(log_likelihood - KL)
    with_logits = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits, xv))
    opt = tf.train.AdadeltaOptimizer(1.0, epsilon=1e-4)
    gvs = opt.compute_gradients(-bound)
    norm_clipped, gnorm = tf.clip_by_global_norm([g for g, _ in gvs if g is not None], 5.0)
    step_op = opt.apply_gradients(zip(norm_clipped, [v for g, v in gvs if g is not None]))
batch = (np.random.rand(20, 10) > 0.6).astype(np.float32)
sess = tf.Session()
sess.run(tf.initialize_variables([v for v in tf.all_variables() if v.name.startswith('vae')]))
for i in range(8):
    b, g, c, _ = sess.run([bound, gnorm, with_logits, step_op], {xv: batch})
    print('%d bound %.5f norm %.5f xent %.5f' % (i, b, g, c))
print(sess.run(tf.report_uninitialized_variables())[:3])
