/** Ctrl-C: a program that doesn't handle SIGINT gets KeyboardInterrupt between its runs; one that handles it keeps control. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { built } from '../support/built_package.ts'

const PROGRAM = `
import { openSync, writeSync } from 'node:fs'
import * as tf from '${built('index.ts')}'
import { createPython } from '${built('python/index.ts')}'
import { watching } from '${built('runtime/interrupts.ts')}'
const [mode, file] = process.argv.slice(2)
const descriptor = openSync(file, 'w')
if (mode === 'handler') process.on('SIGINT', () => {
  console.log('handled')
  process.exit(5)
})
const v = new tf.Variable(tf.ones([600, 600]))
let step = v.assign_add(tf.ones([600, 600])).op
if (mode === 'long') for (let i = 0, y = v; i < 100; i++) step = y = tf.matmul(y, v)
const session = new tf.Session()
session.run(tf.initialize_all_variables())
const queue = new tf.FIFOQueue(1, tf.float32, { shapes: [[]] })
const report = i => {
  writeSync(descriptor, 'step ' + i + '\\n')
  console.log('step ' + i)
  // what a pipe does not take is lost at an exit
  pause(5)
}
const python = mode.startsWith('python') && (await createPython(tf))
// the thread that waits for the signal has started; or is not, for a program that handles it
for (let i = 0; i < 64; i++) session.run(v.initializer)
const pause = milliseconds => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
for (let i = 0; i < 3000 && mode !== 'handler' && !watching(); i++) pause(10)
report(0)
process.on('exit', () => void writeSync(descriptor, 'exit handler\\n'))
if (mode === 'queue') {
  // a queue runner gives it element by element what it waits for
  const runner = new tf.train.QueueRunner(queue, [queue.enqueue(1)])
  runner.create_threads(session, { start: true })
  session.run(queue.dequeue_many(100000000))
}
if (mode === 'endless') session.run(tf.while_loop(i => tf.less(tf.mul(i, 0), 1), i => tf.add(i, 1), [tf.constant(0)]))
const PYTHON = {
  python: 'while True: pass',
  'python caught': 'try:\\n  while True: pass\\nexcept KeyboardInterrupt:\\n  print("caught")\\nprint("and on")',
  'python asleep': 'import time\\ntry:\\n  time.sleep(60)\\nexcept KeyboardInterrupt:\\n  print("caught")\\nprint("and on")',
}
if (PYTHON[mode]) {
  python.run(PYTHON[mode])
  process.exit()
}
if (mode === 'idle') await new Promise(resolve => setTimeout(resolve, 60000))
if (mode === 'deaf') for (;;);
if (mode === 'caught') {
  try {
    for (;;) session.run(step.op ?? step)
  } catch (error) {
    console.log(error.name === 'KeyboardInterrupt' ? 'caught' : error)
    await new Promise(resolve => setTimeout(resolve, 100))
    session.run(step.op ?? step)
    console.log('and on')
    process.exit()
  }
}
if (mode === 'waiting') await session.run_async(queue.dequeue())
const until = Date.now() + (mode === 'handler' ? 2500 : 60000)
for (let i = 1; Date.now() < until; i++) {
  session.run(step.op ?? step)
  report(i)
}
console.log('after the loop')
setTimeout(() => undefined, 60000)
`

/** Interrupts a program after its first line; how it ends, and its lines on standard output and in its file. */
async function interrupted(
  mode: string,
  times: readonly number[] = [0],
): Promise<{ code: number | null; signal: string | null; lines: string[]; written: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-interrupt-'))
  const [program, file] = [join(folder, 'program.mjs'), join(folder, 'steps.txt')]
  writeFileSync(program, PROGRAM)
  const child = spawn(process.execPath, [program, mode, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    const first = output === ''
    output += data
    if (first) for (const time of times) setTimeout(() => child.kill('SIGINT'), 300 + time)
  })
  return new Promise(resolve =>
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        lines: output.trimEnd().split('\n'),
        written: readFileSync(file, 'utf8').trimEnd().split('\n'),
      }),
    ),
  )
}

test.each(['between', 'long', 'queue', 'endless', 'python'])(
  'KeyboardInterrupt ends a program that does not handle it, with its code: %s',
  async mode => {
    const { code, signal, lines, written } = await interrupted(mode)
    expect([code, signal]).toEqual([130, null])
    // whole steps, and what the exit handler wrote
    expect(written.pop()).toBe('exit handler')
    expect(lines.length).toBe(written.length)
    for (const [i, line] of written.entries()) expect(line).toBe(`step ${i}`)
    if (['queue', 'endless', 'python'].includes(mode)) expect(written).toEqual(['step 0'])
  },
)

test.each(['idle', 'waiting'])('one that waits for events exits with the same code: %s', async mode => {
  const { code, signal, written } = await interrupted(mode)
  expect([code, signal]).toEqual([130, null])
  expect(written.at(-1)).toBe('exit handler')
})

test.each(['caught', 'python caught', 'python asleep'])('a program may catch it, and go on: %s', async mode => {
  const { code, signal, lines } = await interrupted(mode)
  expect([code, signal]).toEqual([0, null])
  expect(lines.slice(-2)).toEqual(['caught', 'and on'])
})

// on a busy machine two at once may come apart
test('two at once count as one, a second one ends a program that does not notice: by the signal', {
  retry: 3,
}, async () => {
  const { code, signal } = await interrupted('deaf', [0, 50, 1000])
  expect([code, signal]).toEqual([null, 'SIGINT'])
  const twice = await interrupted('caught', [0, 50])
  expect([twice.code, twice.lines.at(-1)]).toEqual([0, 'and on'])
})

// on a busy machine the loop may be over before the signal comes
test('a program that handles it keeps control: its handler is called when the event loop turns', {
  retry: 3,
}, async () => {
  const { code, signal, lines } = await interrupted('handler')
  expect([code, signal]).toEqual([5, null])
  expect(lines.slice(-2)).toEqual(['after the loop', 'handled'])
})
