# -*- coding: utf-8 -*-
"""Nodes and values of conds, loops, TensorArrays, queues and input pipelines made by TensorFlow 0.12.1 (Python 2.7).

    python dataflow_graphs.py > ../dataflow_graphs.json

Each case: the Python snippet, the same in JavaScript, the nodes in creation order `name:op(inputs)[attrs of interest]`, and what the
tensors of `r` evaluate to (where `run`).
"""
from __future__ import absolute_import, division, print_function
import json, sys
import numpy as np
import tensorflow as tf
from tensorflow.python.ops.data_flow_ops import Barrier

CASES = [
    # (python, javascript, evaluate)
    ("x = tf.constant(2.0); r = tf.gradients(tf.cond(x > 1.0, lambda: x * x, lambda: x + 1.0), x)",
     "x = tf.constant(2); r = tf.gradients(tf.cond(x.gt(1), () => x.mul(x), () => x.add(1)), x)", True),
    ("x = tf.placeholder(tf.float32); r = tf.gradients(tf.cond(x > 1.0, lambda: x * x, lambda: x + 1.0), x)",
     "x = tf.placeholder(tf.float32); r = tf.gradients(tf.cond(x.gt(1), () => x.mul(x), () => x.add(1)), x)", False),
    ("p = tf.constant(True); q = tf.constant(False); x = tf.constant([1.0, 2.0]); r = tf.gradients(tf.cond(p, lambda: tf.cond(q, lambda: x * 2.0, lambda: x * x), lambda: x), x)",
     "p = tf.constant(true); q = tf.constant(false); x = tf.constant([1, 2]); r = tf.gradients(tf.cond(p, () => tf.cond(q, () => x.mul(2), () => x.mul(x)), () => x), x)", True),
    ("v = tf.constant(1.0); p = tf.constant(False); r = [tf.cond(p, lambda: tf.no_op(), lambda: tf.group(v))]",
     "v = tf.constant(1); p = tf.constant(false); r = [tf.cond(p, () => tf.no_op(), () => tf.group(v))]", True),
    ("p = tf.constant(True); x = tf.constant([[1.0], [2.0]])\nr = tf.cond(p, lambda: [x, tf.constant(1)], lambda: [tf.zeros([2, 1]), tf.constant(2)], name='pick')",
     "p = tf.constant(true); x = tf.constant([[1], [2]]); r = tf.cond(p, () => [x, tf.constant(tf.int(1))], () => [tf.zeros([2, 1]), tf.constant(tf.int(2))], { name: 'pick' })", True),
    ("w = tf.placeholder(tf.float32, [2, 2]); x = tf.placeholder(tf.float32, [1, 2]); i = tf.constant(0)\n_, y = tf.while_loop(lambda i, a: i < 3, lambda i, a: [i + 1, tf.tanh(tf.matmul(a, w))], [i, x]); r = tf.gradients(y, [x, w])",
     "w = tf.placeholder(tf.float32, [2, 2]); x = tf.placeholder(tf.float32, [1, 2]); i = tf.constant(tf.int(0)); let [, y] = tf.while_loop((i, a) => i.lt(3), (i, a) => [i.add(1), tf.tanh(tf.matmul(a, w))], [i, x]); r = tf.gradients(y, [x, w])", False),
    ("w = tf.placeholder(tf.float32); x = tf.placeholder(tf.float32); i = tf.constant(0)\n_, y = tf.while_loop(lambda i, a: i < 3, lambda i, a: [i + 1, a * w], [i, x], parallel_iterations=1, swap_memory=True); r = tf.gradients(y, [x, w])",
     "w = tf.placeholder(tf.float32); x = tf.placeholder(tf.float32); i = tf.constant(tf.int(0)); let [, y] = tf.while_loop((i, a) => i.lt(3), (i, a) => [i.add(1), a.mul(w)], [i, x], { parallel_iterations: 1, swap_memory: true }); r = tf.gradients(y, [x, w])", False),
    ("x = tf.constant(2.0); n = tf.constant(0)\ndef outer(i, a):\n  _, b = tf.while_loop(lambda j, b: j < 2, lambda j, b: [j + 1, b * x * a], [n, a])\n  return [i + 1, b]\n_, y = tf.while_loop(lambda i, a: i < 2, outer, [n, x]); r = tf.gradients(y, x)",
     "x = tf.constant(2); n = tf.constant(tf.int(0)); const outer = (i, a) => { const [, b] = tf.while_loop((j, b) => j.lt(2), (j, b) => [j.add(1), b.mul(x).mul(a)], [n, a]); return [i.add(1), b] }; let [, y] = tf.while_loop((i, a) => i.lt(2), outer, [n, x]); r = tf.gradients(y, x)", True),
    ("x = tf.constant(3.0); n = tf.constant(0)\n_, y = tf.while_loop(lambda i, a: i < 4, lambda i, a: [i + 1, tf.cond(tf.equal(tf.mod(i, 2), 0), lambda: a * x, lambda: a + x)], [n, x]); r = tf.gradients(y, x)",
     "x = tf.constant(3); n = tf.constant(tf.int(0)); let [, y] = tf.while_loop((i, a) => i.lt(4), (i, a) => [i.add(1), tf.cond(tf.equal(tf.mod(i, 2), 0), () => a.mul(x), () => a.add(x))], [n, x]); r = tf.gradients(y, x)", True),
    ("x = tf.placeholder(tf.float32); n = tf.constant(0)\n_, y = tf.while_loop(lambda i, a: i < 4, lambda i, a: [i + 1, tf.cond(i < 2, lambda: a * x, lambda: tf.square(a))], [n, x]); r = tf.gradients(y, x)",
     "x = tf.placeholder(tf.float32); n = tf.constant(tf.int(0)); let [, y] = tf.while_loop((i, a) => i.lt(4), (i, a) => [i.add(1), tf.cond(i.lt(2), () => a.mul(x), () => tf.square(a))], [n, x]); r = tf.gradients(y, x)", False),
    ("p = tf.constant(True); x = tf.constant(3.0); n = tf.constant(0)\ny = tf.cond(p, lambda: tf.while_loop(lambda i, a: i < 2, lambda i, a: [i + 1, a * x], [n, x])[1], lambda: x); r = tf.gradients(y, x)",
     "p = tf.constant(true); x = tf.constant(3); n = tf.constant(tf.int(0)); let y = tf.cond(p, () => tf.while_loop((i, a) => i.lt(2), (i, a) => [i.add(1), a.mul(x)], [n, x])[1], () => x); r = tf.gradients(y, x)", True),
    ("e = tf.constant([[1.0, 2.0], [3.0, 4.0]]); n = tf.constant(0)\n_, y = tf.while_loop(lambda i, a: i < 2, lambda i, a: [i + 1, a + tf.gather(e, i)], [n, tf.zeros([2])]); r = tf.gradients(y, e); r = [r[0].values, r[0].indices]",
     "e = tf.constant([[1, 2], [3, 4]]); n = tf.constant(tf.int(0)); let [, y] = tf.while_loop((i, a) => i.lt(2), (i, a) => [i.add(1), a.add(tf.gather(e, i))], [n, tf.zeros([2])]); r = tf.gradients(y, e); r = [r[0].values, r[0].indices]", True),
    ("a = tf.constant(1.0); b = tf.constant(2.0); n = tf.constant(0)\n_, c, d = tf.while_loop(lambda i, c, d: i < 3, lambda i, c, d: [i + 1, c * d, tf.constant(3.0)], [n, a, b]); r = tf.gradients(c, [a, b])",
     "a = tf.constant(1); b = tf.constant(2); n = tf.constant(tf.int(0)); ;[, c, d] = tf.while_loop((i, c, d) => i.lt(3), (i, c, d) => [i.add(1), c.mul(d), tf.constant(3)], [n, a, b]); r = tf.gradients(c, [a, b])", True),
    ("x = tf.placeholder(tf.float32, [None, 2]); r = tf.gradients(tf.map_fn(lambda t: t * t, x), x)",
     "x = tf.placeholder(tf.float32, [null, 2]); r = tf.gradients(tf.map_fn(t => t.mul(t), x), x)", False),
    ("x = tf.constant([1.0, 2.0, 3.0]); y = tf.scan(lambda a, t: a * t, x); r = [y] + tf.gradients(y, x)",
     "x = tf.constant([1, 2, 3]); let y = tf.scan((a, t) => a.mul(t), x); r = [y, ...tf.gradients(y, x)]", True),
    ("x = tf.constant([1.0, 2.0, 3.0]); y = tf.foldr(lambda a, t: a * t + 1.0, x, initializer=tf.constant(0.5), name='f'); r = [y] + tf.gradients(y, x)",
     "x = tf.constant([1, 2, 3]); let y = tf.foldr((a, t) => a.mul(t).add(1), x, { initializer: tf.constant(0.5), name: 'f' }); r = [y, ...tf.gradients(y, x)]", True),
    ("x = tf.constant([[1.0, 2.0], [3.0, 4.0]]); r = tf.map_fn(lambda t: (t[0] + t[1], t[0]), (x, x), dtype=(tf.float32, tf.float32))",
     "x = tf.constant([[1, 2], [3, 4]]); r = tf.map_fn(t => [tf.add(t[0], t[1], { name: 'add' }), t[0]], [x, x], { dtype: [tf.float32, tf.float32] })", None),
    ("x = tf.constant([1.0, 2.0, 3.0]); ta = tf.TensorArray(tf.float32, 3).split(x, [1, 2, 0]); y = ta.concat() * 2.0; r = [y, ta.size()] + tf.gradients(y, x)",
     "x = tf.constant([1, 2, 3]); let ta = new tf.TensorArray(tf.float32, 3).split(x, [1, 2, 0]); let y = ta.concat().mul(2); r = [y, ta.size(), ...tf.gradients(y, x)]", True),
    ("x = tf.constant([[1.0], [2.0]]); ta = tf.TensorArray(tf.float32, 2, clear_after_read=False, infer_shape=False, tensor_array_name='foo').unpack(x); y = ta.read(0) + ta.read(1) + ta.read(0); r = [y] + tf.gradients(y, x)",
     "x = tf.constant([[1], [2]]); let ta = new tf.TensorArray(tf.float32, 2, { clear_after_read: false, infer_shape: false, tensor_array_name: 'foo' }).unpack(x); let y = ta.read(0).add(ta.read(1)).add(ta.read(0)); r = [y, ...tf.gradients(y, x)]", True),
    ("a = tf.constant(1.0)\nwith tf.control_dependencies([a.op]):\n  r = tf.while_loop(lambda i: i < 3, lambda i: i + tf.constant(1), [tf.constant(0)])\nr = [r]",
     "a = tf.constant(1); r = tf.control_dependencies([a.op], () => tf.while_loop(i => i.lt(3), i => i.add(tf.constant(tf.int(1))), [tf.constant(tf.int(0))])); r = [r]", True),
    ("a = tf.constant(1.0); v = tf.constant(2.0)\ndef body(i):\n  with tf.control_dependencies([v.op, i.op]):\n    return tf.identity(i) + tf.constant(1)\nr = [tf.while_loop(lambda i: i < 3, body, [tf.constant(0)])]",
     "a = tf.constant(1); v = tf.constant(2); const body = i => tf.control_dependencies([v.op, i.op], () => tf.identity(i).add(tf.constant(tf.int(1)))); r = [tf.while_loop(i => i.lt(3), body, [tf.constant(tf.int(0))])]", True),
    ("i = tf.constant(0); m = tf.ones([1, 2]); r = tf.while_loop(lambda i, m: i < 2, lambda i, m: [i + 1, tf.concat(0, [m, m])], [i, m], shape_invariants=[i.get_shape(), tf.TensorShape([None, 2])])",
     "i = tf.constant(tf.int(0)); m = tf.ones([1, 2]); r = tf.while_loop((i, m) => i.lt(2), (i, m) => [i.add(1), tf.concat(0, [m, m])], [i, m], { shape_invariants: [i.get_shape(), new tf.TensorShape([null, 2])] })", True),
    ("x = tf.constant(1); y = tf.constant(2); r = [tf.case([(tf.less(x, y), lambda: tf.constant(17)), (tf.greater(x, y), lambda: tf.constant(23))], default=lambda: tf.constant(-1), exclusive=True)]",
     "x = tf.constant(tf.int(1)); y = tf.constant(tf.int(2)); r = [tf.case([[tf.less(x, y), () => tf.constant(tf.int(17))], [tf.greater(x, y), () => tf.constant(tf.int(23))]], () => tf.constant(tf.int(-1)), { exclusive: true })]", True),
    ("q = tf.RandomShuffleQueue(10, 2, [tf.float32, tf.int32], shapes=[[2], []], seed=7, name='q'); q.enqueue_many([[[1.0, 2.0]], [3]]); q.dequeue(); q.dequeue_many(2); q.dequeue_up_to(3); q.size(); q.close(True); r = []",
     "q = new tf.RandomShuffleQueue(10, 2, [tf.float32, tf.int32], { shapes: [[2], []], seed: 7, name: 'q' }); q.enqueue_many([[[1, 2]], [3]]); q.dequeue(); q.dequeue_many(2); q.dequeue_up_to(3); q.size(); q.close(true); r = []", False),
    ("b = Barrier([tf.float32, tf.int32], shapes=[[2], []], name='b'); b.insert_many(0, ['k'], [[1.0, 2.0]]); b.take_many(1); b.close(); b.ready_size(); b.incomplete_size(); r = []",
     "b = new tf.Barrier([tf.float32, tf.int32], { shapes: [[2], []], name: 'b' }); b.insert_many(0, ['k'], [[1, 2]]); b.take_many(1); b.close(); b.ready_size(); b.incomplete_size(); r = []", False),
    ("a = tf.ConditionalAccumulator(tf.float32, shape=[2], name='a'); a.apply_grad([1.0, 2.0], local_step=1); a.take_grad(1); a.num_accumulated(); a.set_global_step(2)\ns = tf.SparseConditionalAccumulator(tf.float32); s.apply_grad([0, 2], [[1.0], [2.0]], [3, 1]); s.take_indexed_slices_grad(1); r = []",
     "a = new tf.ConditionalAccumulator(tf.float32, { shape: [2], name: 'a' }); a.apply_grad([1, 2], { local_step: 1 }); a.take_grad(1); a.num_accumulated(); a.set_global_step(2); s = new tf.SparseConditionalAccumulator(tf.float32); s.apply_grad([0, 2], [[1], [2]], [3, 1]); s.take_indexed_slices_grad(1); r = []", False),
]
SHOWN = ('frame_name', 'is_constant', 'parallel_iterations', 'swap_memory', 'source', 'clear_after_read', 'dynamic_size', 'tensor_array_name', 'capacity')


def shown(op):
    parts = []
    for key in SHOWN:
        if key in op.node_def.attr:
            value = op.get_attr(key)
            parts.append('%s=%s' % (key, str(value).lower() if isinstance(value, bool) else value))
    return '[%s]' % ' '.join(parts) if parts else ''


cases = []
for python, js, evaluate in CASES:
    with tf.Graph().as_default() as graph:
        names = {'tf': tf, 'np': np, 'Barrier': Barrier}
        exec(python, names)
        nodes = []
        for op in graph.get_operations():
            inputs = [t.name if t.value_index else t.op.name for t in op.inputs] + ['^' + c.name for c in op.control_inputs]
            nodes.append('%s:%s(%s)%s' % (op.name, op.type, ','.join(inputs), shown(op)))
        case = {'python': python, 'js': js, 'nodes': nodes}
        r = names['r']
        if evaluate:
            with tf.Session() as session:
                try:
                    case['values'] = [np.asarray(value).tolist() for value in session.run(list(r))]
                except tf.errors.OpError as error:
                    case['error'] = error.message
        if evaluate is None:
            case['loose'] = True
        cases.append(case)
json.dump(cases, sys.stdout, indent=0, sort_keys=True, separators=(',', ':'))
print()
