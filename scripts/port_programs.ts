/**
 * Ports programs of Python, compiles what comes out of it with `tsc --strict` against the built declarations, runs it, and compares what it prints
 * with what `tf0 run` prints.
 *
 *     npx tsx scripts/port_programs.ts FOLDER OUT [--list FILE] [--only TEXT] [--limit 15] [--seed 1] [--jobs 2] [--printed FOLDER] [--no-run]
 *
 * FOLDER holds programs; FILE names some of them, one path a line, else all .py files are taken. OUT gets what was written and printed. `--printed`
 * has what `tf0 run` printed before (`a__b__program.py.out` and `.json` for a/b/program.py); without it, it is run here as well. Programs run in
 * their own folders and may write there. Needs `npm run build`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import ts from 'typescript'
import * as tf from '../src/index.ts'
import { portFile } from '../src/port/translate/port_file.ts'
import { STRICT } from '../test/port/compiler_options.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'string' },
    only: { type: 'string' },
    limit: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    printed: { type: 'string' },
    'no-run': { type: 'boolean', default: false },
  },
})
const [folder, out] = positionals.map(path => resolve(path))
if (!folder || !out) throw new Error('a folder of programs and a folder for what comes out are needed')

interface Job {
  readonly id: string
  readonly path: string
  readonly entry: string
  todos: number
  verdict: string
  detail: string
}

const programs = (
  values.list
    ? readFileSync(values.list, 'utf8').split('\n')
    : readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.py'))
)
  .filter(file => file !== '' && (!values.only || file.includes(values.only)))
  .sort()

const sources = join(out, 'ported')
const printed = join(out, 'printed')
for (const made of [sources, printed]) mkdirSync(made, { recursive: true })
const link = join(sources, 'node_modules')
if (!existsSync(link)) {
  mkdirSync(link)
  symlinkSync(root, join(link, 'tf0'))
  symlinkSync(join(root, 'node_modules', '@types'), join(link, '@types'))
}
writeFileSync(join(sources, 'package.json'), '{ "type": "module" }\n')

const idOf = (path: string): string => path.replaceAll('/', '__')
const quiet = new Set(['same', 'runs on'])
const jobs: Job[] = []
for (const path of programs) {
  const id = idOf(path)
  const target = join(sources, id)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const job: Job = { id, path, entry: '', todos: 0, verdict: '', detail: '' }
  jobs.push(job)
  try {
    const text = readFileSync(join(folder, path), 'utf8')
    const files = await portFile({ file: basename(path), folder: dirname(join(folder, path)), text, otherwise: 2 }, tf)
    for (const { file, text: ported, todos } of files) {
      const at = join(target, file)
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(at, ported)
      job.todos += todos
      if (job.entry === '') Object.assign(job, { entry: at })
    }
  } catch (error) {
    job.verdict = 'not ported'
    job.detail = String((error as Error).message).split('\n')[0] as string
    if (process.env['DEBUG']) console.error(error)
  }
}
console.log(`${jobs.filter(job => job.verdict === '').length} of ${jobs.length} are ported`)

const program = ts.createProgram(
  jobs.filter(job => job.verdict === '').map(job => job.entry),
  { ...STRICT, typeRoots: [join(root, 'node_modules', '@types')] },
)
const wrong = new Map<string, string[]>()
for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
  const file = diagnostic.file?.fileName ?? ''
  const line = diagnostic.file ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1 : 0
  const text = `${basename(file)}:${line} TS${diagnostic.code} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').slice(0, 220)}`
  const job = jobs.find(one => file.startsWith(`${join(sources, one.id)}/`))
  if (!job) console.log(text)
  else wrong.set(job.id, [...(wrong.get(job.id) ?? []), text])
}
for (const job of jobs) {
  const found = wrong.get(job.id)
  if (found) Object.assign(job, { verdict: 'not compiled', detail: found.join('\n      ') })
}
console.log(`${jobs.filter(job => job.verdict === '').length} compile`)

/** Runs a command in a folder; null as code where the limit ended it. */
function run(args: readonly string[], cwd: string, file: string): Promise<number | null> {
  return new Promise(done => {
    const child = spawn('nice', ['-n', '10', process.execPath, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const chunks: Buffer[] = []
    const errors: Buffer[] = []
    let size = 0
    let cut = false
    const end = (): void => {
      cut = true
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    }
    const timer = setTimeout(end, Number(values.limit) * 1000)
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > 8_000_000) end()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors.push(chunk)
    })
    child.on('close', code => {
      clearTimeout(timer)
      writeFileSync(`${file}.out`, Buffer.concat(chunks))
      writeFileSync(`${file}.err`, Buffer.concat(errors))
      done(cut ? null : code)
    })
  })
}

interface Printed {
  readonly text: string
  /** null: it ran on at the limit. */
  readonly code: number | null
}

async function reference(job: Job): Promise<Printed> {
  if (values.printed) {
    const base = join(values.printed, job.id)
    const { code, cut } = JSON.parse(readFileSync(`${base}.json`, 'utf8')) as { code: number; cut: string | null }
    return { text: readFileSync(`${base}.out`, 'utf8'), code: cut ? null : code }
  }
  const file = join(printed, `${job.id}.run`)
  const code = await run(
    [join(root, 'dist/cli/main.js'), 'run', '--seed', values.seed, basename(job.path)],
    dirname(join(folder as string, job.path)),
    file,
  )
  return { text: readFileSync(`${file}.out`, 'utf8'), code }
}

async function ported(job: Job): Promise<Printed> {
  const script = join(sources, job.id, 'program.mjs')
  await build({
    entryPoints: [job.entry],
    outfile: script,
    bundle: true,
    external: ['tf0', 'tf0/*'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    logLevel: 'silent',
    banner: { js: `import { seed as __seed } from 'tf0/port'\n__seed(${values.seed})` },
  })
  const file = join(printed, `${job.id}.port`)
  const code = await run([script], dirname(join(folder as string, job.path)), file)
  return { text: readFileSync(`${file}.out`, 'utf8'), code }
}

const VARIES =
  /\b(0x[0-9a-f]+)\b|\d\d:\d\d:\d\d|[\d.]+ ?(s|sec|secs|seconds|minutes|ms)\b|\btime\b.*|duration.*|elapsed.*/gi
const plain = (line: string): string => line.replace(VARIES, '…').trimEnd()

function compare(job: Job, a: Printed, b: Printed): void {
  const [x, y] = [a.text.split('\n'), b.text.split('\n')]
  const cut = a.code === null || b.code === null
  const length = cut ? Math.min(x.length, y.length) - 1 : Math.max(x.length, y.length)
  for (let i = 0; i < length; i++) {
    if (plain(x[i] ?? '<end>') === plain(y[i] ?? '<end>')) continue
    const error = b.code !== 0 && b.code !== null && i >= y.length - 1
    job.verdict = error ? 'failed' : 'differs'
    job.detail = `line ${i + 1}\n      run  ${(x[i] ?? '<end>').slice(0, 150)}\n      port ${(y[i] ?? '<end>').slice(0, 150)}`
    if (error) job.detail = lastError(job)
    return
  }
  if (!cut && a.code === 0 && b.code !== 0) Object.assign(job, { verdict: 'failed', detail: lastError(job) })
  else if (b.code !== null && b.code !== 0 && a.code === null)
    Object.assign(job, { verdict: 'failed', detail: lastError(job) })
  else job.verdict = cut ? 'runs on' : 'same'
}
const lastError = (job: Job): string => {
  const lines = readFileSync(join(printed, `${job.id}.port.err`), 'utf8').split('\n')
  const at = lines.findIndex(line => /Error\b/.test(line) && !line.startsWith('    at'))
  const place = lines.find(line => line.includes(`${job.id}/program.mjs:`)) ?? ''
  return `${(lines[at] ?? lines.at(-2) ?? '').slice(0, 220)}\n      ${place.trim().slice(0, 200)}`
}

if (!values['no-run']) {
  const waiting = jobs.filter(job => job.verdict === '')
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const expected = await reference(job)
      if (expected.code !== 0 && expected.code !== null) {
        job.verdict = 'does not run'
        continue
      }
      try {
        compare(job, expected, await ported(job))
      } catch (error) {
        Object.assign(job, { verdict: 'failed', detail: String((error as Error).message) })
      }
      console.log(`${job.verdict.padEnd(14)} ${job.id}${quiet.has(job.verdict) ? '' : `\n      ${job.detail}`}`)
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, work))
}

for (const job of jobs)
  if (job.verdict.startsWith('not ')) console.log(`${job.verdict.padEnd(14)} ${job.id}\n      ${job.detail}`)
const counts = new Map<string, number>()
for (const job of jobs) counts.set(job.verdict, (counts.get(job.verdict) ?? 0) + 1)
console.log([...counts].map(([verdict, count]) => `${verdict || 'compiled'}: ${count}`).join(', '))
const ran = jobs.filter(job => job.verdict !== 'does not run')
const good = ran.filter(job => quiet.has(job.verdict))
console.log(
  `${good.length} of ${ran.length} compile and print the same (${((100 * good.length) / Math.max(1, ran.length)).toFixed(1)} %); ${jobs.reduce((sum, job) => sum + job.todos, 0)} places are left to do in them`,
)
