// Stands for TensorFlow's Python in tests of what starts it: answers each request as its text says. Usage: fake_tensorflow.mjs ANSWER -c SCRIPT
import { createInterface } from 'node:readline'

const [answer] = process.argv.slice(2)
const say = value => process.stdout.write(`tf0-server:${JSON.stringify(value)}\n`)
const ANSWERS = {
  target: () => {
    // more than a pipe holds, and no answer
    process.stdout.write(`${'noise '.repeat(100_000)}\n`)
    say({ target: `grpc://localhost:${process.pid}` })
  },
  error: () => say({ code: 5, message: 'No server factory' }),
  missing: () => say({ missing: 'ImportError: no module', python: 'python' }),
  nonsense: () => say([1]),
  exit: () => process.exit(3),
}
createInterface(process.stdin)
  .on('line', () => ANSWERS[answer]())
  .on('close', () => process.exit(0))
