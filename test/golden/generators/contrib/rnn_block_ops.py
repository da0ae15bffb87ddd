"""Asks TensorFlow 0.12.1 about the ops of contrib.rnn: usage: rnn_block_ops.py OUT.json.gz

`cases`: a node with its inputs (elements by thousandths) and attributes, and what a run gives. `statics`: the shapes that are inferred of
partly known ones, or the error. `errors`: messages for inputs of wrong sizes, each asked in a process of its own: some end TensorFlow.
`defs` are the definitions in the form of op_defs.json.gz.
"""
import gzip, json, os, sys
import numpy as np
import tensorflow as tf
from tensorflow.contrib.rnn.python.ops import gru_ops, lstm_ops
from tensorflow.python.framework import op_def_registry

FUNCTIONS = {'LSTMBlockCell': lstm_ops._lstm_ops_so.lstm_block_cell, 'LSTMBlockCellGrad': lstm_ops._lstm_ops_so.lstm_block_cell_grad,
             'BlockLSTM': lstm_ops._lstm_ops_so.block_lstm, 'BlockLSTMGrad': lstm_ops._lstm_ops_so.block_lstm_grad,
             'GRUBlockCell': gru_ops._gru_ops_so.gru_block_cell, 'GRUBlockCellGrad': gru_ops._gru_ops_so.gru_block_cell_grad}
TYPES = {1: 'float', 9: 'int64'}


def arg(one):
    return [one.name, TYPES[one.type] if one.type else one.type_attr]


def attr(one):
    made = {'name': one.name, 'type': str(one.type)}
    if one.HasField('allowed_values'):
        made['allowed'] = [TYPES[t] for t in one.allowed_values.list.type]
    if one.HasField('default_value'):
        made['default'] = one.default_value.f if one.type == 'float' else one.default_value.b
    return made


def definition(name):
    op = op_def_registry.get_registered_ops()[name]
    return {'name': name, 'inputs': [arg(a) for a in op.input_arg], 'outputs': [arg(a) for a in op.output_arg],
            'attrs': [attr(a) for a in op.attr], 'is_stateful': op.is_stateful}


random = np.random.RandomState(3)
WEIGHTS = [(5, 8), (2,), (2,), (2,), (8,)]
CELL = [(2, 3), (2, 2), (2, 2)] + WEIGHTS
BLOCK = [(), (3, 2, 3), (2, 2), (2, 2)] + WEIGHTS
GRU = [(2, 3), (2, 2), (5, 4), (5, 2), (4,), (2,)]
SHAPES = {'LSTMBlockCell': CELL, 'LSTMBlockCellGrad': CELL + [(2, 2)] * 8, 'BlockLSTM': BLOCK, 'BlockLSTMGrad': BLOCK + [(3, 2, 2)] * 9,
          'GRUBlockCell': GRU, 'GRUBlockCellGrad': GRU + [(2, 2)] * 4}


def filled(shape):
    return (random.randint(-900, 900, size=shape) / 1000.0).astype(np.float32)


def told(array):
    array = np.asarray(array)
    return {'dtype': array.dtype.name, 'shape': list(array.shape), 'values': [float(x) for x in array.ravel()]}


cases = []


def ask(op, inputs, **attrs):
    with tf.Graph().as_default(), tf.Session() as session:
        outputs = session.run(list(FUNCTIONS[op](*[tf.constant(x) for x in inputs], **attrs)))
    # what no step has written is whatever the memory held
    case = {'op': op, 'inputs': [told(x) for x in inputs], 'attrs': attrs, 'outputs': [told(x) for x in outputs]}
    if not all(np.isfinite(x).all() and (np.abs(x) < 1e3).all() for x in outputs) or (op == 'BlockLSTM' and inputs[0] < 3):
        case['outputs'] = [case['outputs'][i] if i in (1, 6) else None for i in range(len(outputs))]
    cases.append(case)
    return outputs


def in_child(question):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.write(writer, json.dumps(question()))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {'aborts': True}


def attrs_of(op):
    return {'use_peephole': True} if op.startswith('LSTM') or op.startswith('Block') else {}


def holder(op, i, shape):
    return tf.placeholder(tf.int64 if op.startswith('Block') and i == 0 else tf.float32, shape)


statics, errors = [], []
for op, shapes in sorted(SHAPES.items()):
    count = len(op_def_registry.get_registered_ops()[op].input_arg)
    variants = [shapes] + [shapes[:i] + [other] + shapes[i + 1:] for i in range(count) for other in (None, (5,))]
    for given in variants:
        with tf.Graph().as_default():
            case = {'op': op, 'given': given}
            try:
                made = FUNCTIONS[op](*[holder(op, i, s) for i, s in enumerate(given)], **attrs_of(op))
                case['shapes'] = [str(o.get_shape()) for o in made]
            except ValueError as e:
                case['error'] = str(e)
            statics.append(case)
    for i in range(count):
        wrong = set([(5,), tuple(d + 1 for d in shapes[i])])
        if len(shapes[i]) > 1:
            wrong |= set([(shapes[i][0] + 1,) + shapes[i][1:], shapes[i][:-1] + (shapes[i][-1] + 1,)])
        for other in sorted(wrong - set([shapes[i]])):
            given = shapes[:i] + [other] + shapes[i + 1:]

            def run():
                with tf.Graph().as_default(), tf.Session() as session:
                    holders = [holder(op, k, None) for k in range(count)]
                    feeds = [np.int64(2) if op.startswith('Block') and k == 0 and s == () else np.ones(s) for k, s in enumerate(given)]
                    try:
                        session.run(list(FUNCTIONS[op](*holders, **attrs_of(op))), dict(zip(holders, feeds)))
                        return {'runs': True}
                    except tf.errors.OpError as e:
                        return {'error': [type(e).__name__, e.message.split('\n')[0].split('\t')[0]]}

            errors.append(dict(op=op, given=given, **in_child(run)))

# a process that has run something cannot be split
for peephole in (False, True):
    for clip in (3.0, 0.2, -1.0):
        step = [filled(s) for s in CELL]
        made = ask('LSTMBlockCell', step, use_peephole=peephole, cell_clip=clip, forget_bias=0.5)
        ask('LSTMBlockCellGrad', step + made[:6] + [filled((2, 2)), filled((2, 2))], use_peephole=peephole)
        for length in (3, 2, 0):
            block = [np.int64(length)] + [filled(s) for s in BLOCK[1:]]
            made = ask('BlockLSTM', block, use_peephole=peephole, cell_clip=clip)
            made = [np.concatenate([x[:length], np.zeros_like(x[length:])]) for x in made]
            ask('BlockLSTMGrad', block + made + [filled((3, 2, 2)), filled((3, 2, 2))], use_peephole=peephole)
inputs = [filled(s) for s in GRU]
made = ask('GRUBlockCell', inputs)
ask('GRUBlockCellGrad', inputs + made[:3] + [filled((2, 2))])

with gzip.GzipFile(sys.argv[1], 'w', mtime=0) as out:
    out.write(json.dumps({'defs': dict((n, definition(n)) for n in FUNCTIONS), 'cases': cases, 'statics': statics, 'errors': errors}, sort_keys=True, separators=(',', ':')))
