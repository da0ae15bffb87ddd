/** The sessions of this process that have not ended; they are not kept alive for being known here. */
export class LiveSessions<S extends object> {
  readonly #sessions = new Set<WeakRef<S>>()
  readonly #references = new WeakMap<S, WeakRef<S>>()
  readonly #gone = new FinalizationRegistry<WeakRef<S>>(reference => this.#sessions.delete(reference))

  add(session: S): void {
    const reference = new WeakRef(session)
    this.#sessions.add(reference)
    this.#references.set(session, reference)
    this.#gone.register(session, reference, reference)
  }
  delete(session: S): void {
    const reference = this.#references.get(session)
    if (!reference) return
    this.#sessions.delete(reference)
    this.#gone.unregister(reference)
  }
  all(): S[] {
    return [...this.#sessions].flatMap(reference => reference.deref() ?? [])
  }
}
