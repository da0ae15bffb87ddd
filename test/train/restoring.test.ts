/** Restoring puts values where they stay: no second copy, and nothing changes where a checkpoint turns out to be damaged. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import { buildProgram } from '../../src/compiler/program/build_program.ts'
import { BundleReader } from '../../src/formats/checkpoint/bundle_reader.ts'
import { FileSource } from '../../src/formats/files/byte_source.ts'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import type { Operation } from '../../src/graph/operation.ts'
import * as tf from '../../src/index.ts'
import { built } from '../support/built_package.ts'
import { inFolder } from './checkpoint_files.ts'

beforeEach(() => tf.reset_default_graph())

/** Changes a byte of a file. */
function damage(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] as number) ^ 1
  writeFileSync(path, bytes)
}

/** A checkpoint of ones in [2, 300000] and [4], and a session of other values. */
function saved(folder: string) {
  const large = new tf.Variable(tf.ones([2, 300_000]), { name: 'large' })
  const small = new tf.Variable(tf.ones([4]), { name: 'small' })
  const saver = new tf.train.Saver()
  const init = tf.global_variables_initializer()
  const path = tf.with(new tf.Session(), session => {
    session.run(init)
    return saver.save(session, join(folder, 'm')) as string
  })
  const zero = [large.assign(tf.zeros([2, 300_000])).op, small.assign(tf.zeros([4])).op]
  const sums = [tf.reduce_sum(large), tf.reduce_sum(small)]
  return { path, saver, zero, sums, large, small, data: `${path}.data-00000-of-00001` }
}

test('a damaged value changes no variable, and gives none a value', () => {
  inFolder(folder => {
    const { path, saver, zero, sums, large, data } = saved(folder)
    // in the last of the pieces in which the large value is read
    damage(data, 2_399_999)
    tf.with(new tf.Session(), session => {
      session.run(zero)
      expect(() => saver.restore(session, path)).toThrow(tf.errors.DataLossError)
      expect(session.run(sums[0] as tf.Tensor)).toBe(0)
    })
    tf.with(new tf.Session(), session => {
      expect(() => saver.restore(session, path)).toThrow('Checksum does not match')
      expect(session.run(tf.is_variable_initialized(large))).toBe(false)
    })
    damage(data, 2_399_999)
    for (const first of [zero, []])
      tf.with(new tf.Session(), session => {
        session.run(first)
        saver.restore(session, path)
        expect(session.run(sums)).toEqual([600_000, 4])
      })
  })
})

test('of one operation that reads several values, none is put anywhere before all are known to be whole', () => {
  inFolder(folder => {
    const { path, zero, sums, large, small, data } = saved(folder)
    const read = applyOp(lookupOp('RestoreV2') as OpDef, {
      ...{ prefix: path, tensor_names: ['large', 'small'], shape_and_slices: ['', ''] },
      dtypes: [tf.float32, tf.float32],
    })
    const restore = tf.group(
      ...[large, small].map((variable, i) => tf.assign(variable, read.outputs[i] as tf.Tensor).op),
    )
    tf.with(new tf.Session(), session => {
      session.run(zero)
      session.run(restore)
      expect(session.run(sums)).toEqual([600_000, 4])
      session.run(zero)
      damage(data, 2_400_004)
      expect(() => session.run(restore)).toThrow('Checksum does not match')
      expect(session.run(sums)).toEqual([0, 0])
    })
  })
})

test('a value that is looked at, too, is not put into the variable', () => {
  inFolder(folder => {
    const { path, zero, large, small } = saved(folder)
    const graph = tf.get_default_graph()
    const reads = graph.get_operations().filter(({ type }) => type === 'RestoreV2')
    const assigns = graph.get_operations().filter(({ name }) => name.startsWith('save/Assign'))
    tf.with(new tf.Session(), session => {
      session.run(zero)
      const filename = graph.get_tensor_by_name('save/Const:0')
      const value = reads[0]?.outputs[0] as tf.Tensor
      const [ones] = session.run([value, assigns[0] as Operation], { feed_dict: [[filename, path]] }) as [tf.NDArray]
      session.run(zero)
      expect(ones.sum()).toBe(600_000)
      // by itself it is read, and assigned nowhere
      expect((session.run(value, { feed_dict: [[filename, path]] }) as tf.NDArray).sum()).toBe(600_000)
      expect((session.run(large) as tf.NDArray).sum()).toBe(0)
      const changed = tf.group(
        value.consumers()[0] as Operation,
        tf.assign(small, tf.slice(tf.reshape(value, [-1]), [0], [4])).op,
      )
      session.run(changed, { feed_dict: [[filename, path]] })
      expect((session.run(small) as tf.NDArray).sum()).toBe(4)
    })
    // which variables are filled is said by the program
    const order = [...graph.get_operations()].filter(({ name }) =>
      /^save\/(RestoreV2|Assign)|^(large|small)$/.test(name),
    )
    const empty = { feeds: [], demoted: new Set<Operation>(), varying: new Set<tf.Tensor>() }
    const into = (fetches: readonly tf.Tensor[]): unknown[] =>
      buildProgram({ order, fetches, ...empty }).parts.flatMap(part =>
        part.kind === 'host' && part.copies ? part.copies.into.map(op => op?.name) : [],
      )
    expect(into([]).length).toBeGreaterThan(0)
    expect(into(reads.map(({ outputs }) => outputs[0] as tf.Tensor)).filter(name => name !== undefined)).toEqual([])
  })
})

test('a file that somebody writes into while it is read is noticed', () => {
  inFolder(folder => {
    const { path, data } = saved(folder)
    using reader = new BundleReader(path)
    const fill = reader.prepare('large')
    const file = openSync(data, 'r+')
    writeSync(file, Buffer.from('xxxx'), 0, 4, 1000)
    closeSync(file)
    utimesSync(data, new Date(), new Date(statSync(data).mtimeMs + 10_000))
    expect(() => fill((dtype, shape) => tf.np.zeros(shape, dtype))).toThrow('has changed while it was read')
    const source = new FileSource(data)
    source.checkUnchanged()
    source.close()
  })
})

const PROGRAM = `
import * as tf from '${built('index.ts')}'
const [folder, initialized] = process.argv.slice(1)
const MEGABYTES = 256
const parts = [0, 1].map(i => new tf.Variable(tf.fill([MEGABYTES * 2 ** 17], i + 1), { name: 'part' + i }))
const saver = new tf.train.Saver()
const init = tf.global_variables_initializer()
const peak = () => process.resourceUsage().maxRSS / 1024
if (!initialized) {
  const session = new tf.Session()
  session.run(init)
  const before = peak()
  saver.save(session, folder + '/m', { write_meta_graph: false })
  console.log(peak() - before)
} else {
  const session = new tf.Session()
  if (initialized === 'yes') session.run(init)
  const before = peak()
  saver.restore(session, folder + '/m')
  const used = peak() - before
  if (session.run(tf.reduce_max(parts[1])) !== 2) throw new Error('not restored')
  console.log(initialized === 'yes' ? used : used - MEGABYTES)
}
process.exit(0)
`
test('saving and restoring 256 MB takes no 64 MB more', () => {
  inFolder(folder => {
    for (const args of [[], ['no'], ['yes']]) {
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM, folder, ...args], {
        encoding: 'utf8',
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
      })
      expect(Number.parseFloat(stdout), `${args}: ${stdout}${stderr}`).toBeLessThan(64)
    }
  })
}, 120_000)
