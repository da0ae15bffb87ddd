/** How deep lists may nest that a user gives. */
import { RecursionError } from './python.ts'

/**
 * Lists in lists, at most: near where Python's own stack ended in TensorFlow, and far from where JavaScript's does. Arrays end sooner, at
 * numpy's 32 dimensions.
 */
export const MAX_NESTING = 300

/** The depth of the items of a list at `depth`. Raises RecursionError where lists nest too deep, as one that holds itself does. */
export function deeper(depth: number): number {
  if (depth >= MAX_NESTING)
    throw new RecursionError(
      `maximum recursion depth exceeded: lists are nested deeper than ${MAX_NESTING} levels, or hold themselves`,
    )
  return depth + 1
}
