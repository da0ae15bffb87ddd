/** Static shapes of ops that slide windows over images (core/framework/common_shape_fns.cc). */
import { invalidArgument } from '../../errors/status.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { Shape } from '../../tensor/shape.ts'

/** The attributes that say how windows slide. */
interface Windowed {
  readonly strides: readonly number[]
  readonly padding: 'SAME' | 'VALID'
}
interface Pooled extends Windowed {
  readonly ksize: readonly number[]
}

/** How many windows of `filter` elements fit into `input`. */
export function windowedDim(
  c: InferenceContext<Pick<Windowed, 'padding'>>,
  input: Dim,
  filter: Dim,
  stride: number,
): Dim {
  if (stride <= 0) throw invalidArgument(`Stride must be > 0, but got ${stride}`)
  const span =
    c.attr('padding') === 'VALID' ? c.addDims(c.subtractDims(input, filter), stride) : c.addDims(input, stride - 1)
  return c.divideDim(span, stride, false)
}

/** A list attribute that must have `count` values. */
export function listAttr<Name extends string>(
  c: InferenceContext<{ readonly [Each in Name]: readonly number[] }>,
  op: string,
  attr: Name,
  count: number,
  spelled: string = attr,
): readonly number[] {
  const values = c.attr(attr)
  if (values.length !== count)
    throw invalidArgument(`${op} the ${spelled} attribute to contain ${count} values, but got: ${values.length}`)
  return values
}

/** Where the dimensions of images stand: batch, rows, columns, channels. */
export const axesOf = (format: string): readonly [number, number, number, number] =>
  format === 'NCHW' ? [0, 2, 3, 1] : [0, 1, 2, 3]

/** Pooling over images. `op`: how messages name it; `depth`: windows may cover channels instead; `formatted`: it has a data format. */
export function pooledShape(
  op: string,
  depth: boolean,
  formatted = true,
): (c: InferenceContext<Pooled & { readonly data_format?: string }>) => readonly Shape[] {
  return c => {
    const input = c.withRank(c.input(0), 4)
    const strides = listAttr(c, `${op} requires`, 'strides', 4, 'stride')
    const ksize = listAttr(c, `${op} requires`, 'ksize', 4)
    const [, h, w, ch] = axesOf((formatted && c.attr('data_format')) || 'NHWC')
    const out: Dim[] = [...input]
    for (const axis of depth ? [h, w, ch] : [h, w])
      out[axis] = windowedDim(c, input[axis] as Dim, windowSize(ksize[axis] as number), strides[axis] as number)
    return [out]
  }
}

/** A window's size, which TensorFlow takes for unknown where it is -1. */
const windowSize = (size: number): Dim => (size === -1 ? null : size)

/** Pooling over volumes. */
export function pooled3dShape(c: InferenceContext<Pooled>): readonly Shape[] {
  const input = c.withRank(c.input(0), 5)
  const strides = listAttr(c, 'Pool3D ops require', 'strides', 5, 'stride')
  const ksize = listAttr(c, 'Pool3D requires', 'ksize', 5)
  const spatial = [1, 2, 3].map(axis =>
    windowedDim(c, input[axis] as Dim, windowSize(ksize[axis] as number), strides[axis] as number),
  )
  return [[input[0] as Dim, ...spatial, input[4] as Dim]]
}
