"""while_loop programs, cond, case, scan, map_fn, py_func, Print, Assert, TensorArray, queues with a Coordinator."""
from __future__ import print_function
import threading
import numpy as np
import tensorflow as tf

tf.set_random_seed(77)
sess = tf.InteractiveSession()

# Newton's root and Collatz with while_loop
x0 = tf.placeholder(tf.float32, [])
root = tf.while_loop(lambda x, i: tf.logical_and(tf.abs(x * x - 2) > 1e-5, i < 50), lambda x, i: [x - (x * x - 2) / (2 * x), i + 1], [x0, tf.constant(0)])
print(sess.run(root, {x0: 5.0}))
steps = tf.while_loop(lambda n, c: tf.not_equal(n, 1), lambda n, c: (tf.cond(tf.equal(n % 2, 0), lambda: n // 2, lambda: 3 * n + 1), c + 1),
                      (tf.constant(27), tf.constant(0)))
print(sess.run(steps))
w = tf.Variable([[1.0, 0.5], [0.2, 0.8]], name='w')
i = tf.constant(0)
powers = tf.while_loop(lambda i, m: tf.less(i, 4), lambda i, m: [tf.add(i, 1), tf.matmul(m, w)], [i, tf.constant([[1.0, 2.0]])])
gw = tf.gradients(powers[1], w)[0]
sess.run(tf.initialize_all_variables())
print(powers[1].eval(), gw.eval())

fib = tf.scan(lambda a, _: (a[1], a[0] + a[1]), tf.range(8), initializer=(tf.constant(0), tf.constant(1)))
print(sess.run(fib))
squares = tf.map_fn(lambda v: v * v + w[0, 0], tf.constant([1.0, 2.0, 3.0]))
print(squares.eval(), tf.gradients(squares, w)[0].eval())
print(tf.foldl(lambda a, x: a * 2 + x, tf.constant([1, 2, 3])).eval(), tf.foldr(lambda a, x: a * 2 + x, tf.constant([1, 2, 3])).eval())
choice = tf.placeholder(tf.int32)
picked = tf.case([(tf.equal(choice, 1), lambda: tf.constant('one')), (tf.equal(choice, 2), lambda: tf.constant('two'))], default=lambda: tf.constant('many'))
print([picked.eval({choice: c}) for c in (1, 2, 3)])

ta = tf.TensorArray(tf.float32, size=5)
_, ta = tf.while_loop(lambda i, _: i < 5, lambda i, t: (i + 1, t.write(i, tf.to_float(i) * 1.5)), [0, ta])
print(ta.pack().eval(), ta.size().eval())


def np_softmax(x):
    e = np.exp(x - x.max())
    return (e / e.sum()).astype(np.float32)

soft = tf.py_func(np_softmax, [tf.constant([1.0, 2.0, 3.0])], [tf.float32])[0]
soft.set_shape([3])
both = tf.py_func(lambda a, b: (a + b, np.array([len(str(a))], np.int64)), [tf.constant(3), tf.constant(4)], [tf.int32, tf.int64])
print(soft.eval(), sess.run(both), soft.get_shape())
noisy = tf.Print(w, [w, tf.shape(w)], 'w is ', summarize=2)
print(tf.reduce_sum(noisy).eval())
guard = tf.Assert(tf.less(tf.reduce_max(w), x0), ['too large', w], summarize=3)
with tf.control_dependencies([guard]):
    safe = tf.identity(w)
print(safe.eval({x0: 2.0}))
try:
    safe.eval({x0: 0.5})
except tf.errors.InvalidArgumentError as e:
    print(e.message.split('\n')[0])
print(tf.verify_tensor_all_finite(w, 'not finite').eval().shape)
try:
    sess.run(tf.check_numerics(tf.log(w - 1), 'logs'))
except tf.errors.InvalidArgumentError as e:
    print(type(e).__name__, e.error_code)
with tf.control_dependencies([tf.assert_positive(w), tf.assert_rank(w, 2), tf.assert_less(w, 5.0)]):
    print(tf.identity(w, name='checked').eval()[0])

queue = tf.RandomShuffleQueue(30, 2, [tf.int32, tf.float32], shapes=[[], [2]], seed=3)
values = tf.placeholder(tf.int32, [None])
enqueue = queue.enqueue_many([values, tf.to_float(tf.pack([values, values * 2], axis=1))])
sess.run(enqueue, {values: np.arange(20)})
a, b = queue.dequeue_many(4)
print(sess.run([a, b]), queue.size().eval())
fifo = tf.FIFOQueue(10, 'float32')
feeding = fifo.enqueue(tf.random_uniform([], seed=1))
fetched = fifo.dequeue()
coord = tf.train.Coordinator()
qr = tf.train.QueueRunner(fifo, [feeding])
threads = qr.create_threads(sess, coord=coord, start=True)
got = [sess.run(fetched) for _ in range(5)]
print(np.round(got, 5))
coord.request_stop()
sess.run(fifo.close(cancel_pending_enqueues=True))
coord.join(threads)

results = []


def loop(coord, id):
    n = 0
    while not coord.should_stop():
        results.append(id)
        n += 1
        if n >= 10:
            coord.request_stop()

coord = tf.train.Coordinator()
workers = [threading.Thread(target=loop, args=(coord, i)) for i in range(2)]
for t in workers:
    t.start()
coord.join(workers)
print(len(results) >= 10, coord.should_stop())
inputs = tf.train.slice_input_producer([np.arange(6), np.arange(6) * 10], shuffle=False, num_epochs=1)
batch = tf.train.batch(inputs, 4, allow_smaller_final_batch=True)
sess.run(tf.initialize_local_variables())
coord = tf.train.Coordinator()
threads = tf.train.start_queue_runners(coord=coord)
try:
    while True:
        print([v.tolist() for v in sess.run(batch)])
except tf.errors.OutOfRangeError:
    print('done')
finally:
    coord.request_stop()
coord.join(threads)
mandel = tf.constant((np.linspace(-2, 1, 6)[None, :] + 1j * np.linspace(-1, 1, 4)[:, None]).astype(np.complex64))
zs = tf.Variable(mandel)
ns = tf.Variable(tf.zeros([4, 6]))
zs_ = zs * zs + mandel
not_diverged = tf.complex_abs(zs_) < 4
step = tf.group(zs.assign(zs_), ns.assign_add(tf.cast(not_diverged, tf.float32)))
sess.run(tf.initialize_variables([zs, ns]))
for _ in range(10):
    step.run()
print(ns.eval())
