#: scope_of_layers
layers = tf.contrib.layers
arg_scope = tf.contrib.framework.arg_scope
x = tf.placeholder(tf.float32, [None, 8, 8, 3])
with arg_scope([layers.conv2d], stride=2, padding='VALID', activation_fn=None):
    a = layers.conv2d(x, 4, [3, 3])
    b = layers.conv2d(x, 4, 3, stride=1, scope='own')

#: scopes_nest
layers = tf.contrib.layers
arg_scope = tf.contrib.framework.arg_scope
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with arg_scope([layers.conv2d, layers.fully_connected], activation_fn=tf.nn.elu, weights_regularizer=layers.l2_regularizer(0.5)):
    with arg_scope([layers.conv2d], activation_fn=None, biases_initializer=None) as inner:
        a = layers.conv2d(x, 4, 3)
    b = layers.conv2d(x, 4, 3)
    c = layers.fully_connected(layers.flatten(b), 2)
c = layers.conv2d(x, 4, 1)
result = sorted(len(kwargs) for kwargs in inner.values())

#: scope_again
layers = tf.contrib.layers
arg_scope = tf.contrib.framework.arg_scope
x = tf.placeholder(tf.float32, [2, 16, 16, 3])
def network_scope(decay=0.01):
    with arg_scope([layers.conv2d, layers.fully_connected], weights_regularizer=layers.l1_regularizer(decay), biases_initializer=tf.constant_initializer(0.1)):
        with arg_scope([layers.conv2d], padding='VALID') as sc:
            return sc
scope = network_scope()
with arg_scope(scope):
    y = layers.conv2d(x, 4, [3, 3])
    with arg_scope([layers.conv2d], stride=2):
        y = layers.conv2d(y, 4, [3, 3])
    with arg_scope([layers.max_pool2d, layers.avg_pool2d], kernel_size=[2, 2], stride=1):
        y = layers.max_pool2d(y)
        y = layers.avg_pool2d(inputs=y)
result = sorted(sorted(kwargs) for kwargs in scope.values())

#: scope_of_variables
layers = tf.contrib.layers
framework = tf.contrib.framework
x = tf.placeholder(tf.float32, [2, 5])
with framework.arg_scope([framework.model_variable, framework.variable], device='/cpu:0', regularizer=layers.l2_regularizer(0.25)):
    y = layers.fully_connected(x, 3, normalizer_fn=layers.batch_norm)
    v = framework.variable('v', [2], initializer=tf.zeros_initializer)
    m = framework.model_variable('m', shape=[2], collections=['mine'])
w = framework.variable('w', [2])

#: scope_of_aliases
layers = tf.contrib.layers
framework = tf.contrib.framework
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with framework.arg_scope([layers.convolution2d, layers.fully_connected], trainable=False):
    layers.conv2d(x, 2, 1)
    layers.relu(layers.flatten(x), 2)
    layers.linear(layers.flatten(x), 2, weights_initializer=tf.zeros_initializer)
    layers.stack(layers.flatten(x), layers.relu6, [3, 2])
result = [framework.has_arg_scope(f) for f in (layers.conv2d, layers.convolution, layers.relu, layers.repeat, layers.stack, layers.xavier_initializer, tf.nn.relu, layers.dropout, framework.variable, framework.local_variable)]

#: own_functions
from tensorflow.contrib.framework import add_arg_scope, arg_scope, has_arg_scope, arg_scoped_arguments
@add_arg_scope
def double(x, factor=2.0, name=None):
    return tf.mul(x, factor, name=name)
@add_arg_scope
def with_locals(x, a=1, b=2, c=3):
    y = x + a
    return (y, b, c)
def plain(x, a=1):
    return x
@add_arg_scope
def required(x, y):
    return x
@add_arg_scope
def star(*args, **kwargs):
    return (args, sorted(kwargs.items()))
with arg_scope([double, with_locals, star], **{}) as empty:
    a = double(1.0)
with arg_scope([double], factor=3.0):
    b = double(1.0)
    c = double(1.0, factor=4.0)
    with arg_scope([double], name='named'):
        d = double(1.0)
with arg_scope([with_locals, star], b=5):
    e = with_locals(1)
    with arg_scope((star,), c=7):
        f = star(1, 2, a=3, b=6)
names = [arg_scoped_arguments(g) for g in (double, with_locals, required, star)]
result = [e, f, names, double.__name__, has_arg_scope(double), has_arg_scope(plain), sorted(map(len, empty.values()))]

#: methods
from tensorflow.contrib.framework import add_arg_scope, arg_scope
class Net(object):
    def __init__(self, k):
        self.k = k
    @add_arg_scope
    def layer(self, x, n=1):
        return self.k * x + n
net = Net(10)
with arg_scope([Net.layer], n=5):
    inside = net.layer(3)
result = [inside, net.layer(3), net.layer(3, n=2)]

#: later_with
layers = tf.contrib.layers
scope = tf.contrib.framework.arg_scope([layers.fully_connected], activation_fn=None)
x = tf.placeholder(tf.float32, [2, 3])
layers.fully_connected(x, 2)
with scope as s:
    layers.fully_connected(x, 2)
layers.fully_connected(x, 2)
result = [list(kwargs) for kwargs in s.values()]

#: dicts_in_scopes
layers = tf.contrib.layers
params = {'decay': 0.5, 'is_training': False, 'scale': True}
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with tf.contrib.framework.arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm, normalizer_params=params, variables_collections={'weights': ['w', 'ww'], 'biases': ['b']}):
    layers.conv2d(x, 2, 1)
    with tf.contrib.framework.arg_scope([layers.batch_norm], center=False):
        layers.conv2d(x, 2, 1, outputs_collections='out')

#: not_a_list
with tf.contrib.framework.arg_scope(tf.contrib.layers.conv2d, stride=2):
    pass

#: not_decorated
def plain(x, a=1):
    return x
with tf.contrib.framework.arg_scope([plain], a=2):
    pass

#: not_decorated_partial
with tf.contrib.framework.arg_scope([tf.contrib.layers.relu], trainable=False):
    pass

#: not_decorated_string
with tf.contrib.framework.arg_scope(['conv2d'], trainable=False):
    pass

#: scope_with_arguments
with tf.contrib.framework.arg_scope([tf.contrib.layers.conv2d], stride=2) as sc:
    with tf.contrib.framework.arg_scope(sc, stride=3):
        pass

#: unknown_argument
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 3])
with tf.contrib.framework.arg_scope([layers.fully_connected], colour=2):
    layers.fully_connected(x, 2)

#: given_twice
layers = tf.contrib.layers
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with tf.contrib.framework.arg_scope([layers.conv2d], stride=2):
    layers.conv2d(x, 2, 3, 1)

#: failure_ends_the_outer_scope
from tensorflow.contrib.framework import add_arg_scope, arg_scope
@add_arg_scope
def f(a=1):
    return a
def g(a=1):
    return a
seen = []
with arg_scope([f], a=2):
    seen.append(f())
    try:
        with arg_scope([g], a=3):
            pass
    except ValueError as e:
        seen.append(str(e))
    seen.append(f())
seen.append(f())
with arg_scope([f], a=4):
    seen.append(f())
seen.append(f())
result = seen

#: exception_leaves_the_scope
from tensorflow.contrib.framework import add_arg_scope, arg_scope
@add_arg_scope
def f(a=1):
    return a
try:
    with arg_scope([f], a=2):
        raise KeyError('x')
except KeyError:
    result = f()

#: scoped_arguments
layers = tf.contrib.layers
framework = tf.contrib.framework
fs = [layers.avg_pool2d, layers.batch_norm, layers.bias_add, layers.conv2d, layers.conv2d_in_plane, layers.conv2d_transpose, layers.convolution, layers.dropout, layers.flatten, layers.fully_connected, layers.layer_norm, layers.max_pool2d, layers.one_hot_encoding, layers.pool, layers.separable_conv2d, layers.softmax, layers.unit_norm, framework.variable, framework.model_variable]
result = [framework.arg_scoped_arguments(f) for f in fs]

#: scoped_arguments_of_others
tf.contrib.framework.arg_scoped_arguments(tf.nn.relu)

#: internal_modules
from tensorflow.contrib.framework.python.ops import add_arg_scope, arg_scope, variables
from tensorflow.contrib.layers.python.layers import utils, initializers, regularizers, layers
from tensorflow.contrib import layers as contrib_layers
import tensorflow.contrib.layers as l
x = tf.placeholder(tf.float32, [2, 3])
with arg_scope([layers.fully_connected], weights_regularizer=regularizers.l2_regularizer(0.1), weights_initializer=initializers.xavier_initializer(uniform=False)):
    y = contrib_layers.fully_connected(x, 2)
    utils.collect_named_outputs('ends', 'y/', y)
    l.flatten(y)
v = variables.model_variable('v', [2])
result = [y.alias, v.name]

#: variables
framework = tf.contrib.framework
with tf.variable_scope('A'):
    a = framework.variable('a', [5])
    b = framework.variable('b', [5], dtype=tf.float64, initializer=tf.zeros_initializer, regularizer=tf.contrib.layers.l2_regularizer(0.1), trainable=False, collections=['x', 'y'])
with tf.variable_scope('B'):
    a2 = framework.model_variable('a', [5], tf.float64, tf.zeros_initializer, collections=['x', 'x'], device='/cpu:0')
    b2 = framework.variable('ab', initializer=tf.constant([1.0, 2.0]), device=lambda op: '/job:ps', caching_device='/gpu:0')
with tf.variable_scope('A', reuse=True):
    assert framework.variable('a', [5]) is a
l = framework.local_variable(0, name='l')
l2 = framework.local_variable(tf.zeros([2]), False, 'B/l')
framework.add_model_variable(a)
framework.add_model_variable(a)
names = lambda vs: [v.name for v in vs]
with tf.variable_scope('A') as scope:
    pass
result = [
    names(framework.get_variables()), names(framework.get_variables('A')), names(framework.get_variables(scope)), names(framework.get_variables(suffix='a')),
    names(framework.get_variables('B', 'a')), names(framework.get_variables(suffix='b:0', collection='x')), names(framework.get_variables_by_name('a')),
    names(framework.get_variables_by_name('a', 'B')), names(framework.get_variables_by_name('l')), names(framework.get_variables_by_suffix('b')),
    names(framework.get_variables_by_suffix('b', scope='B')), names(framework.get_model_variables()), names(framework.get_model_variables('B')),
    names(framework.get_local_variables()), names(framework.get_local_variables(suffix='l')), names(framework.get_variables_to_restore()),
    names(framework.get_variables_to_restore(['A'])), names(framework.get_variables_to_restore(exclude=('A/b', 'B'))), names(framework.get_variables_to_restore(['B', 'A'], ['A/a'])),
    framework.get_unique_variable('A/a').name, framework.get_unique_variable('B/a') is a2,
]

#: unique_variable_missing
tf.contrib.framework.get_unique_variable('nothing')

#: unique_variable_prefix
tf.contrib.framework.variable('scope/x', [2])
tf.contrib.framework.get_unique_variable('scope')

#: restore_include
tf.contrib.framework.get_variables_to_restore('A')

#: restore_exclude
tf.contrib.framework.get_variables_to_restore(None, 'A')

#: reuse_missing
with tf.variable_scope('A', reuse=True):
    tf.contrib.framework.variable('a', [2])

#: global_steps
framework = tf.contrib.framework
with tf.name_scope('inner'):
    with tf.variable_scope('deeper'):
        step = framework.get_or_create_global_step()
assert framework.get_or_create_global_step() is step
assert framework.get_global_step() is step
assert framework.assert_or_get_global_step() is step
assert framework.assert_or_get_global_step(global_step_tensor=step) is step
framework.assert_global_step(step)
result = step.name
framework.create_global_step()

#: global_step_of_a_graph
g = tf.Graph()
step = tf.contrib.framework.create_global_step(g)
result = [step.graph is g, tf.contrib.framework.get_global_step() is None, tf.contrib.framework.get_global_step(g) is step]

#: assert_global_step
tf.contrib.framework.assert_global_step(tf.Variable(1.0))

#: assign_values
framework = tf.contrib.framework
w = framework.variable('net/w', [2, 2], initializer=tf.zeros_initializer)
b = framework.variable('net/w_b', [2], dtype=tf.int32, initializer=tf.zeros_initializer)
assign, feeds = framework.assign_from_values({'net/w': np.arange(4.)})
again = framework.assign_from_values_fn({'net/w_b': np.array([[5, 6]])})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(assign, feeds)
    again(sess)
    result = sess.run([w, b]) + [sorted(t.name for t in feeds), assign.name]

#: assign_missing
tf.contrib.framework.assign_from_values({'x': np.zeros(2)})

#: assign_ambiguous
tf.contrib.framework.variable('scope/x', [2])
tf.contrib.framework.variable('scope/y', [2])
tf.contrib.framework.assign_from_values({'scope': np.zeros(2)})

#: device_chooser
framework = tf.contrib.framework
op = tf.no_op()
one, ps, gpu = framework.VariableDeviceChooser(), framework.VariableDeviceChooser(2), framework.VariableDeviceChooser(3, job_name='worker', device_type='GPU', device_index=1)
result = [one(op), ps(op), ps(op), ps(op), gpu(op), gpu(op), framework.VariableDeviceChooser(device_type='GPU')(op)]
with framework.arg_scope([framework.variable], device=ps):
    framework.variable('a', [2])
    framework.variable('b', [2])
with tf.device(ps):
    tf.constant(1)

#: float_dtypes
framework = tf.contrib.framework
x = tf.constant(1.0)
y = tf.constant(1.0, tf.float64)
v = tf.Variable(1.0)
result = [str(framework.assert_same_float_dtype()), str(framework.assert_same_float_dtype([x, None, v])), str(framework.assert_same_float_dtype([y])), str(framework.assert_same_float_dtype(None, tf.float64)), str(framework.assert_same_float_dtype([x], tf.float32))]

#: float_dtypes_mixed
tf.contrib.framework.assert_same_float_dtype([tf.constant(1.0), tf.constant(1.0, tf.float64)])

#: float_dtypes_asked
tf.contrib.framework.assert_same_float_dtype([tf.constant(1.0)], tf.float64)

#: float_dtypes_int
tf.contrib.framework.assert_same_float_dtype([tf.constant(1)])

#: scalars
framework = tf.contrib.framework
result = [framework.assert_scalar(tf.constant(1)).name, framework.assert_scalar(2.0).name, framework.assert_scalar_int(tf.constant(3, tf.int64)), framework.assert_scalar_int(4)]

#: scalar_of_rank
tf.contrib.framework.assert_scalar(tf.placeholder(tf.int32, [None]))

#: scalar_unknown
tf.contrib.framework.assert_scalar(tf.placeholder(tf.int32))

#: scalar_int_float
tf.contrib.framework.assert_scalar_int(tf.constant(1.0))

#: sums
framework = tf.contrib.framework
a = tf.constant([1., 2.], name='a')
b = tf.constant([[3.]], name='b')
result = tf.Session().run([framework.reduce_sum_n([a, b]), framework.reduce_sum_n([a]), framework.reduce_sum_n([a, b, b], name='total')])

#: sums_empty
tf.contrib.framework.reduce_sum_n([])

#: squeezable
framework = tf.contrib.framework
out = []
for p, l in (([3], [3]), ([3, 1], [3]), ([3], [3, 1]), ([3, 2, 1], [3, 2])):
    out.extend(framework.remove_squeezable_dimensions(tf.ones(p), tf.zeros(l)))
result = [t.get_shape().as_list() for t in out]

#: squeezable_unknown
framework = tf.contrib.framework
p = tf.placeholder(tf.float32)
l = tf.placeholder(tf.float32)
m = tf.placeholder(tf.float32, [None, 2])
n = tf.placeholder(tf.float32, [None, 1])
pairs = [framework.remove_squeezable_dimensions(p, l), framework.remove_squeezable_dimensions(p, m), framework.remove_squeezable_dimensions(n, l)]
with tf.Session() as sess:
    result = [sess.run(list(pairs[0]), {p: np.ones((3, 1)), l: np.ones(3)}), sess.run(list(pairs[0]), {p: np.ones(3), l: np.ones((3, 1))}), sess.run(list(pairs[0]), {p: np.ones(3), l: np.ones(3)})]

#: squeezable_dimension
tf.contrib.framework.remove_squeezable_dimensions(tf.ones([3, 2]), tf.ones([3]))

#: tensors
framework = tf.contrib.framework
sparse = tf.SparseTensor([[0]], [1.0], [2])
result = [framework.is_tensor(x) for x in (tf.constant(1), tf.Variable(1), sparse, 1, 'x', None, np.zeros(2), tf.no_op())]
value = tf.SparseTensorValue([[0, 1]], [2.0], [3, 3])
converted = [framework.convert_to_tensor_or_sparse_tensor(x) for x in (sparse, value, [1, 2], 3.0)]
converted.append(framework.convert_to_tensor_or_sparse_tensor([1, 2], dtype=tf.float64, name='named'))
result += [type(x).__name__ for x in converted] + [converted[0] is sparse]

#: sparse_of_other_type
tf.contrib.framework.convert_to_tensor_or_sparse_tensor(tf.SparseTensor([[0]], [1.0], [2]), dtype=tf.int32)

#: shapes_known
framework = tf.contrib.framework
x = tf.ones([2, 3], name='x')
one = tf.ones([1], name='one')
result = [framework.with_shape([2, 3], x) is x, framework.with_shape((2, 3), x) is x, framework.with_shape(np.array([2, 3], np.int32), x) is x, framework.with_shape([], one).get_shape().as_list(), framework.with_same_shape(tf.zeros([2, 3]), x) is x]

#: shapes_unknown
framework = tf.contrib.framework
x = tf.placeholder(tf.float32, name='x')
y = tf.placeholder(tf.float32, [None, 3], name='y')
known = tf.ones([2, 3], name='known')
with tf.name_scope('outer'):
    a = framework.with_shape([2, 3], x)
    b = framework.with_shape(tf.constant([2, 3]), known)
    c = framework.with_shape([], x)
    d = framework.with_same_shape(y, x)
    e = framework.with_same_shape(known, y)
result = [t.get_shape().as_list() if t.get_shape().ndims is not None else None for t in (a, b, c, d, e)]
with tf.Session() as sess:
    result += sess.run([a, b], {x: np.ones((2, 3))}) + [sess.run(c, {x: [4.0]})]
    try:
        sess.run(a, {x: np.ones(3)})
    except tf.errors.InvalidArgumentError as error:
        result.append(error.message.split('\n')[0])

#: shape_wrong
tf.contrib.framework.with_shape([2, 4], tf.ones([2, 3], name='x'))

#: shape_wrong_scalar
tf.contrib.framework.with_shape([], tf.ones([2], name='x'))

#: shape_of_floats
tf.contrib.framework.with_shape([2.5, 4], tf.ones([2, 3], name='x'))

#: shape_of_rank_two
tf.contrib.framework.with_shape([[2, 3]], tf.ones([2, 3], name='x'))

#: shape_tensor_type
tf.contrib.framework.with_shape(tf.constant([2, 3], tf.int64), tf.ones([2, 3], name='x'))

#: shape_array_type
tf.contrib.framework.with_shape(np.array([2, 3]), tf.ones([2, 3], name='x'))

#: shape_sparse
tf.contrib.framework.with_shape([2], tf.SparseTensor([[0]], [1.0], [2]))

#: graphs
framework = tf.contrib.framework
x = tf.constant(1)
g = tf.Graph()
with g.as_default():
    y = tf.constant(2)
default = tf.get_default_graph()
result = [framework.get_graph_from_inputs([y, 3]) is g, framework.get_graph_from_inputs([1, 2]) is default, framework.get_graph_from_inputs([x], default) is default, framework.get_graph_from_inputs((y.op,), graph=g) is g, framework.get_graph_from_inputs([], graph=g) is g]

#: graphs_differ
g = tf.Graph()
with g.as_default():
    y = tf.constant(2)
tf.contrib.framework.get_graph_from_inputs([tf.constant(1), y])

#: graph_passed
tf.contrib.framework.get_graph_from_inputs([tf.constant(1)], tf.Graph())

#: graph_is_none
tf.contrib.framework.get_graph_from_inputs([tf.constant(1)], 'graph')

#: printing
framework = tf.contrib.framework
x = tf.placeholder(tf.float32, [2, None], name='x')
flags = tf.constant([False, True], name='flags')
v = tf.Variable([1.0, 2.0], name='v')
sparse = tf.SparseTensor([[0]], [1.0], [2])
array = tf.TensorArray(tf.float32, 2)
framework.print_op(x)
framework.print_op(x, data=[flags, v], message='message', first_n=3, summarize=5, name='printed')
framework.print_op(flags, print_tensor_name=False, print_tensor_type=False, print_shape=False)
framework.print_op(flags, summarize_indicator_vector=False)
framework.print_op(v)
s = framework.print_op(sparse, [tf.constant('text')])
result = type(s).__name__

#: printing_none
tf.contrib.framework.print_op(None)

#: printing_number
tf.contrib.framework.print_op(3)

#: deprecated
from tensorflow.contrib.framework import deprecated, deprecated_args, deprecated_arg_values, experimental
@deprecated('2016-11-20', 'Use the new one.')
def old(x, y=1):
    return x + y
@deprecated_args('2016-11-20', 'Leave b away.', 'b', 'rest')
def some(a, b=None, *rest, **more):
    return (a, b, rest, sorted(more))
@deprecated_args('2016-11-20', 'No keywords.', 'more')
def other(a, **more):
    return a
@deprecated_arg_values('2016-11-20', 'Say false.', flag=True)
def flagged(a, flag=True):
    return a
@experimental
def new(a):
    return a
class Thing(object):
    @deprecated('2017-01-02', 'Gone.')
    def method(self, x):
        return x
def caller():
    return old(1, y=5)
result = [old(1), caller(), some(1), some(1, 2), some(1, b=2), some(1, 2, 3, c=4), other(1), other(1, z=2), flagged(1), flagged(1, False), flagged(1, flag=True), new(3), Thing().method(4), old.__name__]

#: deprecated_without_date
tf.contrib.framework.deprecated('', 'x')

#: deprecated_date
tf.contrib.framework.deprecated('16-11-20', 'x')

#: deprecated_instructions
tf.contrib.framework.deprecated('2016-11-20', '')

#: deprecated_nothing
tf.contrib.framework.deprecated_args('2016-11-20', 'x')

#: deprecated_no_value
tf.contrib.framework.deprecated_arg_values('2016-11-20', 'x')

#: deprecated_unknown
@tf.contrib.framework.deprecated_args('2016-11-20', 'x', 'c', 'a', 'd')
def f(a, b=1, *args):
    return a

#: deprecated_property
tf.contrib.framework.deprecated('2016-11-20', 'x')(3)

#: zeros
zeros = tf.contrib.framework.zero_initializer
v = tf.Variable(tf.ones([2, 3]), name='v')
i = tf.Variable(tf.zeros([2], tf.int64))
u = tf.Variable(tf.placeholder(tf.float32), validate_shape=False)
z = zeros(v)
result = [z.get_shape().as_list()]
with tf.Session() as sess:
    result += sess.run([z, zeros(i, name='named'), zeros(u, use_locking=False)])
    result += sess.run([v, i])
    try:
        sess.run(z)
    except tf.errors.InvalidArgumentError as e:
        result.append(e.message.split('\n')[0])

#: zeros_of_a_tensor
tf.contrib.framework.zero_initializer(tf.constant(1.0))

#: zeros_of_bools
tf.contrib.framework.zero_initializer(tf.Variable(True))

#: zeros_gradient
v = tf.Variable(1.0)
tf.gradients(tf.contrib.framework.zero_initializer(v), v)

#: typescript
layers = tf.contrib.layers
framework = tf.contrib.framework
x = tf.placeholder(tf.float32, [2, 8, 8, 3])
with framework.arg_scope([layers.conv2d], padding='VALID', activation_fn=None):
    with framework.arg_scope([layers.conv2d, framework.model_variable], trainable=False) as scope:
        y = layers.conv2d(x, 4, [3, 3], stride=2)
with framework.arg_scope(scope):
    y = layers.conv2d(y, 4, 1, padding='SAME')
framework.variable('v', [2], initializer=tf.zeros_initializer, collections=['a', 'b'])
framework.local_variable(1.0, name='l')
framework.get_or_create_global_step()
framework.with_shape([2, 3], tf.placeholder(tf.float32, name='p'))
framework.reduce_sum_n([tf.constant([1.0], name='c'), tf.constant([2.0], name='d')])
framework.remove_squeezable_dimensions(tf.zeros([2, 1]), tf.zeros([2]))
framework.convert_to_tensor_or_sparse_tensor([1.0])
framework.assert_scalar(tf.constant(1.0))
framework.print_op(tf.constant([True]))
