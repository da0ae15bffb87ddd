import tensorflow as tf
print('before')
if len('') > 0:
    server = tf.train.Server(None)
print('after')
