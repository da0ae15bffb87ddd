"""Static shapes of every op as TensorFlow infers them on import: random attributes, input shapes and known values, fixed seed.

Run with TensorFlow 0.12.1 (Python 2.7), from this folder: python op_shapes.py ../op_names.json ../shapes/op_shapes.json.gz
"""
import gzip
import json
import os
import random
import sys
import zlib

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import graph_pb2, tensor_shape_pb2, types_pb2
from tensorflow.python.framework import op_def_registry
from tensorflow.python.framework import tensor_util

TRIES = 1000
KEPT = 40
ANY_TYPES = ['DT_FLOAT', 'DT_INT32', 'DT_STRING', 'DT_INT64', 'DT_DOUBLE', 'DT_BOOL']
# these stand for something outside of the graph
SKIPPED = {'SymbolicGradient', '_Send', '_Recv', 'Const'}
# attributes that name a window or a stride: lists of four, rarely of another length
WINDOWS = {'ksize', 'strides', 'rates', 'ksizes', 'pooling_ratio'}


def random_shape(rng, rank=None):
    """None, or a list of dimensions, -1 where unknown."""
    if rank is None:
        if rng.random() < 0.15:
            return None
        rank = rng.choice([0, 0, 1, 1, 1, 2, 2, 3, 4])
    return [rng.choice([-1, -1, 1, 2, 2, 3, 3, 4, 0]) if rng.random() < 0.97 else 7 for _ in range(rank)]


def random_attr(rng, name, kind, attr):
    """A value as JSON, or None: the default stands."""
    has_default = attr.HasField('default_value')
    if has_default and rng.random() < 0.6:
        return None
    least = attr.minimum if attr.has_minimum else None
    allowed_types = [types_pb2.DataType.Name(t) for t in attr.allowed_values.list.type]
    if kind == 'type':
        if 'DT_FLOAT' in allowed_types and rng.random() < 0.6:
            return 'DT_FLOAT'
        return rng.choice(allowed_types or ANY_TYPES)
    if kind == 'int':
        return rng.choice([max(v, least) if least is not None and rng.random() < 0.95 else v for v in [1, 2, 3, 0, -1, 1, 2]])
    if kind == 'float':
        return 0.5
    if kind == 'bool':
        return rng.random() < 0.5
    if kind == 'string':
        allowed = list(attr.allowed_values.list.s)
        return rng.choice(allowed) if allowed else rng.choice(['', 'x'])
    if kind == 'shape':
        return {'shape': random_shape(rng)}
    length = max(int(least or 0), rng.choice([1, 1, 2, 3]))
    if kind == 'list(type)':
        return [rng.choice(allowed_types or ANY_TYPES) for _ in range(length)]
    if kind == 'list(int)':
        if name in WINDOWS:
            length = rng.choice([4, 4, 4, 4, 5, 5, 3])
            if rng.random() < 0.8:
                return [1] + [rng.choice([1, 2]) for _ in range(length - 2)] + [1]
        return [rng.choice([-1, 0, 1, 1, 2]) for _ in range(length)]
    if kind == 'list(float)':
        if name in WINDOWS:
            return [1.0, 1.5, 1.25, 1.0]
        return [0.5] * length
    if kind == 'list(string)':
        return ['x'] * length
    if kind == 'list(shape)':
        return [{'shape': random_shape(rng)} for _ in range(length)]
    return None


def set_attr(proto, kind, value):
    def shape(target, item):
        if item['shape'] is None:
            target.unknown_rank = True
        else:
            for size in item['shape']:
                target.dim.add().size = size
    if kind == 'type':
        proto.type = types_pb2.DataType.Value(value)
    elif kind == 'int':
        proto.i = value
    elif kind == 'float':
        proto.f = value
    elif kind == 'bool':
        proto.b = value
    elif kind == 'string':
        proto.s = value.encode('utf8')
    elif kind == 'shape':
        proto.shape.SetInParent()
        shape(proto.shape, value)
    else:
        proto.list.SetInParent()
        for item in value:
            if kind == 'list(type)':
                proto.list.type.append(types_pb2.DataType.Value(item))
            elif kind == 'list(int)':
                proto.list.i.append(item)
            elif kind == 'list(float)':
                proto.list.f.append(item)
            elif kind == 'list(string)':
                proto.list.s.append(item.encode('utf8'))
            elif kind == 'list(shape)':
                shape(proto.list.shape.add(), item)


def default_json(attr):
    value = attr.default_value
    kind = attr.type
    if kind == 'type':
        return types_pb2.DataType.Name(value.type)
    if kind == 'int':
        return value.i
    if kind == 'list(type)':
        return [types_pb2.DataType.Name(t) for t in value.list.type]
    return None


def random_case(rng, op_def):
    attrs = {}
    kinds = {}
    values = {}
    counts = set(arg.number_attr for arg in list(op_def.input_arg) + list(op_def.output_arg))
    for attr in op_def.attr:
        kinds[attr.name] = attr.type
        value = random_attr(rng, attr.name, attr.type, attr)
        if value is None and not attr.HasField('default_value'):
            return None
        if attr.name in counts:
            # how many tensors a list has
            value = max(value or 0, int(attr.minimum), 0)
        if value is not None:
            attrs[attr.name] = value
        values[attr.name] = default_json(attr) if value is None else value
    # counts and types of lists that must agree are often made to
    style = rng.choice(['unknown', 'same rank', 'same shape', 'any', 'any', 'any', 'scalars'])
    common = random_shape(rng, rng.choice([0, 1, 2, 3, 4, 4]))
    inputs = []
    for arg in op_def.input_arg:
        count = values[arg.number_attr] if arg.number_attr else 1
        if arg.type_list_attr:
            types = values[arg.type_list_attr]
        else:
            types = [types_pb2.DataType.Name(arg.type) if arg.type else values[arg.type_attr]] * max(0, count)
        for dtype in types:
            if style == 'unknown' and rng.random() < 0.9:
                shape = None
            elif style == 'same rank' and rng.random() < 0.9:
                shape = random_shape(rng, len(common))
            elif style == 'same shape' and rng.random() < 0.9:
                shape = [size if rng.random() < 0.9 else -1 for size in common]
            elif style == 'scalars' and rng.random() < 0.7:
                shape = []
            else:
                shape = random_shape(rng)
            entry = {'type': dtype, 'shape': shape}
            if arg.is_ref:
                entry['ref'] = True
            elif dtype in ('DT_INT32', 'DT_INT64', 'DT_FLOAT') and rng.random() < (0.2 if dtype == 'DT_FLOAT' else 0.6):
                if shape is None or -1 in shape or len(shape) > 2:
                    entry['shape'] = shape = rng.choice([[], [], [1], [2], [3], [4], [2, 2], [3, 2], [4, 2]])
                size = int(np.prod(shape))
                entry['value'] = [rng.choice([-1, 0, 1, 1, 2, 2, 3]) for _ in range(size)]
            inputs.append(entry)
    return attrs, kinds, inputs


def graph_of(op_def, attrs, kinds, inputs):
    graph = graph_pb2.GraphDef()
    graph.versions.producer = op_def.deprecation.version - 1 if op_def.HasField('deprecation') else 17
    for i, entry in enumerate(inputs):
        node = graph.node.add()
        node.name = 'in%d' % i
        dtype = types_pb2.DataType.Value(entry['type'])
        node.attr['dtype'].type = dtype
        if 'value' in entry:
            node.op = 'Const'
            array = np.array(entry['value'], tf.as_dtype(dtype).as_numpy_dtype).reshape(entry['shape'])
            node.attr['value'].tensor.CopyFrom(tensor_util.make_tensor_proto(array))
        else:
            node.op = 'Variable' if entry.get('ref') else 'Placeholder'
            set_attr(node.attr['shape'], 'shape', {'shape': entry['shape']})
            if node.op == 'Placeholder':
                # version 0.12 takes an empty shape for an unknown one
                set_attr(node.attr['_output_shapes'], 'list(shape)', [{'shape': entry['shape']}])
            else:
                node.attr['container'].s = b''
                node.attr['shared_name'].s = b''
    node = graph.node.add()
    node.name = 'sampled'
    node.op = op_def.name
    for name, value in attrs.items():
        set_attr(node.attr[name], kinds[name], value)
    for i in range(len(inputs)):
        node.input.append('in%d' % i)
    return graph


def outcome(graph_def):
    graph = tf.Graph()
    with graph.as_default():
        try:
            tf.import_graph_def(graph_def, name='')
        except ValueError as error:
            return {'error': str(error)}
        except Exception as error:
            return {'refused': type(error).__name__}
        outputs = graph.get_operation_by_name('sampled').outputs
        shapes = []
        for output in outputs:
            shape = output.get_shape()
            shapes.append(None if shape.ndims is None else [-1 if size is None else size for size in shape.as_list()])
        return {'shapes': shapes}


def cases_of(op_def, first, emit):
    """Answers of tries from `first` on, each given to `emit` with its number."""
    rng = random.Random(zlib.crc32(op_def.name.encode('utf8')) & 0xffffffff)
    for number in range(TRIES):
        case = random_case(rng, op_def)
        if case is None or number < first:
            continue
        emit({'started': number})
        attrs, kinds, inputs = case
        answer = outcome(graph_of(op_def, attrs, kinds, inputs))
        if 'refused' not in answer:
            emit(dict(answer, attrs=attrs, inputs=inputs))


def in_process(op_def, first):
    """The lines of a child process: some shape functions of 0.12 crash."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, 'w') as out:
            def emit(line):
                out.write(json.dumps(line) + '\n')
                out.flush()
            cases_of(op_def, first, emit)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as lines:
        found = [json.loads(line) for line in lines]
    _, status = os.waitpid(child, 0)
    return found, status == 0


def main():
    names, target = sys.argv[1:3]
    ops = op_def_registry.get_registered_ops()
    result = {}
    for name in json.load(open(names)):
        if name in SKIPPED or name not in ops:
            continue
        answers, first, ended = [], 0, False
        while not ended:
            lines, ended = in_process(ops[name], first)
            answers += [line for line in lines if 'started' not in line]
            first = 1 + max([line['started'] for line in lines if 'started' in line] or [first])
        kept = {'shapes': {}, 'error': {}}
        for answer in answers:
            # one case for each different answer, the first ones
            kind = 'error' if 'error' in answer else 'shapes'
            key = answer['error'].split(' for ')[0] if kind == 'error' else json.dumps(answer['shapes'])
            if key not in kept[kind] and len(kept[kind]) < KEPT:
                kept[kind][key] = answer
        cases = list(kept['shapes'].values()) + list(kept['error'].values())
        cases.sort(key=lambda case: json.dumps(case, sort_keys=True))
        if cases:
            result[name] = cases
        sys.stderr.write('%s %d of %d\n' % (name, len(cases), len(answers)))
    text = json.dumps(result, sort_keys=True, separators=(',', ':')).encode('utf8')
    with open(target, 'wb') as raw:
        with gzip.GzipFile(filename='', mode='wb', fileobj=raw, mtime=0) as packed:
            packed.write(text)


main()
