/**
 * Times tf0's workloads, each in a process of its own, on one thread and on all cores, and prints a table.
 *
 *     npm run bench
 *     npm run bench -- w1 w5
 *     npm run bench -- smoke       # whether each still runs and gives finite numbers; nothing is asked of the times
 *
 * `npm run bench -- cliffs` times single operations: cliffs/sweep.ts says how. `npm run bench -- remote` times sessions on a TensorFlow server
 * beside TensorFlow's own client: remote.ts.
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { sweep } from './cliffs/sweep.ts'

const script = fileURLToPath(new URL('./workloads.ts', import.meta.url))
const WORKLOADS = ['w1', 'w2', 'w3', 'w4', 'w5', 'w7', 'w8', 'w9', 'w10', 'w11', 'w12']

/** What a workload prints for one metric, or why it printed none. */
interface Line {
  readonly workload: string
  readonly metric?: string
  readonly median?: number
  readonly min?: number
  readonly max?: number
  readonly first_ms?: number | null
  readonly check?: number | boolean | null
  readonly error?: string
}

function run(workload: string, threads: number, further: readonly string[] = []): Line[] {
  const args = ['--import', 'tsx', script, '--workload', workload, '--threads', String(threads), ...further]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const lines = stdout.split('\n').filter(line => line.startsWith('{'))
  if (lines.length === 0) return [{ workload, error: stderr.trim().split('\n').at(-1) ?? 'nothing was printed' }]
  return lines.map(line => JSON.parse(line) as Line)
}

const COLUMNS = ['workload', 'metric', 'threads', 'median', 'min', 'max', 'first ms', 'check'] as const
const widths = [9, 15, 7, 10, 10, 10, 10, 12]
const print = (cells: readonly string[]): void =>
  console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' '))

function time(workloads: readonly string[]): void {
  print(COLUMNS)
  for (const workload of workloads) {
    for (const threads of new Set([1, availableParallelism()])) {
      for (const line of run(workload, threads)) {
        const numbers = [line.median, line.min, line.max, line.first_ms, line.check].map(value =>
          value === undefined || value === null ? '-' : String(value),
        )
        if (line.error) print([workload, line.error])
        else print([workload, line.metric ?? '', String(threads), ...numbers])
      }
    }
  }
}

/** A repetition of each workload, small where it has sizes. False where one fails or a number is not finite. */
function smoke(): boolean {
  const lines = run(WORKLOADS.join(','), 2, [
    '--seconds',
    '0.01',
    '--reps',
    '1',
    '--warm-up',
    '1',
    '--sizes',
    '256',
    '--batch',
    '10',
  ])
  const wrong = WORKLOADS.flatMap(workload => {
    const own = lines.filter(line => line.workload === workload)
    const error = own.find(line => line.error)?.error
    if (error) return [`${workload}: ${error}`]
    if (own.length === 0) return [`${workload}: nothing was printed`]
    const numbers = own.flatMap(({ median, min, max, check }) => [
      median,
      min,
      max,
      ...(typeof check === 'number' ? [check] : []),
    ])
    return numbers.every(Number.isFinite) && own.every(({ check }) => check !== false)
      ? []
      : [`${workload}: ${JSON.stringify(own)}`]
  })
  for (const each of wrong) console.error(each)
  console.log(`${WORKLOADS.length - wrong.length} of ${WORKLOADS.length} workloads run`)
  return wrong.length === 0
}

function remote(args: readonly string[]): void {
  const program = fileURLToPath(new URL('./remote.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', program, ...args], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}

const asked = process.argv.slice(2)
if (asked[0] === 'cliffs') sweep(asked.slice(1))
else if (asked[0] === 'remote') remote(asked.slice(1))
else if (asked[0] === 'smoke') process.exitCode = smoke() ? 0 : 1
else time(asked.length ? asked : WORKLOADS)
