// Declarations as editors should show them. In the sources a function's arguments are inferred from its Python signature, which gives a type
// that checks everything and names nothing: `matmul(args_0, args_1)`. Here each `PythonFunction<'matmul(a, b, …)', Args, Tensor>` and each
// `(...args: PythonArguments<…>)` of the emitted declarations is spelled out as overloads with TensorFlow's parameter names, the
// defaults and the function's own documentation. What may be called stays the same; a test holds both against the same programs.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ts from 'typescript'

/** The aliases of all functions, as `calling conventions` declare them: by parameter its other names. */
export function readAliases(signatureFile) {
  const source = ts.createSourceFile(signatureFile, readFileSync(signatureFile, 'utf8'), ts.ScriptTarget.Latest, true)
  const aliases = new Map()
  const visit = node => {
    if (
      ts.isVariableDeclaration(node) &&
      node.name.getText() === 'ALIASES' &&
      node.type &&
      ts.isTypeLiteralNode(node.type)
    ) {
      for (const member of node.type.members) {
        const names = [...member.type.getText().matchAll(/"(\w+)"/g)].map(([, name]) => name)
        aliases.set(member.name.getText(), names)
      }
    } else ts.forEachChild(node, visit)
  }
  visit(source)
  if (aliases.size === 0) throw new Error(`no aliases in ${signatureFile}`)
  return aliases
}

/** `name(a, b=1, *rest)` in parts. Defaults may hold commas in brackets and quotes. */
function parseSignature(text) {
  const list = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
  const parts = []
  let depth = 0
  let quote = ''
  let part = ''
  for (const c of list) {
    if (quote) quote = c === quote ? '' : quote
    else if (c === "'" || c === '"') quote = c
    else if ('([{'.includes(c)) depth++
    else if (')]}'.includes(c)) depth--
    if (c === ',' && depth === 0 && !quote) {
      parts.push(part.trim())
      part = ''
    } else part += c
  }
  if (part.trim()) parts.push(part.trim())
  return parts.map(text => {
    const at = text.indexOf('=')
    return at < 0
      ? { name: text, optional: false }
      : { name: text.slice(0, at), optional: true, defaultText: text.slice(at + 1) }
  })
}

/** Functions with more optional parameters than these take mixed calls by one signature for all. */
const MOST_OPTIONAL = 3

const JAVASCRIPT = { None: 'null', True: 'true', False: 'false' }
const RESERVED = new Set([
  'function',
  'default',
  'class',
  'new',
  'delete',
  'in',
  'with',
  'var',
  'const',
  'arguments',
  'eval',
])
const parameterName = name => (RESERVED.has(name) ? `${name}_` : name)

/** The parameter lists of the overloads, the most telling first. `args`: the type whose fields are the parameters' types. */
function overloads({ parameters, aliases, ownAliases, args, fieldTypes, valueType, keywordsType, anyCall }) {
  const type = name => fieldTypes.get(name) ?? `${valueType}<${args}, '${name}'>`
  const shadowed = new Set([...parameters.map(({ name }) => name), ...Object.keys(ownAliases)])
  const aliasesOf = name => [
    ...(aliases.get(name) ?? []).filter(alias => !shadowed.has(alias)),
    ...Object.keys(ownAliases).filter(alias => ownAliases[alias] === name),
  ]
  const orNull = name => (/\| null$/.test(type(name)) ? type(name) : `${type(name)} | null`)
  const positional = ({ name, optional }) =>
    `${parameterName(name)}${optional ? `?: ${orNull(name)}` : `: ${type(name)}`}`
  const given = ({ name, optional }) =>
    `${parameterName(name)}: ${optional ? `${orNull(name)} | undefined` : type(name)}`
  const keyword = ({ name, optional, defaultText }, { required = false, plain = false }) => {
    const others = plain ? [] : aliasesOf(name)
    const needed = required && !optional && others.length === 0
    // comments are documentation where they begin a line
    const doc =
      defaultText === undefined
        ? ''
        : `\n/** Default: \`${(JAVASCRIPT[defaultText] ?? defaultText).replaceAll('*/', '* /')}\`. */\n`
    const field = `${doc}readonly ${name}${needed ? `: ${type(name)}` : `?: ${orNull(name)}`}`
    return [field, ...others.map(other => `\n/** Another name of \`${name}\`. */\nreadonly ${other}?: ${orNull(name)}`)]
  }
  const fields = (list, how = {}) => list.flatMap(parameter => keyword(parameter, how)).join('; ')
  const required = parameters.filter(({ optional }) => !optional)
  const optional = parameters.filter(parameter => parameter.optional)
  // the first overload says its keywords where an editor shows them, without their other names; the others name their type
  const all = `${args}_options`
  const without = list =>
    list.length === 0
      ? all
      : `Omit<${all}, ${list
          .flatMap(({ name }) => [name, ...aliasesOf(name)])
          .map(name => `'${name}'`)
          .join(' | ')}>`
  // SessionRunArgs has a parameter of that name
  const last = parameters.some(({ name }) => name === 'options') ? 'keywords' : 'options'
  const lists = []
  lists.push([
    ...required.map(positional),
    ...(optional.length > 0 ? [`${last}?: { ${fields(optional, { plain: true })} } & ${keywordsType}`] : []),
  ])
  if (optional.length > 0) lists.push(parameters.map(positional))
  for (let count = required.length - 1; count >= 0; count--) {
    const rest = `{ ${fields(required.slice(count), { required: true })} }`
    lists.push([
      ...required.slice(0, count).map(given),
      `${last}: ${optional.length > 0 ? `${all} & ` : ''}${rest} & ${keywordsType}`,
    ])
  }
  const hasAliases = optional.some(({ name }) => aliasesOf(name).length > 0)
  // keywords after some positional arguments: spelled out for short lists only, for each of n such lists has n parameters
  const spelled = optional.length > MOST_OPTIONAL ? 1 : optional.length
  if (spelled < optional.length) lists.splice(-1, 0, [`...args: ${anyCall}`])
  for (let count = hasAliases ? 0 : 1; count < spelled; count++) {
    lists.push([
      ...required.map(given),
      ...optional.slice(0, count).map(given),
      `${last}?: ${without(optional.slice(0, count))}`,
    ])
  }
  return {
    lists: lists.map(list => list.join(', ')),
    optionsType: optional.length > 0 ? `interface ${all} extends ${keywordsType} { ${fields(optional)} }\n` : '',
  }
}

/**
 * The types of a type's fields as they are written, where it is made of literals and interfaces of this file: an editor shows them better than a
 * reference to them. undefined where that is not known.
 */
function fieldTypes(node, declared) {
  if (ts.isParenthesizedTypeNode(node)) return fieldTypes(node.type, declared)
  if (ts.isTypeLiteralNode(node)) return fieldsOf(node.members)
  if (ts.isIntersectionTypeNode(node)) return joined(node.types.map(type => fieldTypes(type, declared)))
  if (!ts.isTypeReferenceNode(node) || node.typeArguments) return undefined
  const found = declared.get(node.typeName.getText())
  if (!found || found.typeParameters) return undefined
  if (ts.isTypeAliasDeclaration(found)) return fieldTypes(found.type, declared)
  // the fields of an interface that it extends, if that is one of this file
  const bases = (found.heritageClauses ?? [])
    .flatMap(({ types }) => types)
    .map(({ expression, typeArguments }) => {
      const base = declared.get(expression.getText())
      return typeArguments || !base || base.typeParameters || !ts.isInterfaceDeclaration(base) || base.heritageClauses
        ? undefined
        : fieldsOf(base.members)
    })
  return joined([...bases, fieldsOf(found.members)])
}
function fieldsOf(members) {
  const text = ({ type, questionToken }) => {
    const written = type.getText()
    const compound = ts.isFunctionTypeNode(type) || ts.isConditionalTypeNode(type) || ts.isConstructorTypeNode(type)
    return `${compound ? `(${written})` : written}${questionToken ? ' | undefined' : ''}`
  }
  return new Map(
    members.filter(member => member.type && member.name).map(member => [member.name.getText(), text(member)]),
  )
}
const joined = list => (list.includes(undefined) ? undefined : new Map(list.flatMap(fields => [...fields])))

/** The first paragraph of a comment: what all but the first signature of a function repeat, for declarations are read whenever a program compiles. */
const summaryOf = doc => (/\n\s*\*\s*\n/.test(doc) ? `${doc.split(/\n\s*\*\s*\n/)[0]}\n */` : doc)

/** The text of a string literal type, or of the constant that `typeof X` names. */
function literalText(node, constants) {
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return node.literal.text
  if (ts.isTypeQueryNode(node)) return constants.get(node.exprName.getText())
  return undefined
}

const nameOfReference = node =>
  ts.isTypeReferenceNode(node)
    ? node.typeName.getText()
    : ts.isImportTypeNode(node)
      ? (node.qualifier?.getText() ?? '')
      : ''
function signatureReference(node, name) {
  return node !== undefined && nameOfReference(node) === name && node.typeArguments !== undefined
    ? node.typeArguments
    : undefined
}
function aliasTable(node) {
  if (node === undefined || !ts.isTypeLiteralNode(node)) return {}
  return Object.fromEntries(
    node.members.map(member => [
      member.name.getText().replace(/^["']|["']$/g, ''),
      /["'](\w+)["']/.exec(member.type.getText())[1],
    ]),
  )
}

/** A declaration file with its signatures spelled out, and how many they were. */
export function spellSignatures(text, file, signatureFile, aliases) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const path = relative(dirname(file), signatureFile)
    .split(sep)
    .join('/')
    .replace(/\.d\.ts$/, '.js')
  const specifier = path.startsWith('.') ? path : `./${path}`
  const constants = new Map()
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, type, initializer } of statement.declarationList.declarations) {
      const note = (key, value) => {
        if (value && ts.isLiteralTypeNode(value) && ts.isStringLiteral(value.literal))
          constants.set(key, value.literal.text)
      }
      if (initializer && ts.isStringLiteral(initializer)) constants.set(name.getText(), initializer.text)
      else if (type && ts.isTypeLiteralNode(type))
        for (const member of type.members) note(`${name.getText()}.${member.name.getText()}`, member.type)
      else note(name.getText(), type)
    }
  }
  const declared = new Map(
    source.statements
      .filter(each => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each))
      .map(each => [each.name.getText(), each]),
  )
  const edits = []
  let count = 0
  const spell = (typeArguments, own, indent, declare) => {
    const [signature, argumentsType] = typeArguments
    const parameters = parseSignature(literalText(signature, constants) ?? '')
    if (literalText(signature, constants) === undefined || parameters.some(({ name }) => name.startsWith('*')))
      return undefined
    count++
    const args = `$${own}`
    const { lists, optionsType } = overloads({
      parameters,
      aliases,
      ownAliases: aliasTable(typeArguments.at(-1) === argumentsType ? undefined : typeArguments.at(-1)),
      args,
      fieldTypes: fieldTypes(argumentsType, declared) ?? new Map(),
      valueType: '$Value',
      keywordsType: '$Keywords',
      anyCall: `$PythonArguments<${typeArguments
        .filter((_, i) => i < 2 || (i > 1 && typeArguments.length - 1 === i && ts.isTypeLiteralNode(typeArguments[i])))
        .map(each => each.getText())
        .join(', ')}>`,
    })
    return {
      alias: `type ${args} = ${argumentsType.getText()};\n${optionsType}`,
      text: lists.map((list, i) => declare(list, i > 0)).join(`\n${indent}`),
    }
  }
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1) {
      const [{ name, type }] = statement.declarationList.declarations
      // functions whose results are of their arguments' kinds have several signatures
      const kinds = (type && ts.isIntersectionTypeNode(type) ? type.types : [type]).map(kind =>
        signatureReference(kind, 'PythonFunction'),
      )
      if (kinds.includes(undefined)) continue
      const doc = text.slice(statement.getFullStart(), statement.getStart()).trim()
      const own = name.getText()
      const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ? 'export ' : ''
      const made = kinds.map((kind, i) =>
        spell(
          kind,
          i === 0 ? own : `${own}_${i}`,
          '',
          (list, again) =>
            `${again ? summaryOf(doc) : doc}\n${exported}declare function ${own}(${list}): ${kind[2].getText()};`,
        ),
      )
      if (made.includes(undefined)) continue
      const all = part => made.map(each => each[part]).join('\n')
      edits.push([statement.getFullStart(), statement.getEnd(), `\n${all('alias')}${all('text')}`])
    } else if (ts.isClassDeclaration(statement)) {
      for (const member of statement.members) {
        const isConstructor = ts.isConstructorDeclaration(member)
        if ((!isConstructor && !ts.isMethodDeclaration(member)) || member.parameters.length !== 1) continue
        const typeArguments = signatureReference(member.parameters[0].type, 'PythonArguments')
        if (!typeArguments) continue
        const doc = text.slice(member.getFullStart(), member.getStart()).trim()
        const modifiers = member.modifiers?.map(modifier => `${modifier.getText()} `).join('') ?? ''
        const name = isConstructor ? 'constructor' : member.name.getText()
        const result = isConstructor ? '' : `: ${member.type.getText()}`
        const made = spell(
          typeArguments,
          `${statement.name.getText()}_${name}`,
          '    ',
          (list, again) =>
            `${doc ? `${again ? summaryOf(doc) : doc}\n    ` : ''}${modifiers}${name}(${list})${result};`,
        )
        if (!made) continue
        edits.push([member.getFullStart(), member.getEnd(), `\n    ${made.text}`])
        edits.push([statement.getFullStart(), statement.getFullStart(), `\n${made.alias}`])
      }
    }
  }
  if (count > 0)
    edits.push([
      0,
      0,
      `import type { Keywords as $Keywords, PythonArguments as $PythonArguments, Value as $Value } from ${JSON.stringify(specifier)};\n`,
    ])
  let out = text
  for (const [start, end, replacement] of edits.sort((a, b) => b[0] - a[0]))
    out = out.slice(0, start) + replacement + out.slice(end)
  return { text: out, count }
}

/** Spells out all declarations under a folder; gives back how many. */
export function spellFolder(files, folder) {
  const signatureFile = files.find(file => file.endsWith(join(sep, 'signature.d.ts')))
  const aliases = readAliases(signatureFile)
  let count = 0
  for (const file of files.filter(
    file => file.startsWith(folder) && file.endsWith('.d.ts') && file !== signatureFile,
  )) {
    const before = readFileSync(file, 'utf8')
    if (!/\bPython(Function|Arguments)</.test(before)) continue
    const spelled = spellSignatures(before, file, signatureFile, aliases)
    if (spelled.count > 0) writeFileSync(file, spelled.text)
    count += spelled.count
  }
  return count
}
