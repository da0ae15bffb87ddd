/** The IDX files of MNIST: a big-endian header, then one byte per pixel or label. */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { printLines } from '../../../calling/printing.ts'
import { guarded } from '../../../errors/boundary.ts'
import { ValueError } from '../../../errors/index.ts'
import { contiguous, NDArray } from '../../../tensor/ndarray.ts'

const IMAGES_MAGIC = 2051
const LABELS_MAGIC = 2049

/** A file of the data set: where it lies, and the name to print for it. */
export interface DataFile {
  readonly path: string
  readonly name: string
}

function readIdx(file: DataFile, magic: number, kind: string): { header: readonly number[]; bytes: Uint8Array } {
  printLines([`Extracting ${file.name}`])
  const raw = readFileSync(file.path)
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw
  const found = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0
  if (found !== magic) throw new ValueError(`Invalid magic number ${found} in MNIST ${kind} file: ${file.name}`)
  // the magic number's last byte is the number of axes; their lengths follow
  const axes = magic & 0xff
  const header = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis))
  const start = 4 + 4 * axes
  const size = header.reduce((product, length) => product * length, 1)
  if (bytes.length < start + size)
    throw new ValueError(`MNIST ${kind} file ${file.name} ends early: ${bytes.length} of ${start + size} bytes`)
  return { header, bytes: bytes.subarray(start, start + size) }
}

/** The images as uint8 `[index, y, x, 1]`, gzipped or not. ValueError if the file is none of images. */
export function extract_images(file: DataFile): NDArray {
  const { header, bytes } = readIdx(file, IMAGES_MAGIC, 'image')
  return new NDArray('uint8', [...header, 1], bytes)
}
// @ts-expect-error the guarded function takes its place
extract_images = guarded(extract_images)

/** The labels as uint8 `[index]`, or as float64 `[index, num_classes]` if `one_hot`. ValueError if the file is none of labels. */
export function extract_labels(file: DataFile, one_hot = false, num_classes = 10): NDArray {
  const { header, bytes } = readIdx(file, LABELS_MAGIC, 'label')
  const labels = new NDArray('uint8', header, bytes)
  return one_hot ? dense_to_one_hot(labels, num_classes) : labels
}
// @ts-expect-error the guarded function takes its place
extract_labels = guarded(extract_labels)

/** Labels `[n]` as float64 rows `[n, num_classes]` of zeros with a one each. */
export function dense_to_one_hot(labels_dense: NDArray, num_classes: number): NDArray {
  const rows = new Float64Array(labels_dense.size * num_classes)
  const labels = contiguous(labels_dense).data as Uint8Array
  labels.forEach((label, i) => {
    rows[i * num_classes + label] = 1
  })
  return new NDArray('float64', [labels_dense.size, num_classes], rows)
}
// @ts-expect-error the guarded function takes its place
dense_to_one_hot = guarded(dense_to_one_hot)
