# -*- coding: utf-8 -*-
"""Random variables, saved by TensorFlow in both formats; and what tf0 saved of them, restored. See scripts/checkpoint_versions.ts.

    random_variables.py save FOLDER SEED       writes FOLDER/spec.json and the checkpoints FOLDER/{v1,v2,v1_sharded,v2_sharded}/model
    random_variables.py restore FOLDER WRITTEN compares the checkpoints WRITTEN/… with the values in FOLDER/spec.json
"""
from __future__ import print_function
import base64, json, os, sys
import numpy as np
import tensorflow as tf
if tf.__version__.startswith('2'):
    tf = tf.compat.v1
    tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)
OLD = tf.VERSION.startswith('0.') if hasattr(tf, 'VERSION') else False

KINDS = [(version, sharded) for version in ('V1', 'V2') for sharded in (False, True)]
DTYPES = ['float16', 'float32', 'float64', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'bool', 'complex64', 'complex128', 'string',
          'qint8', 'quint8', 'qint32']
ALPHABET = [u'a', u'b', u'Z', u'0', u'_', u'.', u'-', u'/', u' ', u':', u'\u00e9', u'\u00ff', u'\u540d', u'\x7f', u'%', u'"']


def numbers(rng, dtype, size):
    """Random bits, so that infinities, NaNs and the ends of ranges are among them."""
    if dtype == 'string':
        return [bytes(bytearray(rng.randint(0, 256, size=rng.randint(0, 300) if rng.rand() < .1 else rng.randint(0, 9)).tolist())) for _ in range(size)]
    if dtype == 'bool':
        return rng.rand(size) < .5
    plain = np.dtype(dtype.replace('q', '') if dtype.startswith('q') else dtype)
    return np.frombuffer(bytes(bytearray(rng.randint(0, 256, size=size * plain.itemsize).tolist())), plain)


def random_spec(seed):
    rng = np.random.RandomState(seed)
    spec, names = [], set()
    while len(spec) < 40:
        name = u''.join(ALPHABET[i] for i in rng.randint(0, len(ALPHABET), size=rng.randint(1, 24)))
        op_name = 'n%d/' % len(spec) + ''.join('abcXYZ019_.-'[i] for i in rng.randint(0, 12, size=rng.randint(1, 20)))
        if name in names:
            continue
        names.add(name)
        dtype = DTYPES[len(spec) % len(DTYPES)]
        rank = rng.randint(0, 6)
        shape = [int(n) for n in rng.randint(0, 7, size=rank)] if rng.rand() < .2 else [int(n) for n in rng.randint(1, 7, size=rank)]
        if rng.rand() < .08:
            shape = [int(rng.randint(1, 400)), int(rng.randint(1, 400))]
        parts = None
        if rank > 0 and 0 not in shape and dtype in ('float32', 'float64', 'int32', 'int64', 'float16', 'complex64') and rng.rand() < .6:
            axis = int(rng.randint(0, len(shape)))
            if shape[axis] > 1:
                parts = [axis, int(rng.randint(2, min(shape[axis], 14) + 1))]
        values = numbers(rng, dtype, int(np.prod(shape, dtype=np.int64)))
        data = [base64.b64encode(v).decode() for v in values] if dtype == 'string' else base64.b64encode(values.tobytes()).decode()
        spec.append({'name': name, 'op_name': op_name, 'dtype': dtype, 'shape': shape, 'parts': parts, 'device': int(rng.randint(0, 2)), 'data': data})
    return spec


def array_of(item):
    if item['dtype'] == 'string':
        a = np.array([base64.b64decode(v) for v in item['data']] + [None], dtype=object)[:-1]
        return a.reshape(item['shape'])
    plain = item['dtype'].replace('q', '') if item['dtype'].startswith('q') else item['dtype']
    return np.frombuffer(base64.b64decode(item['data']), np.dtype(plain)).reshape(item['shape'])


def zeros(item, shape):
    dtype = tf.as_dtype(item['dtype'])
    return tf.placeholder(dtype, shape)


def build(spec):
    """{saved name: variable or slices}, and what to run to set them: [(assign op, placeholder, value)]"""
    variables, assigns = {}, []

    def set_to(variable, value, item):
        fed = tf.placeholder(tf.as_dtype(item['dtype']), value.shape)
        if item['dtype'].startswith('q'):
            value = value.astype(tf.as_dtype(item['dtype']).as_numpy_dtype)
        assigns.append((tf.assign(variable, fed), fed, value))

    for item in spec:
        value = array_of(item)
        dtype = tf.as_dtype(item['dtype'])
        with tf.device('/cpu:%d' % item['device']):
            if item['parts']:
                axis, count = item['parts']
                more = {} if OLD else {'use_resource': False}
                whole = tf.get_variable(item['op_name'], item['shape'], dtype=dtype, initializer=tf.constant_initializer(0) if OLD else tf.zeros_initializer(),
                                        partitioner=tf.fixed_size_partitioner(count, axis=axis), **more)
                parts = list(whole)
                variables[item['name']] = parts
                at = 0
                for part in parts:
                    size = part.get_shape().as_list()[axis]
                    index = [slice(None)] * value.ndim
                    index[axis] = slice(at, at + size)
                    at += size
                    set_to(part, value[tuple(index)], item)
            else:
                more = {} if OLD else {'use_resource': False}
                v = tf.Variable(zeros(item, item['shape']), name=item['op_name'], **more)
                variables[item['name']] = v
                set_to(v, value, item)
    return variables, assigns


def session():
    return tf.Session(config=tf.ConfigProto(device_count={'CPU': 2}))


def saver_of(variables, version, sharded):
    named = dict((name.encode('utf-8') if OLD else name, v) for name, v in variables.items())
    return tf.train.Saver(named, write_version=getattr(tf.train.SaverDef, version), sharded=sharded, max_to_keep=0)


def folder_of(root, version, sharded):
    return os.path.join(root, version.lower() + ('_sharded' if sharded else ''))


def save(root, seed):
    spec = random_spec(seed)
    variables, assigns = build(spec)
    savers = [saver_of(variables, *kind) for kind in KINDS]
    with session() as s:
        for assign, fed, value in assigns:
            s.run(assign.op, {fed: value})
        for saver, kind in zip(savers, KINDS):
            folder = folder_of(root, *kind)
            os.makedirs(folder)
            saver.save(s, os.path.join(folder, 'model'), write_meta_graph=False)
    with open(os.path.join(root, 'spec.json'), 'w') as f:
        json.dump(spec, f)


def bits(value):
    value = np.asarray(value)
    if value.dtype == object:
        return list(value.shape), [v for v in value.ravel()]
    return list(value.shape), value.tobytes()


def restore(root, written):
    with open(os.path.join(root, 'spec.json')) as f:
        spec = json.load(f)
    variables, _ = build(spec)
    wrong = 0
    for version, sharded in KINDS:
        saver = saver_of(variables, version, sharded)
        with session() as s:
            state = tf.train.latest_checkpoint(folder_of(written, version, sharded))
            saver.restore(s, state)
            for item in spec:
                found = variables[item['name']]
                got = np.concatenate([s.run(v) for v in found], item['parts'][0]) if item['parts'] else s.run(found)
                if bits(got) != bits(array_of(item)):
                    wrong += 1
                    print('DIFFERENT', version, sharded, item['name'].encode('utf-8'), item['dtype'], item['shape'])
    print('restored %d, wrong %d' % (len(KINDS) * len(spec), wrong))
    sys.exit(1 if wrong else 0)


if sys.argv[1] == 'save':
    save(sys.argv[2], int(sys.argv[3]))
else:
    restore(sys.argv[2], sys.argv[3])
