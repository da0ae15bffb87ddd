/**
 * One task of a cluster that learns MNIST: a parameter server, which holds the variables, or a worker, which computes gradients. Every worker
 * builds the same graph (between-graph replication). `launch.ts` starts all tasks; by hand it is one command for each:
 *
 *     npx tsx examples/distributed_mnist/task.ts --job_name ps --task_index 0 --ps_hosts host0:2222 --worker_hosts host1:2222,host2:2222
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as tf from 'tf0'
import { build, evaluate, type Model } from './model.ts'

export interface Task {
  readonly job_name: string
  readonly task_index: number
  readonly ps_hosts: readonly string[]
  readonly worker_hosts: readonly string[]
  /** The worker's server where it runs already; by default the task starts its own. */
  readonly master: string
  /** Whether each step waits for the gradients of all workers. */
  readonly sync: boolean
  /** Where the chief saves, on a file system that the parameter servers see, too. */
  readonly logdir: string
  /** Updates of the variables, of all workers together. */
  readonly steps: number
  readonly save_secs: number
}

/** Milliseconds after which a step is given up: where all update together, one worker's death lets the others wait. */
const PATIENCE = 10_000
const BATCH = 100

/** Serves, or trains until the variables have had `steps` updates. */
export function run(task: Task): void {
  const { job_name, task_index, sync, steps } = task
  const cluster = new tf.train.ClusterSpec({ ps: task.ps_hosts, worker: task.worker_hosts })
  const server = task.master ? undefined : new tf.train.Server(cluster, { job_name, task_index })
  const master = server?.target ?? task.master
  console.log(`${server ? 'serves at' : 'uses'} ${master}, pid ${process.pid}`)
  if (job_name === 'ps') {
    server?.join()
    return
  }

  const is_chief = task_index === 0
  const setter = tf.train.replica_device_setter({ cluster, worker_device: `/job:worker/task:${task_index}` })
  const model = tf.device(setter, () => build({ replicas: sync ? task.worker_hosts.length : 0 }))
  const { optimizer, global_step } = model
  const queue_runner = optimizer?.get_chief_queue_runner()
  const init_tokens = optimizer?.get_init_tokens_op()
  const supervisor = new tf.train.Supervisor({
    is_chief,
    logdir: task.logdir,
    global_step,
    save_model_secs: task.save_secs,
    save_summaries_secs: 0,
    recovery_wait_secs: 1,
    ...(optimizer && {
      local_init_op: is_chief ? optimizer.chief_init_op : optimizer.local_step_init_op,
      ready_for_local_init_op: optimizer.ready_for_local_init_op,
    }),
  })
  // no worker waits for another one to be there
  const config = new tf.ConfigProto({ device_filters: ['/job:ps', `/job:worker/task:${task_index}`] })
  tf.np.random.seed(task_index)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })
  const train = (sess: tf.Session): void => {
    const began = sess.run(global_step) as number
    console.log(`begins at step ${began}`)
    if (is_chief && queue_runner && init_tokens) {
      supervisor.start_queue_runners(sess, [queue_runner])
      sess.run(init_tokens)
    }
    for (let step = began, own = 1; step < steps && !supervisor.should_stop(); own++) {
      const result = trainStep(sess, model, mnist.train.next_batch(BATCH))
      step = result.step
      if (own % 100 === 0) console.log(`step ${step}, loss ${result.loss.toFixed(3)}`)
    }
    if (!is_chief) return
    // tokens for those who would wait for another step
    if (init_tokens) sess.run(init_tokens)
    supervisor.saver?.save(sess, join(task.logdir, 'model.ckpt'), { global_step })
    console.log(`test accuracy ${evaluate(sess, model, mnist.test).toFixed(4)} after step ${sess.run(global_step)}`)
  }
  for (;;) {
    try {
      inSession(supervisor, master, config, train)
      return
    } catch (error) {
      // a parameter server that has died has lost the variables: the chief takes the last checkpoint, the others wait for it
      if (!(error instanceof tf.errors.UnavailableError || error instanceof tf.errors.AbortedError)) throw error
      console.log(`lost the session: ${error.name}: ${error.message.split('\n')[0]}`)
    }
  }
}

/** As `managed_session`, which waits for the chief's queue runner before it closes the session: nobody brings the gradients that this one waits for. */
function inSession(
  supervisor: tf.train.Supervisor,
  master: string,
  config: tf.ConfigProto,
  body: (sess: tf.Session) => void,
): void {
  const sess = supervisor.prepare_or_wait_for_session({ master, config })
  try {
    body(sess)
  } catch (error) {
    supervisor.request_stop(error)
  }
  supervisor.request_stop()
  sess.close()
  supervisor.stop()
}

interface Result {
  readonly step: number
  readonly loss: number
}
function trainStep(
  sess: tf.Session,
  { train_step, loss, global_step, x, y_ }: Model,
  batch: readonly unknown[],
): Result {
  const feed_dict = [
    [x, batch[0]],
    [y_, batch[1]],
  ]
  const options = new tf.RunOptions({ timeout_in_ms: PATIENCE })
  try {
    const [step, lossNow] = sess.run([train_step, loss], { feed_dict, options })
    return { step, loss: lossNow }
  } catch (error) {
    if (!(error instanceof tf.errors.DeadlineExceededError)) throw error
    return { step: sess.run(global_step), loss: Number.NaN }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run(taskOf(process.argv.slice(2)))

function taskOf(args: string[]): Task {
  const { values } = parseArgs({
    args,
    options: {
      job_name: { type: 'string', default: 'worker' },
      task_index: { type: 'string', default: '0' },
      ps_hosts: { type: 'string', default: 'localhost:2222' },
      worker_hosts: { type: 'string', default: 'localhost:2223' },
      master: { type: 'string', default: '' },
      sync: { type: 'boolean', default: false },
      logdir: { type: 'string', default: '/tmp/distributed_mnist' },
      steps: { type: 'string', default: '2000' },
      save_secs: { type: 'string', default: '10' },
    },
  })
  return {
    ...values,
    task_index: Number(values.task_index),
    ps_hosts: values.ps_hosts.split(','),
    worker_hosts: values.worker_hosts.split(','),
    steps: Number(values.steps),
    save_secs: Number(values.save_secs),
  }
}
