/** Parameters, and how the arguments of a call find their places: of functions that a program defines as of those that it finds. */
import { bug } from '../../../errors/bug.ts'
import { TypeError } from '../../../errors/python.ts'
import { PyFloat } from '../../../tensor/literals.ts'
import { PyDict } from './dict.ts'
import { int } from './numbers.ts'
import { PyTuple } from './tuple.ts'

export type Keywords = ReadonlyMap<string, unknown> | null

/** How errors are worded: Python words those of its own functions in other ways than those of functions in Python. */
interface Wording {
  readonly tooMany: (parameters: Parameters, given: number, defaults: readonly unknown[], keywords: Keywords) => string
  readonly unexpected: (parameters: Parameters, keyword: string) => string
  /** `places`: of the parameters that are missing. */
  readonly missing: (parameters: Parameters, places: readonly number[]) => string
}

/** What a call can be given. */
export interface Parameters {
  readonly name: string
  /** The names of parameters in their places; null in the places of `*args` and `**keywords`. */
  readonly names: readonly (string | null)[]
  /** So many can be given by position: they come first. */
  readonly positional: number
  /** Those before this place must be given, or have a default. */
  readonly required: number
  /** The place of `*args`; -1 where there is none. */
  readonly rest: number
  /** The place of `**keywords`; -1 where there is none. */
  readonly keywords: number
  readonly wording: Wording
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

function missingList(names: readonly string[], kind: string): string {
  const quoted = names.map(name => `'${name}'`)
  const list =
    quoted.length < 2
      ? quoted.join('')
      : `${quoted.slice(0, -1).join(', ')}${quoted.length > 2 ? ',' : ''} and ${quoted.at(-1)}`
  return `missing ${plural(names.length, `required ${kind} argument`)}: ${list}`
}

/** Of functions in Python. */
export const PYTHON_WORDING: Wording = {
  tooMany: ({ name, names, positional }, given, defaults, keywords) => {
    const least = defaults.slice(0, positional).filter(value => value === undefined).length
    const takes =
      least === positional
        ? plural(positional, 'positional argument')
        : `from ${least} to ${positional} positional arguments`
    const byKeyword = names.slice(positional).filter(one => one !== null && keywords?.has(one)).length
    if (byKeyword === 0) return `${name}() takes ${takes} but ${given} ${given === 1 ? 'was' : 'were'} given`
    const also = plural(byKeyword, 'keyword-only argument')
    return `${name}() takes ${takes} but ${plural(given, 'positional argument')} (and ${also}) were given`
  },
  unexpected: ({ name }, keyword) => `${name}() got an unexpected keyword argument '${keyword}'`,
  missing: ({ name, names, positional }, places) => {
    const before = places.filter(place => place < positional)
    const shown = before.length > 0 ? before : places
    return `${name}() ${missingList(
      shown.map(place => names[place] as string),
      before.length > 0 ? 'positional' : 'keyword-only',
    )}`
  },
}

/** Of Python's own functions. */
export const BUILTIN_WORDING: Wording = {
  tooMany: ({ name, positional }, given) =>
    `${name}() takes at most ${plural(positional, 'argument')} (${given} given)`,
  unexpected: ({ name }, keyword) => `'${keyword}' is an invalid keyword argument for ${name}()`,
  missing: ({ name, names }, [place = 0]) => `${name}() missing required argument '${names[place]}' (pos ${place + 1})`,
}

function bindKeywords(parameters: Parameters, places: unknown[], given: ReadonlyMap<string, unknown>): void {
  const { name, names, wording } = parameters
  const rest = parameters.keywords < 0 ? null : (places[parameters.keywords] as PyDict)
  for (const [key, value] of given) {
    const place = names.indexOf(key)
    if (place >= 0) {
      if (places[place] !== undefined) throw new TypeError(`${name}() got multiple values for argument '${key}'`)
      places[place] = value
    } else if (rest) rest.set(key, value)
    else throw new TypeError(wording.unexpected(parameters, key))
  }
}

/** Puts arguments and defaults into their places, which are empty: no value of a program is undefined. */
export function bindArguments(
  parameters: Parameters,
  places: unknown[],
  args: readonly unknown[],
  keywords: Keywords,
  defaults: readonly unknown[],
): void {
  const { names, positional } = parameters
  const count = Math.min(args.length, positional)
  for (let i = 0; i < count; i++) places[i] = args[i]
  if (parameters.rest >= 0) places[parameters.rest] = PyTuple.from_items(args.slice(positional))
  else if (args.length > positional)
    throw new TypeError(parameters.wording.tooMany(parameters, args.length, defaults, keywords))
  if (parameters.keywords >= 0) places[parameters.keywords] = new PyDict()
  if (keywords && keywords.size > 0) bindKeywords(parameters, places, keywords)
  let missing: number[] | undefined
  for (let i = 0; i < names.length; i++) {
    if (places[i] !== undefined) continue
    const value = defaults[i]
    if (value !== undefined) places[i] = value
    else if (i < parameters.required) (missing ??= []).push(i)
  }
  if (missing) throw new TypeError(parameters.wording.missing(parameters, missing))
}

/** Parameters that were written as Python writes them. */
export interface Signature extends Parameters {
  readonly defaults: readonly unknown[]
}

const LITERALS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false }

function defaultValue(text: string): unknown {
  if (Object.hasOwn(LITERALS, text)) return LITERALS[text]
  if (text === '...') return undefined
  if (/^-?\d+$/.test(text)) return int(Number(text))
  if (/^-?[\d.]+$/.test(text)) return new PyFloat(Number(text))
  if (/^'.*'$/.test(text)) return text.slice(1, -1)
  throw bug(`a default that signatures do not know: ${text}`)
}

/** `'sorted(iterable, key=None, *others, **options)'`; `name=...` may be left out and has no default. */
export function parseSignature(text: string, wording: Wording): Signature {
  const [, name = '', inner = ''] = /^([\w.]+)\((.*)\)$/s.exec(text) ?? []
  const parts = inner.split(/,\s*/).filter(part => part !== '')
  const plain = parts.filter(part => !part.startsWith('*')).map(part => part.split('=') as [string, string?])
  const kinds = parts.filter(part => part.startsWith('*')).map(part => (part.startsWith('**') ? 'keywords' : 'rest'))
  const placeOf = (kind: 'rest' | 'keywords'): number =>
    kinds.includes(kind) ? plain.length + kinds.indexOf(kind) : -1
  return {
    name,
    names: plain.map(([label]) => label),
    positional: plain.length,
    required: plain.findLastIndex(([, value]) => value === undefined) + 1,
    rest: placeOf('rest'),
    keywords: placeOf('keywords'),
    wording,
    defaults: plain.map(([, value]) => (value === undefined ? undefined : defaultValue(value))),
  }
}

/** The arguments of a call in the order of a signature, then what `*args` and `**keywords` take. */
export function bound(signature: Signature, args: readonly unknown[], keywords: Keywords): unknown[] {
  const { names, rest, keywords: named, defaults } = signature
  const places = new Array<unknown>(names.length + (rest < 0 ? 0 : 1) + (named < 0 ? 0 : 1)).fill(undefined)
  bindArguments(signature, places, args, keywords, defaults)
  return places
}
