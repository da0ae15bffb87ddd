#: names
x = tf.placeholder(tf.float32, [])
y = tf.placeholder(tf.float32, [])
result = []
for name in ('SGD', 'Adagrad', 'Adam', 'Ftrl', 'RMSProp'):
    v = tf.Variable([10.0, 2.0], name='v_' + name)
    loss = tf.reduce_sum(tf.square(v * x - y))
    train = tf.contrib.layers.optimize_loss(loss, None, 0.1, name, variables=[v], name='Train' + name)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        result.append([sess.run(train, {x: 1 + i, y: 5}) for i in range(3)] + [sess.run(v)])

#: momentum_by_name
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, 'Momentum')

#: defaults
v = tf.Variable(10.0, name='v')
tf.Variable(1.0, trainable=False)
step = tf.contrib.framework.get_or_create_global_step()
tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.assign_add(tf.Variable(0, trainable=False, name='updates'), 1, name='count'))
tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.get_collection(tf.GraphKeys.UPDATE_OPS)[0])
train = tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, 'SGD')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run([train]) for _ in range(3)] + sess.run([v, step, 'updates:0'])

#: classes
v = tf.Variable(10.0, name='v')
class Mine(tf.train.GradientDescentOptimizer):
    def __init__(self, learning_rate):
        tf.train.GradientDescentOptimizer.__init__(self, learning_rate, name='Mine')
trains = [tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, Mine),
          tf.contrib.layers.optimize_loss(tf.square(v), None, tf.constant(0.2), tf.train.GradientDescentOptimizer),
          tf.contrib.layers.optimize_loss(tf.square(v), None, None, tf.train.MomentumOptimizer(0.1, 0.5)),
          tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, lambda lr: tf.train.MomentumOptimizer(lr, momentum=0.5)),
          tf.contrib.layers.optimize_loss(tf.square(v), None, None, lambda: tf.train.AdamOptimizer(0.5))]
result = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for train in trains:
        result.append([sess.run(train), sess.run(v)])

#: decay
v = tf.Variable([3.0], name='v')
step = tf.Variable(0, trainable=False, name='step')
train = tf.contrib.layers.optimize_loss(tf.reduce_sum(tf.square(v)), step, 0.5, 'SGD', learning_rate_decay_fn=lambda lr, s: tf.train.exponential_decay(lr, s, 1, 0.5), name='Decayed')
summaries = tf.summary.merge_all()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = []
    for _ in range(3):
        result.append(sess.run([train, v]))
        summary = tf.Summary.FromString(sess.run(summaries))
        result.append([[value.tag, value.simple_value] for value in summary.value])

#: all_summaries
v = tf.Variable([3.0, 4.0], name='v')
w = tf.Variable(1.0, name='w')
unused = tf.Variable(1.0, name='unused')
table = tf.Variable(tf.ones([4, 2]), name='table')
loss = tf.reduce_sum(tf.square(v)) * w + tf.reduce_sum(tf.gather(table, [1, 3, 1]))
train = tf.contrib.layers.optimize_loss(loss, None, 0.1, 'SGD', clip_gradients=1.5, summaries=tf.contrib.layers.OPTIMIZER_SUMMARIES)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run(train), sess.run([v, w, table])]
    result.append([value.tag for value in tf.Summary.FromString(sess.run(tf.summary.merge_all())).value])

#: no_summaries
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, 'SGD', summaries=[])

#: clip_function
v = tf.Variable([3.0, 4.0], name='v')
def clip(grads_and_vars):
    return [(tf.clip_by_value(gradient, -1., 1.), variable) for gradient, variable in grads_and_vars]
train = tf.contrib.layers.optimize_loss(tf.reduce_sum(tf.square(v)), None, 0.1, 'SGD', clip_gradients=clip, summaries=['gradient_norm'])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run(train), sess.run(v)]

#: multipliers
v = tf.Variable([3.0, 4.0], name='v')
w = tf.Variable(1.0, name='w')
table = tf.Variable(tf.ones([3, 1]), name='table')
loss = tf.reduce_sum(tf.square(v)) + w + tf.reduce_sum(tf.gather(table, [1, 1]))
train = tf.contrib.layers.optimize_loss(loss, None, 0.1, 'SGD', gradient_multipliers={v: 2.0, 'w:0': 0, table: 3, 'other': 1.})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run(train), sess.run([v, w, table])]

#: noise
v = tf.Variable([3.0, 4.0], name='v')
table = tf.Variable(tf.ones([3, 1]), name='table')
unused = tf.Variable(1.0)
loss = tf.reduce_sum(tf.square(v)) + tf.reduce_sum(tf.gather(table, [1, 1]))
train = tf.contrib.layers.optimize_loss(loss, None, 0.1, 'SGD', 0.5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run(train), sess.run([v, table])]

#: colocated
v = tf.Variable(10.0, name='v')
tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, 'SGD', update_ops=[tf.no_op(name='own')], colocate_gradients_with_ops=True)

#: update_ops_given
v = tf.Variable(10.0, name='v')
tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.no_op())
tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, 'SGD', update_ops=[])

#: scope_twice
v = tf.Variable(10.0, name='v')
for _ in range(2):
    tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, 'SGD')
with tf.variable_scope('outer'):
    tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, 'SGD', name='inner')

#: scope_again
v = tf.Variable(10.0, name='v')
for _ in range(2):
    tf.contrib.layers.optimize_loss(tf.square(v), None, 0.1, 'SGD', name='inner')

#: loss_shape
tf.contrib.layers.optimize_loss(tf.Variable([1.0]), None, 0.1, 'SGD')

#: step_shape
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), tf.Variable([1]), 0.1, 'SGD')

#: step_type
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), tf.Variable(1.0), 0.1, 'SGD')

#: rate_negative
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, -0.1, 'SGD')

#: rate_int
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 1, 'SGD')

#: rate_vector
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, tf.constant([0.1], name='rate'), 'SGD')

#: rate_string
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 'fast', 'SGD')

#: rate_missing
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, None, 'SGD')

#: rate_missing_class
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, None, tf.train.AdamOptimizer)

#: rate_numpy
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, np.float64(0.25), 'SGD')

#: unknown_optimizer
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, 'sgd')

#: optimizer_number
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, 5)

#: optimizer_function
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, lambda lr: 'Adam')

#: clip_int
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, 'SGD', clip_gradients=5)

#: decay_without_step
tf.contrib.layers.optimize_loss(tf.square(tf.Variable(1.0)), None, 0.1, 'SGD', learning_rate_decay_fn=lambda lr, s: lr)

#: no_variables
tf.contrib.layers.optimize_loss(tf.constant(1.0), None, 0.1, 'SGD')

#: adaptive
v = tf.Variable([30.0, 4.0], name='v')
unused = tf.Variable(1.0)
table = tf.Variable(tf.ones([3, 1]), name='table')
step = tf.Variable(0, trainable=False)
loss = tf.reduce_sum(tf.square(v)) + tf.reduce_sum(tf.gather(table, [1, 1]))
clip = tf.contrib.layers.adaptive_clipping_fn(std_factor=0.5, decay=0.5, global_step=step, report_summary=True)
train = tf.contrib.layers.optimize_loss(loss, step, 0.1, 'SGD', clip_gradients=clip)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run([train, v, table]) for _ in range(4)]
    result.append([[value.tag, value.simple_value] for value in tf.Summary.FromString(sess.run(tf.summary.merge_all())).value])

#: adaptive_static
v = tf.Variable([30.0, 4.0], name='v')
clip = tf.contrib.layers.adaptive_clipping_fn(static_max_norm=0.5, name='Clip')
gradients = tf.train.GradientDescentOptimizer(0.1).compute_gradients(tf.reduce_sum(tf.square(v)))
clipped = clip(gradients)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = [sess.run(clipped[0][0]) for _ in range(3)]

#: names_of_lists
result = [sorted(tf.contrib.layers.OPTIMIZER_CLS_NAMES), tf.contrib.layers.OPTIMIZER_CLS_NAMES['SGD'] is tf.train.GradientDescentOptimizer, list(tf.contrib.layers.OPTIMIZER_SUMMARIES)]

#: own_optimizer
class Mine(tf.train.Optimizer):
    def __init__(self, lr, use_locking=False, name='Mine'):
        super(Mine, self).__init__(use_locking, name)
        self._lr = lr
    def _prepare(self):
        self._lr_t = tf.convert_to_tensor(self._lr, name='lr')
    def _create_slots(self, var_list):
        for v in var_list:
            self._zeros_slot(v, 'm', self._name)
    def _apply_dense(self, grad, var):
        m = self.get_slot(var, 'm')
        m_t = m.assign(0.9 * m + grad)
        return tf.assign_sub(var, self._lr_t * m_t).op
    def _apply_sparse(self, grad, var):
        return self._apply_dense(grad, var)
class Ad(tf.train.AdamOptimizer):
    def __init__(self, lr):
        super(Ad, self).__init__(lr, epsilon=1e-4, name='Ad')
        self.extra = 3
v = tf.Variable([1.0, 2.0])
a = Mine(0.1).minimize(tf.reduce_sum(tf.square(v)))
o = Ad(0.1)
b = o.minimize(tf.reduce_sum(tf.square(v)))
s = tf.Session()
s.run(tf.global_variables_initializer())
s.run(a); s.run(a)
result = [s.run(v)]
s.run(b)
result += [s.run(v), o.extra, o.get_slot_names(), isinstance(o, tf.train.Optimizer)]
