import tensorflow as tf
import pprint, sys, os
pp = pprint.PrettyPrinter()
flags = tf.app.flags
flags.DEFINE_integer("epoch", 25, "Epoch to train [25]")
flags.DEFINE_float("learning_rate", 0.0002, "Learning rate of for adam [0.0002]")
flags.DEFINE_float("beta1", 1.0, "Momentum term of adam [0.5]")
flags.DEFINE_string("dataset", "celebA", "The name of dataset [celebA, mnist, lsun]")
flags.DEFINE_string("nothing", None, "None")
flags.DEFINE_boolean("is_train", False, "True for training, False for testing [False]")
tf.flags.DEFINE_bool("crop", True, "crop")
flags.DEFINE_float("train_size", 1e10, "inf")
FLAGS = flags.FLAGS
if len(sys.argv) == 1:
    FLAGS._parse_flags()
print("\nParameters:")
for attr, value in sorted(FLAGS.__flags.items()):
    print("{}={}".format(attr.upper(), value))
print("")

def main(_):
    pp.pprint(flags.FLAGS.__flags)
    print FLAGS.epoch, FLAGS.learning_rate, FLAGS.beta1, FLAGS.nothing, FLAGS.is_train, FLAGS.crop, FLAGS.train_size, type(FLAGS.beta1), type(FLAGS.epoch)
    print FLAGS.epoch / 2, FLAGS.beta1 / 2
    FLAGS.epoch = 7
    print FLAGS.epoch, tf.app.flags.FLAGS.epoch
    FLAGS.extra = [1, 2]
    print FLAGS.extra, _[1:], os.path.basename(_[0])
    with tf.Session() as sess:
        print sess.run(tf.constant(FLAGS.beta1) * FLAGS.epoch)
    print hasattr(FLAGS, 'nope'), hasattr(FLAGS, 'epoch')

if __name__ == '__main__':
  try:
    tf.app.run()
  except SystemExit as e:
    print 'exit', e, e.code
  try:
    tf.app.run(main=lambda argv: 3)
  except SystemExit as e:
    print 'exit', e, e.code, repr(e)
  print 'after'
  print type(ValueError('a')), ValueError, type(tf.errors.NotFoundError), tf.errors.NotFoundError
  tf.app.run()
