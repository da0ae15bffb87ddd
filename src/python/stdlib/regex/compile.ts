/** Trees → instructions of the matcher. */
import { type CharTest, charTest, classTest, setTest } from './characters.ts'
import { ASCII, type Assertion, type Expression, type Pattern } from './tree.ts'

export type Instruction =
  | { readonly op: 'char'; readonly test: CharTest }
  /** Goes on at `first`; where that fails, at `second`. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  /** Repeats a single character. */
  | {
      readonly op: 'run'
      readonly test: CharTest
      readonly least: number
      readonly most: number
      readonly lazy: boolean
    }
  /** Begins to count in the registers of a loop. */
  | { readonly op: 'loop start'; readonly register: number }
  /** At the head of a loop: its body follows, `exit` is behind it. */
  | {
      readonly op: 'loop'
      readonly register: number
      readonly least: number
      readonly most: number
      readonly lazy: boolean
      exit: number
    }
  /** What is looked for follows, up to a `match`. */
  | { readonly op: 'look'; readonly behind: number | null; readonly negated: boolean; next: number }
  /** Goes to `otherwise` where a group has not matched. */
  | { readonly op: 'if'; readonly index: number; otherwise: number }
  | { readonly op: 'match' }

export interface Program {
  readonly code: readonly Instruction[]
  readonly groups: number
  /** How many loops count. */
  readonly loops: number
  readonly unicode: boolean
  /** The character that every match begins with, where it is one alone. */
  readonly first: string | null
}

class Compiler {
  readonly code: Instruction[] = []
  readonly #unicode: boolean
  loops = 0

  constructor(unicode: boolean) {
    this.#unicode = unicode
  }

  #singleTest(pattern: Pattern): CharTest | undefined {
    switch (pattern.kind) {
      case 'char':
        return charTest(pattern.code, pattern.ignoreCase, this.#unicode)
      case 'any':
        return pattern.newline ? () => true : code => code !== 10
      case 'set': {
        const { set } = pattern
        const [only] = set.classes
        if (only !== undefined && set.classes.length === 1 && set.ranges.length === 0 && !set.negated)
          return classTest(only, this.#unicode)
        return setTest(set, pattern.ignoreCase, this.#unicode)
      }
      default:
        return undefined
    }
  }

  add(pattern: Pattern): void {
    const { code } = this
    const single = this.#singleTest(pattern)
    if (single) {
      code.push({ op: 'char', test: single })
      return
    }
    switch (pattern.kind) {
      case 'empty':
        return
      case 'sequence':
        for (const item of pattern.items) this.add(item)
        return
      case 'assert':
        code.push({ op: 'assert', what: pattern.what })
        return
      case 'group':
        code.push({ op: 'save', slot: 2 * pattern.index })
        this.add(pattern.item)
        code.push({ op: 'save', slot: 2 * pattern.index + 1 })
        return
      case 'reference':
        code.push({ op: 'reference', index: pattern.index, ignoreCase: pattern.ignoreCase })
        return
      case 'either':
        this.#either(pattern.options)
        return
      case 'repeat':
        this.#repeat(pattern)
        return
      case 'look': {
        const look: Instruction = { op: 'look', behind: pattern.behind, negated: pattern.negated, next: 0 }
        code.push(look)
        this.add(pattern.item)
        code.push({ op: 'match' })
        look.next = code.length
        return
      }
      case 'if': {
        const test: Instruction = { op: 'if', index: pattern.index, otherwise: 0 }
        code.push(test)
        this.add(pattern.then)
        const jump: Instruction = { op: 'jump', to: 0 }
        code.push(jump)
        test.otherwise = code.length
        this.add(pattern.otherwise)
        jump.to = code.length
      }
    }
  }

  #either(options: readonly Pattern[]): void {
    const { code } = this
    const jumps: { op: 'jump'; to: number }[] = []
    for (const [i, option] of options.entries()) {
      if (i === options.length - 1) {
        this.add(option)
        break
      }
      const split: Instruction = { op: 'split', first: code.length + 1, second: 0 }
      code.push(split)
      this.add(option)
      const jump = { op: 'jump' as const, to: 0 }
      jumps.push(jump)
      code.push(jump)
      split.second = code.length
    }
    for (const jump of jumps) jump.to = code.length
  }

  #repeat({ item, least, most, lazy }: Extract<Pattern, { kind: 'repeat' }>): void {
    const { code } = this
    const single = this.#singleTest(item)
    if (single) {
      code.push({ op: 'run', test: single, least, most, lazy })
      return
    }
    const register = this.loops++
    code.push({ op: 'loop start', register })
    const head = code.length
    const loop: Instruction = { op: 'loop', register, least, most, lazy, exit: 0 }
    code.push(loop)
    this.add(item)
    code.push({ op: 'jump', to: head })
    loop.exit = code.length
  }
}

function firstChar(pattern: Pattern): string | null {
  if (pattern.kind === 'char') return pattern.ignoreCase ? null : String.fromCodePoint(pattern.code)
  if (pattern.kind === 'group') return firstChar(pattern.item)
  const [first] = pattern.kind === 'sequence' ? pattern.items : []
  return first ? firstChar(first) : null
}

/** Compiles a pattern. */
export function compilePattern({ root, groups, flags }: Expression, isText: boolean): Program {
  const unicode = isText && !(flags & ASCII)
  const compiler = new Compiler(unicode)
  compiler.add(root)
  compiler.code.push({ op: 'match' })
  return { code: compiler.code, groups, loops: compiler.loops, unicode, first: firstChar(root) }
}
