"""Quantized arithmetic: what each op gives for random arrays, ranges and attributes, fixed seed; types without kernels, and other errors.

Run with TensorFlow 0.12.1 (Python 2.7), from this folder: python quantized.py ../quantized.json.gz
"""
import base64
import gzip
import json
import sys

import numpy as np
import tensorflow as tf

PLAIN = {'qint8': 'int8', 'quint8': 'uint8', 'qint16': 'int16', 'quint16': 'uint16', 'qint32': 'int32'}
rng = np.random.RandomState(5)
NAN, INF = float('nan'), float('inf')


def number(scale=1.):
    return float(np.float32(round(rng.uniform(-1, 1) * scale, 3)))


def ends():
    """The ends of a range: mostly ordinary ones."""
    kind = rng.randint(12)
    scale = [1., 1., 6., 10., 255., 1e-3, 1e4][rng.randint(7)]
    a, b = sorted([number(scale), number(scale)])
    if kind == 0:
        return [b, a]
    if kind == 1:
        return [a, a]
    if kind == 2:
        return [0., abs(b)]
    if kind == 3:
        return [abs(a), abs(a) + abs(b)]
    if kind == 4:
        return [-abs(b), -abs(b) / 2]
    return [-abs(a), abs(b)]


def array(dtype, shape):
    if dtype == 'float32':
        return ['float32', rng.uniform(-3, 3, shape).astype('float32') * np.float32([1, 1, 20, 300, 1e-3][rng.randint(5)])]
    info = np.iinfo(PLAIN[dtype])
    low, high = (info.min, info.max)
    if dtype == 'qint32':
        bits = rng.randint(8, 32)
        low, high = -2 ** (bits - 1), 2 ** (bits - 1) - 1
    values = (np.floor(rng.uniform(size=shape) * (float(high) - low + 1)) + low).astype(PLAIN[dtype])
    return [dtype, values]


def given(values, dtype='float32'):
    return [dtype, np.array(values, PLAIN.get(dtype, dtype))]


def scalars(values):
    return [given(v) for v in values]


def shapes():
    return [[], [1], [4], [7], [2, 3], [0], [3, 1, 5], [33]][rng.randint(8)]


QUANTIZED = ['qint8', 'quint8', 'qint16', 'quint16', 'qint32']
MODES = ['MIN_COMBINED', 'MIN_FIRST']
SPECIAL = [NAN, INF, -INF, -0., 0., 1e-45, 3e38, -3e38, 0.5, -0.5, 1.5, 2.5, 127.5, -127.5, 255., 1.]
ODD_ENDS = [[NAN, 1.], [0., NAN], [NAN, NAN], [-INF, INF], [0., INF], [-3e38, 3e38], [-0., 0.], [0., -0.], [1e-45, 1e-44], [1., -1.], [-1., -1.]]


def cases():
    for T in QUANTIZED:
        for mode in MODES:
            for _ in range(8):
                if T != 'qint32':
                    yield 'QuantizeV2', {'T': T, 'mode': mode}, [array('float32', shapes())] + scalars(ends())
                yield 'Dequantize', {'T': T, 'mode': mode}, [array(T, shapes())] + scalars(ends())
            for odd in ODD_ENDS:
                yield 'Dequantize', {'T': T, 'mode': mode}, [array(T, [5])] + scalars(odd)
            for odd in [[-1., 1.], [0., 255.], [-128., 127.], [0., 1e-30]] + ODD_ENDS:
                if T == 'qint32':
                    continue
                yield 'QuantizeV2', {'T': T, 'mode': mode}, [given(SPECIAL)] + scalars(odd)
    for _ in range(30):
        yield 'QuantizeDownAndShrinkRange', {'Tinput': 'qint32', 'out_type': 'quint8'}, [array('qint32', shapes())] + scalars(ends())
        yield 'RequantizationRange', {'Tinput': 'qint32'}, [array('qint32', shapes())] + scalars(ends())
        yield 'Requantize', {'Tinput': 'qint32', 'out_type': 'quint8'}, [array('qint32', shapes())] + scalars(ends() + ends())
    for odd in ODD_ENDS:
        yield 'QuantizeDownAndShrinkRange', {'Tinput': 'qint32', 'out_type': 'quint8'}, [array('qint32', [5])] + scalars(odd)
        yield 'RequantizationRange', {'Tinput': 'qint32'}, [array('qint32', [5])] + scalars(odd)
        if odd[0] == odd[0]:  # what NaN becomes as an integer is more than products hold
            yield 'Requantize', {'Tinput': 'qint32', 'out_type': 'quint8'}, [array('qint32', [5])] + scalars(odd + [-1., 1.])
        yield 'Requantize', {'Tinput': 'qint32', 'out_type': 'quint8'}, [array('qint32', [5])] + scalars([-1., 1.] + odd)
    for _ in range(24):
        m, k, n = rng.randint(1, 7, 3)
        a, b = bool(rng.randint(2)), bool(rng.randint(2))
        yield 'QuantizedMatMul', {'T1': 'quint8', 'T2': 'quint8', 'transpose_a': a, 'transpose_b': b}, [
            array('quint8', [k, m] if a else [m, k]), array('quint8', [n, k] if b else [k, n])] + scalars(ends() + ends())
    for sizes in ([[0, 3], [3, 2]], [[2, 3], [4, 2]]):
        yield 'QuantizedMatMul', {'T1': 'quint8', 'T2': 'quint8'}, [array('quint8', size) for size in sizes] + scalars([-1., 1., 0., 2.])
    for odd in ODD_ENDS:
        yield 'QuantizedMatMul', {'T1': 'quint8', 'T2': 'quint8'}, [array('quint8', [2, 3]), array('quint8', [3, 2])] + scalars([-1., 1.] + odd)
    for _ in range(24):
        h, w, c, o = rng.randint(1, 6, 4)
        fh, fw, s = rng.randint(1, 4, 3)
        yield 'QuantizedConv2D', {'Tinput': 'quint8', 'Tfilter': 'quint8', 'strides': [1, s, s, 1], 'padding': 'SAME' if fh > h or fw > w or rng.randint(2) else 'VALID'}, [
            array('quint8', [rng.randint(1, 3), h, w, c]), array('quint8', [fh, fw, c, o])] + scalars(ends() + ends())
    for strides in ([1, 1, 2, 1], [2, 1, 1, 1], [1, 1, 1, 2]):
        yield 'QuantizedConv2D', {'Tinput': 'quint8', 'Tfilter': 'quint8', 'strides': strides, 'padding': 'SAME'}, [
            array('quint8', [1, 3, 3, 2]), array('quint8', [2, 2, 2, 1])] + scalars([-1., 1., -1., 1.])
    for types in (['quint8', 'quint8'], ['qint8', 'qint8']):
        for _ in range(20):
            c = rng.randint(1, 5)
            yield 'QuantizedBiasAdd', {'T1': types[0], 'T2': types[1], 'out_type': 'qint32'}, [
                array(types[0], [rng.randint(0, 4), c] if rng.randint(2) else [2, 2, c]), array(types[1], [c])] + scalars(ends() + ends())
        for odd in ODD_ENDS:
            yield 'QuantizedBiasAdd', {'T1': types[0], 'T2': types[1], 'out_type': 'qint32'}, [array(types[0], [2, 3]), array(types[1], [3])] + scalars([-1., 1.] + odd)
    for T in ('quint8', 'qint32'):
        for op in ('QuantizedRelu', 'QuantizedRelu6'):  # TensorFlow 0.12.1 has no kernel for QuantizedReluX
            for odd in [None] * 12 + ODD_ENDS:
                yield op, {'Tinput': T, 'out_type': T}, [array(T, shapes())] + scalars(odd or ends())
        for _ in range(20):
            axis = rng.randint(3)
            size = [2, 3, 2]
            pieces = []
            for _ in range(rng.randint(2, 4)):
                size[axis] = rng.randint(0, 4)
                pieces.append(array(T, list(size)))
            ranges = [ends() for _ in pieces]
            if rng.randint(4) == 0:
                ranges = [ranges[0]] * len(pieces)
            yield 'QuantizedConcat', {'T': T, 'N': len(pieces)}, [given(axis, 'int32')] + pieces + scalars([r[0] for r in ranges]) + scalars([r[1] for r in ranges])
        for odd in ODD_ENDS:
            yield 'QuantizedConcat', {'T': T, 'N': 2}, [given(0, 'int32'), array(T, [2]), array(T, [3])] + scalars([-1., odd[0], 1., odd[1]])
        for sizes in ([3, 2], [-1], [1, -1, 2], [4, 2], [-1, -1], [0], [-2, 3]):
            yield 'QuantizedReshape', {'T': T}, [array(T, [2, 3]), given(sizes, 'int32')] + scalars(ends())
    for op in ('QuantizedAvgPool', 'QuantizedMaxPool'):
        for _ in range(16):
            h, w, c = rng.randint(1, 6, 3)
            kh, kw, sh, sw = rng.randint(1, 4, 4)
            padding = 'SAME' if kh > h or kw > w or rng.randint(2) else 'VALID'
            yield op, {'T': 'quint8', 'ksize': [1, kh, kw, 1], 'strides': [1, sh, sw, 1], 'padding': padding}, [array('quint8', [2, h, w, c])] + scalars(ends())
        for ksize, strides in (([2, 1, 1, 1], [1, 1, 1, 1]), ([1, 1, 1, 2], [1, 1, 1, 2]), ([1, 2, 1, 2], [1, 1, 1, 2]), ([1, 1, 1, 3], [1, 1, 1, 3]), ([1, 1, 1, 2], [1, 1, 1, 1]),
                               ([1, 1, 1, 1], [2, 1, 1, 1])):
            yield op, {'T': 'quint8', 'ksize': ksize, 'strides': strides, 'padding': 'VALID'}, [array('quint8', [2, 3, 3, 4])] + scalars([-1., 2.])
    for _ in range(24):
        c = rng.randint(1, 5)
        attrs = {'Tinput': 'quint8', 'out_type': 'qint32', 'variance_epsilon': [0.001, 0.1, 0.][rng.randint(3)], 'scale_after_normalization': bool(rng.randint(2))}
        inputs = [array('quint8', [1, 2, 2, c])] + scalars(ends())
        for _ in range(4):
            inputs += [array('quint8', [c])] + scalars(ends())
        yield 'QuantizedBatchNormWithGlobalNormalization', attrs, inputs
    for odd in ODD_ENDS:
        inputs = [array('quint8', [1, 1, 2, 2])] + scalars(odd)
        for _ in range(4):
            inputs += [array('quint8', [2])] + scalars([0., 1.])
        yield 'QuantizedBatchNormWithGlobalNormalization', {'Tinput': 'quint8', 'out_type': 'qint32', 'variance_epsilon': 0.001, 'scale_after_normalization': True}, inputs
    # what has no kernel
    yield 'QuantizeV2', {'T': 'qint32', 'mode': 'MIN_FIRST'}, [array('float32', [2])] + scalars([-1., 1.])
    range2, range4 = scalars([-1., 1.]), scalars([-1., 1., -1., 1.])
    yield 'QuantizeDownAndShrinkRange', {'Tinput': 'qint32', 'out_type': 'qint8'}, [array('qint32', [2])] + range2
    yield 'RequantizationRange', {'Tinput': 'quint8'}, [array('quint8', [2])] + range2
    yield 'Requantize', {'Tinput': 'qint32', 'out_type': 'qint8'}, [array('qint32', [2])] + range4
    yield 'QuantizedMatMul', {'T1': 'qint8', 'T2': 'quint8'}, [array('qint8', [2, 2]), array('quint8', [2, 2])] + range4
    yield 'QuantizedConv2D', {'Tinput': 'qint8', 'Tfilter': 'quint8', 'strides': [1, 1, 1, 1], 'padding': 'SAME'}, [array('qint8', [1, 1, 1, 1]), array('quint8', [1, 1, 1, 1])] + range4
    yield 'QuantizedBiasAdd', {'T1': 'qint32', 'T2': 'qint32', 'out_type': 'qint32'}, [array('qint32', [2, 2]), array('qint32', [2])] + range4
    yield 'QuantizedAvgPool', {'T': 'qint8', 'ksize': [1] * 4, 'strides': [1] * 4, 'padding': 'SAME'}, [array('qint8', [1, 1, 1, 1])] + range2
    yield 'QuantizedMaxPool', {'T': 'qint32', 'ksize': [1] * 4, 'strides': [1] * 4, 'padding': 'SAME'}, [array('qint32', [1, 1, 1, 1])] + range2
    for op in ('QuantizedRelu', 'QuantizedRelu6'):
        yield op, {'Tinput': 'qint32', 'out_type': 'quint8'}, [array('qint32', [2])] + range2
    yield 'QuantizedReshape', {'T': 'qint16'}, [array('qint16', [2]), given([2, 1], 'int32')] + range2
    yield 'QuantizedConcat', {'T': 'quint16', 'N': 2}, [given(0, 'int32'), array('quint16', [2]), array('quint16', [2])] + range4
    inputs = []
    for shape in ([1, 1, 1, 2], [2], [2], [2], [2]):
        inputs += [array('quint8', shape)] + range2
    yield 'QuantizedBatchNormWithGlobalNormalization', {'Tinput': 'quint8', 'out_type': 'quint8', 'variance_epsilon': 0.001, 'scale_after_normalization': True}, inputs
    # wrong ranks, which shape functions do not see as they get them from placeholders
    for shape, bias in (([3], [3]), ([2, 3], [2]), ([2, 3], [1, 3]), ([2, 3], [])):
        yield 'QuantizedBiasAdd', {'T1': 'quint8', 'T2': 'quint8', 'out_type': 'qint32'}, [array('quint8', shape), array('quint8', bias)] + range4
    for a, b in (([3], [3, 2]), ([2, 3], [3]), ([2, 3], [2, 3]), ([], [])):
        yield 'QuantizedMatMul', {'T1': 'quint8', 'T2': 'quint8'}, [array('quint8', a), array('quint8', b)] + range4
    for a, b in (([3, 3], [1, 1, 1, 1]), ([1, 3, 3, 2], [2, 2]), ([1, 3, 3, 2], [2, 2, 3, 1])):
        yield 'QuantizedConv2D', {'Tinput': 'quint8', 'Tfilter': 'quint8', 'strides': [1, 1, 1, 1], 'padding': 'VALID'}, [array('quint8', a), array('quint8', b)] + range4
    for op in ('QuantizedAvgPool', 'QuantizedMaxPool'):
        yield op, {'T': 'quint8', 'ksize': [1, 2, 2, 1], 'strides': [1] * 4, 'padding': 'VALID'}, [array('quint8', [3, 3])] + range2
        yield op, {'T': 'quint8', 'ksize': [1, 9, 9, 1], 'strides': [1] * 4, 'padding': 'VALID'}, [array('quint8', [1, 3, 3, 1])] + range2
    for axis, a, b in ((2, [2], [2]), (-1, [2], [2]), (0, [2], [2, 2]), (1, [2, 2], [3, 2]), ([0, 1], [2], [2]), (0, [], [])):
        yield 'QuantizedConcat', {'T': 'quint8', 'N': 2}, [given(axis, 'int32'), array('quint8', a), array('quint8', b)] + range4
    for wrong in range(5):
        inputs = []
        for at, shape in enumerate(([1, 1, 1, 2], [2], [2], [2], [2])):
            inputs += [array('quint8', [1, 2] if at == wrong else shape)] + range2
        yield 'QuantizedBatchNormWithGlobalNormalization', {'Tinput': 'quint8', 'out_type': 'qint32', 'variance_epsilon': 0.001, 'scale_after_normalization': True}, inputs
    yield 'QuantizedReshape', {'T': 'quint8'}, [array('quint8', [2, 3]), given([[6]], 'int32')] + range2


def encoded(dtype, values):
    return [dtype, list(values.shape), base64.b64encode(np.ascontiguousarray(values).tobytes())]


def answer(op, attrs, inputs):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        feeds = {}
        tensors = []
        for dtype, values in inputs:
            x = tf.placeholder(getattr(tf, dtype))
            feeds[x] = np.frombuffer(values.tobytes(), x.dtype.as_numpy_dtype).reshape(values.shape)
            tensors.append(x)
        try:
            outputs = make(op, attrs, tensors)
            results = session.run(outputs, feeds)
            return {'outputs': [encoded(y.dtype.name, np.asarray(value)) for y, value in zip(outputs, results)]}
        except (ValueError, tf.errors.OpError) as error:
            return {'error': [type(error).__name__, str(error.message).split('\n\t [[Node')[0]]}


def make(op, attrs, tensors):
    from tensorflow.python.framework import op_def_registry
    from tensorflow.python.ops import gen_array_ops, gen_math_ops, gen_nn_ops  # registers the ops
    definition = op_def_registry.get_registered_ops()[op]
    apply_op = gen_nn_ops._op_def_lib.apply_op if op in gen_nn_ops._op_def_lib._ops else (
        gen_math_ops._op_def_lib.apply_op if op in gen_math_ops._op_def_lib._ops else gen_array_ops._op_def_lib.apply_op)
    arguments = {}
    at = 0
    for arg in definition.input_arg:
        if arg.number_attr:
            arguments[str(arg.name)] = tensors[at:at + attrs[arg.number_attr]]
            at += attrs[arg.number_attr]
        else:
            arguments[str(arg.name)] = tensors[at]
            at += 1
    inferred = set([arg.type_attr for arg in definition.input_arg] + [arg.number_attr for arg in definition.input_arg])
    for attr in definition.attr:
        if attr.HasField('default_value'):
            arguments[str(attr.name)] = getattr(attr.default_value, attr.default_value.WhichOneof('value'))
    for name, value in attrs.items():
        arguments[name] = getattr(tf, value) if isinstance(value, str) and value in PLAIN else value
    arguments = dict((name, value) for name, value in arguments.items() if name not in inferred)
    result = apply_op(op, **arguments)
    return [result] if isinstance(result, tf.Tensor) else list(result)


def main():
    found = []
    for op, attrs, inputs in cases():
        inputs = [[dtype, np.asarray(values)] for dtype, values in inputs]
        entry = {'op': op, 'attrs': attrs, 'inputs': [encoded(dtype, values) for dtype, values in inputs]}
        found.append(dict(entry, **answer(op, attrs, inputs)))
    with open(sys.argv[1], 'wb') as raw:
        with gzip.GzipFile('', 'wb', 9, raw, 0) as out:
            out.write('[\n' + ',\n'.join(json.dumps(each, sort_keys=True, default=int) for each in found) + '\n]\n')


main()
