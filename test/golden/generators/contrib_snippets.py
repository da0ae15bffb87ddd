"""Asks TensorFlow 0.12.1 (Python 2.7) what snippets of a file build and compute. Usage: contrib_snippets.py SNIPPETS.py OUT.json.gz

A line `#: name` begins a snippet. Of each are kept its source, the graph node by node with attributes and output types (of gradients
only the names and ops), the collections, the exception, what it logged, and the value of `result`.
"""
from __future__ import print_function
import __future__
import gzip, imp, json, logging, os, re, sys
import numpy as np
import tensorflow as tf

base = imp.new_module('snippets')
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'snippets.py')) as own:
    exec(own.read().split('content = json.load')[0], base.__dict__)

messages = []


class Keep(logging.Handler):
    def emit(self, record):
        if record.levelno >= logging.WARN:
            messages.append('%s:%s' % (record.levelname, re.sub(r'/\S*/site-packages/', '', record.getMessage())))


logging.getLogger('tensorflow').handlers = [Keep()]


class OneThread(tf.Session):
    """What no edge orders then happens in the same order each time."""

    def __init__(self, target='', graph=None, config=None):
        config = config or tf.ConfigProto()
        config.inter_op_parallelism_threads = 1
        config.use_per_session_threads = True
        super(OneThread, self).__init__(target, graph, config)


tf.Session = OneThread


def node(op):
    shapes = ['%s%s' % (t.dtype.name, base.shape(t)) for t in op.outputs]
    if op.name.startswith('gradients'):
        return {'name': op.name, 'op': op.type}
    return {'text': str(op.node_def), 'out': shapes}


def result(value):
    if isinstance(value, dict):
        return {'$dict': dict((str(key), result(item)) for key, item in value.items())}
    if isinstance(value, tuple):
        return {'$tuple': [result(item) for item in value]}
    if isinstance(value, list):
        return [result(item) for item in value]
    return base.result(value)


def ask(name, source):
    tf.reset_default_graph()
    tf.set_random_seed(7)
    np.random.seed(0)
    del messages[:]
    names = {'tf': tf, 'np': np, '__name__': '__main__'}
    out = {'id': name, 'source': source, 'error': None}
    try:
        exec(compile(source, '<snippet %s>' % name, 'exec', __future__.division.compiler_flag, True), names)
    except Exception as e:
        out['error'] = base.error(e)
    graph = tf.get_default_graph()
    out['nodes'] = [node(op) for op in graph.get_operations()]
    keys = [k for k in graph.get_all_collection_keys() if isinstance(k, str)]
    out['collections'] = dict((k, [getattr(v, 'name', base.clean(repr(v))) for v in tf.get_collection(k)]) for k in keys)
    out['log'] = list(messages)
    if out['error'] is None and 'result' in names:
        out['result'] = result(names['result'])
    return out


with open(sys.argv[1]) as lines:
    parts = re.split(r'^#: (\w+)\n', lines.read(), flags=re.M)[1:]
cases = [ask(name, source.strip('\n') + '\n') for name, source in zip(parts[::2], parts[1::2])]
assert len(set(case['id'] for case in cases)) == len(cases)
with gzip.GzipFile(sys.argv[2], 'wb', mtime=0) as out:
    out.write(json.dumps({'cases': cases}, sort_keys=True))
for case in cases:
    print(case['id'], len(case['nodes']), case['error'] or '')
