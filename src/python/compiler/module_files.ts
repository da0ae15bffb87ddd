/** Files of modules. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSource } from '../syntax/encoding.ts'

/** Where a module is. */
export interface ModuleFile {
  /** Its text; null for a folder without `__init__.py`, which Python 3 takes as a package. */
  readonly file: string | null
  /** The folder of a package. */
  readonly folder: string | null
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** `name.py` or the package `name` in the first of the folders that has one. */
export function findFile(folders: readonly string[], name: string, version: 2 | 3): ModuleFile | undefined {
  for (const folder of folders) {
    const path = join(folder, name)
    const init = join(path, '__init__.py')
    if (isFile(init)) return { file: init, folder: path }
    if (isFile(`${path}.py`)) return { file: `${path}.py`, folder: null }
  }
  if (version === 2) return undefined
  const path = folders.map(folder => join(folder, name)).find(isFolder)
  return path === undefined ? undefined : { file: null, folder: path }
}

/** The text of a module. */
export const readModule = (file: string): string => decodeSource(readFileSync(file))
