/** Makes what an expression of a golden file says: calls of `tf.train` with numbers, keywords, lists and names. */
import * as tf from '../../src/index.ts'

type Names = Readonly<Record<string, unknown>>

function splitArgs(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (c === '(' || c === '[') depth++
    else if (c === ')' || c === ']') depth--
    else if (c === undefined || (c === ',' && depth === 0)) {
      const part = text.slice(start, i).trim()
      if (part !== '') parts.push(part)
      start = i + 1
    }
  }
  return parts
}

/** The value of `expression`, where `names` gives what it mentions. */
export function evaluate(expression: string, names: Names): unknown {
  const text = expression.trim()
  if (text === 'True') return true
  if (/^-?[\d.]/.test(text)) return /[.e]/.test(text) ? tf.float(Number(text)) : tf.int(Number(text))
  if (text.startsWith('[')) return splitArgs(text.slice(1, -1)).map(part => evaluate(part, names))
  const [, path = '', inner = ''] = /^([\w.]+)\((.*)\)$/s.exec(text) ?? []
  if (path === '') return names[text]
  const positional: unknown[] = []
  const options: Record<string, unknown> = {}
  for (const part of splitArgs(inner)) {
    const [, key, value = ''] = /^(\w+)=(.*)$/s.exec(part) ?? []
    if (key === undefined) positional.push(evaluate(part, names))
    else options[key] = evaluate(value, names)
  }
  const args = Object.keys(options).length > 0 ? [...positional, options] : positional
  if (path === 'np_int') return positional[0]
  const callee = tf.train[path.replace('tf.train.', '') as 'Optimizer'] as unknown
  return /^tf\.train\.[A-Z]/.test(path)
    ? new (callee as new (...args: unknown[]) => unknown)(...args)
    : (callee as (...args: unknown[]) => unknown)(...args)
}

/** Nested numbers, flat. */
export const flat = (value: unknown): number[] =>
  value instanceof tf.NDArray ? flat(value.tolist()) : Array.isArray(value) ? value.flatMap(flat) : [Number(value)]

/** The largest difference, relative to the largest expected number. */
export function distance(actual: unknown, expected: unknown): number {
  const [a, b] = [flat(actual), flat(expected)]
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  const scale = Math.max(1e-30, ...b.filter(Number.isFinite).map(Math.abs))
  return Math.max(
    0,
    ...b.map((value, i) =>
      Object.is(value, a[i]) || (Number.isNaN(value) && Number.isNaN(a[i]))
        ? 0
        : Math.abs((a[i] as number) - value) / scale,
    ),
  )
}
