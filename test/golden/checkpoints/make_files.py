# -*- coding: utf-8 -*-
"""Checkpoints as TensorFlow writes them, with what is in them: prints one JSON document. Run on each version (0.12.1, 1.15.5, 2.21.0);
the documents as a list are files.json.gz."""
from __future__ import print_function
import base64, json, os, shutil, sys, tempfile
import numpy as np
import tensorflow as tf
VERSION = tf.__version__
if VERSION.startswith('2'):
    tf = tf.compat.v1
    tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)
OLD = VERSION.startswith('0.')
REF = {} if OLD else {'use_resource': False}


def variable(value, name):
    if value.dtype == object:
        value = tf.constant(value.tolist(), shape=value.shape, dtype=tf.string)
    return tf.Variable(value, name=name, **REF)


def dtypes():
    nan, inf = float('nan'), float('inf')
    values = {
        'float16': np.array([[0.5, -1.25, 65504.0], [6e-8, nan, -inf]], np.float16),
        'float32': np.array([[0.1, -1.5, 3.4e38], [1e-45, inf, nan]], np.float32),
        'float64': np.array([[0.1, -1.5, 1.7e308], [5e-324, -inf, nan]], np.float64),
        'int8': np.array([[-128, 127, 0], [1, -1, 5]], np.int8),
        'int16': np.array([[-2 ** 15, 2 ** 15 - 1, 0], [1, -1, 5]], np.int16),
        'int32': np.array([[-2 ** 31, 2 ** 31 - 1, 0], [1, -1, 5]], np.int32),
        'int64': np.array([[-2 ** 63, 2 ** 63 - 1, 0], [1, -1, 2 ** 53 + 1]], np.int64),
        'uint8': np.array([[0, 255, 7], [1, 2, 5]], np.uint8),
        'uint16': np.array([[0, 65535, 7], [1, 2, 5]], np.uint16),
        'bool': np.array([[True, False, True], [False, False, True]]),
        'complex64': np.array([[1 + 2j, -0.5j, 3], [0, 1e10 + 1e-10j, -1]], np.complex64),
        'complex128': np.array([[1 + 2j, -0.5j, 3], [0, 1e100 + 1e-100j, -1]], np.complex128),
        'string': np.array([[b'', b'abc', b'\x00\xff\x80'], [u'\u00e9\u540d'.encode('utf-8'), b'x' * 300, b'a\nb']], object),
    }
    return dict(('dtypes/' + n, variable(v, 'dtypes/' + n)) for n, v in values.items())


def shapes():
    values = {
        'scalar': np.float32(2.5), 'scalar_int64': np.int64(-7), 'scalar_bool': np.bool_(True), 'scalar_string': np.array(b'hello', object),
        'empty': np.zeros([0], np.float32), 'empty_matrix': np.zeros([3, 0, 2], np.int32), 'one': np.array([[[[4.0]]]]),
        'rank5': np.arange(32, dtype=np.float32).reshape([2, 2, 2, 2, 2]),
    }
    return dict((n, variable(np.asarray(v), n)) for n, v in values.items())


def names():
    given = [u'\u540d\u524d/w', u'\u00e9t\u00e9', u'with space', u'a:b/c.d-e', u'\x7f\x00\x01\u00ff', u'w' * 300]
    return dict((n.encode('utf-8') if OLD else n, variable(np.arange(3, dtype=np.float32) + i, 'u%d' % i)) for i, n in enumerate(given))


def many():
    return dict((n, variable(np.full([1 + i % 4], i + 0.5, np.float32), n))
                for i, n in ((i, 'layer_%03d/%s' % (i // 2, 'weights' if i % 2 else 'biases')) for i in range(80)))


def long():
    return dict((n, variable(np.zeros([140000], np.float32) + i, n)) for i, n in enumerate(['a', 'ab', 'c']))


def partitioned():
    def make(name, shape, axis, parts):
        with tf.variable_scope('', dtype=tf.float32):
            return list(tf.get_variable(name, shape, initializer=tf.random_normal_initializer(seed=3),
                                        partitioner=tf.fixed_size_partitioner(parts, axis=axis), **REF))
    return {'w': make('p/w', [7, 2], 0, 3), 'c': make('p/c', [3, 4], 1, 2), 'r': make('p/r', [2, 300, 2], 1, 5), 'plain': variable(np.ones(2, np.float32), 'plain')}


def sharded():
    with tf.device('/cpu:0'):
        a = variable(np.array([1., 2.], np.float32), 'on0')
    with tf.device('/cpu:1'):
        b = variable(np.array([[3, 4]], np.int32), 'on1')
        parts = list(tf.get_variable('p', [5, 2], initializer=tf.random_normal_initializer(seed=3), partitioner=tf.fixed_size_partitioner(2), **REF))
    return {'on0': a, 'on1': b, 'p': parts}


def encoded(session, found):
    value = np.concatenate([session.run(v) for v in found], axis=[i for i in range(len(found[0].get_shape()))
                           if found[0].get_shape()[i] != found[0]._get_save_slice_info().full_shape[i]][0]) if isinstance(found, list) else session.run(found)
    value = np.asarray(value)
    if value.dtype.kind in 'OSU':
        return {'dtype': 'string', 'shape': list(value.shape), 'data': [base64.b64encode(v).decode() for v in value.astype(object).ravel()]}
    return {'dtype': str(value.dtype), 'shape': list(value.shape), 'data': base64.b64encode(value.tobytes()).decode()}


cases = []
for build in [dtypes, shapes, names, many, long, partitioned, sharded]:
    for version in ['V1', 'V2']:
        if build is long and version == 'V2':
            continue
        tf.reset_default_graph()
        variables = build()
        saver = tf.train.Saver(variables, write_version=getattr(tf.train.SaverDef, version), sharded=build is sharded)
        folder = tempfile.mkdtemp()
        with tf.Session(config=tf.ConfigProto(device_count={'CPU': 2})) as session:
            session.run(tf.global_variables_initializer())
            saver.save(session, folder + '/model', write_meta_graph=False)
            tensors = dict((n.decode('utf-8') if isinstance(n, bytes) else n, encoded(session, v)) for n, v in variables.items())
        files = dict((f, base64.b64encode(open(os.path.join(folder, f), 'rb').read()).decode()) for f in sorted(os.listdir(folder)) if f != 'checkpoint')
        slices = dict((n.decode('utf-8') if isinstance(n, bytes) else n, [p._get_save_slice_info().spec for p in v]) for n, v in variables.items() if isinstance(v, list))
        devices = dict((n, (v[0] if isinstance(v, list) else v).device) for n, v in variables.items()) if build is sharded else {}
        cases.append({'name': build.__name__, 'format': version, 'files': files, 'tensors': tensors, 'slices': slices, 'devices': devices})
        shutil.rmtree(folder)
print(json.dumps({'version': VERSION, 'cases': cases}, sort_keys=True))
