"""A small convolutional network, batch normalization by hand with moving averages, dropout, weight decay by collection, gradient clipping."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

FLAGS = tf.app.flags.FLAGS
tf.app.flags.DEFINE_integer('batch_size', 8, 'Images in a batch.')
tf.app.flags.DEFINE_float('weight_decay', 0.004, 'Weight decay.')
MOVING_AVERAGE_DECAY = 0.9


def _variable_on_cpu(name, shape, initializer):
    with tf.device('/cpu:0'):
        var = tf.get_variable(name, shape, initializer=initializer)
    return var


def _variable_with_weight_decay(name, shape, stddev, wd):
    var = _variable_on_cpu(name, shape, tf.truncated_normal_initializer(stddev=stddev))
    if wd:
        weight_decay = tf.mul(tf.nn.l2_loss(var), wd, name='weight_loss')
        tf.add_to_collection('losses', weight_decay)
    return var


def _activation_summary(x):
    tf.histogram_summary(x.op.name + '/activations', x)
    tf.scalar_summary(x.op.name + '/sparsity', tf.nn.zero_fraction(x))


def batch_norm(x, n_out, phase_train, scope='bn'):
    with tf.variable_scope(scope):
        beta = tf.Variable(tf.constant(0.0, shape=[n_out]), name='beta', trainable=True)
        gamma = tf.Variable(tf.constant(1.0, shape=[n_out]), name='gamma', trainable=True)
        batch_mean, batch_var = tf.nn.moments(x, [0, 1, 2], name='moments')
        ema = tf.train.ExponentialMovingAverage(decay=0.5)

        ema_apply_op = ema.apply([batch_mean, batch_var])
        ema_mean, ema_var = ema.average(batch_mean), ema.average(batch_var)

        def mean_var_with_update():
            with tf.control_dependencies([ema_apply_op]):
                return tf.identity(batch_mean), tf.identity(batch_var)
        mean, var = tf.cond(phase_train, mean_var_with_update, lambda: (ema_mean, ema_var))
        return tf.nn.batch_normalization(x, mean, var, beta, gamma, 1e-3)


def inference(images, phase_train, keep_prob):
    with tf.variable_scope('conv1') as scope:
        kernel = _variable_with_weight_decay('weights', shape=[5, 5, 3, 8], stddev=1e-1, wd=0.0)
        conv = tf.nn.conv2d(images, kernel, [1, 1, 1, 1], padding='SAME')
        biases = _variable_on_cpu('biases', [8], tf.constant_initializer(0.0))
        bias = tf.nn.bias_add(conv, biases)
        conv1 = tf.nn.relu(bias, name=scope.name)
        _activation_summary(conv1)
    pool1 = tf.nn.max_pool(conv1, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding='SAME', name='pool1')
    norm1 = tf.nn.lrn(pool1, 4, bias=1.0, alpha=0.001 / 9.0, beta=0.75, name='norm1')
    with tf.variable_scope('conv2') as scope:
        kernel = _variable_with_weight_decay('weights', shape=[3, 3, 8, 6], stddev=1e-1, wd=0.0)
        conv = tf.nn.conv2d(norm1, kernel, [1, 2, 2, 1], padding='VALID')
        conv2 = tf.nn.relu(batch_norm(conv, 6, phase_train), name=scope.name)
        _activation_summary(conv2)
    pool2 = tf.nn.avg_pool(conv2, ksize=[1, 2, 2, 1], strides=[1, 1, 1, 1], padding='SAME', name='pool2')
    with tf.variable_scope('local3') as scope:
        dim = 1
        for d in pool2.get_shape()[1:].as_list():
            dim *= d
        reshape = tf.reshape(pool2, [FLAGS.batch_size, dim])
        weights = _variable_with_weight_decay('weights', shape=[dim, 16], stddev=0.04, wd=FLAGS.weight_decay)
        biases = _variable_on_cpu('biases', [16], tf.constant_initializer(0.1))
        local3 = tf.nn.relu(tf.matmul(reshape, weights) + biases, name=scope.name)
        dropped = tf.nn.dropout(local3, keep_prob)
    with tf.variable_scope('softmax_linear') as scope:
        weights = _variable_with_weight_decay('weights', [16, 4], stddev=1 / 16.0, wd=0.0)
        biases = _variable_on_cpu('biases', [4], tf.constant_initializer(0.0))
        softmax_linear = tf.add(tf.matmul(dropped, weights), biases, name=scope.name)
    return softmax_linear


def loss(logits, labels):
    labels = tf.cast(labels, tf.int64)
    cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels, name='cross_entropy_per_example')
    cross_entropy_mean = tf.reduce_mean(cross_entropy, name='cross_entropy')
    tf.add_to_collection('losses', cross_entropy_mean)
    return tf.add_n(tf.get_collection('losses'), name='total_loss')


def train(total_loss, global_step):
    lr = tf.train.exponential_decay(0.1, global_step, 5, 0.5, staircase=True)
    tf.scalar_summary('learning_rate', lr)
    loss_averages = tf.train.ExponentialMovingAverage(0.9, name='avg')
    losses = tf.get_collection('losses')
    loss_averages_op = loss_averages.apply(losses + [total_loss])
    for l in losses + [total_loss]:
        tf.scalar_summary(l.op.name + ' (raw)', l)
        tf.scalar_summary(l.op.name, loss_averages.average(l))
    with tf.control_dependencies([loss_averages_op]):
        opt = tf.train.GradientDescentOptimizer(lr)
        grads = opt.compute_gradients(total_loss)
    clipped = [(tf.clip_by_norm(g, 1.0), v) for g, v in grads if g is not None]
    apply_gradient_op = opt.apply_gradients(clipped, global_step=global_step)
    for var in tf.trainable_variables():
        tf.histogram_summary(var.op.name, var)
    variable_averages = tf.train.ExponentialMovingAverage(MOVING_AVERAGE_DECAY, global_step)
    variables_averages_op = variable_averages.apply(tf.trainable_variables())
    with tf.control_dependencies([apply_gradient_op, variables_averages_op]):
        train_op = tf.no_op(name='train')
    return train_op, variable_averages


def main(argv=None):
    np.random.seed(1)
    labels_data = np.random.randint(0, 4, 32)
    images_data = np.random.randn(32, 12, 12, 3).astype(np.float32) + labels_data[:, None, None, None] * 0.3
    tf.set_random_seed(99)
    global_step = tf.Variable(0, trainable=False)
    images = tf.placeholder(tf.float32, [FLAGS.batch_size, 12, 12, 3])
    labels = tf.placeholder(tf.int32, [FLAGS.batch_size])
    phase = tf.placeholder(tf.bool, name='phase_train')
    keep = tf.placeholder(tf.float32)
    logits = inference(images, phase, keep)
    total_loss = loss(logits, labels)
    train_op, averages = train(total_loss, global_step)
    top_k_op = tf.nn.in_top_k(logits, labels, 1)

    summary_op = tf.merge_all_summaries()
    sess = tf.Session(config=tf.ConfigProto(log_device_placement=False))
    sess.run(tf.initialize_all_variables())
    for step in range(10):
        at = (step * FLAGS.batch_size) % 32
        feed = {images: images_data[at:at + FLAGS.batch_size], labels: labels_data[at:at + FLAGS.batch_size], phase: True, keep: 0.8}
        _, loss_value = sess.run([train_op, total_loss], feed_dict=feed)
        assert not np.isnan(loss_value), 'Model diverged with loss = NaN'
        print('step %d, loss = %.5f' % (step, loss_value))
    true_count = 0
    for at in range(0, 32, FLAGS.batch_size):
        predictions = sess.run([top_k_op], {images: images_data[at:at + 8], labels: labels_data[at:at + 8], phase: False, keep: 1.0})
        true_count += np.sum(predictions)
    print('precision @ 1 = %.3f' % (true_count / 32.0))
    print(len(tf.get_collection(tf.GraphKeys.SUMMARIES)), len(tf.all_variables()), sorted(averages.variables_to_restore().keys())[:4])
    print(sess.run(averages.average(tf.trainable_variables()[1])))
    parsed = tf.Summary.FromString(sess.run(summary_op, feed))
    for value in parsed.value:
        if value.HasField('simple_value'):
            print(value.tag, '%.5f' % value.simple_value)

if __name__ == '__main__':
    main()
