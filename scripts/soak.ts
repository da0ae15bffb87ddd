/**
 * Trains the tutorial again and again, each time with a graph and a session of its own, and prints a memory curve on standard error:
 * npx tsx scripts/soak.ts > /dev/null [--minutes 120] [--steps 200] [--every 60] [--unclosed] [--turns]
 *
 * All in one job, as ported programs run; `--turns`: returns to the event loop after each training. `--every`: seconds between lines.
 * `--unclosed`: every other round also leaves a session behind that is not closed. Fails where the second half of the time holds more than the
 * first, by a tenth and 50 MB.
 */
import * as tf from 'tf0'
import { train } from '../examples/mnist_softmax.ts'
import { commandLine, flag, numberOr } from './command_line.ts'

const values = commandLine({
  minutes: numberOr(120),
  steps: numberOr(200),
  every: numberOr(60),
  unclosed: flag,
  turns: flag,
})
const begin = performance.now()
const end = begin + values.minutes * 60_000
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1).padStart(8)

/** A session whose variable nobody closes. */
function leaveBehind(): void {
  const v = new tf.Variable(tf.ones([500, 500]))
  const session = new tf.Session()
  session.run(v.initializer)
  session.run(tf.reduce_sum(tf.matmul(v, v)))
}

/** Resident megabytes, by time. */
const curve: number[] = []
let [rounds, next, cpu] = [0, begin, process.cpuUsage().user]
console.error('  minutes   rounds  CPU ms a round      rss     heap  external')
while (performance.now() < end) {
  tf.reset_default_graph()
  const { accuracies } = train(values.steps)
  if (!(Number(accuracies.at(-1) ?? 1) > 0.5))
    throw new Error(`the accuracy is ${accuracies.at(-1)} in round ${rounds}`)
  if (values.unclosed && rounds % 2 === 1) leaveBehind()
  rounds++
  if (values.turns) await new Promise(resolve => setImmediate(resolve))
  const now = performance.now()
  if (now < next) continue
  next = now + values.every * 1000
  const { rss, heapUsed, external } = process.memoryUsage()
  const used = process.cpuUsage().user
  const round = ((used - cpu) / 1000 / Math.max(1, rounds)).toFixed(1)
  curve.push(rss / 1e6)
  const time = ((now - begin) / 60_000).toFixed(2).padStart(9)
  console.error(
    `${time} ${String(rounds).padStart(8)} ${round.padStart(15)} ${megabytes(rss)} ${megabytes(heapUsed)} ${megabytes(external)}`,
  )
}
cpu = process.cpuUsage().user - cpu
// the first line is from before everything is warm
const half = Math.ceil((curve.length + 1) / 2)
const [first, second] = [Math.max(...curve.slice(1, half)), Math.max(...curve.slice(half))]
const grown = curve.length > 4 && second > 1.1 * first + 50
console.error(
  `${rounds} rounds; at most ${first.toFixed(0)} MB in the first half, ${second.toFixed(0)} MB in the second${grown ? ': it grows' : ''}`,
)
process.exitCode = grown ? 1 : 0
