/**
 * Checkpoints of real TensorFlows and tf0's, against each other: 40 variables of random names and shapes in all types, some partitioned, in both
 * formats, in one file and sharded. What TensorFlow saved is restored here, bit for bit; saved here, it is the same bytes; and TensorFlow
 * restores those.
 *
 *     npx tsx scripts/checkpoint_versions.ts ORACLE [seeds=3] [versions=0.12.1,1.15.5,2.21.0]
 *
 * ORACLE is a program that runs `ORACLE VERSION script.py …` on that version of TensorFlow.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileSource } from '../src/formats/files/byte_source.ts'
import { SavedTensorSlices } from '../src/formats/protos/checkpoint.generated.ts'
import { type Entry, TableReader } from '../src/formats/table/table_reader.ts'
import * as tf from '../src/index.ts'

interface Item {
  readonly name: string
  readonly op_name: string
  readonly dtype: string
  readonly shape: number[]
  readonly parts: [axis: number, count: number] | null
  readonly device: number
  readonly data: string | string[]
}

const PYTHON = fileURLToPath(new URL('./checkpoints/random_variables.py', import.meta.url))
const KINDS = [1, 2].flatMap(version => [false, true].map(sharded => ({ version, sharded })))
const folderOf = (root: string, { version, sharded }: (typeof KINDS)[number]): string =>
  join(root, `v${version}${sharded ? '_sharded' : ''}`)

function variablesOf(spec: readonly Item[]): Map<string, tf.Variable | tf.Variable[]> {
  return new Map(
    spec.map(({ name, op_name, dtype, shape, parts, device }): [string, tf.Variable | tf.Variable[]] =>
      tf.device(`/cpu:${device}`, () => {
        if (!parts) return [name, new tf.Variable(tf.placeholder(dtype as 'float32', shape), { name: op_name })]
        const whole = tf.get_variable(op_name, {
          shape,
          dtype: dtype as 'float32',
          initializer: tf.zeros_initializer(),
          partitioner: tf.fixed_size_partitioner(parts[1], parts[0]),
        })
        return [name, [...(whole as unknown as Iterable<tf.Variable>)]]
      }),
    ),
  )
}
const bytesOf = (array: tf.NDArray): Buffer =>
  array.dtype.name === 'string'
    ? Buffer.from(JSON.stringify((array.data as Buffer[]).map(bytes => Buffer.from(bytes).toString('base64'))))
    : array.to_bytes()
const expectedBytes = ({ data }: Item): Buffer =>
  Array.isArray(data) ? Buffer.from(JSON.stringify(data)) : Buffer.from(data, 'base64')
/** The bytes of a slice, which is all of its axes but one. */
function partOf(item: Item, part: tf.Variable): Buffer {
  const bytes = expectedBytes(item)
  const info = part._get_save_slice_info()
  if (!item.parts || !info) return bytes
  const [axis] = item.parts
  const inner = bytes.length / item.shape.slice(0, axis + 1).reduce((a, b) => a * b, 1)
  const outer = item.shape.slice(0, axis).reduce((a, b) => a * b, 1)
  const [start, size] = [info.var_offset[axis] as number, info.var_shape[axis] as number]
  return Buffer.concat(
    Array.from({ length: outer }, (_, i) => {
      const at = (i * (item.shape[axis] as number) + start) * inner
      return bytes.subarray(at, at + size * inner)
    }),
  )
}
const valueOf = (fetched: unknown, { dtype }: Item): tf.NDArray =>
  fetched instanceof tf.NDArray ? fetched : tf.NDArray.of(fetched, dtype as 'float32')

/** The contents of a file of the first format, the slices of a tensor in an order of ours. */
function contents(file: string): string {
  const source = new FileSource(file)
  const [[, meta], ...others] = [...new TableReader(source).entries()] as [Entry, ...Entry[]]
  source.close()
  const message = SavedTensorSlices.FromString(meta)
  const tensors = Array.from(message.meta.tensor, ({ name, shape, type, slice }) =>
    [name, shape, type, Array.from(slice, String).sort()].join(),
  )
  return JSON.stringify([tensors, others.map(([key, value]) => [key, value.toString('base64')])])
}
/**
 * Whether two files are the same. From 1.0 on TensorFlow sorts the tensors of the first format by name with an unstable sort, so slices, which
 * have the name of the whole, are listed in an arbitrary order.
 */
function sameFile(a: string, b: string, arbitrary: boolean): boolean {
  if (!existsSync(b)) return false
  return Buffer.compare(readFileSync(a), readFileSync(b)) === 0 || (arbitrary && contents(a) === contents(b))
}

/** How many things differ. */
function compare(version: string, root: string, written: string): number {
  let wrong = 0
  const complain = (...what: unknown[]): void => {
    wrong++
    console.log('DIFFERENT', ...what)
  }
  const spec = JSON.parse(readFileSync(join(root, 'spec.json'), 'utf8')) as Item[]
  new tf.Graph().as_default(() => {
    const variables = variablesOf(spec)
    for (const kind of KINDS) {
      const saver = new tf.train.Saver({
        var_list: variables,
        write_version: kind.version,
        sharded: kind.sharded,
        max_to_keep: 0,
      })
      using session = new tf.Session('', { config: new tf.ConfigProto({ device_count: { CPU: 2 } }) })
      const [from, to] = [folderOf(root, kind), folderOf(written, kind)]
      saver.restore(session, tf.train.latest_checkpoint(from) as string)
      for (const item of spec) {
        const variable = variables.get(item.name) as tf.Variable | tf.Variable[]
        for (const part of [variable].flat())
          if (Buffer.compare(bytesOf(valueOf(session.run(part), item)), partOf(item, part)) !== 0)
            complain(kind, item.name, item.dtype)
      }
      mkdirSync(to, { recursive: true })
      saver.save(session, join(to, 'model'), { write_meta_graph: false })
      const files = readdirSync(from).filter(name => name !== 'checkpoint')
      if (readdirSync(to).length !== files.length + 1) complain(kind, readdirSync(to), 'and', files)
      for (const name of files)
        if (!sameFile(join(from, name), join(to, name), kind.version === 1 && version !== '0.12.1'))
          complain(kind, 'bytes of', name)
    }
  })
  return wrong
}

const [oracle = '', seeds = '3', versions = '0.12.1,1.15.5,2.21.0'] = process.argv.slice(2)
if (!existsSync(oracle)) {
  console.log('skipped: there is no TensorFlow to compare with')
  process.exit(0)
}
let failures = 0
for (const version of versions.split(',')) {
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const root = mkdtempSync(join(tmpdir(), 'checkpoints-'))
    const written = mkdtempSync(join(tmpdir(), 'checkpoints-'))
    const python = (...args: string[]): string =>
      execFileSync(oracle, [version, PYTHON, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }).toString()
    try {
      python('save', root, String(seed))
      const wrong = compare(version, root, written)
      console.log(
        `${version} seed ${seed}: ${wrong} differences here; there: ${python('restore', root, written).trim()}`,
      )
      if (wrong > 0) failures++
    } catch (error) {
      failures++
      const { stderr, stdout } = error as { stderr?: Buffer; stdout?: Buffer }
      console.log(`${version} seed ${seed}: ${stderr?.toString().slice(-2000) ?? error}${stdout ?? ''}`)
    }
    rmSync(root, { recursive: true })
    rmSync(written, { recursive: true })
  }
}
process.exit(failures === 0 ? 0 : 1)
