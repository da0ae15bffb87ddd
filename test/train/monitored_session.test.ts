/** Monitored sessions, their hooks and scaffolds. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'

const root = mkdtempSync(join(tmpdir(), 'tf0-monitored-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const folder = (): string => join(root, String(++folders))
const inGraph = <R>(body: (graph: tf.Graph) => R): R => new tf.Graph().as_default(body)

/** A training that counts. */
function counter(): { step: tf.Variable; train: tf.Operation; half: tf.Tensor } {
  const step = tf.contrib.framework.get_or_create_global_step() as tf.Variable
  const half = tf.to_float(step).mul(0.5)
  tf.summary.scalar('half', half)
  return { step, train: step.assign_add(1).op, half }
}
/** What is logged while `body` runs, at level INFO. */
function logged(body: () => void): string[] {
  const lines: string[] = []
  const write = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation(text => Boolean(lines.push(String(text).trimEnd())))
  tf.logging.set_verbosity(tf.logging.INFO)
  try {
    body()
  } finally {
    tf.logging.set_verbosity(tf.logging.WARN)
    write.mockRestore()
  }
  return lines.map(line => line.replace(root, '…'))
}

/** Notes when it is called. */
class Noting extends tf.train.SessionRunHook {
  readonly calls: string[] = []
  readonly wanted: tf.Tensor | tf.Variable
  constructor(wanted: tf.Tensor | tf.Variable) {
    super()
    this.wanted = wanted
  }
  override begin(): void {
    this.calls.push(`begin ${tf.get_default_graph().finalized}`)
  }
  override before_run(context: tf.train.SessionRunContext): tf.train.SessionRunArgs {
    this.calls.push(`before ${(context.original_args.fetches as tf.Operation).name}`)
    return new tf.train.SessionRunArgs(this.wanted)
  }
  override after_run(context: tf.train.SessionRunContext, values: tf.train.SessionRunValues): void {
    this.calls.push(`after ${values.results}`)
    if (values.results >= 2) context.request_stop()
  }
  override end(session: tf.Session): void {
    this.calls.push(`end ${session.run(this.wanted)}`)
  }
}

test('hooks are called around each run', () =>
  inGraph(graph => {
    const { step, train } = counter()
    const hook = new Noting(step)
    tf.with(new tf.train.MonitoredSession({ hooks: [hook] }), sess => {
      expect(sess.graph).toBe(graph)
      expect(graph.finalized).toBe(true)
      while (!sess.should_stop()) expect(sess.run(train)).toBe(null)
      expect(() => sess.run(train)).toThrow('Run called even after should_stop requested.')
    })
    expect(hook.calls).toEqual(['begin false', 'before AssignAdd', 'after 1', 'before AssignAdd', 'after 2', 'end 2'])
    expect(graph.finalized).toBe(false)
  }))

test("the graph of a scaffold has TensorFlow's nodes", () =>
  inGraph(graph => {
    counter()
    const before = graph.get_operations().length
    new tf.train.Scaffold().finalize()
    const added = graph.get_operations().slice(before)
    const others = added.filter(op => !/^report_uninitialized_variables|RestoreV2\//.test(op.name))
    // recorded on TensorFlow 0.12.1
    expect(others.map(op => `${op.name} ${op.type}`)).toEqual([
      'init NoOp',
      'init_1 NoOp',
      'group_deps NoOp',
      'report_uninitialized_resources/Const Const',
      'concat/concat_dim Const',
      'concat Concat',
      'init_2 NoOp',
      'init_all_tables NoOp',
      'group_deps_1 NoOp',
      'Merge/MergeSummary MergeSummary',
      'save/Const Const',
      'save/StringJoin/inputs_1 Const',
      'save/StringJoin StringJoin',
      'save/num_shards Const',
      'save/ShardedFilename/shard Const',
      'save/ShardedFilename ShardedFilename',
      'save/SaveV2/tensor_names Const',
      'save/SaveV2/shape_and_slices Const',
      'save/SaveV2 SaveV2',
      'save/control_dependency Identity',
      'save/MergeV2Checkpoints/checkpoint_prefixes Pack',
      'save/MergeV2Checkpoints MergeV2Checkpoints',
      'save/Identity Identity',
      'save/RestoreV2 RestoreV2',
      'save/Assign Assign',
      'save/restore_shard NoOp',
      'save/restore_all NoOp',
    ])
  }))

test('a monitored training saves, logs and goes on', () => {
  const checkpoint_dir = folder()
  const train = (hooks: (half: tf.Tensor) => tf.train.SessionRunHook[]): string[] =>
    logged(() =>
      inGraph(() => {
        const { train, half } = counter()
        tf.with(tf.train.MonitoredTrainingSession({ checkpoint_dir, hooks: hooks(half) }), sess => {
          while (!sess.should_stop()) sess.run(train)
        })
      }),
    )
  const lines = train(half => [
    new tf.train.LoggingTensorHook(new Map([['half', half]]), { every_n_iter: 2 }),
    new tf.train.StopAtStepHook({ last_step: 3 }),
  ])
  expect(lines).toEqual([
    'INFO:tensorflow:Create CheckpointSaverHook.',
    'INFO:tensorflow:half = 0.0',
    'INFO:tensorflow:Saving checkpoints for 1 into …/1/model.ckpt.',
    'INFO:tensorflow:half = 1.0',
    'INFO:tensorflow:Saving checkpoints for 3 into …/1/model.ckpt.',
  ])
  expect(train(() => [new tf.train.StopAtStepHook({ num_steps: 2 })]).slice(1)).toEqual([
    'INFO:tensorflow:Saving checkpoints for 4 into …/1/model.ckpt.',
    'INFO:tensorflow:Saving checkpoints for 5 into …/1/model.ckpt.',
  ])
  expect(
    readdirSync(checkpoint_dir)
      .filter(name => /index$|pbtxt$/.test(name))
      .sort(),
  ).toEqual(['graph.pbtxt', ...[1, 3, 4, 5].map(step => `model.ckpt-${step}.index`)])
})

test('step counters and summaries of hooks', () =>
  inGraph(() => {
    const logdir = folder()
    const { train } = counter()
    const summary_writer = new tf.summary.FileWriter(logdir)
    const scaffold = new tf.train.Scaffold()
    const hooks = [
      new tf.train.StepCounterHook({ every_n_steps: 2, summary_writer }),
      new tf.train.SummarySaverHook({ save_steps: 3, summary_writer, scaffold }),
    ]
    const session_creator = new tf.train.ChiefSessionCreator({ scaffold })
    const lines = logged(() =>
      tf.with(new tf.train.MonitoredSession({ session_creator, hooks }), sess => {
        for (let i = 0; i < 5; i++) sess.run(train)
      }),
    )
    expect(lines.length).toBe(2)
    expect(lines[0]).toMatch(/^INFO:tensorflow:global_step\/sec: [\d.e+]+$/)
    summary_writer.close()
    const events = readdirSync(logdir).flatMap(name => [...tf.train.summary_iterator(join(logdir, name))])
    const told = events.map(event => {
      const tags = Array.from(event.summary.value, value => value.tag).join()
      return `${event.step} ${tags || event.WhichOneof('what')}`
    })
    expect(told).toEqual([
      '0 file_version',
      '1 session_log',
      '1 half',
      '3 global_step/sec',
      '4 half',
      '5 global_step/sec',
    ])
  }))

describe('the end of a monitored session', () => {
  test('an error calls no end of hooks, the end of the input does', () =>
    inGraph(() => {
      const { step } = counter()
      const end = (error: Error): string[] => {
        const hook = new Noting(step)
        try {
          tf.with(new tf.train.MonitoredSession({ hooks: [hook] }), () => {
            throw error
          })
        } catch (thrown) {
          expect(thrown).toBe(error)
          hook.calls.push('raised')
        }
        return hook.calls.slice(1)
      }
      expect(end(new tf.ValueError('mine'))).toEqual(['raised'])
      expect(end(new tf.errors.OutOfRangeError(null, null, 'no more'))).toEqual(['end 0'])
      const hook = new Noting(step)
      expect(() => {
        using sess = new tf.train.MonitoredSession({ hooks: [hook] })
        sess.run('nothing')
      }).toThrow("Fetch argument 'nothing' cannot be interpreted as a Tensor.")
      expect(hook.calls.at(-1)).toBe('before undefined')
    }))
  test('queue runners are started, and their end is that of the training', () =>
    inGraph(() => {
      const queue = tf.train.range_input_producer(3, { num_epochs: 2, shuffle: false })
      const next = queue.dequeue() as tf.Tensor
      const seen: number[] = []
      tf.with(new tf.train.MonitoredSession(), sess => {
        while (!sess.should_stop()) seen.push(sess.run(next))
      })
      expect(seen).toEqual([0, 1, 2, 0, 1, 2])
      const closed = new tf.train.MonitoredSession()
      closed.close()
      closed.close()
      expect(closed.should_stop()).toBe(true)
      expect(closed.graph).toBe(null)
      expect(() => closed.run(next)).toThrow("'NoneType' object has no attribute 'run'")
    }))
  test('an aborted run is run again in a new session', () =>
    inGraph(() => {
      const { step, train } = counter()
      let fails = 2
      class Aborting extends tf.train.SessionRunHook {
        override before_run(): null {
          if (fails-- > 0) throw new tf.errors.AbortedError(null, null, 'gone')
          return null
        }
      }
      tf.with(new tf.train.MonitoredSession({ hooks: [new Aborting()] }), sess => {
        sess.run(train)
        expect(sess.run(step)).toBe(1)
      })
      expect(fails).toBe(-2)
    }))
  test('a server that is gone is no concern of a session of this process', () =>
    inGraph(() => {
      const { train } = counter()
      class Failing extends tf.train.SessionRunHook {
        override before_run(): never {
          throw new tf.errors.UnavailableError(null, null, 'gone')
        }
      }
      tf.with(new tf.train.MonitoredSession({ hooks: [new Failing()] }), sess => {
        expect(() => sess.run(train)).toThrow(tf.errors.UnavailableError)
      })
    }))
})

describe('what hooks add to a run', () => {
  class Feeding extends tf.train.SessionRunHook {
    readonly x: tf.Tensor
    constructor(x: tf.Tensor) {
      super()
      this.x = x
    }
    override before_run(): tf.train.SessionRunArgs {
      const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE as never })
      return new tf.train.SessionRunArgs(null as never, { feed_dict: [[this.x, 3]], options })
    }
    override after_run(_: tf.train.SessionRunContext, values: tf.train.SessionRunValues): void {
      expect(values.results).toBe(null)
      expect(values.options.trace_level).toBe(tf.RunOptions.FULL_TRACE)
      expect(values.run_metadata.step_stats.dev_stats.length).toBe(1)
    }
  }
  test('feeds and options; a tensor is fed once', () =>
    inGraph(() => {
      const x = tf.placeholder(tf.float32, [])
      const y = x.mul(2)
      tf.with(new tf.train.MonitoredSession({ hooks: [new Feeding(x)] }), sess => {
        expect(sess.run(y)).toBe(6)
        expect(sess.run({ y })).toEqual({ y: 6 })
        expect(() => sess.run(y, { feed_dict: [[x, 1]] })).toThrow(
          /^Same tensor is fed by a SessionRunHook and user\. Conflict\(s\): \[<tf\.Tensor 'Placeholder:0'/,
        )
      })
      tf.with(new tf.train.MonitoredSession({ hooks: [new Feeding(x), new Feeding(x)] }), sess => {
        expect(() => sess.run(y)).toThrow('Same tensor is fed by two hooks. Conflict(s)')
      })
    }))
  test('NaN ends a training, by an error or without', () =>
    inGraph(() => {
      const nan = tf.log(-1)
      const run = (fail_on_nan_loss: boolean): number =>
        tf.with(
          new tf.train.MonitoredSession({ hooks: [new tf.train.NanTensorHook(nan, { fail_on_nan_loss })] }),
          sess => {
            let runs = 0
            for (; !sess.should_stop(); runs++) sess.run(nan)
            return runs
          },
        )
      expect(logged(() => expect(run(false)).toBe(1))).toEqual(['WARNING:tensorflow:Model diverged with loss = NaN.'])
      const lines = logged(() => expect(() => run(true)).toThrow(tf.train.NanLossDuringTrainingError))
      expect(lines).toEqual(['ERROR:tensorflow:Model diverged with loss = NaN.'])
    }))
})

test('mistakes', () =>
  inGraph(graph => {
    const { train: hooks } = tf
    const tensor = tf.constant(1)
    const mistakes: readonly [() => unknown, string][] = [
      [() => new hooks.LoggingTensorHook([tensor]), 'exactly one of every_n_iter and every_n_secs must be provided.'],
      [() => new hooks.LoggingTensorHook([tensor], { every_n_iter: 0 }), 'invalid every_n_iter=0.'],
      [() => new hooks.StopAtStepHook(), 'One of num_steps or last_step must be specified.'],
      [() => new hooks.StopAtStepHook(1, 2), 'Only one of num_steps or last_step can be specified.'],
      [() => new hooks.CheckpointSaverHook(folder()), 'Exactly one of saver or scaffold must be provided.'],
      [() => new hooks.StepCounterHook({ every_n_secs: 1 }), 'exactly one of every_n_steps and every_n_secs'],
      [() => new hooks.SummarySaverHook({ save_steps: 1 }), 'Exactly one of scaffold or summary_op must be provided.'],
      [
        () => new hooks.SummarySaverHook({ save_steps: 1, save_secs: 2, summary_op: tensor }),
        'Can not provide both every_secs and every_steps.',
      ],
      [
        () => new hooks.StopAtStepHook({ last_step: 1 }).begin(),
        'Global step should be created to use StopAtStepHook.',
      ],
      [
        () => new hooks.LoggingTensorHook(['none'], { every_n_iter: 1 }).begin(),
        "The name 'none:0' refers to a Tensor",
      ],
      [() => new hooks.LoggingTensorHook([5], { every_n_iter: 1 }).begin(), 'Passed 5 should have graph attribute'],
      [() => new hooks.SessionCreator().create_session(), 'create_session is not implemented for'],
      [() => hooks.MonitoredTrainingSession({ hook: [] } as never), "got an unexpected keyword argument 'hook'"],
    ]
    for (const [mistake, message] of mistakes) expect(mistake).toThrow(message)
    for (const name of ['a', 'b']) graph.add_to_collection(tf.GraphKeys.INIT_OP, tf.no_op({ name }))
    expect(() => new hooks.Scaffold().finalize()).toThrow('More than one item in the collection "init_op".')
  }))
