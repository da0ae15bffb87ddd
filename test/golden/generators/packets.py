"""The bits of functions that TensorFlow computes four floats at a time: python packets.py > ../packets.json (TensorFlow 0.12.1)."""
import base64
import json

import numpy as np
import tensorflow as tf

FUNCTIONS = [('sin', 8190.0), ('cos', 8190.0), ('tanh', 11.0)]
sess = tf.Session()
x = tf.placeholder(tf.float32)
cases = []
for name, most in FUNCTIONS:
    # 1: what the C library gives; 403: 100 vectors and three of those
    for n in [1, 403, 4096]:
        i = np.arange(n, dtype=np.int64)
        unit = (((i * 7919 + 13) % 2003 - 1001) / 1001.0)
        values = (most * unit ** 3).astype(np.float32)
        bits = sess.run(getattr(tf, name)(x), {x: values}).tobytes()
        cases.append({'name': name, 'most': most, 'n': n, 'bits': base64.b64encode(bits).decode()})
print(json.dumps(cases))
