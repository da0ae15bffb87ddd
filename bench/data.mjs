// The workloads' data: made-up numbers that every peer makes the same way. Plain JavaScript, so that the cold start needs no TypeScript.

/**
 * `n` numbers in [0, 1): murmur3's finaliser of a counter, 24 bits of it.
 * @param {number} n
 * @param {number} seed
 * @returns {Float32Array}
 */
export function uniform(n, seed) {
  const numbers = new Float32Array(n)
  const offset = Math.imul(seed, 0x9e3779b9)
  for (let i = 0; i < n; i++) {
    let h = (i + offset) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    numbers[i] = ((h ^ (h >>> 16)) >>> 8) / 2 ** 24
  }
  return numbers
}

/**
 * Batches of digit-like images `[batch, 784]` and one-hot labels `[batch, 10]`: ten sparse patterns, scaled pixel by pixel.
 * @param {number} batch
 * @param {number} [count]
 * @returns {{ images: Float32Array, labels: Float32Array }[]}
 */
export function digits(batch, count = 8) {
  const inked = uniform(7840, 1)
  const ink = uniform(7840, 2)
  return Array.from({ length: count }, (_, k) => {
    const classes = uniform(batch, 100 + k).map(value => Math.floor(value * 10))
    const images = uniform(batch * 784, 200 + k)
    const labels = new Float32Array(batch * 10)
    classes.forEach((digit, i) => {
      labels[i * 10 + digit] = 1
      for (let pixel = 0; pixel < 784; pixel++) {
        const at = digit * 784 + pixel
        images[i * 784 + pixel] = inked[at] < 0.2 ? ink[at] * (0.5 + 0.5 * images[i * 784 + pixel]) : 0
      }
    })
    return { images, labels }
  })
}
