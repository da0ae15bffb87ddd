"""Asks TensorFlow 0.12.1 (Python 2.7) again what the snippets of a golden file give. Usage: snippets.py FILE.json.gz > OUT.json

Cases with `nodes` record the graph that the snippet builds, all others its exception or the value of `result`.
"""
from __future__ import print_function
import __future__
import base64, gzip, json, re, sys
import numpy as np
import tensorflow as tf


def text(value):
    if isinstance(value, unicode):
        return value
    try:
        return value.decode('utf-8')
    except UnicodeDecodeError:
        return {'b64': base64.b64encode(value)}


def scalar(x):
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (complex, np.complexfloating)):
        return [scalar(x.real), scalar(x.imag)]
    if isinstance(x, (float, np.floating)):
        return float(x) if np.isfinite(x) else 'nan' if x != x else 'inf' if x > 0 else '-inf'
    if isinstance(x, (int, long, np.integer)):
        return int(x) if abs(int(x)) <= 2 ** 53 else str(int(x))
    return text(x)


def nested(a):
    return scalar(a[()]) if a.ndim == 0 else [nested(np.asarray(item, a.dtype)) for item in a]


def tensor(value):
    a = np.asarray(value)
    return {'dtype': 'string' if a.dtype.kind in 'OSU' else a.dtype.name, 'shape': list(a.shape), 'data': nested(a)}


def clean(message):
    return re.sub(r'0x[0-9a-f]{6,}', '0xADDR', text(message))


def result(v):
    if v is None:
        return None
    if isinstance(v, tuple):
        return {'$tuple': [result(x) for x in v]}
    if isinstance(v, list):
        return [result(x) for x in v]
    if isinstance(v, np.ndarray):
        return {'$ndarray': tensor(v)}
    if isinstance(v, np.generic):
        return {'$numpy_scalar': tensor(v)}
    if isinstance(v, (str, unicode)):
        return {'$bytes' if isinstance(v, str) else '$unicode': text(v)}
    if isinstance(v, (bool, float, int, long)):
        return {'$python_' + type(v).__name__: scalar(v)}
    return {'$repr': clean(repr(v))}


def error(e):
    record = {'class': type(e).__name__}
    if isinstance(e, tf.errors.OpError):
        return dict(record, message=clean(e.message), op=e.op.name if e.op is not None else None, error_code=e.error_code)
    own = e.args[0] if isinstance(e, KeyError) and e.args and isinstance(e.args[0], basestring) else unicode(e)
    return dict(record, message=clean(own))


def shape(t):
    s = t.get_shape()
    return '<unknown>' if s.ndims is None else '[%s]' % ','.join('?' if d.value is None else str(d.value) for d in s)


def node(op):
    d = op.node_def
    record = {'name': d.name, 'op': d.op}
    if d.input:
        record['in'] = list(d.input)
    if op.outputs:
        record['out'] = ['%s%s' % (t.dtype.name, shape(t)) for t in op.outputs]
    if d.device:
        record['device'] = d.device
    if '_class' in d.attr:
        record['class'] = list(d.attr['_class'].list.s)
    if '_gradient_op_type' in d.attr:
        record['gradient_op_type'] = d.attr['_gradient_op_type'].s
    if d.op == 'Const':
        value = tf.contrib.util.make_ndarray(d.attr['value'].tensor)
        if value.size <= 12:
            record['value'] = nested(np.asarray(value))
    return record


def ask(case):
    tf.reset_default_graph()
    np.random.seed(0)
    sys.exc_clear()
    names = {'tf': tf, 'np': np}
    out = {'id': case['id'], 'source': case['source']}
    try:
        code = compile(case['source'], '<snippet %s>' % case['id'], 'exec', __future__.division.compiler_flag, True)
        exec(code, names)
        out['error'] = None
    except Exception as e:
        out['error'] = error(e)
    if 'nodes' in case:
        graph = tf.get_default_graph()
        out['nodes'] = [node(op) for op in graph.get_operations()]
        keys = [k for k in graph.get_all_collection_keys() if isinstance(k, str)]
        out['collections'] = dict((k, [getattr(v, 'name', clean(repr(v))) for v in tf.get_collection(k)]) for k in keys)
    elif out['error'] is None and 'result' in names:
        out['result'] = result(names['result'])
    return out


content = json.load(gzip.open(sys.argv[1]))
content['cases'] = [ask(case) for case in content['cases']]
json.dump(content, sys.stdout, separators=(',', ':'), sort_keys=True)
