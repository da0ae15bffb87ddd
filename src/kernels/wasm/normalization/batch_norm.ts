/**
 * Batch normalisation of float32 over all dimensions but the last, made of reductions and elementwise passes. attrs: epsilon.
 * - `batch_norm` (attrs.training): x, scale, offset, mean, variance → y, mean, variance, and both as the gradient wants them
 * - `batch_norm_grad`: gradient, x, scale, mean, variance → gradients of x, scale and offset, and two arrays without elements
 * - `global_batch_norm` (attrs.scaled): x, mean, variance, beta, gamma → y
 * - `global_batch_norm_grad` (attrs.scaled): x, mean, variance, gamma, gradient → gradients of x, mean, variance, beta and gamma
 * In training mean and variance are those of x, which the arrays of that name don't hold then.
 */
import { numElements } from '../../../tensor/shape.ts'
import { call, input, literal, type Scalar } from '../../scalar.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { elementwiseKernel } from '../elementwise/elementwise.ts'
import { reduceKernel } from '../reduce/reduce.ts'
import { type Operand, type Phase, type Place, type Step, type WasmKernel, within } from '../step.ts'

/** A step that is a part of another. */
interface Part {
  readonly kernel: WasmKernel
  readonly step: Step
}

/** Makes parts; their intermediate vectors lie at the start of the scratch memory. */
class Parts {
  readonly list: Part[] = []
  readonly #rows: number
  readonly #channels: number
  readonly #scratch: Place
  #used = 0

  constructor(shape: readonly number[], scratch: Place) {
    this.#channels = shape.at(-1) ?? 1
    this.#rows = numElements(shape) / this.#channels
    this.#scratch = scratch
  }

  get rows(): number {
    return this.#rows
  }

  /** A vector over the channels. */
  vector(): Operand {
    const place = within(this.#scratch, this.#used)
    this.#used += 64 * Math.ceil((4 * this.#channels + 64) / 64)
    return { place, dtype: 'float32', shape: [this.#channels] }
  }

  /** `operand` as rows of channels. */
  matrix(operand: Operand): Operand {
    return { ...operand, shape: [this.#rows, this.#channels] }
  }

  /** Sums (or means) of an expression of matrices and vectors, over the rows. */
  reduce(reduction: 'sum' | 'mean', inputs: readonly Operand[], scalar: Scalar, output: Operand): void {
    const attrs = { reduction, axes: [0], keep_dims: false, shape: [this.#rows, this.#channels] }
    this.list.push({ kernel: reduceKernel, step: { kernel: 'reduce', inputs, outputs: [output], attrs, scalar } })
  }

  compute(inputs: readonly Operand[], ...results: readonly (readonly [Operand, Scalar])[]): void {
    const [scalar, ...further] = results.map(([, value]) => value) as [Scalar, ...Scalar[]]
    const outputs = results.map(([operand]) => operand)
    this.list.push({
      kernel: elementwiseKernel,
      step: { kernel: 'elementwise', inputs, outputs, attrs: {}, scalar, further },
    })
  }

  /** Bytes of scratch that all parts need. */
  scratchBytes(): number {
    return this.#used + Math.max(0, ...this.list.map(({ kernel, step }) => kernel.scratchBytes?.(step) ?? 0))
  }

  emit(module: ModuleBuilder): readonly Phase[] | undefined {
    const scratch = within(this.#scratch, this.#used)
    const phases: Phase[] = []
    for (const { kernel, step } of this.list) {
      const own = kernel.emit(module, { ...step, scratch })
      if (own === undefined) return undefined
      phases.push(...own)
    }
    return phases
  }
}

const x0 = input(0)
const [x1, x2, x3, x4, x5] = [1, 2, 3, 4, 5].map(input) as [Scalar, Scalar, Scalar, Scalar, Scalar]
const add = (a: Scalar, b: Scalar): Scalar => call('add', a, b)
const sub = (a: Scalar, b: Scalar): Scalar => call('sub', a, b)
const mul = (a: Scalar, b: Scalar): Scalar => call('mul', a, b)
const div = (a: Scalar, b: Scalar): Scalar => call('div', a, b)

const epsilonOf = (step: Step): Scalar => literal(Math.fround(step.attrs['epsilon'] as number))

/** A kernel of parts. `describe` may take its operands for granted: all are float32. */
function composed(
  describe: (step: Step, parts: Parts, inputs: readonly Operand[], outputs: readonly Operand[]) => void,
  imageAt: number,
): WasmKernel {
  const partsOf = (step: Step, scratch: Place): Parts | undefined => {
    const image = step.inputs[imageAt]
    if (image === undefined || image.shape.length === 0 || numElements(image.shape) === 0) return undefined
    if ([...step.inputs, ...step.outputs].some(({ dtype }) => dtype !== 'float32')) return undefined
    const parts = new Parts(image.shape, scratch)
    describe(step, parts, step.inputs, step.outputs)
    return parts
  }
  return {
    scratchBytes: step => partsOf(step, { base: 'arena', offset: 0 })?.scratchBytes() ?? 0,
    emit: (module, step) => (step.scratch === undefined ? undefined : partsOf(step, step.scratch)?.emit(module)),
  }
}

const batchNorm = composed((step, parts, inputs, outputs) => {
  const [image, scale, offset, givenMean, givenVariance] = inputs as [Operand, Operand, Operand, Operand, Operand]
  const [y, mean, variance, keptMean, keptVariance] = outputs as [Operand, Operand, Operand, Operand, Operand]
  const x = parts.matrix(image)
  const factor = parts.vector()
  const training = step.attrs['training'] === true
  if (training) {
    parts.reduce('mean', [x], x0, keptMean)
    parts.reduce('mean', [x, keptMean], call('square', sub(x0, x1)), keptVariance)
  }
  // the variance is reported without bias, but kept as it is
  const adjust = training ? parts.rows / Math.max(parts.rows - 1, 1) : 1
  const moments = training ? [keptMean, keptVariance] : [givenMean, givenVariance]
  parts.compute(
    [...moments, scale],
    [factor, mul(x2, call('rsqrt', add(x1, epsilonOf(step))))],
    [mean, x0],
    [variance, mul(x1, literal(Math.fround(adjust)))],
    ...(training
      ? []
      : ([
          [keptMean, x0],
          [keptVariance, x1],
        ] as const)),
  )
  parts.compute([x, moments[0] as Operand, factor, offset], [parts.matrix(y), add(mul(sub(x0, x1), x2), x3)])
}, 0)

const batchNormGrad = composed((step, parts, inputs, outputs) => {
  const [gradient, image, scale, mean, variance] = inputs as [Operand, Operand, Operand, Operand, Operand]
  const [dx, dscale, doffset] = outputs as [Operand, Operand, Operand]
  const [dy, x] = [parts.matrix(gradient), parts.matrix(image)]
  const [product, factor, shift, slope] = [parts.vector(), parts.vector(), parts.vector(), parts.vector()]
  const count = literal(parts.rows)
  parts.reduce('sum', [dy], x0, doffset)
  parts.reduce('sum', [dy, x, mean], mul(x0, sub(x1, x2)), product)
  const spread = add(x3, epsilonOf(step))
  const root = call('rsqrt', spread)
  parts.compute(
    [doffset, product, scale, variance],
    [dscale, mul(x1, root)],
    [factor, mul(x2, root)],
    [shift, div(x0, count)],
    [slope, div(div(x1, count), spread)],
  )
  parts.compute(
    [dy, x, mean, factor, shift, slope],
    [parts.matrix(dx), mul(x3, sub(sub(x0, x4), mul(sub(x1, x2), x5)))],
  )
}, 1)

const globalBatchNorm = composed((step, parts, inputs, outputs) => {
  const [image, mean, variance, beta, gamma] = inputs as [Operand, Operand, Operand, Operand, Operand]
  const factor = parts.vector()
  const root = call('rsqrt', add(x0, epsilonOf(step)))
  parts.compute([variance, gamma], [factor, step.attrs['scaled'] === true ? mul(x1, root) : root])
  parts.compute(
    [parts.matrix(image), mean, factor, beta],
    [parts.matrix(outputs[0] as Operand), add(mul(sub(x0, x1), x2), x3)],
  )
}, 0)

const globalBatchNormGrad = composed((step, parts, inputs, outputs) => {
  const [image, mean, variance, gamma, gradient] = inputs as [Operand, Operand, Operand, Operand, Operand]
  const [dx, dm, dv, db, dg] = outputs as [Operand, Operand, Operand, Operand, Operand]
  const [x, dy] = [parts.matrix(image), parts.matrix(gradient)]
  const [product, factor] = [parts.vector(), parts.vector()]
  parts.reduce('sum', [dy], x0, db)
  parts.reduce('sum', [dy, x, mean], mul(x0, sub(x1, x2)), product)
  const spread = add(x2, epsilonOf(step))
  const root = call('rsqrt', spread)
  const scaled = step.attrs['scaled'] === true
  const gain = scaled ? mul(root, x3) : root
  parts.compute(
    [db, product, variance, gamma],
    [factor, gain],
    [dm, call('neg', mul(x0, gain))],
    [dv, mul(mul(literal(-0.5), x1), div(gain, spread))],
    [dg, scaled ? mul(x1, root) : literal(0)],
  )
  parts.compute([dy, factor], [parts.matrix(dx), mul(x0, x1)])
}, 0)

export const BATCH_NORM_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['batch_norm', batchNorm],
  ['batch_norm_grad', batchNormGrad],
  ['global_batch_norm', globalBatchNorm],
  ['global_batch_norm_grad', globalBatchNormGrad],
]
