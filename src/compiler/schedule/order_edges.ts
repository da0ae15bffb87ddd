/**
 * A graph that changes, with TensorFlow's edge lists: they hold up to two edges in order of insertion; a third makes
 * them, for good, a set in order of address. Memory of a removed edge is taken by the next new one, so an address is a
 * number that is reused, the one freed last first.
 */

export class EdgeList {
  readonly items: number[] = []
  #isSet = false

  add(edge: number): void {
    if (!this.#isSet && this.items.length < 2) {
      this.items.push(edge)
      return
    }
    if (!this.#isSet) {
      this.#isSet = true
      this.items.sort((a, b) => a - b)
    }
    this.items.splice(this.#position(edge), 0, edge)
  }

  remove(edge: number): void {
    if (this.#isSet) {
      this.items.splice(this.#position(edge), 1)
      return
    }
    const last = this.items.pop()!
    if (last !== edge) this.items[this.items.indexOf(edge)] = last
  }

  #position(edge: number): number {
    let low = 0
    let high = this.items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.items[middle]! < edge) low = middle + 1
      else high = middle
    }
    return low
  }
}

export class EdgeGraph {
  /** Ends of an edge, by address. */
  readonly from: number[] = []
  readonly to: number[] = []
  readonly slot: number[] = []
  readonly input: number[] = []
  /** Addresses in use. */
  readonly #used: boolean[] = []
  readonly #free: number[] = []
  readonly inEdges: EdgeList[] = []
  readonly outEdges: EdgeList[] = []
  /** By node: false once it is removed. */
  readonly alive: boolean[] = []

  addNode(): void {
    this.inEdges.push(new EdgeList())
    this.outEdges.push(new EdgeList())
    this.alive.push(true)
  }

  addEdge(from: number, to: number, slot: number, input: number): void {
    const edge = this.#free.pop() ?? this.#used.length
    this.#used[edge] = true
    this.from[edge] = from
    this.to[edge] = to
    this.slot[edge] = slot
    this.input[edge] = input
    this.outEdges[from]!.add(edge)
    this.inEdges[to]!.add(edge)
  }

  removeEdge(edge: number): void {
    this.outEdges[this.from[edge]!]!.remove(edge)
    this.inEdges[this.to[edge]!]!.remove(edge)
    this.#used[edge] = false
    this.#free.push(edge)
  }

  removeNode(node: number): void {
    for (const { items } of [this.inEdges[node]!, this.outEdges[node]!])
      while (items.length > 0) this.removeEdge(items[0]!)
    this.alive[node] = false
  }

  /** Edges in order of address. */
  *edges(): Generator<number> {
    for (let edge = 0; edge < this.#used.length; edge++) if (this.#used[edge]) yield edge
  }

  /**
   * Nodes in the order in which a depth-first walk leaves them. A node is marked when it is taken from the stack, and its
   * neighbours are put there in edge order.
   */
  postOrder(root: number): number[] {
    const visited = new Uint8Array(this.alive.length)
    const order: number[] = []
    // A node that is to be left stands as its complement.
    const stack = [root]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node < 0) {
        order.push(~node)
        continue
      }
      if (visited[node] === 1) continue
      visited[node] = 1
      stack.push(~node)
      for (const edge of this.outEdges[node]!.items) if (visited[this.to[edge]!] === 0) stack.push(this.to[edge]!)
    }
    return order
  }
}
