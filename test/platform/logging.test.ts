import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { logging } from '../../src/platform/index.ts'
import { percentFormat } from '../../src/platform/percent_format.ts'

let written = ''
beforeEach(() => {
  written = ''
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  logging.set_verbosity(logging.WARN)
})

// the expected lines are TensorFlow 0.12.1's
test('by default warnings and worse are logged', () => {
  expect([logging.get_verbosity(), logging.DEBUG, logging.INFO, logging.WARN, logging.ERROR, logging.FATAL]).toEqual([
    30, 10, 20, 30, 40, 50,
  ])
  logging.debug('d')
  logging.info('i')
  logging.warn('w %d %s %.2f %r %%', 3, 'x', 1.5, 'q')
  logging.warning('ww')
  logging.error('e')
  logging.fatal('f')
  expect(written).toBe(
    "WARNING:tensorflow:w 3 x 1.50 'q' %\nWARNING:tensorflow:ww\nERROR:tensorflow:e\nCRITICAL:tensorflow:f\n",
  )
})

test('the verbosity decides', () => {
  logging.set_verbosity('DEBUG')
  logging.debug('d %s', [1, 2])
  logging.vlog(15, 'v')
  logging.log(logging.INFO, 'l %s', null)
  logging.TaskLevelStatusMessage('t')
  logging.info('plain % percent')
  logging.info('%(a)s', { a: 1 })
  logging.info(3)
  expect(written.split('\n')).toEqual([
    'DEBUG:tensorflow:d [1, 2]',
    'Level 15:tensorflow:v',
    'INFO:tensorflow:l None',
    'ERROR:tensorflow:t',
    'INFO:tensorflow:plain % percent',
    'INFO:tensorflow:1',
    'INFO:tensorflow:3',
    '',
  ])
  expect(() => logging.set_verbosity('LOUD')).toThrow("Unknown level: 'LOUD'")
})

test('some of many, counted by line', () => {
  logging.set_verbosity(logging.INFO)
  for (let i = 0; i < 5; i++) logging.log_every_n(logging.INFO, 'n %d', 2, i)
  for (let i = 0; i < 5; i++) logging.log_first_n(logging.INFO, 'first %d', 2, i)
  logging.log_if(logging.INFO, 'if', true)
  logging.log_if(logging.INFO, 'if', false)
  expect(written).toBe(
    ['n 0', 'n 2', 'n 4', 'first 0', 'first 1', 'if'].map(text => `INFO:tensorflow:${text}\n`).join(''),
  )
})

test('a message that cannot be formatted does not end the program', () => {
  logging.warn('%d', 'x')
  logging.warn('a', 'b')
  expect(written).toMatch(
    /%d \[not formatted: %d format: a number is required, not string\]\n.*a \[not formatted: not all arguments converted/,
  )
  expect(() => logging.flush()).toThrow()
})

test('percent formatting', () => {
  const args = [3.14159, 42, 42, 7, 255, 12345.678, 0.0001, 3.9, true]
  expect(percentFormat('%5.1f|%-5d|%05d|%+d|%x|%e|%g|%i|%s', args)).toBe(
    '  3.1|42   |00042|+7|ff|1.234568e+04|0.0001|3|True',
  )
  expect(percentFormat('%g %g %g %G %05.1f %5s', [1e-5, 123456789, 100000, 1e-10, -2.5, 'ab'])).toBe(
    '1e-05 1.23457e+08 100000 1E-10 -02.5    ab',
  )
  expect(percentFormat('%f %d', [Number.POSITIVE_INFINITY, 9007199254740993n])).toBe('inf 9007199254740993')
  expect(() => percentFormat('%s %s', [1])).toThrow('not enough arguments for format string')
})
