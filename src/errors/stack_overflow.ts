/** Telling a call stack that ran over from what else JavaScript calls a RangeError. */

let overflow: string | undefined

/** What this engine says when its stack runs over: it has no class or code for it. */
function overflowMessage(): string {
  if (overflow === undefined) {
    const recurse = (): number => 1 + recurse()
    try {
      recurse()
      overflow = ''
    } catch (error) {
      overflow = (error as Error).message
    }
  }
  return overflow
}

export const isStackOverflow = (error: unknown): boolean =>
  error instanceof globalThis.RangeError && error.message === overflowMessage()

/** Calls of a function without variables: half of what the stack holds that Node has unless told otherwise. */
const HALF_A_STACK = 5_000

/** Whether much of the stack is free where this is called. */
export function hasRoom(): boolean {
  const descend = (calls: number): boolean => calls === 0 || descend(calls - 1)
  try {
    return descend(HALF_A_STACK)
  } catch (error) {
    if (!isStackOverflow(error)) throw error
    return false
  }
}
