/**
 * Graphs from elsewhere: an import that is not trusted refuses nodes that reach out of the graph. Which ops do, their definitions say
 * (`hostAccess`); TensorFlow itself trusts every graph.
 */

import { pythonRepr } from '../calling/python_repr.ts'
import { guarded } from '../errors/boundary.ts'
import { environment } from '../errors/environment.ts'
import { PermissionDeniedError } from '../errors/op_errors.ts'
import { TypeError } from '../errors/python.ts'
import type { AttrValue, GraphDef } from '../formats/protos/graph.generated.ts'
import { type HostAccess, lookupOp } from './op_def.ts'

let trustedByDefault: boolean | null = null

/**
 * Whether imports that do not say `trusted` themselves trust their graphs, for the whole process. null, as at first: they do unless the
 * environment variable `TF0_TRUST_GRAPHS` is `0`.
 */
export function trust_imported_graphs(trusted: boolean | null): void {
  if (trusted !== null && typeof trusted !== 'boolean')
    throw new TypeError(`Expected bool for argument 'trusted' not ${pythonRepr(trusted)}.`)
  trustedByDefault = trusted
}
// @ts-expect-error the guarded function takes its place
trust_imported_graphs = guarded(trust_imported_graphs)

/** What an import goes by that was given `trusted`. */
export function isTrusted(trusted: unknown): boolean {
  if (trusted === null || trusted === undefined) return trustedByDefault ?? environment('TF0_TRUST_GRAPHS') !== '0'
  if (typeof trusted !== 'boolean')
    throw new TypeError(`Expected bool for argument 'trusted' not ${pythonRepr(trusted)}.`)
  return trusted
}

type Attrs = Readonly<Record<string, AttrValue>>

/** A node of a graph or of a function, as far as the check looks at it. */
interface CheckedNode {
  readonly op: string
  readonly attr: Attrs
}

const WHAT_IT_DOES: Readonly<Record<HostAccess['to'], string>> = {
  files: 'reads or writes files',
  functions: 'calls functions of the program',
}

/**
 * Throws PermissionDeniedError where a node, or what a function of the library computes, reaches out of the graph. `nodes`: those of the
 * graph, in the words of this version.
 */
export function refuseHostAccess(nodes: Iterable<CheckedNode & { readonly name: string }>, def: GraphDef): void {
  for (const node of nodes) check(node, `node ${pythonRepr(node.name)}`)
  if (!def.HasField('library')) return
  for (const { signature, node, node_def } of def.library.function) {
    const place = `a node of function ${pythonRepr(signature.name)}`
    for (const inner of node) check(inner, place)
    for (const inner of node_def) check(inner, place)
  }
  for (const { gradient_func } of def.library.gradient) checkOp(gradient_func, {}, 'a gradient of the library')
}

function check({ op, attr }: CheckedNode, place: string): void {
  checkOp(op, attr, place)
  checkFunctions(attr, place)
}

function checkOp(op: string, attrs: Attrs, place: string): void {
  const access = lookupOp(op)?.spec.hostAccess
  if (!access || (access.where !== undefined && isEmpty(attrs[access.where]))) return
  const attr = access.where === undefined ? '' : ` by its attr '${access.where}'`
  throw new PermissionDeniedError(
    null,
    null,
    `graph_def is not trusted, and ${place} (op: '${op}') ${WHAT_IT_DOES[access.to]}${attr}. Import it with trusted=True if you trust where it comes from.`,
  )
}

/** Attributes name functions, and an op serves as a function, too. */
function checkFunctions(attrs: Attrs, place: string): void {
  const left = [attrs]
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const key of Object.keys(at)) {
      const value = at[key] as AttrValue
      if (value.WhichOneof('value') !== 'func') continue
      checkOp(value.func.name, value.func.attr, place)
      left.push(value.func.attr)
    }
  }
}

/** Whether an attribute is absent, or certainly an empty string or list: what a function is given later may be anything. */
function isEmpty(value: AttrValue | undefined): boolean {
  switch (value?.WhichOneof('value')) {
    case undefined:
      return true
    case 's':
      return (value as AttrValue).s.length === 0
    case 'list':
      return (value as AttrValue).list.ByteSize() === 0
    default:
      return false
  }
}
