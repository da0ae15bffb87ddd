/** The random order of an adaptive pass (sdca_internal.cc, SampleAdaptativeProbabilities). */

/** Draws numbers with probabilities in proportion to `weights`; all alike where their sum is not positive and finite. */
function sampler(weights: readonly number[]): () => number {
  const sums: number[] = []
  let total = 0
  for (const weight of weights) sums.push((total += weight))
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) return () => Math.floor(Math.random() * weights.length)
  return () => {
    const drawn = Math.random() * total
    return sums.findIndex(sum => drawn < sum)
  }
}

/**
 * As many examples as there are, some of them perhaps more than once: each time that an example has been drawn makes it ten times less
 * likely to be taken again. After as many refusals as there are examples, what is left of the order is the first example over and over,
 * as in TensorFlow.
 */
export function exampleOrder(weights: readonly number[]): number[] {
  const draw = sampler(weights)
  const taken = weights.map(() => 0)
  const order: number[] = []
  for (let refused = 0; order.length < weights.length && refused < weights.length; ) {
    const example = draw()
    if (Math.random() > 0.1 ** (taken[example] as number)) refused++
    else {
      taken[example] = (taken[example] as number) + 1
      order.push(example)
    }
  }
  while (order.length < weights.length) order.push(0)
  return order
}
