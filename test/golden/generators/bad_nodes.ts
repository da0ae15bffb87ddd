/**
 * Bad nodes for asking TensorFlow 0.12.1 about them, and its answers packed into a golden.
 *
 * npx tsx bad_nodes.ts nodes 20001 3 > nodes; python bad_nodes.py < nodes > answers; once more > others;
 * npx tsx bad_nodes.ts pack nodes answers others ../bad_nodes.json.gz
 *
 * Kept are the errors that TensorFlow gives both times: what it reads behind the end of an array changes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { badNode, Dice } from '../../fuzz/bad_nodes.ts'
import { allSamples } from '../../fuzz/fuzz.ts'
import { nodeJson } from '../../fuzz/node_json.ts'

/** What says nothing of the input: ops and types without a kernel on the CPU, and what only imported nodes meet. */
const NOT_THE_INPUT =
  /No OpKernel was registered|No C\+\+ shape function|not available in GraphDef|must be at least minimum|declared output type bfloat16|NHWC|^u?'\w+'$/
/** Longer nodes are left out. */
const LONGEST = 1500

interface Answer {
  readonly error?: string
  readonly message?: string
}

async function writeNodes(seed: number, rounds: number): Promise<void> {
  for (const [i, sample] of (await allSamples()).entries()) {
    for (let round = 0; round < rounds; round++) {
      console.log(JSON.stringify(nodeJson(badNode(new Dice(seed * 1_000_003 + i * 1009 + round), sample))))
    }
  }
}

function pack(nodesFile: string, answersFile: string, othersFile: string, to: string): void {
  const [nodes, answers, others] = [nodesFile, answersFile, othersFile].map(file => readFileSync(file, 'utf8').split('\n')) as [
    string[],
    string[],
    string[],
  ]
  const kept = nodes.flatMap((line, i) => {
    if (line === '' || line.length > LONGEST || answers[i] !== others[i]) return []
    const { error, message } = JSON.parse(answers[i] as string) as Answer
    if (error === undefined || message === undefined || NOT_THE_INPUT.test(message)) return []
    return [{ node: JSON.parse(line) as unknown, error, message: message.split('\n')[0] }]
  })
  writeFileSync(to, gzipSync(JSON.stringify(kept), { level: 9 }))
  console.log(`${kept.length} nodes`)
}

const [mode, ...rest] = process.argv.slice(2)
if (mode === 'nodes') await writeNodes(Number(rest[0]), Number(rest[1]))
else pack(...(rest as [string, string, string, string]))
