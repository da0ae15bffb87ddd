/** `tf0 port` as a command. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { COMMAND } from '../support/built_package.ts'

const folder = mkdtempSync(join(tmpdir(), 'port-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function port(args: readonly string[], input = ''): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'port', ...args], {
    encoding: 'utf8',
    input,
    timeout: 60_000,
  })
  return { code: status, out: stdout, err: stderr }
}

test('prints a program from standard input', () => {
  expect(port(['-'], 'x = 1\nprint("a", x)\n')).toEqual({
    code: 0,
    out: "// Ported from program.py by tf0 port: nothing is left to do.\n\nconst x = 1\nconsole.log('a', x)\n",
    err: '',
  })
})

test('writes a program and its modules, and nothing over what is there', () => {
  writeFileSync(join(folder, 'main.py'), 'import helper\nprint(helper.twice(2))\n')
  writeFileSync(join(folder, 'helper.py'), 'def twice(x):\n    return 2 * x\n')
  const target = join(folder, 'out')
  expect(port([join(folder, 'main.py'), '-o', target]).code).toBe(0)
  expect(readFileSync(join(target, 'main.ts'), 'utf8')).toContain("import * as helper from './helper.ts'")
  expect(readFileSync(join(target, 'helper.ts'), 'utf8')).toContain('export function twice(x: number) {')
  writeFileSync(join(target, 'main.ts'), 'mine')
  const again = port([join(folder, 'main.py'), '-o', target])
  expect(again.code).toBe(2)
  expect(again.err).toContain('--force overwrites')
  expect(readFileSync(join(target, 'main.ts'), 'utf8')).toBe('mine')
  expect(port(['--force', '-o', target, join(folder, 'main.py')]).code).toBe(0)
  expect(readFileSync(join(target, 'main.ts'), 'utf8')).not.toBe('mine')
})

test.each([
  ['what is no Python', 'x = = 1\n', 1, /program\.py:1: invalid syntax/],
  ['brackets without end', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, 1, /recursion|nested|deep/],
  ['a sum without end', `x = ${'1 + '.repeat(30_000)}1\n`, 1, /recursion|nested|deep/],
])('ends with an error for %s', (_what, text, code, message) => {
  const { code: ended, err } = port(['-'], text)
  expect(err).toMatch(message)
  expect(ended).toBe(code)
})

test('says what is wrong with its command line', () => {
  expect(port([]).err).toContain('no file is given')
  expect(port(['nowhere.py']).err).toContain("can't open file 'nowhere.py'")
  expect(port(['--no-such', 'x.py']).code).toBe(2)
  expect(existsSync(join(folder, 'x.ts'))).toBe(false)
})
