/**
 * How the steps of a plan follow each other where they don't simply stand one after the other: loops and conds around them, and values that
 * go from one place to another between. Words stand in the table, one a slot; places of operands are in the table too, so that values that
 * go round a loop change places instead of being copied.
 */
import type { Operand } from './step.ts'

export type AddOpcode = 'f32x4.add' | 'f64x2.add' | 'i32x4.add'

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

/** A TensorArray, as the plan's table has it: slots of words. */
export interface FlowArray {
  readonly address: number
  /** Of the words of state. */
  readonly states: number
  readonly size: number
  /** Where the code says which access can't be done, by its number, and with which index. */
  readonly asked: number
  readonly askedIndex: number
  /** Bytes from one element to the next. */
  readonly stride: number
}

export type Flow =
  /** Steps [begin, end) of the plan. */
  | { readonly kind: 'steps'; readonly begin: number; readonly end: number }
  /** One after the other. */
  | { readonly kind: 'moves'; readonly moves: readonly Move[] }
  /** The value's place becomes the top of the stack, where there is room for one more. */
  | { readonly kind: 'top'; readonly stack: FlowStack; readonly value: Operand }
  /** `isThere`: the value was written on top of the stack. */
  | { readonly kind: 'push'; readonly stack: FlowStack; readonly value: Operand; readonly isThere?: boolean }
  /** Without `value` what is popped is known. `borrows`: the value's place becomes that in the stack, for nothing is pushed there. */
  | { readonly kind: 'pop'; readonly stack: FlowStack; readonly value?: Operand; readonly borrows?: boolean }
  /** `ask`: the number of the access. `clears`: an element is read once. `borrows`: the value's place becomes that of the element. */
  | {
      readonly kind: 'read'
      readonly array: FlowArray
      readonly index: Operand
      readonly value: Operand
      readonly clears: boolean
      readonly borrows?: boolean
      readonly ask: number
    }
  /** `adds`: further values are added, by this instruction. */
  | {
      readonly kind: 'write'
      readonly array: FlowArray
      readonly index: Operand
      readonly value: Operand
      readonly adds?: AddOpcode
      readonly ask: number
    }
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

/** The loops around what is looked for, the outermost first. */
export function loopsAround(flow: readonly Flow[], isIt: (each: Flow) => boolean): FlowLoop[] {
  return search(flow, isIt) ?? []
}
export const hasStep =
  (step: number) =>
  (each: Flow): boolean =>
    each.kind === 'steps' && each.begin <= step && step < each.end

function search(flow: readonly Flow[], isIt: (each: Flow) => boolean): FlowLoop[] | undefined {
  for (const each of flow) {
    if (isIt(each)) return []
    if (each.kind === 'cond') {
      const found = search(each.branches[0], isIt) ?? search(each.branches[1], isIt)
      if (found) return found
    } else if (each.kind === 'loop') {
      const found = search([...each.condition, ...each.body, ...each.last], isIt)
      if (found) return [each, ...found]
    }
  }
  return undefined
}
