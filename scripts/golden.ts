/**
 * Runs the snippets of golden files on tf0 and prints what differs: `npm run golden -- FILE… [--failures] [--only ID] [--quiet]`.
 * Each file runs in a process of its own, so that a snippet that never returns costs that snippet only.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Harness, type Outcome } from '../test/python/golden/harness.ts'
import { casesOf, mostWanted, report } from '../test/python/golden/runner.ts'
import { commandLine, flag, numberOr, text } from './command_line.ts'

/** A snippet that takes longer is taken to hang. */
const PATIENCE_MS = 60_000

const { files, ...options } = commandLine(
  { failures: flag, only: text, quiet: flag, worker: text, from: numberOr(0) },
  { files: true },
)

const selected = (path: string): ReturnType<typeof casesOf> =>
  casesOf(path).filter(test => options.only === undefined || test.id.includes(options.only))

type Message = { readonly at: number } | { readonly outcome: Outcome; readonly at: number } | { readonly done: true }

/** The worker's side: judges the cases from an index on. */
async function work(path: string, from: number): Promise<void> {
  const harness = await Harness.create()
  const send = (message: Message): Promise<void> => new Promise(resolve => process.send?.(message, () => resolve()))
  for (const [at, test] of selected(path).entries()) {
    if (at < from) continue
    await send({ at })
    await send({ at, outcome: harness.judge(test) })
  }
  await send({ done: true })
  process.exit(0)
}

/** Runs a worker from a case on; gives the index to go on with, or null at the end. */
function runFrom(path: string, from: number, outcomes: Outcome[]): Promise<number | null> {
  const args = [
    '--worker',
    path,
    '--from',
    String(from),
    ...(options.only === undefined ? [] : ['--only', options.only]),
  ]
  const child = fork(fileURLToPath(import.meta.url), args, { execArgv: ['--import', 'tsx'] })
  return new Promise(resolve => {
    let current = from
    let timer: NodeJS.Timeout | undefined
    const lost = (why: string): void => {
      const test = selected(path)[current]
      if (test) outcomes.push({ id: test.id, kind: 'failed', source: test.source, differences: [why] })
      resolve(current + 1)
    }
    const wait = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        child.removeAllListeners('exit')
        child.kill('SIGKILL')
        lost(`did not return within ${PATIENCE_MS / 1000} s`)
      }, PATIENCE_MS)
    }
    wait()
    child.on('message', (message: Message) => {
      wait()
      if ('done' in message) {
        clearTimeout(timer)
        child.removeAllListeners('exit')
        resolve(null)
      } else {
        current = message.at
        if ('outcome' in message) {
          outcomes.push(message.outcome)
          current++
        }
      }
    })
    child.on('exit', code => {
      clearTimeout(timer)
      lost(`the process ended (${code})`)
    })
  })
}

async function main(): Promise<void> {
  if (options.worker !== undefined) return work(options.worker, options.from)
  const all: Outcome[] = []
  for (const path of files) {
    const outcomes: Outcome[] = []
    for (let from: number | null = 0; from !== null; ) from = await runFrom(path, from, outcomes)
    const text = report(path, outcomes, options.failures)
    console.log(options.quiet ? (text.split('\n').at(-1) as string) : text)
    all.push(...outcomes)
  }
  const count = (kind: Outcome['kind']): number => all.filter(outcome => outcome.kind === kind).length
  if (files.length > 1) {
    console.log('most wanted:')
    for (const [what, times] of mostWanted(all).slice(0, 60)) console.log(`  ${String(times).padStart(5)}  ${what}`)
  }
  console.log(
    `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped, ${count('excepted')} excepted`,
  )
  process.exitCode = count('failed') > 0 ? 1 : 0
}

await main()
