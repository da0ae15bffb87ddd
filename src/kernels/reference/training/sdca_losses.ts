/** The losses that dual coordinate ascent knows, with their duals (core/kernels/{logistic,squared,hinge,smooth-hinge}-loss.h). */

export type LossName = 'logistic_loss' | 'squared_loss' | 'hinge_loss' | 'smooth_hinge_loss'

/** An example whose dual is updated. `norm`: its squared norm over l2, times its weight and the number of partitions. */
export interface DualStep {
  readonly label: number
  readonly dual: number
  readonly prediction: number
  readonly norm: number
}
export interface Loss {
  /** Labels are 0 and 1, which stand for -1 and 1. */
  readonly binary: boolean
  /** The dual that is best for an example while the others stay. */
  dual(step: DualStep): number
  primalLoss(prediction: number, label: number): number
  dualLoss(dual: number, label: number, weight: number): number
  /** How the primal loss falls with the prediction. */
  derivative(prediction: number, label: number): number
  readonly smoothness: number
}

const LARGEST = Number.MAX_VALUE
/** Newton's method has converged long before. */
const NEWTON_STEPS = 10

/** x · log(x), 0 for what has no logarithm. */
const entropy = (x: number): number => (x > 0 ? x * Math.log(x) : x * 0)

const logistic: Loss = {
  binary: true,
  dual: ({ label, dual, prediction, norm }) => {
    // the dual is (1 + tanh x) / 2y: a variable without bounds
    let x = 0
    for (let i = 0; i < NEWTON_STEPS; i++) {
      const tanh = Math.tanh(x)
      const value = -2 * label * x - prediction - norm * ((0.5 * (1 + tanh)) / label - dual)
      const slope = -2 * label - (norm * (1 - tanh * tanh) * 0.5) / label
      x -= value / slope
    }
    return (0.5 * (1 + Math.tanh(x))) / label
  },
  primalLoss: (prediction, label) => {
    const margin = label * prediction
    return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
  },
  dualLoss: (dual, label, weight) => (entropy(dual * label) + entropy(1 - dual * label)) * weight,
  derivative: (prediction, label) => {
    const margin = label * prediction
    return (margin > 0 ? Math.exp(-margin) / (1 + Math.exp(-margin)) : 1 / (1 + Math.exp(margin))) * label
  },
  smoothness: 4,
}

const squared: Loss = {
  binary: false,
  dual: ({ label, dual, prediction, norm }) => dual + (label - dual - prediction) / (1 + norm),
  primalLoss: (prediction, label) => 0.5 * (prediction - label) ** 2,
  dualLoss: (dual, label, weight) => dual * (0.5 * dual - label) * weight,
  derivative: (prediction, label) => prediction - label,
  smoothness: 1,
}

/** A dual whose product with the label stays between 0 and 1. */
function bounded(candidate: number, label: number): number {
  if (label * candidate < 0) return 0
  return label * candidate > 1 ? label : candidate
}

const hinge: Loss = {
  binary: true,
  dual: ({ label, dual, prediction, norm }) => bounded(dual + (label - prediction) / norm, label),
  primalLoss: (prediction, label) => {
    const short = 1 - label * prediction
    // 0 for NaN, too, which Math.max would keep
    if (short > 0) return short
    return 0
  },
  dualLoss: (dual, label, weight) => (dual * label < 0 || dual * label > 1 ? LARGEST : -dual * label * weight),
  derivative: (prediction, label) => (label * prediction < 1 ? label : 0),
  smoothness: 0,
}

const smoothHinge: Loss = {
  binary: true,
  dual: ({ label, dual, prediction, norm }) => bounded(dual + (label - prediction - dual) / (norm + 1), label),
  primalLoss: (prediction, label) => {
    const short = 1 - label * prediction
    if (short <= 0) return 0
    return short >= 1 ? short - 0.5 : 0.5 * short * short
  },
  dualLoss: (dual, label, weight) =>
    dual * label < 0 || dual * label > 1 ? LARGEST : (-dual * label + 0.5 * dual * dual) * weight,
  derivative: (prediction, label) => {
    const margin = label * prediction
    if (margin >= 1) return 0
    return margin <= 0 ? label : (1 - margin) * label
  },
  smoothness: 1,
}

export const LOSSES: Readonly<Record<LossName, Loss>> = {
  logistic_loss: logistic,
  squared_loss: squared,
  hinge_loss: hinge,
  smooth_hinge_loss: smoothHinge,
}
