/**
 * Times operations one by one, in many shapes (operations.py), on tf0, and beside it on TensorFlow 0.12.1 where a program that runs
 * Python on it is at hand. Lines that look slow are timed again on both sides, one after the other, so that what else the machine does
 * counts less.
 *
 *     npm run bench -- cliffs [--seed 5] [--only pool] [--limit 1.5] [--again 3] [--all]
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { commandLine, flag, numberOr, textOr } from '../../scripts/command_line.ts'

const script = fileURLToPath(new URL('./operations.py', import.meta.url))
const runner = fileURLToPath(new URL('./on_tf0.ts', import.meta.url))
/** `tf VERSION SCRIPT [ARGUMENTS]` runs a program on a TensorFlow. */
const oracle = fileURLToPath(new URL('../../../shared/oracle/tf', import.meta.url))
const VERSION = '0.12.1'
/** Milliseconds below which a difference says nothing. */
const NOISE = 0.5
/** What the names of lines begin with that may be slower than the others. */
const EXEMPT = ['decomposition', 'loop']

/** Milliseconds of each case by name, or why there are none. */
type Times = Map<string, number | string>

function timesIn(output: string): Times {
  const times: Times = new Map()
  for (const line of output.split('\n')) {
    const [name, value] = line.split('\t')
    if (name !== undefined && value !== undefined) times.set(name, value.startsWith('failed') ? value : Number(value))
  }
  return times
}

function run(command: string, args: readonly string[]): Times {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  const times = timesIn(stdout)
  if (times.size === 0) throw new Error(`${command} printed no times: ${stderr.trim().split('\n').at(-1)}`)
  return times
}

const onTf0 = (args: readonly string[]): Times =>
  run(process.execPath, ['--max-old-space-size=3000', '--import', 'tsx', runner, script, ...args])
const onTensorFlow = (args: readonly string[]): Times => run(oracle, [VERSION, script, ...args])

/** Names of all cases. */
const caseNames = (seed: string): string[] => [...onTf0([seed, '--names']).keys()]

/** The smaller of both times, case by case. */
function merge(into: Times, more: Times): void {
  for (const [name, value] of more) {
    const known = into.get(name)
    if (typeof value === 'number') into.set(name, typeof known === 'number' ? Math.min(known, value) : value)
  }
}

const isExempt = (name: string): boolean => EXEMPT.some(start => name.startsWith(`${start}:`))

interface Line {
  readonly name: string
  readonly tf0: number | string | undefined
  readonly tensorflow: number | string | undefined
  readonly ratio: number | undefined
}

function linesOf(tf0: Times, tensorflow: Times): Line[] {
  return [...new Set([...tensorflow.keys(), ...tf0.keys()])].map(name => {
    const [own, other] = [tf0.get(name), tensorflow.get(name)]
    return {
      name,
      tf0: own,
      tensorflow: other,
      ratio: typeof own === 'number' && typeof other === 'number' ? own / other : undefined,
    }
  })
}

const isSlow = ({ tf0, tensorflow, ratio }: Line, limit: number): boolean =>
  ratio !== undefined && ratio > limit && (tf0 as number) - (tensorflow as number) > NOISE

const milliseconds = (value: number | string | undefined): string =>
  typeof value === 'number' ? value.toFixed(2) : (value ?? '-')

function print({ name, tf0, tensorflow, ratio }: Line): void {
  console.log(
    `${(ratio === undefined ? '-' : `${ratio.toFixed(2)} x`).padStart(9)} ${milliseconds(tf0).padStart(10)} ${milliseconds(tensorflow).padStart(10)}  ${name}`,
  )
}

/** Runs the sweep and prints what is slower than `--limit` times TensorFlow's time, or all lines. */
export function sweep(args: readonly string[]): void {
  const values = commandLine(
    { seed: textOr('0'), only: textOr(''), limit: numberOr(1.5), again: numberOr(3), all: flag },
    { args },
  )
  const limit = values.limit
  const beside = existsSync(oracle)
  const names = values.only === '' ? [] : caseNames(values.seed).filter(name => name.includes(values.only))
  if (values.only !== '' && names.length === 0) throw new Error(`no case has ${values.only} in its name`)
  const tf0 = onTf0([values.seed, ...names])
  const tensorflow: Times = beside ? onTensorFlow([values.seed, ...names]) : new Map()
  for (let again = values.again; again > 0; again--) {
    const slow = linesOf(tf0, tensorflow).flatMap(line =>
      isSlow(line, limit) && !isExempt(line.name) ? [line.name] : [],
    )
    if (slow.length === 0) break
    merge(tensorflow, onTensorFlow([values.seed, ...slow]))
    merge(tf0, onTf0([values.seed, ...slow]))
  }
  report(linesOf(tf0, tensorflow), limit, values.all || !beside)
}

function report(lines: readonly Line[], limit: number, all: boolean): void {
  console.log(`${'ratio'.padStart(9)} ${'tf0 ms'.padStart(10)} ${`TF ${VERSION}`.padStart(10)}  case`)
  const shown = lines.filter(line => all || isSlow(line, limit) || typeof line.tf0 !== 'number')
  for (const line of shown.sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))) print(line)
  const ratios = lines.flatMap(({ ratio }) => (ratio === undefined ? [] : [Math.max(ratio, 1e-3)]))
  if (ratios.length === 0) return
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
  const slow = lines.filter(line => isSlow(line, limit))
  const exempt = slow.filter(line => isExempt(line.name)).length
  console.log(
    `${slow.length - exempt} of ${lines.length} slower than ${limit} times TensorFlow ${VERSION}, and ${exempt} decompositions and loops; geometric mean of the ratios ${mean.toFixed(2)}`,
  )
}
