/**
 * Files that are there whole or not at all: they are written beside their place, under a name that nobody looks for, and renamed. With
 * `durably` they have also reached the disk before they get their name, so that not even a machine that stops loses the file before.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { withFile } from './system_errors.ts'
import { removeUnfinished, temporaryName } from './temporary_names.ts'

let durable = false
/** Runs `body`; files that are written in it are on the disk when they get their names. */
export function durably<R>(wanted: boolean, body: () => R): R {
  const before = durable
  durable = wanted || durable
  try {
    return body()
  } finally {
    durable = before
  }
}

let renamed = 0
/** How many files this process has given their names: what was read before may have been replaced since. */
export const filesRenamed = (): number => renamed

/** Smaller pieces than this are gathered. */
const GATHERED = 1 << 16

/** A new file in place of `path`, which is what it was until `commit`. */
export class AtomicFile {
  readonly path: string
  readonly #temporary: string
  #handle: number | undefined
  readonly #gathered = Buffer.allocUnsafe(GATHERED)
  #held = 0
  /** Bytes so far. */
  size = 0

  constructor(path: string) {
    this.path = path
    removeUnfinished(path)
    this.#temporary = temporaryName(path)
    this.#handle = withFile(path, () => openSync(this.#temporary, 'wx', 0o666))
  }
  write(bytes: Uint8Array): void {
    this.size += bytes.length
    if (bytes.length <= GATHERED - this.#held) {
      this.#gathered.set(bytes, this.#held)
      this.#held += bytes.length
      return
    }
    this.#flush()
    if (bytes.length >= GATHERED) this.#put(bytes)
    else {
      this.#gathered.set(bytes, 0)
      this.#held = bytes.length
    }
  }
  #flush(): void {
    if (this.#held > 0) this.#put(this.#gathered.subarray(0, this.#held))
    this.#held = 0
  }
  #put(bytes: Uint8Array): void {
    withFile(this.path, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle as number, bytes, at, bytes.length - at)
    })
  }
  /** All is written: closes the file, which keeps its temporary name. */
  close(): void {
    this.#flush()
    const handle = this.#handle as number
    withFile(this.path, () => {
      if (durable) fsyncSync(handle)
      closeSync(handle)
    })
    this.#handle = undefined
  }
  /** The file takes its place. */
  commit(): void {
    if (this.#handle !== undefined) this.close()
    withFile(this.path, () => {
      renameSync(this.#temporary, this.path)
      renamed++
      if (durable) syncFolder(dirname(this.path))
    })
  }
  /** Gives up: nothing is left of it. */
  abandon(): void {
    try {
      if (this.#handle !== undefined) closeSync(this.#handle)
      rmSync(this.#temporary, { force: true })
    } catch {
      // what made it fail is what matters
    }
    this.#handle = undefined
  }
}

/** The names in a folder reach the disk with it. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Writes `bytes` as the file `path`, whole or not at all. */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const file = new AtomicFile(path)
  try {
    file.write(bytes)
    file.commit()
  } catch (error) {
    file.abandon()
    throw error
  }
}
