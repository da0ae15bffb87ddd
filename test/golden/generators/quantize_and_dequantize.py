"""Values rounded to the levels of a range: random arrays, attributes and types, fixed seed; attributes that are refused.

Run with TensorFlow 0.12.1 (Python 2.7), from this folder: python quantize_and_dequantize.py ../quantize_and_dequantize.json
"""
import json
import random
import sys

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import gen_array_ops


def cases():
    rng = random.Random(7)
    for _ in range(120):
        scale = rng.choice([1., 1., 100., 1e-3])
        shape = rng.choice([[], [5], [2, 3], [7], [0]])
        size = int(np.prod(shape))
        low = rng.choice([-2., 0., -scale])
        values = [round(rng.uniform(low, 2) * scale, 4) for _ in range(size)]
        attrs = {'num_bits': rng.choice([1, 2, 3, 4, 8, 8, 8, 12, 16, 24]), 'signed_input': rng.random() < 0.6}
        if rng.random() < 0.4:
            attrs.update(range_given=True, input_min=round(rng.uniform(-2, 0), 2), input_max=round(rng.uniform(0, 2), 2))
            if not attrs['signed_input']:
                attrs['input_min'] = 0.
        yield values, shape, attrs
    values = [-1., 0., 0.25, 1.]
    for attrs in ({'num_bits': 0}, {'num_bits': -1}, {'num_bits': 62}, {'num_bits': 63}, {'num_bits': 64}, {'num_bits': 1}, {'num_bits': 32}, {'num_bits': 40},
                  {'num_bits': 1, 'signed_input': False},
                  {'range_given': True}, {'range_given': True, 'input_min': 1., 'input_max': -1.}, {'range_given': True, 'input_min': 1., 'input_max': 2.},
                  {'range_given': True, 'input_min': -1., 'input_max': 1., 'signed_input': False}, {'range_given': True, 'input_min': -3., 'input_max': 1.},
                  {'range_given': True, 'input_min': -3., 'input_max': -1.}, {'range_given': True, 'input_min': -0.5, 'input_max': 0.2},
                  {'signed_input': False}, {'input_min': -3., 'input_max': 1.}, {'input_min': 3., 'input_max': 1.}):
        yield values, [4], attrs
    for values in ([0.] * 3, [float('nan'), 1., -1.], [float('inf'), 1., -1.], [-float('inf'), 1., 0.], [-0., 0.], [1e-45, 1e-40], [3e38, -3e38, 1.], [0.5, 1.5, 2.5, 127.]):
        for signed in (True, False):
            yield values, [len(values)], {'signed_input': signed}


def answer(values, shape, dtype, attrs):
    with tf.Graph().as_default():
        x = tf.constant(np.array(values, dtype).reshape(shape))
        try:
            y = gen_array_ops.quantize_and_dequantize(x, **attrs)
            with tf.Session() as session:
                return {'values': [repr(float(v)) for v in session.run(y).ravel()]}
        except (ValueError, tf.errors.OpError) as error:
            return {'error': str(error.message).split('\n')[0]}


def main():
    found = []
    for values, shape, attrs in cases():
        for dtype in ('float32', 'float64'):
            entry = {'input': [repr(v) for v in values], 'shape': shape, 'dtype': dtype, 'attrs': attrs}
            found.append(dict(entry, answer=answer(values, shape, dtype, attrs)))
    with open(sys.argv[1], 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(each, sort_keys=True) for each in found) + '\n]\n')


main()
