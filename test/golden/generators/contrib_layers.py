"""Records the graphs and collections of layers of tf.contrib.layers (0.12.1): usage: contrib_layers.py OUT.json.gz."""
import gzip, json, sys
import tensorflow as tf

layers = tf.contrib.layers


def matrix():
    layers.fully_connected(tf.placeholder(tf.float32, [None, 3]), 2)
    layers.fully_connected(tf.placeholder(tf.float32, [None, 3]), 2, activation_fn=None)


def higher_rank():
    layers.fully_connected(tf.placeholder(tf.float32, [None, 5, 3]), 2, outputs_collections='ends', variables_collections=['all'])


def named():
    x = tf.placeholder(tf.float64, [4, 3])
    layers.fully_connected(x, 2, scope='layer', weights_initializer=tf.zeros_initializer, biases_initializer=None, trainable=False)
    layers.fully_connected(x, 2, scope='layer', weights_initializer=tf.zeros_initializer, biases_initializer=None, reuse=True)


def regularized():
    x = tf.placeholder(tf.float32, [4, 3])
    layers.linear(x, 2, weights_regularizer=layers.l2_regularizer(0.1), variables_collections={'biases': ['b']})
    layers.relu(x, 2, normalizer_fn=tf.nn.l2_normalize, normalizer_params={'dim': 1})
    layers.relu6(x, 2)


def steps():
    tf.contrib.framework.get_or_create_global_step()
    tf.contrib.framework.model_variable('w', [2], initializer=tf.zeros_initializer, device='/cpu:0')
    tf.contrib.framework.local_variable(1.0, name='l')


records = {}
for build in (matrix, higher_rank, named, regularized, steps):
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(7)
        build()
        records[build.__name__] = {
            'nodes': [str(node) for node in graph.as_graph_def().node],
            'collections': {
                key: [value.name for value in graph.get_collection(key)] for key in sorted(graph.get_all_collection_keys())
                if isinstance(key, str)
            },
        }

errors = {}
for name, shape in (('vector', [3]), ('unknown', None), ('last', [3, None])):
    with tf.Graph().as_default():
        try:
            layers.fully_connected(tf.placeholder(tf.float32, shape), 2)
        except Exception as error:
            errors[name] = '%s: %s' % (type(error).__name__, error)
with gzip.GzipFile(sys.argv[1], 'wb', mtime=0) as out:
    out.write(json.dumps({'graphs': records, 'errors': errors}, sort_keys=True))
