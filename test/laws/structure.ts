/** Checks of the source tree as text. Each takes files as a map, so that a planted violation can be shown to it. */
import { posix } from 'node:path'
import ts from 'typescript'

/** Path relative to src, with slashes → source text. */
export type Files = ReadonlyMap<string, string>

/**
 * The folders in the order a graph passes through them: a file may import from its own folder and from those before it.
 * The compositions and services form one stage of the design; their order among themselves keeps cycles out.
 */
export const LAYERS = [
  'errors',
  'tensor',
  'formats',
  'kernels',
  'calling',
  'graph',
  'ops',
  'autodiff',
  'functions',
  'compiler',
  'runtime',
  'remote',
  'session',
  'platform',
  'np',
  'meta_graph',
  'summary',
  'image',
  'nn',
  'train',
  'saved_model',
  'testing',
  'contrib',
  'python',
  'port',
  'index.ts',
  'cli',
] as const

/**
 * The rooms of a layer, in order: a module waits for those of its own room and of rooms before it. '' is the layer's own folder. Types wait
 * for nothing: an attribute's value may name the type of a graph.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'kernels/reference': [
    'scalars',
    'arrays',
    'linalg',
    'nn',
    'image',
    'text',
    'random',
    'sparse',
    'resources',
    'training',
  ],
  graph: ['serialize', '', 'build'],
  ops: [
    'core',
    'math',
    'array',
    'control_flow',
    'checks',
    'linalg',
    'random',
    'sparse',
    'variables',
    'resources',
    'training',
    'nn',
    'image',
    'parsing',
    'upgrades',
    '',
  ],
  compiler: ['schedule', 'regions', 'program', 'expressions', 'steps', 'lowering'],
  port: ['runtime', 'translate', ''],
  python: ['syntax', 'objects', 'builtins', 'compiler', 'stdlib', 'numpy', 'tensorflow', ''],
}

/** Folders that must not know one another although their order would let them. */
const STRANGERS: readonly (readonly [from: string, to: string, why: string])[] = [
  ['kernels', 'formats', 'kernels know tensor/ only'],
  ['compiler', 'ops', 'the compiler knows OpDef, never the ops'],
  ['runtime', 'ops', 'the runtime knows OpDef, never the ops'],
]

/**
 * Rooms that know so much of the layers before theirs, and nothing else: the values of Python are literals, their text and errors; arrays, tensors and
 * graphs reach them through slots that later rooms define. Types count.
 */
const KNOWN_OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  'python/syntax': ['errors/', 'tensor/literals.ts'],
  'python/objects': [
    'errors/',
    'calling/keywords.ts',
    'calling/tuple.ts',
    'tensor/literals.ts',
    'tensor/python_float.ts',
    'tensor/decimal_text.ts',
  ],
  'python/builtins': ['errors/', 'tensor/literals.ts', 'tensor/decimal_text.ts'],
  'python/compiler': ['errors/', 'tensor/literals.ts', 'runtime/interrupts.ts'],
  'python/stdlib': [
    'errors/',
    'tensor/literals.ts',
    'runtime/interrupts.ts',
    'runtime/timed_services.ts',
    'np/python_random.ts',
    'platform/option_words.ts',
    'formats/files/folders.ts',
  ],
}

const folderOf = (file: string): string => file.split('/', 1)[0] as string
const importsOf = (source: string): string[] =>
  ts.preProcessFile(source, true, true).importedFiles.map(found => found.fileName)

/** Imports that point downwards, out of src, or to a folder that must stay a stranger. Type-only imports count. */
export function wrongImports(files: Files): string[] {
  const wrong: string[] = []
  const rank = new Map<string, number>(LAYERS.map((layer, index) => [layer, index]))
  for (const [file, source] of files) {
    const from = folderOf(file)
    const own = rank.get(from)
    if (own === undefined) {
      wrong.push(`${file}: the folder ${from} is not one of the layers`)
      continue
    }
    for (const specifier of importsOf(source)) {
      if (!specifier.startsWith('.')) {
        if (specifier === 'tf0' || specifier.startsWith('tf0/'))
          wrong.push(`${file} imports the package itself (${specifier})`)
        continue
      }
      const target = posix.normalize(posix.join(posix.dirname(file), specifier))
      const to = folderOf(target)
      const other = rank.get(to)
      if (other === undefined) wrong.push(`${file} imports ${specifier}, which is in none of the layers`)
      else if (other > own) wrong.push(`${file} imports ${target}: ${from} stands before ${to}`)
      const stranger = STRANGERS.find(([a, b]) => a === from && b === to)
      if (stranger) wrong.push(`${file} imports ${target}: ${stranger[2]}`)
      if (file.endsWith('.js') && target.endsWith('.ts'))
        wrong.push(`${file} imports ${target}: a worker body imports no TypeScript`)
    }
  }
  return wrong
}

/** What the module of `file` waits for: imports and re-exports of values from other files of the project. */
export function valueImports(file: string, source: string): string[] {
  const found: string[] = []
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest)
  for (const statement of parsed.statements) {
    if (!(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) || !statement.moduleSpecifier)
      continue
    if (ts.isExportDeclaration(statement) ? statement.isTypeOnly : isTypeImport(statement)) continue
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text
    if (specifier.startsWith('.')) found.push(posix.normalize(posix.join(posix.dirname(file), specifier)))
  }
  return found
}
function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.isTypeOnly) return true
  const bindings = importClause.namedBindings
  return (
    !importClause.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  )
}

/** The layer that has rooms, and the room, of a file. */
function roomOf(file: string): readonly [layer: string, room: string] | undefined {
  const layer = Object.keys(ROOMS).find(layer => file.startsWith(`${layer}/`))
  if (layer === undefined) return undefined
  const inside = file.slice(layer.length + 1)
  return [layer, inside.includes('/') ? (inside.split('/', 1)[0] as string) : '']
}

/** Modules that wait for a room behind their own, and rooms that nobody has said. */
export function wrongRooms(files: Files): string[] {
  const wrong: string[] = []
  for (const [file, source] of files) {
    const own = roomOf(file)
    if (!own) continue
    const [layer, room] = own
    const rooms = ROOMS[layer] as readonly string[]
    if (!rooms.includes(room)) {
      wrong.push(
        `${file}: ${room === '' ? `${layer} has rooms, and this file is in none` : `${room} is not one of the rooms of ${layer}`}`,
      )
      continue
    }
    for (const target of valueImports(file, source)) {
      const other = roomOf(target)
      if (other?.[0] === layer && rooms.indexOf(other[1]) > rooms.indexOf(room))
        wrong.push(`${file} imports ${target}: ${room || layer} stands before ${other[1] || layer}`)
    }
  }
  return wrong
}

/** Imports of rooms that are to know less: of other layers beyond what is listed, and of types in rooms behind their own. */
export function knowsTooMuch(files: Files): string[] {
  const wrong: string[] = []
  for (const [file, source] of files) {
    const room = Object.keys(KNOWN_OUTSIDE).find(room => file.startsWith(`${room}/`))
    if (room === undefined) continue
    const [layer, own] = room.split('/') as [string, string]
    const rooms = ROOMS[layer] as readonly string[]
    for (const specifier of importsOf(source)) {
      if (!specifier.startsWith('.')) continue
      const target = posix.normalize(posix.join(posix.dirname(file), specifier))
      const known = target.startsWith(`${layer}/`)
        ? rooms.indexOf(roomOf(target)?.[1] as string) <= rooms.indexOf(own)
        : KNOWN_OUTSIDE[room]?.some(part => target.startsWith(part))
      if (!known) wrong.push(`${file} imports ${target}: ${room} knows nothing of it`)
    }
  }
  return wrong
}

/** Circles of modules that wait for each other, each as its files in the order of the alphabet. */
export function valueCircles(files: Files): string[][] {
  const targets = new Map(
    [...files].map(([file, source]) => [file, valueImports(file, source).filter(target => files.has(target))]),
  )
  const circles: string[][] = []
  // Tarjan's strongly connected components
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const visit = (file: string): void => {
    order.set(file, order.size)
    lowest.set(file, order.get(file) as number)
    stack.push(file)
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) visit(target)
      if (stack.includes(target)) lowest.set(file, Math.min(lowest.get(file) as number, lowest.get(target) as number))
    }
    if (lowest.get(file) !== order.get(file)) return
    const circle = stack.splice(stack.indexOf(file))
    if (circle.length > 1) circles.push(circle.sort())
  }
  for (const file of files.keys()) if (!order.has(file)) visit(file)
  return circles
}

/** How many relative imports there are: a checker that saw none has checked nothing. */
export function countImports(files: Files): number {
  let count = 0
  for (const source of files.values()) count += importsOf(source).filter(specifier => specifier.startsWith('.')).length
  return count
}

/** Where an op's name may stand although the code is shared: file → name → why. */
export type OpNameExceptions = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Code that serves every op: it asks what an op declares, never which op it is. */
export function isSharedCode(file: string): boolean {
  return /^(graph|autodiff|compiler|runtime|session)\//.test(file) && !file.startsWith('compiler/expressions/rules/')
}

/** String literals and keys of object literals that name an op. */
function opNamesIn(source: string, opNames: ReadonlySet<string>): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = []
  const parsed = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true)
  const note = (node: ts.Node, name: string): void => {
    if (opNames.has(name)) found.push({ name, line: parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) note(node, node.text)
    else if ((ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && ts.isIdentifier(node.name))
      note(node, node.name.text)
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return found
}

/** Names of ops in shared code, and exceptions that nothing uses any more. */
export function opNamesInSharedCode(
  files: Files,
  opNames: ReadonlySet<string>,
  exceptions: OpNameExceptions,
): string[] {
  const wrong: string[] = []
  const used = new Set<string>()
  for (const [file, source] of files) {
    if (!isSharedCode(file)) continue
    for (const { name, line } of opNamesIn(source, opNames)) {
      if (exceptions[file]?.[name]) used.add(`${file} ${name}`)
      else wrong.push(`${file}:${line} names the op ${name}`)
    }
  }
  for (const [file, names] of Object.entries(exceptions)) {
    for (const name of Object.keys(names))
      if (!used.has(`${file} ${name}`)) wrong.push(`the exception for ${name} in ${file} is not needed any more`)
  }
  return wrong
}

/** Files longer than `limit` lines, and exceptions that nothing uses any more. */
export function longFiles(files: Files, limit: number, exceptions: Readonly<Record<string, string>>): string[] {
  const wrong: string[] = []
  const long = new Set<string>()
  for (const [file, source] of files) {
    const lines = source.split('\n').length
    if (lines <= limit) continue
    long.add(file)
    if (!exceptions[file]) wrong.push(`${file} has ${lines} lines, more than ${limit}: split it by meaning`)
  }
  for (const file of Object.keys(exceptions))
    if (!long.has(file)) wrong.push(`the exception for ${file} is not needed any more`)
  return wrong
}

/** Files whose name says nothing, and computations in src/index.ts, which only re-exports. */
export function wrongFiles(files: Files): string[] {
  const wrong: string[] = []
  for (const [file, source] of files) {
    if (/(^|\/)(utils?|helpers?|misc|common)\.[jt]s$/.test(file))
      wrong.push(`${file}: a name that says what it is, please`)
    if (file !== 'index.ts') continue
    for (const statement of ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true).statements) {
      if (ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement)) continue
      wrong.push(`index.ts computes: ${statement.getText().split('\n')[0]}`)
    }
  }
  return wrong
}
