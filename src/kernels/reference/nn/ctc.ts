/** Connectionist temporal classification (Graves et al., 2006; core/util/ctc/ctc_loss_calculator.h). The blank is the last class. */
import { invalidArgument } from '../../../errors/status.ts'

const NOTHING = Number.NEGATIVE_INFINITY
const logAdd = (a: number, b: number): number => {
  if (a === NOTHING) return b
  if (b === NOTHING) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}

export interface CtcOptions {
  /** Equal neighbours in the labels count once. */
  readonly collapse: boolean
  /** Equal neighbours in a path count once, unless a blank is between them. */
  readonly merge: boolean
}

/** The labels with blanks around each; TensorFlow's checks of them. */
function withBlanks(labels: readonly number[], time: number, classes: number, batch: number, { collapse }: CtcOptions): number[] {
  const blank = classes - 1
  const kept = labels.filter((label, i) => !(collapse && i > 0 && label === labels[i - 1]))
  if (kept.length > time) {
    throw invalidArgument(
      `Not enough time for target transition sequence (required: ${kept.length}, available: ${time}), skipping data instance in batch: ${batch}`,
    )
  }
  for (const label of kept) {
    if (label < 0 || label >= blank) {
      throw invalidArgument(
        `Saw a non-null label (index >= num_classes - 1) following a null label, batch: ${batch} num_classes: ${classes} labels: ${labels.join(',')}`,
      )
    }
  }
  return [blank, ...kept.flatMap(label => [label, blank])]
}

/**
 * Loss and gradient of one example. `logits(t, c)`: unnormalised scores; `gradient(t, c, value)` takes the derivative for
 * each of them.
 */
export function ctcLoss(
  logits: (t: number, c: number) => number,
  time: number,
  classes: number,
  labels: readonly number[],
  batch: number,
  options: CtcOptions,
  gradient: (t: number, c: number, value: number) => void,
): number {
  if (time === 0) return 0
  const path = withBlanks(labels, time, classes, batch, options)
  const blank = classes - 1
  const states = path.length
  const label = (u: number): number => path[u] as number
  // log softmax of each step
  const y = Array.from({ length: time }, (_, t) => {
    const row = Float64Array.from({ length: classes }, (_, c) => logits(t, c))
    const max = row.reduce((a, b) => Math.max(a, b), NOTHING)
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x - max), 0))
    return row.map(x => x - max - total)
  })
  const at = (t: number, u: number): number => (y[t] as Float64Array)[label(u)] as number
  /** Whether a path may go from state u to u + 2, over the blank between. */
  const skips = (u: number): boolean => label(u) !== blank && !(options.merge && label(u) === label(u + 2))
  const stays = (u: number): boolean => options.merge || label(u) === blank
  const first = (t: number): number => Math.max(0, states - 2 * (time - t))
  const last = (t: number): number => Math.min(states, 2 * (t + 1))

  const alpha = Array.from({ length: time }, () => new Float64Array(states).fill(NOTHING))
  const a = (t: number, u: number): number => (alpha[t] as Float64Array)[u] as number
  for (let u = 0; u < Math.min(2, states); u++) (alpha[0] as Float64Array)[u] = at(0, u)
  for (let t = 1; t < time; t++) {
    for (let u = first(t); u < last(t); u++) {
      let sum = stays(u) ? a(t - 1, u) : NOTHING
      if (u > 0) sum = logAdd(sum, a(t - 1, u - 1))
      if (u > 1 && skips(u - 2) && label(u) !== blank) sum = logAdd(sum, a(t - 1, u - 2))
      ;(alpha[t] as Float64Array)[u] = at(t, u) + sum
    }
  }
  const beta = Array.from({ length: time }, () => new Float64Array(states).fill(NOTHING))
  const b = (t: number, u: number): number => (beta[t] as Float64Array)[u] as number
  for (let u = Math.max(0, states - 2); u < states; u++) (beta[time - 1] as Float64Array)[u] = 0
  for (let t = time - 2; t >= 0; t--) {
    for (let u = first(t); u < last(t); u++) {
      let sum = stays(u) ? b(t + 1, u) + at(t + 1, u) : NOTHING
      if (u + 1 < states) sum = logAdd(sum, b(t + 1, u + 1) + at(t + 1, u + 1))
      if (u + 2 < states && skips(u)) sum = logAdd(sum, b(t + 1, u + 2) + at(t + 1, u + 2))
      ;(beta[t] as Float64Array)[u] = sum
    }
  }
  let total = NOTHING
  for (let u = 0; u < states; u++) total = logAdd(total, a(0, u) + b(0, u))
  // without any valid path there is no gradient either
  if (total === NOTHING) return Number.POSITIVE_INFINITY
  for (let t = 0; t < time; t++) {
    const share = new Float64Array(classes).fill(NOTHING)
    for (let u = 0; u < states; u++) share[label(u)] = logAdd(share[label(u)] as number, a(t, u) + b(t, u))
    for (let c = 0; c < classes; c++) gradient(t, c, Math.exp((y[t] as Float64Array)[c] as number) - Math.exp((share[c] as number) - total))
  }
  return -total
}

/** The most probable class of each step, without blanks; the negated sum of its logits. */
export function ctcGreedy(
  logits: (t: number, c: number) => number,
  time: number,
  classes: number,
  merge: boolean,
): { readonly labels: number[]; readonly score: number } {
  const labels: number[] = []
  let score = 0
  let before = -1
  for (let t = 0; t < time; t++) {
    let best = 0
    for (let c = 1; c < classes; c++) if (logits(t, c) > logits(t, best)) best = c
    score -= logits(t, best)
    if (best !== classes - 1 && !(merge && best === before)) labels.push(best)
    before = best
  }
  return { labels, score }
}
