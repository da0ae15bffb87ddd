/** Programs under options of Node and limits of the system that take something away: right numbers, if slower. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const local = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tf0-environments-'))
const program = join(folder, 'program.mjs')
const hook = join(folder, 'hook.cjs')

beforeAll(async () => {
  // one file without loaders: they have needs of their own under these options
  await build({
    entryPoints: [local('environment_program.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
  })
  copyFileSync(local('../../src/runtime/worker.js'), join(folder, 'worker.js'))
  writeFileSync(hook, 'for (const name of (process.env.TAKEN_AWAY ?? "").split(",")) delete globalThis[name]\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Losses of models of these sizes, from TensorFlow 0.12.1. */
const TRAINED = { 16: '0.05030', 256: '0.04868' } as const
type Size = keyof typeof TRAINED

/** Whether this Node has the option. */
const isKnown = (option: string): boolean => spawnSync(process.execPath, [option, '--eval', '0']).status === 0

function run(
  size: Size,
  options: readonly string[],
  { threads = 0, limit = '', takenAway = '' } = {},
): { out: string[]; notes: string[] } {
  const args = [...options, program, String(size), String(threads)]
  const { NODE_OPTIONS: _, TF0_EXECUTOR: __, ...env } = process.env
  const limited = ['-c', `${limit} && exec "$@"`, 'sh', process.execPath, ...args]
  const { stdout, stderr, status } = spawnSync(limit === '' ? process.execPath : 'sh', limit === '' ? args : limited, {
    encoding: 'utf8',
    env: { ...env, DEBUG: 'plan', TF0_THREADS: '2', TAKEN_AWAY: takenAway },
    timeout: 60_000,
  })
  expect(status, stderr.split('\n').slice(-20).join('\n')).toBe(0)
  return {
    out: stdout.trimEnd().split('\n'),
    notes: stderr.split('\n').filter(line => /^tf0 (compiles|starts)/.test(line)),
  }
}
const printed = (size: Size): string => `${TRAINED[size]} InvalidArgumentError at a line of the program`

const SLOWLY = (lack: string): string =>
  `tf0 compiles no plans (this process has ${lack}): the reference executor runs everything, slowly`

test.for<readonly [title: string, options: readonly string[], takenAway?: string]>([
  [
    'what changes the language',
    [
      '--disable-proto=throw',
      '--disallow-code-generation-from-strings',
      '--no-opt',
      '--stack-size=200',
      '--experimental-vm-modules',
    ],
  ],
  ['without the global crypto', ['--disable-proto=delete', '--require', hook], 'crypto'],
  ['frozen intrinsics', ['--frozen-intrinsics']],
])('compiled: %s', ([_title, options, takenAway = '']) => {
  expect(run(256, options, { takenAway })).toEqual({ out: [printed(256)], notes: [] })
})

test.for<readonly [lack: string, options: readonly string[], takenAway?: string]>([
  ['no WebAssembly', ['--jitless']],
  ['no WebAssembly with SIMD and threads', ['--no-enable-sse4-1']],
  ['no shared memory', ['--require', hook], 'SharedArrayBuffer'],
])('%s: the reference executor takes over, said once', ([lack, options, takenAway = ''], { skip }) => {
  skip(options.length === 1 && !options.every(isKnown), 'no such option')
  expect(run(16, options, { takenAway })).toEqual({ out: [printed(16)], notes: [SLOWLY(lack)] })
})

test.runIf(process.platform === 'linux')(
  'little address space: newer versions of Node ask for less, on others the reference executor takes over',
  () => {
    const { out, notes } = run(16, [], { limit: 'ulimit -v 4000000' })
    expect(out).toEqual([printed(16)])
    expect([[], [SLOWLY('no address space for WebAssembly memories')]]).toContainEqual(notes)
  },
)

test('--permission without worker threads: one thread', () => {
  const option = ['--permission', '--experimental-permission'].find(isKnown)
  const { out, notes } = run(256, [option as string, '--allow-fs-read=*'])
  expect(out).toEqual([printed(256)])
  expect(notes).toEqual([
    expect.stringContaining('tf0 starts no more worker threads: Access to this API has been restricted'),
  ])
})

test('several threads of a program compile and run at the same time, each with workers of its own', () => {
  expect(run(256, [], { threads: 2 })).toEqual({ out: [printed(256), printed(256), printed(256)], notes: [] })
})
