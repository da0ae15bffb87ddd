"""What TensorFlow 0.12.1 makes of nodes that are probably wrong.

Run with Python 2.7 and TensorFlow 0.12.1: python bad_nodes.py < nodes > answers
Nodes are lines of JSON (test/fuzz/node_json.ts), and so are the answers: {"values": arrays}, {"error": class, "message": text} or
{"ended": signal} where TensorFlow ends the process, {"ended": "late"} where it takes longer than ten seconds.
"""
from __future__ import print_function
import base64
import json
import os
import signal
import sys
import tempfile

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
import numpy as np
import tensorflow as tf
from tensorflow.core.framework import node_def_pb2

PATIENCE = 10


def array_of(text):
    dtype = tf.as_dtype(text['dtype'])
    if dtype == tf.string:
        items = [base64.b64decode(item) for item in text['data']]
        array = np.empty([len(items)], dtype=object)
        for i, item in enumerate(items):
            array[i] = item
        return array.reshape(text['shape'])
    return np.frombuffer(base64.b64decode(text['data']), dtype=dtype.as_numpy_dtype).reshape(text['shape'])


def text_of(array, dtype):
    # bytes end in zeros only as objects
    array = np.asarray(array, dtype=object if dtype.base_dtype == tf.string else None)
    text = {'dtype': dtype.base_dtype.name, 'shape': list(array.shape)}
    if dtype.base_dtype == tf.string:
        text['data'] = [base64.b64encode(bytes(item)) for item in array.ravel()]
    else:
        text['data'] = base64.b64encode(np.ascontiguousarray(array).tobytes())
    return text


def play(node):
    graph = tf.Graph()
    with graph.as_default():
        feeds = {}
        initializers = []
        inputs = []
        types = []
        for kind, text in zip(node['kinds'], node['inputs']):
            value = array_of(text)
            dtype = tf.as_dtype(text['dtype'])
            if kind == 'variable':
                variable = tf.Variable(tf.constant(value, dtype), trainable=False, validate_shape=not node['hidden'])
                initializers.append(variable.initializer)
                inputs.append(variable._as_graph_element())
                types.append(inputs[-1].dtype)
            elif kind == 'constant':
                inputs.append(tf.constant(value, dtype))
                types.append(dtype)
            else:
                placeholder = tf.placeholder(dtype, None if node['hidden'] else text['shape'])
                feeds[placeholder] = value
                inputs.append(placeholder)
                types.append(dtype)
        initializer = tf.group(*initializers)
        attrs = node_def_pb2.NodeDef.FromString(base64.b64decode(node['attrs'])).attr
        op = graph.create_op(node['op'], inputs, [tf.as_dtype(t) for t in node['outputs']], types, 'bad', dict(attrs),
                             OPS[node['op']])
        with tf.Session(graph=graph) as session:
            session.run(initializer)
            fetches = [t for t in op.outputs if t.dtype.base_dtype != tf.resource]
            results = session.run(fetches, feeds) if fetches else (session.run(op, feeds), [])[1]
            return {'values': [text_of(result, t.dtype) for result, t in zip(results, fetches)]}


def answer(node):
    try:
        return play(node)
    except Exception as error:
        message = error.message if isinstance(error.message, str) else str(error)
        return {'error': type(error).__name__, 'message': message.decode('utf-8', 'replace')}


def main():
    nodes = [line for line in sys.stdin]
    done = 0
    while done < len(nodes):
        sys.stdout.flush()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            out = os.fdopen(writing, 'w')
            os.chdir(tempfile.mkdtemp())
            for line in nodes[done:]:
                signal.alarm(PATIENCE)
                out.write(json.dumps(answer(json.loads(line)), sort_keys=True) + '\n')
                out.flush()
            os._exit(0)
        os.close(writing)
        for line in os.fdopen(reading):
            print(line, end='')
            done += 1
        _, status = os.waitpid(child, 0)
        if done < len(nodes) and status != 0:
            number = status & 127
            print(json.dumps({'ended': 'late' if number == signal.SIGALRM else number}))
            done += 1
    sys.stdout.flush()


from tensorflow.python.framework import op_def_registry
OPS = op_def_registry.get_registered_ops()
if __name__ == '__main__':
    main()
