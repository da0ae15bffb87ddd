/** Errors that TensorFlow 0.12.1 gave for bad nodes: class and message, on both executors. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { describeNode, outcomeOf } from './bad_nodes.ts'
import { type NodeJson, nodeOfJson } from './node_json.ts'

interface Answer {
  readonly node: NodeJson
  readonly error: string
  readonly message: string
}
const file = new URL('../golden/bad_nodes.json.gz', import.meta.url)
const answers = JSON.parse(gunzipSync(readFileSync(file)).toString()) as readonly Answer[]

/** Nodes that tf0 treats otherwise, by op, how many there are at most, and why. */
const OTHERWISE: Readonly<Record<string, readonly [number, string]>> = {
  AudioSummaryV2: [
    1,
    'an empty array that was fed has an address in TensorFlow, an empty constant none: here all are told of as constants',
  ],
  SparseSplit: [1, 'a dimension of 2^62, of which TensorFlow takes the lower 32 bits'],
  StridedSliceGrad: [1, 'what does not fit into memory is noticed first'],
}

test('bad nodes give TensorFlow’s errors', { timeout: 60_000 }, () => {
  const wrong: string[] = []
  const left = new Map(Object.entries(OTHERWISE).map(([op, [count]]) => [op, count]))
  for (const { node: json, error, message } of answers) {
    const node = nodeOfJson(json)
    const differing = (['reference', 'compiled'] as const).flatMap(executor => {
      const outcome = outcomeOf(node, executor)
      const told = 'values' in outcome ? 'values' : `${outcome.error}: ${outcome.message.split('\n')[0]}`
      return told === `${error}: ${message}` ? [] : [`${executor}: ${told}`]
    })
    if (differing.length === 0) continue
    const allowed = left.get(node.op) ?? 0
    if (allowed > 0) left.set(node.op, allowed - 1)
    else wrong.push(`${describeNode(node)}\n  TensorFlow: ${error}: ${message}\n  ${differing.join('\n  ')}`)
  }
  expect(wrong).toEqual([])
  // what has become right is no longer listed
  expect([...left].filter(([, count]) => count > 0)).toEqual([])
  expect(answers.length).toBeGreaterThan(900)
})
