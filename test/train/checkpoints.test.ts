/** What TensorFlow saved is restored bit for bit, and saved again it is the same bytes. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import {
  arrayOf,
  bytesOf,
  type Case,
  documents,
  filesIn,
  inFolder,
  partsOf,
  unpack,
  variablesOf,
} from './checkpoint_files.ts'

const config = new tf.ConfigProto({ device_count: { CPU: 2 } })
/** The expected bytes of a variable, or of a slice of one. */
function expected({ tensors, slices }: Case, name: string, part: number): string {
  const whole = arrayOf(tensors[name] as Case['tensors'][string])
  const spec = slices[name]?.[part]
  if (spec === undefined) return bytesOf(whole)
  const index = partsOf(spec).map(([start, size]) => ({ start, stop: start + size, step: null }))
  return bytesOf((whole.at(...index) as tf.NDArray).copy())
}
const valueOf = (session: tf.Session, variable: tf.Variable): tf.NDArray => {
  const value = session.run(variable) as unknown
  return value instanceof tf.NDArray ? value : tf.NDArray.of(value, variable.dtype.base_dtype)
}

for (const { version, cases } of documents) {
  describe(`files of TensorFlow ${version}`, () => {
    test.each(cases.map(each => [`${each.name}, ${each.format}`, each] as const))('%s', (_, each) => {
      inFolder(folder =>
        new tf.Graph().as_default(() => {
          const variables = variablesOf(each)
          const saver = new tf.train.Saver({
            var_list: variables,
            sharded: each.name === 'sharded',
            write_version: tf.train.SaverDef[each.format],
          })
          using session = new tf.Session('', { config })
          saver.restore(session, unpack(each, join(folder, 'from')))
          for (const [name, variable] of variables)
            for (const [i, one] of [variable].flat().entries())
              expect(bytesOf(valueOf(session, one)), `${name} ${i}`).toBe(expected(each, name, i))
          const to = join(folder, 'to')
          tf.gfile.MkDir(to)
          const path = saver.save(session, join(to, 'model'), { write_meta_graph: false })
          expect(filesIn(to)).toEqual(each.files)
          expect(tf.train.latest_checkpoint(to)).toBe(path)
        }),
      )
    })
  })
}
test('there are files of three versions', () =>
  expect(documents.map(({ cases }) => cases.length)).toEqual([13, 13, 13]))

test('readers of checkpoints give whole tensors', () => {
  for (const each of documents[0]?.cases ?? [])
    inFolder(folder => {
      const reader = tf.train.NewCheckpointReader(unpack(each, folder))
      const shapes = reader.get_variable_to_shape_map()
      for (const [name, value] of Object.entries(each.tensors)) {
        expect(shapes[name], name).toEqual(value.shape)
        expect(reader.has_tensor(name)).toBe(true)
        const found = reader.get_tensor(name) as unknown
        expect(bytesOf(found instanceof tf.NDArray ? found : tf.NDArray.of(found, value.dtype as 'float32'))).toBe(
          bytesOf(arrayOf(value)),
        )
      }
      expect(Object.keys(shapes)).toHaveLength(Object.keys(each.tensors).length)
    })
})
