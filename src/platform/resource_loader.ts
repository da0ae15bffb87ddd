/** `tf.resource_loader`: files that stand beside a program (platform/resource_loader.py). */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pathText } from '../calling/path_text.ts'
import { pyfunction } from '../calling/signature.ts'
import { guarded } from '../errors/boundary.ts'
import { IOError } from '../errors/python.ts'
import { captureTraceback, userFrames } from '../errors/user_line.ts'

/** The folder of the file that calls. */
function folderOfCaller(): string {
  const file = userFrames(captureTraceback(), 1)[0]?.file ?? process.argv[1] ?? ''
  const folder = dirname(file.startsWith('file:') ? fileURLToPath(file) : file)
  // as Python's os.path.dirname of a name without a folder
  return folder === '.' ? '' : folder
}

/** The folder of the file that calls this function. */
export const get_data_files_path = guarded((): string => folderOfCaller(), 'get_data_files_path', 0)

/** `path`, which is relative to the folder of the file that calls this function. */
export const get_path_to_datafile = pyfunction('get_path_to_datafile(path)', ({ path }: { path: string }): string =>
  join(folderOfCaller(), pathText(path)),
)

/** The bytes of a file of TensorFlow's own, by its path below `tensorflow/`: there are none here. Error: IOError. */
export const load_resource = pyfunction('load_resource(path)', ({ path }: { path: string }): Buffer => {
  const name = pathText(path)
  try {
    return readFileSync(name)
  } catch {
    throw new IOError(`[Errno 2] No such file or directory: '${name}'`)
  }
})

/** The path itself. */
export const readahead_file_path = pyfunction(
  'readahead_file_path(path, unused_readahead=None)',
  ({ path }: { path: string }): string => path,
)
