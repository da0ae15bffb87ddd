/** How often variable scopes of each name are open, or were opened since the scope around them began. */

/** What is kept of a name. */
interface Named {
  count: number
  /** The names one level further in. */
  readonly inner: string[]
  /** By such a name, a number below which all of `name_1`, `name_2` … are counted. */
  readonly taken: Map<string, number>
}

export class ScopeCounts {
  readonly #named = new Map<string, Named>()

  open(name: string): void {
    this.#at(name).count++
  }
  /** What is kept of `name`, made where there is nothing, as for all names around it. */
  #at(name: string): Named {
    const known = this.#named.get(name)
    if (known) return known
    const made: Named = { count: 0, inner: [], taken: new Map() }
    this.#named.set(name, made)
    for (let inner = name; inner !== ''; ) {
      const outer = outerName(inner)
      const around = this.#named.get(outer)
      if (around) {
        around.inner.push(inner)
        break
      }
      this.#named.set(outer, { count: 0, inner: [inner], taken: new Map() })
      inner = outer
    }
    return made
  }
  count(name: string): number {
    return this.#named.get(name)?.count ?? 0
  }
  /** What was opened within the scope counts no more. */
  closeWithin(name: string): void {
    if (name === '') this.#named.clear()
    const scope = this.#named.get(name)
    if (!scope) return
    const closed = scope.inner.splice(0)
    scope.taken.clear()
    for (let inner = closed.pop(); inner !== undefined; inner = closed.pop()) {
      for (const further of this.#named.get(inner)?.inner ?? []) closed.push(further)
      this.#named.delete(inner)
    }
  }
  /** `name`, or where that is counted the first of `name_1`, `name_2` … that is not: the suffix. */
  freeSuffix(name: string): string {
    if (this.count(name) === 0) return ''
    const { taken } = this.#at(outerName(name))
    let index = taken.get(name) ?? 1
    while (this.count(`${name}_${index}`) > 0) index++
    taken.set(name, index)
    return `_${index}`
  }
}

/** The name of the scope around; '' is around all. */
const outerName = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')))
