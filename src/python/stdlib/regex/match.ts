/**
 * The matcher: Python's order of attempts, by backtracking with a stack of its own. Patterns whose attempts multiply end after a number of
 * steps that grows with the text.
 */
import { classTest, lower } from './characters.ts'
import type { Program } from './compile.ts'
import type { Assertion } from './tree.ts'

/** A match that takes longer ends: some half a second. */
const STEPS = 10_000_000
/** Every character of the text allows more. */
const STEPS_PER_CHARACTER = 1000
/** Numbers on the stack of attempts. */
const DEEPEST = 2 ** 25

/** A pattern that would go on for too long. */
export class TooManySteps extends Error {}

/** A text as the matcher reads it: by character, whatever JavaScript's strings are made of. */
export interface Subject {
  readonly length: number
  /** The character at a position. */
  code(at: number): number
  slice(from: number, to: number): string
  /** The next place of a character; -1 where there is none. */
  indexOf(char: string, from: number): number
}

let latest: { readonly text: string; readonly subject: Subject } | undefined

export function subjectOf(text: string): Subject {
  if (latest?.text === text) return latest.subject
  const subject = /[\ud800-\udfff]/.test(text) ? wideSubject([...text]) : plainSubject(text)
  latest = { text, subject }
  return subject
}

const plainSubject = (text: string): Subject => ({
  length: text.length,
  code: at => text.charCodeAt(at),
  slice: (from, to) => text.slice(from, to),
  indexOf: (char, from) => text.indexOf(char, from),
})

const wideSubject = (chars: readonly string[]): Subject => ({
  length: chars.length,
  code: at => (chars[at] as string).codePointAt(0) as number,
  slice: (from, to) => chars.slice(from, to).join(''),
  indexOf: (char, from) => chars.indexOf(char, from),
})

/** Entries of the stack: an attempt to go on elsewhere, one that gives back a character of a run or takes one more, a number to put back. */
const TRY = 0
const SHORTER = 1
const LONGER = 2
const PUT_BACK = 3
const ENTRY = 4

class Matcher {
  readonly #program: Program
  readonly #subject: Subject
  readonly #end: number
  /** Where groups begin and end, the group that was closed last, then the counts and the last beginnings of loops. */
  readonly #slots: Int32Array
  readonly #counts: number
  #stack = new Int32Array(256)
  #top = 0
  #left: number
  readonly #isWord: (code: number) => boolean
  /** Set for `fullmatch`: only matches that end there count. */
  readonly #whole: boolean

  constructor(program: Program, subject: Subject, end: number, whole: boolean) {
    this.#program = program
    this.#subject = subject
    this.#end = end
    this.#counts = 2 * (program.groups + 1) + 1
    this.#slots = new Int32Array(this.#counts + 2 * program.loops)
    this.#left = STEPS + STEPS_PER_CHARACTER * subject.length
    this.#isWord = classTest('w', program.unicode)
    this.#whole = whole
  }

  /** The groups of a match that begins at `start`, and the one closed last; undefined where there is none. */
  at(start: number): Int32Array | undefined {
    this.#slots.fill(-1)
    this.#top = 0
    const end = this.#run(0, start, 0, this.#whole)
    if (end < 0) return undefined
    this.#slots[0] = start
    this.#slots[1] = end
    return this.#slots.slice(0, this.#counts)
  }

  #push(kind: number, a: number, b: number, c: number): void {
    if (this.#top + ENTRY > this.#stack.length) {
      if (this.#stack.length >= DEEPEST) throw new TooManySteps()
      const larger = new Int32Array(this.#stack.length * 2)
      larger.set(this.#stack)
      this.#stack = larger
    }
    const stack = this.#stack
    stack[this.#top] = kind
    stack[this.#top + 1] = a
    stack[this.#top + 2] = b
    stack[this.#top + 3] = c
    this.#top += ENTRY
  }

  #set(slot: number, value: number): void {
    this.#push(PUT_BACK, slot, this.#slots[slot] as number, 0)
    this.#slots[slot] = value
  }

  /** The end of a match of the instructions from `start` on, or -1. Attempts below `floor` belong to someone else. */
  #run(start: number, from: number, floor: number, whole: boolean): number {
    const { code } = this.#program
    const subject = this.#subject
    const end = this.#end
    const slots = this.#slots
    let pc = start
    let pos = from
    for (;;) {
      if (--this.#left < 0) throw new TooManySteps()
      let ok = true
      const instruction = code[pc] as (typeof code)[number]
      switch (instruction.op) {
        case 'char':
          if (pos < end && instruction.test(subject.code(pos))) {
            pos++
            pc++
          } else ok = false
          break
        case 'split':
          this.#push(TRY, instruction.second, pos, 0)
          pc = instruction.first
          break
        case 'jump':
          pc = instruction.to
          break
        case 'save':
          this.#set(instruction.slot, pos)
          if (instruction.slot & 1) this.#set(this.#counts - 1, instruction.slot >> 1)
          pc++
          break
        case 'assert':
          ok = this.#holds(instruction.what, pos)
          pc++
          break
        case 'reference': {
          const length = this.#referenced(instruction.index, instruction.ignoreCase, pos)
          ok = length >= 0
          pos += length
          pc++
          break
        }
        case 'run': {
          const { test, least, most, lazy } = instruction
          const limit = Math.min(end, pos + (lazy ? least : most))
          let at = pos
          while (at < limit && test(subject.code(at))) at++
          this.#left -= (at - pos) >> 2
          if (at - pos < least) ok = false
          else {
            if (lazy) {
              if (at - pos < most) this.#push(LONGER, pc, at, Math.min(most - (at - pos), end - at))
            } else if (at - pos > least) this.#push(SHORTER, pc, at - 1, pos + least)
            pos = at
            pc++
          }
          break
        }
        case 'loop start': {
          const count = this.#counts + 2 * instruction.register
          this.#set(count, 0)
          this.#set(count + 1, -1)
          pc++
          break
        }
        case 'loop': {
          const { register, least, most, lazy, exit } = instruction
          const at = this.#counts + 2 * register
          const count = slots[at] as number
          const moved = slots[at + 1] !== pos
          if (count >= least && (count >= most || !moved)) pc = exit
          else if (count >= least && lazy) {
            // the body is tried where what follows fails
            this.#push(TRY, ~pc, pos, 0)
            pc = exit
          } else {
            if (count >= least) this.#push(TRY, exit, pos, 0)
            this.#set(at, count + 1)
            this.#set(at + 1, pos)
            pc++
          }
          break
        }
        case 'look':
          ok = this.#look(pc, pos, instruction.behind, instruction.negated)
          pc = instruction.next
          break
        case 'if':
          pc = (slots[2 * instruction.index + 1] as number) >= 0 ? pc + 1 : instruction.otherwise
          break
        case 'match':
          if (!whole || pos === end) return pos
          ok = false
      }
      if (ok) continue
      // back to the last attempt
      for (;;) {
        if (this.#top <= floor) return -1
        this.#top -= ENTRY
        const stack = this.#stack
        const kind = stack[this.#top] as number
        const a = stack[this.#top + 1] as number
        const b = stack[this.#top + 2] as number
        const c = stack[this.#top + 3] as number
        if (kind === PUT_BACK) {
          slots[a] = b
          continue
        }
        pos = b
        if (kind === TRY) {
          if (a >= 0) pc = a
          else pc = this.#enter(~a, pos)
        } else if (kind === SHORTER) {
          if (b > c) this.#push(SHORTER, a, b - 1, c)
          pc = a + 1
        } else {
          const run = code[a] as Extract<(typeof code)[number], { op: 'run' }>
          if (pos >= end || !run.test(subject.code(pos))) continue
          pos++
          if (c > 1) this.#push(LONGER, a, pos, c - 1)
          pc = a + 1
        }
        break
      }
    }
  }

  /** Enters the body of the loop at `pc`. */
  #enter(pc: number, pos: number): number {
    const { register } = this.#program.code[pc] as { readonly register: number }
    const at = this.#counts + 2 * register
    this.#set(at, (this.#slots[at] as number) + 1)
    this.#set(at + 1, pos)
    return pc + 1
  }

  /** Looks ahead or behind. Groups that are found ahead stay. */
  #look(pc: number, pos: number, behind: number | null, negated: boolean): boolean {
    const from = pos - (behind ?? 0)
    if (from < 0) return negated
    const floor = this.#top
    const before = this.#slots.slice()
    const found = this.#run(pc + 1, from, floor, false)
    const after = found >= 0 && !negated ? this.#slots.slice() : before
    this.#top = floor
    this.#slots.set(before)
    for (let slot = 0; slot < after.length; slot++)
      if (after[slot] !== before[slot]) this.#set(slot, after[slot] as number)
    return found >= 0 !== negated
  }

  #holds(what: Assertion, pos: number): boolean {
    const subject = this.#subject
    const end = this.#end
    const isNewline = (at: number): boolean => subject.code(at) === 10
    switch (what) {
      case 'start':
        return pos === 0
      case 'line start':
        return pos === 0 || isNewline(pos - 1)
      case 'end':
        return pos === end
      case 'line end':
        return pos === end || isNewline(pos)
      case 'last line end':
        return pos === end || (pos === end - 1 && isNewline(pos))
      case 'word':
      case 'not word': {
        // of an empty text neither holds
        if (subject.length === 0) return false
        const before = pos > 0 && this.#isWord(subject.code(pos - 1))
        const after = pos < end && this.#isWord(subject.code(pos))
        return (before !== after) === (what === 'word')
      }
      default:
        return what satisfies never
    }
  }

  /** How long the text of a group is, where it stands again at `pos`; -1 where it doesn't. */
  #referenced(index: number, ignoreCase: boolean, pos: number): number {
    const from = this.#slots[2 * index] as number
    const to = this.#slots[2 * index + 1] as number
    if (from < 0 || to < from || pos + to - from > this.#end) return -1
    const { unicode } = this.#program
    for (let i = 0; i < to - from; i++) {
      const [a, b] = [this.#subject.code(from + i), this.#subject.code(pos + i)]
      if (a !== b && !(ignoreCase && lower(a, unicode) === lower(b, unicode))) return -1
    }
    this.#left -= to - from
    return to - from
  }
}

/** How a match is to stand in the text: anywhere from `start` on, at `start`, or from there to the end. */
export type Anchoring = 'search' | 'match' | 'fullmatch'

/**
 * The groups of the first match: where each begins and ends, -1 where it has no part in it; at the end, the group that was closed last.
 * Throws TooManySteps.
 */
export function findMatch(
  program: Program,
  subject: Subject,
  start: number,
  end: number,
  anchoring: Anchoring,
): Int32Array | undefined {
  const matcher = new Matcher(program, subject, end, anchoring === 'fullmatch')
  if (anchoring !== 'search') return matcher.at(start)
  const { first } = program
  for (let at = start; at <= end; at++) {
    if (first !== null) {
      at = subject.indexOf(first, at)
      if (at < 0 || at > end) return undefined
    }
    const found = matcher.at(at)
    if (found) return found
  }
  return undefined
}
