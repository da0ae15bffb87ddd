/** Checkpoints that TensorFlow wrote, with what is in them (test/golden/checkpoints/make_files.py). */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as tf from '../../src/index.ts'

interface SavedValue {
  readonly dtype: string
  readonly shape: number[]
  readonly data: string | string[]
}
export interface Case {
  readonly name: string
  readonly format: 'V1' | 'V2'
  readonly files: Readonly<Record<string, string>>
  readonly tensors: Readonly<Record<string, SavedValue>>
  readonly slices: Readonly<Record<string, string[]>>
  readonly devices: Readonly<Record<string, string>>
}
export const documents = JSON.parse(
  gunzipSync(readFileSync(new URL('../golden/checkpoints/files.json.gz', import.meta.url))).toString(),
) as { readonly version: string; readonly cases: Case[] }[]

/** A folder that is gone after the test. */
export function inFolder<R>(body: (folder: string) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'))
  try {
    return body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
/** Writes the files of a case and returns the path of the checkpoint. */
export function unpack({ files, format, name }: Case, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [file, data] of Object.entries(files)) writeFileSync(join(folder, file), Buffer.from(data, 'base64'))
  return join(folder, format === 'V1' && name === 'sharded' ? 'model-?????-of-00002' : 'model')
}
export const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter(file => file !== 'checkpoint')
      .sort()
      .map(file => [file, readFileSync(join(folder, file)).toString('base64')]),
  )

export function arrayOf({ dtype, shape, data }: SavedValue): tf.NDArray {
  if (Array.isArray(data))
    return new tf.NDArray(
      'string',
      shape,
      data.map(text => Buffer.from(text, 'base64')),
    )
  return tf.NDArray.from_bytes(dtype as 'float32', shape, Buffer.from(data, 'base64'))
}
export const bytesOf = (array: tf.NDArray): string =>
  array.dtype.name === 'string'
    ? (array.data as Uint8Array[]).map(bytes => Buffer.from(bytes).toString('base64')).join()
    : array.to_bytes().toString('base64')

/** `7 2 3,2:0,2`: where a part begins and how large it is. */
export function partsOf(spec: string): readonly (readonly [start: number, size: number])[] {
  return (spec.split(' ').at(-1) as string).split(':').map(part => part.split(',').map(Number) as [number, number])
}
/** The variables of a case, without values, by the names that they are saved under. */
export function variablesOf({ tensors, slices, devices }: Case): Map<string, tf.Variable | tf.Variable[]> {
  let count = 0
  const variable = (dtype: string, shape: readonly number[]): tf.Variable =>
    new tf.Variable(tf.placeholder(dtype as 'float32', [...shape]), { name: `variable${count++}` })
  return new Map(
    Object.entries(tensors).map(([name, { dtype, shape }]): [string, tf.Variable | tf.Variable[]] =>
      tf.device(devices[name] ?? '', () => {
        const specs = slices[name]
        if (!specs) return [name, variable(dtype, shape)]
        const parts = specs.map(spec => {
          const extents = partsOf(spec)
          const part = variable(
            dtype,
            extents.map(([, size]) => size),
          )
          part._set_save_slice_info(
            new tf.Variable.SaveSliceInfo(
              name,
              shape,
              extents.map(([start]) => start),
              extents.map(([, size]) => size),
            ),
          )
          return part
        })
        return [name, parts]
      }),
    ),
  )
}
