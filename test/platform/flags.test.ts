import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseFlags } from '../../src/platform/flags.ts'
import { app, flags } from '../../src/platform/index.ts'

class Exit extends Error {}
let printed = ''
let status: number | undefined
beforeEach(() => {
  printed = ''
  status = undefined
  const note = (text: unknown): void => {
    printed += `${text}\n`
  }
  vi.spyOn(console, 'log').mockImplementation(note)
  vi.spyOn(console, 'error').mockImplementation(note)
  vi.spyOn(process, 'exit').mockImplementation((code?: number | string | null): never => {
    status = Number(code)
    throw new Exit()
  })
})
afterEach(() => vi.restoreAllMocks())

beforeAll(() => {
  flags.DEFINE_string('data_dir', '/x', 'd')
  flags.DEFINE_integer('max_steps', 200, 'i')
  flags.DEFINE_float('lr', 0.01, 'f')
  flags.DEFINE_boolean('fake', false, 'b')
  flags.DEFINE_bool('on', true, 'b')
  flags.DEFINE_string('none', null, 'n')
  flags.DEFINE_integer('max_other', 1, 'o')
})

const DEFAULTS = { data_dir: '/x', max_steps: 200, lr: 0.01, fake: false, on: true, none: null, max_other: 1 }

// as TensorFlow 0.12.1 reads them
test.each([
  [[], {}, []],
  [['--data_dir=a', '--max_steps', '7', '--lr=1e-3'], { data_dir: 'a', max_steps: 7, lr: 0.001 }, []],
  [['--fake', '--noon'], { fake: true, on: false }, []],
  [['--fake=False', '--on=0'], { on: false }, []],
  [['--fake', 'true'], { fake: true }, []],
  [['--nofake'], {}, []],
  [['--unknown=3', 'pos', '--lr', '2'], { lr: 2 }, ['--unknown=3', 'pos']],
  [['--data', 'q'], { data_dir: 'q' }, []],
  [['-lr', '3'], {}, ['-lr', '3']],
  [['--none='], { none: '' }, []],
  [['--fake', 'pos'], {}, []],
  [['--', '--lr=3'], {}, ['--', '--lr=3']],
  [['--lr=3', '--lr=4'], { lr: 4 }, []],
  [['--max_steps', '-5'], { max_steps: -5 }, []],
  [['--nof'], {}, []],
] as const)('%j', (args, expected, rest) => {
  expect(parseFlags(args)).toEqual(rest)
  expect({ ...flags.FLAGS }).toEqual({ ...DEFAULTS, ...expected })
})

test.each([
  [['--max=3'], 'ambiguous option: --max=3 could match --max_steps, --max_other'],
  [['--max_steps=x'], "argument --max_steps: invalid int value: 'x'"],
  [['--lr=abc'], "argument --lr: invalid float value: 'abc'"],
  [['--max_steps'], 'argument --max_steps: expected one argument'],
])('%j is refused', (args, message) => {
  expect(() => parseFlags(args)).toThrow(Exit)
  expect(status).toBe(2)
  expect(printed).toContain(`error: ${message}`)
  expect(printed).toMatch(/^usage: \S+ \[-h\] \[--data_dir DATA_DIR\].* \[--fake \[FAKE\]\] \[--nofake\]/)
})

test('help is printed', () => {
  expect(() => parseFlags(['--help'])).toThrow(Exit)
  expect(status).toBe(0)
  expect(printed).toContain('  --lr LR               f\n')
})

test('FLAGS takes new values and knows no others', () => {
  parseFlags([])
  flags.FLAGS.lr = 5
  flags.FLAGS.new_one = 3
  expect([flags.FLAGS.lr, flags.FLAGS.new_one]).toEqual([5, 3])
  expect(() => flags.FLAGS.nope).toThrow(expect.objectContaining({ name: 'AttributeError', message: 'nope' }))
  expect(() => flags.DEFINE_string('lr', '', '')).toThrow('conflicting option string(s): --lr')
})

describe('run', () => {
  test('passes on what is no flag and ends with what main returns', () => {
    const main = vi.fn(() => 3)
    expect(() => app.run(main, ['program', '--lr=4', 'x', '--y'])).toThrow(Exit)
    expect(status).toBe(3)
    expect(main).toHaveBeenCalledWith([process.argv[1], 'x', '--y'])
    expect(app.flags.FLAGS.lr).toBe(4)
  })

  test('awaits a promise', async () => {
    vi.mocked(process.exit).mockImplementation((code?: number | string | null) => {
      status = Number(code)
      return undefined as never
    })
    app.run(async () => null, ['program'])
    await vi.waitFor(() => expect(status).toBe(0))
  })

  test('needs main', () => {
    expect(() => app.run()).toThrow('needs the main function')
  })
})
