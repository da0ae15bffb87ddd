#: network
slim = tf.contrib.slim
def vgg_scope(weight_decay=0.0005):
    with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=tf.nn.relu, weights_regularizer=slim.l2_regularizer(weight_decay), biases_initializer=tf.zeros_initializer):
        with slim.arg_scope([slim.conv2d], padding='SAME') as arg_sc:
            return arg_sc
def vgg(inputs, num_classes=4, is_training=True, scope='vgg'):
    with tf.variable_scope(scope, 'vgg', [inputs]) as sc:
        end_points_collection = sc.name + '_end_points'
        with slim.arg_scope([slim.conv2d, slim.max_pool2d], outputs_collections=end_points_collection):
            net = slim.repeat(inputs, 1, slim.conv2d, 4, [3, 3], scope='conv1')
            net = slim.max_pool2d(net, [2, 2], scope='pool1')
            net = slim.repeat(net, 2, slim.conv2d, 6, [3, 3], scope='conv2')
            net = slim.max_pool2d(net, [2, 2], scope='pool2')
            net = slim.flatten(net)
            net = slim.stack(net, slim.fully_connected, [8, num_classes], scope='fc')
            net = slim.dropout(net, 0.8, is_training=is_training)
            return net, slim.utils.convert_collection_to_dict(end_points_collection)
images = tf.placeholder(tf.float32, [3, 8, 8, 3])
with slim.arg_scope(vgg_scope()):
    predictions, ends = vgg(images)
labels = slim.one_hot_encoding(tf.constant([0, 3, 1]), 4)
slim.losses.softmax_cross_entropy(predictions, labels)
total = slim.losses.get_total_loss()
step = slim.get_or_create_global_step()
train = tf.train.GradientDescentOptimizer(0.1).minimize(total, step)
result = [list(ends), [v.name for v in slim.get_model_variables()], [v.name for v in slim.get_variables_to_restore(exclude=['vgg/fc'])], slim.has_arg_scope(slim.conv2d)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        result.append(sess.run([total, train], {images: np.random.RandomState(1).rand(3, 8, 8, 3)})[0])

#: by_import
import tensorflow.contrib.slim as slim
from tensorflow.contrib.slim import conv2d, arg_scope
from tensorflow.contrib.layers.python.layers import utils
x = tf.placeholder(tf.float32, [None, 4, 4, 2])
with arg_scope([conv2d, slim.batch_norm], trainable=False):
    y = conv2d(x, 3, 1, normalizer_fn=slim.batch_norm)
    y = slim.layers.bias_add(y)
y = slim.softmax(slim.avg_pool2d(y, [4, 4], scope='pool'))
v = slim.model_variable('weights', shape=[10, 10], initializer=tf.truncated_normal_initializer(stddev=0.1), regularizer=slim.l2_regularizer(0.05), device='/cpu:0')
w = slim.variable('w', [2])
result = [utils.last_dimension(y.get_shape()), [v.name for v in slim.get_variables()]]
