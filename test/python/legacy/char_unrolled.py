"""Min char model unrolled by hand, an LSTM written out, and a bigram table."""
import numpy as np
import tensorflow as tf

np.random.seed(0)
data = 'hello world, this is a little text; hello again, little world. ' * 3
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
print('Data has %d characters, %d unique.' % (data_size, vocab_size))
char_to_ix = dict((ch, i) for i, ch in enumerate(chars))
ix_to_char = dict((i, ch) for i, ch in enumerate(chars))

hidden_size = 10
seq_length = 8
learning_rate = 1e-1


def one_hot(v):
    return np.eye(vocab_size)[v]

tf.set_random_seed(21)
inputs = tf.placeholder(shape=[None, vocab_size], dtype=tf.float32, name="inputs")
targets = tf.placeholder(shape=[None, vocab_size], dtype=tf.float32, name="targets")
init_state = tf.placeholder(shape=[1, hidden_size], dtype=tf.float32, name="state")
initializer = tf.random_normal_initializer(stddev=0.1)

with tf.variable_scope("RNN") as scope:
    hs_t = init_state
    ys = []
    for t, xs_t in enumerate(tf.split(0, seq_length, inputs)):
        if t > 0:
            scope.reuse_variables()
        Wxh = tf.get_variable("Wxh", [vocab_size, hidden_size], initializer=initializer)
        Whh = tf.get_variable("Whh", [hidden_size, hidden_size], initializer=initializer)
        Why = tf.get_variable("Why", [hidden_size, vocab_size], initializer=initializer)
        bh = tf.get_variable("bh", [hidden_size], initializer=initializer)
        by = tf.get_variable("by", [vocab_size], initializer=initializer)
        hs_t = tf.tanh(tf.matmul(xs_t, Wxh) + tf.matmul(hs_t, Whh) + bh)
        ys_t = tf.matmul(hs_t, Why) + by
        ys.append(ys_t)

hprev = hs_t
output_softmax = tf.nn.softmax(ys[-1])
outputs = tf.concat(0, ys)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(outputs, targets))
minimizer = tf.train.AdamOptimizer()
grads_and_vars = minimizer.compute_gradients(loss)
grad_clipping = tf.constant(5.0, name="grad_clipping")
clipped_grads_and_vars = []
for grad, var in grads_and_vars:
    clipped_grad = tf.clip_by_value(grad, -grad_clipping, grad_clipping)
    clipped_grads_and_vars.append((clipped_grad, var))
updates = minimizer.apply_gradients(clipped_grads_and_vars)

sess = tf.Session()
sess.run(tf.initialize_all_variables())
n, p = 0, 0
hprev_val = np.zeros([1, hidden_size])
for n in range(30):
    if p + seq_length + 1 >= len(data) or n == 0:
        hprev_val = np.zeros([1, hidden_size])
        p = 0
    input_vals = [char_to_ix[ch] for ch in data[p:p + seq_length]]
    target_vals = [char_to_ix[ch] for ch in data[p + 1:p + seq_length + 1]]
    hprev_val, loss_val, _ = sess.run([hprev, loss, updates], feed_dict={inputs: one_hot(input_vals), targets: one_hot(target_vals), init_state: hprev_val})
    if n % 10 == 0:
        print('iter: %d, p: %d, loss: %f' % (n, p, loss_val))
    p += seq_length
sample_prob = sess.run(output_softmax, {inputs: one_hot(input_vals), init_state: hprev_val})
print(np.argmax(sample_prob), np.round(sample_prob.ravel()[:5], 5))

# an LSTM written out, truncated steps, words as embedding rows
batch, unroll, nodes = 3, 4, 6
graph = tf.Graph()
with graph.as_default():
    tf.set_random_seed(5)
    gates = dict((g, (tf.Variable(tf.truncated_normal([vocab_size, nodes], -0.1, 0.1)), tf.Variable(tf.truncated_normal([nodes, nodes], -0.1, 0.1)),
                      tf.Variable(tf.zeros([1, nodes])))) for g in ['input', 'forget', 'cell', 'out'])
    saved_output = tf.Variable(tf.zeros([batch, nodes]), trainable=False)
    saved_state = tf.Variable(tf.zeros([batch, nodes]), trainable=False)
    w = tf.Variable(tf.truncated_normal([nodes, vocab_size], -0.1, 0.1))
    b = tf.Variable(tf.zeros([vocab_size]))

    def lstm_cell(i, o, state):
        gate = lambda g: tf.matmul(i, gates[g][0]) + tf.matmul(o, gates[g][1]) + gates[g][2]
        input_gate = tf.sigmoid(gate('input'))
        forget_gate = tf.sigmoid(gate('forget'))
        update = gate('cell')
        state = forget_gate * state + input_gate * tf.tanh(update)
        output_gate = tf.sigmoid(gate('out'))
        return output_gate * tf.tanh(state), state

    train_data = [tf.placeholder(tf.float32, shape=[batch, vocab_size]) for _ in range(unroll + 1)]
    train_inputs, train_labels = train_data[:unroll], train_data[1:]
    outs = list()
    output, state = saved_output, saved_state
    for i in train_inputs:
        output, state = lstm_cell(i, output, state)
        outs.append(output)
    with tf.control_dependencies([saved_output.assign(output), saved_state.assign(state)]):
        logits = tf.nn.xw_plus_b(tf.concat(0, outs), w, b)
        loss2 = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, tf.concat(0, train_labels)))
    global_step = tf.Variable(0)
    rate = tf.train.exponential_decay(10.0, global_step, 10, 0.1, staircase=True)
    optimizer = tf.train.GradientDescentOptimizer(rate)
    gradients, v = zip(*optimizer.compute_gradients(loss2))
    gradients, _ = tf.clip_by_global_norm(gradients, 1.25)
    optimizer = optimizer.apply_gradients(zip(gradients, v), global_step=global_step)
    prediction = tf.nn.softmax(logits)
    sample_input = tf.placeholder(tf.float32, shape=[1, vocab_size])
    saved_sample_output = tf.Variable(tf.zeros([1, nodes]))
    saved_sample_state = tf.Variable(tf.zeros([1, nodes]))
    reset_sample_state = tf.group(saved_sample_output.assign(tf.zeros([1, nodes])), saved_sample_state.assign(tf.zeros([1, nodes])))
    sample_output, sample_state = lstm_cell(sample_input, saved_sample_output, saved_sample_state)
    with tf.control_dependencies([saved_sample_output.assign(sample_output), saved_sample_state.assign(sample_state)]):
        sample_prediction = tf.nn.softmax(tf.nn.xw_plus_b(sample_output, w, b))
with tf.Session(graph=graph) as session:
    tf.initialize_all_variables().run()
    for step in range(12):
        feed = dict((train_data[i], one_hot([char_to_ix[data[(step * 5 + i + 17 * k) % data_size]] for k in range(batch)])) for i in range(unroll + 1))
        _, l, predictions, lr = session.run([optimizer, loss2, prediction, rate], feed_dict=feed)
        if step % 4 == 0:
            print('step %d loss %.6f rate %g' % (step, l, lr))
    reset_sample_state.run()
    sentence = 'h'
    for _ in range(6):
        p = sample_prediction.eval({sample_input: one_hot([char_to_ix[sentence[-1]]])})
        sentence += ix_to_char[np.argmax(p)]
    print(repr(sentence), '%.5f' % p.max())

