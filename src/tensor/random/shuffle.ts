/** The order in which RandomShuffle puts the rows of its input. */
import { BLOCK_WORDS, type Philox } from './philox.ts'

/** Blocks that one run takes for `rows` rows. */
export const shuffleBlocks = (rows: number): number => Math.ceil((rows - 1) / BLOCK_WORDS)

/** Row `i` of the output is row `result[i]` of the input. One word for each row but the last. */
export function shuffleOrder(generator: Philox, rows: number): Int32Array<ArrayBuffer> {
  const order = new Int32Array(rows)
  for (let i = 0; i < rows; i += 1) order[i] = i
  for (let i = 0; i < rows - 1; i += 1) {
    const other = i + (generator.word() % (rows - i))
    const moved = order[i] as number
    order[i] = order[other] as number
    order[other] = moved
  }
  return order
}
