/** Beam search over label sequences (core/util/ctc/ctc_beam_search.h, without a language model). The blank is the last class. */
import { invalidArgument } from '../../../errors/status.ts'
import { TopN } from '../arrays/heap_order.ts'

const { fround } = Math
const NEVER = Number.NEGATIVE_INFINITY

/** log(eᵃ + eᵇ) in single precision. */
function logSum(a: number, b: number): number {
  if (a === NEVER && b === NEVER) return NEVER
  const [large, small] = a > b ? [a, b] : [b, a]
  return fround(large + fround(Math.log1p(fround(Math.exp(fround(small - large))))))
}

/** Log-probabilities of a prefix: all its alignments, those that end in a blank, and those that end in its label. */
class Probability {
  total = NEVER
  blank = NEVER
  label = NEVER
  clear(): void {
    this.total = NEVER
    this.blank = NEVER
    this.label = NEVER
  }
  set(other: Probability): void {
    this.total = other.total
    this.blank = other.blank
    this.label = other.label
  }
}

/** A prefix: the label that it ends in, and the prefix before that. */
class Prefix {
  readonly parent: Prefix | undefined
  readonly label: number
  readonly old = new Probability()
  readonly now = new Probability()
  #children: Prefix[] | undefined

  constructor(parent: Prefix | undefined, label: number) {
    this.parent = parent
    this.label = label
  }
  /** Whether it is in the beam. */
  get active(): boolean {
    return this.now.total !== NEVER
  }
  /** One for each label. */
  children(labels: number): readonly Prefix[] {
    this.#children ??= Array.from({ length: labels }, (_, label) => new Prefix(this, label))
    return this.#children
  }
  labels(mergeRepeated: boolean): number[] {
    const labels: number[] = []
    let before = -1
    for (let prefix: Prefix = this; prefix.parent; prefix = prefix.parent) {
      if (!mergeRepeated || prefix.label !== before) labels.push(prefix.label)
      before = prefix.label
    }
    return labels.reverse()
  }
}

const better = (a: Prefix, b: Prefix): boolean => a.now.total > b.now.total

export interface DecodedPath {
  readonly labels: readonly number[]
  /** log-probability of the path, the largest logit of each step being 0. */
  readonly score: number
}

/** The beam of one sequence. */
export class BeamSearch {
  readonly #classes: number
  readonly #width: number
  #beam: TopN<Prefix>

  constructor(classes: number, width: number) {
    this.#classes = classes
    this.#width = width
    this.#beam = new TopN(width, better)
    const root = new Prefix(undefined, -1)
    root.now.total = 0
    root.now.blank = 0
    this.#beam.push(root)
  }

  /** Takes the logits of the next step. */
  step(logits: readonly number[]): void {
    const largest = logits.reduce((a, b) => Math.max(a, b), NEVER)
    const input = Float32Array.from(logits, logit => logit - largest)
    const blank = input[this.#classes - 1] as number
    const branches = this.#beam.extract()
    this.#beam = new TopN(this.#width, better)
    for (const branch of branches) branch.old.set(branch.now)
    for (const branch of branches) {
      const { old, now, parent, label } = branch
      if (parent) {
        if (parent.active) now.label = logSum(now.label, label === parent.label ? parent.old.blank : parent.old.total)
        now.label = fround(now.label + (input[label] as number))
      }
      now.blank = fround(old.total + blank)
      now.total = logSum(now.blank, now.label)
      this.#beam.push(branch)
    }
    for (const branch of branches) if (this.#fits(branch.old)) this.#extend(branch, input)
  }
  /** Whether a prefix of this probability gets into the beam. */
  #fits({ total }: Probability): boolean {
    return total > NEVER && (this.#beam.size < this.#width || total > this.#beam.worst.now.total)
  }
  #extend(branch: Prefix, input: Float32Array): void {
    for (const child of branch.children(this.#classes - 1)) {
      if (child.active) continue
      child.now.blank = NEVER
      child.now.label = fround(
        (input[child.label] as number) + (child.label === branch.label ? branch.old.blank : branch.old.total),
      )
      child.now.total = child.now.label
      if (this.#fits(child.now)) {
        // who leaves a full beam is not active any more
        // who leaves a full beam is not active any more; TensorFlow takes the last place of the beam for such a change, too
        const { worst } = this.#beam
        this.#beam.push(child)
        if (this.#beam.size === this.#width) worst.now.clear()
      } else {
        child.old.clear()
        child.now.clear()
      }
    }
  }

  /** The `count` best paths, best first. */
  best(count: number, mergeRepeated: boolean): DecodedPath[] {
    if (count > this.#width) throw invalidArgument('requested more paths than the beam width.')
    if (count > this.#beam.size) throw invalidArgument('Less leaves in the beam search than requested.')
    const best = new TopN<Prefix>(count, better)
    for (const prefix of this.#beam.unsorted) best.push(prefix)
    return best.extract().map(prefix => ({ labels: prefix.labels(mergeRepeated), score: prefix.now.total }))
  }
}
