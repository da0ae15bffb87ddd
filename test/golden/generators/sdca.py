"""Steps of dual coordinate ascent, and their errors: random mini-batches, fixed seed, one thread.

Run with TensorFlow 0.12.1 (Python 2.7), from this folder: python sdca.py ../sdca.json
"""
import json
import random
import sys

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import gen_sdca_ops

LOSSES = ['logistic_loss', 'squared_loss', 'hinge_loss', 'smooth_hinge_loss']
FLOATS = ['sparse_feature_values', 'dense_features', 'sparse_weights', 'dense_weights']
LISTS = ['sparse_example_indices', 'sparse_feature_indices', 'sparse_indices'] + FLOATS


def number(rng):
    return round(rng.uniform(-2, 2), 2)


def matrix(rng, rows, columns):
    return [[number(rng) for _ in range(columns)] for _ in range(rows)]


def random_case(rng, loss):
    """A mini-batch in which everything fits."""
    examples = rng.choice([1, 2, 3, 5])
    sparse, dense = rng.choice([(0, 1), (1, 0), (2, 1), (1, 2), (0, 2), (2, 0)])
    case = dict((name, []) for name in LISTS)
    valued = sparse if rng.random() < 0.7 else 0
    for i in range(sparse):
        vocabulary = rng.choice([3, 4, 6])
        # what features are called; weights stand at their places
        ids = sorted(rng.sample(range(20), vocabulary))
        pairs = [(example, feature) for example in range(examples) for feature in rng.sample(ids, rng.choice([0, 1, 2, 3]))]
        case['sparse_example_indices'].append([example for example, _ in pairs])
        case['sparse_feature_indices'].append([feature for _, feature in pairs])
        if i < valued:
            case['sparse_feature_values'].append([number(rng) for _ in pairs])
        case['sparse_indices'].append(ids)
        case['sparse_weights'].append([rng.choice([0., number(rng)]) for _ in ids])
    for _ in range(dense):
        width = rng.choice([1, 2, 4])
        case['dense_features'].append(matrix(rng, examples, width))
        case['dense_weights'].append([number(rng) for _ in range(width)])
    case['example_weights'] = [rng.choice([1., 1., 0.5, 2., 0.]) for _ in range(examples)]
    labels = [number(rng) for _ in range(examples)] if loss == 'squared_loss' else [float(rng.choice([0, 1])) for _ in range(examples)]
    case['example_labels'] = labels
    case['example_state_data'] = [[rng.choice([0., 0.25, -0.3]), 0., 0., 0.] for _ in range(examples)]
    case['attrs'] = {
        'loss_type': loss,
        'l1': rng.choice([0., 0., 0.1, 0.5]),
        'l2': rng.choice([1., 0.5, 2., 10.]),
        'num_loss_partitions': rng.choice([1, 1, 2]),
        'num_inner_iterations': rng.choice([1, 1, 2]),
    }
    return case


def base():
    """Two examples, with a sparse and a dense group of features."""
    return {
        'sparse_example_indices': [[0, 1, 1]],
        'sparse_feature_indices': [[0, 0, 1]],
        'sparse_feature_values': [[1., 2., 3.]],
        'sparse_indices': [[0, 1]],
        'sparse_weights': [[0.1, 0.2]],
        'dense_features': [[[1., 2.], [3., 4.]]],
        'dense_weights': [[0.5, -0.5]],
        'example_weights': [1., 1.],
        'example_labels': [0., 1.],
        'example_state_data': [[0.] * 4] * 2,
        'attrs': {'loss_type': 'logistic_loss', 'l1': 0., 'l2': 1., 'num_loss_partitions': 1, 'num_inner_iterations': 1},
    }


def changed(**changes):
    case = base()
    attrs = changes.pop('attrs', {})
    case.update(changes)
    case['attrs'] = dict(case['attrs'], **attrs)
    return case


def odd_cases():
    nothing = dict((name, []) for name in LISTS)
    yield base()
    for loss in LOSSES:
        yield changed(attrs={'loss_type': loss}, example_labels=[0.5, 1.])
        yield changed(attrs={'loss_type': loss}, example_labels=[0., -1.])
        # duals outside of what the loss allows
        yield changed(attrs={'loss_type': loss}, example_state_data=[[2., 1., 1., 1.], [-1., 5., 6., 7.]])
        # nothing to learn from
        yield changed(attrs={'loss_type': loss}, sparse_feature_values=[[0.] * 3], dense_features=[[[0., 0.], [0., 0.]]])
        yield changed(attrs={'loss_type': loss, 'l2': 0.})
        yield changed(attrs={'loss_type': loss, 'l1': 1., 'l2': 0.})
        yield changed(attrs={'loss_type': loss}, example_weights=[-1., 1.])
    yield changed(**nothing)
    yield changed(example_labels=[[0.], [1.]])
    yield changed(example_weights=[1., 1., 1.])
    yield changed(example_weights=[[1.], [1.]])
    yield changed(example_state_data=[[0.] * 3] * 2)
    yield changed(example_state_data=[[0.] * 4])
    yield changed(example_state_data=[0.] * 4)
    yield changed(sparse_feature_indices=[[0, 0, 7]])
    yield changed(sparse_feature_indices=[[0, 0, -1]])
    yield changed(sparse_feature_indices=[[0, 1, 1]])
    yield changed(sparse_example_indices=[[0, 1, 2]])
    yield changed(sparse_example_indices=[[1, 0, 1]])
    yield changed(sparse_example_indices=[[1, 1, 1]])
    yield changed(sparse_example_indices=[[-1, 0, 1]])
    yield changed(sparse_indices=[[1, 0]])
    yield changed(sparse_indices=[[5, 0]])
    yield changed(sparse_indices=[[0, 0]])
    yield changed(sparse_indices=[[0, 1, 2]], sparse_weights=[[0.1, 0.2, 0.3]])
    yield changed(dense_weights=[[0.5]])
    yield changed(dense_weights=[[[0.5, -0.5]]])
    yield changed(dense_weights=[[[0.5], [-0.5]]])
    yield changed(sparse_weights=[[[0.1, 0.2]]])
    yield changed(sparse_example_indices=[[[0, 1, 1]]])
    yield changed(example_weights=[], example_labels=[], example_state_data=np.zeros([0, 4]).tolist(), sparse_example_indices=[[]],
                  sparse_feature_indices=[[]], sparse_feature_values=[[]], dense_features=[np.zeros([0, 2]).tolist()])
    # one example: sampling has no choice
    for loss in LOSSES:
        yield changed(attrs={'loss_type': loss, 'adaptative': True}, sparse_example_indices=[[0, 0]], sparse_feature_indices=[[0, 1]],
                      sparse_feature_values=[[1., 2.]], dense_features=[[[1., 2.]]], example_weights=[1.], example_labels=[1.],
                      example_state_data=[[0.1, 0., 0., 0.]])


def value_of(items):
    return np.asarray(items).tolist()


def shaped(name, value):
    """Arrays as TensorFlow gets them; empty ones have the shapes that they would have."""
    dtype = np.int64 if 'indices' in name else np.float32
    array = np.array(value, dtype)
    if array.size == 0 and name == 'example_state_data':
        array = array.reshape([0, 4])
    if array.size == 0 and name == 'dense_features':
        array = array.reshape([0, 2])
    return array


def answer(case):
    with tf.Graph().as_default():
        args = {}
        for name, value in case.items():
            if name == 'attrs':
                continue
            args[name] = [tf.constant(shaped(name, item)) for item in value] if name in LISTS else tf.constant(shaped(name, value))
        try:
            outputs = gen_sdca_ops._sdca_optimizer(**dict(args, **case['attrs']))
            shapes = [[str(t.get_shape()) for t in group] if isinstance(group, list) else str(group.get_shape()) for group in outputs]
            config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
            with tf.Session(config=config) as session:
                results = session.run([t for group in outputs for t in (group if isinstance(group, list) else [group])])
            return {'shapes': shapes, 'outputs': [{'shape': list(r.shape), 'values': [repr(float(x)) for x in r.ravel()]} for r in results]}
        except (ValueError, tf.errors.OpError) as error:
            return {'error': [type(error).__name__, str(error.message).split('\n')[0]]}


def main():
    rng = random.Random(20161219)
    cases = [random_case(rng, loss) for loss in LOSSES for _ in range(25)] + list(odd_cases())
    answers = []
    for case in cases:
        answers.append(dict(case, answer=answer(case)))
    with open(sys.argv[1], 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(each, sort_keys=True) for each in answers) + '\n]\n')


main()
