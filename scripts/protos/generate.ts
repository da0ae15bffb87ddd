/**
 * Writes src/formats/protos/NAME.generated.ts from src/formats/protos/NAME.proto: one class for each message, one object for each enum.
 * Run: npx tsx scripts/protos/generate.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'

const FOLDER = new URL('../../src/formats/protos/', import.meta.url)
const names = readdirSync(FOLDER)
  .filter(name => name.endsWith('.proto'))
  .map(name => name.slice(0, -'.proto'.length))
  .sort()

/** The file of each type, by the type's full name. */
const homes = new Map<string, string>()
const root = new protobuf.Root()
for (const name of names) {
  protobuf.parse(readFileSync(new URL(`${name}.proto`, FOLDER), 'utf8'), root, {
    keepCase: true,
    preferTrailingComment: false,
  })
  for (const type of typesIn(root)) if (!homes.has(type.fullName)) homes.set(type.fullName, name)
}
root.resolveAll()

/** The files to write, by name. */
export function generate(): Map<string, string> {
  const files = names.map(name => [`${name}.generated.ts`, fileText(name)] as const)
  return new Map([...files, ['index.ts', indexText()]])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of generate()) writeFileSync(new URL(name, FOLDER), text)
}

function* typesIn(parent: protobuf.NamespaceBase): Generator<protobuf.Type | protobuf.Enum> {
  for (const child of parent.nestedArray) {
    // Nested types first: outer classes have them as static members.
    if (child instanceof protobuf.Namespace) yield* typesIn(child)
    if (child instanceof protobuf.Type || child instanceof protobuf.Enum) yield child
  }
}

function protoName(type: protobuf.ReflectionObject): string {
  return type.fullName.slice(1)
}

/** `CostGraphDef.Node` is `CostGraphDef_Node` in TypeScript. */
function className(type: protobuf.ReflectionObject): string {
  return protoName(type)
    .replace(/^tensorflow\./, '')
    .replaceAll('.', '_')
}

function fileText(name: string): string {
  const types = [...typesIn(root)].filter(type => homes.get(type.fullName) === name)
  const body = types.map(type => (type instanceof protobuf.Enum ? enumText(type) : messageText(type))).join('\n')
  const helpers = ['describe', 'many', 'map', 'one', 'oneof'].filter(helper => new RegExp(`\\b${helper}\\(`).test(body))
  const typeNames = ['BytesLike', 'Given', 'Init', 'MapField'].filter(type => new RegExp(`\\b${type}\\b`).test(body))
  const lines = [`// Made by scripts/protos/generate.ts from ${name}.proto; do not edit.`]
  if (/\benumType\(/.test(body)) lines.push(`import { enumType } from '../proto/enum_type.ts'`)
  if (helpers.length > 0)
    lines.push(
      `import { ${helpers.join(', ')} } from '../proto/fields.ts'`,
      `import { Message } from '../proto/message.ts'`,
    )
  if (/\bRepeatedField\b/.test(body)) lines.push(`import type { RepeatedField } from '../proto/repeated.ts'`)
  if (typeNames.length > 0) lines.push(`import type { ${typeNames.join(', ')} } from '../proto/types.ts'`)
  for (const other of names.filter(other => other !== name)) {
    const used = usedTypes(types).filter(type => homes.get(type.fullName) === other)
    const list = [...new Set(used.map(className))].sort().join(', ')
    if (list !== '') lines.push(`import { ${list} } from './${other}.generated.ts'`)
  }
  return `${lines.join('\n')}\n\n${body}`
}

function usedTypes(types: readonly protobuf.ReflectionObject[]): protobuf.ReflectionObject[] {
  return types.flatMap(type =>
    type instanceof protobuf.Type ? type.fieldsArray.flatMap(field => field.resolvedType ?? []) : [],
  )
}

function enumText(type: protobuf.Enum): string {
  const values = Object.entries(type.values).map(([name, value]) => `  ${name}: ${value},`)
  return `export const ${className(type)} = enumType('${protoName(type)}', {\n${values.join('\n')}\n})\n`
}

function messageText(type: protobuf.Type): string {
  const name = className(type)
  const accessors = type.fieldsArray.flatMap(field => {
    const value = valueType(field)
    const given =
      field.repeated || field instanceof protobuf.MapField || field.resolvedType instanceof protobuf.Type
        ? `Given<${value}>`
        : undefined
    const written = given ?? (field.type === 'bytes' ? 'BytesLike' : value)
    return written === value
      ? [`  ${field.name}: ${value}`]
      : [`  get ${field.name}(): ${value}`, `  set ${field.name}(value: ${written})`]
  })
  const statics = type.nestedArray.flatMap(nested => {
    const lines = [`  static readonly ${nested.name} = ${className(nested)}`]
    if (nested instanceof protobuf.Enum)
      lines.push(...Object.entries(nested.values).map(([label, value]) => `  static readonly ${label} = ${value}`))
    return lines
  })
  const done = new Set<protobuf.OneOf>()
  const specs = type.fieldsArray.flatMap(field => {
    if (field.partOf === null) return [`    ${specText(field)},`]
    if (done.has(field.partOf)) return []
    done.add(field.partOf)
    const members = field.partOf.fieldsArray.map(member => `      ${specText(member)},`)
    return [`    oneof(`, `      '${field.partOf.name}',`, ...members, `    ),`]
  })
  const table = specs.length === 0 ? '[]' : `[\n${specs.join('\n')}\n  ]`
  return [
    ...(accessors.length > 0 ? [`export interface ${name} {`, ...accessors, `}`] : []),
    `export class ${name} extends Message {`,
    `  static override readonly DESCRIPTOR = describe('${protoName(type)}', () => ${table})`,
    ...statics,
    `  constructor(init?: Init<${name}>) {`,
    `    super(init)`,
    `  }`,
    `}`,
    ``,
  ].join('\n')
}

function specText(field: protobuf.Field): string {
  const type = field.resolvedType === null ? `'${field.type}'` : className(field.resolvedType)
  if (field instanceof protobuf.MapField) return `map(${field.id}, '${field.name}', '${field.keyType}', ${type})`
  return `${field.repeated ? 'many' : 'one'}(${field.id}, '${field.name}', ${type})`
}

function valueType(field: protobuf.Field): string {
  const element = elementType(field)
  if (field instanceof protobuf.MapField) return `MapField<${element}>`
  return field.repeated ? `RepeatedField<${element}>` : element
}

function elementType(field: protobuf.Field): string {
  if (field.resolvedType instanceof protobuf.Type) return className(field.resolvedType)
  if (field.resolvedType instanceof protobuf.Enum) return 'number'
  switch (field.type) {
    case 'string':
      return 'string'
    case 'bytes':
      return 'Buffer'
    case 'bool':
      return 'boolean'
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
      return 'number | bigint'
    default:
      return 'number'
  }
}

function indexText(): string {
  const lines = names.map(name => `export * from './${name}.generated.ts'`)
  return `// Made by scripts/protos/generate.ts; do not edit.\n${lines.join('\n')}\n`
}
