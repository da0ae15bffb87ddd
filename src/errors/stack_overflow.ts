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

export const isStackOverflow = (error: unknown): boolean => error instanceof globalThis.RangeError && error.message === overflowMessage()
