/** Crosses of features and buckets: nodes by themselves give what TensorFlow 0.12.1 gave (generators/contrib_layers_ops.py). */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { applyOp } from '../../../src/graph/build/apply_op.ts'
import { lookupOp, type OpDef } from '../../../src/graph/op_def.ts'
import * as tf from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'

interface Told {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly values: readonly (number | string)[]
}
interface Case {
  readonly op: string
  /** How many tensors each input argument has. */
  readonly lengths: readonly number[]
  readonly inputs: readonly Told[]
  readonly attrs: Readonly<Record<string, string | number | boolean | readonly number[]>>
  readonly outputs?: readonly Told[]
  readonly error?: readonly [type: string, message: string]
  /** TensorFlow's process ends. */
  readonly aborts?: true
}
const file = new URL('../../golden/contrib_layers_ops.json.gz', import.meta.url)
const { cases, statics } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
  readonly cases: readonly Case[]
  readonly statics: readonly {
    readonly op: string
    readonly lengths: readonly number[]
    readonly given: readonly (readonly number[] | null)[]
    readonly shapes: readonly string[]
  }[]
}

const FLOATS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}
function arrayOf({ dtype, shape, values }: Told): tf.NDArray {
  const items = values.map(value => {
    if (dtype === 'string') return Buffer.from(String(value), 'latin1')
    if (dtype === 'int64') return BigInt(value)
    return FLOATS[value] ?? Number(value)
  })
  return tf.NDArray.of(items as never, dtype as DTypeLike).reshape(...shape)
}
const scalar = (value: unknown): unknown =>
  Buffer.isBuffer(value) ? value.toString('latin1') : typeof value === 'bigint' ? String(value) : value
/** A fetched value: rank 0 gives plain ones. */
const plain = (value: unknown, { dtype }: tf.Tensor): unknown =>
  value instanceof tf.NDArray
    ? { dtype: value.dtype.name, shape: [...value.shape], values: Array.from(value.data as ArrayLike<unknown>, scalar) }
    : { dtype: dtype.name, shape: [], values: [scalar(value)] }

/** The placeholders of a node's inputs, list by list, and the node. */
function node(op: string, lengths: readonly number[], holders: readonly tf.Tensor[], attrs: object): tf.Operation {
  const def = lookupOp(op) as OpDef
  let at = 0
  const inputs = def.inputs.map((arg, i) => {
    const own = holders.slice(at, at + (lengths[i] as number))
    at += own.length
    return [arg.name, (arg.numberAttr ?? arg.typeListAttr) ? own : own[0]]
  })
  return applyOp(def, { ...Object.fromEntries(inputs), ...attrs })
}

function ran({ op, lengths, inputs, attrs }: Case): unknown {
  return new tf.Graph().as_default(() => {
    const feeds = inputs.map(told => [tf.placeholder(told.dtype as DTypeLike), arrayOf(told)] as const)
    const made = node(
      op,
      lengths,
      feeds.map(([holder]) => holder),
      attrs,
    )
    return tf.with(new tf.Session(), session => {
      try {
        const values = session.run([...made.outputs], { feed_dict: feeds as never }) as unknown[]
        return { outputs: values.map((value, i) => plain(value, made.outputs[i] as tf.Tensor)) }
      } catch (error) {
        return { error: [(error as Error).constructor.name, (error as Error).message.split('\n')[0]] }
      }
    })
  })
}

test.each(cases.map((one, i) => [`${one.op} ${i}`, one] as const))('%s', (_name, one) => {
  const got = ran(one)
  if (one.aborts) expect(got).toEqual({ error: ['InvalidArgumentError', expect.stringMatching(/should be/)] })
  else expect(got).toEqual(one.error ? { error: one.error } : { outputs: one.outputs })
})

test.each(statics)('static shapes of $given', ({ op, lengths, given, shapes }) => {
  new tf.Graph().as_default(() => {
    const types = lengths.flatMap((count, i) =>
      Array.from({ length: count }, () => (i % 2 === 0 ? tf.int64 : tf.string)),
    )
    const holders = given.map((shape, i) => tf.placeholder(types[i] as tf.DType, shape))
    const made = node(op, lengths, holders, {
      hashed_output: true,
      num_buckets: 0,
      out_type: tf.int64,
      internal_type: tf.string,
    })
    expect(made.outputs.map(output => String(output.get_shape()))).toEqual(shapes)
  })
})
