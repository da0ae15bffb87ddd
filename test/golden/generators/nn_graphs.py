"""Which nodes TensorFlow 0.12.1 makes for neural network functions, variables and random numbers, and their gradients.

Run with Python 2.7 and TensorFlow 0.12.1: python nn_graphs.py > ../nn_graphs.json
Every case: an expression in Python and in TypeScript, and the inputs for which gradients are taken.
"""
from __future__ import division
import json
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import tensor_util

CASES = [
    ('tf.nn.relu(x)', None, 'x'),
    ('tf.gradients(tf.nn.relu(x), x)[0]', 'tf.gradients(tf.nn.relu(x), x)[0]', 'x'),
    ('tf.nn.relu6(x)', None, 'x'),
    ('tf.nn.elu(x)', None, 'x'),
    ('tf.gradients(tf.nn.elu(x), x)[0]', None, 'x'),
    ('tf.nn.softplus(x)', None, 'x'),
    ('tf.nn.softsign(x, name="s")', 'tf.nn.softsign(x, { name: "s" })', 'x'),
    ('tf.nn.crelu(x)', None, 'x'),
    ('tf.nn.softmax(x)', None, 'x'),
    ('tf.nn.softmax(x, name="probabilities")', 'tf.nn.softmax(x, { name: "probabilities" })', ''),
    ('tf.nn.softmax(image)', None, 'image'),
    ('tf.nn.softmax(image, dim=1)', 'tf.nn.softmax(image, { dim: 1 })', 'image'),
    ('tf.nn.softmax(unknown)', None, 'unknown'),
    ('tf.nn.log_softmax(x)', None, 'x'),
    ('tf.nn.softmax_cross_entropy_with_logits(x, y)', None, 'x y'),
    ('tf.nn.softmax_cross_entropy_with_logits(image, image, dim=1)', 'tf.nn.softmax_cross_entropy_with_logits(image, image, { dim: 1 })', 'image'),
    ('tf.nn.sparse_softmax_cross_entropy_with_logits(x, ids)', None, 'x'),
    ('tf.nn.sparse_softmax_cross_entropy_with_logits(t, tids)', None, 't'),
    ('tf.nn.sigmoid_cross_entropy_with_logits(x, y)', None, 'x y'),
    ('tf.nn.weighted_cross_entropy_with_logits(x, y, 2.0)', 'tf.nn.weighted_cross_entropy_with_logits(x, y, 2)', 'x'),
    ('tf.nn.log_poisson_loss(x, y, compute_full_loss=True)', 'tf.nn.log_poisson_loss(x, y, { compute_full_loss: true })', 'x'),
    ('tf.nn.bias_add(x, b)', None, 'x b'),
    ('tf.nn.bias_add(image, b, data_format="NHWC", name="biased")', 'tf.nn.bias_add(image, b, { data_format: "NHWC", name: "biased" })', 'image b'),
    ('tf.gradients(tf.nn.bias_add(x, b), b)[0]', None, 'x'),
    ('tf.nn.xw_plus_b(x, w, c)', None, 'x w c'),
    ('tf.nn.relu_layer(x, w, c)', None, 'x'),
    ('tf.nn.l2_loss(x)', None, 'x'),
    ('tf.nn.l2_normalize(x, 1)', None, 'x'),
    ('tf.nn.zero_fraction(x)', None, ''),
    ('tf.nn.local_response_normalization(image)', None, 'image'),
    ('tf.nn.lrn(image, 4, bias=1.0, alpha=0.001 / 9.0, beta=0.75)', 'tf.nn.lrn(image, 4, { bias: 1, alpha: 0.001 / 9, beta: 0.75 })', ''),
    ('tf.nn.dropout(x, 0.5)', None, 'x'),
    ('tf.nn.dropout(unknown, keep)', None, 'unknown'),
    ('tf.nn.dropout(x, 1.0)', 'tf.nn.dropout(x, 1)', ''),
    ('tf.nn.dropout(x, 0.25, noise_shape=[2, 1], seed=3)', 'tf.nn.dropout(x, 0.25, { noise_shape: [2, 1], seed: 3 })', ''),
    ('tf.nn.moments(x, [0])', None, ''),
    ('tf.nn.moments(unknown, [0, 1])', None, ''),
    ('tf.nn.moments(image, [0, 1, 2], keep_dims=True)[1]', 'tf.nn.moments(image, [0, 1, 2], { keep_dims: true })[1]', 'image'),
    ('tf.nn.weighted_moments(x, [0], y)', None, ''),
    ('tf.nn.sufficient_statistics(x, [0], shift=1.0)', 'tf.nn.sufficient_statistics(x, [0], { shift: 1 })', ''),
    ('tf.nn.batch_normalization(x, b, b, b, b, 0.001)', None, 'x b'),
    ('tf.nn.batch_normalization(x, b, b, None, None, 0.001)', 'tf.nn.batch_normalization(x, b, b, null, null, 0.001)', ''),
    ('tf.nn.fused_batch_norm(image, b, b)[0]', None, 'image b'),
    ('tf.nn.top_k(x, 2)[0]', None, 'x'),
    ('tf.nn.in_top_k(x, ids, 2)', None, ''),
    ('tf.nn.embedding_lookup(w, ids)', None, 'w'),
    ('tf.nn.embedding_lookup([w, w], ids)', None, 'w'),
    ('tf.nn.embedding_lookup([w, w], ids, partition_strategy="div")', 'tf.nn.embedding_lookup([w, w], ids, { partition_strategy: "div" })', ''),
    ('tf.nn.embedding_lookup(w, ids, max_norm=1.0)', 'tf.nn.embedding_lookup(w, ids, { max_norm: 1 })', 'w'),
    ('tf.nn.nce_loss(w, b, c2, lids, 2, 3)', None, 'w b'),
    ('tf.nn.sampled_softmax_loss(w, b, c2, lids, 2, 3)', None, 'w b'),
    ('tf.nn.uniform_candidate_sampler(lids, 1, 2, True, 3)', 'tf.nn.uniform_candidate_sampler(lids, 1, 2, true, 3)', ''),
    ('tf.random_normal([2, 3])', None, ''),
    ('tf.random_normal(tf.shape(x), mean=1.0, stddev=2.0, seed=5, name="noise")', 'tf.random_normal(tf.shape(x), { mean: 1, stddev: 2, seed: 5, name: "noise" })', ''),
    ('tf.random_normal([])', None, ''),
    ('tf.truncated_normal([2], stddev=0.1)', 'tf.truncated_normal([2], { stddev: 0.1 })', ''),
    ('tf.random_uniform([2], -1.0, 1.0)', 'tf.random_uniform([2], -1, 1)', ''),
    ('tf.random_uniform([2], maxval=10, dtype=tf.int32)', 'tf.random_uniform([2], { maxval: 10, dtype: tf.int32 })', ''),
    ('tf.random_shuffle(x)', None, ''),
    ('tf.random_crop(x, [1, 2])', None, ''),
    ('tf.multinomial(x, 4)', None, ''),
    ('tf.random_gamma([2], 0.5, 2.0)', 'tf.random_gamma([2], 0.5, 2)', ''),
    ('tf.Variable([1.0, 2.0])', 'new tf.Variable([1, 2])', ''),
    ('tf.Variable(0, name="step", trainable=False)', 'new tf.Variable(tf.int(0), { name: "step", trainable: false })', ''),
    ('tf.Variable(lambda: tf.zeros([2]), dtype=tf.float32, name="made")', 'new tf.Variable(() => tf.zeros([2]), { dtype: tf.float32, name: "made" })', ''),
    ('tf.Variable(x, validate_shape=False, name="free")', 'new tf.Variable(x, { validate_shape: false, name: "free" })', ''),
    ('tf.Variable([1.0]).initialized_value() * 2.0', 'new tf.Variable([1]).initialized_value().mul(2)', ''),
    ('tf.Variable([1.0]).assign_add([2.0])', 'new tf.Variable([1]).assign_add([2])', ''),
    ('tf.Variable([1.0]) + 2.0', 'new tf.Variable([1]).add(2)', ''),
    ('2.0 - tf.Variable([1.0])', 'new tf.Variable([1]).rsub(2)', ''),
    ('[tf.Variable([1.0]), tf.report_uninitialized_variables()]', '[new tf.Variable([1]), tf.report_uninitialized_variables()]', ''),
    ('[tf.Variable([1.0]), tf.assert_variables_initialized()]', '[new tf.Variable([1]), tf.assert_variables_initialized()]', ''),
    ('[tf.Variable([1.0]), tf.initialize_all_variables()]', '[new tf.Variable([1]), tf.initialize_all_variables()]', ''),
]


def inputs():
    return dict(
        x=tf.placeholder(tf.float32, [2, 3], 'x'), y=tf.placeholder(tf.float32, [2, 3], 'y'), b=tf.placeholder(tf.float32, [3], 'b'),
        w=tf.placeholder(tf.float32, [3, 2], 'w'), c=tf.placeholder(tf.float32, [2], 'c'), c2=tf.placeholder(tf.float32, [4, 2], 'c2'),
        t=tf.placeholder(tf.float32, [2, 4, 3], 't'), image=tf.placeholder(tf.float32, [2, 4, 5, 3], 'image'),
        unknown=tf.placeholder(tf.float32, None, 'unknown'), keep=tf.placeholder(tf.float32, [], 'keep'),
        ids=tf.placeholder(tf.int32, [2], 'ids'), tids=tf.placeholder(tf.int64, [2, 4], 'tids'), lids=tf.placeholder(tf.int64, [4, 1], 'lids'))


def value(op):
    array = tensor_util.MakeNdarray(op.get_attr('value'))
    if array.size > 8 or array.dtype.kind in 'OSU':
        return None
    return array.tolist()


def record(python, js, xs):
    with tf.Graph().as_default() as graph:
        given = inputs()
        count = len(graph.get_operations())
        out = eval(python, dict(tf=tf, np=np), given)
        if xs:
            tf.gradients(out, [given[name] for name in xs.split()])
        nodes = []
        for op in graph.get_operations()[count:]:
            ins = [t.op.name if t.value_index == 0 else t.name for t in op.inputs] + ['^' + c.name for c in op.control_inputs]
            node = [op.name, op.type, ins]
            if op.type == 'Const':
                node.append(value(op))
            nodes.append(node)
        js = js or python
        return dict(python=python, js=js, gradients=xs.split(), nodes=nodes)


print(json.dumps(dict(tensorflow=tf.__version__, cases=[record(*case) for case in CASES])))
