/** Where tests run, and on what (platform/test.py). */

import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pyfunction } from '../calling/signature.ts'
import { guarded } from '../errors/boundary.ts'
import { KeyError } from '../errors/python.ts'
import { captureTraceback, userFrames } from '../errors/user_line.ts'
import { makeFolders } from '../formats/files/folders.ts'

/** A folder for the files of the program at hand, below the system's for temporary files: it is made, and named after the program. */
export function get_temp_dir(): string {
  const program = userFrames(captureTraceback(), Number.POSITIVE_INFINITY).at(-1)?.file ?? process.argv[1] ?? 'tf0'
  // as TensorFlow, without whatever of '.', 'p' and 'y' ends the name
  const folder = join(tmpdir(), basename(program)).replace(/[.py]+$/, '')
  makeFolders(folder, 0o755)
  return folder
}
// @ts-expect-error the guarded function takes its place
get_temp_dir = guarded(get_temp_dir)

/** The path of a file of TensorFlow's sources, below the folder that the environment's TEST_SRCDIR names. Error: KeyError without it. */
export const test_src_dir_path = pyfunction(
  'test_src_dir_path(relative_path)',
  ({ relative_path }: { relative_path: string }): string => {
    const folder = process.env['TEST_SRCDIR']
    if (folder === undefined) throw new KeyError('TEST_SRCDIR')
    return join(folder, 'org_tensorflow/tensorflow', relative_path)
  },
)

/** There are no GPUs here. */
export const is_built_with_cuda = guarded((): boolean => false, 'is_built_with_cuda')
export const is_gpu_available = guarded((): boolean => false, 'is_gpu_available')
