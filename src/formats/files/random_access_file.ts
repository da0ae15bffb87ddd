/** Files that are read at positions, as far as they go at that moment (core/platform/posix/posix_file_system.cc). */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { systemError, withFile } from './system_errors.ts'

/** Files whose owners have been forgotten. */
const forgotten = new FinalizationRegistry<number>(handle => {
  try {
    closeSync(handle)
  } catch {
    // nobody is left who could be told
  }
})

/**
 * An open file. As in TensorFlow folders and pipes can be opened, and reading them fails: with FailedPrecondition and InvalidArgument. A pipe is
 * not waited for, whoever writes into it.
 */
export class RandomAccessFile {
  /** The empty path is the folder that the process is in. */
  readonly path: string
  readonly #handle: number
  readonly #refused: string | undefined
  #closed = false

  constructor(path: string) {
    this.path = path === '' ? '.' : path
    // Windows has no flag for it, and no such pipes
    this.#handle = withFile(path, () => openSync(this.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)))
    forgotten.register(this, this.#handle, this)
    const stats = this.#stats()
    this.#refused = stats.isDirectory() ? 'EISDIR' : stats.isFile() ? undefined : 'ESPIPE'
  }
  #stats(): Stats {
    return withFile(this.path, () => fstatSync(this.#handle))
  }
  /** How many bytes it has now. */
  get size(): number {
    return this.#stats().size
  }
  /** Fills the buffer with what stands from `offset` on; returns how many bytes there were, fewer only at the end. */
  readAt(into: Uint8Array, offset: number): number {
    if (this.#refused !== undefined) throw systemError(this.path, this.#refused)
    return withFile(this.path, () => {
      let filled = 0
      while (filled < into.length) {
        const count = readSync(this.#handle, into, filled, into.length - filled, offset + filled)
        if (count === 0) break
        filled += count
      }
      return filled
    })
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    forgotten.unregister(this)
    closeSync(this.#handle)
  }
}
