// esbuild's `keepNames` says the name of every function and class when it is made, for a bundle renames those that meet. Most have kept theirs:
// saying so costs each import some of its time, and is left out here. So are the names of functions within functions that are only called there:
// saying these costs each call of the outer function more than a small operation takes, and shows in nothing but stacks.
import ts from 'typescript'

/** The name that JavaScript itself gives to the function or class that stands in a declaration or a property. */
function givenName(node, { parent }) {
  if (node.name) return node.name.text
  const names = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)
  if (!names || parent.initializer !== node.parent) return undefined
  return ts.isComputedPropertyName(parent.name) ? undefined : parent.name.text
}

/** The nearest function, or the file, that `node` stands in. */
function scopeOf(node) {
  let at = node.parent
  while (!ts.isFunctionLike(at) && !ts.isSourceFile(at) && !ts.isClassStaticBlockDeclaration(at)) at = at.parent
  return at
}

/** Methods of arrays that call what they are given, and keep nothing of it. */
const CALLERS = new Set('every filter find findIndex flatMap forEach map reduce some sort'.split(' '))

/** Whether an identifier stands where a function's own name does not matter: it is declared, called, or called by an array. */
function isOnlyCalled(identifier) {
  const { parent } = identifier
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) || ts.isFunctionDeclaration(parent))
    return parent.name === identifier
  if (!ts.isCallExpression(parent)) return false
  const { expression } = parent
  if (expression === identifier) return true
  if (ts.isPropertyAccessExpression(expression)) return CALLERS.has(expression.name.text)
  return ts.isIdentifier(expression) && expression.text === '__name'
}

/** Whether the call `__name(…)` names a function within another one, which only calls it by the name `inner`. */
function isCalledWithin(call, inner) {
  const scope = scopeOf(call)
  if (!ts.isFunctionLike(scope)) return false
  const holds = node =>
    ts.isIdentifier(node) && node.text === inner
      ? isOnlyCalled(node)
      : ts.forEachChild(node, child => !holds(child)) !== true
  return holds(scope)
}

/** Where the call `__name(named, "name")` says what holds without it: the pieces of text to leave out. */
function needless(call) {
  const [named, { text: name }] = call.arguments
  const { parent } = call
  if (ts.isFunctionExpression(named) || ts.isArrowFunction(named) || ts.isClassExpression(named)) {
    const isInner =
      ts.isArrowFunction(named) && ts.isVariableDeclaration(parent) && isCalledWithin(call, parent.name.text)
    if (!isInner && givenName(named, call) !== name) return []
    return [
      [call.pos, named.pos],
      [named.end, call.end],
    ]
  }
  if (!ts.isExpressionStatement(parent)) return []
  // behind the declaration of a function
  if (ts.isIdentifier(named))
    return named.text === name || isCalledWithin(call, named.text) ? [[parent.pos, parent.end]] : []
  const block = parent.parent?.parent
  if (
    named.kind !== ts.SyntaxKind.ThisKeyword ||
    !block ||
    !ts.isClassStaticBlockDeclaration(block) ||
    block.body.statements.length > 1
  )
    return []
  const made = block.parent
  const own = made.name?.text ?? (ts.isVariableDeclaration(made.parent) ? made.parent.name.text : undefined)
  return own === name ? [[block.pos, block.end]] : []
}

/** `text`, a bundle that esbuild has made with `keepNames`, without the names that are right by themselves. */
export function dropNames(text) {
  const source = ts.createSourceFile('bundle.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  const kept = []
  let at = 0
  const visit = node => {
    const isName =
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === '__name' &&
      node.arguments.length === 2
    const left = isName && ts.isStringLiteral(node.arguments[1]) ? needless(node) : []
    const [before, after] = left
    if (before) {
      kept.push(text.slice(at, before[0]))
      at = before[1]
    }
    ts.forEachChild(node, visit)
    if (after) {
      kept.push(text.slice(at, after[0]))
      at = after[1]
    }
  }
  visit(source)
  kept.push(text.slice(at))
  return kept.join('')
}
