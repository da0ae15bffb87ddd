import tensorflow as tf

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_integer('steps', 2, 'How many steps.')
flags.DEFINE_string('name', 'net', 'What it is called.')

def main(_):
    for step in range(FLAGS.steps):
        print(FLAGS.name, step)

if __name__ == '__main__':
    tf.app.run()
