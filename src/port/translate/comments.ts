/** Comments and blank lines of a program, which its tree does not have. */

export interface Comment {
  readonly line: number
  readonly column: number
  /** Without its `#`. */
  readonly text: string
  /** Whether nothing else stands on the line. */
  readonly alone: boolean
}

const QUOTES = /('''|"""|'|")/y

/** The comments of a text; what stands in string literals is none. */
function findComments(lines: readonly string[]): { comments: Comment[]; blank: Set<number> } {
  const comments: Comment[] = []
  const blank = new Set<number>()
  let open: string | null = null
  for (const [i, line] of lines.entries()) {
    if (open === null && line.trim() === '') blank.add(i + 1)
    let at = 0
    while (at < line.length) {
      if (open !== null) {
        if (line[at] === '\\') at += 2
        else if (line.startsWith(open, at)) {
          at += open.length
          open = null
        } else at++
        continue
      }
      QUOTES.lastIndex = at
      const quote = QUOTES.exec(line)
      if (quote) {
        open = quote[0]
        at += open.length
      } else if (line[at] === '#') {
        comments.push({ line: i + 1, column: at, text: line.slice(at + 1), alone: line.slice(0, at).trim() === '' })
        break
      } else at++
    }
    // only long strings go on, and lines with a backslash
    if (open !== null && open.length === 1 && !line.endsWith('\\')) open = null
  }
  return { comments, blank }
}

/** Comments in the order of the text, each of them given out once. */
export class Comments {
  readonly #comments: readonly Comment[]
  readonly #blank: ReadonlySet<number>
  #next = 0
  #line = 0

  constructor(lines: readonly string[]) {
    const { comments, blank } = findComments(lines)
    this.#comments = comments
    this.#blank = blank
  }
  /** Comments on lines of their own, and blank lines, in front of a line. '' stands for a blank line. */
  before(line: number): string[] {
    const out: string[] = []
    for (
      let comment = this.#comments[this.#next];
      comment && comment.line < line;
      comment = this.#comments[this.#next]
    ) {
      if (this.#hasBlank(this.#line, comment.line) && out.at(-1) !== '') out.push('')
      out.push(commentText(comment.text))
      this.#line = comment.line
      this.#next++
    }
    if (this.#hasBlank(this.#line, line) && out.at(-1) !== '') out.push('')
    this.#line = Math.max(this.#line, line)
    return out
  }
  /** The comment behind the code of a line; null where there is none. */
  behind(line: number): string | null {
    const comment = this.#comments[this.#next]
    if (comment?.line !== line || comment.alone) return null
    this.#next++
    return commentText(comment.text)
  }
  /** Comments behind the last statement of a block, indented as far as it. */
  endOfBlock(column: number, limit: number): string[] {
    const out: string[] = []
    for (
      let comment = this.#comments[this.#next];
      comment?.alone && comment.line < limit && comment.column >= column;
      comment = this.#comments[this.#next]
    ) {
      if (this.#hasBlank(this.#line, comment.line)) out.push('')
      out.push(commentText(comment.text))
      this.#line = comment.line
      this.#next++
    }
    return out
  }
  #hasBlank(from: number, to: number): boolean {
    for (let line = to - 1; line > from; line--) {
      if (this.#blank.has(line)) return true
      // blank lines further up are those of something else
      if (line < to - 50) return false
    }
    return false
  }
}

const commentText = (text: string): string =>
  `//${text.startsWith(' ') || text === '' || /^[!#/-]/.test(text) ? '' : ' '}${text.trimEnd()}`
