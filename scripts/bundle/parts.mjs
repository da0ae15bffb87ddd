// Parts of the package that are read when they are used: a third of its text, which few programs need all of.
//
// A module that is deferred is imported as a namespace (`export * as layers from './layers/index.ts'`); in the package that namespace is an
// object whose properties evaluate the module at first touch. What deferred modules need and the start does not becomes parts: functions in
// CommonJS files, which Node reads at once, in the middle of a program. Bundlers, which make one file of a program, import all of them
// (`exports`, condition `module`). A module that something else imports by name is read at start, whether it is deferred or not.
import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { build } from 'esbuild'
import ts from 'typescript'
import { dropNames } from './drop_names.mjs'

/** Relative to src. */
export const DEFERRED = [
  'contrib/bayesflow/index.ts',
  'contrib/distributions/index.ts',
  'contrib/examples/index.ts',
  'contrib/framework/index.ts',
  'contrib/grid_rnn/index.ts',
  'contrib/layers/index.ts',
  'contrib/learn/index.ts',
  'contrib/lookup/index.ts',
  'contrib/losses/index.ts',
  'contrib/metrics/index.ts',
  'contrib/rnn/index.ts',
  'contrib/seq2seq/index.ts',
  'contrib/session_bundle/index.ts',
  'contrib/slim/index.ts',
  'contrib/tensorboard/index.ts',
  'contrib/training/index.ts',
  'contrib/util/index.ts',
  'ops/image/image_files.ts',
  'image/index.ts',
  'nn/seq2seq/index.ts',
  'np/functions.ts',
  'saved_model/index.ts',
  'session/remote_engine.ts',
  'session/timeline.ts',
  'testing/index.ts',
]

const posix = path => path.replaceAll(sep, '/')
/** The part's name, for a deferred module. */
const partId = file => file.replace(/(\/index)?\.ts$/, '').replaceAll('/', '.')
const LOADER = 'tf0:part-loader'
const START_MODULES = 'TF0_START_MODULES'

/** The names that each deferred module exports. */
async function exportedNames(src) {
  const { metafile } = await build({
    absWorkingDir: src,
    entryPoints: DEFERRED,
    outbase: src,
    outdir: '.',
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    write: false,
    metafile: true,
    logLevel: 'warning',
  })
  return new Map(
    Object.values(metafile.outputs)
      .filter(({ entryPoint }) => entryPoint)
      .map(({ entryPoint, exports }) => [posix(entryPoint), exports.filter(name => name !== 'default')]),
  )
}

const STAR = /^(export|import) \*(?: as (\w+))? from '(\.[^']+)'$/gm

/** The text of a module, with deferred modules as objects that load them. */
function withDeferred(text, file, names) {
  let changed = false
  const kept = text.replace(STAR, (statement, kind, name, specifier) => {
    const target = posix(join(dirname(file), specifier))
    if (!names.has(target)) return statement
    changed = true
    const id = JSON.stringify(partId(target))
    if (name === undefined) return `export const { ${names.get(target).join(', ')} } = tf0Part(${id})`
    const declaration = kind === 'export' ? 'export const' : 'const'
    return `${declaration} ${name} = tf0Namespace(${id}, ${JSON.stringify(names.get(target))})`
  })
  return changed ? `${kept}\nimport { part as tf0Part, namespace as tf0Namespace } from '${LOADER}'\n` : text
}

/** What bundling needs of it: the entry points, and what it makes of a module's text. */
export async function deferParts(src, scripts) {
  const names = await exportedNames(src)
  return {
    entryPoints: {
      ...Object.fromEntries(DEFERRED.map(file => [`parts/${partId(file)}`, join(src, file)])),
      part_loader: LOADER,
    },
    deferred: new Set(DEFERRED),
    change: (text, file) =>
      file === 'index.ts'
        ? `${withDeferred(text, file, names)}\nimport { atStart } from '${LOADER}'\natStart(() => ${START_MODULES})\n`
        : withDeferred(text, file, names),
    plugin: {
      name: 'parts',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^tf0:part-loader$/ }, () => ({ path: join(scripts, 'part_loader.js'), namespace: 'file' }))
        onLoad({ filter: /part_loader\.js$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'js' }))
      },
    },
  }
}

/** The files that are read with `file`. */
export function readWith(outputs, file, seen = new Set()) {
  if (seen.has(file) || !outputs[file]) return seen
  seen.add(file)
  for (const { kind, path } of outputs[file].imports) if (kind === 'import-statement') readWith(outputs, path, seen)
  return seen
}

const outputOf = (outputs, entry) => Object.keys(outputs).find(file => outputs[file].entryPoint === entry)

/** Which output files are read at start, and which are parts. */
export function sortOutputs(outputs) {
  const start = readWith(outputs, outputOf(outputs, 'src/index.ts'))
  const parts = new Set()
  for (const file of DEFERRED) {
    const output = outputOf(outputs, `src/${file}`)
    if (!output) throw new Error(`${file} is deferred and is no module of src`)
    for (const needed of readWith(outputs, output)) if (!start.has(needed)) parts.add(needed)
  }
  for (const { imports } of Object.values(outputs)) {
    const asked = imports.find(({ kind, path }) => kind === 'dynamic-import' && parts.has(path))
    if (asked) throw new Error(`import() of the part ${asked.path}`)
  }
  return { start, parts }
}

/** The import and export declarations of a bundled file that name other files. */
function references(text) {
  const source = ts.createSourceFile('bundle.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  return source.statements.filter(
    statement =>
      (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
      statement.moduleSpecifier !== undefined,
  )
}

/** `text` with each of the statements replaced by what `change` makes of it. */
function replaceStatements(text, statements, change) {
  let kept = ''
  let at = 0
  for (const statement of statements) {
    kept += text.slice(at, statement.getStart()) + change(statement)
    at = statement.end
  }
  return kept + text.slice(at)
}

/** Exported variables that a function assigns: who imports them from a part gets what they were at first. */
function refuseAssigned(text, file) {
  const source = ts.createSourceFile('bundle.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  const exported = new Set()
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause)
      for (const { propertyName, name } of statement.exportClause.elements) exported.add((propertyName ?? name).text)
  }
  const visit = (node, nested) => {
    const assigned =
      nested && ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && exported.has(node.left.text)
        ? node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
          node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
        : false
    if (assigned) throw new Error(`${file}: ${node.left.text} is exported from a part and assigned later`)
    ts.forEachChild(node, child => visit(child, nested || ts.isFunctionLike(node)))
  }
  visit(source, false)
}

/**
 * The files of a bundle, with parts as CommonJS: file (relative to dist) → text.
 * @param {ReadonlyMap<string, string>} files the same as esbuild has made them
 * @param {Readonly<Record<string, { entryPoint?: string, imports: { path: string, kind: string }[] }>>} outputs
 */
export async function writeParts(files, outputs, minify) {
  const { start, parts } = sortOutputs(outputs)
  const idOf = file =>
    posix(file)
      .replace(/^parts\//, '')
      .replace(/\.js$/, '')
  const target = (file, specifier) => posix(join(dirname(file), specifier))
  const fromStart = new Set()
  const written = new Map()

  for (const file of parts) {
    const text = files.get(file)
    refuseAssigned(text, file)
    const own = replaceStatements(text, references(text), statement => {
      const { text: specifier } = statement.moduleSpecifier
      const needed = specifier.startsWith('.') ? target(file, specifier) : specifier
      if (specifier.startsWith('.') && !parts.has(needed)) {
        if (!start.has(needed)) throw new Error(`${file} imports ${needed}, which is neither a part nor read at start`)
        // importing it for what it does: it has done it
        if (ts.isImportDeclaration(statement) && !statement.importClause) return ''
      }
      if (!specifier.startsWith('.') && !specifier.startsWith('node:'))
        throw new Error(`${file}: parts can't import ${specifier}`)
      if (!parts.has(needed)) fromStart.add(needed)
      const id = parts.has(needed) ? idOf(needed) : needed
      const before = statement.getText().slice(0, statement.moduleSpecifier.getStart() - statement.getStart())
      return `${before}${JSON.stringify(id)}${statement.attributes?.getFullText() ?? ''};`
    })
    const code = await minify(dropNames(own).replaceAll('import.meta.url', 'tf0Root'), {
      format: 'cjs',
      supported: { 'dynamic-import': true },
    })
    written.set(`parts/${idOf(file)}.cjs`, `module.exports=(require,module,tf0Root)=>{${code}}\n`)
  }

  const modules = [...fromStart].sort()
  const startModules = modules.map(
    (id, i) => `${JSON.stringify(id)}: ${id.startsWith('node:') ? `tf0Start${i}.default` : `tf0Start${i}`}`,
  )
  const index = [...files].find(([, text]) => text.includes(START_MODULES))?.[0]
  for (const [file, text] of files) {
    if (parts.has(file)) continue
    let own = replaceStatements(text, references(text), statement => {
      const { text: specifier } = statement.moduleSpecifier
      const needed = target(file, specifier)
      if (!specifier.startsWith('.') || !parts.has(needed)) return statement.getText()
      const part = `tf0Part(${JSON.stringify(idOf(needed))})`
      if (!ts.isImportDeclaration(statement)) throw new Error(`${file} exports from the part ${needed}`)
      const bindings = statement.importClause?.namedBindings
      if (!bindings) return `${part};`
      const names = bindings.elements.map(({ propertyName, name }) =>
        propertyName ? `${propertyName.text}: ${name.text}` : name.text,
      )
      return `const { ${names.join(', ')} } = ${part};`
    })
    if (own.includes('tf0Part(') && !/\btf0Part\b(?!\()/.test(own) && own !== text)
      own = `import { part as tf0Part } from "${relativeTo(file, 'part_loader.js')}";\n${own}`
    // what asks for a part while it is evaluated comes after the index, which says what was read at start
    const asks = own.includes('tf0Part(') || /^import \{[^}]*\bpart\b[^}]*\} from/m.test(own)
    if (asks && index !== undefined && !start.has(file)) own = `import "${relativeTo(file, index)}";\n${own}`
    if (own.includes(START_MODULES)) {
      const imports = modules.map(
        (id, i) =>
          `import * as tf0Start${i} from ${JSON.stringify(id.startsWith('node:') ? id : relativeTo(file, id))};\n`,
      )
      own = imports.join('') + own.replace(START_MODULES, `({ ${startModules.join(', ')} })`)
    }
    written.set(file, await minify(dropNames(own), {}))
  }
  return written
}

function relativeTo(file, other) {
  const path = posix(relative(dirname(file), other))
  return path.startsWith('.') ? path : `./${path}`
}
