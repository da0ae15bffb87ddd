/** tf.read_file, tf.write_file, tf.matching_files: expected texts are those of TensorFlow 0.12.1. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'tf0-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const inSession = (body: (outcome: (fetch: unknown, feeds?: unknown) => string) => void): void =>
  new tf.Graph().as_default(graph => {
    using session = new tf.Session('', { graph })
    body((fetch, feeds) => {
      try {
        return String(session.run(fetch as never, (feeds ?? null) as never)).replaceAll(folder, '')
      } catch (error) {
        if (!(error instanceof tf.errors.OpError)) throw error
        return `${error.constructor.name}: ${error.message.split('\n')[0]}`.replaceAll(folder, '')
      }
    })
  })

test('files are read and written whole', () =>
  inSession(outcome => {
    const [name, contents] = [tf.placeholder(tf.string), tf.placeholder(tf.string)]
    const [read, write] = [tf.read_file(name), tf.write_file(name, contents)]
    expect(read.get_shape().as_list()).toEqual([])
    const fed = (path: unknown, bytes: unknown = 'x'): unknown => [
      [name, path],
      [contents, bytes],
    ]
    expect(outcome(write, fed(at('out'), Buffer.from([0, 255, 10])))).toBe('null')
    expect(readFileSync(at('out'))).toEqual(Buffer.from([0, 255, 10]))
    expect(outcome(write, fed(at('out'), 'hi'))).toBe('null')
    expect(outcome(read, fed(at('out')))).toBe('hi')
    expect(outcome(write, fed(at('out'), ''))).toBe('null')
    expect(outcome(read, fed(at('out')))).toBe('')
    expect(outcome(read, fed(at('missing')))).toBe('NotFoundError: /missing')
    expect(outcome(read, fed(folder))).toBe('FailedPreconditionError: ')
    expect(outcome(read, fed(''))).toBe('FailedPreconditionError: .')
    expect(outcome(read, fed([at('out')]))).toBe(
      'InvalidArgumentError: Input filename tensor must be scalar, but had shape: [1]',
    )
    expect(outcome(write, fed(at('no/out')))).toBe('NotFoundError: /no/out')
    expect(outcome(write, fed(folder))).toBe('FailedPreconditionError: ')
    expect(outcome(write, fed([at('out')]))).toBe(
      'InvalidArgumentError: Input filename tensor must be scalar, but had shape: [1]',
    )
    expect(outcome(write, fed(at('out'), ['a', 'b']))).toBe(
      'InvalidArgumentError: Contents tensor must be scalar, but had shape: [2]',
    )
    expect(outcome(read, fed('a\0b'))).toBe('InvalidArgumentError: a\0b')
    expect(() => tf.read_file(['a'])).toThrow(
      "Shape must be rank 0 but is rank 1 for 'ReadFile_1' (op: 'ReadFile') with input shapes: [1].",
    )
    // neither pipes nor sizes are waited for
    expect(spawnSync('mkfifo', [at('pipe')]).status).toBe(0)
    expect(outcome(read, fed(at('pipe')))).toBe('InvalidArgumentError: /pipe; Illegal seek')
    expect(outcome(write, fed(at('pipe')))).toBe('InvalidArgumentError: /pipe; Illegal seek')
    writeFileSync(at('huge'), '')
    truncateSync(at('huge'), 2 ** 40)
    expect(outcome(read, fed(at('huge')))).toBe(
      'ResourceExhaustedError: /huge has 1099511627776 bytes, more than 2147483647.',
    )
    rmSync(at('huge'))
  }))

test('files that a pattern means', () =>
  inSession(outcome => {
    mkdirSync(at('some'))
    for (const name of ['b.txt', 'a.txt', 'c.csv']) writeFileSync(at(`some/${name}`), '')
    const pattern = tf.placeholder(tf.string)
    const matching = tf.matching_files(pattern)
    expect(matching.get_shape().as_list()).toEqual([null])
    const found = (text: unknown): string => outcome(matching, [[pattern, text]])
    expect(found(at('some/*.txt'))).toBe("['/some/a.txt' '/some/b.txt']")
    expect(found(at('some/[bc].*'))).toBe("['/some/b.txt' '/some/c.csv']")
    expect(found(at('some/?.none'))).toBe('[]')
    expect(found(at('some'))).toBe("['/some']")
    expect(found(at('none/*'))).toBe('NotFoundError: /none')
    expect(found([at('*')])).toBe('InvalidArgumentError: Input pattern tensor must be scalar, but had shape: [1]')
  }))

test('names of files are found once', () =>
  inSession(outcome => {
    mkdirSync(at('once'))
    writeFileSync(at('once/1'), '')
    const names = tf.train.match_filenames_once(at('once/*'))
    expect(outcome(names)).toBe('FailedPreconditionError: Attempting to use uninitialized value matching_filenames')
    outcome(tf.global_variables_initializer())
    writeFileSync(at('once/2'), '')
    expect(outcome(names)).toBe("['/once/1']")
    const graph = tf.get_default_graph()
    expect(graph.get_operations().map(op => [op.name, op.type])).toEqual([
      ['matching_filenames/MatchingFiles/pattern', 'Const'],
      ['matching_filenames/MatchingFiles', 'MatchingFiles'],
      ['matching_filenames', 'Variable'],
      ['matching_filenames/Assign', 'Assign'],
      ['matching_filenames/read', 'Identity'],
      ['init', 'NoOp'],
    ])
    expect(tf.trainable_variables()).toEqual([])
  }))
