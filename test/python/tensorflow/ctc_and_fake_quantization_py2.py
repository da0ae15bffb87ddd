"""Beam search and fake quantization, bit for bit: scores are printed with all their digits."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
for i in range(24):
    steps, batch, classes = 1 + int(rng.randint(8)), 1 + int(rng.randint(3)), 2 + int(rng.randint(5))
    width = [1, 2, 3, 5, 10, 25, 100][int(rng.randint(7))]
    paths = 1 + int(rng.randint(min(width, 4, classes)))
    merge = bool(rng.randint(2))
    logits = (rng.randn(steps, batch, classes) * 3).astype(np.float32)
    if i % 3 == 1:
        # with ties
        logits = np.floor(logits / 2)
    if i % 3 == 2:
        logits = np.zeros((steps, batch, classes), np.float32)
    lengths = [1 + int(rng.randint(steps)) for _ in range(batch)]
    with tf.Graph().as_default():
        decoded, scores = tf.nn.ctc_beam_search_decoder(tf.constant(logits), lengths, beam_width=width, top_paths=paths, merge_repeated=merge)
        with tf.Session() as sess:
            found, log_probs = sess.run([decoded, scores])
    print(i, width, paths, merge, [['%.9g' % x for x in row] for row in log_probs])
    for path in found:
        print(path.indices.tolist(), path.values.tolist(), path.shape.tolist())

for low, high in [(-6, 6), (0, 1), (-10.3, 3.7), (-0.1, 0.1), (0.5, 6), (-6, -1), (-1, 0), (-1e-3, 1000)]:
    x = (rng.randn(6, 4) * max(abs(low), abs(high), 1)).astype(np.float32)
    g = rng.randn(6, 4).astype(np.float32)
    with tf.Graph().as_default():
        results = [tf.fake_quant_with_min_max_args(x, low, high), tf.fake_quant_with_min_max_vars(x, low, high),
                   tf.fake_quant_with_min_max_vars_per_channel(x, [low] * 4, [high] * 4),
                   tf.fake_quant_with_min_max_args_gradient(g, x, low, high)]
        with tf.Session() as sess:
            for r in sess.run(results):
                print(low, high, ['%.9g' % v for v in r.ravel()])
            for r in sess.run(list(tf.fake_quant_with_min_max_vars_gradient(g, x, low, high))):
                print(['%.4g' % v for v in r.ravel()])
            for r in sess.run(list(tf.fake_quant_with_min_max_vars_per_channel_gradient(g, x, [low] * 4, [high] * 4))):
                print(['%.4g' % v for v in r.ravel()])

# gradients by tf.gradients: the attributes of the first do not get through
with tf.Graph().as_default():
    x = tf.constant([[-3.0, 0.5], [7.0, -0.25]])
    low, high = tf.constant(-1.0), tf.constant(1.0)
    ys = [tf.fake_quant_with_min_max_args(x, -1.0, 1.0), tf.fake_quant_with_min_max_vars(x, low, high),
          tf.fake_quant_with_min_max_vars_per_channel(x, [-1.0, 0.0], [1.0, 1.0])]
    with tf.Session() as sess:
        for y in ys:
            print(sess.run(tf.gradients(y, x)))
        print(sess.run(tf.gradients(ys[1], [low, high])))
    print([n.op for n in tf.get_default_graph().as_graph_def().node if 'Fake' in n.op])
    for bad in [lambda: tf.fake_quant_with_min_max_args(x, 1.0, 1.0),
                lambda: tf.fake_quant_with_min_max_vars_per_channel(tf.ones([1, 1, 1]), [0.0], [1.0]),
                lambda: tf.fake_quant_with_min_max_vars(x, [0.0], 1.0),
                lambda: tf.fake_quant_with_min_max_vars_per_channel(x, [0.0], [1.0])]:
        try:
            with tf.Session() as sess:
                print(sess.run(bad()))
        except (ValueError, tf.errors.OpError) as e:
            print(type(e).__name__, str(e).split('\n')[0])
