/** The bytes of a file (core/platform/env.cc: ReadFileToString, WriteStringToFile). */
import { statSync } from 'node:fs'
import { aborted, resourceExhausted } from '../../errors/status.ts'
import { LONGEST_VALUE } from './input_buffer.ts'
import { RandomAccessFile } from './random_access_file.ts'
import { AppendedFile } from './record_files.ts'
import { systemError, withFile } from './system_errors.ts'

/** All bytes of a file. Raises ResourceExhausted where it has more than 2 GiB, Aborted where it becomes shorter meanwhile. */
export function readWholeFile(path: string): Buffer {
  const file = new RandomAccessFile(path)
  try {
    const { size } = file
    if (size > LONGEST_VALUE) throw resourceExhausted(`${path} has ${size} bytes, more than ${LONGEST_VALUE}.`)
    const bytes = Buffer.allocUnsafeSlow(size)
    const count = file.readAt(bytes, 0)
    if (count < size) throw aborted(`File ${path} changed while reading: ${size} vs. ${count}`)
    return bytes
  } finally {
    file.close()
  }
}

/** Makes a file of these bytes, in place of one that is there. A pipe is not waited for: InvalidArgument. */
export function writeWholeFile(path: string, bytes: Uint8Array): void {
  if (withFile(path, () => statSync(path, { throwIfNoEntry: false }))?.isFIFO()) throw systemError(path, 'ESPIPE')
  const file = new AppendedFile(path)
  try {
    file.append(bytes)
  } finally {
    file.close()
  }
}
