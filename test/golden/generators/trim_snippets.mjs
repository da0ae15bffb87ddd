/** Cuts a golden file of snippets down to some of its cases: `node trim_snippets.mjs FILE OUT ID…`. */
import { readFileSync, writeFileSync } from 'node:fs'

const [file, out, ...ids] = process.argv.slice(2)
const { about, tensorflow, cases } = JSON.parse(readFileSync(file, 'utf8'))
const kept = cases.filter(test => ids.includes(test.id))
writeFileSync(out, `{"about": ${JSON.stringify(about)}, "tensorflow": ${JSON.stringify(tensorflow)}, "cases": [\n${kept.map(test => JSON.stringify(test)).join(',\n')}\n]}\n`)
