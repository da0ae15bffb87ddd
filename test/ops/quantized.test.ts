/** Quantized arithmetic as TensorFlow 0.12.1 does it (generators/quantized.py): levels, ranges and errors, on both executors. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

type Encoded = readonly [dtype: string, shape: readonly number[], data: string]
interface Case {
  readonly op: string
  readonly attrs: Readonly<Record<string, unknown>>
  readonly inputs: readonly Encoded[]
  readonly outputs?: readonly Encoded[]
  readonly error?: readonly [type: string, message: string]
}
const cases = JSON.parse(
  gunzipSync(readFileSync(new URL('../golden/quantized.json.gz', import.meta.url))).toString(),
) as Case[]

const decoded = ([dtype, shape, data]: Encoded): tf.NDArray =>
  tf.NDArray.from_bytes(dtype, shape, Uint8Array.from(Buffer.from(data, 'base64')))
/** Exact, but for which NaN it is. */
const text = (array: tf.NDArray): string =>
  `${array.dtype.name}[${array.shape}] ${Array.from(array.data as Float32Array, x => (Object.is(x, -0) ? '-0' : String(x))).join(' ')}`

/** The placeholders that the op takes, by argument. */
function placeholders(def: OpDef, { attrs, inputs }: Case): [Record<string, unknown>, tf.Tensor[]] {
  const all = inputs.map(([dtype]) => tf.placeholder(dtype as tf.DTypeLike))
  const args: Record<string, unknown> = {}
  let at = 0
  for (const { name, numberAttr } of def.inputs) {
    const count = numberAttr === undefined ? 1 : (attrs[numberAttr] as number)
    args[name] = numberAttr === undefined ? all[at] : all.slice(at, at + count)
    at += count
  }
  return [args, all]
}

function answer(one: Case): unknown {
  return new tf.Graph().as_default(() => {
    const def = lookupOp(one.op) as OpDef
    const [args, inputs] = placeholders(def, one)
    const inferred = new Set(def.inputs.flatMap(({ typeAttr, numberAttr }) => [typeAttr, numberAttr]))
    const attrs = Object.fromEntries(Object.entries(one.attrs).filter(([name]) => !inferred.has(name)))
    try {
      const { outputs } = applyOp(def, { ...args, ...attrs })
      using session = new tf.Session()
      const feeds = inputs.map((input, i) => [input, decoded(one.inputs[i] as Encoded)] as const)
      return session
        .run([...outputs], { feed_dict: feeds })
        .map((value: never, i: number) => text(tf.NDArray.of(value, outputs[i]?.dtype as tf.DType)))
    } catch (error) {
      return [(error as Error).constructor.name, (error as Error).message.split('\n\t [[Node')[0]]
    }
  })
}

const ops = [...new Set(cases.map(({ op }) => op))]
describe.each(['compiled', 'reference'])('%s', executor => {
  test.each(ops)('%s', op => {
    using _executor = executing(executor)
    for (const one of cases) {
      if (one.op !== op) continue
      // NaN has a sign in C
      const error = one.error?.map(line => line.replaceAll('-nan', 'nan'))
      const expected = error ?? (one.outputs as Encoded[]).map(each => text(decoded(each)))
      expect(answer(one), JSON.stringify(one)).toEqual(expected)
    }
  })
})
