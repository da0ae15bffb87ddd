/** The words of a command line as Python's argparse reads them: which are options, and which words they take. */

/** A command line that is refused; whoever reads it catches it. */
export class UsageError extends Error {}

export interface Option {
  /** `-e`, `--epochs`. */
  readonly flags: readonly string[]
  /** How many words it takes, at least and at most. */
  readonly counts: readonly [number, number]
}

/** A negative number is a value, anything else that begins with a dash is an option. */
const isOption = (word: string): boolean => word.startsWith('-') && word !== '-' && !/^-\d+$|^-\d*\.\d+$/.test(word)

/** The options that `written` means: the one of that name, or those whose names begin so. */
function matching<O extends Option>(options: readonly O[], written: string): readonly { option: O; flag: string }[] {
  const named = options.flatMap(option => option.flags.map(flag => ({ option, flag })))
  const exact = named.filter(({ flag }) => flag === written)
  return exact.length > 0 || !written.startsWith('--') ? exact : named.filter(({ flag }) => flag.startsWith(written))
}

/** An option, as a word names it. */
interface Named<O> {
  readonly option: O
  readonly flag: string
  /** What hangs on the word: `--lr=3`, `-n3`. */
  readonly attached: string | undefined
}

function find<O extends Option>(options: readonly O[], word: string): Named<O> | undefined {
  const [, written = word, attached] = /^(--[^=]+)=([\s\S]*)$/.exec(word) ?? []
  const matches = matching(options, written)
  if (matches.length > 1)
    throw new UsageError(`ambiguous option: ${word} could match ${matches.map(({ flag }) => flag).join(', ')}`)
  if (matches[0]) return { ...matches[0], attached }
  const [short] = word.startsWith('--') ? [] : matching(options, word.slice(0, 2))
  return short && { ...short, attached: word.slice(2) }
}

/** Of options of one letter that are written as one word (`-xvf`) the last one; `take` gets the others. */
function joined<O extends Option>(options: readonly O[], named: Named<O>, take: (option: O, flag: string) => void) {
  let last = named
  while (last.option.counts[1] === 0 && last.attached && !last.flag.startsWith('--')) {
    const [next] = matching(options, `-${last.attached[0]}`)
    if (!next) break
    take(last.option, last.flag)
    last = { ...next, attached: last.attached.slice(1) || undefined }
  }
  return last
}

function expected(least: number, most: number): string {
  if (most === 1) return 'one argument'
  return most === least ? `${least} argument(s)` : 'at least one argument'
}

/** A word that no option takes. */
export interface OtherWord {
  readonly word: string
  /** It looks like an option, and no option has its name. */
  readonly isUnknownOption: boolean
}

/**
 * Tells `take` each option of `words`, in their order, with the words that it takes: false ends the reading. Gives back the words that no option
 * takes, and those behind `--`.
 */
export function readOptions<O extends Option>(
  options: readonly O[],
  words: readonly string[],
  take: (option: O, words: readonly string[], flag: string) => boolean,
): { readonly others: readonly OtherWord[]; readonly behindDashes: readonly string[] | undefined } {
  const others: OtherWord[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '--') return { others, behindDashes: words.slice(i + 1) }
    const named = isOption(word) ? find(options, word) : undefined
    if (!named) {
      others.push({ word, isUnknownOption: isOption(word) })
      continue
    }
    const taken: string[] = []
    const { option, flag, attached } = joined(options, named, (single, name) => take(single, [], name))
    const [least, most] = option.counts
    const refuse = (message: string) => new UsageError(`argument ${option.flags.join('/')}: ${message}`)
    if (attached !== undefined) {
      if (most === 0) throw refuse(`ignored explicit argument '${attached}'`)
      taken.push(attached)
    } else {
      while (taken.length < most && i + 1 < words.length && !isOption(words[i + 1] as string))
        taken.push(words[++i] as string)
    }
    if (taken.length < least) throw refuse(`expected ${expected(least, most)}`)
    if (!take(option, taken, flag)) break
  }
  return { others, behindDashes: undefined }
}
