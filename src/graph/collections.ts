/** Named lists of things that belong to a graph: variables, losses, summaries. */
import type { Graph } from './graph.ts'

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
    const pattern = new RegExp(`^(?:${scope})`)
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
