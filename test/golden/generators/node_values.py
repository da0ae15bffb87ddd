"""Asks TensorFlow 0.12.1 (Python 2.7) for the results of single nodes. Usage: node_values.py OUT.jsonl.gz [--all] [FAMILY ...]

The nodes come from node_value_families.py, by seed. Each is a line: graph (base64 of a GraphDef), feeds, fetches, targets that come first, names of
variables that the node writes, and what the runs in a session of one thread gave: results and variables, or class and message of the error. Nodes that
end the process or hang are left out; without --all so are large ones, what has no kernel, and all but some of each op.
"""
from __future__ import print_function
import base64, collections, gzip, json, os, subprocess, sys, tempfile, time
import numpy as np

PATIENCE = 40
MOST_OF_AN_OP, MOST_BYTES = 10, 3500


def tensor(value):
    a = np.asarray(value, object) if isinstance(value, bytes) else np.asarray(value)
    if a.dtype.kind in 'OSU':
        return {'dtype': 'string', 'shape': list(a.shape), 'strings': [base64.b64encode(bytes(s)) for s in a.reshape(-1)]}
    names = {'qint8': 'int8', 'quint8': 'uint8', 'qint32': 'int32', 'qint16': 'int16', 'quint16': 'uint16'}
    name = a.dtype.name if a.dtype.names is None else a.dtype.names[0]
    return {'dtype': name, 'shape': list(a.shape), 'data': base64.b64encode(np.ascontiguousarray(a).tobytes())}


def message(error):
    text = getattr(error, 'message', None) or str(error)
    return text.split('\n\t [[Node')[0].split('\nCaused by')[0]


def inferred(op_def):
    return set(name for arg in op_def.input_arg for name in (arg.type_attr, arg.type_list_attr, arg.number_attr))


def plain(value):
    """The Python value of an AttrValue."""
    kind = value.WhichOneof('value')
    if kind == 'list':
        return [each for _, many in value.list.ListFields() for each in many]
    return getattr(value, 'type' if kind == 'type' else kind)


def build(tf, library, op_def, case):
    """The node with its inputs: constants, placeholders that know their shape, or ones that don't; variables for references."""
    graph, feeds, first, states, inputs = tf.Graph(), {}, [], [], {}
    with graph.as_default():
        for arg, value in zip(op_def.input_arg, case['inputs']):
            made = []
            for i, each in enumerate(value if isinstance(value, list) else [value]):
                name = '%s_%d' % (arg.name, i)
                if arg.is_ref:
                    variable = tf.Variable(tf.constant(each), name=name, trainable=False)
                    first.append(variable.initializer.name)
                    states.append(name + ':0')
                    made.append(variable._ref())
                elif case['mode'] == 'const' and each.dtype.names is None:
                    made.append(tf.constant(each, name=name))
                else:
                    dtype = tf.string if each.dtype.kind in 'OSU' else tf.as_dtype(each.dtype)
                    placeholder = tf.placeholder(dtype, None if case['mode'] == 'hidden' else each.shape, name)
                    feeds[placeholder.name] = each
                    made.append(placeholder)
            inputs[arg.name] = made if isinstance(value, list) else made[0]
        for key, value in case['attrs'].items():
            is_type = isinstance(value, str) and value[:1] == '@'
            inputs[key] = tf.as_dtype(np.dtype(value[1:])) if is_type else value
        for attr in op_def.attr:
            if attr.HasField('default_value') and attr.name not in inputs and attr.name not in inferred(op_def):
                inputs[attr.name] = plain(attr.default_value)
        if op_def.HasField('deprecation'):
            graph._graph_def_versions.producer = op_def.deprecation.version - 1
        library.apply_op(case['op'], name='node', **inputs)
    return graph, feeds, first, states, [t.name for t in graph.get_operation_by_name('node').outputs]


def record(tf, library, defs, case):
    out = {'op': case['op'], 'note': case['note']}
    try:
        graph, feeds, first, states, fetches = build(tf, library, defs[case['op']], case)
    except Exception as error:
        out['refused'] = [type(error).__name__, message(error)]
        return out
    out['graph'] = base64.b64encode(graph.as_graph_def().SerializeToString())
    out['feeds'] = dict((k, tensor(v)) for k, v in feeds.items())
    out['first'], out['fetches'], out['states'], out['runs'] = first, fetches, states, []
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    with tf.Session(graph=graph, config=config) as session:
        try:
            if first:
                session.run([graph.get_operation_by_name(n) for n in first])
            for _ in range(case['runs']):
                results = session.run(fetches, feeds) if fetches else session.run('node', feeds) or []
                after = session.run(states) if states else []
                out['runs'].append([tensor(v) for v in results + after])
        except Exception as error:
            out['runs'].append({'error': [type(error).__name__, message(error)]})
    return out


def work(families, start, path):
    import tensorflow as tf
    from tensorflow.python.framework import op_def_library, op_def_registry
    from tensorflow.core.framework import op_def_pb2
    library = op_def_library.OpDefLibrary()
    ops = op_def_pb2.OpList()
    for op in op_def_registry.get_registered_ops().values():
        ops.op.add().CopyFrom(op)
    library.add_op_list(ops)
    defs = dict((op.name, op) for op in ops.op)
    import node_value_families
    cases = node_value_families.cases(families)
    with open(path, 'a') as f:
        for i in range(start, len(cases)):
            f.write('#%d\n' % i)
            f.flush()
            f.write(json.dumps(record(tf, library, defs, cases[i]), sort_keys=True) + '\n')
            f.flush()
    os._exit(0)


def some(lines):
    """Small nodes that have an answer, some of each op from all over the list."""
    by_op = collections.OrderedDict()
    for line in lines:
        case = json.loads(line)
        runs = case.get('runs')
        if not runs or len(line) > MOST_BYTES or (isinstance(runs[-1], dict) and 'No OpKernel' in runs[-1]['error'][1]):
            continue
        by_op.setdefault(case['op'], []).append(line)
    for own in by_op.values():
        step = max(1, len(own) / float(MOST_OF_AN_OP))
        for i in range(min(MOST_OF_AN_OP, len(own))):
            yield own[int(i * step)]


def main(out, families):
    everything = '--all' in families
    families = [f for f in families if f != '--all']
    import node_value_families
    total = len(node_value_families.cases(families))
    path = tempfile.mktemp()
    start, lost = 0, []
    while start < total:
        child = subprocess.Popen([sys.executable, __file__, '--work', ','.join(families), str(start), path], stderr=open(os.devnull, 'w'))
        size, quiet = -1, time.time()
        while child.poll() is None:
            time.sleep(0.2)
            now = os.path.getsize(path) if os.path.exists(path) else 0
            if now != size:
                size, quiet = now, time.time()
            elif size and time.time() - quiet > PATIENCE:
                child.kill()
        if child.returncode == 0:
            break
        last = [l for l in open(path) if l.startswith('#')][-1]
        lost.append(int(last[1:]))
        start = int(last[1:]) + 1
        with open(path, 'a') as f:
            f.write('\n')
    cases = node_value_families.cases(families)
    for i in lost:
        print('no answer:', cases[i]['op'], cases[i]['note'], file=sys.stderr)
    kept = []
    for line in open(path):
        try:
            kept.append(json.dumps(json.loads(line), sort_keys=True))
        except ValueError:
            pass
    with gzip.open(out, 'wb') as f:
        for line in kept if everything else some(kept):
            f.write(line + '\n')
    print(len(kept), 'nodes,', len(lost), 'without an answer', file=sys.stderr)


if sys.argv[1] == '--work':
    work([f for f in sys.argv[2].split(',') if f], int(sys.argv[3]), sys.argv[4])
else:
    main(sys.argv[1], sys.argv[2:])
