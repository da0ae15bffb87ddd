/** Calls in Python's manner: positional arguments, then an object of keyword arguments. */
import { isPlainObject } from '../errors/plain_object.ts'
import { TypeError } from '../errors/python.ts'

/** The beginnings of a list of parameters. */
type Prefix<P extends readonly unknown[]> = P extends readonly [infer First, ...infer Rest]
  ? [] | [First, ...Prefix<Rest>]
  : []

/** Positional parameters `P`, of which the later ones may stand in a last object of keywords `K`. */
export type Arguments<P extends readonly unknown[], K> = P | [...Prefix<Required<P>>, K]

/** The arguments by name. Unknown and doubled keywords are TypeErrors in Python's words. */
export function bind(name: string, parameters: readonly string[], args: readonly unknown[]): Record<string, unknown> {
  const last = args.at(-1)
  const keywords = isPlainObject(last) ? last : undefined
  const positional = keywords ? args.slice(0, -1) : args
  if (positional.length > parameters.length) {
    throw new TypeError(`${name}() takes at most ${parameters.length} arguments (${positional.length} given)`)
  }
  const bound: Record<string, unknown> = {}
  positional.forEach((value, i) => {
    bound[parameters[i] as string] = value
  })
  for (const [key, value] of Object.entries(keywords ?? {})) {
    if (!parameters.includes(key)) throw new TypeError(`${name}() got an unexpected keyword argument '${key}'`)
    if (bound[key] !== undefined) throw new TypeError(`${name}() got multiple values for argument '${key}'`)
    bound[key] = value
  }
  return bound
}

/** Names with the types of the parameters that they name. */
type Named<N extends readonly string[], P extends readonly unknown[]> = N extends readonly [
  infer Name extends string,
  ...infer Names extends readonly string[],
]
  ? P extends readonly [infer First, ...infer Rest]
    ? { [K in Name]?: First } & Named<Names, Rest>
    : unknown
  : unknown

/** `f` that takes keywords too: its later arguments may stand in a last object, by the names of `parameters`. */
export function keyworded<P extends unknown[], R, const N extends readonly string[]>(
  name: string,
  parameters: N,
  f: (...args: P) => R,
): (...args: Arguments<P, Named<N, Required<P>>>) => R {
  return (...args) => {
    const bound = bind(name, parameters, args)
    return f(...(parameters.map(key => bound[key]) as P))
  }
}
