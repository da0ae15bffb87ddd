// src → dist. Types by tsc, module by module; JavaScript by esbuild, bundled. Worker bodies, WebAssembly and tables are copied as they are.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'
import { bundle, copyAssets, entrySources, filesUnder, root, writeFiles } from './bundle/bundle.mjs'
import { spellFolder } from './spell_signatures.mjs'

const src = join(root, 'src')
const dist = join(root, 'dist')

function declare() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
  // tsc leaves the extensions of imports in declarations
  const importedTs = /((?:from|import|module)\s*\(?\s*['"]\.[^'"]*)\.ts(?=['"])/g
  // not every program's types know WebAssembly, and what a session keeps of it is no concern of theirs
  const webAssemblyType = /\bWebAssembly\.\w+/g
  for (const file of filesUnder(dist)) {
    if (file.endsWith('.d.ts'))
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll(importedTs, '$1.js').replaceAll(webAssemblyType, 'object'),
      )
  }
  return spellFolder(filesUnder(dist), dist)
}

/** The modules of the package that a file of declarations names: where it imports, exports, augments, or writes a type as `import('…')`. */
function relativeImports(file) {
  const found = []
  const visit = node => {
    const name = node.moduleSpecifier ?? (ts.isImportTypeNode(node) ? node.argument.literal : undefined)
    const text = (name ?? (ts.isModuleDeclaration(node) ? node.name : undefined))?.text
    if (text?.startsWith('.')) found.push(text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return found
}

/** Removes the declarations that no entry point of the package reaches: no program's types come to them. Returns how many are left. */
function pruneDeclarations() {
  const todo = entrySources.map(entry => join(dist, relative(src, entry).replace(/\.ts$/, '.d.ts')))
  const reached = new Set(todo)
  for (const file of todo) {
    for (const specifier of relativeImports(file)) {
      const imported = resolve(dirname(file), specifier.replace(/\.js$/, '.d.ts'))
      if (!existsSync(imported)) throw new Error(`${file} imports ${specifier}, which has no declarations`)
      if (!reached.has(imported)) todo.push(imported)
      reached.add(imported)
    }
  }
  for (const file of filesUnder(dist)) if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  return reached.size
}

/** The licenses of the packages that are bundled. */
function copyLicenses(modules) {
  const folder = join(root, 'node_modules') + sep
  const names = [
    ...new Set(
      modules
        .filter(file => file.startsWith(folder))
        .map(file => /^((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file.slice(folder.length))[1]),
    ),
  ]
  const texts = names.map(name => {
    const license = readdirSync(join(folder, name)).find(file => /^licen[cs]e/i.test(file))
    if (!license) throw new Error(`${name} is bundled and has no license file`)
    return `${name}\n\n${readFileSync(join(folder, name, license), 'utf8').trim()}\n`
  })
  if (texts.length) writeFileSync(join(dist, 'THIRD_PARTY_LICENSES.txt'), texts.join('\n\n'))
  return names
}

rmSync(dist, { recursive: true, force: true })
const signatures = declare()
const { files, modules } = await bundle()
writeFiles(files, dist)
const assets = copyAssets(modules, dist)
const bundled = copyLicenses(modules)
for (const entry of entrySources) {
  const built = join(dist, relative(src, entry).replace(/\.ts$/, ''))
  for (const file of [`${built}.js`, `${built}.d.ts`]) if (!existsSync(file)) throw new Error(`${file} is missing`)
}
const declarations = pruneDeclarations()
const bytes = filesUnder(dist).reduce((sum, file) => sum + statSync(file).size, 0)
console.log(
  `dist: ${modules.length} modules (with ${bundled.join(', ') || 'no other package'}), ${declarations} declarations, ${assets} other files, ${signatures} signatures spelled out, ${Math.round(bytes / 1024)} KiB`,
)
