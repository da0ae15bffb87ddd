/** How often variable scopes of each name are open, or were opened since the scope around them began. */
export class ScopeCounts {
  readonly #counts = new Map<string, number>()
  /** By the name of a scope, those opened within it; '' holds all. */
  readonly #inside = new Map<string, Set<string>>()
  /** By a name, a number below which all of `name_1`, `name_2` … are counted. */
  readonly #taken = new Map<string, number>()

  open(name: string): void {
    this.#counts.set(name, this.count(name) + 1)
    for (let end = 0; end >= 0; end = name.indexOf('/', end + 1)) this.#within(name.slice(0, end)).add(name)
  }
  #within(outer: string): Set<string> {
    let inside = this.#inside.get(outer)
    if (!inside) {
      inside = new Set()
      this.#inside.set(outer, inside)
    }
    return inside
  }
  count(name: string): number {
    return this.#counts.get(name) ?? 0
  }
  /** What was opened within the scope counts no more. */
  closeWithin(name: string): void {
    for (const inner of this.#inside.get(name) ?? []) {
      this.#counts.set(inner, 0)
      this.#taken.delete(inner.replace(/_\d+$/, ''))
    }
    this.#inside.delete(name)
  }
  /** `name`, or where that is counted the first of `name_1`, `name_2` … that is not: the suffix. */
  freeSuffix(name: string): string {
    if (this.count(name) === 0) return ''
    let index = this.#taken.get(name) ?? 1
    while (this.count(`${name}_${index}`) > 0) index++
    this.#taken.set(name, index)
    return `_${index}`
  }
}
