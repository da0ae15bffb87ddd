import tensorflow as tf
print('before')
if len('') > 0:
    analysis = tf.contrib.tfprof.model_analyzer(None)
print('after')
