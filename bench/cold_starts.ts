/** From the start of a process to its first training step, on the package that built_package.ts builds. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { emit, median, options } from './measure.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What the child says of its own start. */
interface Start {
  readonly import_ms: number
  readonly build_ms: number
  readonly init_ms: number
  readonly first_ms: number
  readonly peak_rss_mb: number
}

async function startOnce(): Promise<{ wall: number; start: Start }> {
  const began = performance.now()
  const child = spawn(process.execPath, [`${root}bench/cold_start.mjs`, String(options.threads)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  let complaint = ''
  child.stderr.on('data', chunk => {
    complaint += chunk
  })
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('DONE ')) continue
    const wall = performance.now() - began
    await exited
    return { wall, start: JSON.parse(line.slice(5)) as Start }
  }
  throw new Error(`the child did not get to its first step: ${complaint.trim().split('\n').at(-1)}`)
}

export async function coldStart(): Promise<void> {
  const runs: { wall: number; start: Start }[] = []
  // the first start warms the file cache and is not counted
  for (let i = 0; i <= options.reps; i++) runs.push(await startOnce())
  const counted = runs.slice(1)
  const middle = (key: keyof Start): number => median(counted.map(({ start }) => start[key]))
  emit(
    'w10',
    'cold_start_ms',
    'ms',
    counted.map(({ wall }) => wall),
    {
      import_ms: middle('import_ms'),
      build_ms: middle('build_ms'),
      init_ms: middle('init_ms'),
      first_ms: middle('first_ms'),
      peak_rss_mb: middle('peak_rss_mb'),
    },
  )
}
