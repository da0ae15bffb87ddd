"""What tf.nn.l2_loss gives on one thread, for the order of its additions: python l2_loss.py > ../l2_loss.json (TensorFlow 0.12.1)."""
import json

import numpy as np
import tensorflow as tf

sess = tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1))
cases = []
for dtype in ['float32', 'float64', 'float16']:
    x = tf.placeholder(dtype)
    loss = tf.nn.l2_loss(x)
    for n in [5, 100, 3000] if dtype == 'float16' else [1, 2, 3, 5, 8, 1001, 300007]:
        i = np.arange(n, dtype=np.int64)
        values = (((i * 7919) % 2003 - 1001) / 256.0).astype(dtype)
        cases.append({'dtype': dtype, 'n': n, 'loss': float(sess.run(loss, {x: values}))})
print(json.dumps(cases))
