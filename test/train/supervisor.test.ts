/** Supervisors, session managers and what runs beside a training. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const root = mkdtempSync(join(tmpdir(), 'tf0-supervisor-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const folder = (): string => join(root, String(++folders))

interface Model {
  readonly step: tf.Variable
  readonly train: tf.Operation
}
/** A training that counts. */
function model(): Model {
  const step = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
  tf.summary.scalar('seen', tf.to_float(step))
  return { step, train: step.assign_add(1).op }
}
const inGraph = <R>(body: (graph: tf.Graph) => R): R => new tf.Graph().as_default(body)
const checkpointsIn = (logdir: string): string[] =>
  readdirSync(logdir)
    .filter(name => name.endsWith('.index'))
    .sort()
function eventsIn(logdir: string): string[] {
  return readdirSync(logdir)
    .filter(name => name.includes('tfevents'))
    .flatMap(name =>
      [...tf.train.summary_iterator(join(logdir, name))].map(event => {
        const what = event.WhichOneof('what') as string
        const log = what === 'session_log' ? ` ${['', 'START', 'STOP', 'CHECKPOINT'][event.session_log.status]}` : ''
        const tags = what === 'summary' ? ` ${Array.from(event.summary.value, value => value.tag).join()}` : ''
        return `${event.step} ${what}${log}${tags}`
      }),
    )
}

describe('the graph of a supervisor', () => {
  test("has TensorFlow's nodes, and is finalized", () =>
    inGraph(graph => {
      model()
      const before = graph.get_operations().length
      const sv = new tf.train.Supervisor()
      const added = graph.get_operations().slice(before)
      // recorded on TensorFlow 0.12.1
      expect(added.map(op => `${op.name} ${op.type}`)).toEqual([
        'report_uninitialized_variables/IsVariableInitialized IsVariableInitialized',
        'report_uninitialized_variables/pack Pack',
        'report_uninitialized_variables/LogicalNot LogicalNot',
        'report_uninitialized_variables/Const Const',
        'report_uninitialized_variables/boolean_mask/Shape Const',
        'report_uninitialized_variables/boolean_mask/strided_slice/stack Const',
        'report_uninitialized_variables/boolean_mask/strided_slice/stack_1 Const',
        'report_uninitialized_variables/boolean_mask/strided_slice/stack_2 Const',
        'report_uninitialized_variables/boolean_mask/strided_slice StridedSlice',
        'report_uninitialized_variables/boolean_mask/concat/concat_dim Const',
        'report_uninitialized_variables/boolean_mask/concat/values_0 Const',
        'report_uninitialized_variables/boolean_mask/concat Concat',
        'report_uninitialized_variables/boolean_mask/Reshape Reshape',
        'report_uninitialized_variables/boolean_mask/Reshape_1/shape Const',
        'report_uninitialized_variables/boolean_mask/Reshape_1 Reshape',
        'report_uninitialized_variables/boolean_mask/Where Where',
        'report_uninitialized_variables/boolean_mask/Squeeze Squeeze',
        'report_uninitialized_variables/boolean_mask/Gather Gather',
        'init NoOp',
        'init_1 NoOp',
        'init_all_tables NoOp',
        'group_deps NoOp',
        'save/Const Const',
        'save/SaveV2/tensor_names Const',
        'save/SaveV2/shape_and_slices Const',
        'save/SaveV2 SaveV2',
        'save/control_dependency Identity',
        'save/RestoreV2/tensor_names Const',
        'save/RestoreV2/shape_and_slices Const',
        'save/RestoreV2 RestoreV2',
        'save/Assign Assign',
        'save/restore_all NoOp',
        'Merge/MergeSummary MergeSummary',
      ])
      expect(sv.global_step?.name).toBe('global_step:0')
      expect(graph.finalized).toBe(true)
      // a second one takes what the first has added
      expect(new tf.train.Supervisor().init_op).toBe(sv.init_op)
      expect(graph.get_operations().length).toBe(before + added.length)
    }))
  test('has what is given, and nothing for null', () =>
    inGraph(graph => {
      const { step } = model()
      const before = graph.version
      const nothing = { ready_op: null, init_op: null, local_init_op: null, saver: null, summary_op: null } as const
      const sv = new tf.train.Supervisor({ ...nothing, global_step: step, init_fn: sess => sess.run(step.initializer) })
      expect(graph.version).toBe(before)
      expect([sv.saver, sv.summary_op, sv.save_path, sv.summary_writer]).toEqual([null, null, null, null])
      sv.managed_session(sess => expect(sess.run(step)).toBe(0))
    }))
})

test('a training is saved, stopped, and goes on', () => {
  const logdir = folder()
  const train = (steps: number): number[] =>
    inGraph(() => {
      const { step, train } = model()
      const sv = new tf.train.Supervisor({ logdir })
      const seen: number[] = []
      const result = sv.managed_session(sess => {
        for (let i = 0; i < steps && !sv.should_stop(); i++) {
          seen.push(sess.run(step))
          sess.run(train)
        }
        sv.saver?.save(sess, sv.save_path as string, sv.global_step)
        return 'trained'
      })
      expect(result).toBe('trained')
      expect(sv.should_stop()).toBe(true)
      return seen
    })
  expect(train(3)).toEqual([0, 1, 2])
  // the saving on a timer had its turn before the first step
  expect(checkpointsIn(logdir)).toEqual(['model.ckpt-0.index', 'model.ckpt-3.index'])
  expect(existsSync(join(logdir, 'graph.pbtxt'))).toBe(true)
  expect(eventsIn(logdir)).toEqual([
    '0 file_version',
    '0 graph_def',
    '0 meta_graph_def',
    '0 session_log START',
    '0 summary seen',
    '0 summary global_step/sec',
    '0 session_log CHECKPOINT',
    '0 session_log STOP',
  ])
  expect(train(2)).toEqual([3, 4])
  expect(readFileSync(join(logdir, 'checkpoint'), 'utf8')).toContain('model.ckpt-5"')
})

test('services have their turn between runs, when they are due, and where the program waits', () => {
  const logdir = folder()
  inGraph(() => {
    const { step, train } = model()
    const sv = new tf.train.Supervisor({ logdir, save_model_secs: 0.03, save_summaries_secs: 0 })
    const turns: number[] = []
    sv.managed_session(sess => {
      sv.loop(null, () => turns.push(sess.run(step)))
      for (let i = 0; i < 3; i++) sess.run(train)
      expect(turns).toEqual([0, 1, 2])
      const end = performance.now() + 100
      while (performance.now() < end) sess.run(train)
      expect(sv.saver?.last_checkpoints.length).toBeGreaterThan(1)
      // without runs it is asking for the stop, or waiting for it, that lets them go on
      const before = turns.length
      sv.should_stop()
      expect(turns.length).toBe(before + 1)
      sv.loop(0.02, () => sv.request_stop(), [])
      sv.wait_for_stop()
      expect(sv.should_stop()).toBe(true)
    })
  })
})

test('what is due when the stop is asked for is still done', () =>
  inGraph(() => {
    const coord = new tf.train.Coordinator()
    const done: string[] = []
    class Looper extends tf.train.LooperThread {
      override start_loop(): void {
        done.push('start')
      }
      override run_loop(): void {
        done.push('run')
      }
      override stop_loop(): void {
        done.push('stop')
      }
    }
    const looper = new Looper(coord, 100)
    looper.start()
    coord.request_stop()
    coord.join()
    expect(done).toEqual(['start', 'run', 'stop'])
    expect(looper.is_alive()).toBe(false)
  }))

test('a service may bring what a run waits for, and waits itself where a queue is full', () =>
  inGraph(graph => {
    const queue = new tf.FIFOQueue(2, tf.int32, { shapes: [[]] })
    const value = tf.placeholder(tf.int32, [])
    const enqueue = queue.enqueue([value])
    const dequeued = queue.dequeue() as tf.Tensor
    const session = new tf.Session('', { graph })
    const coord = new tf.train.Coordinator()
    let next = 0
    tf.train.LooperThread.loop(coord, null, () => void session.run(enqueue, { feed_dict: [[value, next++]] }))
    const slow = new tf.train.LooperThread(coord, 0.02, () => undefined)
    slow.start()
    // nothing is lost, whoever waits
    expect(Array.from({ length: 20 }, () => session.run(dequeued) as number)).toEqual([...Array(20).keys()])
    for (let i = 0; i < 5; i++) coord.should_stop()
    expect(next).toBeLessThan(26)
    coord.request_stop()
    coord.join()
    // nobody brings anything any more: what is left comes, then the run would wait for ever
    const left: number[] = []
    expect(() => {
      for (;;) left.push(session.run(dequeued))
    }).toThrow('it would never end')
    expect(left).toEqual(Array.from({ length: left.length }, (_, i) => 20 + i))
    session.close()
  }))

describe('the end of a managed session', () => {
  const supervised = (body: (sv: tf.train.Supervisor, sess: tf.Session) => void): void =>
    inGraph(() => {
      model()
      const sv = new tf.train.Supervisor()
      sv.managed_session(sess => body(sv, sess))
    })
  test('raises what the body and the services report, once all is stopped', () => {
    let session: tf.Session | undefined
    expect(() =>
      supervised((_, sess) => {
        session = sess
        throw new tf.ValueError('mine')
      }),
    ).toThrow('mine')
    expect(() => session?.run('global_step')).toThrow('Attempted to use a closed Session.')
    expect(() =>
      supervised(sv => {
        sv.loop(null, () => {
          throw new tf.ValueError('of the service')
        })
        while (!sv.should_stop());
      }),
    ).toThrow('of the service')
  })
  test('the end of the input is none; nor is an error in stop_on_exception lost', () => {
    supervised(() => {
      throw new tf.errors.OutOfRangeError(null, null, 'no more')
    })
    expect(() =>
      supervised(sv => {
        sv.stop_on_exception(() => {
          throw new tf.ValueError('inside')
        })
      }),
    ).toThrow('inside')
  })
  test('using, and tf.with', () =>
    inGraph(() => {
      const { step } = model()
      const sv = new tf.train.Supervisor()
      {
        using sess = sv.managed_session()
        expect(sess.run(step)).toBe(0)
        expect(sv.should_stop()).toBe(false)
      }
      expect(sv.should_stop()).toBe(true)
      tf.with(sv.managed_session(), sess => {
        expect(tf.get_default_session()).toBe(sess)
        throw new tf.errors.OutOfRangeError(null, null, 'no more')
      })
      expect(tf.get_default_session()).toBe(null)
      expect(() => sv.managed_session(async () => undefined)).toThrow('must not be asynchronous')
    }))
  test('a session that is aborted is prepared anew by basic_train_loop', () =>
    inGraph(() => {
      const { train } = model()
      const sv = new tf.train.Supervisor()
      const calls: number[] = []
      tf.train.basic_train_loop(
        sv,
        (sess: tf.Session, by: number) => {
          sess.run(train)
          calls.push(by)
          if (calls.length === 2) throw new tf.errors.AbortedError(null, null, 'gone')
          if (calls.length === 4) sv.request_stop()
        },
        { args: [7] },
      )
      expect(calls).toEqual([7, 7, 7, 7])
    }))
})

describe('mistakes', () => {
  test('of a supervisor', () =>
    inGraph(() => {
      const { step } = model()
      expect(() => new tf.train.Supervisor({ is_chief: false })).toThrow(
        /^When using replicas, all Variables must have their device set: name: "global_step"\nop: "Variable"/,
      )
      expect(() => new tf.train.Supervisor({ log_dir: 'x' } as never)).toThrow(
        "__init__() got an unexpected keyword argument 'log_dir'",
      )
      const sv = new tf.train.Supervisor({ init_op: null })
      expect(() => sv.managed_session(() => undefined)).toThrow(
        'Init operations did not make model ready.  Init op: None, init fn: None, local_init_op: name: "group_deps"',
      )
      const other = new tf.train.Supervisor()
      using sess = other.managed_session()
      expect(() => other.summary_computed(sess, sess.run('Merge/MergeSummary:0'))).toThrow(
        'Writing a summary requires a summary writer.',
      )
      expect(other.start_standard_services(sess)).toBe(null)
      expect(sess.run(step)).toBe(0)
    }))
  test('of a session manager', () =>
    inGraph(() => {
      const v = new tf.Variable(1, { name: 'v' })
      const ready_op = tf.report_uninitialized_variables()
      const manager = new tf.train.SessionManager({ ready_op, recovery_wait_secs: 0.01 })
      expect(() => manager.prepare_session('')).toThrow(
        'Model is not initialized and no init_op or init_fn or local_init_op was given',
      )
      expect(() => manager.prepare_session('', { init_op: tf.no_op() })).toThrow(
        'Init operations did not make model ready.  Init op: NoOp, init fn: None, local_init_op: None, error: Variables not initialized: v',
      )
      expect(() => manager.wait_for_session('', { max_wait_secs: 0.05 })).toThrow(
        'Session was not ready after waiting 0 secs.',
      )
      const [session, initialized] = manager.recover_session('')
      expect(initialized).toBe(false)
      session.close()
      using sess = manager.prepare_session('', { init_op: v.initializer })
      expect(sess.run(v)).toBe(1)
      expect(() => new tf.train.SessionManager({ ready_for_local_init_op: ready_op })).toThrow(
        'If you pass a ready_for_local_init_op you must also pass a local_init_op',
      )
    }))
  test('of a checkpoint: its error, and the supervisor is stopped', () => {
    const logdir = folder()
    inGraph(() => {
      model()
      const sv = new tf.train.Supervisor({ logdir })
      writeFileSync(join(logdir, 'checkpoint'), 'model_checkpoint_path: "model.ckpt-9"\n')
      expect(() => sv.managed_session(() => undefined)).toThrow(tf.errors.NotFoundError)
      expect(sv.should_stop()).toBe(true)
    })
  })
})
