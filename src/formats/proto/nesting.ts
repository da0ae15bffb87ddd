/** How deep messages may nest. */
import { RecursionError } from '../../errors/index.ts'
import { descriptorOf, type MessageData } from './fields.ts'

/** Messages, entries of maps and groups around a value: protobuf's limit for what it reads. tf0 writes, copies and prints no deeper than it reads. */
export const MAX_DEPTH = 100

/** The depth of what a message at `depth` holds. Raises RecursionError where messages nest too deep, as one that holds itself does. */
export function nested(message: MessageData, depth: number): number {
  if (depth >= MAX_DEPTH) {
    throw new RecursionError(
      `maximum recursion depth exceeded: a message ${descriptorOf(message).full_name} is nested deeper than ${MAX_DEPTH} levels`,
    )
  }
  return depth + 1
}
