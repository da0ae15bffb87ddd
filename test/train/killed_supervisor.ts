/** Kills a supervised training at random moments, and looks at where the next one begins. */
import { fileURLToPath } from 'node:url'
import * as tf from '../../src/index.ts'
import { killedProcess } from './killed_process.ts'

const PROCESS = fileURLToPath(new URL('./supervised_process.ts', import.meta.url))

/** Starts the training, kills it `milliseconds` after it has begun, and returns what it said of its beginning. */
async function killed(folder: string, milliseconds: number): Promise<number[]> {
  const said = await killedProcess(PROCESS, [folder], milliseconds)
  const [, ...words] = said.trim().split(' ')
  if (words.length !== 3) throw new Error(`the training did not begin: ${said}`)
  return words.map(Number)
}

/** The step of the last checkpoint; 0 where there is none. */
const savedStep = (folder: string): number => Number(/-(\d+)$/.exec(tf.train.latest_checkpoint(folder) ?? '')?.[1] ?? 0)

export interface Killed {
  readonly folder: string
  readonly times: number
  /** In which moment, from 0 to 1. */
  readonly random: () => number
  /** The longest time that it trains, in milliseconds. */
  readonly longest: number
}
/** The steps at which the trainings began. Throws where one did not begin at the last saved step, or with other values. */
export async function killedSupervisor({ folder, times, random, longest }: Killed): Promise<number[]> {
  const beginnings: number[] = []
  for (let i = 0; i < times; i++) {
    const saved = savedStep(folder)
    const [began, lowest, highest] = await killed(folder, random() * longest)
    if (began !== saved) throw new Error(`training ${i} began at step ${began}, and ${saved} was saved`)
    if (lowest !== began || highest !== began)
      throw new Error(`training ${i} began at step ${began} with values from ${lowest} to ${highest}`)
    beginnings.push(began)
  }
  return beginnings
}
