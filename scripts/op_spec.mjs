/**
 * Prints the `defineOp` head of ops from a registry in JSON (name → inputs, outputs, attrs), as TensorFlow registers them:
 *   node scripts/op_spec.mjs OPS.json MatMul Conv2D …
 */
import { readFileSync } from 'node:fs'

const NUMBER = [
  'float',
  'double',
  'int64',
  'int32',
  'uint8',
  'uint16',
  'int16',
  'int8',
  'complex64',
  'complex128',
  'qint8',
  'quint8',
  'qint32',
  'half',
]
const REAL = ['float', 'double', 'int32', 'int64', 'uint8', 'int16', 'int8', 'uint16', 'half']
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i])

function kind(attr) {
  const list = /^list\((.*)\)$/.exec(attr.type)
  let text = list ? list[1] : attr.type
  if (attr.allowed) {
    text = same(attr.allowed, NUMBER)
      ? 'numbertype'
      : same(attr.allowed, REAL)
        ? 'realnumbertype'
        : `{${attr.allowed.map(v => (text === 'string' ? `'${v}'` : v)).join(', ')}}`
  }
  return list ? `list(${text})` : text
}
function fallback(attr) {
  const value = attr.default
  if (value === undefined) return ''
  if (attr.type.startsWith('list')) return ` = [${(Array.isArray(value) ? value : []).join(', ')}]`
  if (attr.type === 'string') return ` = '${value}'`
  if (attr.type === 'type') return ` = ${value}`
  if (attr.type === 'shape') return value.shape === null ? ' = unknown' : ` = ${JSON.stringify(value.shape)}`
  if (attr.type === 'tensor') return ' = uint8[255, 0, 0, 255]'
  return ` = ${value}`
}
const quote = text => (text.includes("'") ? `"${text}"` : `'${text}'`)
/** The specification of one op. */
export function opSpec(op) {
  const attrs = op.attrs.map(a =>
    quote(`${a.name}: ${kind(a)}${a.min === undefined ? '' : ` >= ${a.min}`}${fallback(a)}`),
  )
  const lines = [`export const ${op.name} = defineOp('${op.name}', {`]
  if (op.inputs.length) lines.push(`  inputs: [${op.inputs.map(([n, t]) => quote(`${n}: ${t}`)).join(', ')}],`)
  if (op.outputs.length) lines.push(`  outputs: [${op.outputs.map(([n, t]) => quote(`${n}: ${t}`)).join(', ')}],`)
  if (attrs.length) lines.push(`  attrs: [${attrs.join(', ')}],`)
  if (op.is_stateful) lines.push('  stateful: true,')
  if (op.is_commutative) lines.push('  commutative: true,')
  if (op.is_aggregate) lines.push('  aggregate: true,')
  if (op.allows_uninitialized_input) lines.push('  allowsUninitialized: true,')
  if (op.deprecation)
    lines.push(
      `  deprecated: { version: ${op.deprecation.version}, explanation: ${quote(op.deprecation.explanation)} },`,
    )
  return `${lines.join('\n')}\n})`
}

if (process.argv[1]?.endsWith('op_spec.mjs')) {
  const [, , file, ...names] = process.argv
  const ops = JSON.parse(readFileSync(file, 'utf8'))
  for (const name of names) console.log(opSpec(ops[name]))
}
