/** The examples with recurrent nets and loops, shortened. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { learn as learnLetters } from '../../examples/char_rnn.ts'
import { SMALL, train, wordIds } from '../../examples/ptb_language_model.ts'
import { divided, learn as learnReversing, wordsOf } from '../../examples/reverse_words.ts'
import { learn as learnLines, sequences } from '../../examples/sequence_lengths.ts'
import { roots } from '../../examples/while_loop.ts'
import golden from '../golden/example_programs.json' with { type: 'json' }

const LICENSE = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8')

test("perplexities of the language model are TensorFlow's", { timeout: 60_000 }, () => {
  const lines: string[] = []
  const config = { ...SMALL, hidden: 24, batch: 8, steps: 6, epochs: 4, full_rate_epochs: 9 }
  const perplexities = train(LICENSE, config, line => lines.push(line))
  for (const [i, perplexity] of perplexities.entries())
    expect(perplexity / (golden.ptb_language_model[i] as number)).toBeCloseTo(1, 4)
  expect(perplexities).toHaveLength(4)
  expect(lines[3]).toMatch(/^epoch 4: perplexity 136\.2$/)
  expect(wordIds(LICENSE).words.length).toBeGreaterThan(400)
})

test('letters are learnt, and written', { timeout: 60_000 }, () => {
  const { losses, write } = learnLetters(LICENSE, { hidden: 48, batch: 16, length: 20, steps: 150 })
  expect(losses).toHaveLength(10)
  expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] as number))
  const text = write('The ', 60)
  expect(text).toHaveLength(60)
  expect([...text].every(letter => LICENSE.includes(letter))).toBe(true)
  // cold, it writes what it expects most
  expect(write('The ', 20, 1e-3)).toBe(write('The ', 20, 1e-3))
})

test('lines are told from noise, however long they are', { timeout: 60_000 }, () => {
  const { lengths, values } = sequences(50)
  expect(new Set(lengths).size).toBeGreaterThan(5)
  expect(values.every((row, i) => row.slice(lengths[i]).every(([value]) => value === 0))).toBe(true)
  const { accuracy, losses } = learnLines(400)
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] as number))
  expect(accuracy).toBeGreaterThan(0.8)
})

test('words are spelt backwards', { timeout: 120_000 }, () => {
  const { seen, unseen } = divided(wordsOf(LICENSE))
  expect(seen.filter(word => unseen.includes(word))).toEqual([])
  const { reverse, losses } = learnReversing(seen, 250)
  expect(losses.at(-1)).toBeLessThan(0.2 * (losses[0] as number))
  const backwards = (word: string): string => [...word].reverse().join('')
  const right = reverse(unseen).filter((made, i) => made === backwards(unseen[i] as string))
  expect(right.length).toBeGreaterThan(unseen.length / 2)
})

test.each([1, 2, 3])('roots of degree %i, and their derivatives through the loop', degree => {
  const values = [0.25, 1, 2, 10, 500]
  const found = roots(values, degree)
  for (const [i, value] of values.entries()) {
    expect((found.roots[i] as number) / value ** (1 / degree)).toBeCloseTo(1, 5)
    expect((found.derivatives[i] as number) / (found.expected[i] as number)).toBeCloseTo(1, 3)
  }
  expect(found.iterations).toBeLessThan(40)
})
