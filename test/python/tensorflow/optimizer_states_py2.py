"""Optimizers: nodes, slots and values for types, sparse and dense gradients, locking, gates, colocation and aggregation."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

T = tf.train


def made(name, dtype, lock):
    return {
        'sgd': lambda: T.GradientDescentOptimizer(0.1, use_locking=lock),
        'momentum': lambda: T.MomentumOptimizer(0.1, 0.9, use_locking=lock),
        'nesterov': lambda: T.MomentumOptimizer(tf.constant(0.1), 0.9, use_locking=lock, name='Mine', use_nesterov=True),
        'adagrad': lambda: T.AdagradOptimizer(0.1, 0.2, use_locking=lock),
        'adadelta': lambda: T.AdadeltaOptimizer(0.5, 0.9, 1e-2, use_locking=lock),
        'adam': lambda: T.AdamOptimizer(0.1, 0.8, 0.9, 1e-3, use_locking=lock),
        'rmsprop': lambda: T.RMSPropOptimizer(0.1, 0.8, 0.5, 1e-3, use_locking=lock),
        'centered': lambda: T.RMSPropOptimizer(0.1, 0.8, 0.5, 1e-3, lock, True),
        'ftrl': lambda: T.FtrlOptimizer(0.1, -0.5, 0.2, 0.01, 0.02, use_locking=lock),
        'ftrl power': lambda: T.FtrlOptimizer(0.1, -0.3, 0.2, 0.01, 0.02, use_locking=lock),
        'proximal sgd': lambda: T.ProximalGradientDescentOptimizer(0.1, 0.01, 0.02, use_locking=lock),
        'proximal adagrad': lambda: T.ProximalAdagradOptimizer(0.1, 0.2, 0.01, 0.02, use_locking=lock),
        'adagrad da': lambda: T.AdagradDAOptimizer(0.1, tf.contrib.framework.get_or_create_global_step(), 0.2, 0.01, 0.02, use_locking=lock),
    }[name]()


NAMES = ['sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'adam', 'rmsprop', 'centered', 'ftrl', 'ftrl power', 'proximal sgd', 'proximal adagrad', 'adagrad da']


def rounded(array, digits):
    return [float('%.*g' % (digits, float(x))) + 0. for x in np.asarray(array, np.float64).ravel()]


def nodes(graph, seen, gradients):
    for op in graph.get_operations()[seen:]:
        if op.name.startswith('gradients/') and not gradients:
            continue
        parts = [op.name, op.type] + [i.name for i in op.inputs] + ['^' + c.name for c in op.control_inputs]
        for attr in ('use_locking', 'use_nesterov', '_class'):
            try:
                parts.append('%s=%s' % (attr, op.get_attr(attr)))
            except ValueError:
                pass
        if op.device:
            parts.append('@' + op.device)
        print('   ', ' '.join(parts))


def case(name, dtype, sparse, lock, shape, **kw):
    print('==', name, dtype.name, 'sparse' if sparse else 'dense', lock, shape, sorted(kw.items()))
    with tf.Graph().as_default() as graph:
        size = int(np.prod(shape))
        start = np.linspace(-1, 1, size).reshape(shape)
        device = kw.pop('device', None)
        with tf.device(device):
            v = tf.Variable(start.astype(dtype.as_numpy_dtype), name='v')
        if sparse:
            x = tf.gather(v, [0, 1, 1])
        else:
            x = v
        loss = tf.reduce_sum(tf.square(x - 0.5) + tf.square(x) * 0.25, name='loss')
        seen = len(graph.get_operations())
        try:
            opt = made(name, dtype, lock)
            verbose = kw.pop('verbose', False)
            train = opt.minimize(loss, **kw)
        except (ValueError, TypeError, NotImplementedError) as error:
            print(type(error).__name__, error)
            return
        if verbose:
            nodes(graph, seen, 'gate_gradients' in kw)
        print(opt.get_name(), opt.get_slot_names(), [opt.get_slot(v, s).name for s in opt.get_slot_names()], [opt.get_slot(v, s).dtype.name for s in opt.get_slot_names()])
        print([t.name for t in tf.trainable_variables()], [t.name for t in tf.global_variables()])
        with tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)) as session:
            try:
                session.run(tf.global_variables_initializer())
                for _ in range(3):
                    session.run(train)
                for variable in tf.global_variables():
                    # half is rounded more or less often
                    value = '' if dtype == tf.float16 else rounded(session.run(variable), 4)
                    print(variable.name, variable.dtype.name, variable.get_shape(), value)
            except (tf.errors.OpError, ValueError) as error:
                print(type(error).__name__, error.message.split('\n')[0])


for name in NAMES:
    for dtype in (tf.float32, tf.float64, tf.float16):
        if name == 'adagrad da' and dtype == tf.float16:
            continue
        for sparse in (False, True):
            if (dtype == tf.float64 and not sparse) or (dtype == tf.float16 and sparse):
                continue
            # TensorFlow's sparse op stumbles over its own lock
            case(name, dtype, sparse, dtype == tf.float32 and not (sparse and name == 'proximal sgd'), [3, 2] if sparse else [4], verbose=dtype == tf.float32 or (sparse and dtype == tf.float64))
    case(name, tf.float32, False, False, [], gate_gradients=2, colocate_gradients_with_ops=True, verbose=True, device='/cpu:0')
for gate, method in ((0, None), (1, 0), (2, None), (3, None), (1, 1), (1, 2)):
    case('sgd', tf.float32, gate == 2, False, [2], gate_gradients=gate, aggregation_method=method, verbose=True)
case('adam', tf.float32, False, False, [2, 0])
case('momentum', tf.float32, True, False, [3])
