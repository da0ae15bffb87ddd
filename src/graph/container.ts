/** Where a stateful node keeps what it stands for: a container, and a name in it (framework/resource_mgr.cc). */
import { invalidArgument, type Status } from '../errors/status.ts'

/** A node, or a kernel's view of one. */
interface Attributed {
  attr(name: string): unknown
}

/** The container of nodes that name none. */
const DEFAULT_CONTAINER = 'localhost'

export function containerOf(node: Attributed): string {
  return String(node.attr('container') || DEFAULT_CONTAINER)
}
/** The name that a node shares with others; '' where it shares none. */
export function sharedName(node: Attributed): string {
  const shared = node.attr('shared_name')
  return typeof shared === 'string' ? shared : ''
}

/** TensorFlow's error for names that a container, or a resource in it, may not have. */
export function containerError(node: Attributed): Status | undefined {
  const container = node.attr('container')
  if (typeof container !== 'string') return undefined
  if (container !== '' && !/^[A-Za-z0-9.][A-Za-z0-9./-]*$/.test(container)) {
    return invalidArgument(`container contains invalid characters: ${container}`)
  }
  const shared = sharedName(node)
  return shared.startsWith('_') ? invalidArgument(`shared_name cannot start with '_':${shared}`) : undefined
}
