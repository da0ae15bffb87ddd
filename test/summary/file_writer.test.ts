import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as tf from '../../src/index.ts'
import { built } from '../support/built_package.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-writer-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => tf.reset_default_graph())

// as a program that handles it: events may be held back from the first on
const onInterrupt = (): void => process.exit(130)
beforeAll(() => void process.on('SIGINT', onInterrupt))
afterAll(() => void process.off('SIGINT', onInterrupt))

let count = 0
const newFolder = (): string => join(folder, `run${count++}`)
const failure = (body: () => unknown): Error => {
  try {
    body()
  } catch (error) {
    return error as Error
  }
  throw new tf.AssertionError('nothing was thrown')
}
const filesOf = (logdir: string): string[] => readdirSync(logdir).map(name => join(logdir, name))
const stepsOf = (path: string): unknown[] =>
  [...tf.train.summary_iterator(path)].map(event => Number(event.step)).slice(1)
const scalar = (value: number): tf.Summary => new tf.Summary({ value: [{ tag: 'x', simple_value: value }] })

describe('a writer', () => {
  it('makes its folder at once, its file with the first event, and another after reopen', () => {
    const logdir = join(newFolder(), 'a', 'b')
    const before = Math.floor(Date.now() / 1000)
    const writer = new tf.summary.FileWriter(logdir)
    writer.flush()
    expect(readdirSync(logdir)).toEqual([])
    expect(writer.get_logdir()).toBe(logdir)
    writer.add_summary(scalar(1), 3)
    const [name] = readdirSync(logdir) as [string]
    const [, seconds, host] = /^events\.out\.tfevents\.(\d{10})\.(.*)$/.exec(name) ?? []
    expect(Number(seconds) - before).toBeLessThan(100)
    expect(host).toBe(hostname())
    // written already
    const events = [...tf.train.summary_iterator(join(logdir, name))]
    expect(events.map(event => event.WhichOneof('what'))).toEqual(['file_version', 'summary'])
    expect(events[0]!.file_version).toBe('brain.Event:2')
    expect(events[0]!.wall_time).toBe(Number(seconds))
    expect(events[1]!.wall_time).toBeGreaterThanOrEqual(before)
    expect(readFileSync(join(logdir, name)).subarray(0, 12).toString('hex')).toBe('1800000000000000a37f4b22')
    writer.close()
    writer.add_summary(scalar(2), 4)
    writer.close()
    expect(readdirSync(logdir)).toEqual([name])
    expect(stepsOf(join(logdir, name))).toEqual([3])
    writer.reopen()
    writer.add_summary(scalar(2), 5)
    writer.close()
    expect(filesOf(logdir).sort().map(stepsOf)).toEqual([[3], [5]])
  })
  it('never writes into the file of another', () => {
    const logdir = newFolder()
    const writers = [1, 2, 3].map(() => new tf.train.SummaryWriter(logdir))
    for (const [i, writer] of writers.entries()) for (let k = 0; k < 3; k++) writer.add_summary(scalar(k), 10 * i + k)
    for (const writer of writers) writer.flush()
    expect(filesOf(logdir).sort().map(stepsOf)).toEqual([
      [0, 1, 2],
      [10, 11, 12],
      [20, 21, 22],
    ])
  })
  it('goes on in a new file where its own was removed', () => {
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir, { filename_suffix: '.eval' })
    writer.add_summary(scalar(1), 1)
    const [first] = filesOf(logdir) as [string]
    expect(first.endsWith('.eval')).toBe(true)
    rmSync(first)
    writer.flush()
    writer.add_summary(scalar(2), 2)
    expect(filesOf(logdir).map(stepsOf)).toEqual([[2]])
  })
  it('holds back `max_queue` events', () => {
    const written = (max_queue: number | undefined): number[] => {
      const logdir = newFolder()
      const writer = new tf.summary.FileWriter(logdir, max_queue === undefined ? {} : { max_queue })
      return Array.from({ length: 14 }, (_, i) => {
        writer.add_summary(scalar(i), i)
        return stepsOf(filesOf(logdir)[0] as string).length
      })
    }
    expect(written(3)).toEqual([1, 1, 1, 1, 5, 5, 5, 5, 9, 9, 9, 9, 13, 13])
    expect(written(1)).toEqual([1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 13, 13])
    expect(written(undefined)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 12, 12, 12])
    expect(written(0)).toEqual(new Array(14).fill(1))
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir, { max_queue: 0 })
    const large = new tf.Summary({ value: [{ tag: 'x'.repeat(300_000), simple_value: 1 }] })
    for (let i = 0; i < 5; i++) writer.add_summary(large, i)
    expect(stepsOf(filesOf(logdir)[0] as string)).toEqual([0, 1, 2, 3, 4])
  })
  it('holds events back for `flush_secs`', async () => {
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir, { flush_secs: 0.1, max_queue: 100 })
    const steps = (): unknown[] => stepsOf(filesOf(logdir)[0] as string)
    for (let i = 0; i < 3; i++) writer.add_summary(scalar(i), i)
    expect(steps()).toEqual([0])
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(steps()).toEqual([0, 1, 2])
    // a program that does not return to the event loop: the next event looks at the clock
    for (const end = performance.now() + 150; performance.now() < end; );
    writer.add_summary(scalar(3), 3)
    writer.add_summary(scalar(4), 4)
    expect(steps()).toEqual([0, 1, 2, 3])
    const eager = new tf.summary.FileWriter(newFolder(), { flush_secs: 0 })
    for (let i = 0; i < 3; i++) {
      eager.add_summary(scalar(i), i)
      expect(stepsOf(filesOf(eager.get_logdir())[0] as string).length).toBe(i + 1)
    }
    for (const wrong of ['x', null, [3]])
      expect(failure(() => new tf.summary.FileWriter(logdir, { flush_secs: wrong as never }))).toBeInstanceOf(TypeError)
  })
  it('takes steps as `int()` does', () => {
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir)
    const steps = [
      7,
      3.7,
      -2.5,
      2n ** 40n,
      tf.int(5),
      tf.np.array([4]),
      tf.np.array(9, 'int64'),
      true,
      ' 12 ',
      null,
      -1,
    ]
    for (const step of steps) writer.add_summary(scalar(0), step as number)
    writer.close()
    expect(stepsOf(filesOf(logdir)[0] as string)).toEqual([7, 3, -2, 2 ** 40, 5, 4, 9, 1, 12, 0, -1])
    const add = (step: unknown): string => failure(() => writer.add_summary(scalar(0), step as number)).message
    expect(add('x')).toBe("invalid literal for int() with base 10: 'x'")
    expect(add(tf.constant(1))).toBe("int() argument must be a string or a number, not 'Tensor'")
    expect(add([3])).toBe("int() argument must be a string or a number, not 'list'")
    expect(add(tf.np.array([4, 5]))).toBe('only size-1 arrays can be converted to Python scalars')
    expect(add(2n ** 70n)).toBe('Value out of range: 1180591620717411303424')
  })
  it('says what does not fit, and adds nothing then', () => {
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir)
    const graph = tf.get_default_graph()
    const messages = [
      () => writer.add_summary(5 as never),
      () => writer.add_graph(5 as never),
      () => writer.add_graph(null as never),
      () => writer.add_graph(graph, { graph_def: new tf.GraphDef() }),
      () => writer.add_meta_graph(5 as never),
      () => writer.add_run_metadata(5 as never, 'b'),
      () => writer.add_session_log(5 as never),
      () => writer.add_event(5 as never),
      () => writer.add_summary(scalar(1), { globalstep: 5 } as never),
      () => (writer.add_summary as () => void)(),
      () => new tf.summary.FileWriter(5 as never),
      () => new tf.summary.FileWriter(join(folder, 'x'), 5 as never),
      () => new (tf.summary.FileWriter as unknown as new () => unknown)(),
    ].map(body => {
      const { constructor, message, stack } = failure(body)
      expect(stack).toContain('file_writer.test.ts')
      return `${constructor.name}: ${message}`
    })
    expect(messages).toEqual([
      'TypeError: Parameter to MergeFrom() must be instance of same class: expected tensorflow.Summary got int.',
      'TypeError: The passed graph must be an instance of `Graph` or the deprecated `GraphDef`',
      'TypeError: The passed graph must be an instance of `Graph` or the deprecated `GraphDef`',
      'ValueError: Please pass only graph, or graph_def (deprecated), but not both.',
      "TypeError: meta_graph_def must be type MetaGraphDef, saw type: <class 'int'>",
      "AttributeError: 'int' object has no attribute 'SerializeToString'",
      'TypeError: Parameter to MergeFrom() must be instance of same class: expected tensorflow.SessionLog got int.',
      "TypeError: Expected an event_pb2.Event proto,  but got <class 'int'>",
      "TypeError: add_summary() got an unexpected keyword argument 'globalstep'",
      "TypeError: add_summary() missing 1 required positional argument: 'summary'",
      'TypeError: Expected binary or unicode string, got 5',
      'TypeError: The passed graph must be an instance of `Graph` or the deprecated `GraphDef`',
      "TypeError: __init__() missing 1 required positional argument: 'logdir'",
    ])
    expect(failure(() => writer.add_summary(Buffer.from('garbage\xff'))).constructor.name).toBe('DecodeError')
    writer.add_run_metadata(new tf.RunMetadata(), 'a')
    expect(failure(() => writer.add_run_metadata(new tf.RunMetadata(), 'a')).message).toBe(
      'The provided tag was already used for this event type',
    )
    expect(filesOf(logdir).map(stepsOf)).toEqual([[0]])
  })
  it('says where its folder cannot be', () => {
    const file = join(folder, 'a_file')
    writeFileSync(file, '')
    expect(failure(() => new tf.summary.FileWriter(join(file, 'x')))).toBeInstanceOf(tf.errors.FailedPreconditionError)
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir)
    rmSync(logdir, { recursive: true })
    expect(failure(() => writer.add_summary(scalar(1)))).toBeInstanceOf(tf.errors.NotFoundError)
  })
  it('takes a graph from Graph and GraphDef, by either name', () => {
    const x = tf.placeholder(tf.float32, [null, 3], { name: 'x' })
    const y = tf.identity(x, { name: 'y' })
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir, y.graph)
    writer.add_graph(y.graph.as_graph_def() as tf.GraphDef, 1)
    writer.add_graph(null as never, { graph_def: y.graph as never, global_step: 2 })
    writer.close()
    const events = [...tf.train.summary_iterator(filesOf(logdir)[0] as string)]
    expect(events.map(event => [event.WhichOneof('what'), event.step])).toEqual([
      ['file_version', 0],
      ['graph_def', 0],
      ['meta_graph_def', 0],
      ['graph_def', 1],
      ['graph_def', 2],
    ])
    const shapes = [1, 3, 4].map(i => '_output_shapes' in tf.GraphDef.FromString(events[i]!.graph_def).node[0]!.attr)
    expect(shapes).toEqual([true, false, true])
    expect(tf.MetaGraphDef.FromString(events[2]!.meta_graph_def).graph_def.node.length).toBe(2)
  })
  it('of a folder is one in the cache', () => {
    const logdir = newFolder()
    const cache = tf.summary.FileWriterCache
    expect(tf.train.SummaryWriterCache).toBe(cache)
    const writer = cache.get(logdir)
    expect(cache.get(logdir)).toBe(writer)
    cache.clear()
    expect(cache.get(logdir)).not.toBe(writer)
    cache.clear()
    expect(filesOf(logdir).length).toBe(2)
  })
})

describe('what ends the process loses no event', () => {
  const root = new URL('../..', import.meta.url).pathname
  const program = (logdir: string, body: string): string[] => [
    '--input-type=module',
    '-e',
    `import * as tf from '${built('index.ts')}'
     const writer = new tf.train.SummaryWriter(${JSON.stringify(logdir)}, { flush_secs: 3600, max_queue: 1000 })
     const add = step => writer.add_summary(new tf.Summary({ value: [{ tag: 'x', simple_value: step }] }), step)
     ${body}`,
  ]
  const run = (logdir: string, body: string): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, program(logdir, body), { cwd: root, encoding: 'utf8' })

  it.each([
    ['its end', '', 0, null],
    ['an uncaught error', "throw new Error('stop')", 1, null],
    ['process.exit', 'process.exit(3)', 3, null],
    ['process.exit in a callback', 'setTimeout(() => { add(20); process.exit(3) }, 10)', 3, null],
    ['a KeyboardInterrupt of its own', 'throw new tf.KeyboardInterrupt("")', 1, null],
  ])('%s', (_, end, status, signal) => {
    const logdir = newFolder()
    const result = run(logdir, `for (let i = 0; i < 20; i++) add(i)\n${end}`)
    expect([result.status, result.signal]).toEqual([status, signal])
    const steps = Array.from({ length: end.includes('add(20)') ? 21 : 20 }, (_, i) => i)
    expect(filesOf(logdir).map(stepsOf)).toEqual([steps])
  })
  it('SIGKILL loses what was held back, and cuts nothing', () => {
    const logdir = newFolder()
    const body =
      'process.on("SIGINT", () => process.exit(130)); for (let i = 0; i < 20; i++) { if (i === 15) writer.flush(); add(i) }'
    expect(run(logdir, `${body}\nprocess.kill(process.pid, 'SIGKILL')`).signal).toBe('SIGKILL')
    expect(filesOf(logdir).map(stepsOf)).toEqual([Array.from({ length: 15 }, (_, i) => i)])
  })
  it.each([
    ['a loop that writes', 'for (let i = 0; ; i++) { add(i); if (i === 20) console.log("ready") }'],
    ['an event loop', 'let i = 0; setInterval(() => { add(i); if (++i === 20) console.log("ready") }, 1)'],
  ])('SIGINT in %s', async (_, body) => {
    const logdir = newFolder()
    const child = spawn(process.execPath, program(logdir, body), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = new Promise(resolve => child.on('exit', (status, signal) => resolve(signal ?? status)))
    await new Promise(resolve => child.stdout.once('data', resolve))
    child.kill('SIGINT')
    // 130 is what a shell sees of either
    expect([130, 'SIGINT']).toContain(await ended)
    const [steps] = filesOf(logdir).map(stepsOf) as [number[]]
    expect(steps.length).toBeGreaterThanOrEqual(20)
    expect(steps).toEqual(steps.map((_, i) => i))
  })
})

describe('summary_iterator', () => {
  it('raises where the file is not there or damaged, after the events before', () => {
    expect(failure(() => [...tf.train.summary_iterator(join(folder, 'absent'))])).toBeInstanceOf(
      tf.errors.NotFoundError,
    )
    const logdir = newFolder()
    const writer = new tf.summary.FileWriter(logdir)
    for (let i = 0; i < 3; i++) writer.add_summary(scalar(i), i)
    writer.flush()
    const [path] = filesOf(logdir) as [string]
    truncateSync(path, readFileSync(path).length - 3)
    const events = tf.train.summary_iterator(path)
    expect([1, 2, 3].map(() => events.next().value?.step)).toEqual([0, 0, 1])
    expect(failure(() => events.next()).message).toMatch(/^truncated record at \d+$/)
    const records = new tf.python_io.TFRecordWriter(join(folder, 'no_events'))
    records.write('abc')
    records.close()
    expect(failure(() => [...tf.train.summary_iterator(join(folder, 'no_events'))]).constructor.name).toBe(
      'DecodeError',
    )
  })
})

describe('the projector', () => {
  const { projector } = tf.contrib.tensorboard.plugins
  it('finds its config beside the event file', () => {
    const logdir = newFolder()
    const config = new projector.ProjectorConfig()
    const embedding = config.embeddings.add()
    embedding.tensor_name = 'emb'
    embedding.metadata_path = 'm.tsv'
    embedding.sprite.image_path = 's.png'
    embedding.sprite.single_image_dim.extend([28, 28])
    projector.visualize_embeddings(new tf.summary.FileWriter(logdir), config)
    // what TensorFlow 0.12.1 wrote
    expect(readFileSync(join(logdir, projector.PROJECTOR_FILENAME), 'utf8')).toBe(
      'embeddings {\n  tensor_name: "emb"\n  metadata_path: "m.tsv"\n  sprite {\n    image_path: "s.png"\n    single_image_dim: 28\n    single_image_dim: 28\n  }\n}\n',
    )
    expect(failure(() => projector.visualize_embeddings(null as never, config)).message).toBe(
      "'NoneType' object has no attribute 'get_logdir'",
    )
    expect(failure(() => projector.visualize_embeddings(new tf.summary.FileWriter(logdir), 5 as never)).message).toBe(
      "'int' object has no attribute 'DESCRIPTOR'",
    )
    expect(existsSync(join(logdir, 'projector_config.pbtxt'))).toBe(true)
  })
})
