# Arrays of objects, as ragged lists make them.
from __future__ import print_function
import numpy as np
import tensorflow as tf


def show(f):
    try:
        r = f()
        print(type(r).__name__, getattr(r, 'dtype', None), getattr(r, 'shape', None), repr(r))
    except Exception as e:
        print(type(e).__name__, e)


def disc(r):
    d = np.zeros_like(r)
    run = 0
    for i in reversed(range(0, r.size)):
        run = run * 0.99 + r[i]
        d[i] = run
    return d


s = np.array([0.5, 0.25, 1., 2.], dtype=np.float32)
rows = [[s, 1, 1.0, s + 1], [s * 2, 0, 1.0, s + 3], [s * 3, 1, 0.5, s]]
a = np.array(rows)
show(lambda: np.array(rows))
show(lambda: a[:, 2])
show(lambda: a[:, 1])
show(lambda: np.vstack(a[:, 0]))
show(lambda: a[0])
show(lambda: a[0, 0])
show(lambda: a[0, 1])
show(lambda: a[0][2])
show(lambda: disc(a[:, 2]))
a[:, 2] = disc(a[:, 2])
show(lambda: a)
show(lambda: a[:, 2] - np.mean(a[:, 2]))
show(lambda: np.std(a[:, 2]))
show(lambda: np.mean(a[:, 2]))
show(lambda: np.sum(a[:, 2]))
show(lambda: a[:, 2].sum())
show(lambda: a[:, 2].astype(np.float32))
show(lambda: a[:, 1]==1)
show(lambda: a[:, 2]>1)
show(lambda: a[:, 2]*2)
show(lambda: np.exp(a[:, 2]))
show(lambda: np.max(a[:, 2]))
show(lambda: np.array([[1,2],[3]]))
show(lambda: np.array([1,[2,3]]))
show(lambda: np.array([[1,2],[3,4,5]])*2)
show(lambda: np.array([np.ones(2),np.ones(3)]))
show(lambda: np.array([None,1]))
show(lambda: np.array([np.ones((2,2)),np.ones((2,3))]))
show(lambda: np.array([[np.ones(2),1],[np.ones(2),2]]))
show(lambda: np.zeros(3, dtype=object))
show(lambda: np.empty((2,2), dtype=object))
show(lambda: np.array([1,2,3],dtype=object))
show(lambda: np.array([[1,2],[3]],dtype=object)+1)
b = np.empty((2, 3), dtype=object)
b[0] = [1, 'text', None]
b[1, :2] = np.array([1.5, 2])
b[1, 2] = [1, 2]
show(lambda: b)
b[:, 0] += 1
show(lambda: b)
show(lambda: b[:, 0] * b[:, 0])
show(lambda: np.concatenate([b, b[::-1]], axis=1))
show(lambda: np.array([[1, 2], [3, 4]], dtype=object).sum(axis=0))
show(lambda: np.array([[1, 2], [3, 4]], dtype=object).mean(axis=1))
show(lambda: np.array([[1, 2], [3, 4]], dtype=object).max(axis=1))
show(lambda: np.array([[1, 2], [3, 4]], dtype=object).T[::-1].tolist())
show(lambda: np.arange(3).astype(object))
show(lambda: np.arange(3.).astype(object) + np.arange(3))
show(lambda: np.arange(3).astype(object) < 2)
show(lambda: np.arange(3) - np.arange(3).astype(object) * 2)
show(lambda: np.var(np.arange(4).astype(object)))
show(lambda: np.where(a[:,  1] == 1)[0])
show(lambda: np.arange(3).astype(object) + np.arange(2))
show(lambda: [row[1] for row in a])
show(lambda: sorted(a[:,  1]))
show(lambda: np.isnan(a[:,  1]))
show(lambda: a.dtype == object)
show(lambda: a.dtype == np.object)
show(lambda: a.dtype == np.float32)
show(lambda: isinstance(a, np.ndarray))

p = tf.placeholder(tf.float32, [None])
q = tf.placeholder(tf.int32, [None])
v = tf.placeholder(tf.float32, [None, 4])
with tf.Session() as sess:
    print(sess.run([p * 2, q + 1], feed_dict={p: a[:,  2], q: a[:,  1]}))
    print(sess.run(tf.reduce_sum(v, 1), {v: np.vstack(a[:,  3])}))
    show(lambda: sess.run(p, {p: a[:,  0]}))
    print(sess.run(tf.constant([1., 2., 3.]) * a[:,  2]))
show(lambda: tf.constant(a[:,  2]))
