"""Neural style on toy images, image pipelines, random Fourier features, finite differences by conv."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

np.random.seed(4)
content = np.random.rand(1, 12, 14, 3).astype(np.float32)
style = np.random.rand(1, 12, 14, 3).astype(np.float32)
kernels = [np.random.randn(3, 3, 3, 5).astype(np.float32) * 0.3, np.random.randn(3, 3, 5, 6).astype(np.float32) * 0.3]
STYLE_LAYERS = ('relu1', 'relu2')


def net(image):
    layers = {}
    current = image
    for i, k in enumerate(kernels):
        conv = tf.nn.conv2d(current, tf.constant(k), strides=(1, 1, 1, 1), padding='SAME')
        current = tf.nn.relu(tf.nn.bias_add(conv, tf.constant(np.linspace(-.1, .1, k.shape[-1]).astype(np.float32))))
        layers['relu%d' % (i + 1)] = current
        current = tf.nn.avg_pool(current, ksize=(1, 2, 2, 1), strides=(1, 2, 2, 1), padding='SAME')
        layers['pool%d' % (i + 1)] = current
    return layers

g = tf.Graph()
with g.as_default(), g.device('/cpu:0'), tf.Session() as sess:
    image = tf.placeholder('float', shape=content.shape)
    features = net(image)
    content_features = features['relu2'].eval(feed_dict={image: content})
    style_features = {}
    for layer in STYLE_LAYERS:
        f = features[layer].eval(feed_dict={image: style})
        f = np.reshape(f, (-1, f.shape[3]))
        style_features[layer] = np.matmul(f.T, f) / f.size

with tf.Graph().as_default() as graph:
    tf.set_random_seed(31)
    image = tf.Variable(tf.random_normal(content.shape) * 0.256)
    features = net(image)
    content_loss = 5.0 * (2 * tf.nn.l2_loss(features['relu2'] - content_features) / content_features.size)
    style_losses = []
    for layer in STYLE_LAYERS:
        f = features[layer]
        _, height, width, number = map(lambda i: i.value, f.get_shape())
        size = height * width * number
        feats = tf.reshape(f, (-1, number))
        gram = tf.matmul(tf.transpose(feats), feats) / size
        style_losses.append(2 * tf.nn.l2_loss(gram - style_features[layer]) / style_features[layer].size)
    style_loss = 100.0 * reduce(tf.add, style_losses)
    shape = content.shape
    tv_loss = 0.1 * ((tf.nn.l2_loss(image[:, 1:, :, :] - image[:, :shape[1] - 1, :, :]) / 100.0) + (tf.nn.l2_loss(image[:, :, 1:, :] - image[:, :, :shape[2] - 1, :]) / 90.0))
    loss = content_loss + style_loss + tv_loss
    train_step = tf.train.AdamOptimizer(0.05).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        for i in range(6):
            train_step.run()
            print('%d: content %.5f style %.5f tv %.6f total %.5f' % (i, content_loss.eval(), style_loss.eval(), tv_loss.eval(), loss.eval()))

second = tf.Graph()
second.as_default().__enter__()
with tf.name_scope('pipeline'):
    raw = tf.constant((content[0] * 255).astype(np.uint8))
    floats = tf.image.convert_image_dtype(raw, tf.float32)
    tf.set_random_seed(6)
    flipped = tf.image.random_flip_left_right(floats)
    bright = tf.image.random_brightness(flipped, max_delta=63. / 255)
    contrasted = tf.image.random_contrast(bright, lower=0.2, upper=1.8)
    hue = tf.image.random_hue(contrasted, 0.2)
    sat = tf.image.random_saturation(hue, 0.5, 1.5)
    cropped = tf.random_crop(sat, [8, 9, 3])
    white = tf.image.per_image_standardization(cropped)
    resized = [tf.image.resize_images(floats, [7, 5], method=m) for m in range(4)]
    padded = tf.image.resize_image_with_crop_or_pad(floats, 10, 20)
    gray = tf.image.rgb_to_grayscale(floats)
    back = tf.image.grayscale_to_rgb(gray)
    hsv = tf.image.rgb_to_hsv(floats)
    central = tf.image.central_crop(floats, 0.5)
    ups = tf.image.flip_up_down(tf.image.transpose_image(floats))
    boxes = tf.image.crop_and_resize(tf.expand_dims(floats, 0), [[0.1, 0.2, 0.9, 0.8], [0, 0, 1, 1]], [0, 0], [3, 3])
    gammas = tf.image.rot90(floats, k=3)
    adjusted = tf.image.adjust_saturation(tf.image.adjust_hue(tf.image.adjust_contrast(tf.image.adjust_brightness(floats, 0.1), 1.5), 0.1), 0.7)
    patches = tf.extract_image_patches(tf.expand_dims(floats, 0), [1, 3, 3, 1], [1, 4, 4, 1], [1, 1, 1, 1], 'VALID')

    glimpse = tf.image.extract_glimpse(tf.expand_dims(floats, 0), [4, 4], [[0.1, -0.2]])
with tf.Session() as sess:
    for name, t in [('flipped', flipped), ('bright', bright), ('contrasted', contrasted), ('hue', hue), ('sat', sat), ('cropped', cropped), ('white', white)]:
        v = sess.run(t)
        print(name, v.shape, '%.5f %.5f' % (v.mean(), v.std()), v.dtype)
    for t in resized + [padded, gray, back, hsv, central, ups, boxes, gammas, adjusted, patches, glimpse]:
        v = sess.run(t)
        print(t.op.name, t.get_shape(), v.shape, '%.5f' % v.mean(), np.round(v.ravel()[1:4], 4))

# random Fourier features and a wave equation by convolution
X = np.random.randn(40, 3)
y = np.sin(X.sum(1))
omega = tf.constant(np.random.randn(3, 50), tf.float32)
offset = tf.constant(np.random.rand(50) * 2 * np.pi, tf.float32)
phi = tf.cos(tf.matmul(tf.constant(X, tf.float32), omega) + offset) * np.sqrt(2.0 / 50)
target = tf.constant(y[:, None], tf.float32)
theta = tf.matrix_solve_ls(phi, target, l2_regularizer=0.1)
alternative = tf.matrix_solve(tf.matmul(phi, phi, transpose_a=True) + 0.1 * tf.diag(tf.ones([50])), tf.matmul(phi, target, transpose_a=True))
inverse = tf.matmul(tf.matrix_inverse(tf.matmul(phi, phi, transpose_a=True) + 0.1 * tf.diag(tf.ones([50]))), tf.matmul(phi, target, transpose_a=True))


def make_kernel(a):
    a = np.asarray(a)
    a = a.reshape(list(a.shape) + [1, 1])
    return tf.constant(a, dtype=1)


def simple_conv(x, k):
    x = tf.expand_dims(tf.expand_dims(x, 0), -1)
    y = tf.nn.depthwise_conv2d(x, k, [1, 1, 1, 1], padding='SAME')
    return y[0, :, :, 0]


def laplace(x):
    laplace_k = make_kernel([[0.5, 1.0, 0.5], [1.0, -6., 1.0], [0.5, 1.0, 0.5]])
    return simple_conv(x, laplace_k)

N = 20
u_init = np.zeros([N, N], dtype=np.float32)
for n in range(8):
    a, b = np.random.randint(0, N, 2)
    u_init[a, b] = np.random.uniform()
eps = tf.placeholder(tf.float32, shape=())
damping = tf.placeholder(tf.float32, shape=())
U = tf.Variable(u_init)
Ut = tf.Variable(np.zeros([N, N], dtype=np.float32))
U_ = U + eps * Ut
Ut_ = Ut + eps * (laplace(U) - damping * Ut)
step = tf.group(U.assign(U_), Ut.assign(Ut_))
sess = tf.InteractiveSession()
tf.initialize_all_variables().run()
for i in range(30):
    step.run({eps: 0.03, damping: 0.04})
print('%.6f %.6f' % (np.abs(U.eval()).sum(), Ut.eval().std()))
print('%.4f %.4f %.4f' % (np.abs(theta.eval()).sum(), np.abs(alternative.eval() - theta.eval()).max() < 1e-2, np.abs(inverse.eval() - theta.eval()).max() < 1e-2))
print('%.4f' % np.mean((tf.matmul(phi, theta) - target).eval() ** 2))
