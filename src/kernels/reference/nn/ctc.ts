/** Connectionist temporal classification (Graves et al., 2006; core/util/ctc/ctc_loss_calculator.h). The blank is the last class. */
import { invalidArgument } from '../../../errors/status.ts'

const NOTHING = Number.NEGATIVE_INFINITY
const logAdd = (a: number, b: number): number => {
  if (a === NOTHING) return b
  if (b === NOTHING) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}

/** The labels of an example without repetitions, as far as there are some: a blank ends them. TensorFlow's checks of them. */
export function ctcLabels(
  labels: readonly number[],
  time: number,
  classes: number,
  batch: number,
  collapse: boolean,
): number[] {
  if (labels.length === 0) throw invalidArgument(`Labels length is zero in batch ${batch}`)
  const kept: number[] = []
  let ended = false
  for (const [i, label] of labels.entries()) {
    if (collapse && i > 0 && label === labels[i - 1]) continue
    if (label >= classes - 1) {
      ended = true
    } else if (ended) {
      throw invalidArgument(
        `Saw a non-null label (index >= num_classes - 1) following a null label, batch: ${batch} num_classes: ${classes} labels: ${kept.join(',')}`,
      )
    } else {
      kept.push(label)
    }
  }
  if (kept.some(label => label < 0))
    throw invalidArgument(`All labels must be nonnegative integers, batch: ${batch} labels: ${kept.join(',')}`)
  if (labels.length > time) {
    throw invalidArgument(
      `Not enough time for target transition sequence (required: ${labels.length}, available: ${time}), skipping data instance in batch: ${batch}`,
    )
  }
  return kept
}

/**
 * Loss and gradient of one example. `logits(t, c)`: unnormalised scores; `labels`: checked ones; `merge`: equal neighbours in a path count
 * once, unless a blank is between them; `gradient(t, c, value)` takes the derivative for each score.
 */
export function ctcLoss(
  logits: (t: number, c: number) => number,
  time: number,
  classes: number,
  labels: readonly number[],
  merge: boolean,
  gradient: (t: number, c: number, value: number) => void,
): number {
  const blank = classes - 1
  const path = [blank, ...labels.flatMap(each => [each, blank])]
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
  const skips = (u: number): boolean => label(u) !== blank && !(merge && label(u) === label(u + 2))
  const stays = (u: number): boolean => merge || label(u) === blank
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
  for (let t = 0; t < time; t++) {
    const share = new Float64Array(classes).fill(NOTHING)
    for (let u = 0; u < states; u++) share[label(u)] = logAdd(share[label(u)] as number, a(t, u) + b(t, u))
    for (let c = 0; c < classes; c++) {
      // without any valid path no class has a share
      const part = total === NOTHING ? 0 : Math.exp((share[c] as number) - total)
      gradient(t, c, Math.exp((y[t] as Float64Array)[c] as number) - part)
    }
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
