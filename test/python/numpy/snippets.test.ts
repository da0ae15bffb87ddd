/** Random programs that use numpy print what CPython 2.7 with numpy 1.16 printed; scripts/numpy_snippets.ts makes and records them. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { printed, pythonThatPrints } from '../../../scripts/numpy_snippets.ts'

const recorded = JSON.parse(
  gunzipSync(readFileSync(new URL('../../golden/numpy_snippets.json.gz', import.meta.url))).toString(),
) as [text: string, answer: string][]

/** What differs, as docs/numpy.md says: the answers of such programs are not compared. */
const DIFFERENCES: readonly (readonly [reason: string, program: RegExp, answer?: RegExp])[] = [
  ['elements of arrays of text are plain texts', /choice\(\['a'/, /string_/],
  ['unsigned numbers of 32 and 64 bits are int64', /'uint(8|16)'/, /uint(32|64)|\dL|^\d+\.\d+ /m],
  ['functions of floats are those of V8', /\*\*|np\.(exp|power|tanh|sin|log1p|logspace|hypot|arctan2)/],
  [
    'products are summed in another order',
    /np\.(dot|matmul|inner|tensordot|vdot|einsum|kron|outer|cov|corrcoef)|\.dot/,
  ],
]
const isKnown = (text: string, answer: string): boolean =>
  DIFFERENCES.some(([, program, wanted]) => program.test(text) && (wanted === undefined || wanted.test(answer)))

test('a thousand random programs print what numpy printed', async () => {
  const python = await pythonThatPrints()
  const different = recorded.filter(([text, answer]) => printed(python, text) !== answer)
  expect(recorded.length).toBeGreaterThanOrEqual(1000)
  expect(different.filter(([text, answer]) => !isKnown(text, answer))).toEqual([])
  // most of those that may differ do not
  expect(different.length).toBeLessThan(recorded.length / 50)
}, 120_000)
