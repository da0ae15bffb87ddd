/** `tf0 inspect`: files that tf0 writes, and damaged ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeFile } from '../../src/cli/inspecting/describe_file.ts'
import { Unknown } from '../../src/cli/inspecting/description.ts'
import { asJson, asText } from '../../src/cli/inspecting/print.ts'
import * as tf from '../../src/index.ts'

let folder = ''
const at = (name: string): string => join(folder, name)
const row = (path: string, table: string, name: string): unknown =>
  (JSON.parse(asJson(describeFile(path))) as Record<string, Record<string, unknown>[]>)[table]?.find(
    entry => Object.values(entry)[0] === name,
  )

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-inspect-'))
  tf.reset_default_graph()
  const x = tf.placeholder(tf.float32, [null, 3], { name: 'x' })
  const w = new tf.Variable(tf.zeros([3, 2]), { name: 'w' })
  const y = tf.matmul(x, w, { name: 'y' })
  tf.add_to_collection('outputs', y)
  tf.with(new tf.Session(), sess => {
    sess.run(tf.initialize_all_variables())
    new tf.train.Saver().save(sess, at('model'))
    new tf.train.Saver(null, { write_version: tf.train.SaverDef.V1 }).save(sess, at('old'), { write_meta_graph: false })
    tf.saved_model.simple_save(sess, at('saved'), { inputs: new Map([['x', x]]), outputs: new Map([['y', y]]) })
  })
  tf.train.write_graph(tf.get_default_graph(), folder, 'graph.pb', false)
  tf.train.write_graph(tf.get_default_graph(), folder, 'graph.pbtxt', true)
  const writer = new tf.summary.FileWriter(at('events'))
  writer.add_summary(new tf.Summary({ value: [{ tag: 'loss', simple_value: 0.5 }] }), 3)
  writer.close()
  const records = new tf.python_io.TFRecordWriter(at('records'))
  records.write(Buffer.from('abc'))
  records.close()
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  tf.reset_default_graph()
})

test.each(['graph.pb', 'graph.pbtxt', 'model.meta', 'saved'])('the graph of %s', name => {
  const text = asText(describeFile(at(name)), 20)
  expect(text).toMatch(/nodes +\d+/)
  expect(row(at(name), 'placeholders', 'x')).toEqual({ name: 'x', type: 'float32', shape: '?' })
  expect(row(at(name), 'variables', 'w')).toEqual({ name: 'w', type: 'float32', shape: '[3, 2]' })
  expect(row(at(name), 'nodes', 'y')).toMatchObject({ op: 'MatMul', inputs: 'x, w/read' })
})

test('signatures of a SavedModel, collections of a meta graph', () => {
  expect(row(at('saved'), 'signatures', 'serving_default')).toMatchObject({ side: 'inputs', key: 'x', tensor: 'x:0' })
  expect(row(at('model.meta'), 'collections', 'outputs')).toEqual({ name: 'outputs', items: 1 })
})

test.each(['model', 'model.index', 'model.data-00000-of-00001', 'old'])('the checkpoint %s', name => {
  expect(describeFile(at(name)).kind).toBe('checkpoint')
  expect(row(at(name), 'tensors', 'w')).toEqual({ name: 'w', type: 'float32', shape: '[3, 2]', elements: 6 })
})

test('a folder of checkpoints', () => {
  expect(describeFile(folder).facts['latest']).toMatch(/old$/)
})

test('records and events', () => {
  expect(describeFile(at('records'))).toMatchObject({ kind: 'file of records', facts: { records: 1, bytes: 3 } })
  const events = new Set(tf.gfile.ListDirectory(at('events')).map(String))
  const [file] = events
  expect(row(join(at('events'), file as string), 'tags', 'loss')).toMatchObject({
    kind: 'scalar',
    values: 1,
    'first step': 3,
  })
})

test('arrays of numpy', () => {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
  const head = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length, 0)}${header}`, 'latin1')
  writeFileSync(at('a.npy'), Buffer.concat([head, Buffer.alloc(24)]))
  expect(describeFile(at('a.npy'))).toMatchObject({
    kind: 'numpy array',
    facts: { type: '<f4', shape: '[2, 3]', order: 'rows' },
  })
})

test('long tables are cut in text, never in JSON', () => {
  const text = asText(describeFile(at('graph.pb')), 2)
  expect(text).toMatch(/… \d+ more \(--all\)/)
  expect(JSON.parse(asJson(describeFile(at('graph.pb')))).nodes.length).toBeGreaterThan(5)
})

test('what is none of these, and what is damaged, is told', () => {
  writeFileSync(at('text.txt'), 'hello\n')
  writeFileSync(at('empty'), '')
  for (const name of ['text.txt', 'empty']) expect(() => describeFile(at(name))).toThrow(Unknown)
  expect(() => describeFile(at('nothing'))).toThrow(/nothing/)
  for (const name of ['graph.pb', 'records', 'old', 'model.meta', 'a.npy'])
    for (const part of [0.3, 0.6, 0.95]) {
      const bytes = readFileSync(at(name))
      writeFileSync(at('cut'), bytes.subarray(0, Math.floor(bytes.length * part)))
      try {
        expect(asText(describeFile(at('cut')), 20)).not.toBe('')
      } catch (error) {
        expect((error as Error).message, `${name} cut at ${part}`).not.toMatch(
          /undefined|Cannot read|is not a function/,
        )
      }
    }
})
