/** Every public class says which members a program of Python sees. */
import { beforeAll, expect, test } from 'vitest'
import { PythonError } from '../../../src/errors/index.ts'
import { Message } from '../../../src/formats/proto/message.ts'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'
import { isJsClass } from '../../../src/python/objects/foreign_calls.ts'
import { isPublicClass } from '../../../src/python/objects/values/members.ts'
import { declaredPaths } from '../../../src/python/tensorflow/public_members.ts'

type Namespace = Readonly<Record<string, unknown>>

/** Classes of TypeScript's side alone: programs have Python's own numbers, arrays, slices and tests. */
const NOT_PYTHON = new Set(['Complex', 'NDArray', 'PyFloat', 'PyInt', 'SliceSpec', 'np.ndarray', 'test.TestCase'])

const isNamespace = (value: unknown): value is Namespace =>
  typeof value === 'object' && value !== null && [null, Object.prototype].includes(Object.getPrototypeOf(value) as null)

/** Classes of a namespace and the ones within it, by path. */
function* classes(
  namespace: Namespace,
  path: string,
  depth: number,
): Generator<readonly [path: string, value: new () => object]> {
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value === 'function' && isJsClass(value)) yield [path + name, value as new () => object]
    else if (isNamespace(value) && depth < 6) yield* classes(value, `${path}${name}.`, depth + 1)
  }
}

const undeclared = (namespace: Namespace): string[] =>
  [...classes(namespace, '', 0)]
    .filter(
      ([path, { prototype }]) =>
        !NOT_PYTHON.has(path) && !(prototype instanceof Message) && !(prototype instanceof PythonError),
    )
    .filter(
      ([path, value]) => value !== (PythonError as unknown) && !isPublicClass(value) && !path.startsWith('errors.'),
    )
    .map(([path]) => path)

beforeAll(async () => void (await createPython(tf)))

test('all of them', () => {
  expect([...classes(tf, '', 0)].length).toBeGreaterThan(150)
  expect(undeclared(tf)).toEqual([])
})

test('a forgotten class is noticed', () => {
  expect(undeclared({ inner: { Forgotten: class Forgotten {} } })).toEqual(['inner.Forgotten'])
})

test('and no others', () => {
  const paths = new Set([...classes(tf, '', 0)].map(([path]) => path))
  expect(declaredPaths().filter(path => !paths.has(path))).toEqual([])
  expect(declaredPaths().length).toBeGreaterThan(100)
})
