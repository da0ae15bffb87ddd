/** Layers one after the other (contrib/layers/python/layers/layers.py). */

import { guarded } from '../../errors/boundary.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { callFunction, type Callable as Layer } from './layer_parts.ts'

type Scope = string | VariableScope | null
type Keywords = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Keywords => isPlainObject(value)

/** What Python finds in a layer: its name, or of functools.partial that of the function itself. */
function nameOf(layer: unknown, otherwise: string): string {
  if (typeof layer !== 'function') return otherwise
  const { func, pythonName } = layer as Layer & { func?: Layer; pythonName?: string }
  return (func ? nameOf(func, '') : (pythonName ?? layer.name)) || otherwise
}

/** Calls `layer` once for each list of arguments, in a scope of its own each. */
function chain(
  defaultName: string,
  inputs: TensorLike,
  layer: Layer,
  calls: readonly (readonly unknown[])[],
  keywords: Keywords,
): Tensor {
  const { scope = null, ...others } = keywords as Keywords & { scope?: Scope }
  return variable_scope(scope, defaultName, [inputs], () => {
    const name = scope ?? nameOf(layer, defaultName.toLowerCase())
    return calls.reduce<Tensor>(
      (outputs, args, i) => callFunction(layer, outputs, ...args, { ...others, scope: `${name}_${i + 1}` }),
      convertToTensor(inputs),
    )
  })
}

/** Python's binding of the named parameters; what is left are more arguments, or keywords. */
function bind(fn: string, names: readonly string[], args: readonly unknown[]) {
  const last = args.at(-1)
  const [positional, keywords]: [readonly unknown[], Keywords] = isPlain(last) ? [args.slice(0, -1), last] : [args, {}]
  const others = Object.fromEntries(Object.entries(keywords).filter(([key]) => !names.includes(key)))
  const values = names.map((name, i) => {
    if (i < positional.length && name in keywords)
      throw new TypeError(`${fn}() got multiple values for argument '${name}'`)
    return i < positional.length ? positional[i] : keywords[name]
  })
  const missing = names.filter((_, i) => values[i] === undefined).map(name => `'${name}'`)
  if (missing.length > 0) {
    const list =
      missing.length > 1
        ? `${missing.slice(0, -1).join(', ')}${missing.length > 2 ? ',' : ''} and ${missing.at(-1)}`
        : missing[0]
    throw new TypeError(
      `${fn}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${list}`,
    )
  }
  return { values, rest: positional.slice(names.length), others }
}

/**
 * Applies `layer` `repetitions` times, each time with the same arguments, in scopes that are numbered from 1.
 *
 *     repeat(images, 3, conv2d, 64, [3, 3], { scope: 'conv1' })      // conv1/conv1_1, conv1/conv1_2, conv1/conv1_3
 */
export function repeat(inputs: TensorLike, repetitions: number | PyInt, layer: Layer, ...args: unknown[]): Tensor
export function repeat(...given: unknown[]): Tensor {
  const { values, rest, others } = bind('repeat', ['inputs', 'repetitions', 'layer'], given)
  const [inputs, repetitions, layer] = values as [TensorLike, number | PyInt, Layer]
  return chain(
    'Repeat',
    inputs,
    layer,
    new Array<readonly unknown[]>(Math.max(Number(repetitions), 0)).fill(rest),
    others,
  )
}
// @ts-expect-error the guarded function takes its place
repeat = guarded(repeat)

/**
 * Applies `layer` with the arguments `stack_args[0]`, then with `stack_args[1]` and so on (each a list, or the only argument), in
 * scopes that are numbered from 1.
 *
 *     stack(x, fully_connected, [32, 64, 128], { scope: 'fc' })      // fc/fc_1, fc/fc_2, fc/fc_3
 *
 * Error: ValueError for a `stack_args` that is no list.
 */
export function stack(inputs: TensorLike, layer: Layer, stack_args: readonly unknown[], kwargs?: Keywords): Tensor
export function stack(...given: unknown[]): Tensor {
  const { values, rest, others } = bind('stack', ['inputs', 'layer', 'stack_args'], given)
  if (rest.length > 0) throw new TypeError(`stack() takes 3 positional arguments but ${rest.length + 3} were given`)
  const [inputs, layer, stackArgs] = values as [TensorLike, Layer, unknown]
  if (!Array.isArray(stackArgs)) throw new ValueError('stack_args need to be a list or tuple')
  const calls = stackArgs.map(args => (Array.isArray(args) ? (args as readonly unknown[]) : [args]))
  return chain('Stack', inputs, layer, calls, others)
}
// @ts-expect-error the guarded function takes its place
stack = guarded(stack)
