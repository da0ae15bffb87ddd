/** Every registered op is TensorFlow 0.12.1's: inputs, outputs, attributes with their defaults and limits, flags. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import '../../src/index.ts'
import { opSpec } from '../../scripts/op_spec.mjs'
import { type AttrDef, type OpDef, registeredOps } from '../../src/graph/op_def.ts'
import { parseAttrSpec } from '../../src/graph/serialize/attrs.ts'
import frameworkOps from '../golden/framework_op_defs.json' with { type: 'json' }
import setOps from '../golden/set_op_defs.json' with { type: 'json' }

interface Recorded {
  readonly name: string
  readonly inputs: readonly [string, string][]
  readonly outputs: readonly [string, string][]
  readonly is_stateful?: boolean
  readonly is_commutative?: boolean
  readonly is_aggregate?: boolean
  readonly allows_uninitialized_input?: boolean
  readonly deprecation?: { readonly version: string; readonly explanation: string }
}
type Registry = Readonly<Record<string, Recorded>>
const golden = (name: string): unknown =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../golden/${name}.json.gz`, import.meta.url))).toString('utf8'))
/** TensorFlow's core, and the ops that its contrib libraries bring. */
const recorded: Registry = {
  ...(golden('op_defs') as Registry),
  ...(golden('contrib_layers_ops') as { defs: Registry }).defs,
  ...(golden('contrib/rnn_block_ops') as { defs: Registry }).defs,
  ...(setOps as unknown as Registry),
  ...(frameworkOps as unknown as Registry),
}

/** Ops of tf0 that 0.12.1's list lacks, and why they are there. */
const OWN: Readonly<Record<string, string>> = {}

/** What the registry says of it, which calls integers of 32 and of 64 bits integers, too, and knows no maximum. */
const attrText = ({ isInt32: _, isInt64: __, maximum: ___, ...attr }: AttrDef): string =>
  JSON.stringify(attr, (_, value) =>
    typeof value === 'object' && value !== null && 'repr' in value ? value.repr() : value,
  )

function described(def: OpDef): unknown {
  return {
    inputs: def.spec.inputs ?? [],
    outputs: def.spec.outputs ?? [],
    attrs: [...def.attrs.values()].map(attrText),
    stateful: def.spec.stateful ?? false,
    commutative: def.spec.commutative ?? false,
    aggregate: def.spec.aggregate ?? false,
    allowsUninitialized: def.spec.allowsUninitialized ?? false,
    deprecated: def.spec.deprecated?.version,
  }
}
function expected(op: Recorded): unknown {
  const attrs = /attrs: \[(.*)\],$/m.exec(opSpec(op))?.[1] ?? ''
  const specs = [...attrs.matchAll(/"([^"]*)"|'([^']*)'/g)].map(match => match[1] ?? match[2] ?? '')
  return {
    inputs: op.inputs.map(([name, type]) => `${name}: ${type}`),
    outputs: op.outputs.map(([name, type]) => `${name}: ${type}`),
    attrs: specs.map(spec => attrText(parseAttrSpec(spec))),
    stateful: op.is_stateful ?? false,
    commutative: op.is_commutative ?? false,
    aggregate: op.is_aggregate ?? false,
    allowsUninitialized: op.allows_uninitialized_input ?? false,
    deprecated: op.deprecation && Number(op.deprecation.version),
  }
}

test('the registry is part of the recorded one', () => {
  const ops = registeredOps()
  expect(ops.length).toBeGreaterThan(300)
  expect(ops.map(def => def.name).filter(name => !recorded[name] && !OWN[name])).toEqual([])
})

test('definitions agree', () => {
  const wrong = registeredOps().flatMap(def => {
    const op = recorded[def.name]
    if (!op) return []
    const [got, want] = [JSON.stringify(described(def)), JSON.stringify(expected(op))]
    return got === want ? [] : [`${def.name}: ${got} should be ${want}`]
  })
  expect(wrong).toEqual([])
})

test('a difference would be seen', () => {
  const [def] = registeredOps().filter(each => each.name === 'MatMul')
  const op = recorded['MatMul'] as Recorded
  expect(JSON.stringify(described(def as OpDef))).toBe(JSON.stringify(expected(op)))
  expect(JSON.stringify(described(def as OpDef))).not.toBe(JSON.stringify(expected({ ...op, is_stateful: true })))
})
