/** Making folders. `mkdir` of Node, asked for those that a folder stands in, goes on without end where a file system makes none (`/proc`). */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileExists, folderExists } from './matching_files.ts'
import { withFile } from './system_errors.ts'

/** Makes a folder and those that it stands in. Raises the Status of `path` where that cannot be. */
export function makeFolders(path: string, mode?: number): void {
  withFile(path, () => makeMissing(path, mode))
}
/** The same, with the system's errors. */
export function makeMissing(path: string, mode?: number): void {
  const missing: string[] = []
  for (let at = path === '' ? '.' : path; !folderExists(at); at = dirname(at)) {
    // below a file there are no folders: the system says so
    if (fileExists(at) && missing.length > 0) break
    missing.push(at)
    if (dirname(at) === at) break
  }
  for (const folder of missing.reverse()) makeOne(folder, mode)
}
function makeOne(folder: string, mode: number | undefined): void {
  try {
    mkdirSync(folder, mode)
  } catch (error) {
    // another process has been faster
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !folderExists(folder)) throw error
  }
}
