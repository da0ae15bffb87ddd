"""Trains a softmax regression on a cluster, in the manner of 2016: one process for each task."""
import math
import sys

import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_string('ps_hosts', '', 'Comma-separated list of hostname:port pairs')
flags.DEFINE_string('worker_hosts', '', 'Comma-separated list of hostname:port pairs')
flags.DEFINE_string('job_name', '', "One of 'ps', 'worker'")
flags.DEFINE_integer('task_index', 0, 'Index of task within the job')
flags.DEFINE_integer('train_steps', 30, 'Number of (global) training steps')
flags.DEFINE_boolean('monitored', False, 'MonitoredTrainingSession instead of Supervisor')
flags.DEFINE_boolean('sync_replicas', False, 'Use SyncReplicasOptimizerV2')
flags.DEFINE_string('logdir', '', 'Where checkpoints are')
flags.DEFINE_integer('save_secs', 600, 'Seconds between checkpoints')
FLAGS = flags.FLAGS


def batches(seed):
    random = np.random.RandomState(seed)
    centers = np.random.RandomState(100).uniform(-1, 1, [4, 8])
    while True:
        labels = random.randint(0, 4, 50)
        yield centers[labels] + random.normal(0, 0.3, [50, 8]), np.eye(4)[labels]


def say(text):
    print(text)
    sys.stdout.flush()


def main(_):
    ps_hosts = FLAGS.ps_hosts.split(',')
    worker_hosts = FLAGS.worker_hosts.split(',')
    cluster = tf.train.ClusterSpec({'ps': ps_hosts, 'worker': worker_hosts})
    server = tf.train.Server(cluster, job_name=FLAGS.job_name, task_index=FLAGS.task_index)
    say('started')
    if FLAGS.job_name == 'ps':
        server.join()
        return

    is_chief = FLAGS.task_index == 0
    with tf.device(tf.train.replica_device_setter(
            worker_device='/job:worker/task:%d' % FLAGS.task_index, cluster=cluster)):
        global_step = tf.Variable(0, name='global_step', trainable=False)
        x = tf.placeholder(tf.float32, [None, 8])
        y_ = tf.placeholder(tf.float32, [None, 4])
        W = tf.Variable(tf.truncated_normal([8, 4], stddev=1.0 / math.sqrt(8), seed=3), name='W')
        b = tf.Variable(tf.zeros([4]), name='b')
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.nn.xw_plus_b(x, W, b), y_))
        opt = tf.train.AdagradOptimizer(0.2)
        if FLAGS.sync_replicas:
            opt = tf.train.SyncReplicasOptimizerV2(opt, replicas_to_aggregate=len(worker_hosts),
                                                   total_num_replicas=len(worker_hosts), name='sync')
        train_op = opt.minimize(loss, global_step=global_step)
        tf.scalar_summary('loss', loss)

    config = tf.ConfigProto(allow_soft_placement=True,
                            device_filters=['/job:ps', '/job:worker/task:%d' % FLAGS.task_index])
    if FLAGS.monitored:
        hooks = [tf.train.StopAtStepHook(last_step=FLAGS.train_steps)]
        session = tf.train.MonitoredTrainingSession(
            master=server.target, is_chief=is_chief, checkpoint_dir=FLAGS.logdir or None, hooks=hooks,
            save_checkpoint_secs=FLAGS.save_secs, save_summaries_steps=0, config=config)
        with session as sess:
            for xs, ys in batches(FLAGS.task_index):
                if sess.should_stop():
                    break
                _, value, step = sess.run([train_op, loss, global_step], feed_dict={x: xs, y_: ys})
                say('step %d loss %.5f' % (step, value))
        say('done')
        return

    if FLAGS.sync_replicas:
        chief_queue_runner = opt.get_chief_queue_runner()
        init_tokens_op = opt.get_init_tokens_op()
        sv = tf.train.Supervisor(
            is_chief=is_chief, logdir=FLAGS.logdir or None, global_step=global_step, summary_op=None,
            local_init_op=opt.chief_init_op if is_chief else opt.local_step_init_op,
            ready_for_local_init_op=opt.ready_for_local_init_op, recovery_wait_secs=1)
    else:
        sv = tf.train.Supervisor(is_chief=is_chief, logdir=FLAGS.logdir or None, global_step=global_step,
                                 summary_op=None, recovery_wait_secs=1)
    sess = sv.prepare_or_wait_for_session(server.target, config=config)
    if FLAGS.sync_replicas and is_chief:
        sv.start_queue_runners(sess, [chief_queue_runner])
        sess.run(init_tokens_op)
    for xs, ys in batches(FLAGS.task_index):
        _, value, step = sess.run([train_op, loss, global_step], feed_dict={x: xs, y_: ys})
        say('step %d loss %.5f' % (step, value))
        if step >= FLAGS.train_steps:
            break
    say('done')


if __name__ == '__main__':
    tf.app.run()
