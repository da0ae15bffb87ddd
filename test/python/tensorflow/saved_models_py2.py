# SavedModels, meta graphs in scopes, and freeze_graph, as old programs use them.
from __future__ import print_function
import os, shutil, tempfile
import tensorflow as tf
from tensorflow.python.framework import meta_graph
from tensorflow.python.saved_model import builder as saved_model_builder
from tensorflow.python.saved_model import constants, loader, signature_constants, tag_constants, utils
from tensorflow.python.tools import freeze_graph

d = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [None, 2], name='x')
with tf.variable_scope('layer'):
    w = tf.get_variable('w', initializer=tf.constant([[1.0], [2.0]]))
y = tf.add(tf.matmul(x, w), 0.5, name='y')
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    builder = saved_model_builder.SavedModelBuilder(os.path.join(d, 'model'))
    signature = utils.build_signature_def({'x': utils.build_tensor_info(x)}, {'y': utils.build_tensor_info(y)},
                                          signature_constants.PREDICT_METHOD_NAME)
    builder.add_meta_graph_and_variables(
        sess, [tag_constants.SERVING], signature_def_map={signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature})
    print(os.path.basename(builder.save()))
    path = saver.save(sess, os.path.join(d, 'ckpt'))
    tf.train.write_graph(sess.graph_def, d, 'g.pb', as_text=False)
print(sorted(os.listdir(os.path.join(d, 'model'))))
with tf.Session(graph=tf.Graph()) as sess:
    meta = loader.load(sess, [tag_constants.SERVING], os.path.join(d, 'model'))
    s = meta.signature_def[signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY]
    print(s.method_name, s.inputs['x'].name, s.outputs['y'].name)
    print(sess.run(str(s.outputs['y'].name), {str(s.inputs['x'].name): [[1, 1], [0, 3]]}).tolist())
    print([str(v.name) for v in tf.trainable_variables()])
for bad in [lambda: saved_model_builder.SavedModelBuilder(os.path.join(d, 'model')),
            lambda: loader.load(tf.Session(), ['x'], os.path.join(d, 'none')),
            lambda: saved_model_builder.SavedModelBuilder(os.path.join(d, 'm2')).add_meta_graph(['x'])]:
    try:
        bad()
        print('fine')
    except Exception as e:
        print(type(e).__name__, str(e).replace(d, 'D'))
proto, variables = meta_graph.export_scoped_meta_graph(graph=tf.get_default_graph(), export_scope='layer')
print(sorted(variables.keys()), [str(n.name) for n in proto.graph_def.node][:2])
with tf.Graph().as_default():
    print([(k, str(v.name)) for k, v in meta_graph.import_scoped_meta_graph(proto, import_scope='new').items()])
with tf.Graph().as_default():
    restored = tf.train.import_meta_graph(path + '.meta', clear_devices=True)
    with tf.Session() as sess:
        restored.restore(sess, path)
        print(sess.run('y:0', {'x:0': [[2, 2]]}).tolist())
with tf.Graph().as_default():
    print(freeze_graph.freeze_graph(os.path.join(d, 'g.pb'), '', True, path, 'y', 'save/restore_all', 'save/Const:0',
                                    os.path.join(d, 'frozen.pb'), True, ''))
frozen = tf.GraphDef()
with tf.gfile.FastGFile(os.path.join(d, 'frozen.pb'), 'rb') as f:
    frozen.ParseFromString(f.read())
print([(str(n.name), str(n.op)) for n in frozen.node])
shutil.rmtree(d)
