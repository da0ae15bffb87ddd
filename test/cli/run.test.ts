/** `tf0 run` as a process: exit codes, output, input, seeds, notebooks, modules beside the program. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMAND } from '../support/built_package.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
  return name
}

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function tf0(args: readonly string[], input = ''): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    encoding: 'utf8',
    input,
  })
  return { code: status, out: stdout, err: stderr }
}

test('a program runs with its arguments, and finds TensorFlow', () => {
  const file = write(
    'sum.py',
    "import sys\nimport tensorflow as tf\nprint('%d %s' % (tf.Session().run(tf.constant(1) + 2), sys.argv))\n",
  )
  expect(tf0(['run', file, '--seed', 'x'])).toEqual({ code: 0, out: "3 ['sum.py', '--seed', 'x']\n", err: '' })
})

test("a text that does not tell its version is of TensorFlow's own Python, modules too", () => {
  write('both.py', "print({'the': 1, 'quick': 2, 'lazy': 3})\n")
  expect(tf0(['run', '-'], "import both\nprint(b'x')\n").out).toBe("{'quick': 2, 'the': 1, 'lazy': 3}\nx\n")
  expect(tf0(['run', '--python', '3', '-'], "import both\nprint(b'x')\n").out).toContain("\nb'x'\n")
})

test.each([
  ['pass', 0, ''],
  ['import sys\nsys.exit(7)', 7, ''],
  ['import sys\nsys.exit(-1)', 255, ''],
  ['exit()', 0, ''],
  ["raise SystemExit('over')", 1, 'over\n'],
  ['raise KeyboardInterrupt', 130, /KeyboardInterrupt$/],
])('%j ends with %i', (text, code, err) => {
  const outcome = tf0(['run', '-'], text)
  expect(outcome.code).toBe(code)
  expect(outcome.out).toBe('')
  if (typeof err === 'string') expect(outcome.err).toBe(err)
  else expect(outcome.err.trim()).toMatch(err)
})

test("an uncaught exception shows Python's lines", () => {
  write('tools/__init__.py', '')
  write('tools/fail.py', "def fail(x):\n    raise ValueError('no ' + x)\n")
  const file = write('main.py', "from tools.fail import fail\n\n\ndef go():\n    fail('way')\n\ngo()\n")
  const { code, err } = tf0(['run', file])
  expect(code).toBe(1)
  expect(err).toBe(
    `Traceback (most recent call last):
  File "main.py", line 7, in <module>
    go()
  File "main.py", line 5, in go
    fail('way')
  File "tools/fail.py", line 2, in fail
    raise ValueError('no ' + x)
ValueError: no way
`,
  )
})

test('what is no program is told as Python tells it', () => {
  const { code, err } = tf0(['run', '-'], 'x = 1\ny = = 2\n')
  expect(code).toBe(1)
  expect(err).toBe('  File "<stdin>", line 2\n    y = = 2\nSyntaxError: invalid syntax\n')
})

test('a seed makes graphs, numpy and random print the same', () => {
  const file = write(
    'random_numbers.py',
    `import random
import numpy as np
import tensorflow as tf
def show():
    with tf.Session() as sess:
        print(sess.run(tf.random_uniform([2])), np.random.rand(), random.random())
show()
with tf.Graph().as_default():
    show()
`,
  )
  const [first, second, other, unseeded] = [['--seed', '1'], ['--seed', '1'], ['--seed', '2'], []].map(options =>
    tf0(['run', ...options, file]),
  ) as [Outcome, Outcome, Outcome, Outcome]
  expect(first.code).toBe(0)
  expect(second.out).toBe(first.out)
  for (const [i, line] of first.out.trim().split('\n').entries()) {
    expect(other.out.split('\n')[i]).not.toBe(line)
    expect(unseeded.out.split('\n')[i]).not.toBe(line)
  }
})

test('input() and sys.stdin read standard input', () => {
  const file = write(
    'asks.py',
    "import sys\nname = raw_input('name: ')\nprint name\nprint [line for line in sys.stdin]\n",
  )
  expect(tf0(['run', file], 'Ada\n1\n2')).toEqual({ code: 0, out: "name: Ada\n['1\\n', '2']\n", err: '' })
  expect(tf0(['run', '--python', '3', '-'], "print(1 / 2, type(u'x').__name__)").out).toBe('0.5 str\n')
  expect(tf0(['run', '--python', '2', '-'], 'print(1 / 2)').out).toBe('0\n')
})

test('a notebook runs cell by cell; its errors name the cell', () => {
  const cell = (source: unknown, type = 'code'): unknown => ({ cell_type: type, source, metadata: {}, outputs: [] })
  const cells = [
    cell('# Title', 'markdown'),
    cell(['%matplotlib inline\n', 'import matplotlib.pyplot as plt\n', 'x = 1\n', 'if x:\n', '    !ls\n', 'x?']),
    cell('%%bash\nls'),
    cell('plt.plot([x])\nprint(x)\nfail'),
  ]
  const file = write('notes.ipynb', JSON.stringify({ cells, nbformat: 4 }))
  const { code, out, err } = tf0(['run', file])
  expect([code, out]).toEqual([1, '1\n'])
  expect(err).toContain('File "notes.ipynb, cell 3", line 3, in <module>')
  expect(err).toContain("NameError: name 'fail' is not defined")
})

// the terminal sends one to the program, and npm, which it runs under, sends another
test.each([[[0]], [[0, 40]], [[0, 150]]])('Ctrl-C ends a program with 130: signals after %j ms', async times => {
  const file = write('loops.py', "print('begun')\nwhile True:\n    pass\n")
  const child = spawn(process.execPath, [COMMAND, 'run', file], { cwd: folder })
  let [out, err] = ['', '']
  child.stderr.on('data', (data: Buffer) => (err += String(data)))
  child.stdout.on('data', (data: Buffer) => {
    // the line and its end may come apart
    const first = out === ''
    out += String(data)
    // the thread that watches for it starts with the program
    if (first) for (const time of times) setTimeout(() => child.kill('SIGINT'), 3000 + time)
  })
  const end = await new Promise(resolve => child.on('exit', (code, signal) => resolve([code, signal])))
  expect([end, out]).toEqual([[130, null], 'begun\n'])
  expect(err).toContain('KeyboardInterrupt')
})

test('help, version and wrong command lines', () => {
  expect(tf0(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('tf0 run') as string, err: '' })
  expect(tf0(['run', '--help']).out).toContain('--seed N')
  expect(tf0(['--version']).out).toMatch(/^tf0 \d+\.\d+\.\d+/)
  const wrong: readonly (readonly [args: string[], message: RegExp])[] = [
    [[], /tf0 run/],
    [['walk'], /'walk' is no command: run, port, inspect/],
    [['run'], /no file is given/],
    [['run', '--sead', '1', 'sum.py'], /--sead/],
    [['run', '--seed', 'x', 'sum.py'], /--seed: Invalid input/],
    [['run', '--threads', '0', 'sum.py'], /--threads/],
    [['run', '--python', '4', 'sum.py'], /--python/],
    [['run', 'nowhere.py'], /can't open file 'nowhere.py': \[Errno 2\] No such file or directory/],
  ]
  for (const [args, message] of wrong) {
    const { code, out, err } = tf0(args)
    expect([code, out], args.join(' ')).toEqual([2, ''])
    expect(err).toMatch(message)
  }
})
