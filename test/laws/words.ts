/** Words that were ours alone, and what a compiler or machine-learning engineer calls the thing. */

export interface PrivateWord {
  readonly word: RegExp
  readonly say: string
  /** The folder in which it has its private meaning; everywhere unless given. */
  readonly within?: string
}

export const PRIVATE_WORDS: readonly PrivateWord[] = [
  { word: /\bFlowing\b|\bflowing\.ts/, say: 'composite tensor, components' },
  { word: /\bKept(?:Arrays|Slots)\b|\bkept_arrays\b/, say: 'prepacked-weight cache' },
  { word: /\bjoinSiblings\b|\bsiblings\.ts/, say: 'horizontal (multi-output) fusion' },
  { word: /\brefuseHuge\b|\bhuge_outputs\b/, say: 'output size check' },
  { word: /\bsinkIntoUpdates\b/, say: 'update-epilogue fusion' },
  { word: /\bcanFail\b|\bfailing\.ts/, say: 'mayTrap' },
  { word: /\bneededOps\b|\bneeded_ops\b/, say: 'dead-code elimination' },
  { word: /\bVariableParts\b|\bvariable_parts\b/, say: 'partial aliases' },
  { word: /\bstep_access\b|\btouched\(/, say: 'read and write sets', within: 'compiler/' },
  { word: /\b(?:plan|Plan|separate)Turns\b|\bplan_turns\b|\bTurn\b/, say: 'dispatch list', within: 'runtime/' },
  { word: /\bseats?\b|\boffered\b/, say: 'worker slot, posted, claimed', within: 'runtime/' },
  { word: /\bpatience\b|\brestsUntil\b|\brests\b/, say: 'wake timeout, backoff', within: 'runtime/' },
  { word: /\bgiveBack\b/, say: 'release' },
  { word: /\bpauseModule\b|\bpauses\.ts/, say: 'spin wait' },
  { word: /\bgathered(?:Layout|Phases|Strip|_\w+)\b|\bGathered\w+/, say: 'implicit GEMM', within: 'kernels/wasm/' },
  { word: /\bkBlock\b/, say: 'kc (BLIS)' },
  { word: /\b[Pp]reparation\b/, say: 'packing', within: 'kernels/wasm/' },
  { word: /\btakers?\b|\bgivers?\b/, say: 'consumers, producers' },
  { word: /\bturning\.ts|\bnp\/joining\b/, say: 'flips and rotations, concatenation' },
  { word: /\bso many\b/, say: 'the number by its name' },
  { word: /\bis told\b/, say: 'gets, knows' },
]

/** Each private word in `files` (path relative to src or the repository, and text): `file:line: word: say …`. */
export function privateWords(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const [file, text] of files) {
    const lines = [file, ...text.split('\n')]
    for (const { word, say, within } of PRIVATE_WORDS) {
      if (within !== undefined && !file.startsWith(within)) continue
      for (const [i, line] of lines.entries()) {
        const match = word.exec(line)
        if (match) found.push(`${file}:${i}: ${match[0]}: say ${say}`)
      }
    }
  }
  return found
}
