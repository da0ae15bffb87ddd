import { asBuffer } from '../../tensor/array_parts.ts'

/** The files of a checkpoint of the second format: an index beside one data file or several (core/util/tensor_bundle/naming). */

export const indexFile = (prefix: string): string => `${prefix}.index`
const digits = (shard: number): string => String(shard).padStart(5, '0')
export const dataFile = (prefix: string, shard: number, shards: number): string =>
  `${prefix}.data-${digits(shard)}-of-${digits(shards)}`

/** Names and the keys of tables, which are bytes: one character each. */
export const keyOf = (name: string | Uint8Array): string =>
  (typeof name === 'string' ? Buffer.from(name) : asBuffer(name)).toString('latin1')
export const nameOf = (key: string): string => Buffer.from(key, 'latin1').toString()
