"""Asks TensorFlow 0.12.1 about the ops of contrib.layers: usage: contrib_layers_ops.py OUT.json.

Each case is one node: its inputs as fed (values and dtypes), its attributes, the static shapes of its outputs, and what a run gives:
values, or the error. `defs` are the definitions in the form of op_defs.json.gz.
"""
import json, os, random, sys
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import op_def_registry
from tensorflow.contrib.layers.python.ops import bucketization_op, sparse_feature_cross_op

cross_library = sparse_feature_cross_op._sparse_feature_cross_op
bucket_library = bucketization_op._bucketization_op
random.seed(7)

TYPES = {3: 'int32', 9: 'int64', 1: 'float', 2: 'double', 7: 'string'}


def arg(one):
    if one.type_list_attr:
        return [one.name, one.type_list_attr]
    text = TYPES[one.type] if one.type else one.type_attr
    return [one.name, '%s * %s' % (one.number_attr, text) if one.number_attr else text]


def attr(one):
    made = {'name': one.name, 'type': str(one.type)}
    if one.HasField('allowed_values'):
        made['allowed'] = [TYPES[t] for t in one.allowed_values.list.type]
    if one.has_minimum:
        made['min'] = one.minimum
    return made


def definition(name):
    op = op_def_registry.get_registered_ops()[name]
    return {'name': name, 'inputs': [arg(a) for a in op.input_arg], 'outputs': [arg(a) for a in op.output_arg],
            'attrs': [attr(a) for a in op.attr], 'is_stateful': op.is_stateful}


def plain(array):
    array = np.asarray(array)
    if array.dtype == object or array.dtype.kind == 'S':
        return [bytearray(x).decode('latin1') for x in array.ravel().tolist()]
    if array.dtype == np.int64:
        return [str(x) for x in array.ravel().tolist()]
    return [repr(x) if isinstance(x, float) else x for x in array.ravel().tolist()]


def dtype_name(array):
    return 'string' if array.dtype.kind in 'SO' else array.dtype.name


def told(array):
    array = np.asarray(array)
    return {'dtype': dtype_name(array), 'shape': list(array.shape), 'values': plain(array)}


def run(build, feeds):
    """In a process of its own: some bad inputs abort TensorFlow. Feeds go in by placeholders without a shape: kernels see what shape functions would refuse."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, json.dumps(run_here(build, feeds)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {'aborts': True}


def run_here(build, feeds):
    answer = {}
    with tf.Graph().as_default():
        holders = [tf.placeholder(tf.string if f.dtype.kind in 'SO' else f.dtype) for f in feeds]
        outputs = build(holders)
        with tf.Session() as session:
            try:
                values = session.run(list(outputs), dict(zip(holders, feeds)))
                answer['outputs'] = [told(v) for v in values]
            except tf.errors.OpError as e:
                answer['error'] = [type(e).__name__, e.message.split('\n')[0].split('\t')[0]]
    return answer


def static(build, shapes, types):
    with tf.Graph().as_default():
        holders = [tf.placeholder(t, s) for t, s in zip(types, shapes)]
        try:
            return {'shapes': [str(o.get_shape()) for o in build(holders)]}
        except ValueError as e:
            return {'error': str(e)}


cases = []


def cross(indices, values, shapes, dense, out_type='int64', internal_type='string', num_buckets=0, hash_key=None, hashed_output=True):
    lists = [[np.array(i, np.int64) for i in indices], [np.asarray(v) for v in values], [np.array(s, np.int64) for s in shapes],
             [np.asarray(d) for d in dense]]
    feeds = sum(lists, [])

    def build(holders):
        n = len(indices)
        parts = [holders[:n], holders[n:2 * n], holders[2 * n:3 * n], holders[3 * n:]]
        attrs = dict(hashed_output=hashed_output, num_buckets=num_buckets, out_type=tf.as_dtype(out_type), internal_type=tf.as_dtype(internal_type))
        if hash_key is None:
            return cross_library.sparse_feature_cross(*parts, **attrs)
        return cross_library.sparse_feature_cross_v2(*parts, hash_key=hash_key, **attrs)

    case = {'op': 'SparseFeatureCross' if hash_key is None else 'SparseFeatureCrossV2', 'lengths': [len(l) for l in lists],
            'inputs': [told(f) for f in feeds],
            'attrs': {'hashed_output': hashed_output, 'num_buckets': num_buckets, 'out_type': out_type, 'internal_type': internal_type}}
    if hash_key is not None:
        case['attrs']['hash_key'] = hash_key
    case.update(run(build, feeds))
    cases.append(case)


WORDS = ['a', 'b', 'NY', 'San Francisco', '', 'x' * 40, 'y' * 70, '\xc3\xa9', '17', 'zz']


def value(kind):
    return random.choice(WORDS) if kind == 'string' else random.choice([0, 1, 5, 17, -3, 1 << 40, -(1 << 62), random.randrange(1 << 31)])


def array_of(values, kind):
    return np.array(values, dtype=object if kind == 'string' else np.int64)


for number in range(60):
    batch = random.randint(1, 4)
    indices, values, shapes, dense = [], [], [], []
    kinds = []
    for _ in range(random.randint(0, 3)):
        kind = random.choice(['string', 'int64'])
        at = [[b, f] for b in range(batch) for f in range(random.choice([0, 1, 1, 2, 3]))]
        indices.append(np.array(at, np.int64).reshape(len(at), 2))
        values.append(array_of([value(kind) for _ in at], kind))
        shapes.append([batch, 3])
        kinds.append(kind)
    for _ in range(random.randint(0 if indices else 1, 2)):
        kind = random.choice(['string', 'int64'])
        columns = random.randint(1, 2)
        dense.append(array_of([[value(kind) for _ in range(columns)] for _ in range(batch)], kind))
        kinds.append(kind)
    internal = 'int64' if 'int64' in kinds else 'string'
    out = random.choice(['int64', 'int64', 'string'])
    key = random.choice([None, None, 0, 1, 0xDECAFCAFFE, -9])
    cross(indices, values, shapes, dense, out, internal, random.choice([0, 0, 1, 7, 1000, 1 << 40]), key, out == 'int64')

S = lambda *words: np.array(words, dtype=object)
one = ([[[0, 0]]], [S('a')], [[1, 1]])
# what kernels refuse
cross([[0, 0]], [S('a')], [[1, 1]], [])
cross([[[0, 0, 0]]], [S('a')], [[1, 1]], [])
cross([[[0, 0]]], [np.array([['a']], dtype=object)], [[1, 1]], [])
cross([[[0, 0]]], [S('a', 'b')], [[1, 1]], [])
cross([[[0, 0]]], [S('a')], [[[1, 1]]], [])
cross([[[0, 0]]], [S('a')], [[1, 1, 1]], [])
cross([[[0, 0]]], [S('a')], [[1]], [])
cross(one[0], one[1], one[2], [S('a')])
cross(one[0] * 2, one[1] * 2, [[1, 1], [2, 1]], [])
cross(one[0], one[1], one[2], [np.array([['a'], ['b']], dtype=object)])
cross([], [], [], [np.array([['a']], dtype=object), np.array([['a'], ['b']], dtype=object)])
# what they take: nothing at all, rows out of order, rows beyond the batch, other types than they say
cross([], [], [], [])
cross([], [], [], [], 'string', 'string')
cross([[[1, 0], [0, 0]]], [S('a', 'b')], [[2, 1]], [])
cross([[[0, 0], [5, 0]]], [S('a', 'b')], [[2, 1]], [])
cross([np.zeros([0, 2])], [S()], [[0, 0]], [])
cross([np.zeros([0, 2])], [S()], [[3, 4]], [np.array([['a'], ['b'], ['c']], dtype=object)])
cross(one[0], one[1], one[2], [], 'int64', 'string', 10, None, False)
cross(one[0], one[1], one[2], [], 'string', 'int64', 10, None, True)
cross(one[0], [np.array([7], np.int64)], one[2], [], 'int64', 'string')


def bucketize(values, dtype, boundaries):
    feed = np.array(values, dtype)
    build = lambda holders: [bucket_library.bucketize(holders[0], boundaries)]
    case = {'op': 'Bucketize', 'lengths': [1], 'inputs': [told(feed)], 'attrs': {'boundaries': boundaries}}
    case.update(run(build, [feed]))
    cases.append(case)


for dtype in ['int32', 'int64', 'float32', 'float64']:
    bucketize([[-5, 10000], [150, 10], [5, 100]], dtype, [0., 10., 100.])
    bucketize([], dtype, [0., 10.])
    bucketize(3, dtype, [])
    bucketize([0, 1, 2], dtype, [1., 1., 1.])
    bucketize([0, 1, 2], dtype, [1., 0.])
bucketize([0.1, 0.10000000149011612, 0.3, float('nan'), float('inf'), -float('inf')], 'float32', [0.1, 0.3])
bucketize([0.1, 0.10000000149011612, 0.3, float('nan'), float('inf'), -float('inf')], 'float64', [0.1, 0.3])
bucketize([16777216, 16777217, 16777218], 'int32', [16777216., 16777218.])
bucketize([16777216, 16777217, 16777218, 1 << 62], 'int64', [16777216., 16777218.])

statics = []


def static_cross(indices, values, shapes, dense):
    types = [tf.int64] * len(indices) + [tf.string] * len(values) + [tf.int64] * len(shapes) + [tf.string] * len(dense)

    def build(holders):
        n = len(indices)
        return cross_library.sparse_feature_cross(holders[:n], holders[n:2 * n], holders[2 * n:3 * n], holders[3 * n:], True, 0, tf.int64, tf.string)

    case = {'op': 'SparseFeatureCross', 'lengths': [len(indices)] * 3 + [len(dense)], 'given': indices + values + shapes + dense}
    case.update(static(build, indices + values + shapes + dense, types))
    statics.append(case)


static_cross([[3, 2]], [[3]], [[2]], [])
static_cross([None], [None], [None], [[2, 2]])
static_cross([[3]], [[3]], [[2]], [])
static_cross([], [], [], [[2]])

json.dump({'defs': dict((n, definition(n)) for n in ['Bucketize', 'SparseFeatureCross', 'SparseFeatureCrossV2']), 'cases': cases, 'statics': statics},
          open(sys.argv[1], 'w'), separators=(',', ':'), sort_keys=True)
