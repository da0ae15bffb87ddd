"""Singular values, eigenvalues and the first rows of the matrices of vectors, which show the vectors' signs: decompositions.json."""
import json
import sys
import numpy as np
import tensorflow as tf

SHAPES = [[1, 1], [2, 2], [3, 3], [8, 8], [15, 15], [5, 3], [3, 5], [40, 7], [7, 40], [16, 16], [21, 21], [33, 20], [20, 33], [47, 47], [48, 48], [70, 50]]


def matrix(rows, columns, dtype, kind):
    x = np.array([(i * 7919 % 2003) / 1000.0 - 1.0 for i in range(rows * columns)]).reshape(rows, columns)
    if kind == 'deficient':
        x = x[:, np.arange(columns) % (columns // 2)]
    elif kind == 'ones':
        x = np.ones([rows, columns])
    return x.astype(dtype)


cases = []
for dtype in ['float32', 'float64']:
    for kind in ['full', 'deficient', 'ones']:
        for rows, columns in SHAPES:
            if kind == 'ones' and rows * columns > 300 or kind == 'deficient' and (columns == 1 or columns > 47):
                continue
            full = rows * columns % 2 == 0
            a = tf.constant(matrix(rows, columns, dtype, kind))
            with tf.Session() as session:
                s, u, v = session.run(tf.svd(a, full_matrices=full))
                case = {'dtype': dtype, 'kind': kind, 'shape': [rows, columns], 'full': full, 's': s.tolist(), 'u': u[0].tolist(), 'v': v[0].tolist()}
                if rows == columns:
                    e, w = session.run(tf.self_adjoint_eig(a))
                    case.update({'e': e.tolist(), 'w': w[0].tolist()})
            cases.append(case)
with open(sys.argv[1], 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(case) for case in cases) + '\n]\n')
