"""What graphs TensorFlow 0.12.1 builds for mathematical functions and their gradients: python2 math_graphs.py > ../math_graphs.json.

A case is an expression in Python and the same in JavaScript. Nodes are [name, op, inputs, value of small constants].
"""
from __future__ import division

import json

import numpy as np
import tensorflow as tf

CASES = [
    # operators, with the scopes that they open
    ('x + 1.0', 'x.add(1)', 'x'), ('1.0 - x', 'x.rsub(1)', 'x'), ('x * y', 'x.mul(y)', 'xy'), ('2.0 * x', 'x.rmul(2)', 'x'),
    ('x / y', 'x.truediv(y)', 'xy'), ('1.0 / x', 'x.rtruediv(1)', 'x'), ('x // 2.0', 'x.floordiv(2)', ''), ('i // 2', 'i.floordiv(2)', ''),
    ('i / 2', 'i.truediv(2)', ''), ('x % 2.0', 'x.mod(2)', ''), ('x ** 2.0', 'x.pow(2)', 'x'), ('2.0 ** x', 'x.rpow(2)', 'x'), ('-x', 'x.neg()', 'x'),
    ('abs(x)', 'x.abs()', 'x'), ('x < y', 'x.lt(y)', ''), ('x >= 0.0', 'x.ge(0)', ''), ('b & True', 'b.and(true)', ''), ('b | b', 'b.or(b)', ''),
    ('b ^ b', 'b.xor(b)', ''), ('~b', 'b.not()', ''),
    # functions
    ('tf.add(x, y)', None, 'xy'), ('tf.sub(x, y)', None, 'xy'), ('tf.mul(x, y, name="m")', 'tf.mul(x, y, { name: "m" })', 'xy'), ('tf.div(x, y)', None, 'xy'),
    ('tf.truediv(i, i)', None, ''), ('tf.floordiv(x, y)', None, ''), ('tf.divide(x, y)', None, 'xy'), ('tf.maximum(x, y)', None, 'xy'), ('tf.minimum(x, y)', None, 'xy'),
    ('tf.squared_difference(x, y)', None, 'xy'), ('tf.pow(x, y)', None, 'xy'), ('tf.neg(x)', None, 'x'), ('tf.sign(x)', None, 'x'), ('tf.square(x)', None, 'x'),
    ('tf.sqrt(x)', None, 'x'), ('tf.rsqrt(x)', None, 'x'), ('tf.exp(x)', None, 'x'), ('tf.log(x)', None, 'x'), ('tf.log1p(x)', None, 'x'), ('tf.reciprocal(x)', None, 'x'),
    ('tf.tanh(x)', None, 'x'), ('tf.sigmoid(x)', None, 'x'), ('tf.sin(x)', None, 'x'), ('tf.cos(x)', None, 'x'), ('tf.tan(x)', None, 'x'), ('tf.asin(x)', None, 'x'),
    ('tf.acos(x)', None, 'x'), ('tf.atan(x)', None, 'x'), ('tf.erf(x)', None, 'x'), ('tf.erfc(x)', None, 'x'), ('tf.lgamma(x)', None, 'x'), ('tf.digamma(x)', None, 'x'),
    ('tf.igamma(y, x)', None, 'x'), ('tf.igammac(y, x)', None, 'x'), ('tf.zeta(y, x)', None, 'x'), ('tf.polygamma(y, x)', None, 'x'),
    ('tf.logical_xor(b, b)', None, ''), ('tf.select(b, x, x)', None, 'x'), ('tf.cast(x, tf.float64)', None, 'x'), ('tf.to_int32(x)', None, ''),
    ('tf.saturate_cast(x, tf.uint8)', None, ''), ('tf.complex(x, x)', None, ''), ('tf.complex_abs(tf.complex(x, x))', None, 'x'), ('tf.round(x)', None, ''),
    # reductions
    ('tf.reduce_sum(x)', None, 'x'), ('tf.reduce_sum(x, 1)', None, 'x'), ('tf.reduce_sum(x, [0], keep_dims=True)', 'tf.reduce_sum(x, [0], { keep_dims: true })', 'x'),
    ('tf.reduce_sum(u)', None, 'u'), ('tf.reduce_mean(x)', None, 'x'), ('tf.reduce_mean(x, reduction_indices=[1])', 'tf.reduce_mean(x, { reduction_indices: [1] })', 'x'),
    ('tf.reduce_prod(x, 1)', None, 'x'), ('tf.reduce_max(x, 1)', None, 'x'), ('tf.reduce_min(x)', None, 'x'), ('tf.reduce_all(b)', None, ''),
    ('tf.reduce_logsumexp(x, 1)', None, 'x'), ('tf.reduce_logsumexp(x)', None, ''), ('tf.count_nonzero(x)', None, ''), ('tf.trace(q)', None, 'q'),
    ('tf.argmax(x, 1)', None, ''), ('tf.cumsum(x, 1)', None, 'x'), ('tf.cumprod(x, 1, exclusive=True)', 'tf.cumprod(x, 1, { exclusive: true })', 'x'),
    ('tf.range(5)', None, ''), ('tf.range(2, 8, 3)', None, ''), ('tf.linspace(0.0, 1.0, 5)', 'tf.linspace(0, 1, 5)', ''),
    ('tf.add_n([x, x, x])', None, 'x'), ('tf.add_n([x])', None, ''), ('tf.segment_sum(x, ids)', None, 'x'), ('tf.segment_mean(x, ids)', None, 'x'), ('tf.segment_max(x, ids)', None, 'x'),
    ('tf.unsorted_segment_sum(x, ids, 3)', None, 'x'), ('tf.sparse_segment_sum(x, ids, ids)', None, 'x'), ('tf.sparse_segment_mean(x, ids, ids)', None, 'x'),
    # products and linear algebra
    ('tf.matmul(x, x, transpose_b=True)', 'tf.matmul(x, x, { transpose_b: true })', 'x'), ('tf.matmul(t, t, adjoint_a=True)', 'tf.matmul(t, t, { adjoint_a: true })', 't'),
    ('tf.matmul(x, x, transpose_a=True, a_is_sparse=True)', 'tf.matmul(x, x, { transpose_a: true, a_is_sparse: true })', 'x'), ('tf.cross(x, x)', None, 'x'),
    ('tf.cholesky(q)', None, 'q'), ('tf.matrix_determinant(q)', None, 'q'), ('tf.matrix_inverse(q)', None, 'q'), ('tf.matrix_solve(q, q)', None, 'q'),
    ('tf.matrix_triangular_solve(q, q)', None, 'q'), ('tf.matrix_solve_ls(x, x, 0.5)', None, 'x'), ('tf.matrix_solve_ls(r, r, 0.5)', None, 'r'),
    ('tf.self_adjoint_eig(q)[1]', None, 'q'), ('tf.svd(q)[1]', None, ''), ('tf.eye(3)', None, ''), ('tf.eye(2, 3)', None, ''), ('tf.cholesky_solve(q, q)', None, 'q'),
    ('tf.einsum("ij,kj->ik", x, x)', None, 'x'), ('tf.einsum("ij,ij,ij->i", x, x, x)', None, 'x'), ('tf.einsum("ij,ik->ijk", x, x)', None, ''), ('tf.einsum("ij->ji", x)', None, ''),
    ('tf.fft(tf.complex(x, x))', None, ''), ('tf.ifft2d(tf.complex(x, x))', None, ''), ('tf.lbeta(x)', None, 'x'),
    # clipping, checks
    ('tf.clip_by_value(x, -1.0, 1.0)', 'tf.clip_by_value(x, -1, 1)', 'x'), ('tf.clip_by_norm(x, 2.0)', 'tf.clip_by_norm(x, 2)', 'x'), ('tf.clip_by_average_norm(x, 2.0)', 'tf.clip_by_average_norm(x, 2)', 'x'),
    ('tf.clip_by_global_norm([x, y], 2.0)[0][0]', 'tf.clip_by_global_norm([x, y], 2)[0][0]', ''), ('tf.global_norm([x, y])', None, ''),
    ('tf.Assert(tf.reduce_all(b), ["no", i])', None, ''), ('tf.Assert(tf.reduce_all(b), [x])', None, ''), ('tf.assert_less(x, y)', None, ''), ('tf.assert_positive(i)', None, ''),
    ('tf.assert_rank(x, 2)', None, ''), ('tf.assert_rank_at_least(u, 2)', None, ''), ('tf.assert_type(x, tf.float32)', None, ''), ('tf.assert_integer(i)', None, ''),
    ('tf.is_non_decreasing(y)', None, ''), ('tf.Print(x, [x, y], "m")', None, 'x'), ('tf.check_numerics(x, "m")', None, 'x'), ('tf.verify_tensor_all_finite(x, "m")', None, ''),
    ('tf.add_check_numerics_ops()', None, ''), ('tf.histogram_fixed_width(x, [0.0, 1.0], nbins=5)', 'tf.histogram_fixed_width(x, [0, 1], { nbins: 5 })', ''),
]


def number(value):
    value = np.asarray(value)
    if value.size > 8 or value.dtype == object:
        return None
    return value.tolist()


def build(python, wrt):
    with tf.Graph().as_default() as graph:
        inputs = dict(
            tf=tf,
            x=tf.placeholder(tf.float32, [2, 3], name='x'), y=tf.placeholder(tf.float32, [3], name='y'), u=tf.placeholder(tf.float32, name='u'),
            i=tf.placeholder(tf.int32, [2, 3], name='i'), b=tf.placeholder(tf.bool, [2, 3], name='b'), q=tf.placeholder(tf.float32, [3, 3], name='q'),
            r=tf.placeholder(tf.float32, [3, 2], name='r'), t=tf.placeholder(tf.float32, [2, 3, 3], name='t'), ids=tf.placeholder(tf.int32, [2], name='ids'))
        count = len(graph.get_operations())
        out = eval(python, inputs)
        if wrt:
            tf.gradients(out, [inputs[name] for name in wrt])
        nodes = []
        for op in graph.get_operations()[count:]:
            ins = [t.name[:-2] if t.name.endswith(':0') else t.name for t in op.inputs] + ['^' + c.name for c in op.control_inputs]
            node = [op.name, op.type, ins]
            if op.type == 'Const':
                node.append(number(tf.contrib.util.make_ndarray(op.get_attr('value'))))
            nodes.append(node)
        return nodes


print(json.dumps({'tensorflow': tf.__version__, 'cases': [
    {'python': python, 'js': js or python, 'gradients': list(wrt), 'nodes': build(python, wrt)} for python, js, wrt in CASES]}, separators=(',', ':')))
