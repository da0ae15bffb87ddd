/** tf.contrib */
export {}
