/** A process of its own for cases that may take it with them: says which case begins, and what was wrong with it. */
import { extremeCases, extremeMutant } from './extreme_attrs.ts'
import { graphCorpus } from './graph_corpus.ts'
import { type Mutant, mutantOf } from './mutants.ts'
import { treat } from './treated_graphs.ts'

export interface WorkerJob {
  readonly kind: 'mutants' | 'extremes'
  readonly seed: number
  readonly from: number
  readonly to: number
}
export type WorkerMessage =
  | { readonly begin: number }
  | { readonly index: number; readonly reached: string; readonly complaints: readonly string[]; readonly name: string }
  | { readonly done: true }

const say = (message: WorkerMessage): void => void process.send?.(message)

async function work({ kind, seed, from, to }: WorkerJob): Promise<void> {
  const corpus = await graphCorpus()
  const cases = kind === 'extremes' ? await extremeCases(seed) : []
  for (let index = from; index < to; index++) {
    say({ begin: index })
    const mutant: Mutant = kind === 'mutants' ? mutantOf(corpus, seed, index) : extremeMutant(cases[index] as never)
    const { complaints, reached } = treat(mutant, index % 2 === 0 ? 'compiled' : 'reference')
    say({ index, reached, complaints, name: mutant.name })
    // what sessions leave behind is collected between jobs only, and messages are sent
    if (index % 20 === 19) await new Promise(resolve => setImmediate(resolve))
  }
  // what was not sent before the connection ends is lost
  await new Promise(resolve => process.send?.({ done: true } satisfies WorkerMessage, resolve))
}

process.on('message', (job: WorkerJob) => void work(job).finally(() => process.disconnect()))
