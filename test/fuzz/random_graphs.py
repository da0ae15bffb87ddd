"""Runs the graphs that scripts/random_graphs.ts --write has written on TensorFlow 0.12.1, and compares: python random_graphs.py FILE"""
from __future__ import print_function
import base64
import json
import os
import signal
import sys
import time

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


def compare(case):
    """Prints what differs; the number of results, and of those that differ."""
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
                return 0, 1
    wrong = 0
    for each, value in zip(case['fetches'], values):
        value = np.asarray(value)
        off = apart(array(each), value)
        if off > each['allowed']:
            wrong += 1
            print('seed %d: %s (%s %s %s) is %g off, of %g' % (case['seed'], each['name'], each['op'], each['dtype'], each['shape'], off, each['allowed']))
    return len(values), wrong


def in_process(case):
    """The same in a process of its own: TensorFlow never ends some gradients of loops in conds in loops. None where it doesn't."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(compare(case)).encode())
        sys.stdout.flush()
        os._exit(0)
    os.close(writing)
    until = time.time() + SECONDS
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.time() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        time.sleep(0.01)
    said = os.read(reading, 1000)
    os.close(reading)
    return json.loads(said.decode()) if said else None


SECONDS = 120
graphs = results = wrong = endless = 0
for line in open(sys.argv[1]):
    case = json.loads(line)
    graphs += 1
    outcome = in_process(case)
    if outcome is None:
        endless += 1
        print('seed %d: TensorFlow does not end, or dies' % case['seed'])
        continue
    results += outcome[0]
    wrong += outcome[1]
print('%d graphs, %d results, %d differ; %d that TensorFlow does not end' % (graphs, results, wrong, endless))
sys.exit(1 if wrong else 0)
