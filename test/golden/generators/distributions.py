"""Asks TensorFlow 0.12.1 (Python 2.7) what distributions of tf.contrib build and compute. Usage: distributions.py OUT_FOLDER [NAME...]

Writes one file of snippets a kind of distribution, in the format of contrib_snippets.py.
"""
from __future__ import print_function
import os, sys

here = os.path.dirname(os.path.abspath(__file__))
__file__ = os.path.join(here, 'contrib_snippets.py')
with open(__file__) as own:
    exec(own.read().split('with open(sys.argv[1])')[0])

from google.protobuf import text_format


def node(op):
    if op.name.startswith('gradients'):
        return {'name': op.name, 'op': op.type}
    text = text_format.MessageToString(op.node_def, float_format='.17g')
    return {'text': text, 'out': ['%s%s' % (t.dtype.name, base.shape(t)) for t in op.outputs]}


SOURCE = '''
ds = tf.contrib.distributions
d = %(make)s
x = %(x)s
def attempt(method, *args, **kwargs):
    try:
        return getattr(d, method)(*args, **kwargs)
    except (NotImplementedError, TypeError, ValueError) as error:
        return type(error).__name__ + ': ' + str(error)
made = [attempt('sample', 3, seed=5), attempt('sample', [2, 2], seed=6), attempt('sample'), attempt('sample_n', 2, seed=7)]
made += [attempt(name, x) for name in ('log_prob', 'prob', 'log_cdf', 'cdf', 'log_survival_function', 'survival_function')]
made += [attempt(name, x) for name in ('log_pdf', 'pdf', 'log_pmf', 'pmf')]
made += [attempt(name) for name in ('batch_shape', 'event_shape', 'entropy', 'mean', 'variance', 'std', 'mode')]
made += [%(more)s]
static = [repr(d.get_batch_shape()), repr(d.get_event_shape()), d.name, repr(d.dtype), d.is_continuous, d.is_reparameterized,
          d.validate_args, d.allow_nan_stats, sorted(d.parameters)]
parameters = [%(parameters)s]
slopes = []
for index in %(differentiable)s:
    if not isinstance(made[index], str):
        slopes += [g for g in tf.gradients(made[index], parameters) if g is not None]
with tf.Session() as sess:
    result = [static, [m if isinstance(m, str) else sess.run(m, %(feed)s) for m in made + slopes]]
'''


def case(make, x, parameters='', differentiable=(0, 4, 12), more='', feed='None', before=''):
    return before + SOURCE % dict(make=make, x=x, parameters=parameters, differentiable=tuple(differentiable), more=more, feed=feed)


FILES = {}
FILES['normal'] = dict(
    scalar=case('ds.Normal(mu=1., sigma=2.)', '0.5', 'd.mu, d.sigma'),
    batch=case('ds.Normal(mu=[0., 1.], sigma=[[1.], [2.]], name="prior")', '[0.5, -30.]', 'd.mu, d.sigma', differentiable=(0, 1, 4, 5, 6, 7, 8, 9, 12, 14)),
    double=case('ds.Normal(tf.constant([0., 1.], tf.float64), np.float64(2.))', 'np.array([[0.5], [-2.]])', 'd.mu, d.sigma'),
    half=case('ds.Normal(tf.constant(0., tf.float16), tf.constant(1., tf.float16))', 'tf.constant(0.5, tf.float16)'),
    checked=case('ds.Normal([0., 1.], [1., 3.], validate_args=True, allow_nan_stats=False)', '0.5', 'd.mu'),
    unknown=case('ds.Normal(a, b)', 'a', 'd.mu, d.sigma', feed='{a: [1., 2.], b: 3.}', before='a = tf.placeholder(tf.float32)\nb = tf.placeholder(tf.float32)\n'),
    partial=case('ds.Normal(a, [[1.], [2.]])', 'a', feed='{a: [[1., 2., 3.]]}', before='a = tf.placeholder(tf.float32, [None, 3])\n'),
    softplus=case('ds.NormalWithSoftplusSigma(mu=[0., 1.], sigma=[-1., 3.])', '0.5', 'd.mu, d.sigma'),
    variable='''
ds = tf.contrib.distributions
w = tf.Variable([0., 1.])
d = ds.Normal(w, tf.exp(w))
loss = -tf.reduce_sum(d.log_prob(tf.constant([[1., 2.]]))) + tf.reduce_mean(d.sample([4], seed=3))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run([loss, step])[0] for _ in range(5)] + [sess.run(w)]
''',
    kl='''
ds = tf.contrib.distributions
a = ds.Normal([0., 1.], [1., 2.])
b = ds.NormalWithSoftplusSigma([[0.5], [1.]], 1.)
made = [ds.kl(a, b), ds.kl(b, a, allow_nan=True), ds.kl(a, a, name="own")]
with tf.Session() as sess:
    result = sess.run(made + tf.gradients(made[0], [a.mu, a.sigma, b.mu]))
''',
    kl_nan='''
ds = tf.contrib.distributions
a = ds.Normal([0., 1.], [1., -2.])
b = ds.Normal(float('nan'), 1.)
made = ds.kl(a, b)
with tf.Session() as sess:
    try:
        sess.run(made)
    except tf.errors.InvalidArgumentError as error:
        result = error.message.split(']')[0]
''',
    negative='''
ds = tf.contrib.distributions
with tf.Session() as sess:
    sess.run(ds.Normal([0., 1.], [1., -2.], validate_args=True).mean())
''',
    shapes='''
ds = tf.contrib.distributions
made = ds.Normal.param_shapes([2, 3])
named = ds.NormalWithSoftplusSigma.param_shapes(tf.placeholder(tf.int32), name="shapes")
result = [sorted(ds.Normal.param_static_shapes([2, 3]).items()), sorted(ds.Normal.param_static_shapes(tf.TensorShape([4])).items()),
          sorted(made), made["mu"].name, named["sigma"].name]
''',
    copy='''
ds = tf.contrib.distributions
d = ds.Normal(0., 1.)
e = d.copy(mu=[2., 3.], name="other")
f = ds.NormalWithSoftplusSigma(0., 1.).copy(sigma=2.)
g = e.copy()
result = [type(e).__name__, e.name, type(f).__name__, f.name, g.name, sorted(e.parameters.items())] + tf.Session().run([e.mu, e.sigma, f.sigma, g.mu])
''',
    dynamic_sample='''
ds = tf.contrib.distributions
d = ds.Normal([0., 1.], 1.)
n = tf.placeholder(tf.int32, [])
dims = tf.placeholder(tf.int32)
two = tf.placeholder(tf.int32, [2])
made = [d.sample(n, seed=1), d.sample(dims, seed=1), d.sample(two, seed=1), d.sample_n(n, seed=2)]
result = [repr(m.get_shape()) for m in made] + tf.Session().run(made, {n: 3, dims: [2], two: [1, 2]})
''',
    names='''
ds = tf.contrib.distributions
with tf.name_scope("outer"):
    d = ds.Normal(0., 1.)
    d.sample(2, name="draw")
    e = ds.Normal(0., 1.)
d.log_prob(1., name="score")
d.mean("center")
with tf.name_scope("later"):
    d.cdf(1.)
    d.cdf(1.)
result = [d.name, e.name]
''',
)
for id, (make) in enumerate([
    'ds.Normal(0.)', 'ds.Normal([1.], 1)', 'ds.Normal(1, 1)', 'ds.Normal(0., 1., foo=3)', 'ds.Normal(0., 1., name=None)', 'ds.Normal(0., 1.).log_pmf(1.)', 'ds.Normal(0., 1.).pmf(1.)',
    'ds.Normal(0., 1.).log_prob(1., foo=2)', 'ds.Normal(0., 1.).sample(2, foo=2)', 'ds.Normal(0., 1.).sample_n(2.)', 'ds.Normal([0., 1.], [1., 2., 3.]).mean()',
    'ds.Normal(0., 1.).copy(foo=1)', 'ds.Normal.param_static_shapes(tf.placeholder(tf.int32))', 'ds.Normal.param_static_shapes(tf.TensorShape([None]))',
    'ds.Distribution.param_shapes([2])', 'ds.Normal(0., 1.).log_prob(tf.constant([1]))', 'ds.Normal(0., 1.).sample(2, name=None)', 'ds.Normal(None, 1.)',
    'ds.Distribution(tf.float32, True, True, False, True, graph_parents=[1])', 'ds.Distribution(tf.float32, True, True, False, True).mean()',
    'ds.kl(ds.Normal(0., 1.), 3)', 'ds.RegisterKL(ds.Normal, ds.Normal)(3)', 'ds.Normal([0., 1.], [1., 2., 3.]).get_batch_shape()', 'ds.Normal(["a"], ["b"])',
    'ds.Normal(0., 1.).cdf(tf.constant(1.)).foo', 'ds.Normal(tf.constant(0., tf.float16), tf.constant(1., tf.float16)).cdf(tf.constant(1., tf.float16))',
]):
    FILES['normal']['error_%d' % id] = 'ds = tf.contrib.distributions\n%s\n' % make

if __name__ == '__main__':
    for name, snippets in sorted(FILES.items()):
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        cases = [ask(id, source.strip('\n') + '\n') for id, source in sorted(snippets.items())]
        with gzip.GzipFile(os.path.join(sys.argv[1], name + '.json.gz'), 'wb', mtime=0) as out:
            out.write(json.dumps({'cases': cases}, sort_keys=True))
        for one in cases:
            print(name, one['id'], len(one['nodes']), one['error'] or '')
