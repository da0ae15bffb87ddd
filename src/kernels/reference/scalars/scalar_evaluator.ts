/** Elementwise computation with numpy's broadcasting, for every data type. */
import { invalidArgument } from '../../../errors/status.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { broadcastShapes, broadcastStrides, numElements, sameShape, shapeText, strides } from '../../../tensor/shape.ts'
import type { Scalar } from '../../scalar.ts'
import { collapse, forEachOffset, outerLoops } from './loop_nest.ts'
import { type CompiledLoop, compileLoop } from './scalar_compiler.ts'

/** Loops of one expression, by types and the pattern of broadcasting. */
type Loops = Map<string, CompiledLoop>

/** By the expression itself: ops hold theirs as constants. And by its text, for those that are made anew for every run. */
const byIdentity = new WeakMap<Scalar, Loops>()
const byText = new Map<string, Loops>()
const KEPT_TEXTS = 512
/** Expressions with more nodes (shared ones counted each time) are known by identity alone. */
const TEXT_NODES = 64

/** The expression as text; undefined where it is too large. */
function textOf(expression: Scalar): string | undefined {
  let nodes = 0
  const text = (scalar: Scalar): string => {
    if (++nodes > TEXT_NODES) return ''
    switch (scalar.kind) {
      case 'input':
        return `#${scalar.index}`
      case 'literal':
        return Object.is(scalar.value, -0) ? '-0' : String(scalar.value)
      case 'cast':
        return `${scalar.to}(${text(scalar.arg)})`
      case 'call':
        return `${scalar.fn}(${scalar.args.map(text).join()})`
      default:
        return scalar satisfies never
    }
  }
  const result = text(expression)
  return nodes > TEXT_NODES ? undefined : result
}

function loopsOf(expression: Scalar): Loops {
  const known = byIdentity.get(expression)
  if (known !== undefined) return known
  const text = textOf(expression)
  const loops = (text === undefined ? undefined : byText.get(text)) ?? new Map<string, CompiledLoop>()
  byIdentity.set(expression, loops)
  if (text !== undefined && !byText.has(text)) {
    byText.set(text, loops)
    if (byText.size > KEPT_TEXTS) byText.delete(byText.keys().next().value as string)
  }
  return loops
}

function loopFor(expression: Scalar, inputs: readonly NDArray[], out: DType, moving: readonly boolean[]): CompiledLoop {
  const loops = loopsOf(expression)
  const key = `${out.base}|${inputs.map((array, k) => `${array.dtype.base}${moving[k] ? '' : '.'}`).join()}`
  let loop = loops.get(key)
  if (loop === undefined) {
    loop = compileLoop(
      expression,
      inputs.map(array => array.dtype.base),
      out.base,
      moving,
    )
    loops.set(key, loop)
  }
  return loop
}

/** The shape that all of `inputs` broadcast to. Throws InvalidArgument: `Incompatible shapes: [2,3] vs. [4]`. */
export function broadcastInputs(inputs: readonly { readonly shape: readonly number[] }[]): readonly number[] {
  let shape: readonly number[] = inputs[0]?.shape ?? []
  for (const other of inputs) {
    if (sameShape(shape, other.shape)) continue
    const joined = broadcastShapes(shape, other.shape)
    if (joined === null) throw invalidArgument(`Incompatible shapes: ${shapeText(shape)} vs. ${shapeText(other.shape)}`)
    shape = joined
  }
  return shape
}

/**
 * `expression` of the inputs, element by element, as type `outDType`. Inputs broadcast as in numpy, at any rank. Every function
 * rounds to its type, so results of float32 and of float16 are exactly those of that type's arithmetic.
 * Throws InvalidArgument for shapes that do not broadcast and for an integer division by zero.
 */
export function elementwise(expression: Scalar, inputs: readonly NDArray[], outDType: DType): NDArray {
  const shape = broadcastInputs(inputs)
  const type = outDType.base_dtype
  const data = type.allocate(numElements(shape), shape)
  const nest = collapse(shape, [strides(shape), ...inputs.map(array => broadcastStrides(array.shape, shape))])
  const count = nest.lengths.at(-1) ?? 1
  const moving = inputs.map((_, k) => nest.steps[k + 1]?.at(-1) === 1)
  const loop = loopFor(expression, inputs, type, moving)
  const arrays = inputs.map(array => array.data)
  forEachOffset(outerLoops(nest), new Array<number>(inputs.length + 1).fill(0), offsets =>
    loop(count, data, arrays, offsets),
  )
  return new NDArray(type, shape, data)
}
