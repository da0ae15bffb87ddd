/** Kills a process that saves at random moments, and looks at what it left. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '../../src/index.ts'
import { killedProcess } from './killed_process.ts'

const PROCESS = fileURLToPath(new URL('./saving_process.ts', import.meta.url))

/** Runs it until `milliseconds` after its first save, kills it, and returns the last step that it said was saved. */
async function killed(folder: string, megabytes: number, mode: string, milliseconds: number): Promise<number> {
  const said = await killedProcess(PROCESS, [folder, String(megabytes), mode], milliseconds)
  return Number(/saved (\d+)\n(?!.*saved \d+\n)/s.exec(said)?.[1] ?? 0)
}

export interface Killed {
  readonly folder: string
  readonly megabytes: number
  readonly times: number
  readonly mode: 'distinct' | 'overwrite'
  readonly random: () => number
  /** The longest time that it saves, in milliseconds. */
  readonly longest: number
}
/** How often the checkpoint was whole, and how often it was refused. Throws where it is mixed, or missing, or unfinished files pile up. */
export async function killedSaves({
  folder,
  megabytes,
  times,
  mode,
  random,
  longest,
}: Killed): Promise<{ whole: number; refused: number }> {
  const found = { whole: 0, refused: 0 }
  for (let i = 0; i < times; i++) {
    const saved = await killed(folder, megabytes, mode, random() * longest)
    const latest = tf.train.latest_checkpoint(folder)
    if (latest === null) throw new Error(`no checkpoint is found after step ${saved} was saved`)
    let values: Set<number>
    try {
      const reader = tf.train.NewCheckpointReader(latest)
      values = new Set(
        [0, 1, 2, 3].flatMap(part => {
          const value = reader.get_tensor(`part${part}`) as tf.NDArray
          return [...new Set(value.data as Float32Array)]
        }),
      )
    } catch (error) {
      if (mode === 'distinct' || !(error instanceof tf.errors.DataLossError)) throw error
      found.refused++
      continue
    }
    const [step, ...others] = values
    const named = Number(/-(\d+)$/.exec(latest)?.[1] ?? step)
    if (others.length > 0) throw new Error(`${latest} is a mixture of ${[...values]}`)
    if (step !== named || (mode === 'distinct' && named < saved))
      throw new Error(`${latest} holds ${step}, and ${saved} was saved`)
    // all that the state file lists is there
    if (mode === 'distinct')
      for (const path of tf.train.get_checkpoint_state(folder)?.all_model_checkpoint_paths ?? [])
        if (!tf.train.checkpoint_exists(path)) found.refused++
    found.whole++
  }
  // the next process removes what the one before left; nobody has come after the last
  const unfinished = readdirSync(folder).filter(name => name.includes('tempstate'))
  if (existsSync('/proc/self/ns/pid') && unfinished.length > 2) throw new Error(`left unfinished: ${unfinished}`)
  return found
}
