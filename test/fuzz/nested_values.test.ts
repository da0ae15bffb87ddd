/** Lists, objects and maps that hold themselves or nest 20,000 deep, wherever the public API takes values. */
import { beforeAll, expect, test, vi } from 'vitest'
import { bug, isBug } from '../../src/errors/bug.ts'
import * as tf from '../../src/index.ts'
import { NESTED_VALUES, nestedLists, places } from './nested_values.ts'

const session = new tf.Session({ graph: new tf.Graph() })
const all = session.graph.as_default(() => places(session))

beforeAll(() => {
  // what py_func says of functions that fail, and meta graphs of what they can't hold
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

/** What is wrong with how `place` treats `value`. */
function mistreated(place: (value: never) => unknown, value: unknown): string | undefined {
  const start = performance.now()
  try {
    session.graph.as_default(() => place(value as never))
  } catch (error) {
    const { name, message } = error as Error
    if (isBug(error) || error instanceof RangeError || !(error instanceof Error)) return `${name}: ${message}`
    if (message.length > 10_000) return `${name} of ${message.length} characters`
  }
  const time = performance.now() - start
  return time > 3000 ? `${time} ms` : undefined
}

test.each(all)('%s', (_, place) => {
  const wrong = NESTED_VALUES.map(([what, value]) => [what, mistreated(place, value)]).filter(
    ([, how]) => how !== undefined,
  )
  expect(wrong).toEqual([])
})

test('a wrong treatment is noticed', () => {
  const walk = (value: unknown): unknown => Array.isArray(value) && walk(value[0])
  expect(mistreated(walk, nestedLists(20_000))).toBe('RangeError: Maximum call stack size exceeded')
  expect(mistreated(String, nestedLists(20_000))).toBe('RangeError: Maximum call stack size exceeded')
  const broken = (): never => {
    throw bug('planted')
  }
  expect(mistreated(broken, 1)).toMatch(/^InternalError: planted.*bug of tf0/)
})

test('lists nest as deep as numpy’s arrays do, structures as Python’s stack allows', () => {
  expect(tf.NDArray.of(nestedLists(32)).shape.length).toBe(32)
  expect(() => tf.NDArray.of(nestedLists(33))).toThrow('setting an array element with a sequence.')
  const fetched = session.graph.as_default(() => session.run(nestedLists(200, tf.constant(1)) as tf.Fetch)) as unknown[]
  expect(fetched.flat(Number.POSITIVE_INFINITY)).toEqual([1])
  expect(() => session.run(nestedLists(400, 'Const:0') as tf.Fetch)).toThrow(tf.RecursionError)
})
