/** Programs that people wrote for TensorFlow 0.x compute what they computed there, random choices included. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { inFolder } from '../train/checkpoint_files.ts'
import { learn } from './actor_critic.ts'
import { evolve } from './genetic_algorithm.ts'
import { selfTest } from './lenet.ts'
import { type Examples, train } from './softmax_csv.ts'

interface Recorded {
  readonly genetic_algorithm: { readonly history: readonly number[] }
  readonly lenet: { readonly losses: readonly number[]; readonly evaluation: readonly number[] }
  readonly softmax_csv: { readonly losses: readonly number[]; readonly accuracy: number }
  readonly actor_critic: {
    readonly actions: readonly number[]
    readonly value_losses: readonly number[]
    readonly policy_losses: readonly number[]
    readonly values: readonly number[]
  }
}
const golden = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../golden/programs/${name}.gz`, import.meta.url))).toString('utf8')
const recorded = JSON.parse(golden('runs.json')) as Recorded

function examples(file: string): Examples {
  const rows = golden(file)
    .trim()
    .split('\n')
    .map(line => line.split(',').map(Number))
  return { features: rows.map(row => row.slice(1)), labels: rows.map(([label]) => label as number) }
}

/** As every program was recorded: these seeds, a graph of its own. */
function seeded<R>(body: () => R): R {
  tf.np.random.seed(0)
  return new tf.Graph().as_default(() => {
    tf.set_random_seed(1234)
    return body()
  })
}

/** Within `tolerance` of the larger of 1 and what is expected. */
function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  const far = expected.flatMap((value, i) =>
    Math.abs((actual[i] as number) - value) <= tolerance * Math.max(1, Math.abs(value)) ? [] : [[i, actual[i], value]],
  )
  expect(far).toEqual([])
}

test('200 generations of a genetic algorithm', () => {
  expectClose(
    seeded(() => evolve(200)),
    recorded.genetic_algorithm.history,
    1e-6,
  )
})

test('25 episodes of an actor and a critic: every action, every loss', () => {
  const { actions, valueLosses, policyLosses, values } = seeded(() => learn(25))
  expect(actions).toEqual(recorded.actor_critic.actions)
  expectClose(valueLosses, recorded.actor_critic.value_losses, 1e-4)
  expectClose(policyLosses, recorded.actor_critic.policy_losses, 1e-4)
  expectClose(values, recorded.actor_critic.values, 1e-4)
})

test('the self-test of LeNet', () => {
  const { losses, evaluation } = seeded(() => selfTest(recorded.lenet.losses.length))
  // TensorFlow's own sums of the weights' squares are off by 1e-4
  expectClose(losses, recorded.lenet.losses, 3e-4)
  expectClose(evaluation.slice(0, 5), recorded.lenet.evaluation, 1e-4)
})

test('ten epochs of softmax regression on a file, and the checkpoints of each', () => {
  inFolder(folder => {
    const prefix = join(folder, 'model_epoch.ckpt')
    const data = [examples('14-training.csv'), examples('14-evaluation.csv')] as const
    const { losses, accuracy, saved, restored, restoredAccuracy } = seeded(() => train(...data, 10, prefix))
    expectClose(losses, recorded.softmax_csv.losses, 1e-6)
    expect(accuracy).toBe(recorded.softmax_csv.accuracy)
    expect(saved).toEqual(Array.from({ length: 10 }, (_, epoch) => `${prefix}-${epoch}`))
    // TensorFlow's variables and state file
    const variables = [-2.525009870529175, 2.525010347366333, -3.0066957473754883, 3.0066959857940674]
    expectClose(restored, [...variables, 2.1416079998016357, -2.1416075229644775], 1e-6)
    expect(restoredAccuracy).toBe(1)
    expect(readFileSync(join(folder, 'checkpoint'), 'utf8').replaceAll(`${folder}/`, '')).toBe(
      ['model_checkpoint_path: "model_epoch.ckpt-9"', ...[5, 6, 7, 8, 9].map(keptLine), ''].join('\n'),
    )
  })
})
const keptLine = (epoch: number): string => `all_model_checkpoint_paths: "model_epoch.ckpt-${epoch}"`
