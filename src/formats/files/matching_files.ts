/** The files that a name with wild cards means (Env::GetMatchingPaths): `*` and `?` stand for no slash, `[…]` for one character of a set. */
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { notFound } from '../../errors/status.ts'

const WILD = /[*?[\\]/
/** The longest pattern that is looked at: paths of systems are shorter. */
const LONGEST_PATTERN = 4096

export const fileExists = (path: string): boolean => {
  try {
    return path !== '' && !path.includes('\0') && statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
/** Whether the path is that of a folder. The empty path is the folder that the process is in. */
export const folderExists = (path: string): boolean => {
  try {
    return statSync(path === '' ? '.' : path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

/** The same. Raises NotFound where the folder before the first wild card is not there. */
export function matchingFilesIn(pattern: string): string[] {
  const folder = dirname(/^[^*?[\\]*/.exec(pattern)?.[0].replace(/$/, 'x') ?? '')
  if (!folderExists(folder)) throw notFound(folder)
  return matchingFiles(pattern)
}

/** What there is under `pattern`, in the order of the names. A path without wild cards means itself. */
export function matchingFiles(pattern: string): string[] {
  if (!WILD.test(pattern) || pattern.length > LONGEST_PATTERN) return fileExists(pattern) ? [pattern] : []
  let folders = [pattern.startsWith('/') ? '/' : '']
  for (const part of pattern.split('/').filter(part => part !== '')) {
    const plain = WILD.test(part) ? undefined : part
    folders = folders.flatMap(folder => {
      const inside = (name: string): string => (folder === '' ? name : join(folder, name))
      if (plain === '.' && folder === '') return ['./']
      if (plain !== undefined) return fileExists(inside(plain)) ? [underDot(folder, plain)] : []
      return namesIn(folder)
        .filter(name => matches(part, name))
        .map(name => underDot(folder, name))
    })
  }
  return folders
}
/** `join` would drop the `./` that the pattern begins with. */
const underDot = (folder: string, name: string): string =>
  folder === './' ? `./${name}` : folder === '' ? name : folder.endsWith('/') ? folder + name : `${folder}/${name}`

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder).sort()
  } catch {
    return []
  }
}

/** Whether `name` is what `pattern` means; without recursion, so that time is at most the product of the lengths. */
export function matches(pattern: string, name: string): boolean {
  let [p, n] = [0, 0]
  let [star, mark] = [-1, 0]
  while (n < name.length) {
    const one = p < pattern.length && pattern[p] !== '*' ? oneCharacter(pattern, p, name[n] as string) : undefined
    if (pattern[p] === '*') {
      star = p++
      mark = n
    } else if (one !== undefined) {
      p = one
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Where the pattern goes on after what stands for `character` at `p`; undefined where that does not stand for it. */
function oneCharacter(pattern: string, p: number, character: string): number | undefined {
  const wanted = pattern[p]
  if (wanted === '?') return p + 1
  if (wanted === '\\' && p + 1 < pattern.length) return pattern[p + 1] === character ? p + 2 : undefined
  const end = wanted === '[' ? pattern.indexOf(']', p + (/[!^]/.test(pattern[p + 1] ?? '') ? 3 : 2)) : -1
  if (end < 0) return wanted === character ? p + 1 : undefined
  const negated = /[!^]/.test(pattern[p + 1] as string)
  let found = false
  for (let i = p + (negated ? 2 : 1); i < end; i++) {
    const low = pattern[i] as string
    if (pattern[i + 1] === '-' && i + 2 < end) {
      found ||= character >= low && character <= (pattern[i + 2] as string)
      i += 2
    } else found ||= character === low
  }
  return found === negated ? undefined : end + 1
}
