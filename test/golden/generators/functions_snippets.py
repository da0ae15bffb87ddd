#: simple
@function.Defun(tf.float32, tf.float32)
def XSquarePlusB(x, b):
    """Squares and adds."""
    return x * x + b
y = XSquarePlusB(tf.constant([1., 2.]), tf.constant(3.))
g = tf.gradients(y, [y.op.inputs[0]])
with tf.Session() as sess:
    result = [v.tolist() for v in sess.run([y] + g)] + [y.op.name, y.op.type, XSquarePlusB.name, XSquarePlusB.declared_input_types, XSquarePlusB.captured_inputs, XSquarePlusB.grad_func_name]

#: named
@function.Defun(tf.float32, func_name='Foo')
def f(x):
    return tf.exp(x), tf.reduce_sum(x, 0)
a, b = f(tf.constant([1., 2.]), name='called')
with tf.Session() as sess:
    result = [v.tolist() for v in sess.run([a, b])] + [a.name, b.name, str(a.get_shape())]

#: overloaded
@function.Defun()
def Twice(x):
    return x + x
a = Twice(tf.constant(1.5))
b = Twice(tf.constant(3))
c = Twice(2.5)
with tf.Session() as sess:
    result = [str(v) for v in sess.run([a, b, c])] + [a.op.type, b.op.type]

#: overloaded_named
@function.Defun(func_name='Twice')
def Twice(x, y):
    return x + y
a = Twice(tf.constant(1.5), tf.constant(1.))
b = Twice(tf.constant(3), tf.constant(4))
result = [a.op.type, b.op.type]

#: no_arguments
@function.Defun()
def Three():
    return tf.constant(3.)
with tf.Session() as sess:
    result = float(sess.run(Three() * 2.))

#: no_results
@function.Defun(tf.float32, func_name='Shown')
def Shown(x):
    return []
op = Shown(tf.constant(1.))
result = [op.name, type(op).__name__]

#: nested
@function.Defun(tf.float32)
def Inner(x):
    return x * 3.
@function.Defun(tf.float32)
def Outer(x):
    return Inner(x) + Inner(Inner(x))
y = Outer(tf.constant(2.))
x = y.op.inputs[0]
with tf.Session() as sess:
    result = [float(v) for v in sess.run([y, tf.gradients(y, x)[0]])]

#: noinline
@function.Defun(tf.float32, noinline=True)
def F(x):
    return x * 3.
y = F(tf.constant(2.), noinline=False) + F(tf.constant(2.), noinline=True)
with tf.Session() as sess:
    result = float(sess.run(y))

#: grad_func
@function.Defun(tf.float32, tf.float32, func_name='DF')
def DF(x, dy):
    return dy * 7.
@function.Defun(tf.float32, grad_func=DF, func_name='GF')
def GF(x):
    return x * x
x = tf.constant([1., 2.])
y = GF(x)
with tf.Session() as sess:
    result = [v.tolist() for v in sess.run([y, tf.gradients(y, x)[0]])] + [GF.grad_func_name]

#: set_grad_func
@function.Defun(tf.float32, func_name='GF')
def GF(x):
    return x * x
@function.Defun(tf.float32, tf.float32, func_name='DF')
def DF(x, dy):
    return dy * 7.
GF.set_grad_func(DF)
x = tf.constant([1., 2.])
y = GF(x)
with tf.Session() as sess:
    result = [v.tolist() for v in sess.run([y, tf.gradients(y, x)[0]])]

#: python_grad_func
def back(op, dy):
    return dy * 5. * op.inputs[0]
@function.Defun(tf.float32, python_grad_func=back, func_name='PF')
def PF(x):
    return tf.nn.relu(x)
x = tf.constant([1., 2.])
y = PF(x)
with tf.Session() as sess:
    result = [v.tolist() for v in sess.run([y, tf.gradients(y, x)[0]])]

#: both_gradients
@function.Defun(tf.float32, tf.float32, func_name='DF')
def DF(x, dy):
    return dy * 7.
@function.Defun(tf.float32, grad_func=DF, python_grad_func=lambda op, dy: dy, func_name='GF')
def GF(x):
    return x * x
GF(tf.constant(1.))

#: symbolic_gradient
@function.Defun(tf.float32, func_name='Cube')
def Cube(x):
    return x * x * x
x = tf.constant([1., 2.])
y = Cube(Cube(x))
g, = tf.gradients(tf.reduce_sum(y), x)
with tf.Session() as sess:
    result = sess.run(g).tolist()

#: captured
w = tf.constant([1., 2.], name='w')
@function.Defun(tf.float32, func_name='Scaled')
def Scaled(x):
    return x * w + w
y = Scaled(tf.constant([3., 4.]))
with tf.Session() as sess:
    result = [sess.run(y).tolist(), [t.name for t in Scaled.captured_inputs], sess.run(tf.gradients(y, w)[0]).tolist()]

#: variables
@function.Defun(tf.float32, func_name='Dense')
def Dense(x):
    w = tf.get_variable('w', [2, 2], initializer=tf.constant_initializer(.5))
    b = tf.get_variable('b', [2], initializer=tf.zeros_initializer)
    assert len(function.get_extra_vars()) == 2
    out = tf.matmul(x, w) + b
    assert len(function.get_extra_args()) == len(function.get_extra_inputs()) == 2
    return out
with tf.variable_scope('layer'):
    y = Dense(tf.constant([[1., 2.]]))
loss = tf.reduce_sum(y)
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [[v.name for v in tf.global_variables()], float(sess.run(loss)), sess.run(train), float(sess.run(loss))]

#: lists
@function.Defun(tf.float32, tf.float32, func_name='Lists')
def Lists(x, y):
    a, b = tf.split(0, 2, x)
    with tf.control_dependencies([a, y]):
        c = tf.concat(0, [b, a])
    d = tf.pack([c, y])
    return tf.unpack(d, num=2) + [tf.add_n([x, y])]
out = Lists(tf.constant([1., 2.]), tf.constant([3., 4.]))
with tf.Session() as sess:
    result = [v.tolist() for v in sess.run(list(out))]

#: random
@function.Defun(tf.int32, func_name='Noise')
def Noise(shape):
    return tf.random_uniform(shape, seed=3)
y = Noise(tf.constant([2]))
with tf.Session() as sess:
    result = sess.run(y).tolist()

#: varargs
@function.Defun(tf.float32, tf.float32, tf.float32, func_name='SumAll')
def Sum(x, *rest):
    return tf.add_n([x] + list(rest))
y = Sum(tf.constant(1.), tf.constant(2.), tf.constant(4.))
with tf.Session() as sess:
    result = float(sess.run(y))

#: declared
Later = function.Declare('Later', [tf.float32], [tf.float32])
@function.Defun(tf.float32, func_name='Later')
def Later_(x):
    return x * 2.
@function.Defun(tf.float32, func_name='Uses')
def Uses(x):
    return Later(x) + 1.
Later_.add_to_graph(tf.get_default_graph())
y = Uses(tf.constant(2.))
z = Later(tf.constant(2.), name='direct')
with tf.Session() as sess:
    result = [float(v) for v in sess.run([y, z])] + [z.op.type, str(z.get_shape())]

#: declared_missing
Never = function.Declare('Never', [tf.float32], [tf.float32])
y = Never(tf.constant(2.))
with tf.Session() as sess:
    sess.run(y)

#: cond_calls
@function.Defun(tf.float32, func_name='Inc')
def Inc(x):
    return x + 1.
p = tf.placeholder(tf.bool, [])
y = tf.cond(p, lambda: Inc(tf.constant(1.)), lambda: Inc(Inc(tf.constant(1.))))
with tf.Session() as sess:
    result = [float(sess.run(y, {p: v})) for v in (True, False)]

#: loop_shape
@function.Defun(tf.float32, func_name='Double')
def Double(x):
    return x * 2.
y = tf.while_loop(lambda i, x: i < 5, lambda i, x: (i + 1, Double(x)), [0, tf.constant(1.)], shape_invariants=[tf.TensorShape([]), tf.TensorShape(None)])[1]
with tf.Session() as sess:
    result = float(sess.run(y))

#: loop_calls
@function.Defun(tf.float32, func_name='Double')
def Double(x):
    return x * 2.
y = tf.while_loop(lambda i, x: i < 5, lambda i, x: (i + 1, Double(x)), [0, tf.constant(1.)])[1]
with tf.Session() as sess:
    result = float(sess.run(y))

#: partial_run
@function.Defun(tf.float32, tf.float32, func_name='AddUp')
def Add(x, y):
    return x + y
a, b, c = [tf.placeholder(tf.float32, []) for _ in range(3)]
r1 = Add(a, b)
r2 = Add(r1, c) * 2.
with tf.Session() as sess:
    h = sess.partial_run_setup([r1, r2], [a, b, c])
    first = sess.partial_run(h, r1, {a: 1., b: 2.})
    result = [float(first), float(sess.partial_run(h, r2, {c: 4.}))]

#: too_many
@function.Defun(tf.float32, func_name='One')
def One(x):
    return x
One(tf.constant(1.), tf.constant(2.))

#: too_few_types
@function.Defun(tf.float32)
def Two(x, y):
    return x

#: defaults
@function.Defun(tf.float32)
def Default(x, y=1.):
    return x

#: keywords
@function.Defun(tf.float32)
def Keyword(x, **more):
    return x

#: no_function
function.Defun(tf.float32)(3)

#: gives_none
@function.Defun(tf.float32)
def Nothing(x):
    pass
Nothing(tf.constant(1.))

#: unknown_keyword
@function.Defun(tf.float32, func_name='Id')
def Id(x):
    return x
Id(tf.constant(1.), other=3)

#: unknown_keyword_of_defun
@function.Defun(tf.float32, func_name='Id', other=3)
def Id(x):
    return x
Id(tf.constant(1.))

#: same_name
@function.Defun(tf.float32, func_name='Same')
def A(x):
    return x * 2.
@function.Defun(tf.float32, func_name='Same')
def B(x):
    return x * 3.
A(tf.constant(1.))
B(tf.constant(1.))

#: other_type
@function.Defun(tf.float32, func_name='Typed')
def Typed(x):
    return x * 2.
y = Typed(tf.constant(1))
with tf.Session() as sess:
    sess.run(y)

#: gradient_takes_one
@function.Defun(tf.float32, func_name='G')
def G(x):
    return x * 2.
@function.Defun(tf.float32, func_name='F', grad_func=G)
def F(x):
    return x * x
x = tf.constant(3.)
y = F(x)
with tf.Session() as sess:
    result = float(sess.run(y))
    sess.run(tf.gradients(y, x))

#: gradient_takes_three
@function.Defun(tf.float32, tf.float32, tf.float32, func_name='G')
def G(x, a, b):
    return x * 2.
@function.Defun(tf.float32, func_name='F', grad_func=G)
def F(x):
    return x * x
x = tf.constant(3.)
with tf.Session() as sess:
    sess.run(tf.gradients(F(x), x))

#: gradient_takes_other_type
@function.Defun(tf.float32, tf.int32, func_name='G')
def G(x, dy):
    return x * 2.
@function.Defun(tf.float32, func_name='F', grad_func=G)
def F(x):
    return x * x
x = tf.constant(3.)
with tf.Session() as sess:
    sess.run(tf.gradients(F(x), x))

#: gradient_gives_other_type
@function.Defun(tf.float32, tf.float32, func_name='G')
def G(x, dy):
    return tf.cast(x, tf.int32)
@function.Defun(tf.float32, func_name='F', grad_func=G)
def F(x):
    return x * x
x = tf.constant(3.)
with tf.Session() as sess:
    sess.run(tf.gradients(F(x), x))

#: gradient_gives_two
@function.Defun(tf.float32, tf.float32, func_name='G')
def G(x, dy):
    return x * 2., dy
@function.Defun(tf.float32, func_name='F', grad_func=G)
def F(x):
    return x * x
x = tf.constant(3.)
with tf.Session() as sess:
    sess.run(tf.gradients(F(x), x))

#: gradient_in_function
@function.Defun(tf.float32, func_name='Sq')
def Sq(x):
    return x * x
@function.Defun(tf.float32, func_name='Slope')
def Slope(x):
    return tf.gradients(Sq(x), x)[0]
with tf.Session() as sess:
    result = float(sess.run(Slope(tf.constant(5.))))

#: gradient_in_function_takes_one
@function.Defun(tf.float32, func_name='G')
def G(x):
    return x * 2.
@function.Defun(tf.float32, func_name='Sq', grad_func=G)
def Sq(x):
    return x * x
@function.Defun(tf.float32, func_name='Slope')
def Slope(x):
    return tf.gradients(Sq(x), x)[0]
with tf.Session() as sess:
    sess.run(Slope(tf.constant(5.)))

#: same_body_other_gradient
@function.Defun(tf.float32, tf.float32, func_name='G1')
def G1(x, dy):
    return x
@function.Defun(tf.float32, tf.float32, func_name='G2')
def G2(x, dy):
    return dy
@function.Defun(tf.float32, func_name='C', grad_func=G1)
def A(x):
    return x + 1.
@function.Defun(tf.float32, func_name='C', grad_func=G2)
def B(x):
    return x + 1.
x = tf.constant(5.)
with tf.Session() as sess:
    result = [float(v) for v in sess.run([A(x), B(x)] + tf.gradients(A(x), x) + tf.gradients(B(x), x))]

#: both_gradients
@function.Defun(tf.float32, tf.float32, func_name='G1')
def G1(x, dy):
    return x
@function.Defun(tf.float32, func_name='C', grad_func=G1, python_grad_func=lambda op, g: g)
def A(x):
    return x + 1.
A(tf.constant(1.))

#: gradient_is_no_function
@function.Defun(tf.float32, func_name='K', grad_func=lambda x, dy: dy)
def K(x):
    return x + 1.
with tf.Session() as sess:
    sess.run(K(tf.constant(1.)))

#: keyword_for_argument
@function.Defun(tf.float32, func_name='K')
def K(x):
    return x
K(x=tf.constant(1.))

#: inner_type
@function.Defun(tf.float32, func_name='H')
def H(x):
    return x + 1.
@function.Defun(tf.int32, func_name='O')
def O(x):
    return H(x)
with tf.Session() as sess:
    sess.run(O(tf.constant(1)))

#: inner_count
@function.Defun(tf.float32, func_name='H')
def H(x):
    return x + 1.
@function.Defun(tf.float32, func_name='O')
def O(x):
    return H(x, x)
O(tf.constant(1.))

#: calls_each_other
First = function.Declare('First', [tf.float32], [tf.float32])
@function.Defun(tf.float32, func_name='Second')
def Second(x):
    return First(x) + 1.
y = Second(tf.constant(1.))
with tf.Session() as sess:
    sess.run(y)

#: declared_otherwise
Later = function.Declare('Later', [tf.float32, tf.float32], [tf.float32])
@function.Defun(tf.float32, func_name='Later')
def Later_(x):
    return x * 2.
Later_.add_to_graph(tf.get_default_graph())
y = Later(tf.constant(2.), tf.constant(3.))
with tf.Session() as sess:
    sess.run(y)

#: declared_with_other_type
Later = function.Declare('Later', [tf.int32], [tf.float32])
@function.Defun(tf.float32, func_name='Later')
def Later_(x):
    return x * 2.
Later_.add_to_graph(tf.get_default_graph())
y = Later(tf.constant(2))
with tf.Session() as sess:
    sess.run(y)

#: declared_with_more_results
Later = function.Declare('Later', [tf.float32], [tf.float32, tf.float32])
@function.Defun(tf.float32, func_name='Later')
def Later_(x):
    return x * 2.
Later_.add_to_graph(tf.get_default_graph())
y = Later(tf.constant(2.))
with tf.Session() as sess:
    sess.run(y)

#: declared_with_fewer
Later = function.Declare('Later', [tf.float32], [tf.float32])
@function.Defun(tf.float32, tf.float32, func_name='Later')
def Later_(x, y):
    return x * y
Later_.add_to_graph(tf.get_default_graph())
with tf.Session() as sess:
    sess.run(Later(tf.constant(2.)))

#: gradient_without_types
@function.Defun(func_name='G')
def G(x, dy):
    return x
@function.Defun(tf.float32, func_name='F', grad_func=G)
def F(x):
    return x * 2.
F(tf.constant(1.))
