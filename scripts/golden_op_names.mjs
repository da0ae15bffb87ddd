// Writes test/golden/op_names.json: the names of TensorFlow 0.12.1's ops, from its op definitions as JSON (an object keyed by name).
//   node scripts/golden_op_names.mjs OPS.json
import { readFileSync, writeFileSync } from 'node:fs'

const [source] = process.argv.slice(2)
if (!source) throw new Error('usage: node scripts/golden_op_names.mjs OPS.json')
const names = Object.keys(JSON.parse(readFileSync(source, 'utf8'))).sort()
writeFileSync(
  new URL('../test/golden/op_names.json', import.meta.url),
  `[\n${names.map(name => `  ${JSON.stringify(name)}`).join(',\n')}\n]\n`,
)
console.log(`${names.length} names`)
