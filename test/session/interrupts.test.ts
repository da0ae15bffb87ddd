/** Ctrl-C: a program that doesn't handle SIGINT ends by it, with everything written that it wrote; one that handles it keeps control. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const PROGRAM = `
import { openSync, writeSync } from 'node:fs'
import * as tf from '${new URL('../../src/index.ts', import.meta.url).href}'
import { createPython } from '${new URL('../../src/python/index.ts', import.meta.url).href}'
const [mode, file] = process.argv.slice(2)
const descriptor = openSync(file, 'w')
if (mode === 'handler') process.on('SIGINT', () => {
  console.log('handled')
  process.exit(5)
})
const v = new tf.Variable(tf.ones([600, 600]))
let step = v.assign_add(tf.ones([600, 600])).op
if (mode === 'long') for (let i = 0, y = v; i < 400; i++) step = y = tf.matmul(y, v)
const session = new tf.Session()
session.run(tf.initialize_all_variables())
const queue = new tf.FIFOQueue(1, tf.float32, { shapes: [[]] })
const report = i => {
  writeSync(descriptor, 'step ' + i + '\\n')
  console.log('step ' + i)
}
report(0)
if (mode === 'queue') {
  // a queue runner gives it element by element what it waits for
  const runner = new tf.train.QueueRunner(queue, [queue.enqueue(1)])
  runner.create_threads(session, { start: true })
  session.run(queue.dequeue_many(100000000))
}
if (mode === 'python') (await createPython(tf)).run('while True: pass')
if (mode === 'waiting') await session.run_async(queue.dequeue())
const until = Date.now() + (mode === 'handler' ? 2000 : 60000)
for (let i = 1; Date.now() < until; i++) {
  session.run(step.op ?? step)
  report(i)
}
console.log('after the loop')
setTimeout(() => undefined, 60000)
`

/** Interrupts a program after its first line; how it ends, and its lines on standard output and in its file. */
async function interrupted(mode: string): Promise<{ code: number | null; signal: string | null; lines: string[]; written: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-interrupt-'))
  const [program, file] = [join(folder, 'program.mjs'), join(folder, 'steps.txt')]
  writeFileSync(program, PROGRAM)
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, mode, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    const first = output === ''
    output += data
    if (first) setTimeout(() => child.kill('SIGINT'), 500)
  })
  return new Promise(resolve =>
    child.on('close', (code, signal) =>
      resolve({ code, signal, lines: output.trimEnd().split('\n'), written: readFileSync(file, 'utf8').trimEnd().split('\n') }),
    ),
  )
}

test.each(['between', 'long', 'waiting', 'queue', 'python'])('a program that does not handle it ends by the signal: %s', async mode => {
  const { code, signal, lines, written } = await interrupted(mode)
  expect([code, signal]).toEqual([null, 'SIGINT'])
  // nothing is held back: what was printed before is there, and whole lines of the file
  expect(lines[0]).toBe('step 0')
  expect(Math.abs(lines.length - written.length)).toBeLessThan(2)
  for (const [i, line] of written.entries()) expect(line).toBe(`step ${i}`)
  if (['waiting', 'queue', 'python'].includes(mode)) expect(written).toEqual(['step 0'])
})

// on a busy machine the loop may be over before the signal comes
test('a program that handles it keeps control: its handler is called when the event loop turns', { retry: 3 }, async () => {
  const { code, signal, lines } = await interrupted('handler')
  expect([code, signal]).toEqual([5, null])
  expect(lines.slice(-2)).toEqual(['after the loop', 'handled'])
})
