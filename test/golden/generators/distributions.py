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
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
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
def run(m):
    try:
        return m if isinstance(m, str) else sess.run(m, %(feed)s)
    except tf.errors.InvalidArgumentError as error:
        return error.message.split(chr(10))[0]
with tf.Session() as sess:
    result = [static, [run(m) for m in made + slopes]]
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

PLACED = 'a = tf.placeholder(tf.float32)\nb = tf.placeholder(tf.float32)\n'


def errors(file, *sources):
    for i, source in enumerate(sources):
        FILES.setdefault(file, {})['error_%d' % i] = 'ds = tf.contrib.distributions\n%s\n' % source


def run_errors(file, *sources):
    """Errors of runs."""
    for i, source in enumerate(sources):
        FILES[file]['run_error_%d' % i] = 'ds = tf.contrib.distributions\nmade = %s\nwith tf.Session() as sess:\n    sess.run(made)\n' % source


def two_parameters(name, values, x, more='', softplus=None, differentiable=(0, 4, 12), wide=(6, 7)):
    """Snippets of a kind of distribution that has some parameters, a list of (name, scalar, vector)."""
    names = [v[0] for v in values]
    own = ', '.join('d.' + n for n in names)
    call = lambda pick: 'ds.%s(%s)' % (name, ', '.join('%s=%s' % (v[0], pick(i, v)) for i, v in enumerate(values)))
    cases = dict(
        scalar=case(call(lambda i, v: v[1]), x, own, differentiable, more),
        batch=case(call(lambda i, v: v[2]), '[%s, 0.25]' % x, own, (0, 1, 4, 5, 12, 13, 14, 15) + wide, more),
        broadcast=case(call(lambda i, v: '[[%s], [%s]]' % (v[1], v[1]) if i == 0 else v[2]), x, own, differentiable, more),
        checked=case(call(lambda i, v: v[2])[:-1] + ', validate_args=True, allow_nan_stats=False)', x, own, (4,), more),
        double=case(call(lambda i, v: 'tf.constant(%s, tf.float64)' % v[2]), 'tf.constant(%s, tf.float64)' % x, own, (0, 4), more),
        unknown=case(call(lambda i, v: 'ab'[i] if i < 2 else v[1]), 'a', own, (4,), more, feed='{a: %s, b: %s}' % (values[0][2], values[-1][1]),
                     before=PLACED),
    )
    if softplus:
        cases['softplus'] = case(call(lambda i, v: v[2]).replace(name, softplus, 1), x, own, (0, 4), more)
    return cases


FILES['bernoulli'] = dict(
    p=case('ds.Bernoulli(p=0.3)', '1', 'd.p', (4, 5, 12, 13, 14, 15), 'd.p, d.q, d.logits'),
    logits=case('ds.Bernoulli(logits=[[-1., 0., 2.]])', '[0, 1, 1]', 'd.logits', (4, 5, 12, 13, 14, 15), 'd.p, d.q, d.logits'),
    same_shape=case('ds.Bernoulli([-1., 0., 2.])', '[0, 1, 1]', 'd.logits'),
    checked=case('ds.Bernoulli(p=[0.3, 0.5], validate_args=True)', '[0, 1]', 'd.p'),
    double=case('ds.Bernoulli(p=tf.constant([0.3, 0.5], tf.float64), dtype=tf.float64, name="coin")', 'np.array([0., 1.])', 'd.p'),
    half=case('ds.Bernoulli(p=0.25, dtype=tf.bool)', 'True', 'd.p'),
    unknown=case('ds.Bernoulli(a)', 'b', 'd.logits', feed='{a: [0.5, 2.], b: [0., 1.]}', before=PLACED),
    sigmoid=case('ds.BernoulliWithSigmoidP(p=[-1., 1.])', '1', 'd.p'),
    int64=case('ds.Bernoulli(p=[0.3, 0.5], dtype=tf.int64)', 'np.array([0, 1])', 'd.p'),
    kl="""
ds = tf.contrib.distributions
a = ds.Bernoulli(p=[0.25, 0.5])
b = ds.BernoulliWithSigmoidP([0.5, 1.])
made = [ds.kl(a, b), ds.kl(b, a, name="other")]
with tf.Session() as sess:
    result = sess.run(made + tf.gradients(made[0], [a.p, b.p]))
""",
)
errors('bernoulli', 'ds.Bernoulli()', 'ds.Bernoulli(1., 0.5)', 'ds.Bernoulli(p=0.5).log_pdf(1)', 'ds.Bernoulli(p=1)', 
       'ds.BernoulliWithSigmoidP()', 'ds.BernoulliWithSigmoidP(logits=3.)', 'ds.Bernoulli(p=0.5).cdf(1)', 'ds.Bernoulli(p=[0.5, 0.25]).log_prob([1, 0, 1])')
run_errors('bernoulli', 'ds.Bernoulli(p=[0.5, 1.5], validate_args=True).p', 'ds.Bernoulli(p=[0.5, -1.5], validate_args=True).mean()')
FILES['categorical'] = dict(
    p=case('ds.Categorical(p=[0.2, 0.3, 0.5])', '1', 'd.p', (4, 5, 12), 'd.p, d.logits, d.num_classes'),
    logits=case('ds.Categorical([[-1., 0., 2.], [1., 1., 1.]])', '[0, 1]', 'd.logits', (4, 5, 12), 'd.p, d.logits, d.num_classes'),
    deep=case('ds.Categorical(logits=[[[-1., 0.]], [[1., 1.]]], dtype=tf.int64)', '[[[1], [0]], [[0], [0]]]', 'd.logits', (4, 5, 12)),
    broadcast=case('ds.Categorical(logits=[[-1., 0., 2.], [1., 1., 1.]])', '2', 'd.logits', (4,)),
    checked=case('ds.Categorical(p=[0.25, 0.5, 0.25], validate_args=True)', '1', 'd.p', (4,)),
    double=case('ds.Categorical(p=tf.constant([[0.25, 0.5, 0.25]], tf.float64), name="class")', '[[2]]', 'd.p', (4,)),
    unknown=case('ds.Categorical(a)', 'tf.cast(b, tf.int32)', 'd.logits', (4,), feed='{a: [[0.5, 2.]], b: [1.]}', before=PLACED),
    partial=case('ds.Categorical(a)', '[0]', 'd.logits', (4, 12), feed='{a: [[0.5, 2., 1.]]}', before='a = tf.placeholder(tf.float32, [None, 3])\n'),
    kl="""
ds = tf.contrib.distributions
a = ds.Categorical(p=[[0.25, 0.75], [0.5, 0.5]])
b = ds.Categorical([0.5, 1.])
made = [ds.kl(a, b), ds.kl(b, a, name="other")]
with tf.Session() as sess:
    result = sess.run(made + tf.gradients(made[0], [a.logits, b.logits]))
""",
)
errors('categorical', 'ds.Categorical()', 'ds.Categorical([1., 2.], [0.5, 0.5])', 'ds.Categorical(p=0.5)', 'ds.Categorical([1., 2.]).log_prob(0.5)', 'ds.Categorical([1., 2.]).mean()',
       'ds.Categorical.param_shapes([2])', 'ds.Categorical([[1., 2.], [1., 2.]]).log_prob([0, 1, 1])')
run_errors('categorical', 'ds.Categorical(p=[0.5, 0.25], validate_args=True).p', 'ds.Categorical(p=[0.5, 0.5]).log_prob(2)')
FILES['uniform'] = two_parameters('Uniform', [('a', '0.5', '[0.5, 1.]'), ('b', '1.5', '[1.5, 4.]')], '0.75', 'd.range()')
FILES['uniform']['default'] = case('ds.Uniform()', '[0., 0.5, 1., 2., -1.]', 'd.a, d.b')
errors('uniform', 'ds.Uniform(0, 1)', 'ds.Uniform(b=tf.constant(1., tf.float64))', 'ds.Uniform().mode()', 'ds.Uniform(0., [1., 2.]).cdf([1., 2., 3.])')
run_errors('uniform', 'ds.Uniform(1., 0.5, validate_args=True).mean()')
FILES['multinomial'] = dict(
    p=case('ds.Multinomial(n=4., p=[0.2, 0.3, 0.5])', '[1., 2., 1.]', 'd.p', (4, 5, 13, 14), 'd.p, d.logits, d.n'),
    logits=case('ds.Multinomial([4., 5.], logits=[[-1., 0., 2.], [1., 1., 1.]])', '[1., 2., 1.]', 'd.logits', (4, 5, 13, 14), 'd.p'),
    checked=case('ds.Multinomial(n=4., p=[[0.25, 0.25, 0.5]], validate_args=True)', '[[1., 2., 1.]]', 'd.p', (4,)),
    double=case('ds.Multinomial(n=tf.constant([4.], tf.float64), p=np.array([0.25, 0.75]), name="counts")', 'np.array([1., 3.])', 'd.p', (4,)),
    unknown=case('ds.Multinomial(a, b)', '[[1., 2.]]', 'd.logits', (4,), feed='{a: [3.], b: [[0.5, 2.]]}', before=PLACED),
)
errors('multinomial', 'ds.Multinomial(4.)', 'ds.Multinomial(4, p=[0.5, 0.5])', 'ds.Multinomial(4., p=[0.5, 0.5]).log_pdf([2., 2.])', 'ds.Multinomial(p=[0.5, 0.5])')
run_errors('multinomial', 'ds.Multinomial(4.5, p=[0.5, 0.5], validate_args=True).mean()', 'ds.Multinomial(4., p=[0.5, 0.5], validate_args=True).log_prob([2., 3.])',
           'ds.Multinomial(-4., p=[0.5, 0.5], validate_args=True).mean()', 'ds.Multinomial(4., p=[0.5, 0.5], validate_args=True).prob([2.5, 1.5])')
FILES['gamma'] = two_parameters('Gamma', [('alpha', '3.', '[0.5, 4.]'), ('beta', '2.', '[1., 3.]')], '0.75', softplus='GammaWithSoftplusAlphaBeta')
errors('gamma', 'ds.Gamma(1., tf.constant(1., tf.float64))', 'ds.Gamma(1., 1.).log_prob(tf.constant(1))', 'ds.Gamma(1., 1.).log_survival_function(tf.constant(1.)).name.foo')
run_errors('gamma', 'ds.Gamma(0., 0.5, validate_args=True).mean()', 'ds.Gamma(0.5, 0.5, allow_nan_stats=False).mode()', 'ds.Gamma(0.5, 0.5, validate_args=True).log_prob(-1.)')
FILES['beta'] = two_parameters('Beta', [('a', '3.', '[0.5, 4.]'), ('b', '2.', '[1., 3.]')], '0.75', 'd.a_b_sum', softplus='BetaWithSoftplusAB', differentiable=(4, 12), wide=())
FILES['beta']['kl'] = """
ds = tf.contrib.distributions
a = ds.Beta([1., 2.], [3., 4.])
b = ds.BetaWithSoftplusAB(0.5, 1.)
made = [ds.kl(a, b), ds.kl(b, a, name="other")]
with tf.Session() as sess:
    result = sess.run(made + tf.gradients(made[0], [a.a, b.b]))
"""
run_errors('beta', 'ds.Beta(0., 0.5, validate_args=True).mean()', 'ds.Beta(0.5, 0.5, allow_nan_stats=False).mode()', 'ds.Beta(0.5, 0.5, validate_args=True).log_prob(-1.)',
           'ds.Beta(0.5, 0.5, validate_args=True).log_prob(1.)')
FILES['exponential'] = two_parameters('Exponential', [('lam', '3.', '[0.5, 4.]')], '0.75', 'd.alpha, d.beta', softplus='ExponentialWithSoftplusLam')
errors('exponential', 'ds.Exponential()', 'ds.Exponential("a")', 'ds.Exponential(1)', 'ds.Exponential(1., foo=2)')
FILES['chi2'] = two_parameters('Chi2', [('df', '3.', '[0.5, 4.]')], '0.75', 'd.alpha, d.beta', softplus='Chi2WithAbsDf')
FILES['laplace'] = two_parameters('Laplace', [('loc', '3.', '[0.5, 4.]'), ('scale', '2.', '[1., 3.]')], '0.75', softplus='LaplaceWithSoftplusScale')
FILES['laplace']['half'] = case('ds.Laplace(tf.constant(0., tf.float16), tf.constant(1., tf.float16))', 'tf.constant(0.5, tf.float16)')
FILES['dirichlet'] = dict(
    vector=case('ds.Dirichlet([1., 2., 3.])', '[0.2, 0.3, 0.5]', 'd.alpha', (4, 5, 12, 13, 14, 15), 'd.alpha_sum'),
    batch=case('ds.Dirichlet([[1., 2., 3.], [2., 2., 2.]], name="prior")', '[[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]]', 'd.alpha', (4, 5, 12, 13)),
    broadcast=case('ds.Dirichlet([[2., 3.], [2., 2.5]])', '[0.2, 0.8]', 'd.alpha', (4,)),
    checked=case('ds.Dirichlet([2., 3.], validate_args=True, allow_nan_stats=False)', '[0.25, 0.75]', 'd.alpha', (4,)),
    double=case('ds.Dirichlet(np.array([2., 3.]))', 'np.array([0.2, 0.8])', 'd.alpha', (4,)),
    unknown=case('ds.Dirichlet(a)', 'b', 'd.alpha', (4,), feed='{a: [[2., 3.]], b: [[0.5, 0.5]]}', before=PLACED),
    partial=case('ds.Dirichlet(a)', '[0.5, 0.5]', 'd.alpha', (4, 12), feed='{a: [[2., 3.]]}', before='a = tf.placeholder(tf.float32, [None, 2])\n'),
)
errors('dirichlet', 'ds.Dirichlet(2.)', 'ds.Dirichlet([2., 3.], validate_args=True).cdf([0.5, 0.5])')
run_errors('dirichlet', 'ds.Dirichlet([2., 0.], validate_args=True).mean()', 'ds.Dirichlet([2., 1.], validate_args=True).log_prob([0.5, 0.75])',
           'ds.Dirichlet([2., 1.], allow_nan_stats=False).mode()')
FILES['poisson'] = two_parameters('Poisson', [('lam', '3.', '[0.5, 4.]')], '2.')
FILES['poisson'].pop('batch')
FILES['poisson']['batch'] = case('ds.Poisson([0.5, 4.])', '[2., 3.]', 'd.lam', (4, 5, 7, 13))
run_errors('poisson', 'ds.Poisson(-1., validate_args=True).mean()', 'ds.Poisson(1., validate_args=True).log_prob(1.5)', 'ds.Poisson(1., validate_args=True).cdf(-1.)')
FILES['inverse_gamma'] = two_parameters('InverseGamma', [('alpha', '3.', '[2.5, 4.]'), ('beta', '2.', '[1., 3.]')], '0.75', softplus='InverseGammaWithSoftplusAlphaBeta', differentiable=(4, 12))
FILES['inverse_gamma']['batch'] = case('ds.InverseGamma([0.5, 1.5, 4.], 2.)', '0.5', 'd.alpha, d.beta', (4, 12, 15, 16))
run_errors('inverse_gamma', 'ds.InverseGamma(0., 0.5, validate_args=True).mode()', 'ds.InverseGamma(1., 0.5, allow_nan_stats=False).mean()',
           'ds.InverseGamma(2., 0.5, allow_nan_stats=False).variance()')
FILES['student_t'] = two_parameters('StudentT', [('df', '3.', '[0.5, 4.]'), ('mu', '2.', '[1., 3.]'), ('sigma', '1.5', '[0.5, 3.]')], '0.75',
                                    softplus='StudentTWithAbsDfSoftplusSigma')
FILES['student_t']['infinite'] = case('ds.StudentT([0.5, 1.5, 3.], 0., 2.)', '0.5', 'd.df, d.mu, d.sigma', (4, 5, 12))
run_errors('student_t', 'ds.StudentT(0., 0., 0.5, validate_args=True).mode()', 'ds.StudentT(1., 0., 0.5, allow_nan_stats=False).mean()',
           'ds.StudentT(1., 0., 0.5, allow_nan_stats=False).variance()')
FILES['binomial'] = dict(
    p=case('ds.Binomial(n=4., p=0.3)', '1.', 'd.p', (4, 5, 13, 14, 15), 'd.p, d.logits, d.n'),
    logits=case('ds.Binomial([[4.], [3.]], [-1., 0.])', '2.', 'd.logits', (4, 5, 13, 14, 15)),
    checked=case('ds.Binomial(n=4., p=[0.25, 0.5], validate_args=True)', '[1., 2.]', 'd.p', (4,)),
    double=case('ds.Binomial(n=tf.constant([4.], tf.float64), p=np.array([0.25, 0.75]))', 'np.array([1., 3.])', 'd.p', (4,)),
    unknown=case('ds.Binomial(a, b)', '[1., 2.]', 'd.logits', (4,), feed='{a: [3.], b: [0.5, 2.]}', before=PLACED),
)
errors('binomial', 'ds.Binomial(4.)', 'ds.Binomial(4, p=0.5).mean()', 'ds.Binomial(4., p=0.5).sample()')
run_errors('binomial', 'ds.Binomial(4.5, p=0.5, validate_args=True).mean()', 'ds.Binomial(4., p=0.5, validate_args=True).log_prob(5.)',
           'ds.Binomial(4., p=0.5, validate_args=True).log_prob(-1.)', 'ds.Binomial(4., p=0.5, validate_args=True).log_prob(1.5)')
FILES['dirichlet_multinomial'] = dict(
    vector=case('ds.DirichletMultinomial(4., [1., 2., 3.])', '[2., 1., 1.]', 'd.alpha', (4, 5, 13, 14), 'd.alpha_sum, d.n'),
    batch=case('ds.DirichletMultinomial([4., 2.], [[1., 2., 3.], [2., 2., 2.]])', '[[2., 1., 1.], [2., 0., 0.]]', 'd.alpha', (4, 5, 13)),
    checked=case('ds.DirichletMultinomial(4., [[2., 3.]], validate_args=True)', '[1., 3.]', 'd.alpha', (4,)),
    double=case('ds.DirichletMultinomial(np.float64(4.), np.array([2., 3.]))', 'np.array([1., 3.])', 'd.alpha', (4,)),
    unknown=case('ds.DirichletMultinomial(2., a)', 'b', 'd.alpha', (4,), feed='{a: [[2., 3.]], b: [[1., 1.]]}', before=PLACED),
)
run_errors('dirichlet_multinomial', 'ds.DirichletMultinomial(4., [2., 0.], validate_args=True).mean()', 'ds.DirichletMultinomial(4.5, [2., 1.], validate_args=True).mean()',
           'ds.DirichletMultinomial(4., [2., 1.], validate_args=True).log_prob([1., 2.])')
FILES['functions'] = dict(
    posterior="""
ds = tf.contrib.distributions
prior = ds.Normal([0., 1.], 2.)
made = ds.normal_conjugates_known_sigma_posterior(prior, 3., tf.constant(4.), 5)
next = ds.normal_conjugates_known_sigma_predictive(prior=prior, sigma=3., s=tf.constant([4., 1.]), n=tf.constant([5, 6]))
result = tf.Session().run([made.mu, made.sigma, next.mu, next.sigma])
""",
    diag_transform="""
ds = tf.contrib.distributions
m = tf.constant([[[1., 0.], [2., -3.]]])
made = [ds.matrix_diag_transform(m, transform=tf.nn.softplus), ds.matrix_diag_transform(m), ds.matrix_diag_transform([[1., 2.]], tf.exp, name="own")]
result = tf.Session().run(made + tf.gradients(made[0], [m]))
""",
    special_math="""
sm = tf.contrib.bayesflow.special_math
made = []
for dtype in (tf.float32, tf.float64):
    x = tf.constant([-100., -30., -15., -6., -2., -0.5, 0., 0.5, 2., 6., 9., 30.], dtype)
    y = [sm.ndtr(x), sm.log_ndtr(x), sm.log_ndtr(x, series_order=1), sm.log_ndtr(x, 6, name="six")]
    made += y + [tf.gradients(one, x)[0] for one in y]
result = tf.Session().run(made)
""",
)
errors('functions', 'ds.normal_conjugates_known_sigma_posterior(3, 1., tf.constant(1.), 1)',
       'ds.normal_conjugates_known_sigma_predictive(ds.Normal(0., 1.), 1., tf.constant(1), 1)',
       'tf.contrib.bayesflow.special_math.log_ndtr([1.], series_order=1.5)', 'tf.contrib.bayesflow.special_math.log_ndtr([1.], series_order=-1)',
       'tf.contrib.bayesflow.special_math.log_ndtr([1.], series_order=31)', 'tf.contrib.bayesflow.special_math.log_ndtr([1])',
       'tf.contrib.bayesflow.special_math.ndtr(tf.constant([1.], tf.float16))')

FILES['mvn'] = dict(
    diag=case('ds.MultivariateNormalDiag([1., 2.], [0.5, 3.])', '[0., 1.]', 'd.mu', (0, 1, 4, 5, 12, 13), 'd.sigma, d.log_sigma_det(), d.sigma_det("det")'),
    diag_batch=case('ds.MultivariateNormalDiag(mu=[[1., 2.], [3., 4.]], diag_stdev=[[0.5, 3.], [1., 1.]], name="prior")', '[[0., 1.], [2., 3.]]', 'd.mu', (0, 4, 12)),
    diag_values=case('ds.MultivariateNormalDiag([1., 2.], [0.5, 3.])', '[[[0., 1.], [1., 1.]], [[2., 2.], [3., 3.]]]', 'd.mu', (4,)),
    diag_checked=case('ds.MultivariateNormalDiag([1., 2.], [0.5, 3.], validate_args=True, allow_nan_stats=False)', '[0., 1.]', 'd.mu', (4,)),
    diag_double=case('ds.MultivariateNormalDiag(np.array([1., 2.]), np.array([0.5, 3.]))', 'np.array([0., 1.])', 'd.mu', (4,)),
    diag_unknown=case('ds.MultivariateNormalDiag(a, b)', 'a', 'd.mu', (4,), feed='{a: [1., 2.], b: [0.5, 3.]}', before=PLACED),
    diag_unknown_checked=case('ds.MultivariateNormalDiag(a, b, validate_args=True)', 'a', 'd.mu', (4,), feed='{a: [[1., 2.]], b: [[0.5, 3.]]}', before=PLACED),
    softplus=case('ds.MultivariateNormalDiagWithSoftplusStDev([1., 2.], [-0.5, 3.])', '[0., 1.]', 'd.mu', (4,)),
    cholesky=case('ds.MultivariateNormalCholesky([1., 2.], [[2., 7.], [1., 3.]])', '[0., 1.]', 'd.mu', (0, 4, 12), 'd.sigma, d.log_sigma_det(), d.sigma_det()'),
    cholesky_batch=case('ds.MultivariateNormalCholesky([[1., 2.]], [[[2., 0.], [1., 3.]]], validate_args=True)', '[[0., 1.]]', 'd.mu', (4,), 'd.sigma'),
    full=case('ds.MultivariateNormalFull([1., 2.], [[2., 1.], [1., 3.]])', '[[0., 1.], [1., 1.], [2., 2.]]', 'd.mu', (0, 4, 12), 'd.sigma'),
    full_checked=case('ds.MultivariateNormalFull([1., 2.], [[2., 1.], [1., 3.]], validate_args=True)', '[0., 1.]', 'd.mu', (4,)),
    vdvt=case('ds.MultivariateNormalDiagPlusVDVT([1., 2., 3.], [1., 2., 1.], [[1.], [0.5], [2.]])', '[0., 1., 2.]', 'd.mu', (0, 4, 12), 'd.sigma'),
    vdvt_small=case('ds.MultivariateNormalDiagPlusVDVT([1., 2., 3.], [1., 2., 1.], [[1., 0.], [0.5, 1.], [2., 1.]], [0.5, 2.], validate_args=True)',
                    '[0., 1., 2.]', 'd.mu', (0, 4), 'd.sigma, d.log_sigma_det(), d.sigma_det()'),
    vdvt_batch=case('ds.MultivariateNormalDiagPlusVDVT([[1., 2.]], [[1., 2.]], [[[1.], [0.5]]], diag_small=[[2.]])', '[[0., 1.]]', 'd.mu', (0, 4)),
    vdvt_unknown=case('ds.MultivariateNormalDiagPlusVDVT([1., 2.], a, b, validate_args=True)', '[0., 1.]', 'd.mu', (4,), feed='{a: [1., 2.], b: [[1.], [0.5]]}', before=PLACED),
    kl="""
ds = tf.contrib.distributions
a = ds.MultivariateNormalDiag([1., 2.], [0.5, 3.])
b = ds.MultivariateNormalFull([0., 1.], [[2., 1.], [1., 3.]])
c = ds.MultivariateNormalDiagPlusVDVT([1., 2.], [1., 2.], [[1.], [0.5]])
made = [ds.kl(a, b), ds.kl(b, c), ds.kl(c, a, name="own")]
with tf.Session() as sess:
    result = sess.run(made + tf.gradients(made[0], [a.mu, b.mu]))
""",
)
errors('mvn', 'ds.MultivariateNormalDiag([1., 2.], [1., 2., 3.])', 'ds.MultivariateNormalDiag([1., 2.], np.array([1., 2.]))', 'ds.MultivariateNormalDiag([1., 2.])',
       'ds.MultivariateNormalDiagPlusVDVT([1., 2.], [1., 2.], [1., 2.])', 'ds.MultivariateNormalDiagPlusVDVT([1., 2.], [1., 2.], [[1.], [2.], [3.]])',
       'ds.MultivariateNormalDiagPlusVDVT([1., 2.], [1., 2.], [[1.], [2.]], [1., 2.])', 'ds.MultivariateNormalDiagPlusVDVT([1., 2.], [1., 2.], np.array([[1.], [2.]]))',
       'ds.MultivariateNormalDiag([1., 2.], [1., 2.]).log_prob(np.array([1., 2.]))', 'ds.MultivariateNormalFull([1., 2.], [1., 2.])')
run_errors('mvn', 'ds.MultivariateNormalDiag([1., 2.], [1., -2.], validate_args=True).sigma', 'ds.MultivariateNormalFull([1., 2.], [[1., 2.], [0., 1.]], validate_args=True).sigma',
           'ds.MultivariateNormalCholesky([1., 2.], [[1., 0.], [1., -1.]], validate_args=True).sigma', 'ds.MultivariateNormalFull([1., 2.], [[1., 2.], [2., 1.]]).sigma')
FILES['mixture'] = dict(
    scalar=case('ds.Mixture(ds.Categorical(p=[0.25, 0.75]), [ds.Normal(-1., 1.), ds.Normal(2., 0.5)])', '0.5', 'd.components[0].mu, d.components[1].sigma', (4, 13),
                'd.entropy_lower_bound()'),
    batch=case('ds.Mixture(cat=ds.Categorical([[1., 2., 0.], [0., 0., 1.]]), components=[ds.Normal([0., 1.], [1., 1.]), ds.Normal([3., 4.], [2., 1.]), ds.Normal([-3., 4.], [2., 1.])], name="mix")',
               '[0.5, 1.]', 'd.cat.logits', (4, 5, 13), 'd.entropy_lower_bound("lower")'),
    vectors=case('ds.Mixture(ds.Categorical(p=[0.5, 0.5]), [ds.MultivariateNormalDiag([0., 0.], [1., 1.]), ds.MultivariateNormalDiag([5., 5.], [1., 2.])], validate_args=True)',
                 '[1., 2.]', 'd.cat.logits', (4, 13)),
    discrete=case('ds.Mixture(ds.Categorical(p=[0.5, 0.5]), [ds.Bernoulli(p=0.1), ds.Bernoulli(p=0.9)])', '1', 'd.cat.p', (4,)),
    unknown=case('ds.Mixture(ds.Categorical(p=[[0.5, 0.5]]), [ds.Normal(a, 1.), ds.Normal(b, 1.)])', '[0.5]', 'd.cat.p', (4,), feed='{a: [0.], b: [5.]}', before=PLACED),
    parts="""
ds = tf.contrib.distributions
d = ds.Mixture(ds.Categorical(p=[0.25, 0.75]), (ds.Normal(-1., 1.), ds.Normal(2., 0.5)))
result = [d.num_components, len(d.components), d.cat.name, d.components[1].name, d.name]
""",
)
errors('mixture', 'ds.Mixture(ds.Categorical([1., 2.]), [])', 'ds.Mixture(ds.Categorical([1., 2.]), [ds.Normal(0., 1.)])',
       'ds.Mixture(ds.Categorical([1., 2.]), [ds.Normal(0., 1.), ds.Bernoulli(p=0.5, dtype=tf.float32)])',
       'ds.Mixture(ds.Categorical([1., 2.]), [ds.Normal(0., 1.), ds.Normal(np.float64(0.), np.float64(1.))])',
       'ds.Mixture(ds.Categorical([1., 2.]), [ds.Normal(0., 1.), ds.Normal([0., 1.], 1.)])', 'ds.Mixture(ds.Categorical(tf.placeholder(tf.float32, [None])), [ds.Normal(0., 1.)])',
       'ds.Mixture(ds.Categorical([1., 2.]), [ds.Normal(0., 1.), ds.MultivariateNormalDiag([0., 1.], [1., 1.])])')
LOG_NORMAL = 'ds.TransformedDistribution(ds.Normal([0., 1.], [1., 2.]), ds.bijector.Exp())'
FILES['transformed'] = dict(
    exp=case(LOG_NORMAL, '[0.5, 2.]', 'd.distribution.mu', (0, 4, 5, 6, 7)),
    named=case('ds.TransformedDistribution(distribution=ds.Gamma(2., 3.), bijector=ds.bijector.Softplus(), name="soft")', '0.5', 'd.distribution.alpha', (4,)),
    scale=case('ds.TransformedDistribution(ds.Normal(0., 1.), ds.bijector.ScaleAndShift(shift=-1., scale=2., event_ndims=0))', '0.5', 'd.bijector.shift', (0, 4, 5)),
    matrix=case('ds.TransformedDistribution(ds.MultivariateNormalDiag([0., 0.], [1., 1.]), ds.bijector.ScaleAndShift([1., 2.], [[2., 0.], [1., 3.]], event_ndims=1))', '[[0.5, 1.]]',
                'd.bijector.shift', (0, 4)),
    centered=case('ds.TransformedDistribution(ds.Normal([0., 1.], 1.), ds.bijector.SigmoidCentered())', '[[0.25, 0.75], [0.5, 0.5]]', 'd.distribution.mu', (0, 4)),
    softmax=case('ds.TransformedDistribution(ds.MultivariateNormalDiag([0., 0.], [1., 1.]), ds.bijector.SoftmaxCentered(event_ndims=1))', '[[0.25, 0.5, 0.25]]', 'd.distribution.mu', (4,)),
    inline=case('ds.TransformedDistribution(ds.Normal(0., 1.), ds.bijector.Inline(forward_fn=tf.exp, inverse_fn=tf.log, inverse_log_det_jacobian_fn=lambda y: -tf.log(y)), name="LogNormal")',
                '[0.5, 2.]', 'd.distribution.mu', (0, 4)),
    chain=case('ds.TransformedDistribution(ds.Normal(0., 1.), ds.bijector.Chain([ds.bijector.Exp(), ds.bijector.Softplus(), ds.bijector.Identity()]))', '[1.5, 2.]', 'd.distribution.mu', (0, 4)),
    invert=case('ds.TransformedDistribution(ds.Gamma(2., 3.), ds.bijector.Chain([ds.bijector.Invert(ds.bijector.Inline(tf.exp, tf.log, lambda y: -tf.log(y), lambda x: x))]))', '[-0.5, 0.25]'),
    refused_kwargs="""
ds = tf.contrib.distributions
b = ds.bijector.Inline(forward_fn=lambda x, by=1.: x * by, inverse_fn=lambda y, by=1.: y / by, inverse_log_det_jacobian_fn=lambda y, by=1.: -tf.log(by))
d = ds.TransformedDistribution(ds.Normal(0., 1.), b)
two = tf.constant(2.)
made = [d.sample(3, seed=4, bijector_kwargs={"by": two}), d.log_prob(1., bijector_kwargs={"by": two}), d.prob(1., bijector_kwargs={"by": two}, distribution_kwargs={}),
        d.cdf(1., bijector_kwargs={"by": two}), d.survival_function(1., bijector_kwargs={"by": two}), b.inverse(b.forward(two, by=two), by=two)]
result = [b.inverse(b.forward(two, by=two), by=two) is two] + tf.Session().run(made)
""",
)
FILES['transformed']['kwargs'] = """
ds = tf.contrib.distributions
class Scale(ds.bijector.Bijector):
    def __init__(self):
        super(Scale, self).__init__(batch_ndims=0, event_ndims=0)
    def _forward(self, x, by=1.):
        return x * by
    def _inverse(self, y, by=1.):
        return y / by
    def _inverse_and_inverse_log_det_jacobian(self, y, by=1.):
        return y / by, -tf.log(by)
b = Scale()
d = ds.TransformedDistribution(ds.Normal(0., 1.), b)
two = tf.constant(2.)
by = {"by": two}
made = [d.sample(3, seed=4, bijector_kwargs=by), d.log_prob(1., bijector_kwargs=by), d.prob(1., bijector_kwargs=by, distribution_kwargs={}), d.cdf(1., bijector_kwargs=by),
        d.survival_function(1., bijector_kwargs=by), b.inverse(b.forward(two, by=two), by=two), b.inverse_and_inverse_log_det_jacobian(3., by=two)[1]]
result = [b.name, b.inverse(b.forward(two, by=two), by=two) is two] + tf.Session().run(made)
"""
errors('transformed', 'd = %s\nd.log_prob(1., foo=2)' % LOG_NORMAL, 'd = %s\nd.mean()' % LOG_NORMAL, 'd = %s\nd.sample(foo=2)' % LOG_NORMAL)
BIJECTED = """
ds = tf.contrib.distributions
b = ds.bijector.%s
x = tf.constant(%s)
y = b.forward(x)
z = tf.constant(%s)
made = [y, b.inverse(y), b.inverse_log_det_jacobian(y), b.forward_log_det_jacobian(x), b.inverse(z), b.inverse_log_det_jacobian(z), b.forward_log_det_jacobian(x + 0.)]
made += list(b.inverse_and_inverse_log_det_jacobian(z)) + list(b.inverse_and_inverse_log_det_jacobian(z * 1.))
made += [b.forward_event_shape(%s), b.inverse_event_shape(%s)]
result = [b.name, b.is_constant_jacobian, b.inverse(y) is x, repr(b.get_forward_event_shape(%s)), tf.Session().run(made)]
"""
for name, make, x, z, shape, after in (
    ('identity', 'Identity()', '[1., 2.]', '[3., 4.]', '[2]', '[2]'),
    ('exp', 'Exp()', '[1., 2.]', '[3., 4.]', '[]', '[]'),
    ('exp_vector', 'Exp(event_ndims=1, name="own")', '[[1., 2.]]', '[[3., 4.]]', '[2]', '[2]'),
    ('softplus', 'Softplus()', '[1., -2.]', '[3., 1e-9]', '[]', '[]'),
    ('softplus_double', 'Softplus(event_ndims=1)', 'np.array([[1., -2.]])', 'np.array([[3., 1e-9]])', '[2]', '[2]'),
    ('affine', 'ScaleAndShift([1., 2.], [2., 3.])', '[[1., 2.]]', '[[3., 4.]]', '[]', '[]'),
    ('affine_checked', 'ScaleAndShift(1., -2., validate_args=True)', '[[1., 2.]]', '[[3., 4.]]', '[]', '[]'),
    ('affine_matrix', 'ScaleAndShift([1., 2.], [[2., 0.], [1., 3.]], event_ndims=1)', '[[[1., 2.]]]', '[[[3., 4.]]]', '[2]', '[2]'),
    ('affine_batch', 'ScaleAndShift([[1., 2.]], [[[2., 0.], [1., 3.]]], event_ndims=1, validate_args=True)', '[[[1., 2.]]]', '[[[3., 4.]]]', '[2]', '[2]'),
    ('centered', 'SoftmaxCentered()', '[1., 2.]', '[[0.25, 0.75]]', '[]', '[2]'),
    ('centered_vector', 'SoftmaxCentered(event_ndims=1, validate_args=True)', '[[1., 2.]]', '[[0.25, 0.25, 0.5]]', '[2]', '[3]'),
    ('sigmoid', 'SigmoidCentered()', '1.5', '[0.25, 0.75]', '[]', '[2]'),
    ('outer', 'CholeskyOuterProduct()', '[[[2., 0.], [1., 3.]]]', '[[[4., 1.], [1., 5.]]]', '[2, 2]', '[2, 2]'),
    ('outer_checked', 'CholeskyOuterProduct(validate_args=True)', '[[[2., 0.], [1., 3.]]]', '[[[4., 1.], [1., 5.]]]', '[2, 2]', '[2, 2]'),
    ('outer_scalar', 'CholeskyOuterProduct(event_ndims=0, validate_args=True)', '[2., 3.]', '[4., 16.]', '[]', '[]'),
    ('chain', 'Chain([ds.bijector.Exp(), ds.bijector.ScaleAndShift(1., 2.)])', '[1., 2.]', '[3., 4.]', '[]', '[]'),
    ('empty_chain', 'Chain()', '[1., 2.]', '[3., 4.]', '[]', '[]'),
):
    FILES.setdefault('bijectors', {})[name] = BIJECTED % (make, x, z, shape, after, shape)
FILES['bijectors']['placeholders'] = PLACED + """
ds = tf.contrib.distributions
exp = ds.bijector.Exp(event_ndims=1, validate_args=True)
affine = ds.bijector.ScaleAndShift(1., a)
soft = ds.bijector.Softplus(event_ndims=tf.placeholder(tf.int32, []), validate_args=True)
made = [exp.forward(a), exp.inverse_log_det_jacobian(b), affine.forward(b)]
soft.inverse_log_det_jacobian(b)
ds.bijector.SoftmaxCentered().forward(a)
result = tf.Session().run(made, {a: [[1., 2.]], b: [[3., 4.]]})
"""
FILES['bijectors']['subclass'] = """
ds = tf.contrib.distributions
class TwiceAsMuch(ds.bijector.Bijector):
    def __init__(self, factor=2., name=None):
        self._factor = tf.constant(factor)
        super(TwiceAsMuch, self).__init__(batch_ndims=0, event_ndims=0, is_constant_jacobian=True, parameters={"factor": self._factor}, name=name)
    def _forward(self, x):
        return x * self._factor
    def _inverse_and_inverse_log_det_jacobian(self, y):
        return y / self._factor, -tf.log(self._factor)
b = TwiceAsMuch()
d = ds.TransformedDistribution(ds.Normal(1., 2.), b)
made = [b.forward([1., 2.]), b.inverse([3.]), b.forward_log_det_jacobian([1.]), d.sample(2, seed=3), d.log_prob([1., 2.])]
result = [b.name, d.name] + tf.Session().run(made)
"""
errors('bijectors', 'ds.bijector.Softplus(event_ndims=-1)', 'ds.bijector.Exp(event_ndims=1.)', 'ds.bijector.Exp(event_ndims=[1])', 'ds.bijector.SoftmaxCentered(event_ndims=2)',
       'ds.bijector.CholeskyOuterProduct(event_ndims=1)', 'ds.bijector.ScaleAndShift(1., np.float64(2.))', 'ds.bijector.Inline().forward(1.)', 'ds.bijector.Inline().inverse(1.)',
       'ds.bijector.Inline().forward_log_det_jacobian(1.)', 'ds.bijector.Exp(event_ndims=2).inverse_log_det_jacobian([1.])', 'ds.bijector.Exp().forward(1., foo=2)',
       'ds.bijector.SoftmaxCentered(event_ndims=1).get_forward_event_shape([])', 'ds.bijector.SoftmaxCentered().get_inverse_event_shape(tf.TensorShape([]))')
FILES['quantized'] = dict(
    normal=case('ds.QuantizedDistribution(ds.Normal([0., 1.], [1., 4.]))', '[1., 2.]', 'd.distribution.mu', (4, 5, 6, 7, 8, 9)),
    cut=case('ds.QuantizedDistribution(distribution=ds.Normal(0., 3.), lower_cutoff=-2., upper_cutoff=2., name="q")', '[-3., -2., 0., 1., 2., 3.]', 'd.distribution.mu', (4, 5, 6, 7, 8, 9)),
    upper=case('ds.QuantizedDistribution(ds.Normal(0., 3.), upper_cutoff=2., validate_args=True)', '[-3., 2.]', 'd.distribution.mu', (4, 5)),
    checked=case('ds.QuantizedDistribution(ds.Uniform(0., 10.), 1., 4., True)', '[1., 3.]', 'd.distribution.b', (4, 5)),
    unknown=case('ds.QuantizedDistribution(ds.Laplace(a, 1.), b)', 'a', feed='{a: [1., 2.], b: 1.}', before=PLACED),
)
errors('quantized', 'ds.QuantizedDistribution(ds.Normal(0., 1.), 1)', 'ds.QuantizedDistribution(ds.Normal(0., 1.), np.float64(1.))', 'ds.QuantizedDistribution(ds.Normal(0., 1.)).mean()',
       'ds.QuantizedDistribution(ds.Gamma(1., 1.)).log_pdf(1.)', 'ds.QuantizedDistribution(ds.Dirichlet([1., 1.])).log_prob([1., 1.])')
run_errors('quantized', 'ds.QuantizedDistribution(ds.Normal(0., 1.), 2., 1., validate_args=True).sample()', 'ds.QuantizedDistribution(ds.Normal(0., 1.), 0.5, validate_args=True).sample()',
           'ds.QuantizedDistribution(ds.Normal(0., 1.), validate_args=True).prob(0.5)')
SCALES = 'd.scale(), d.mean_log_det(), d.log_normalizing_constant("norm"), d.df, d.dimension'
FILES['wishart'] = dict(
    cholesky=case('ds.WishartCholesky(df=5., scale=[[2., 0.], [1., 3.]])', '[[4., 1.], [1., 5.]]', 'd.df', (4, 13), SCALES),
    full=case('ds.WishartFull(5, [[4., 1.], [1., 5.]], name="prior")', '[[4., 1.], [1., 5.]]', 'd.df', (4, 13), SCALES),
    roots=case('ds.WishartCholesky(5., [[2., 0.], [1., 3.]], cholesky_input_output_matrices=True)', '[[4., 0.], [1., 5.]]', 'd.df', (4,), SCALES),
    batch=case('ds.WishartFull([5., 6.], [[[4., 1.], [1., 5.]], [[1., 0.], [0., 1.]]], validate_args=True)', '[[[4., 1.], [1., 5.]], [[2., 0.], [0., 3.]]]', 'd.df', (4,)),
    double=case('ds.WishartCholesky(np.float64(2.), np.array([[2., 0.], [1., 3.]]))', 'np.array([[4., 1.], [1., 5.]])', 'd.df', (4,)),
    unknown=case('ds.WishartFull(a, b, validate_args=True)', 'b', 'd.df', (4,), feed='{a: 5., b: [[4., 1.], [1., 5.]]}', before=PLACED),
)
errors('wishart', 'ds.WishartFull(1., [[4., 1.], [1., 5.]])', 'ds.WishartFull(1., [[4, 1], [1, 5]])', 'ds.WishartCholesky([1., 3.], [[[4., 1.], [1., 5.]]])')
FILES['subclass'] = dict(
    laws="""
ds = tf.contrib.distributions
class Triangle(ds.Distribution):
    def __init__(self, width, validate_args=False, allow_nan_stats=True, name="Triangle"):
        parameters = locals()
        parameters.pop("self")
        with tf.name_scope(name) as scope:
            self._width = tf.identity(width, name="width")
            super(Triangle, self).__init__(dtype=self._width.dtype, is_continuous=True, is_reparameterized=True, validate_args=validate_args, allow_nan_stats=allow_nan_stats,
                                           parameters={"width": width, "name": name}, graph_parents=[self._width], name=scope)
    @property
    def width(self):
        return self._width
    def _batch_shape(self):
        return tf.shape(self._width)
    def _get_batch_shape(self):
        return self._width.get_shape()
    def _event_shape(self):
        return tf.constant([], dtype=tf.int32)
    def _get_event_shape(self):
        return tf.TensorShape([])
    def _sample_n(self, n, seed=None):
        shape = tf.concat(0, [[n], self.batch_shape()])
        return self.width * tf.random_uniform(shape, seed=seed) * tf.random_uniform(shape, seed=seed)
    def _prob(self, x):
        return tf.maximum(0., 1. - tf.abs(x) / self.width) / self.width
    def _cdf(self, x):
        return x / self.width
    def _mean(self):
        return tf.zeros_like(self.width)
d = Triangle([1., 2.])
e = d.copy(width=3.)
made = [d.sample([2], seed=3), d.log_prob(0.5), d.pdf(0.25), d.log_cdf(0.5), d.survival_function(0.5), d.log_survival_function(0.5), d.mean(), e.mean(), e.width, d.batch_shape()]
def attempt(call):
    try:
        return call()
    except (NotImplementedError, TypeError) as error:
        return str(error)
result = [d.name, e.name, type(e).__name__, isinstance(d, ds.Distribution), attempt(d.entropy), attempt(lambda: d.log_prob(1., foo=2)), attempt(lambda: d.pmf(1.))]
result += tf.Session().run(made)
""",
    normal="""
ds = tf.contrib.distributions
class Shifted(ds.Normal):
    def __init__(self, by, sigma=1., name="Shifted"):
        self.by = by
        super(Shifted, self).__init__(mu=by + 1., sigma=sigma, name=name)
    def _mode(self):
        return self.mu * 0.
@ds.RegisterKL(Shifted, ds.Normal)
def kl_shifted(a, b, name=None):
    with tf.name_scope(name, "kl_shifted", [a.mu, b.mu]):
        return a.mu - b.mu
d = Shifted(2.)
n = ds.Normal(0., 1.)
made = [d.mean(), d.mode(), d.sample(3, seed=1), d.log_prob(0.), ds.kl(d, n), ds.kl(n, d), ds.kl(d, n, name="given"), d.entropy()]
result = [d.by, d.name, sorted(d.parameters)] + tf.Session().run(made)
""",
    uniform="""
ds = tf.contrib.distributions
class Dice(ds.Uniform):
    def __init__(self, sides):
        super(Dice, self).__init__(a=0., b=float(sides), name="Dice")
    def roll(self, n, seed=None):
        return tf.cast(self.sample(n, seed=seed), tf.int32) + 1
    def _log_prob(self, x):
        return super(Dice, self)._log_prob(x) + 1.
d = Dice(6)
result = tf.Session().run([d.roll(5, seed=2), d.log_prob(3.), d.range()])
""",
    conditional="""
ds = tf.contrib.distributions
class Conditional(ds.Distribution):
    def __init__(self):
        super(Conditional, self).__init__(tf.float32, True, False, False, True, name="Conditional")
    def _log_prob(self, x, at=0.):
        return x - at
    def _sample_n(self, n, seed=None, at=1.):
        return tf.ones([n]) * at
d = Conditional()
made = [d.log_prob(1.), d.log_prob(1., at=3.), d.log_pdf(2., at=1.), d.sample(2), d.sample([1, 2], at=4.), d.sample_n(2, at=5.)]
result = [repr(made[3].get_shape()), d.name] + tf.Session().run(made)
""",
)

FILES['stochastic'] = dict(
    sample="""
ds = tf.contrib.distributions
st = tf.contrib.bayesflow.stochastic_tensor
mu = tf.constant([1., 2.])
z = st.StochasticTensor(ds.Normal(mu, 1.))
loss = tf.square(tf.convert_to_tensor(z) + 0.)
total = tf.contrib.bayesflow.stochastic_graph.surrogate_loss([loss])
result = [z.name, repr(z.dtype), z.value().name, z.graph is tf.get_default_graph(), type(z.value_type).__name__, z.loss(loss)] + tf.Session().run([z.mean(), z.entropy()])
tf.gradients(total, mu)
""",
    score="""
ds = tf.contrib.distributions
st = tf.contrib.bayesflow.stochastic_tensor
p = tf.constant([0.25, 0.5])
with st.value_type(st.SampleValue(shape=[3])):
    b = st.StochasticTensor(ds.Bernoulli(p=p, dtype=tf.float32), name="flips")
    inner = st.get_current_value_type().shape
loss = tf.reduce_sum(b.value() * [[1., 2.]], 0)
total = tf.contrib.bayesflow.stochastic_graph.surrogate_loss([loss])
slope = tf.gradients(total, p)[0]
result = [inner, b.name] + tf.Session().run([total, slope])
""",
    mean="""
ds = tf.contrib.distributions
st = tf.contrib.bayesflow.stochastic_tensor
with st.value_type(st.MeanValue()):
    z = st.StochasticTensor(ds.Gamma([2., 4.], 3.))
    with st.value_type(st.SampleValue(stop_gradient=True)):
        s = st.StochasticTensor(ds.Normal(1., 2.), name="s")
    y = st.StochasticTensor(ds.Normal(1., 2.), dist_value_type=st.MeanValue(stop_gradient=True), loss_fn=None)
result = tf.Session().run([z.value(), y.value(), s.loss(tf.constant(2.))])
""",
    estimators="""
ds = tf.contrib.distributions
st = tf.contrib.bayesflow.stochastic_tensor
sge = tf.contrib.bayesflow.stochastic_gradient_estimators
d = ds.Normal([0., 1.], 1.)
fns = [sge.score_function, sge.get_score_function_with_constant_baseline(0.5), sge.get_score_function_with_baseline(lambda tensor, loss: tf.reduce_mean(loss)),
       sge.get_score_function_with_advantage(lambda tensor, loss: loss - 1.), sge.get_score_function_with_baseline()]
sample = st.SampleValue(stop_gradient=True)
tensors = [st.StochasticTensor(d, loss_fn=fn, dist_value_type=sample) for fn in fns]
made = [t.loss(tf.constant([2., 3.])) for t in tensors]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = sess.run(made)
""",
)
errors('stochastic', 'tf.contrib.bayesflow.stochastic_tensor.StochasticTensor(3)', 'tf.contrib.bayesflow.stochastic_tensor.StochasticTensor(ds.Normal(0., 1.), loss_fn=3)',
       'tf.contrib.bayesflow.stochastic_tensor.StochasticTensor(ds.Normal(0., 1.), dist_value_type=3)',
       'tf.contrib.bayesflow.stochastic_graph.surrogate_loss(tf.constant([1.]))', 'tf.contrib.bayesflow.stochastic_graph.surrogate_loss([tf.constant(1.)])',
       'tf.contrib.bayesflow.stochastic_graph.surrogate_loss([1.])', 'tf.convert_to_tensor(tf.contrib.bayesflow.stochastic_tensor.StochasticTensor(ds.Normal(0., 1.)), dtype=tf.int32)')

if __name__ == '__main__':
    for name, snippets in sorted(FILES.items()):
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        cases = [ask(id, source.strip('\n') + '\n') for id, source in sorted(snippets.items())]
        with gzip.GzipFile(os.path.join(sys.argv[1], name + '.json.gz'), 'wb', mtime=0) as out:
            out.write(json.dumps({'cases': cases}, sort_keys=True))
        for one in cases:
            print(name, one['id'], len(one['nodes']), one['error'] or '')
