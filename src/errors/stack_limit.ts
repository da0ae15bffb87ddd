/** How many frames stacks have. */

/**
 * Runs `body` with stacks of up to `limit` frames. Where the limit can't be set (`node --frozen-intrinsics`, a frozen Error) stacks are
 * as deep as they were.
 */
export function withStackLimit(limit: number, body: () => void): void {
  const before = Error.stackTraceLimit
  if (!Reflect.set(Error, 'stackTraceLimit', limit)) {
    body()
    return
  }
  try {
    body()
  } finally {
    Error.stackTraceLimit = before
  }
}
