/** Failures of calls as TensorFlow's errors, in the words of the client's graph. */
import { exception_type_from_error_code, type OpError } from '../errors/op_errors.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'

/** What 2.x appends: lines of its log, and what gRPC knows of a remote task. */
const TAIL =
  /\n(?:Recent warning and error logs:|Additional GRPC error information|\d+ successful operations\.)[\s\S]*$/
const FROM = /^From \/job:[^\n]*:\n/

/** Errors of several tasks in one text, each after the name of its code. The first one is the step's. */
const SEVERAL =
  /^\n=====================\n[A-Z][\w ]+: ([\s\S]*?)(?:\n[A-Z][\w ]+: From \/job:|\n=====================\n)/

/** A server's text without what is not of the error. */
export function cleanText(text: string): string {
  let clean = SEVERAL.exec(text)?.[1] ?? text
  while (FROM.test(clean)) clean = clean.replace(FROM, '')
  return clean.replace(TAIL, '').replace(/\n$/, '')
}

/** The task that a call between servers went to, which 2.x says in its tail alone. */
const REMOTE_TASK = /from remote target (\/job:\w+\/replica:\d+\/task:\d+)/
const UNAVAILABLE = 14

/** The text of an error that has none: a connection to another task that ends says nothing on 2.x. */
function missingText(code: number, text: string): string {
  const task = REMOTE_TASK.exec(text)?.[1]
  if (task) return `A call to ${task} failed without a reason.`
  return code === UNAVAILABLE ? 'The server, or a task of its cluster, is unavailable; it gave no reason.' : ''
}

/** Where texts name the node that failed, the surest first. */
const NODE_NAMES = [
  /\[\[\{\{node ([^}\s]+)\}\}/,
  /\[\[Node: (\S+) = /,
  /\[\[([^\s{}[\]]+)\]\]/,
  /\{\{node ([^}\s]+)\}\}/,
]

/** The operation of the graph that an error's text names. */
export function failedOperation(text: string, graph: Graph): Operation | undefined {
  for (const pattern of NODE_NAMES) {
    const name = pattern.exec(text)?.[1]
    const found = name === undefined ? undefined : named(name, graph)
    if (found) return found
  }
  return undefined
}

/** Also of nodes that a server makes of others: the one that receives a fed tensor, or sends a fetched one. */
function named(name: string, graph: Graph): Operation | undefined {
  const transferred = /^_(?:recv|send|arg|retval)_(.+?)_\d+(?:_\d+)*$/.exec(name)?.[1]
  return (
    graph.operationByName(name) ??
    (transferred === undefined ? undefined : graph.operationByName(transferred)) ??
    graph.operationByName(name.replace(/\/_\d+$/, ''))
  )
}

/** The error of a call. */
export function serverError(code: number, text: string, graph?: Graph): OpError {
  const ErrorClass = exception_type_from_error_code(code)
  const message = cleanText(text) || missingText(code, text)
  const op = graph && failedOperation(message, graph)
  return op ? new ErrorClass(op.node_def, op, message) : new ErrorClass(null, null, message)
}
