/**
 * An order for the contents of each frame, cut into branches and loops. Everything comes after what it needs; beyond that, what runs in one
 * plan stands together, and so does what runs under one condition.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Condition } from './conditions.ts'
import { type Frame, forwardSources } from './frames.ts'
import type { Choice, LoopFrame, Regions } from './regions.ts'
import { Unstructured } from './unstructured.ts'

export interface CondNode {
  readonly kind: 'cond'
  readonly predicate: Tensor
  /** What runs for false and for true. */
  readonly branches: readonly [readonly Placed[], readonly Placed[]]
}
export interface LoopNode {
  readonly kind: 'loop'
  readonly loop: LoopFrame
  /** What it takes to know whether there is another iteration. */
  readonly condition: readonly Placed[]
  readonly body: readonly Placed[]
  /** What runs instead of the body in the end. */
  readonly last: readonly Placed[]
}
export type Placed =
  | { readonly kind: 'op'; readonly op: Operation }
  | { readonly kind: 'choice'; readonly choice: Choice }
  | CondNode
  | LoopNode

/** One operation after another, for their effects. */
export type Sequel = readonly [before: Operation, after: Operation]

/**
 * @param isHost whether an operation runs between plans.
 * @throws Unstructured where `sequels` contradict the graph.
 */
export function arrange(
  regions: Regions,
  isHost: (op: Operation) => boolean,
  sequels: readonly Sequel[] = [],
): readonly Placed[] {
  return new Arranger(regions, isHost, sequels).frame(regions.frames.root).rest
}

type Class = 'free' | 'plan' | 'host' | 'loop'
const CLASSES = ['host', 'plan', 'loop'] as const

/** An operation or a loop within a frame. */
interface Entity {
  readonly node: Operation | LoopFrame
  readonly class: Class
  readonly condition: Condition
  readonly rank: number
  readonly needs: Set<Entity>
}

interface Conditional {
  readonly placed: Placed
  readonly condition: Condition
}

class Arranger {
  readonly #regions: Regions
  readonly #isHost: (op: Operation) => boolean
  readonly #rank: ReadonlyMap<Operation, number>
  readonly #sequels = new Map<Frame, (readonly [Operation | Frame, Operation | Frame])[]>()

  constructor(regions: Regions, isHost: (op: Operation) => boolean, sequels: readonly Sequel[]) {
    this.#regions = regions
    this.#isHost = isHost
    this.#rank = new Map(regions.frames.order.map((op, index) => [op, index]))
    for (const [before, after] of sequels) this.#addSequel(before, after)
  }

  /** Notes it in the innermost frame that holds both. */
  #addSequel(before: Operation, after: Operation): void {
    const { frameOf } = this.#regions.frames
    const path = (op: Operation): (Operation | Frame)[] => {
      const steps: (Operation | Frame)[] = [op]
      for (let frame: Frame | undefined = frameOf(op); frame; frame = frame.parent) steps.unshift(frame)
      return steps
    }
    const [a, b] = [path(before), path(after)]
    let depth = 0
    while (a[depth + 1] === b[depth + 1] && a[depth + 1] !== undefined) depth++
    const pair = [a[depth + 1] as Operation | Frame, b[depth + 1] as Operation | Frame] as const
    const list = this.#sequels.get(a[depth] as Frame)
    if (list) list.push(pair)
    else this.#sequels.set(a[depth] as Frame, [pair])
  }

  /** What `test` needs, and the rest. */
  frame(
    frame: Frame,
    test?: Tensor,
  ): { readonly first: readonly Placed[]; readonly rest: readonly Placed[]; readonly last: readonly Placed[] } {
    const entities = this.#entities(frame)
    const needed = new Set<Entity>()
    const decisive = test && entities.get(test.op)
    if (decisive) {
      needed.add(decisive)
      for (const each of needed) for (const source of each.needs) needed.add(source)
    }
    const all = [...entities.values()].sort((a, b) => a.rank - b.rank)
    const done = new Set<Entity>()
    const first = this.#sequence(
      all.filter(entity => needed.has(entity)),
      done,
    )
    const rest = this.#sequence(
      all.filter(entity => !needed.has(entity)),
      done,
    )
    return {
      first: nested(first),
      rest: nested(test ? under(rest, test, 1) : rest),
      last: test ? nested(under(rest, test, 0)) : [],
    }
  }

  #entities(frame: Frame): ReadonlyMap<Operation | Frame, Entity> {
    const { frames, loops, choices, conditionOfOp, passesOn } = this.#regions
    const entities = new Map<Operation | Frame, Entity>()
    for (const op of frame.ops) {
      const free = passesOn(op) && !choices.has(op)
      entities.set(op, {
        node: op,
        class: free ? 'free' : this.#isHost(op) || choices.has(op) ? 'host' : 'plan',
        condition: conditionOfOp(op),
        rank: this.#rank.get(op) as number,
        needs: new Set(),
      })
    }
    for (const loop of loops.values()) {
      if (loop.frame.parent !== frame) continue
      entities.set(loop.frame, {
        node: loop,
        class: 'loop',
        condition: loop.condition,
        rank: Math.max(...loop.frame.enters.map(enter => this.#rank.get(enter) as number)),
        needs: new Set(loop.frame.enters.map(enter => entities.get(enter) as Entity)),
      })
    }
    for (const op of frame.ops) {
      const { needs } = entities.get(op) as Entity
      for (const source of forwardSources(op, frames.sources)) {
        const from = frames.frameOf(source)
        // what enters a frame is there when it begins
        if (from === frame) needs.add(entities.get(source) as Entity)
        else if (from.parent === frame) needs.add(entities.get(from) as Entity)
      }
    }
    for (const [before, after] of this.#sequels.get(frame) ?? []) {
      const [a, b] = [entities.get(before), entities.get(after)]
      if (a && b && a !== b) b.needs.add(a)
    }
    return entities
  }

  /** The order of some entities, when others are `done`, which these join. */
  #sequence(entities: readonly Entity[], done: Set<Entity>): Conditional[] {
    const users = new Map<Entity, Entity[]>()
    const waits = new Map<Entity, number>()
    const ready = new Ready()
    for (const entity of entities) {
      let count = 0
      for (const source of entity.needs) {
        if (done.has(source)) continue
        count++
        const list = users.get(source)
        if (list) list.push(entity)
        else users.set(source, [entity])
      }
      waits.set(entity, count)
      if (count === 0) ready.add(entity)
    }
    const order: Conditional[] = []
    let length = 0
    for (let entity = ready.next(); entity; entity = ready.next()) {
      length++
      done.add(entity)
      const placed = this.#placed(entity)
      if (placed) order.push({ placed, condition: entity.condition })
      for (const user of users.get(entity) ?? []) {
        const left = (waits.get(user) as number) - 1
        waits.set(user, left)
        if (left === 0) ready.add(user)
      }
    }
    if (length < entities.length) throw new Unstructured('control flow: effects whose order no nesting of loops has')
    return order
  }

  #placed({ node, class: kind }: Entity): Placed | undefined {
    if (kind === 'free') return undefined
    if (kind !== 'loop') {
      const op = node as Operation
      const choice = this.#regions.choices.get(op)
      return choice ? { kind: 'choice', choice } : { kind: 'op', op }
    }
    const loop = node as LoopFrame
    const { first, rest, last } = this.frame(loop.frame, loop.test)
    return { kind: 'loop', loop, condition: first, body: rest, last }
  }
}

/** What could be next. As long as it goes, one condition and one class; then what came first. */
class Ready {
  readonly #free: Entity[] = []
  readonly #waiting = new Map<Condition, Record<Exclude<Class, 'free'>, Queue>>()
  #condition: Condition | undefined
  #class: Exclude<Class, 'free'> = 'host'

  add(entity: Entity): void {
    if (entity.class === 'free') {
      this.#free.push(entity)
      return
    }
    let queues = this.#waiting.get(entity.condition)
    if (!queues) {
      queues = { host: new Queue(), plan: new Queue(), loop: new Queue() }
      this.#waiting.set(entity.condition, queues)
    }
    queues[entity.class].add(entity)
  }

  next(): Entity | undefined {
    const free = this.#free.pop()
    if (free) return free
    const same = this.#condition && this.#waiting.get(this.#condition)
    if (same) {
      const entity = same[this.#class].next()
      if (entity) return entity
      for (const kind of CLASSES) {
        const other = same[kind].next()
        if (other) {
          this.#class = kind
          return other
        }
      }
    }
    let best: Entity | undefined
    for (const queues of this.#waiting.values()) {
      const head = CLASSES.map(kind => queues[kind].head).find(entity => entity !== undefined)
      if (head && (!best || head.rank < best.rank)) best = head
    }
    if (!best) return undefined
    this.#condition = best.condition
    this.#class = best.class as Exclude<Class, 'free'>
    return this.#waiting.get(best.condition)?.[this.#class].next()
  }
}

/** First in, first out. */
class Queue {
  readonly #entities: Entity[] = []
  #begin = 0
  add(entity: Entity): void {
    this.#entities.push(entity)
  }
  get head(): Entity | undefined {
    return this.#entities[this.#begin]
  }
  next(): Entity | undefined {
    const { head } = this
    if (head) this.#begin++
    return head
  }
}

/** What runs if `test` has this value. */
function under(items: readonly Conditional[], test: Tensor, branch: 0 | 1): Conditional[] {
  return items.flatMap(({ placed, condition }) => {
    const literal = condition.find(({ predicate }) => predicate === test)
    if (literal === undefined) return [{ placed, condition }]
    return literal.branch === branch ? [{ placed, condition: condition.filter(each => each !== literal) }] : []
  })
}

/** Neighbours under one predicate become its branches. */
function nested(items: readonly Conditional[], depth = 0): readonly Placed[] {
  const placed: Placed[] = []
  for (let at = 0; at < items.length; ) {
    const literal = items[at]?.condition[depth]
    if (!literal) {
      placed.push((items[at++] as Conditional).placed)
      continue
    }
    const branches: [Conditional[], Conditional[]] = [[], []]
    for (; at < items.length; at++) {
      const other = items[at]?.condition[depth]
      if (other?.predicate !== literal.predicate) break
      branches[other.branch].push(items[at] as Conditional)
    }
    placed.push({
      kind: 'cond',
      predicate: literal.predicate,
      branches: [nested(branches[0], depth + 1), nested(branches[1], depth + 1)],
    })
  }
  return placed
}
