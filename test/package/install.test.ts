/** `npm start` and `npm test` on a bare clone: the script that runs before them. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const SCRIPT = fileURLToPath(new URL('../../scripts/install_if_needed.mjs', import.meta.url))
const LOCK = {
  packages: {
    '': { name: 'project' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-o', optional: true },
  },
}

let project = ''
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'tf0-install-'))
  cpSync(SCRIPT, join(project, 'scripts/install_if_needed.mjs'))
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(LOCK))
  // stands for npm: notes how it was called, and installs by copying the lockfile
  writeFileSync(
    join(project, 'npm.cjs'),
    `const fs = require('node:fs')
     fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
     if (process.env.BROKEN) { console.error('no network'); process.exit(1) }
     fs.mkdirSync('node_modules', { recursive: true })
     fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')`,
  )
})
afterEach(() => rmSync(project, { recursive: true }))

function run(env: Record<string, string> = {}): { status: number | null; output: string; calls: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'scripts/install_if_needed.mjs')], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(project, 'npm.cjs'), ...env },
  })
  const log = join(project, 'calls')
  return { status, output: stdout + stderr, calls: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] }
}

function installed(packages: object): void {
  mkdirSync(join(project, 'node_modules'))
  writeFileSync(join(project, 'node_modules/.package-lock.json'), JSON.stringify({ packages }))
}

test('a bare clone installs, once, without install scripts', () => {
  const first = run()
  expect(first.status).toBe(0)
  expect(first.output).toMatch(/Installing the dependencies.*\nDone\./)
  expect(first.calls).toHaveLength(1)
  expect(first.calls[0]).toMatch(/^ci --ignore-scripts /)
  const second = run()
  expect(second).toMatchObject({ status: 0, output: '' })
  expect(second.calls).toHaveLength(1)
})

test.each([
  ['another version', { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } }],
  ['another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
  ['a missing package', {}],
])('%s installs anew', (_what, packages) => {
  installed(packages)
  expect(run().calls).toHaveLength(1)
})

test('what belongs to another platform or to nobody is no reason to install', () => {
  installed({ 'node_modules/a': LOCK.packages['node_modules/a'], 'node_modules/extra': { version: '2.0.0' } })
  expect(run()).toMatchObject({ status: 0, output: '', calls: [] })
})

test('a failing installation says so', () => {
  const { status, output } = run({ BROKEN: '1' })
  expect(status).toBe(1)
  expect(output).toMatch(/no network\nThe dependencies could not be installed/)
})
