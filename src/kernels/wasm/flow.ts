/**
 * How the steps of a plan follow each other where they don't simply stand one after the other: loops and conds around them, and values that
 * go from one place to another between. Words stand in the table, one a slot; places of operands are in the table too, so that values that
 * go round a loop change places instead of being copied.
 */
import type { Operand } from './step.ts'

/** A value goes to another place of as many bytes. */
export interface Move {
  readonly from: Operand
  readonly to: Operand
  /** Both change places: nothing needs the old value any more. */
  readonly swap?: boolean
  /** Only where each of these booleans has this value; a later one is looked at where the earlier ones have theirs. */
  readonly where?: readonly { readonly predicate: Operand; readonly branch: 0 | 1 }[]
}

/** A stack of a loop's history, as the plan's table has it: slots of words. */
export interface FlowStack {
  /** Its number, from 1 on. */
  readonly number: number
  readonly address: number
  readonly count: number
  readonly capacity: number
  /** Where the code asks for room, by the number of a stack; or, by the number below 0, says that one is empty. */
  readonly request: number
  /** Bytes from one value to the next. */
  readonly stride: number
}

export type Flow =
  /** Steps [begin, end) of the plan. */
  | { readonly kind: 'steps'; readonly begin: number; readonly end: number }
  /** One after the other. */
  | { readonly kind: 'moves'; readonly moves: readonly Move[] }
  | { readonly kind: 'push'; readonly stack: FlowStack; readonly value: Operand }
  /** Without `value` what is popped is known. */
  | { readonly kind: 'pop'; readonly stack: FlowStack; readonly value?: Operand }
  /** `word`: the slot in which what is decided is noted, for all threads. */
  | {
      readonly kind: 'cond'
      readonly predicate: Operand
      readonly word: number
      /** What runs for false and for true. */
      readonly branches: readonly [readonly Flow[], readonly Flow[]]
    }
  | FlowLoop

export interface FlowLoop {
  readonly kind: 'loop'
  /** The name of the loop, for messages. */
  readonly frame: string
  /** True for another iteration. */
  readonly test: Operand
  readonly word: number
  /** The slot whose word counts the iterations. */
  readonly iteration: number
  readonly condition: readonly Flow[]
  readonly body: readonly Flow[]
  /** What runs instead of the body in the end. */
  readonly last: readonly Flow[]
}

/** The loops around a step, the outermost first. */
export function loopsAround(flow: readonly Flow[], step: number): FlowLoop[] {
  for (const each of flow) {
    switch (each.kind) {
      case 'steps':
        if (each.begin <= step && step < each.end) return []
        break
      case 'moves':
      case 'push':
      case 'pop':
        break
      case 'cond':
        for (const branch of each.branches) {
          if (holds(branch, step)) return loopsAround(branch, step)
        }
        break
      case 'loop': {
        const inner = [...each.condition, ...each.body, ...each.last]
        if (holds(inner, step)) return [each, ...loopsAround(inner, step)]
        break
      }
      default:
        each satisfies never
    }
  }
  return []
}

function holds(flow: readonly Flow[], step: number): boolean {
  return flow.some(each => {
    switch (each.kind) {
      case 'steps':
        return each.begin <= step && step < each.end
      case 'moves':
      case 'push':
      case 'pop':
        return false
      case 'cond':
        return each.branches.some(branch => holds(branch, step))
      case 'loop':
        return holds([...each.condition, ...each.body, ...each.last], step)
      default:
        return each satisfies never
    }
  })
}
