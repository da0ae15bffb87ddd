/** Programs that people wrote for TensorFlow 0.x build the graphs that they built there: same nodes, order, names, ops, inputs, attributes. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { actorCritic } from './actor_critic.ts'
import { alexnetBenchmark } from './alexnet_benchmark.ts'
import { fullyConnectedFeed } from './fully_connected_feed.ts'
import { gan } from './gan.ts'
import { geneticAlgorithm } from './genetic_algorithm.ts'
import { lenet } from './lenet.ts'
import { mandelbrot } from './mandelbrot.ts'
import { ptbWordLm } from './ptb_word_lm.ts'
import { softmaxCsv } from './softmax_csv.ts'
import { vae } from './vae.ts'
import { word2vecBasic } from './word2vec_basic.ts'

const golden = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../golden/programs/${name}.gz`, import.meta.url))).toString('utf8')

/** The features of the evaluation file, whose lines are `label,x,y`. */
const evaluationData = (): number[][] =>
  golden('14-evaluation.csv')
    .trim()
    .split('\n')
    .map(line => line.split(',').slice(1).map(Number))

const PROGRAMS: Readonly<Record<string, () => unknown>> = {
  '02-mnist-fully-connected-feed': fullyConnectedFeed,
  '03-mnist-lenet-selftest': lenet,
  '04-mandelbrot': mandelbrot,
  '05-word2vec-basic': word2vecBasic,
  '06-ptb-word-lm': ptbWordLm,
  '07-alexnet-benchmark': alexnetBenchmark,
  '11-genetic-algorithm': geneticAlgorithm,
  '12-vae-mnist': vae,
  '13-gan-mnist': gan,
  '14-softmax-csv-checkpoints': () => softmaxCsv(evaluationData()),
  '15-cliffwalk-actor-critic': actorCritic,
}

test.each(Object.entries(PROGRAMS))('%s', (name, build) => {
  const expected = Array.from(tf.GraphDef.FromText(golden(`${name}.pbtxt`)).node)
  const graph = new tf.Graph()
  tf.np.random.seed(0)
  graph.as_default(() => {
    tf.set_random_seed(1234)
    build()
  })
  const built = Array.from(graph.as_graph_def().node)
  for (const node of built) {
    const values = node.attr['value']?.tensor.scomplex_val
    values?.splice(100) // the record was cut there
  }
  expect(built.map(node => node.name)).toEqual(expected.map(node => node.name))
  expect(built.map(node => node.ToText())).toEqual(expected.map(node => node.ToText()))
})
