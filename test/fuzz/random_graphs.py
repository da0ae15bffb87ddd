"""Runs the graphs that scripts/random_graphs.ts --write has written on TensorFlow 0.12.1, and compares: python random_graphs.py FILE"""
from __future__ import print_function
import base64
import json
import sys

try:
    import numpy as np
    import tensorflow as tf
except ImportError:
    print('skipped: no TensorFlow')
    sys.exit(0)


def array(written):
    data = np.frombuffer(base64.b64decode(written['bytes']), dtype=np.dtype(written['dtype']))
    return data.reshape(written['shape'])


def apart(a, b):
    """The largest difference; infinite where the kinds of numbers differ."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return float('inf')
    if a.dtype == np.bool_:
        return float(np.sum(a != b))
    if a.dtype.kind in 'iu':
        return float(np.sum(a != b))
    wide = np.complex128 if a.dtype.kind == 'c' else np.float64
    x, y = a.astype(wide).ravel(), b.astype(wide).ravel()
    same = (x == y) | (np.isnan(x) & np.isnan(y))
    off = np.abs(np.where(same, 0, x - y))
    return float(np.max(np.where(np.isnan(off), np.inf, off))) if off.size else 0.0


graphs = results = wrong = 0
for line in open(sys.argv[1]):
    case = json.loads(line)
    graphs += 1
    definition = tf.GraphDef()
    definition.ParseFromString(base64.b64decode(case['graph']))
    with tf.Graph().as_default():
        tf.import_graph_def(definition, name='')
        with tf.Session() as session:
            try:
                session.run(case['initializer'])
                values = session.run([each['name'] for each in case['fetches']], {each['name']: array(each) for each in case['feeds']})
            except Exception as error:
                print('seed %d: TensorFlow raises %s: %s' % (case['seed'], type(error).__name__, str(error).split('\n')[0][:200]))
                wrong += 1
                continue
    for each, value in zip(case['fetches'], values):
        results += 1
        value = np.asarray(value)
        off = apart(array(each), value)
        if off > each['allowed']:
            wrong += 1
            print('seed %d: %s (%s %s %s) is %g off, of %g' % (case['seed'], each['name'], each['op'], each['dtype'], each['shape'], off, each['allowed']))
print('%d graphs, %d results, %d differ' % (graphs, results, wrong))
sys.exit(1 if wrong else 0)
