/** gradients.json: first and second derivatives of expressions. */

import { NDArray } from '../../../src/tensor/ndarray.ts'
import { type Differences, describe } from './compare.ts'
import { compareTensor, decodeTensor, type EncodedTensor } from './encoding.ts'
import type { ErrorRecord, GoldenCase, Harness } from './harness.ts'

interface GradientRun {
  readonly dtype: string
  readonly inputs?: Readonly<Record<string, EncodedTensor>>
  readonly y?: readonly EncodedTensor[]
  readonly grad_ys?: readonly EncodedTensor[]
  readonly xs?: readonly string[]
  readonly grads?: readonly unknown[]
  readonly second_grad_ys?: readonly EncodedTensor[]
  readonly second?: readonly unknown[]
  readonly error?: ErrorRecord
  readonly second_error?: ErrorRecord
  readonly build_error?: ErrorRecord
}

export interface GradientCase {
  readonly id: string
  readonly expr: string
  readonly runs: readonly GradientRun[]
}

/** Builds y with placeholders for the inputs; RNN cases start their variables at 0.25. */
const BUILD = `
feed = {}
scope = {}
for name, value in inputs:
    scope[name] = tf.placeholder(value.dtype, value.shape, name=name)
    feed[scope[name]] = value
`

const RUN = `
ys = list(y) if isinstance(y, (list, tuple)) else [y]
xs = [scope[n] for n in xs_names if n in scope]
if len(xs) < len(xs_names):
    xs = xs + tf.trainable_variables()
sess = tf.Session()
if hasattr(tf, 'global_variables_initializer'):
    sess.run(tf.global_variables_initializer())
def run_list(lst):
    keep = [g for g in lst if g is not None]
    vals = sess.run(keep, feed) if keep else []
    out = []
    for g in lst:
        out.append(None if g is None else vals[len([v for v in out if v is not None])])
    return out
`

function compareGradient(expected: unknown, actual: unknown, place: string): Differences {
  if (expected === null) return actual === null ? [] : [`${place}: expected None, got ${describe(actual)}`]
  const slices = (expected as { IndexedSlices?: Readonly<Record<string, EncodedTensor | null>> }).IndexedSlices
  if (slices) {
    const got = actual as Record<string, unknown> | null
    if (!got || !('indices' in got)) return [`${place}: expected IndexedSlices, got ${describe(actual)}`]
    return Object.entries(slices).flatMap(([name, value]) => {
      const part = got[name] ?? null
      return value === null
        ? part === null
          ? []
          : [`${place}.${name}: expected None`]
        : compareArray(value, part, `${place}.${name}`)
    })
  }
  return compareArray(expected as EncodedTensor, actual, place)
}

function compareArray(expected: EncodedTensor, actual: unknown, place: string): Differences {
  if (!(actual instanceof NDArray) && !Array.isArray(actual))
    return [`${place}: expected a tensor, got ${describe(actual)}`]
  const different = compareTensor(expected, actual instanceof NDArray ? actual : NDArray.of(actual, expected.dtype))
  return different ? [`${place}: ${different}`] : []
}

const list = (expected: readonly unknown[], actual: unknown, place: string): Differences =>
  expected.flatMap((one, i) => compareGradient(one, (actual as unknown[])[i] ?? null, `${place}[${i}]`))

/** What went into the expressions that never build, by shapes; their values don't matter. */
const UNRECORDED: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  concat_neg_axis_v2: { x: [2, 3], y: [2, 2] },
}

/** A run that failed to build does not say what went in: the same as in the other runs. */
function inputsLike(test: GradientCase, dtype: string): Readonly<Record<string, EncodedTensor>> {
  const zeros = (shape: readonly number[]): EncodedTensor => ({
    dtype,
    shape: [...shape],
    data: NDArray.zeros(shape, dtype).tolist(),
  })
  const unrecorded = Object.entries(UNRECORDED[test.id] ?? {}).map(([name, shape]) => [name, zeros(shape)])
  const other =
    test.runs.find(run => run.inputs)?.inputs ?? (Object.fromEntries(unrecorded) as Record<string, EncodedTensor>)
  return Object.fromEntries(
    Object.entries(other).map(([name, tensor]) => [
      name,
      { ...tensor, dtype: tensor.dtype.startsWith('complex') ? tensor.dtype : dtype },
    ]),
  )
}

function judge(harness: Harness, test: GradientCase, run: GradientRun): Differences {
  harness.fresh()
  const inputs = Object.entries(run.inputs ?? inputsLike(test, run.dtype))
  const globals = harness.names({
    inputs: inputs.map(([name, tensor]) => [name, decodeTensor(tensor)]),
    xs_names: run.xs ?? [],
  })
  harness.run(BUILD, globals)
  for (const [name, value] of globals.get('scope') as Map<string, unknown>) globals.set(name, value)
  const initialised = (run.xs ?? []).some(name => !(name in (run.inputs ?? {})))
  const build = (): void => {
    if (initialised)
      harness.run(
        `with tf.variable_scope('net', initializer=tf.constant_initializer(0.25)):\n    y = ${test.expr}\n`,
        globals,
      )
    else globals.set('y', harness.evaluate(test.expr, globals))
    harness.run(RUN, globals)
  }
  if (run.build_error)
    return harness.expectError(run.build_error, () => {
      build()
      harness.evaluate('sess.run(ys, feed)', globals)
    })
  build()
  const out: Differences = []
  out.push(...list(run.y ?? [], harness.evaluate('sess.run(ys, feed)', globals), 'y'))
  globals.set('gys', run.grad_ys?.map(decodeTensor) ?? null)
  const differentiate = (): unknown => {
    harness.run('gs = tf.gradients(ys, xs, grad_ys=None if gys is None else [tf.constant(g) for g in gys])\n', globals)
    return harness.evaluate('run_list(gs)', globals)
  }
  if (run.error) return [...out, ...harness.expectError(run.error, differentiate)]
  out.push(...list(run.grads ?? [], differentiate(), 'grads'))
  globals.set('ggys', run.second_grad_ys?.map(decodeTensor) ?? null)
  const again = (): unknown => {
    harness.run(
      'dense = [g for g in gs if g is not None and not isinstance(g, tf.IndexedSlices)]\nggs = tf.gradients(dense, xs, grad_ys=None if ggys is None else [tf.constant(g) for g in ggys])\n',
      globals,
    )
    return harness.evaluate('run_list(ggs)', globals)
  }
  if (run.second_error) return [...out, ...harness.expectError(run.second_error, again)]
  return run.second ? [...out, ...list(run.second, again(), 'second')] : out
}

/** A case: all its runs. */
export function gradientCase(test: GradientCase): GoldenCase[] {
  return test.runs.map(run => ({
    id: `${test.id} ${run.dtype}`,
    source: test.expr,
    run: harness => judge(harness, test, run),
  }))
}
