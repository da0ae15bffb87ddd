/**
 * Chains of elementwise ops and reductions, over every type and special values: what is fused gives what its ops give one by one, bit for
 * bit, in one share and in several; and what needs no approximation gives what the reference kernels give.
 */
import { outputTypes } from '../../src/graph/arg_lengths.ts'
import { type OpDef, registeredOps } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import * as tf from '../../src/index.ts'
import type { Dice } from '../fuzz/bad_nodes.ts'
import { type RunOptions, runTensors } from './op_laws.ts'

/** What a chain is made of: an op whose inputs and output are of one type `T`, but for outputs of a fixed type and for casts. */
export interface Link {
  readonly def: OpDef
  readonly takes: (type: tf.DType) => boolean
  readonly isReduction: boolean
}

/** Results of approximations differ from those of the reference kernels in their last bits. */
const APPROXIMATE = new Set(
  'Exp Log Log1p Expm1 Tanh Sigmoid Sin Cos Tan Asin Acos Atan Lgamma Digamma Erf Erfc Pow Rsqrt Softplus Elu Softsign Igamma Igammac Zeta Polygamma Betainc Inv Reciprocal ComplexAbs'.split(
    ' ',
  ),
)
/** What complex numbers have no products in. */
const LINEAR = new Set('Add Sub Neg Conj Real Imag Equal NotEqual Cast'.split(' '))
/** Types in which every function is computed by one and the same code, fused or not. */
const EXACT_TYPES = ['float16', 'int8', 'uint8', 'int16', 'int32', 'int64', 'bool']
export const CHAIN_TYPES = [...EXACT_TYPES, 'float32', 'float64', 'complex64']

const typeAttrOf = (def: OpDef): string | undefined => def.inputs[0]?.typeAttr

/** Ops that can be links. */
export function links(): Link[] {
  return registeredOps().flatMap((def): Link[] => {
    const { lower } = def.spec
    const attr = typeAttrOf(def)
    if (
      (lower?.kind !== 'elementwise' && lower?.kind !== 'reduce') ||
      attr === undefined ||
      def.stateful ||
      def.outputs.length !== 1
    )
      return []
    const isReduction = lower.kind === 'reduce'
    const operands = isReduction ? def.inputs.slice(0, 1) : def.inputs
    if (operands.some(arg => arg.isRef || arg.typeAttr !== attr || arg.numberAttr !== undefined)) return []
    const others = [...def.attrs.values()].filter(
      each => each.name !== attr && each.name !== 'DstT' && each.defaultValue === undefined,
    )
    if (others.length > 0) return []
    if (def.name.startsWith('BiasAdd')) return []
    const allowed = def.attrs.get(attr)?.allowed as readonly tf.DType[] | undefined
    return [
      {
        def,
        isReduction,
        takes: type => allowed?.some(each => each.base === type.base) !== false && isComputed(def, type),
      },
    ]
  })
}

/** Functions of integers that fail where the value that a chain has come to is 0. */
const FAILING_AT_ZERO = new Set('Inv Reciprocal InvGrad ReciprocalGrad Softsign SoftsignGrad'.split(' '))

const computed = new Map<string, boolean>()
/** Whether there is a kernel of the op for that type. */
function isComputed(def: OpDef, type: tf.DType): boolean {
  if (type.is_integer && FAILING_AT_ZERO.has(def.name)) return false
  const key = `${def.name} ${type.base}`
  let is = computed.get(key)
  if (is === undefined) {
    const attrs = new Map<string, AttrValue>(
      [...def.attrs.values()].map(each => [each.name, each.defaultValue as AttrValue]),
    )
    attrs.set(typeAttrOf(def) as string, type)
    if (attrs.has('DstT')) attrs.set('DstT', tf.float32)
    const graph = new tf.Graph()
    is = graph.as_default(() => {
      const one = new tf.NDArray(type, [1], type.allocate(1))
      ;(one.data as Uint8Array).fill((type.base === 'int64' ? 1n : 1) as never)
      const inputs = def.inputs.map(
        arg => tf.constant((arg.typeAttr === typeAttrOf(def) ? one : [0]) as never) as tf.Tensor,
      )
      const op = graph.addNode({
        def,
        inputs,
        argLengths: inputs.map(() => 1),
        outputTypes: outputTypes(def, attrs),
        attrs,
        name: 'tried',
      })
      try {
        runTensors({ graph, fetches: op.outputs, feeds: [] }, 0)
        return true
      } catch {
        return false
      }
    })
    computed.set(key, is)
  }
  return is
}

const FLOATS = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1,
  -1,
  0.5,
  -0.5,
  2,
  3,
  -3,
  0.1,
  -2.5,
  1.5,
  1e-3,
  300,
  -300,
]
const EDGES: Readonly<Record<string, readonly number[]>> = {
  float16: [65504, -65504, 2 ** -24, -(2 ** -24), 6.1e-5, -0.53222656, 3.2050781, 0.333],
  float32: [3.4028235e38, -3.4028235e38, 2 ** -149, -(2 ** -149), 2 ** -126, 16777216, 88, -88, 1 / 3],
  float64: [Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** -1074, 2 ** -1022, 2 ** 53, 1 / 3, -0.1],
  int8: [127, -128, 100, -100, 17],
  uint8: [255, 128, 200, 17],
  int16: [32767, -32768, 300, -300, 1000],
  int32: [2 ** 31 - 1, -(2 ** 31), 65536, -65537, 123456789],
}

/** Elements of a chain. */
const SIZE = 37

/** Special values of a type; `divisor`: none of which an integer division or power fails. */
function special(name: string, dice: Dice, divisor: boolean, size: number): tf.NDArray {
  const type = tf.as_dtype(name)
  if (name === 'bool') return tf.NDArray.of(Array.from({ length: size }, () => dice.below(2) === 1) as never, type)
  const parts = name === 'complex64' ? 2 * size : size
  const whole = type.is_integer
  const pool = whole
    ? [0, 1, 2, 3, 5, 7, ...(name === 'uint8' ? [] : [-1, -2, -7]), ...(EDGES[name] ?? [2 ** 40, -(2 ** 40)])]
    : [...FLOATS, ...(EDGES[name] ?? [])]
  const usable = divisor && whole ? pool.filter(x => x !== 0) : pool
  const values = Array.from(
    { length: parts },
    (_, i) => (i < usable.length && !divisor ? usable[i] : usable[dice.below(usable.length)]) as number,
  )
  if (name === 'complex64') return new tf.NDArray(type, [size], Float32Array.from(values))
  return tf.NDArray.of((name === 'int64' ? values.map(BigInt) : values) as never, type)
}

export interface ChainGraph {
  readonly graph: tf.Graph
  readonly fetches: readonly tf.Tensor[]
  /** Whether the reference kernels compute the same to the last bit; undefined where even other compiled code may not. */
  readonly exact: readonly (boolean | undefined)[]
  readonly feeds: [tf.Tensor, tf.NDArray][]
  readonly names: readonly string[]
}

/** Chains that begin with `first` on values of `type`: with each of `seconds`, and with some third. */
export function chainsFrom(first: Link, type: string, seconds: readonly Link[], dice: Dice): ChainGraph {
  const graph = new tf.Graph()
  const feeds: [tf.Tensor, tf.NDArray][] = []
  const fetches: tf.Tensor[] = []
  const exact: (boolean | undefined)[] = []
  const names: string[] = []
  const operands = new Map<string, tf.Tensor>()
  const placeholder = (dtype: string, divisor: boolean, size: number): tf.Tensor => {
    const tensor = tf.placeholder(tf.as_dtype(dtype), [size]) as tf.Tensor
    feeds.push([tensor, special(dtype, dice, divisor, size)])
    return tensor
  }
  /** A second operand, which several chains share. */
  const operand = (dtype: string, size: number): tf.Tensor => {
    let tensor = operands.get(`${dtype} ${size}`)
    if (!tensor) operands.set(`${dtype} ${size}`, (tensor = placeholder(dtype, true, size)))
    return tensor
  }
  const apply = (link: Link, x: tf.Tensor, target: tf.DType): tf.Tensor => {
    const { def, isReduction } = link
    const attr = typeAttrOf(def) as string
    const attrs = new Map<string, AttrValue>()
    for (const each of def.attrs.values())
      attrs.set(
        each.name,
        each.name === attr ? x.dtype : each.name === 'DstT' ? target : (each.defaultValue as AttrValue),
      )
    if (isReduction) attrs.set('keep_dims', true)
    const inputs = isReduction
      ? [x, ...def.inputs.slice(1).map(() => tf.constant([0]) as tf.Tensor)]
      : [x, ...def.inputs.slice(1).map(() => operand(x.dtype.base, x.staticShape?.[0] as number))]
    return graph.addNode({
      def,
      inputs,
      argLengths: def.inputs.map(() => 1),
      outputTypes: outputTypes(def, attrs),
      attrs,
      name: def.name,
    }).outputs[0] as tf.Tensor
  }
  graph.as_default(() => {
    for (const second of [undefined, ...seconds]) {
      let x = placeholder(type, false, SIZE)
      const chain: Link[] = []
      let isExact: boolean | undefined = true
      const add = (link: Link): void => {
        if (!link.takes(x.dtype) || (link.def.name === 'Pow' && x.dtype.is_integer)) return
        if (!EXACT_TYPES.includes(x.dtype.base)) {
          if (APPROXIMATE.has(link.def.name.replace(/Grad$/, '')) || (x.dtype.is_complex && !LINEAR.has(link.def.name)))
            isExact = undefined
          else if (link.isReduction) isExact &&= false
        }
        x = apply(link, x, tf.as_dtype(CHAIN_TYPES[dice.below(CHAIN_TYPES.length)] as string))
        chain.push(link)
      }
      add(first)
      if (second) add(second)
      if (second && dice.below(2) === 0) add(seconds[dice.below(seconds.length)] as Link)
      fetches.push(x)
      exact.push(isExact)
      names.push(`${type}: ${chain.map(({ def }) => def.name).join(' → ')} = ${x.dtype.name}`)
    }
  })
  return { graph, fetches, exact, feeds, names }
}

/** Not a number is one value, whatever its bits. */
function sameNumbers(a: tf.NDArray, b: tf.NDArray): boolean {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false
  const wide = (array: tf.NDArray): ArrayLike<unknown> =>
    (array.dtype.base === 'float16' ? array.astype('float64') : array).data as ArrayLike<unknown>
  const [x, y] = [wide(a), wide(b)]
  for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i])) return false
  return true
}

/** The first elements that differ. */
function difference(got: tf.NDArray, wanted: tf.NDArray): string {
  const [a, b] = [got, wanted].map(
    array => (array.dtype.base === 'float16' ? array.astype('float64') : array).data as ArrayLike<unknown>,
  ) as [ArrayLike<unknown>, ArrayLike<unknown>]
  const at = Array.from(a, (_, i) => i).filter(i => !Object.is(a[i], b[i]))
  return at
    .slice(0, 3)
    .map(i => `[${i}] ${String(a[i])}, not ${String(b[i])}`)
    .join('; ')
}

/** What is wrong with the chains, or nothing. */
export function fusedIsApart(chains: ChainGraph, options: RunOptions = {}): string[] {
  const apart = runTensors(chains, 1, { raw: true })
  const reference = runTensors(chains, 0)
  const wrong: string[] = []
  for (const shares of [1, 3]) {
    const fused = runTensors(chains, shares, options)
    for (const [i, array] of fused.entries()) {
      if (chains.exact[i] === undefined) continue
      if (!sameNumbers(array, apart[i] as tf.NDArray))
        wrong.push(`${chains.names[i]}: fused ${difference(array, apart[i] as tf.NDArray)}`)
      else if (chains.exact[i] && !sameNumbers(array, reference[i] as tf.NDArray))
        wrong.push(`${chains.names[i]}: compiled ${difference(array, reference[i] as tf.NDArray)}`)
    }
    if (wrong.length > 0) break
  }
  return wrong
}
