/**
 * Names of files that are being written, and what becomes of those whose process was killed. A name says which process writes the file, where the system
 * tells apart its processes for sure (Linux), so that the next process that writes into a folder can remove what nobody will finish.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where numbers of processes are unique: one start of one machine, one of its namespaces of processes. */
let scope: string | undefined
function processScope(): string {
  if (scope === undefined) {
    try {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
      scope = createHash('sha256')
        .update(`${boot}${readlinkSync('/proc/self/ns/pid')}`)
        .digest('hex')
        .slice(0, 12)
    } catch {
      scope = ''
    }
  }
  return scope
}

/** A name beside `path` that nobody looks for. */
export function temporaryName(path: string): string {
  const random = randomBytes(4).toString('hex')
  const owner = processScope()
  return `${path}.tempstate${random}${owner === '' ? '' : `-${owner}-${process.pid}`}`
}

/** The process that writes a file of such a name; undefined where it may be one of elsewhere. */
function writerOf(name: string): number | undefined {
  const [, owner, pid] = /\.tempstate[0-9a-f]{8}-([0-9a-f]{12})-(\d{1,10})$/.exec(name) ?? []
  return owner !== undefined && owner === processScope() ? Number(pid) : undefined
}
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // others are processes of other users
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

const tidied = new Set<string>()
/** Removes what processes that have ended left unfinished in the folder of `path`; once for each folder. */
export function removeUnfinished(path: string): void {
  const folder = dirname(resolve(path))
  if (tidied.has(folder)) return
  tidied.add(folder)
  try {
    for (const name of readdirSync(folder)) {
      const pid = writerOf(name)
      if (pid !== undefined && hasEnded(pid)) rmSync(join(folder, name), { force: true })
    }
  } catch {
    // a folder that is not there, or not this user's: writing into it says so
  }
}
