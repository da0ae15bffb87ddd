// Writes test/golden/mnist_tutorial.json from the record of the tutorial on TensorFlow 0.12.1 (trace.json of the seed tutorial):
// the first batches and those after the first reshuffle, losses of every step, accuracies, gradients before and after training.
//   node scripts/golden_mnist.mjs TRACE.json
import { readFileSync, writeFileSync } from 'node:fs'

const [source] = process.argv.slice(2)
if (!source) throw new Error('usage: node scripts/golden_mnist.mjs TRACE.json')
const trace = JSON.parse(readFileSync(source, 'utf8'))
const [batches] = Object.values(trace.mnist_batches)
const { extra } = trace
const steps = trace.runs.filter(run => run.watch)
const accuracies = trace.runs.filter(run => trace.signatures[run.s].fetch.join() === 'Mean:0').map(run => run.out[0])
const probe = when => ({
  cross_entropy: extra[`${when}_test_cross_entropy`][0],
  accuracy: extra[`${when}_test_accuracy`][0],
  grad_W_row380: extra[`${when}_test_grad_W_row380`].all,
  grad_W_norm: extra[`${when}_test_grad_W_norm`][0],
  grad_b: extra[`${when}_test_grad_b`].all,
})
const golden = {
  batches: [...batches.first_batches, ...batches.after_epoch_batches],
  start: probe('start'),
  end: probe('end'),
  losses: steps.map(run => run.watch[0]),
  accuracies,
  final_W_row380: extra.final_W_row380.all,
  final_b: extra.final_b.all,
}
writeFileSync(new URL('../test/golden/mnist_tutorial.json', import.meta.url), `${JSON.stringify(golden)}\n`)
console.log(`${golden.batches.length} batches, ${golden.losses.length} losses, ${accuracies.length} accuracies`)
