/** Positions of true elements, found a word at a time: the same as element by element. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

test.each([[[131]], [[7, 11]], [[9, 64]], [[3, 5, 13]]])('rows that begin anywhere in a word: %j', shape => {
  const size = shape.reduce((a, b) => a * b)
  // one in five is true, and some words are false as a whole
  const numbers = Int32Array.from({ length: size }, (_, i) => (i * 7919) % 5)
  const expected = [...numbers.keys()]
    .filter(i => numbers[i] === 0 && i % 32 < 20)
    .map(i => {
      const coordinates: number[] = []
      let rest = i
      for (const dim of [...shape].reverse()) {
        coordinates.unshift(rest % dim)
        rest = Math.floor(rest / dim)
      }
      return coordinates
    })
  const flags = tf.np.array(Array.from(numbers, (n, i) => n === 0 && i % 32 < 20)).reshape(...shape)
  new tf.Graph().as_default(() => {
    const found = new tf.Session().run(tf.where(tf.placeholder_with_default(flags, shape))) as tf.NDArray
    expect(found.tolist().map((row: unknown[]) => row.map(Number))).toEqual(expected)
  })
})

test('a variable whose rows are shuffled into itself keeps each of them', () => {
  new tf.Graph().as_default(() => {
    const rows = Array.from({ length: 300 }, (_, i) => Array.from({ length: 100 }, () => i))
    const v = new tf.Variable(rows)
    const session = new tf.Session()
    session.run(v.initializer)
    for (let run = 0; run < 3; run++) session.run(tf.assign(v, tf.random_shuffle(v, 1)).op)
    const found = session.run(v).tolist() as number[][]
    expect(found).not.toEqual(rows)
    expect(found.sort((a, b) => (a[0] as number) - (b[0] as number))).toEqual(rows)
  })
})
