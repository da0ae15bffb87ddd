/** tf.contrib.layers */
export {}
