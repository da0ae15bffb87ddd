/**
 * Mutants of graphs by the thousand, in processes of their own:
 *
 *     npx tsx scripts/mutants.ts --count 1000000 --seed 1 [--workers 2] [--state mutants.json] [--patience 60]   # again with --state: goes on
 *     npx tsx scripts/mutants.ts --extremes                                                      # each op's numbers at their ends
 *     npx tsx scripts/mutants.ts --replay 1234 --seed 1 [--extremes] [--print]                     # one case in this process
 *
 * Prints what was treated wrongly: errors that are none of TensorFlow's, hangs, crashes, memory.
 */

import { fork } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import { extremeCases, extremeMutant } from '../test/fuzz/extreme_attrs.ts'
import { graphCorpus } from '../test/fuzz/graph_corpus.ts'
import type { WorkerJob, WorkerMessage } from '../test/fuzz/mutant_worker.ts'
import { mutantOf } from '../test/fuzz/mutants.ts'
import { treat } from '../test/fuzz/treated_graphs.ts'
import { commandLine, flag, number, numberOr, text } from './command_line.ts'

const values = commandLine({
  count: z.optional(number),
  seed: numberOr(1),
  from: numberOr(0),
  workers: numberOr(1),
  state: text,
  extremes: flag,
  replay: z.optional(number),
  patience: numberOr(60),
  print: flag,
})
const kind = values.extremes ? 'extremes' : 'mutants'
const seed = values.seed
/** Wall-clock time after which a case counts as hanging. */
const PATIENCE = values.patience * 1000
const CHUNK = 500

interface State {
  next: number
  reached: Record<string, number>
  wrong: { index: number; name: string; complaints: readonly string[] }[]
}

async function replay(index: number): Promise<void> {
  const mutant =
    kind === 'mutants'
      ? mutantOf(await graphCorpus(), seed, index)
      : extremeMutant((await extremeCases(seed))[index] as never)
  console.log(mutant.name)
  if (values.print)
    console.log(typeof mutant.source === 'string' ? mutant.source : Buffer.from(mutant.source).toString('base64'))
  console.log(treat(mutant, index % 2 === 0 ? 'compiled' : 'reference'))
}

async function campaign(): Promise<void> {
  const end =
    values.count === undefined
      ? kind === 'extremes'
        ? (await extremeCases(seed)).length
        : 10_000
      : values.from + values.count
  const state: State =
    values.state !== undefined && existsSync(values.state)
      ? (JSON.parse(readFileSync(values.state, 'utf8')) as State)
      : { next: values.from, reached: {}, wrong: [] }
  const complain = (index: number, name: string, complaints: readonly string[]): void => {
    state.wrong.push({ index, name, complaints })
    console.log(
      `--replay ${index} --seed ${seed}${kind === 'extremes' ? ' --extremes' : ''}: ${name}\n    ${complaints.join('\n    ')}`,
    )
  }
  const worker = async (): Promise<void> => {
    while (state.next < end) {
      let from = state.next
      const to = Math.min(end, from + CHUNK)
      state.next = to
      while (from < to) from = await part({ kind, seed, from, to }, state, complain)
      console.error(`${to} of ${end}, ${state.wrong.length} wrong`)
      if (values.state !== undefined) writeFileSync(values.state, JSON.stringify(state))
    }
  }
  await Promise.all(Array.from({ length: values.workers }, worker))
  console.log(
    `${Object.values(state.reached).reduce((a, b) => a + b, 0)} cases, ${state.wrong.length} treated wrongly; reached ${JSON.stringify(state.reached)}`,
  )
  process.exitCode = state.wrong.length > 0 ? 1 : 0
}

/** Lets a process do a part; where it must go on: behind the case that took the process with it, if one did. */
function part(
  job: WorkerJob,
  state: State,
  complain: (index: number, name: string, complaints: readonly string[]) => void,
): Promise<number> {
  return new Promise(resolve => {
    const child = fork(fileURLToPath(new URL('../test/fuzz/mutant_worker.ts', import.meta.url)), {
      execArgv: [...process.execArgv, '--max-old-space-size=1500'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    let current = job.from
    let done = false
    let timer = setTimeout(() => undefined, 0)
    const watch = (patience: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => child.kill('SIGKILL'), patience)
    }
    watch(120_000)
    child.on('message', (message: WorkerMessage) => {
      watch(PATIENCE)
      if ('begin' in message) current = message.begin
      else if ('done' in message) done = true
      else {
        state.reached[message.reached] = (state.reached[message.reached] ?? 0) + 1
        if (message.complaints.length > 0) complain(message.index, message.name, message.complaints)
        current = message.index + 1
      }
    })
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (done) return resolve(job.to)
      state.reached['ended'] = (state.reached['ended'] ?? 0) + 1
      complain(current, '', [`the process ended with ${signal ?? code}: a crash, or more than ${PATIENCE} ms`])
      resolve(current + 1)
    })
    child.send(job)
  })
}

if (values.replay !== undefined) await replay(values.replay)
else await campaign()
