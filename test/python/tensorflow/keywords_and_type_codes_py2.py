import numpy as np
import tensorflow as tf
print np.zeros((2,), 'f').dtype, np.zeros(2, dtype='i4').dtype, np.ones([2], 'd').dtype, np.arange(3).astype('f').dtype, np.array([1, 2], 'f4').dtype, np.dtype('i8'), np.ndarray(shape=(3), dtype=np.int32).shape, np.ndarray((2, 3), np.float32).dtype
print np.argsort(np.array([3, 1, 2]), kind='mergesort'), np.array([3, 1, 2]).argsort(axis=0), np.sort([3, 1, 2], kind='quicksort')
g = tf.get_default_graph()
with tf.variable_scope(name_or_scope='aa'):
    v = tf.get_variable(name='v', shape=[2], initializer=tf.zeros_initializer)
u = tf.Variable(3.0, name='u')
tf.add_to_collection(name='mine', value=u)
print [x.name for x in tf.get_collection(key='mine')], [x.name for x in tf.get_collection(tf.GraphKeys.VARIABLES, scope='aa')], g.get_tensor_by_name(name='u:0').name, g.get_operation_by_name(name='aa/v').type
p = tf.placeholder(tf.float32)
p.set_shape(shape=[2])
print p.get_shape(), p.get_shape().is_compatible_with(other=tf.TensorShape([2])), tf.TensorShape([1, None]).merge_with(other=[None, 2])
with tf.Session() as s:
    s.run(fetches=tf.initialize_all_variables())
    print s.run(u.assign(value=4.0, use_locking=True)), u.eval(session=s), s.run(fetches=[u, v], feed_dict={}), (u + 1).eval(session=s), s.run(u.assign_add(delta=1.))
ema = tf.train.ExponentialMovingAverage(decay=0.9)
op = ema.apply(var_list=[u])
print ema.average(var=u).name, op.name
o = tf.train.MomentumOptimizer(learning_rate=0.1, momentum=0.9)
t = o.minimize(loss=u * u, var_list=[u])
print o.get_slot(var=u, name='momentum').name
with tf.device(device_name_or_function='/cpu:0'), tf.control_dependencies(control_inputs=[op]), tf.name_scope(name='q'):
    c = tf.constant(1)
print c.op.device, c.name, [i.name for i in tf.identity(c).op.control_inputs], g.unique_name(name='u')
coord = tf.train.Coordinator()
coord.request_stop()
coord.join(threads=[], stop_grace_period_secs=5)
print coord.wait_for_stop(timeout=1)
with g.as_default(), g.name_scope(name='zz'):
    print tf.constant(2, name='k').name
r = np.random
r.seed(2)
drawn = [r.rand(), r.randn(), r.random_sample(), r.normal(), r.uniform(1, 2), r.randint(5), r.choice(5), r.choice([1.5, 2]), r.poisson(3), r.exponential(),
         r.random_integers(4), r.choice(a=[1, 2]), r.randint(5, dtype='int32'), r.RandomState(3).rand()]
print [type(v).__name__ for v in drawn], tf.Variable(r.randn()).dtype, tf.Variable(r.randint(9)).dtype, tf.constant(np.float64(1)).dtype
