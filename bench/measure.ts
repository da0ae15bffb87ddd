/** Measuring: repetitions of the mean of many calls after a warm-up, and the line of JSON that all peers print. */
import { readFileSync } from 'node:fs'
import { commandLine, numberOr, numbersOr, textOr } from '../scripts/command_line.ts'

const values = commandLine({
  workload: textOr('all'),
  threads: numberOr(1),
  reps: numberOr(7),
  seconds: numberOr(1.4),
  'warm-up': numberOr(300),
  sizes: numbersOr('256,512,1024,2048'),
  batch: numberOr(50),
})

export const options = {
  workload: values.workload,
  threads: values.threads,
  /** Repetitions of a measurement, and the seconds that they take together. */
  reps: values.reps,
  seconds: values.seconds,
  /** Milliseconds that code is run before it is measured. */
  warmUp: values['warm-up'],
  /** Sizes of the matrices of w4; batch of w3. */
  sizes: values.sizes,
  batch: values.batch,
} as const

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const MOST_WARM_UP_CALLS = 20_000
const LONGEST_WARM_UP_MS = 8_000

/** Milliseconds that `body` takes, and what it gives. */
export function timed<T>(body: () => T): [milliseconds: number, result: T] {
  const start = performance.now()
  const result = body()
  return [performance.now() - start, result]
}

/** Milliseconds per call, one value a repetition. */
export function measure(body: () => void, { seconds = options.seconds, reps = options.reps } = {}): number[] {
  const start = performance.now()
  let calls = 0
  for (;;) {
    body()
    calls++
    const passed = performance.now() - start
    if (passed > LONGEST_WARM_UP_MS || (calls >= 2 && (passed >= options.warmUp || calls >= MOST_WARM_UP_CALLS))) break
  }
  const perCall = (performance.now() - start) / calls
  const repetitions = perCall > 1000 ? Math.min(reps, 5) : reps
  const inner = Math.max(1, Math.floor((seconds * 1000) / reps / perCall))
  return Array.from({ length: repetitions }, () => {
    const [milliseconds] = timed(() => {
      for (let i = 0; i < inner; i++) body()
    })
    return milliseconds / inner
  })
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}

/** Five significant digits of numbers; everything else as it is. */
const rounded = (value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(5)) : (value ?? null)

export interface Extra {
  readonly better?: 'lower' | 'higher'
  readonly [name: string]: unknown
}

/** Prints one metric: the median of `numbers` with their range, and whatever else is worth knowing, as one line of JSON. */
export function emit(
  workload: string,
  metric: string,
  unit: string,
  numbers: readonly number[],
  { better = 'lower', ...extra }: Extra = {},
): void {
  const line: Record<string, unknown> = {
    peer: 'tf0',
    version,
    workload,
    metric,
    unit,
    better,
    median: median(numbers),
    min: Math.min(...numbers),
    max: Math.max(...numbers),
    rss_mb: process.resourceUsage().maxRSS / 1024,
    threads: options.threads,
    reps: numbers.length,
    ...extra,
  }
  console.log(JSON.stringify(Object.fromEntries(Object.entries(line).map(([name, value]) => [name, rounded(value)]))))
}

/** Says in the same form why a workload gave nothing. */
export function emitFailure(workload: string, error: unknown): void {
  const [reason] = String(error instanceof Error ? `${error.constructor.name}: ${error.message}` : error).split('\n')
  console.log(
    JSON.stringify({ peer: 'tf0', version, workload, threads: options.threads, error: reason?.slice(0, 200) }),
  )
}
