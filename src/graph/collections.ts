/** Named lists of things that belong to a graph: variables, losses, summaries. */
import { TypeError, ValueError } from '../errors/python.ts'
import type { Graph } from './graph.ts'

/** A regular expression that is matched from the start of a name. Error: ValueError for what is none. */
function startOf(scope: string): RegExp {
  try {
    return new RegExp(`^(?:${scope})`)
  } catch (error) {
    if (!(error instanceof globalThis.SyntaxError)) throw error
    throw new ValueError(`the scope ${JSON.stringify(scope)} is not a regular expression`, { cause: error })
  }
}

export class Collections {
  readonly #graph: Graph
  readonly #lists = new Map<string, unknown[]>()
  constructor(graph: Graph) {
    this.#graph = graph
  }
  add(name: string, value: unknown): void {
    this.#graph.checkNotFinalized()
    this.ref(name).push(value)
  }
  /** A copy; with `scope`, of the items whose name matches that regular expression at its start. */
  // biome-ignore lint/suspicious/noExplicitAny: a collection holds whatever users put into it
  get(name: string, scope: string | null = null): any[] {
    const list = this.#lists.get(name) ?? []
    if (!scope) return [...list]
    if (typeof scope !== 'string' && !((scope as unknown) instanceof String))
      throw new TypeError('expected string or buffer')
    const pattern = startOf(scope)
    return list.filter(item => {
      const own = (item as { name?: unknown } | null)?.name
      return typeof own === 'string' && pattern.test(own)
    })
  }
  /** The list itself, made where it does not exist. */
  ref(name: string): unknown[] {
    let list = this.#lists.get(name)
    if (!list) {
      list = []
      this.#lists.set(name, list)
    }
    return list
  }
  keys(): string[] {
    return [...this.#lists.keys()]
  }
  clear(name: string): void {
    this.#graph.checkNotFinalized()
    this.#lists.delete(name)
  }
}
