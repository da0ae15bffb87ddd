/** The file `checkpoint` beside checkpoints, which says which of them is the latest (training/saver.py). */
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { pathText } from '../calling/path_text.ts'
import { listOf, pythonRepr } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { RuntimeError, ValueError } from '../errors/python.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { writeWhole } from '../formats/files/atomic_file.ts'
import { fileExists, matchingFiles } from '../formats/files/matching_files.ts'
import { CheckpointState } from '../formats/protos/checkpoint.generated.ts'
import { info, error as logError, warning } from '../platform/logging.ts'

const DEFAULT_NAME = 'checkpoint'
/** Bytes beyond which a file is not taken for a state file: each path in it is a line. */
const LONGEST_STATE = 2 ** 26

const stateFile = (folder: string, latest: string | null): string =>
  inFolder(pathText(folder), latest === null ? DEFAULT_NAME : pathText(latest))
/** Python's `os.path.join`: it leaves the parts as they are. */
const inFolder = (folder: string, name: string): string =>
  isAbsolute(name) || folder === '' ? name : folder.endsWith('/') ? folder + name : `${folder}/${name}`

interface GenerateArgs {
  save_dir: string
  model_checkpoint_path: string
  all_model_checkpoint_paths: readonly string[] | null
}
function generate({ save_dir, model_checkpoint_path, all_model_checkpoint_paths }: GenerateArgs): CheckpointState {
  const folder = pathText(save_dir)
  const latest = pathText(model_checkpoint_path)
  const all = [...(all_model_checkpoint_paths ?? [])]
  if (all.at(-1) !== latest) {
    info('%s is not in all_model_checkpoint_paths. Manually adding it.', latest)
    all.push(latest)
  }
  const within = (path: string): string =>
    isAbsolute(folder) || isAbsolute(path) ? path : relative(folder, path) || '.'
  return new CheckpointState({
    model_checkpoint_path: within(latest),
    all_model_checkpoint_paths: all.map(within),
  })
}
/**
 * The state message for the latest checkpoint and all that are kept, oldest first. Where the folder's path is relative, the paths in it are
 * relative to the folder.
 */
export const generate_checkpoint_state_proto = pyfunction(
  'generate_checkpoint_state_proto(save_dir, model_checkpoint_path, all_model_checkpoint_paths=None)',
  generate,
)

interface UpdateArgs extends GenerateArgs {
  latest_filename: string | null
}
/** Writes the state file of a folder. Error: RuntimeError where a checkpoint has its name. */
export const update_checkpoint_state = pyfunction(
  'update_checkpoint_state(save_dir, model_checkpoint_path, all_model_checkpoint_paths=None, latest_filename=None)',
  (args: UpdateArgs): void => {
    const file = stateFile(args.save_dir, args.latest_filename)
    const state = generate(args)
    if (file === state.model_checkpoint_path) {
      throw new RuntimeError(
        `Save path '${args.model_checkpoint_path}' conflicts with path used for checkpoint state.  Please use a different save path.`,
      )
    }
    writeWhole(file, Buffer.from(state.ToText()))
  },
)

/** The state file's message with paths as they are from here, or null: there is none, or it cannot be read, which is logged. */
export const get_checkpoint_state = pyfunction(
  'get_checkpoint_state(checkpoint_dir, latest_filename=None)',
  (args: { checkpoint_dir: string; latest_filename: string | null }): CheckpointState | null =>
    readState(args.checkpoint_dir, args.latest_filename),
)

function readState(folder: string, latest: string | null): CheckpointState | null {
  const file = stateFile(folder, latest)
  if (!fileExists(file)) return null
  let state: CheckpointState
  try {
    if (statSync(file).size > LONGEST_STATE) throw new ValueError(`${file} is too long for a state file`)
    state = CheckpointState.FromText(readFileSync(file, 'utf8'))
  } catch (error) {
    if (isStackOverflow(error)) throw error
    warning((error as Error).message)
    warning(`${file}: Checkpoint ignored`)
    return null
  }
  if (state.model_checkpoint_path === '')
    throw new ValueError(`('Invalid checkpoint state loaded from %s', ${pythonRepr(folder)})`)
  state.model_checkpoint_path = inFolder(folder, state.model_checkpoint_path)
  state.all_model_checkpoint_paths = Array.from(state.all_model_checkpoint_paths, path => inFolder(folder, path))
  return state
}

const indexOf = (prefix: string): string => `${prefix}.index`

/** The path of the latest checkpoint of a folder, or null. */
export const latest_checkpoint = pyfunction(
  'latest_checkpoint(checkpoint_dir, latest_filename=None)',
  (args: { checkpoint_dir: string; latest_filename: string | null }): string | null => {
    const path = readState(args.checkpoint_dir, args.latest_filename)?.model_checkpoint_path
    if (path === undefined) return null
    if (exists(path)) return path
    logError("Couldn't match files for checkpoint %s", path)
    return null
  },
)

const exists = (prefix: string): boolean =>
  matchingFiles(indexOf(prefix)).length > 0 || matchingFiles(prefix).length > 0

/** Whether there is a checkpoint of that prefix, in either format. */
export const checkpoint_exists = pyfunction(
  'checkpoint_exists(checkpoint_prefix)',
  (args: { checkpoint_prefix: string }): boolean => exists(pathText(args.checkpoint_prefix)),
)

/** When the checkpoints of these prefixes were written, in seconds; those that are not there are left out. */
export const get_checkpoint_mtimes = pyfunction(
  'get_checkpoint_mtimes(checkpoint_prefixes)',
  (args: { checkpoint_prefixes: Iterable<string> }): number[] =>
    [...listOf(args.checkpoint_prefixes)].flatMap(each => {
      const prefix = pathText(each)
      const [file] = [...matchingFiles(indexOf(prefix)), ...matchingFiles(prefix)]
      return file === undefined ? [] : [statSync(file).mtimeMs / 1000]
    }),
)
