/** The file of a SavedModel. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IOError } from '../errors/python.ts'
import { withFile } from '../formats/files/system_errors.ts'
import { SavedModel } from '../formats/protos/meta_graph.generated.ts'
import { parseEither } from '../meta_graph/import_meta_graph.ts'
import { SAVED_MODEL_FILENAME_PB, SAVED_MODEL_FILENAME_PBTXT } from './constants.ts'

export const filesOf = (folder: string): readonly [bytes: string, text: string] => [
  join(folder, SAVED_MODEL_FILENAME_PB),
  join(folder, SAVED_MODEL_FILENAME_PBTXT),
]

/** The SavedModel of a folder. Error: IOError where there is none. */
export function readSavedModel(folder: string): SavedModel {
  const path = filesOf(folder).find(existsSync)
  if (path === undefined) throw new IOError(`SavedModel file does not exist at: ${folder}`)
  const bytes = withFile(path, () => readFileSync(path))
  return parseEither(SavedModel as never, bytes, path, model => (model as SavedModel).meta_graphs.length === 0)
}
