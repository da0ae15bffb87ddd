/** Calls in Python's manner: numpy's functions are declared by their signatures, which are bound as TensorFlow's are. */
import { inOrder, Signature } from '../calling/signature.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { Result } from './values.ts'

/** The beginnings of a list of parameters. */
type Prefix<P extends readonly unknown[]> = P extends readonly [infer First, ...infer Rest]
  ? [] | [First, ...Prefix<Rest>]
  : []

/** Positional parameters `P`, of which the later ones may stand in a last object of keywords `K`. */
export type Arguments<P extends readonly unknown[], K> = P | [...Prefix<Required<P>>, K]

type Split<S extends string> = S extends `${infer A}, ${infer B}` ? [A, ...Split<B>] : S extends '' ? [] : [S]
type NameOf<S extends string> = S extends `${infer Name}=${string}` ? Name : S
/** The parameters of the signature `S` with the types `P`, by name. */
type Named<S extends readonly string[], P extends readonly unknown[]> = S extends readonly [
  infer Parameter extends string,
  ...infer Others extends readonly string[],
]
  ? P extends readonly [infer First, ...infer Rest]
    ? { [K in NameOf<Parameter>]?: First } & Named<Others, Rest>
    : unknown
  : unknown
type ParametersOf<S extends string> = S extends `${string}(${infer P})` ? Split<P> : []

/** A function of numpy: positional arguments, of which the later ones may stand in a last object, by name. */
export type Signed<S extends string, P extends unknown[], R> = (
  ...args: Arguments<P, Named<ParametersOf<S>, Required<P>>>
) => R

/** `f`, which takes the arguments in the order of its signature, as numpy's function: `signed('take(a, indices, axis=None)', f)`. */
export function signed<const S extends string, P extends unknown[], R>(text: S, f: (...args: P) => R): Signed<S, P, R> {
  const made = inOrder(text, f as (...args: unknown[]) => R)
  implementations.set(made, f as (...args: never[]) => unknown)
  return made as Signed<S, P, R>
}

/** The element of an array of rank 0. */
const elementOf = (made: unknown): unknown => (made instanceof NDArray && made.shape.length === 0 ? made.item() : made)

const typedFunctions = new WeakMap<object, (...args: never[]) => unknown>()
const implementations = new WeakMap<object, (...args: never[]) => unknown>()

/** As `signed`, for functions that compute: what is one element of rank 0 is a plain number or boolean to a program. */
export function computed<const S extends string, P extends unknown[], R>(
  text: S,
  f: (...args: P) => R,
): Signed<S, P, Result> {
  const plain = (...args: unknown[]): unknown => {
    const made: unknown = f(...(args as P))
    return Array.isArray(made) ? made.map(elementOf) : elementOf(made)
  }
  const made = inOrder(text, plain)
  typedFunctions.set(made, inOrder(text, f as (...args: unknown[]) => R))
  implementations.set(made, f as (...args: never[]) => unknown)
  return made as Signed<S, P, Result>
}

/** The function that gives arrays of rank 0, which know their type, for numbers. */
export const typedFunction = (fn: object): ((...args: never[]) => unknown) | undefined => typedFunctions.get(fn)

/** What takes the arguments of a function in the order of its parameters, all of them, and gives arrays of rank 0 for numbers. */
export const implementationOf = (fn: object): ((...args: never[]) => unknown) | undefined => implementations.get(fn)

const signatures = new Map<string, Signature>()

/** The arguments of a method by name: `bind('beta(a, b, size=None)', args)`. */
export function bind(text: string, args: readonly unknown[]): Record<string, unknown> {
  let signature = signatures.get(text)
  if (signature === undefined) signatures.set(text, (signature = new Signature(text, null)))
  return signature.bind(args)
}
