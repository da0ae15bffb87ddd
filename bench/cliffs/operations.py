"""
Times operations one by one, in many shapes: the same program for TensorFlow 0.12.1 and for tf0's Python front end.

    operations.py SEED [NAME ...]

Prints for every case (or those that are named; with --names nothing is run) its name, a tab, and the milliseconds of its fastest run. Seed 0 has shapes that were
chosen; with another one all shapes move, and there are convolutions of shapes that nobody chose.
"""
import sys
import time

import numpy as np
import tensorflow as tf

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 0
NAMES = set(sys.argv[2:])
WARM_UP, TIMED = 2, 4
LONGEST_SECONDS = 20.0

data = np.random.RandomState(1)
cases = []


class Draws(object):
    """Numbers that are the same in every Python."""

    def __init__(self, seed):
        self.state = 20011 * seed + 1
        for _ in range(5):
            self.uniform()

    def uniform(self):
        self.state = self.state * 16807 % 2147483647
        return self.state / 2147483647.0

    def between(self, low, high):
        return low + int(self.uniform() * (high - low + 1))

    def one_of(self, values):
        return values[self.between(0, len(values) - 1)]


draws = Draws(SEED)


def moved(n):
    return n if SEED == 0 or n < 2 else max(1, int(n * (0.65 + 0.75 * draws.uniform())))


def floats(*shape):
    """Arrays are drawn when their case is run."""
    return lambda: data.randn(*shape).astype(np.float32)


def integers(below, *shape):
    return lambda: data.randint(0, below, shape).astype(np.int32)


def case(name, build, *arrays):
    cases.append((name, build, arrays))


def gradient(y, x):
    return tf.gradients(tf.reduce_sum(tf.square(y)), x)[0]


def by(shape):
    return 'x'.join(str(n) for n in shape)


# --- convolutions

def convolution(images, filters, padding, stride):
    x, w = floats(*images), lambda: floats(*filters)() * 0.1
    strides = [1, stride, stride, 1]
    name = 'convolution %s by %s %s stride %d' % (by(images), by(filters), padding, stride)
    case(name + ', forward', lambda a, b: tf.nn.conv2d(a, b, strides, padding), x, w)
    case(name + ', to filter', lambda a, b: gradient(tf.nn.conv2d(a, b, strides, padding), b), x, w)
    case(name + ', to input', lambda a, b: gradient(tf.nn.conv2d(a, b, strides, padding), a), x, w)


def moved_convolution(batch, height, width, depth, rows, columns, results, padding, stride):
    tall, wide = rows == height, columns == width
    batch, height, width, depth, results = [moved(n) for n in (batch, height, width, depth, results)]
    rows = height if tall else min(height, moved(rows))
    columns = width if wide else min(width, moved(columns))
    convolution((batch, height, width, depth), (rows, columns, depth, results), padding, stride)


for one in [
        (64, 56, 128, 1, 3, 128, 128, 'VALID', 1), (32, 20, 300, 1, 4, 300, 100, 'VALID', 1), (16, 1, 200, 64, 1, 5, 64, 'SAME', 1),
        (8, 224, 224, 3, 11, 11, 64, 'SAME', 4), (4, 112, 112, 64, 7, 7, 64, 'SAME', 2), (16, 8, 8, 256, 3, 3, 256, 'SAME', 1),
        (64, 7, 7, 64, 7, 7, 256, 'VALID', 1), (2, 128, 128, 8, 9, 9, 8, 'SAME', 1), (16, 17, 17, 128, 1, 7, 128, 'SAME', 1),
        (32, 35, 35, 48, 5, 5, 64, 'SAME', 1), (1, 256, 256, 3, 3, 3, 32, 'SAME', 1), (128, 14, 14, 16, 2, 2, 32, 'VALID', 2),
        (64, 4, 4, 512, 4, 4, 1, 'VALID', 1), (256, 1, 1, 1024, 1, 1, 256, 'SAME', 1), (4, 100, 100, 5, 3, 3, 7, 'SAME', 1),
        (32, 40, 40, 2, 8, 8, 16, 'VALID', 4)]:
    moved_convolution(*one)


def drawn_convolution():
    """As long as the image, nearly, or short along each axis; few channels or many."""
    height, width = draws.between(1, 60), draws.one_of([1, 7, 30, 50, 128, 300])
    rows = draws.one_of([height, max(1, height - draws.between(1, 3)), min(height, draws.between(1, 7))])
    columns = draws.one_of([width, max(1, width - draws.between(1, 3)), min(width, draws.between(1, 7))])
    depth, results = draws.one_of([1, 1, 3, 17, 64]), draws.one_of([1, 5, 32, 100])
    padding, stride = draws.one_of(['VALID', 'SAME']), draws.one_of([1, 1, 2, 3])
    down = (height - rows) // stride + 1 if padding == 'VALID' else (height + stride - 1) // stride
    across = (width - columns) // stride + 1 if padding == 'VALID' else (width + stride - 1) // stride
    work = down * across * rows * columns * depth * results
    batch = int(min(64, 2e8 // work, 2e7 // max(1, work // results)))
    if batch < 1 or batch * work < 1e6:
        return drawn_convolution()
    convolution((batch, height, width, depth), (rows, columns, depth, results), padding, stride)


for _ in range(0 if SEED == 0 else 12):
    drawn_convolution()

# --- pools

for batch, height, width, depth, size, stride, padding in [
        (32, 28, 28, 32, 2, 2, 'SAME'), (16, 56, 56, 64, 3, 2, 'SAME'), (8, 112, 112, 64, 3, 1, 'SAME'), (64, 50, 1, 128, 50, 1, 'VALID'),
        (16, 8, 8, 512, 8, 1, 'VALID'), (32, 13, 13, 17, 3, 2, 'VALID')]:
    whole = size == height
    batch, height, width, depth = [moved(n) for n in (batch, height, width, depth)]
    if whole:
        size, width = height, 1 if width == 1 else height
    window, strides = [1, size, 1 if width == 1 else size, 1], [1, stride, stride, 1]
    shape = (batch, height, width, depth)
    x = floats(*shape)
    for kind, pool in (('max', tf.nn.max_pool), ('average', tf.nn.avg_pool)):
        name = '%s pool %s window %d stride %d' % (kind, by(shape), size, stride)
        case(name, lambda a, pool=pool, w=window, s=strides, p=padding: pool(a, w, s, p), x)
        case(name + ', to input', lambda a, pool=pool, w=window, s=strides, p=padding: gradient(pool(a, w, s, p), a), x)

# --- products

for m, k, n in [(1, 4096, 4096), (4096, 1, 4096), (4096, 4096, 1), (7, 1000, 1000), (1000, 7, 1000), (1000, 1000, 7), (33, 5000, 17),
                (500, 500, 500), (2048, 64, 64), (64, 2048, 64), (10000, 10, 100), (10, 10000, 100)]:
    m, k, n = moved(m), moved(k), moved(n)
    for left in (False, True):
        for right in (False, True):
            case('product %d %d %d%s%s' % (m, k, n, ' transposed left' if left else '', ' transposed right' if right else ''),
                 lambda a, b, left=left, right=right: tf.matmul(a, b, left, right),
                 floats(*((k, m) if left else (m, k))), floats(*((n, k) if right else (k, n))))
for left, right in [((64, 20, 30), (64, 30, 20)), ((500, 4, 4), (500, 4, 4)), ((8, 16, 64, 64), (8, 16, 64, 64)), ((1000, 1, 50), (1000, 50, 1))]:
    case('products %s by %s' % (by(left), by(right)), tf.batch_matmul, floats(*left), floats(*right))
size = moved(300)
case('product of int32 %d' % size, tf.matmul, integers(9, size, size), integers(9, size, size))
case('product of float64 400', tf.matmul, lambda: data.randn(400, 400), lambda: data.randn(400, 400))

# --- reductions, movement, broadcasting

for shape, axes in [((1000, 1000), [0]), ((1000, 1000), [1]), ((1000, 1000), None), ((64, 50, 1, 128), [1]), ((32, 28, 28, 64), [0, 1, 2]),
                    ((32, 28, 28, 64), [3]), ((10, 100, 1000), [0, 2]), ((1000000,), None), ((3, 300000), [0]), ((300000, 3), [1]),
                    ((300000, 3), [0])]:
    shape = tuple(moved(n) for n in shape)
    for kind, reduce in (('sum', tf.reduce_sum), ('mean', tf.reduce_mean), ('max', tf.reduce_max), ('product', tf.reduce_prod)):
        case('%s of %s over %s' % (kind, by(shape), axes), lambda a, reduce=reduce, axes=axes: reduce(a, axes), floats(*shape))
    case('max of %s over %s, to input' % (by(shape), axes), lambda a, axes=axes: gradient(tf.reduce_max(a, axes), a), floats(*shape))
for shape, axis in [((1000, 1000), 0), ((1000, 1000), 1), ((64, 10, 300), 2)]:
    case('argmax of %s over %d' % (by(shape), axis), lambda a, axis=axis: tf.argmax(a, axis), floats(*shape))
for shape, order in [((1000, 1000), [1, 0]), ((32, 64, 64, 16), [0, 3, 1, 2]), ((32, 16, 64, 64), [0, 2, 3, 1]), ((20, 30, 40, 50), [3, 2, 1, 0]),
                     ((100, 100, 100), [1, 0, 2]), ((8, 9, 10, 11, 12), [4, 1, 3, 0, 2])]:
    case('transpose %s to %s' % (by(shape), order), lambda a, order=order: tf.transpose(a, order), floats(*shape))
for left, right in [((1000, 1000), (1000, 1000)), ((1000, 1000), (1000,)), ((1000, 1000), (1000, 1)), ((100, 100, 100), (100, 1, 100)),
                    ((64, 1, 500), (1, 64, 500)), ((1000000,), ())]:
    second = floats(*right) if right else np.float32(2)
    case('sum %s and %s' % (by(left), by(right)), tf.add, floats(*left), second)
    case('product %s and %s, to second' % (by(left), by(right)), lambda a, b: gradient(a * b, b), floats(*left), second)

# --- functions of a matrix

matrix = floats(1000, 500)()
positive = np.abs(matrix)
for name, function, x in [
        ('exp', tf.exp, matrix), ('log', tf.log, positive), ('tanh', tf.tanh, matrix), ('sigmoid', tf.sigmoid, matrix),
        ('pow', lambda a: tf.pow(a, 1.7), positive), ('sqrt', tf.sqrt, positive), ('rsqrt', tf.rsqrt, positive), ('sin', tf.sin, matrix),
        ('cos', tf.cos, matrix), ('tan', tf.tan, matrix), ('erf', tf.erf, matrix), ('lgamma', tf.lgamma, matrix), ('digamma', tf.digamma, matrix),
        ('softplus', tf.nn.softplus, matrix), ('elu', tf.nn.elu, matrix), ('floor', tf.floor, matrix), ('round', tf.round, matrix),
        ('sign', tf.sign, matrix), ('is_nan', tf.is_nan, matrix), ('softmax', tf.nn.softmax, matrix), ('log_softmax', tf.nn.log_softmax, matrix),
        ('l2_loss', tf.nn.l2_loss, matrix), ('l2_normalize', lambda a: tf.nn.l2_normalize(a, 1), matrix),
        ('moments', lambda a: tf.nn.moments(a, [0])[1], matrix),
        ('batch_normalization', lambda a: tf.nn.batch_normalization(a, tf.reduce_mean(a, [0]), tf.reduce_mean(a * a, [0]), None, None, 1e-3), matrix),
        ('cumsum down', lambda a: tf.cumsum(a, 0), matrix), ('cumsum across', lambda a: tf.cumsum(a, 1), matrix),
        ('cast to int32', lambda a: tf.cast(a, tf.int32), matrix), ('cast to float64', lambda a: tf.cast(a, tf.float64), matrix),
        ('select', lambda a: tf.select(a > 0, a, -a), matrix), ('clip_by_value', lambda a: tf.clip_by_value(a, -1, 1), matrix),
        ('add_n of 8', lambda a: tf.add_n([a] * 8), matrix), ('dropout', lambda a: tf.nn.dropout(a, 0.5, seed=1), matrix),
        ('top_k of 5', lambda a: tf.nn.top_k(a, 5)[0], matrix), ('top_k of 500', lambda a: tf.nn.top_k(a, 500)[0], matrix),
        ('where', lambda a: tf.where(a > 1.5), matrix), ('random_shuffle', lambda a: tf.random_shuffle(a, seed=1), matrix),
        ('unique', lambda a: tf.unique(tf.reshape(tf.cast(a * 100, tf.int32), [-1]))[0], matrix),
        ('unique of floats', lambda a: tf.unique(tf.reshape(tf.floor(a * 100), [-1]))[0], matrix),
        ('reverse', lambda a: tf.reverse(a, [True, False]), matrix), ('slice', lambda a: tf.slice(a, [100, 100], [800, 300]), matrix),
        ('strided slice', lambda a: a[::2, ::3], matrix), ('pad', lambda a: tf.pad(a, [[3, 3], [5, 5]]), matrix),
        ('pad by reflection', lambda a: tf.pad(a, [[3, 3], [5, 5]], 'REFLECT'), matrix), ('tile', lambda a: tf.tile(a, [2, 3]), matrix),
        ('split', lambda a: tf.split(1, 10, a)[3], matrix), ('unpack', lambda a: tf.unpack(a)[5], matrix),
        ('concat down', lambda a: tf.concat(0, [a, a, a]), matrix), ('concat across', lambda a: tf.concat(1, [a, a, a]), matrix),
        ('pack', lambda a: tf.pack([a, a, a]), matrix), ('matrix_band_part', lambda a: tf.matrix_band_part(a, 3, 3), matrix),
        ('complex_abs', lambda a: tf.complex_abs(tf.complex(a, a)), matrix)]:
    case(name, function, x)

# --- random numbers

one = np.float32(1)
case('random_normal', lambda a: tf.random_normal([1000, 1000], seed=1) + a, one)
case('random_uniform', lambda a: tf.random_uniform([1000, 1000], seed=1) + a, one)
case('truncated_normal', lambda a: tf.truncated_normal([1000, 1000], seed=1) + a, one)
case('random_gamma', lambda a: tf.random_gamma([100, 100], 1.5, seed=1) + a, one)
case('multinomial', lambda a: tf.multinomial(a, 20, seed=1), floats(200, 1000))

# --- rows by number

for rows, width, count in [(10000, 128, 2000), (100000, 16, 20000), (50, 1000, 5000)]:
    rows, width, count = moved(rows), moved(width), moved(count)
    table, picks = floats(rows, width), integers(rows, count)
    sizes = '%d of %d rows of %d' % (count, rows, width)
    case('gather ' + sizes, tf.gather, table, picks)
    case('gather %s, to table' % sizes, lambda p, i: tf.convert_to_tensor(gradient(tf.gather(p, i), p)), table, picks)
    case('unsorted_segment_sum ' + sizes, lambda d, i, rows=rows: tf.unsorted_segment_sum(d, i, rows), floats(count, width), picks)
    case('segment_sum of %d rows of %d' % (count, width), tf.segment_sum, floats(count, width), lambda count=count: np.sort(integers(100, count)()))
case('gather_nd', tf.gather_nd, floats(500, 500), integers(500, 20000, 2))
case('one_hot', lambda i: tf.one_hot(i, 1000), integers(1000, 2000))
case('sparse_to_dense', lambda v: tf.sparse_to_dense(np.arange(0, 1000000, 50), [1000000], v), floats(20000))
count = moved(20000)
case('dynamic_partition of %d' % count, lambda a, i: tf.dynamic_partition(a, i, 4)[1], floats(count, 20), integers(4, count))
places = np.stack([np.repeat(np.arange(500), 8), np.tile(np.arange(8), 500)], 1).astype(np.int64)
words = data.randint(0, 5000, 4000).astype(np.int64)
case('embedding_lookup_sparse', lambda p: tf.nn.embedding_lookup_sparse(p, tf.SparseTensor(places, words, [500, 8]), None, combiner='mean'), floats(5000, 64))
entries = np.stack([np.sort(integers(1000, 10000)()), integers(1000, 10000)()], 1).astype(np.int64)
weights = floats(10000)()
case('sparse_tensor_dense_matmul', lambda d: tf.sparse_tensor_dense_matmul(tf.SparseTensor(entries, weights, [1000, 1000]), d), floats(1000, 64))

# --- losses and images

classes, logits = integers(5000, 200), floats(200, 5000)
sparse_loss = tf.nn.sparse_softmax_cross_entropy_with_logits
case('sparse softmax cross entropy', sparse_loss, logits, classes)
case('sparse softmax cross entropy, to logits', lambda a, i: gradient(sparse_loss(a, i), a), logits, classes)
case('softmax cross entropy, to logits', lambda a, b: gradient(tf.nn.softmax_cross_entropy_with_logits(a, tf.nn.softmax(b)), a), logits, floats(200, 5000))
case('in_top_k', lambda a, i: tf.nn.in_top_k(a, i, 5), floats(500, 1000), integers(1000, 500))


def lrn(a):
    return tf.nn.lrn(a, 4, bias=1.0, alpha=0.001 / 9.0, beta=0.75)


case('lrn', lrn, floats(16, 27, 27, 96))
case('lrn, to input', lambda a: gradient(lrn(a), a), floats(16, 27, 27, 96))
case('resize_bilinear', lambda a: tf.image.resize_bilinear(a, [128, 128]), floats(8, 64, 64, 3))
case('resize_nearest_neighbor', lambda a: tf.image.resize_nearest_neighbor(a, [128, 128]), floats(8, 64, 64, 3))
case('convolution by depth', lambda a, w: tf.nn.depthwise_conv2d(a, w, [1, 1, 1, 1], 'SAME'), floats(8, 56, 56, 64), floats(3, 3, 64, 1))
case('convolution by depth, to filter', lambda a, w: gradient(tf.nn.depthwise_conv2d(a, w, [1, 1, 1, 1], 'SAME'), w), floats(8, 56, 56, 64), floats(3, 3, 64, 1))
case('convolution transposed', lambda a, w: tf.nn.conv2d_transpose(a, w, [16, 28, 28, 32], [1, 2, 2, 1]), floats(16, 14, 14, 64), floats(5, 5, 32, 64))
case('convolution of volumes', lambda a, w: tf.nn.conv3d(a, w, [1, 1, 1, 1, 1], 'SAME'), floats(2, 16, 16, 16, 8), floats(3, 3, 3, 8, 16))
case('extract_image_patches', lambda a: tf.extract_image_patches(a, [1, 3, 3, 1], [1, 1, 1, 1], [1, 1, 1, 1], 'SAME'), floats(8, 32, 32, 16))
case('space_to_depth', lambda a: tf.space_to_depth(a, 2), floats(16, 64, 64, 16))

# --- text

case('string_join', lambda a: tf.string_join([tf.as_string(a), tf.as_string(a)]), integers(1000, moved(5000)))
case('histogram_summary', lambda a: tf.histogram_summary('h', a), floats(moved(500000)))

# --- matrices and loops: lines with limits of their own

square = floats(200, 200)
case('decomposition: cholesky', lambda a: tf.cholesky(tf.matmul(a, a, transpose_b=True) + 200 * tf.diag(tf.ones([200]))), square)
case('decomposition: matrix_inverse', tf.matrix_inverse, square)
case('decomposition: matrix_determinant', tf.matrix_determinant, lambda: square() / 8)
case('decomposition: matrix_solve', lambda a: tf.matrix_solve(a, a[:, :5]), square)
case('decomposition: self_adjoint_eig', lambda a: tf.self_adjoint_eig(a + tf.transpose(a))[0], floats(100, 100))
case('decomposition: svd', lambda a: tf.svd(a, compute_uv=False), floats(100, 100))
case('loop: while of 1000', lambda a: tf.while_loop(lambda i, x: i < 1000, lambda i, x: [i + 1, x * 1.0001], [tf.constant(0), a])[1], floats(10))
case('loop: scan of 200', lambda a: tf.scan(lambda s, x: s + x, a), floats(200, 64))
case('loop: map_fn of 200', lambda a: tf.map_fn(lambda x: tf.reduce_sum(x * x), a), floats(200, 64))


def fastest(build, arrays):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = [tf.placeholder(a.dtype, a.shape) for a in arrays]
        result = build(*inputs)
        target, feeds = getattr(result, 'op', result), dict(zip(inputs, arrays))
        times = []
        for _ in range(WARM_UP + TIMED):
            start = time.time()
            session.run(target, feeds)
            times.append(time.time() - start)
            if times[-1] > LONGEST_SECONDS:
                break
        return min(times[WARM_UP:] or times)


for name, build, arrays in cases:
    if '--names' in NAMES:
        print(name + '\t0')
        continue
    if NAMES and name not in NAMES:
        continue
    try:
        print('%s\t%.4f' % (name, 1000 * fastest(build, [a() if callable(a) else np.asarray(a) for a in arrays])))
    except Exception as error:
        print('%s\tfailed: %s' % (name, str(error).split('\n')[0][:100]))
    sys.stdout.flush()
