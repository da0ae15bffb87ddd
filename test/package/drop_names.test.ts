/** Functions and classes of the built package have the names that they have in the sources. */
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const { dropNames } = (await import('../../scripts/bundle/drop_names.mjs' as string)) as {
  readonly dropNames: (text: string) => string
}

/** Two modules whose names meet, bundled. */
const MODULES: Readonly<Record<string, string>> = {
  one: `
    export function f() {}
    export class C { static make() { return new C() } method = () => 1 }
    export class D { static #made = 0; static of = () => D.#made }
    export class Named { static name = 'Own' }
    export const arrow = () => 1, other = async () => 2
    export const table = { key: x => x, 'a b': () => 1, ['x' + 1]: () => 2, nested: { key: function own() {} } }
    export const expression = class {}
    export let late = undefined
    late = () => () => 3
    export function outer() { function inner() {} class Local {} const deep = () => 1; return { inner, Local, deep } }`,
  two: `
    import * as one from 'one'
    export function f() { return one.f }
    export class C extends one.C { static other = one }
    export const arrow = () => one.arrow
    export const table = { f, C }
    export function outer() { function f() {} const arrow = class C {}; return { f, arrow } }`,
}
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "export * as one from 'one'; export * as two from 'two'" },
    bundle: true,
    write: false,
    format: 'esm',
    keepNames: true,
    plugins: [
      {
        name: 'modules',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(one|two)$/ }, ({ path }) => ({ path, namespace: 'modules' }))
          onLoad({ filter: /./, namespace: 'modules' }, ({ path }) => ({ contents: MODULES[path] ?? '' }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}

/** The names of all functions in what a module exports. */
function namesIn(value: unknown, path: string, depth = 0): string[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || depth > 3) return []
  const own = typeof value === 'function' ? [`${path}: ${value.name}`] : []
  const inner = Reflect.ownKeys(value).flatMap(key => {
    const property = Object.getOwnPropertyDescriptor(value, key)
    return key === 'constructor' || key === 'caller' || key === 'arguments'
      ? []
      : namesIn(property?.value ?? property?.get?.(), `${path}.${String(key)}`, depth + 1)
  })
  return [...own, ...inner]
}
const exportsOf = async (text: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> =>
  (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as never

test('names are the same without those that are right by themselves', async () => {
  const text = await bundled()
  const dropped = dropNames(text)
  const count = (text: string): number => text.split('__name(').length - 1
  expect(count(text)).toBeGreaterThan(20)
  expect(count(dropped)).toBeLessThan(count(text) / 2)
  const [before = {}, after = {}] = await Promise.all([text, dropped].map(exportsOf))
  const names = namesIn(before, '')
  expect(names).toContain('.two.f: f')
  expect(names).toContain('.two.C: C')
  expect(names).toContain('.one.D.of: of')
  expect(namesIn(after, '')).toEqual(names)
  const inner = (modules: typeof before): string[][] =>
    Object.values(modules).map(({ outer }) => namesIn(typeof outer === 'function' ? outer() : undefined, ''))
  expect(inner(before).flat().length).toBeGreaterThan(4)
  expect(inner(after)).toEqual(inner(before))
})

test('a function that another one only calls is not named at each call; one that leaves it is', () => {
  const lines = (text: string): string[] => dropNames(text).split('\n')
  expect(
    lines(`function outer(list) {
  const made2 = __name((x) => x + 1, "made");
  function read2() { return 1 }
  __name(read2, "read");
  const given2 = __name((x) => x, "given");
  const kept2 = __name((x) => x, "kept");
  return [made2(read2()), list.map(given2), { kept: kept2 }, list.made2];
}`),
  ).toEqual([
    'function outer(list) {',
    '  const made2 =(x) => x + 1;',
    '  function read2() { return 1 }',
    '  const given2 =(x) => x;',
    '  const kept2 = __name((x) => x, "kept");',
    '  return [made2(read2()), list.map(given2), { kept: kept2 }, list.made2];',
    '}',
  ])
})
