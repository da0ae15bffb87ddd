"""GraphDefs cut, frozen and cleaned."""
from __future__ import print_function
import tensorflow as tf
gu = tf.graph_util
def names(g): return [(n.name, n.op, list(n.input)) for n in g.node]
def show(f):
  try: print(f())
  except Exception as e: print(type(e).__name__, e)
with tf.Graph().as_default() as g:
  x = tf.placeholder(tf.float32, [None, 2], name='x')
  w = tf.Variable([[1., 2.], [3., 4.]], name='w'); b = tf.Variable([1., -1.], name='b'); n = tf.Variable(3, name='n')
  y = tf.identity(tf.check_numerics(tf.matmul(x, w) + b, 'bad', name='chk'), name='y')
  z = tf.identity(tf.identity(y), name='z')
  with tf.control_dependencies([y]): q = tf.identity(x, name='q')
  s = tf.Session(); s.run(tf.global_variables_initializer())
  gd = g.as_graph_def()
  for out in (['y'], ['x'], ['q', 'n/read'], ['z']):
    sub = gu.extract_sub_graph(gd, out); print(names(sub))
  show(lambda: gu.extract_sub_graph(gd, ['nope']))
  show(lambda: gu.extract_sub_graph('a', ['y']))
  for wl in (None, ['w'], []):
    f = gu.convert_variables_to_constants(s, gd, ['y'], variable_names_whitelist=wl)
    print(names(f))
  with tf.Graph().as_default():
    f = gu.convert_variables_to_constants(s, gd, ['y'])
    out, = tf.import_graph_def(f, return_elements=['y:0'], name='')
    print(tf.Session().run(out, {'x:0': [[1., 1.]]}))
  show(lambda: names(gu.remove_training_nodes(gu.extract_sub_graph(gd, ['z', 'q']))))
  gd2 = gu.extract_sub_graph(gd, ['w/read', 'n/read', 'q', 'z'])
  for nd in gd2.node:
    if nd.op == 'CheckNumerics': nd.op = 'Relu'
  print(names(gu.remove_training_nodes(gd2)))
  for d in ('', '/job:a/task:1/gpu:2', '/cpu:0', '/gpu:*'): print(gu.set_cpu0(d))
  print([ (o.name, gu.must_run_on_cpu(o), gu.must_run_on_cpu(o.node_def, pin_variables_on_cpu=True)) for o in [tf.constant(1).op, tf.constant('a').op, tf.constant(1.).op, tf.cast(tf.constant(1), tf.float32).op, w.op, w.initializer, tf.dynamic_stitch([[0]], [[1]]).op, tf.dynamic_stitch([[0]], [[1.]]).op, x.op]])
  show(lambda: gu.must_run_on_cpu(3))
  print(gu.tensor_shape_from_node_def_name(g, 'x'), gu.tensor_shape_from_node_def_name(g, 'w:0'))
