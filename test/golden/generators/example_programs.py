"""Records what the programs of examples/ print when TensorFlow 0.12.1 runs them: example_programs.py MNIST_FOLDER > ../example_programs.json

The folder holds MNIST's four files, gzipped. Programs are those of examples/*.ts line by line, shortened.
"""
from __future__ import print_function
import collections, json, math, os, re, sys
import numpy as np
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

FOLDER = sys.argv[1]
stdout, sys.stdout = sys.stdout, sys.stderr
CONFIG = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)


def mlp_mnist(steps):
    np.random.seed(0)
    mnist = input_data.read_data_sets(FOLDER)
    with tf.Graph().as_default():
        tf.set_random_seed(1)

        def layer(inputs, size, name):
            with tf.variable_scope(name):
                width = inputs.get_shape().as_list()[1]
                weights = tf.get_variable('weights', [width, size], initializer=tf.random_normal_initializer(stddev=math.sqrt(2.0 / width)))
                biases = tf.get_variable('biases', [size], initializer=tf.constant_initializer(0))
                return tf.nn.bias_add(tf.matmul(inputs, weights), biases)

        images = tf.placeholder(tf.float32, [None, 784], 'images')
        labels = tf.placeholder(tf.int64, [None], 'labels')
        hidden = tf.nn.relu(layer(tf.nn.relu(layer(images, 256, 'hidden1')), 128, 'hidden2'))
        logits = layer(hidden, 10, 'output')
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
        global_step = tf.Variable(0, trainable=False, name='global_step')
        learning_rate = tf.train.exponential_decay(0.001, global_step, 500, 0.8, True)
        train_step = tf.train.AdamOptimizer(learning_rate).minimize(loss, global_step=global_step)
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            losses = []
            for step in range(1, steps + 1):
                batch_images, batch_labels = mnist.train.next_batch(100)
                value, _ = sess.run([loss, train_step], {images: batch_images, labels: batch_labels})
                if step % 100 == 0:
                    losses.append(float(value))
    return losses


def deep_mnist(steps, test_images):
    np.random.seed(0)
    mnist = input_data.read_data_sets(FOLDER, one_hot=True)
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x = tf.placeholder(tf.float32, [None, 784])
        y_ = tf.placeholder(tf.float32, [None, 10])
        keep_prob = tf.placeholder(tf.float32)
        weights = lambda shape: tf.Variable(tf.truncated_normal(shape, stddev=0.1))
        biases = lambda size: tf.Variable(tf.constant(0.1, shape=[size]))

        def conv_pool(images, W, b):
            convolved = tf.nn.conv2d(images, W, strides=[1, 1, 1, 1], padding='SAME')
            return tf.nn.max_pool(tf.nn.relu(convolved + b), [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')

        h_pool1 = conv_pool(tf.reshape(x, [-1, 28, 28, 1]), weights([5, 5, 1, 32]), biases(32))
        h_pool2 = conv_pool(h_pool1, weights([5, 5, 32, 64]), biases(64))
        h_fc1 = tf.nn.relu(tf.matmul(tf.reshape(h_pool2, [-1, 7 * 7 * 64]), weights([7 * 7 * 64, 1024])) + biases(1024))
        h_fc1_drop = tf.nn.dropout(h_fc1, keep_prob)
        y_conv = tf.matmul(h_fc1_drop, weights([1024, 10])) + biases(10)
        cross_entropy = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y_conv, y_))
        train_step = tf.train.AdamOptimizer(1e-4).minimize(cross_entropy)
        accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(y_conv, 1), tf.argmax(y_, 1)), tf.float32))
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            losses, accuracies = [], []
            for step in range(steps):
                xs, ys = mnist.train.next_batch(50)
                loss, right = sess.run([cross_entropy, accuracy], {x: xs, y_: ys, keep_prob: 1})
                losses.append(float(loss))
                accuracies.append(float(right))
                sess.run(train_step, {x: xs, y_: ys, keep_prob: 0.5})
            test = sess.run(accuracy, {x: mnist.test.images[:test_images], y_: mnist.test.labels[:test_images], keep_prob: 1})
    return dict(losses=losses, accuracies=accuracies, test_accuracy=float(test))


def lenet_mnist(steps, held_out):
    mnist = input_data.read_data_sets(FOLDER, dtype=tf.uint8, reshape=False)
    images, labels = mnist.train.images, mnist.train.labels.astype(np.int64)
    pixels = lambda raw: (raw.astype(np.float32) - 127.5) / 255
    seed, batch_size = 66478, 64
    with tf.Graph().as_default():
        data = tf.placeholder(tf.float32, [batch_size, 28, 28, 1])
        targets = tf.placeholder(tf.int64, [batch_size])
        eval_data = tf.placeholder(tf.float32, [batch_size, 28, 28, 1])
        weights = lambda shape: tf.Variable(tf.truncated_normal(shape, stddev=0.1, seed=seed))
        conv1_weights, conv1_biases = weights([5, 5, 1, 32]), tf.Variable(tf.zeros([32]))
        conv2_weights, conv2_biases = weights([5, 5, 32, 64]), tf.Variable(tf.constant(0.1, shape=[64]))
        fc1_weights, fc1_biases = weights([7 * 7 * 64, 512]), tf.Variable(tf.constant(0.1, shape=[512]))
        fc2_weights, fc2_biases = weights([512, 10]), tf.Variable(tf.constant(0.1, shape=[10]))

        def layer(images, W, b):
            convolved = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(images, W, [1, 1, 1, 1], 'SAME'), b))
            return tf.nn.max_pool(convolved, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')

        def model(images, train=False):
            pooled = layer(layer(images, conv1_weights, conv1_biases), conv2_weights, conv2_biases)
            hidden = tf.nn.relu(tf.matmul(tf.reshape(pooled, [batch_size, -1]), fc1_weights) + fc1_biases)
            if train:
                hidden = tf.nn.dropout(hidden, 0.5, seed=seed)
            return tf.matmul(hidden, fc2_weights) + fc2_biases

        logits = model(data, True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, targets))
        penalty = tf.nn.l2_loss(fc1_weights) + tf.nn.l2_loss(fc1_biases) + tf.nn.l2_loss(fc2_weights) + tf.nn.l2_loss(fc2_biases)
        loss += 5e-4 * penalty
        batch = tf.Variable(0.0)
        learning_rate = tf.train.exponential_decay(0.01, batch * batch_size, len(images), 0.95, staircase=True)
        optimizer = tf.train.MomentumOptimizer(learning_rate, 0.9).minimize(loss, global_step=batch)
        train_prediction = tf.nn.softmax(logits)
        eval_prediction = tf.nn.softmax(model(eval_data))
        error = lambda predicted, right: 100 * float(np.mean(np.argmax(predicted, 1) != right))
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            losses, rates, errors, validation = [], [], [], []
            for step in range(steps):
                offset = step * batch_size % (len(images) - batch_size)
                feed = {data: pixels(images[offset:offset + batch_size]), targets: labels[offset:offset + batch_size]}
                sess.run(optimizer, feed)
                value, rate, predicted = sess.run([loss, learning_rate, train_prediction], feed)
                losses.append(float(value))
                rates.append(float(rate))
                errors.append(error(predicted, feed[targets]))
                held = pixels(mnist.validation.images[:held_out])
                predicted = np.concatenate([sess.run(eval_prediction, {eval_data: held[i:i + 64]}) for i in range(0, held_out, 64)])
                validation.append(error(predicted, mnist.validation.labels[:held_out]))
    return dict(losses=losses, learning_rates=rates, minibatch_errors=errors, validation_errors=validation)


def mandelbrot(width, height, steps):
    Y, X = np.mgrid[-1.3:1.3:height * 1j, -2:1:width * 1j]
    with tf.Graph().as_default():
        xs = tf.constant((X + 1j * Y).astype(np.complex64))
        zs = tf.Variable(xs)
        ns = tf.Variable(tf.zeros_like(xs, tf.float32))
        zs_ = zs * zs + xs
        inside = tf.complex_abs(zs_) < 4
        step = tf.group(zs.assign(zs_), ns.assign_add(tf.cast(inside, tf.float32)))
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            for _ in range(steps):
                sess.run(step)
            counts = sess.run(ns)
    return [int(n) for n in counts.ravel()]


def dense(size, width):
    W = tf.Variable(tf.truncated_normal([size, width], stddev=1 / math.sqrt(size)))
    b = tf.Variable(tf.zeros([width]))
    return lambda inputs: tf.matmul(inputs, W) + b


def vae_mnist(steps):
    np.random.seed(0)
    mnist = input_data.read_data_sets(FOLDER)
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x = tf.placeholder(tf.float32, [None, 784])
        hidden = tf.nn.relu(dense(784, 500)(x))
        mean = dense(500, 20)(hidden)
        log_variance = dense(500, 20)(hidden)
        noise = tf.random_normal(tf.shape(mean))
        z = mean + tf.exp(0.5 * log_variance) * noise
        to_hidden, to_logits = dense(20, 500), dense(500, 784)
        logits = to_logits(tf.nn.relu(to_hidden(z)))
        reconstruction = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(logits, x), 1)
        divergence = -0.5 * tf.reduce_sum(1 + log_variance - tf.square(mean) - tf.exp(log_variance), 1)
        loss = tf.reduce_mean(reconstruction + divergence)
        train_step = tf.train.AdamOptimizer(0.001).minimize(loss)
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            losses = []
            for _ in range(steps):
                xs, _ = mnist.train.next_batch(100)
                losses.append(float(sess.run([loss, train_step], {x: xs})[0]))
    return losses


def gan_mnist(steps):
    np.random.seed(0)
    mnist = input_data.read_data_sets(FOLDER)
    batch_size, noise_size = 128, 100
    with tf.Graph().as_default():
        tf.set_random_seed(1)

        def layer(size, width):
            return [tf.Variable(tf.truncated_normal([size, width], stddev=1 / math.sqrt(size / 2.0))), tf.Variable(tf.zeros([width]))]

        G = layer(noise_size, 128) + layer(128, 784)
        D = layer(784, 128) + layer(128, 1)
        mlp = lambda inputs, (W1, b1, W2, b2): tf.matmul(tf.nn.relu(tf.matmul(inputs, W1) + b1), W2) + b2
        real = tf.placeholder(tf.float32, [None, 784])
        noise = tf.placeholder(tf.float32, [None, noise_size])
        forged = tf.nn.sigmoid(mlp(noise, G))
        on_real, on_forged = mlp(real, D), mlp(forged, D)
        verdict = lambda logits, right: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits, right))
        D_loss = verdict(on_real, tf.ones_like(on_real)) + verdict(on_forged, tf.zeros_like(on_forged))
        G_loss = verdict(on_forged, tf.ones_like(on_forged))
        D_step = tf.train.AdamOptimizer(0.001).minimize(D_loss, var_list=D)
        G_step = tf.train.AdamOptimizer(0.001).minimize(G_loss, var_list=G)
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            losses = []
            for _ in range(steps):
                xs, _ = mnist.train.next_batch(batch_size)
                d = sess.run([D_loss, D_step], {real: xs, noise: np.random.uniform(-1, 1, [batch_size, noise_size])})[0]
                g = sess.run([G_loss, G_step], {noise: np.random.uniform(-1, 1, [batch_size, noise_size])})[0]
                losses.append([float(d), float(g)])
    return losses


def ptb_language_model(path, hidden, batch, num_steps, epochs):
    text = open(path).read()
    tokens = re.findall(r'[a-z]+|[.,;:]|\n', text.lower())
    counts = collections.Counter(tokens)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    index = dict((word, i) for i, word in enumerate(words))
    ids = np.array([index[token] for token in tokens], np.int32)
    with tf.Graph().as_default():
        inputs = tf.placeholder(tf.int32, [batch, num_steps])
        targets = tf.placeholder(tf.int32, [batch, num_steps])
        with tf.variable_scope('model', initializer=tf.random_uniform_initializer(-0.1, 0.1, seed=1)):
            cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(hidden, forget_bias=0.0) for _ in range(2)])
            initial_state = cell.zero_state(batch, tf.float32)
            embedding = tf.get_variable('embedding', [len(words), hidden])
            vectors = tf.unstack(tf.nn.embedding_lookup(embedding, inputs), axis=1)
            outputs, last_state = tf.nn.rnn(cell, vectors, initial_state=initial_state)
            output = tf.reshape(tf.concat(1, outputs), [-1, hidden])
            softmax_w = tf.get_variable('softmax_w', [hidden, len(words)])
            softmax_b = tf.get_variable('softmax_b', [len(words)])
            losses = tf.nn.seq2seq.sequence_loss_by_example([tf.matmul(output, softmax_w) + softmax_b], [tf.reshape(targets, [-1])],
                                                            [tf.ones([batch * num_steps])])
            cost = tf.reduce_sum(losses) / batch
            variables = tf.trainable_variables()
            gradients, _ = tf.clip_by_global_norm(tf.gradients(cost, variables), 5)
            train_step = tf.train.GradientDescentOptimizer(1.0).apply_gradients(zip(gradients, variables))
        length = len(ids) // batch
        rows = ids[:batch * length].reshape([batch, length])
        with tf.Session(config=CONFIG) as sess:
            sess.run(tf.global_variables_initializer())
            perplexities = []
            for _ in range(epochs):
                state = sess.run(initial_state)
                costs, count = 0.0, 0
                for i in range((length - 1) // num_steps):
                    feeds = {inputs: rows[:, i * num_steps:(i + 1) * num_steps], targets: rows[:, i * num_steps + 1:(i + 1) * num_steps + 1]}
                    for (c, h), (c_value, h_value) in zip(initial_state, state):
                        feeds[c], feeds[h] = c_value, h_value
                    value, state, _ = sess.run([cost, last_state, train_step], feeds)
                    costs += value
                    count += num_steps
                perplexities.append(float(math.exp(costs / count)))
    return perplexities


record = dict(
    tensorflow=tf.__version__,
    mlp_mnist=mlp_mnist(600),
    deep_mnist=deep_mnist(5, 200),
    lenet_mnist=lenet_mnist(4, 128),
    mandelbrot=dict(width=60, height=40, steps=50, counts=mandelbrot(60, 40, 50)),
    vae_mnist=vae_mnist(60),
    gan_mnist=gan_mnist(40),
    ptb_language_model=ptb_language_model(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../LICENSE'), 24, 8, 6, 4),
)
stdout.write(json.dumps(record, sort_keys=True) + '\n')
