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

if __name__ == '__main__':
    for name, snippets in sorted(FILES.items()):
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        cases = [ask(id, source.strip('\n') + '\n') for id, source in sorted(snippets.items())]
        with gzip.GzipFile(os.path.join(sys.argv[1], name + '.json.gz'), 'wb', mtime=0) as out:
            out.write(json.dumps({'cases': cases}, sort_keys=True))
        for one in cases:
            print(name, one['id'], len(one['nodes']), one['error'] or '')
